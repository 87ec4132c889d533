"""Look-ups that several rules share: series joined with the live one, targets, statuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from kpi.formatting import count, figure, multiplier
from kpi.indicators import target_status
from kpi.indicators.reporting_quarters import newest_reported, reported_in, with_quarters
from kpi.indicators.target_status import Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.periods import Period
from kpi.returns.checks.context import Context
from kpi.returns.records import CellPlace, CommentLine, ParsedReturn, TargetLine, ValueLine

NO_FIGURE = ("c", "x", "z", "low", "k", "u")
"""The symbols that replace a figure; the others accompany one."""
ILLUSTRATIVE = "illustrative"
OWN_RETURN = "local-return"
"""The source of indicators whose figures come only from the council's return."""

Line = ValueLine | TargetLine | CommentLine
L = TypeVar("L", ValueLine, TargetLine, CommentLine)


def of_known_indicators(lines: Iterable[L], context: Context) -> Iterator[tuple[Indicator, L]]:
    """Yield each line whose indicator is known, with its indicator."""
    for line in lines:
        if line.indicator_id in context.indicators:
            yield context.indicators[line.indicator_id], line


def grouped(lines: Iterable[L], context: Context) -> dict[str, list[L]]:
    """Return the lines of each known indicator, in the order of the file."""
    groups: dict[str, list[L]] = {}
    for indicator, line in of_known_indicators(lines, context):
        groups.setdefault(indicator.id, []).append(line)
    return groups


def typed(line: Line, column: str) -> str:
    """Return a cell as it was typed."""
    return line.text.get(column, "").strip()


def is_blank(line: Line, column: str) -> bool:
    """Return whether a cell was left blank."""
    return not typed(line, column)


def place_words(place: CellPlace) -> str:
    """Return a place in words, for a message about another line."""
    return ", ".join(part for part in (place.file, place.sheet, place.row) if part)


def figure_words(indicator: Indicator, observation: Observation | ValueLine) -> str:
    """Return a figure with its counts, `53.9% (96 of 178)`, or its symbol."""
    if observation.value is None:
        return f"no figure ({observation.symbol or 'no symbol'})"
    words = figure(observation.value, indicator.unit, indicator.decimals)
    if observation.numerator is None or observation.denominator is None:
        return words
    if multiplier(indicator.unit) is None:
        return words
    return f"{words} ({count(observation.numerator)} of {count(observation.denominator)})"


def is_real(figure: Observation | ValueLine) -> bool:
    """Return whether a figure is not illustrative."""
    return figure.data_status != ILLUSTRATIVE


# ---- series -------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReportedSeries:
    """An indicator's figures by period: the live ones, replaced by those of the return."""

    indicator: Indicator
    figures: dict[Period, Observation]  # in time order
    lines: dict[Period, ValueLine]  # those that the return gives

    @cached_property
    def has_unsound_line(self) -> bool:
        """Whether a line of the return has, by a fault, neither a figure nor a symbol."""
        return any(o.value is None and o.symbol is None for o in self.lines.values())

    def before(self, period: Period) -> Observation | None:
        """Return the figure to compare with: of the period before, for terms of the year before."""
        earlier = period.year_before() if self.indicator.seasonal else period.previous()
        return self.figures.get(earlier) if earlier else None

    def in_report_of(self, quarter: Period) -> Observation | None:
        """Return the figure that a quarter's report is meant to show, or None."""
        if quarter not in self._reports:
            found = newest_reported(self._reported, quarter)
            self._reports[quarter] = found[0] if found and quarter in found[1] else None
        return self._reports[quarter]

    # Many rules use each line: calculated once, or a long return takes minutes.
    @cached_property
    def _reports(self) -> dict[Period, Observation | None]:
        return {}

    @cached_property
    def _reported(self) -> list[tuple[Observation, list[Period]]]:
        return with_quarters(self.indicator, self.figures.values())


def series_of(read: ParsedReturn, context: Context) -> dict[str, ReportedSeries]:
    """Return the series of every indicator that is not a context indicator."""
    lines = grouped(read.values, context)
    return {
        name: _series(indicator, lines.get(name, []), context.history.get(name, []))
        for name, indicator in context.indicators.items()
        if not indicator.is_context
    }


def _series(
    indicator: Indicator, lines: list[ValueLine], history: list[Observation]
) -> ReportedSeries:
    figures = {o.period: o for o in history if o.period.kind is indicator.returned_kind}
    given: dict[Period, ValueLine] = {}
    for line in lines:
        if line.period and line.reporting_quarter and line.period.kind is indicator.returned_kind:
            given.setdefault(line.period, line)
    figures |= {period: observed(line, period) for period, line in given.items()}
    return ReportedSeries(indicator, {p: figures[p] for p in sorted(figures)}, given)


def observed(line: ValueLine, period: Period) -> Observation:
    """Return a line as an observation, known from the report that shows it."""
    quarter = line.reporting_quarter
    return Observation(
        period=period,
        value=line.value,
        numerator=line.numerator,
        denominator=line.denominator,
        symbol=line.symbol,
        reason=None,
        data_status=line.data_status,
        source=line.source,
        known_from=quarter.end if quarter else date.max,
        note=line.note,
    )


def quarters_of(indicator: Indicator, line: ValueLine) -> list[Period]:
    """Return the reporting quarters in which a line's period is shown; empty when unknown."""
    if line.period is None or line.period.kind not in indicator.accepted_kinds:
        return []
    return reported_in(indicator, observed(line, line.period))


def newest_quarter(read: ParsedReturn) -> Period | None:
    """Return the newest reporting quarter that a return has values for."""
    return max((v.reporting_quarter for v in read.values if v.reporting_quarter), default=None)


# ---- targets and statuses -----------------------------------------------------------------


def covers(line: TargetLine, quarter: Period) -> bool:
    """Return whether a target of the return is in force in a quarter."""
    if line.from_quarter is None:
        return False
    return target_status.in_force(line.from_quarter, line.to_quarter, quarter)


def live_target(context: Context, name: str, quarter: Period) -> Target | None:
    """Return the live snapshot's target in force in a quarter, or None."""
    live = context.targets.get(name, [])
    return next((target for target in live if target.is_in_force(quarter)), None)


def in_force(
    lines: dict[str, list[TargetLine]], context: Context, name: str, quarter: Period
) -> TargetLine | Target | None:
    """Return the target in force: the return's, else the live one. `lines` as from `grouped`."""
    own = next((line for line in lines.get(name, []) if covers(line, quarter)), None)
    return own or live_target(context, name, quarter)


def status_of(
    indicator: Indicator, value: float | None, target: TargetLine | Target | None
) -> str | None:
    """Return a value's target status; None where it cannot be determined."""
    if value is None or (target is not None and target.target is None):
        return None
    if target is None:
        return target_status.NO_TARGET
    return target_status.status_against(value, target, indicator.polarity, indicator.decimals)
