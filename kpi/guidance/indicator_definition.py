"""One indicator's definition as the definitions page shows it: worked out, cautions, all facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kpi.formatting import capital, count, many, multiplier
from kpi.guidance import definitions
from kpi.indicators.reporting_quarters import default_quarter, observations
from kpi.indicators.revisions import correction_lines
from kpi.indicators.scorecard import ScorecardRow, View, row
from kpi.model.data_status import PUBLISHED
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.wording import indicator_notes

_MOST_BREAKS = 3  # more of them fill the first screen


@dataclass(frozen=True)
class FactLine:
    """A line of a fact, with the data status of the figures in it."""

    text: str
    status: str = PUBLISHED


@dataclass(frozen=True)
class DefinitionFact:
    """A term of a definition and its lines; `is_folded` for those not shown at first sight."""

    term: str
    lines: tuple[FactLine, ...]
    is_folded: bool


@dataclass(frozen=True)
class WorkedFigure:
    """How the newest figure is worked out: two parts in words and, where known, in numbers.

    `sign` stands between the parts: `over` for a share or rate, `minus` for a difference. `times`
    is what a rate is multiplied by. Where there is no figure, `missing` says why.
    """

    first: str
    second: str
    sign: str
    first_number: str
    second_number: str
    times: str
    figure: str
    status: str
    period: str
    missing: str

    @property
    def has_numbers(self) -> bool:
        """Whether both parts are known as numbers."""
        return bool(self.first_number and self.second_number)


@dataclass(frozen=True)
class IndicatorDefinition:
    """Everything the page says of one indicator."""

    id: str
    name: str
    better: str
    owner: str
    sentence: str
    worked: WorkedFigure
    cautions: tuple[str, ...]
    why_it_matters: str
    controls: str
    facts: tuple[DefinitionFact, ...]

    @property
    def folded(self) -> tuple[DefinitionFact, ...]:
        """The facts that are not shown at first sight."""
        return tuple(fact for fact in self.facts if fact.is_folded)


@cached_on_snapshot
def indicator_definition(
    snapshot: Snapshot, indicator: Indicator, area: str
) -> IndicatorDefinition:
    """Return an indicator's definition, with the council's figure of the newest report."""
    return IndicatorDefinition(
        indicator.id,
        indicator.name,
        capital(indicator.polarity.words),
        indicator.owner_role,
        indicator.definition,
        worked_figure(
            snapshot, row(snapshot, indicator, View(area, default_quarter(snapshot, area)))
        ),
        (*_cautions(indicator), *_series_lines(indicator)),
        indicator.why_it_matters,
        indicator.council_controls,
        tuple(_facts(snapshot, indicator, area)),
    )


def worked_figure(snapshot: Snapshot, shown: ScorecardRow) -> WorkedFigure:
    """Return how the figure of a scorecard's row is worked out, in words and in its own counts."""
    indicator, now = shown.indicator, shown.now
    period = now.period.short if now else ""
    missing = ""
    if now is None:
        missing = "No figure has been reported yet."
    elif now.value is None:
        missing = capital(now.reason or "no figure")
    figure, status = show(indicator, shown.value), shown.figure_status
    if indicator.legs:
        first, second = indicator.legs
        return WorkedFigure(
            first.name, second.name, "minus", _leg(snapshot, shown, first.id),
            _leg(snapshot, shown, second.id), "", figure, status, period, missing,
        )  # fmt: skip
    per = multiplier(indicator.unit)
    numbers = [
        count(number) if now is not None and number is not None else ""
        for number in ((now.numerator, now.denominator) if now else (None, None))
    ]
    return WorkedFigure(
        _plain(indicator, indicator.numerator), _plain(indicator, indicator.denominator), "over",
        numbers[0], numbers[1], f"× {count(per)}" if per and indicator.unit != "percent" else "",
        figure, status, period, missing,
    )  # fmt: skip


# ---- parts --------------------------------------------------------------------------------


