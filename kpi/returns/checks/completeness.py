"""Rules on a return as a whole: missing, mixed or suppressed figures, and differing statuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kpi.indicators.reporting_quarters import candidates, reported_in
from kpi.indicators.targets import targets_in_force
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.schemas import LOCAL_RETURN
from kpi.periods import Period, parse_period
from kpi.returns import typed_cells
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, Stage, rule
from kpi.returns.checks.return_and_live import (
    grouped,
    in_force,
    judged_in,
    newest_quarter,
    of_known_indicators,
    series_of,
    status_of,
)
from kpi.returns.records import (
    MISSING_SHEET,
    NOTHING_FILLED_IN,
    WARNING,
    CellPlace,
    CommentLine,
    ParsedReturn,
    TargetLine,
    ValueLine,
)


def without_needless_questions(read: ParsedReturn, context: Context) -> ParsedReturn:
    """Return the return without asking for sheets or figures, where it has something to publish.

    The targets in force, which the empty return has already, are nothing new.
    """
    has_targets = any(not _is_live_target(line, context) for line in read.targets)
    if not (read.values or has_targets or read.commentary):
        return read
    needless = (MISSING_SHEET, NOTHING_FILLED_IN)
    return replace(read, faults=tuple(f for f in read.faults if f.rule not in needless))


def _is_live_target(line: TargetLine, context: Context) -> bool:
    """Whether a line of targets says what is published already."""
    columns = (*targets_in_force.AMOUNTS, "target_type", "data_status", "rationale")
    return any(
        line.from_quarter == parse_period(target.from_quarter)
        and line.to_quarter == (parse_period(target.to_quarter) if target.to_quarter else None)
        and all(getattr(line, c) == getattr(target, c) for c in columns)
        for target in context.targets.get(line.indicator_id, [])
    )


@rule("illustrative-mixed")
def illustrative_mixed(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Illustrative and real figures or texts must not be mixed for one indicator and quarter."""
    groups: dict[tuple[str, Period], list[ValueLine | CommentLine]] = {}
    every: list[ValueLine | CommentLine] = [*read.values, *read.commentary]
    for line in every:
        if line.reporting_quarter and line.indicator_id in context.indicators:
            groups.setdefault((line.indicator_id, line.reporting_quarter), []).append(line)
    for (name, quarter), lines in groups.items():
        real = [line for line in lines if line.data_status != ILLUSTRATIVE]
        for line in lines:
            if real and line.data_status == ILLUSTRATIVE:
                other = real[0].place
                expected = f"{real[0].data_status}, as {other.sheet} {other.row} has for "
                expected += f"{name}, {quarter.short}; or both illustrative"
                yield Finding(line.place, "data_status", ILLUSTRATIVE, expected)


