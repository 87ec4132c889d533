"""What the figure means: an indicator's definition, rules, targets, corrections and sources."""

from collections.abc import Iterator
from html import escape

from kpi.guidance import definitions
from kpi.indicators import revisions, scorecard
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.wording import indicator_notes
from kpi.wording.comparisons import known_then
from kpi.wording.comparisons import official_rate_words as annual_rates_wording
from pages.components import html


def pieces(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    """Yield the section's markup: its heading, and a list of terms with what each means."""
    indicator, area = row.indicator, row.area.code
    summed = annual_rates_wording.sum_words(snapshot, indicator)
    above = indicator_notes.may_exceed(indicator)
    yield html.heading("What the figure means")
    entries = (
        ("Directorate", escape(indicator.directorate)),
        ("Definition", escape(indicator.definition)),
        ("Counted above the line", escape(indicator.numerator)),
        ("Counted below the line", escape(indicator.denominator)),
        ("Why it matters", escape(indicator.why_it_matters)),
        ("What the council controls", escape(indicator.council_controls)),
        ("Bear in mind", html.bullets(escape(text) for text in indicator.caveats)),
        ("Above 100%", escape(above)),
        ("Derived England and DfE's own rate", escape(summed)),
        (
            "Breaks in the series",
            html.bullets(escape(text) for text in definitions.break_lines(indicator))
            or "none known",
        ),
        (
            "Set aside",
            html.bullets(escape(text) for text in definitions.aside_lines(indicator))
            or "no period",
        ),
        (
            "Targets so far",
            html.bullets(
                escape(indicator_notes.target_words(indicator, goal))
                for goal in scorecard.targets(snapshot, indicator, area)
            )
            or "none",
        ),
        (
            "Corrections",
            html.bullets(
                escape(text) for text in revisions.correction_lines(snapshot, indicator, area)
            )
            or "none so far",
        ),
        ("Who answers for it", escape(indicator.owner_role)),
        ("Source", escape(indicator_notes.source_words(snapshot, row))),
        ("Comparators known", escape(known_then.known_words(snapshot, row))),
        ("Next figure", escape(indicator_notes.next_words(row))),
    )
    yield html.pairs((term, meaning) for term, meaning in entries if meaning)
