"""A return laid over what is live, as rules of checks see it: series, targets and statuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from kpi.formatting import count, figure, multiplier
from kpi.indicators.months.quarters_of_months import quarters_of_months
from kpi.indicators.reporting_quarters import newest_reported, reported_in, with_quarters
from kpi.indicators.targets import target_status, targets_in_force
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.observation import Observation
from kpi.periods import Kind, Period
from kpi.returns.checks.context import Context
from kpi.returns.records import CellPlace, CommentLine, ParsedReturn, TargetLine, ValueLine

Line = ValueLine | TargetLine | CommentLine
L = TypeVar("L", ValueLine, TargetLine, CommentLine)
T = TypeVar("T", bound="TargetLine | Target")


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

    def line_of(self, observation: Observation) -> ValueLine | None:
        """Return the return's line of a figure; of a quarter made of months, its last month's."""
        period = observation.period
        if self.indicator.quarter_from is not None and period.kind is Kind.QUARTER:
            period = Period.containing(Kind.MONTH, period.end)
        return self.lines.get(period)

    def in_report_of(self, quarter: Period) -> Observation | None:
        """Return the figure that a quarter's report is meant to show, or None."""
        if quarter not in self._reports:
            newest = newest_reported(self._reported, quarter)
            self._reports[quarter] = newest[0] if newest and quarter in newest[1] else None
        return self._reports[quarter]

    # Many rules use each line: calculated once, or a long return takes minutes.
    @cached_property
    def _reports(self) -> dict[Period, Observation | None]:
        return {}

    @cached_property
    def _reported(self) -> list[tuple[Observation, list[Period]]]:
        figures = list(self.figures.values())
        if self.indicator.quarter_from is not None:
            figures = quarters_of_months(self.indicator, figures)
        return with_quarters(self.indicator, figures)


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


def live_target(context: Context, name: str, period: Period) -> Target | None:
    """Return the live snapshot's target in force in a quarter or month, or None."""
    return _of_period(context.targets.get(name, []), context, name, period)


def in_force(
    lines: dict[str, list[TargetLine]], context: Context, name: str, period: Period
) -> TargetLine | Target | None:
    """Return the target in force in a quarter or month: the return's, else the live one.

    `lines` as from `grouped`. Of one by quarter and one by month the later start counts.
    """
    known: list[TargetLine | Target] = [*lines.get(name, []), *context.targets.get(name, [])]
    return _of_period(known, context, name, period)


def judged_in(indicator: Indicator, line: ValueLine, quarter: Period) -> Period:
    """Return what the target of a line's figure is taken of: its month, else the quarter."""
    month = line.period
    by_month = indicator.quarter_from is not None and month and month.kind is Kind.MONTH
    return month if month and by_month else quarter


def _of_period(targets: Sequence[T], context: Context, name: str, period: Period) -> T | None:
    """Return the target of a quarter or month.

    A month without a target of its own has the quarter's, unless that is of three months' sum.
    """
    rule = context.indicators[name].quarter_from
    if period.kind is not Kind.MONTH:
        return targets_in_force.quarter_target(targets, period, rule)
    own = targets_in_force.month_target(targets, period)
    if own is not None or rule is MonthRule.SUM:
        return own
    quarter = Period.containing(Kind.QUARTER, period.end)
    return targets_in_force.quarter_target(targets, quarter, rule)


def status_of(
    indicator: Indicator, value: float | None, target: TargetLine | Target | None
) -> str | None:
    """Return a value's target status; None where it cannot be determined."""
    if value is None or (target is not None and target.target is None):
        return None
    if target is None:
        return target_status.NO_TARGET
    return target_status.status_against(value, target, indicator.polarity, indicator.decimals)