def _cautions(indicator: Indicator) -> tuple[str, ...]:
    """Return what to bear in mind: the definition's caveats, and that it may be above 100%."""
    return tuple(filter(None, (*indicator.caveats, indicator_notes.may_exceed(indicator))))


def _series_lines(indicator: Indicator) -> tuple[str, ...]:
    """Return breaks and periods set aside; many of them as one line that says how many."""
    breaks, aside = definitions.break_lines(indicator), definitions.aside_lines(indicator)
    if len(breaks) + len(aside) > _MOST_BREAKS:
        counts = [
            *([many(len(breaks), "break")] if breaks else []),
            *([f"{many(len(aside), 'period')} set aside"] if aside else []),
        ]
        return (f"The series has {' and '.join(counts)}: all are listed below.",)
    return (
        *(f"Break in the series. {line}" for line in breaks),
        *(f"Set aside. {line}" for line in aside),
    )


def _plain(indicator: Indicator, counted: str) -> str:
    """Return what is counted without the qualifier, which the definition states for both parts."""
    return counted.removesuffix(f", {indicator.qualifier}") if indicator.qualifier else counted


def _leg(snapshot: Snapshot, shown: ScorecardRow, leg: str) -> str:
    """Return one part of a difference in the figure's period; empty where it is not known."""
    if shown.now is None or not shown.indicator.is_of_legs(shown.now.source):
        return ""
    period = shown.now.period
    rows = observations(snapshot.observed(shown.indicator.id), shown.area.code, period.kind, leg)
    return next((show(shown.indicator, o.value) for o in rows if o.period == period), "")


def _facts(snapshot: Snapshot, indicator: Indicator, area: str) -> Iterable[DefinitionFact]:
    """Yield every fact that there is, in the order of the paper copy."""
    history = [
        FactLine(f"{line.when}: {line.words}", line.data_status)
        for line in definitions.target_history(snapshot, indicator, area)
    ]
    corrected = correction_lines(snapshot, indicator, area)
    entries: list[tuple[str, list[FactLine], bool]] = [
        ("Definition", _fact_lines(indicator.definition), False),
        ("No longer reported", _fact_lines(indicator_notes.retired_words(indicator)), False),
        ("Aim", _fact_lines(indicator.aim), True),
        ("Which way is better", _fact_lines(capital(indicator.polarity.words)), False),
        ("Measured in", _fact_lines(definitions.measured_in(indicator)), True),
        ("Counted", _fact_lines(indicator.numerator), True),
        ("Out of", _fact_lines(indicator.denominator), True),
        ("Why it matters", _fact_lines(indicator.why_it_matters), False),
        ("What the council controls", _fact_lines(indicator.council_controls), False),
        ("Read with care", _fact_lines(*_cautions(indicator)), False),
        ("Breaks in the series", _fact_lines(*definitions.break_lines(indicator)), True),
        ("Set aside", _fact_lines(*definitions.aside_lines(indicator)), True),
        ("Targets", history or _fact_lines("No target: not judged."), True),
        (
            "The council's own figure",
            _fact_lines(*definitions.own_lines(snapshot, indicator, area)),
            True,
        ),
        ("Comparators", _fact_lines(*definitions.comparator_lines(snapshot, indicator)), True),
        ("Related, not compared", _fact_lines(*definitions.related_lines(indicator)), True),
        (
            "Who answers for it",
            _fact_lines(f"{indicator.owner_role}, {indicator.directorate}"),
            True,
        ),
        ("Source", _fact_lines(*definitions.source_lines(snapshot, indicator)), True),
        ("Corrections", _fact_lines(*(corrected or ["No figure has been corrected."])), True),
        (
            "Earlier names in addresses and returns",
            _fact_lines(", ".join(indicator.formerly)),
            True,
        ),
    ]
    for term, lines, is_folded in entries:
        if lines:
            yield DefinitionFact(term, tuple(lines), is_folded)


def _fact_lines(*texts: str) -> list[FactLine]:
    return [FactLine(text) for text in texts if text.strip()]
