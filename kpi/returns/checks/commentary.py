"""Rules on commentary: action, owner and date are required where a figure is off target."""

from __future__ import annotations

from collections.abc import Iterator

from kpi.formatting import long_date
from kpi.indicators.targets.target_status import BEYOND_INTERVENTION, OFF_TARGET
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.schemas import LOCAL_RETURN
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, Stage, rule
from kpi.returns.checks.return_and_live import (
    figure_words,
    grouped,
    in_force,
    is_blank,
    newest_quarter,
    of_known_indicators,
    series_of,
    status_of,
    typed,
)
from kpi.returns.records import WARNING, CellPlace, ParsedReturn

_ANSWER = (("action", "an action"), ("owner_role", "an owner"), ("due", "a due date"))


@rule("action-missing", stage=Stage.FIGURES, unless=("duplicate-comment",))
def action_missing(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Below the intervention level, commentary must give an action, an owner and a due date."""
    series, targets = series_of(read, context), grouped(read.targets, context)
    for indicator, line in of_known_indicators(read.commentary, context):
        quarter = line.reporting_quarter
        if quarter is None or indicator.id not in series:
            continue
        now = series[indicator.id].in_report_of(quarter)
        target = in_force(targets, context, indicator.id, quarter)
        if now is None or status_of(indicator, now.value, target) != BEYOND_INTERVENTION:
            continue
        for column, words in _ANSWER:
            if is_blank(line, column):
                figure = figure_words(indicator, now)
                expected = f"{words}, because {figure} is beyond the intervention level"
                yield Finding(line.place, column, "nothing", expected)


@rule("due-past", WARNING)
def due_past(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """An action's due date must not be before the end of the reporting quarter."""
    for line in read.commentary:
        quarter = line.reporting_quarter
        if line.due and quarter and line.due < quarter.end:
            end = long_date(quarter.end)
            expected = f"a day after the quarter's end, {end}; or say that it was done"
            yield Finding(line.place, "due", typed(line, "due"), expected)


@rule("comment-without-value", WARNING, stage=Stage.WHOLE)
def comment_without_value(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Commentary must belong to a figure; without one, readers cannot tell what it is about.

    Applies only to indicators that the return itself reports; DfE's figures come separately.
    """
    series = series_of(read, context)
    for indicator, line in of_known_indicators(read.commentary, context):
        quarter = line.reporting_quarter
        if quarter is None or indicator.id not in series or indicator.local_source != LOCAL_RETURN:
            continue
        if series[indicator.id].in_report_of(quarter) is None:
            problem = f"commentary for {quarter.short} and no row of values for it"
            expected = f"a figure of {indicator.id}, or a symbol that says why there is none"
            yield Finding(line.place, "reporting_quarter", problem, expected)


@rule("red-without-commentary", stage=Stage.WHOLE)
def red_without_commentary(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A figure of the newest quarter below its intervention level must have commentary."""
    for indicator, status, now, place in _unanswered(read, context):
        if status == BEYOND_INTERVENTION and place.row:
            expected = "commentary with an action, an owner and a due date"
            problem = (
                f"{figure_words(indicator, now)}, beyond the intervention level, and no commentary"
            )
            yield Finding(place, "value", problem, expected)


@rule("commentary-missing", WARNING, stage=Stage.WHOLE)
def commentary_missing(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A headline indicator off target must be explained in the quarter's commentary."""
    for indicator, status, now, place in _unanswered(read, context):
        if status == OFF_TARGET or (status == BEYOND_INTERVENTION and not place.row):
            problem = f"{figure_words(indicator, now)}, {status}, and no commentary"
            column = "value" if place.row else "indicator_id"
            if not place.row:
                problem = f"{indicator.id} at {problem}"
            yield Finding(place, column, problem, "commentary that says why and what is done")


def _unanswered(
    read: ParsedReturn, context: Context
) -> Iterator[tuple[Indicator, str, Observation, CellPlace]]:
    """Yield headline indicators of the newest quarter without commentary, and the figure's place.

    The place has a row where the return itself gives the figure. A figure beyond intervention
    level needs an action, an owner and a due date. Commentary in the live snapshot counts, so
    that a correction need not repeat it.
    """
    quarter = newest_quarter(read)
    if quarter is None:
        return
    here = {(line.indicator_id, line.reporting_quarter) for line in read.commentary}
    targets = grouped(read.targets, context)
    for series in series_of(read, context).values():
        indicator, now = series.indicator, series.in_report_of(quarter)
        key = (indicator.id, quarter)
        if now is None or key in here:
            continue
        status = status_of(indicator, now.value, in_force(targets, context, *key))
        live = context.answered if status == BEYOND_INTERVENTION else context.commented
        if status not in (OFF_TARGET, BEYOND_INTERVENTION) or key in live:
            continue
        line = series.line_of(now)
        sheet = next(v.place for v in read.values if v.reporting_quarter == quarter)
        yield indicator, status, now, line.place if line else CellPlace(sheet.file, sheet.sheet, "")
