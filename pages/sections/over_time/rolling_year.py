"""Over four quarters: a quarter with the rolling year, the comparators' and the year to date."""

from collections.abc import Iterator
from html import escape

from kpi.indicators import rolling_year
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.wording.trends import rolling_year as rolling_year_wording
from pages.components import html

HEAD = ("What is added up", "Figure", "Counts", "Months", "England, same months", "Like for like?")


def pieces(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    """Yield the section's markup; nothing for an indicator that is not counted by quarter."""
    never = rolling_year_wording.why_never(row)
    if never:
        yield html.heading("Over four quarters")
        yield html.paragraphs([never], kind="prose")
        return
    sums = rolling_year.sums(snapshot, row)
    if not sums:
        return
    yield html.heading("Over four quarters")
    figures = html.table(
        f"{row.indicator.name}: quarters added up",
        HEAD,
        [
            [
                escape(rolling_year_wording.label(each)),
                f"<strong>{escape(rolling_year_wording.shown(row, each))}</strong> "
                f"{html.data_mark(each.data_status)}",
                escape(rolling_year_wording.counts(row, each)),
                escape(str(each.period)),
                escape(rolling_year_wording.england(row, each)),
                escape(rolling_year_wording.likeness(each)),
            ]
            for each in sums
        ],
        kind="over",
        caption_hidden=True,
    )
    sentences = [
        html.marked(text, f" {html.data_mark(status)}", kind="prose")
        for text, status in rolling_year_wording.sentences(row, sums)
    ]
    method = html.paragraphs([rolling_year_wording.method_words(row)], kind="under")
    yield "".join([figures, *sentences, method])