@rule("illustrative-target", WARNING, stage=Stage.FIGURES)
def illustrative_target(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A real figure must not be judged against an illustrative target, nor get its status."""
    targets = grouped(read.targets, context)
    reported_ids: set[str] = set()
    for indicator, line in of_known_indicators(read.values, context):
        if line.reporting_quarter is None or line.value is None or line.data_status == ILLUSTRATIVE:
            continue
        judged = judged_in(indicator, line, line.reporting_quarter)
        target = in_force(targets, context, indicator.id, judged)
        if target is None or target.data_status != ILLUSTRATIVE or target.target is None:
            continue
        if indicator.id not in reported_ids:
            reported_ids.add(indicator.id)
            place = target.place if isinstance(target, TargetLine) else line.place
            problem = f"{ILLUSTRATIVE} target {target.target:g} for a {line.data_status} figure"
            expected = "the real target, or each status stays marked illustrative"
            yield Finding(place, "data_status", problem, expected)


@rule("supplied-status", WARNING, stage=Stage.WHOLE)
def supplied_status(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """The council's own status must agree with the calculated one, or someone must know why not."""
    targets = grouped(read.targets, context)
    for indicator, line in of_known_indicators(read.values, context):
        supplied, quarter = line.supplied_status, line.reporting_quarter
        if not supplied or quarter is None:
            continue
        meant = typed_cells.target_status(supplied)
        if isinstance(meant, typed_cells.UnclearCell):
            yield Finding(line.place, "status", supplied, meant.expected)
            continue
        judged = judged_in(indicator, line, quarter)
        target = in_force(targets, context, indicator.id, judged)
        if (
            target is None
            and judged != quarter
            and in_force(targets, context, indicator.id, quarter)
        ):
            continue  # the quarter's target is of the sum, and says nothing of one month
        ours = status_of(indicator, line.value, target)
        if ours is not None and ours != meant:
            expected = f"{ours}, {_why(indicator, line, target)}; both will be shown"
            status_text = supplied if meant == supplied.lower() else f"{supplied} ({meant})"
            yield Finding(line.place, "status", status_text, expected)


def _why(
    indicator: Indicator, line: ValueLine, target: TargetLine | targets_in_force.Target | None
) -> str:
    if target is None or target.target is None or not indicator.polarity.has_target:
        return "as no target is in force"
    level = target.intervention_level
    limit = f" and intervention level {level:g}" if level is not None else ""
    upper, above = target.target_upper, target.intervention_upper
    to = f" to {upper:g}" if upper is not None else ""
    limit += f" and upper intervention level {above:g}" if above is not None else ""
    return f"as {line.value:g} is held against target {target.target:g}{to}{limit}"


# ---- what is missing ----------------------------------------------------------------------


@rule("gap", WARNING, stage=Stage.WHOLE)
def gap(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A series must have no gap: a missing period is given with a symbol, not left out."""
    for series in series_of(read, context).values():
        periods = list(series.figures)
        for earlier, later in pairwise(periods):
            given = series.lines.get(later) or series.lines.get(earlier)
            missing = _between(earlier, later)
            if given is None or not missing:
                continue
            names = missing[0].short
            if len(missing) > 1:
                names += f" to {missing[-1].short}"
            problem = f"{later.short} straight after {earlier.short}"
            expected = f"{names} too, with a symbol where there is no figure"
            yield Finding(given.place, "period", problem, expected)


def _between(earlier: Period, later: Period) -> list[Period]:
    """Return the periods missing between two periods, oldest first."""
    missing = []
    period = later.previous()
    while period is not None and period > earlier:
        missing.append(period)
        period = period.previous()
    return missing[::-1]


@rule("value-due", WARNING, stage=Stage.WHOLE)
def value_due(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A return must have every indicator due in its quarter, or a symbol that says why not.

    Applies only to indicators that the council alone reports, after the last known figure.
    """
    newest = newest_quarter(read)
    quarters = sorted({v.reporting_quarter for v in read.values if v.reporting_quarter})
    for name, series in series_of(read, context).items():
        indicator = series.indicator
        if indicator.local_source != LOCAL_RETURN:
            continue
        covered = [quarter for quarter in quarters if indicator.is_reported(quarter)]
        last = max(series.figures, default=None)
        for quarter in covered:
            due = _due_in(indicator, quarter)
            if due is None or (last is None and quarter != newest):
                continue
            if last is None or due > last:
                first = next(v for v in read.values if v.reporting_quarter == quarter)
                place = CellPlace(first.place.file, first.place.sheet, "")
                expected = f"its figure for {due.short}, or a symbol that says why there is none"
                problem = f"no row of {name} among those for {quarter.short}"
                yield Finding(place, "indicator_id", problem, expected)


def _due_in(indicator: Indicator, quarter: Period) -> Period | None:
    """Return the period whose figure is first reported in a quarter, or None."""
    for period in candidates(indicator.returned_kind, quarter):
        plain = Observation(period, period.end)
        if reported_in(indicator, plain)[0] == quarter:
            return period
    return None
