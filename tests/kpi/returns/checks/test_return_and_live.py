"""Look-ups of the rules: the live series with the return laid over it, targets and statuses."""

from dataclasses import replace
from datetime import date

import pytest

from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import Period
from kpi.returns.checks import return_and_live
from kpi.returns.checks.context import Context
from kpi.returns.checks.return_and_live import ReportedSeries
from kpi.returns.records import VALUES, TargetLine
from tests.kpi.changing import quarter
from tests.kpi.returns.checks.building import (
    AREA,
    ASSESSED,
    EARLY,
    EXCLUDED,
    INDICATORS,
    NEWEST,
    PLANS,
    REFERRED,
    TODAY,
    Sheets,
    context_of,
    good,
    read_of,
    target_row,
    value_row,
)

Q4, Q1 = quarter("Q4 2024-25"), quarter(NEWEST)
TIGHTENED = quarter("Q1 2025-26")


def test_lines_of_unknown_indicators_are_left_out_and_the_others_keep_their_order() -> None:
    sheets = good()
    context = context_of(sheets)
    sheets.values[0]["indicator_id"] = "nobody"
    lines = read_of(sheets).values
    groups = return_and_live.grouped(lines, context)
    assert list(groups) == list(dict.fromkeys(v.indicator_id for v in lines[1:]))
    assert sum(map(len, groups.values())) == len(lines) - 1
    assert [i.id for i, _ in return_and_live.of_known_indicators(lines, context)] == [
        line.indicator_id for line in lines[1:]
    ]


def test_a_cell_as_typed() -> None:
    sheets = good()
    sheets.row(VALUES, PLANS, NEWEST).update(value=" 44.4 ", note="  ")
    line = next(v for v in read_of(sheets).values if v.indicator_id == PLANS and v.period == Q1)
    assert return_and_live.typed(line, "value") == "44.4"
    assert not return_and_live.is_blank(line, "value")
    assert return_and_live.is_blank(line, "note")
    assert return_and_live.is_blank(line, "no such column")
    assert return_and_live.place_words(line.place) == f"return.xlsx, values, {line.place.row}"


def test_a_figure_in_words() -> None:
    sheets = good()
    plans = INDICATORS[PLANS]
    line = next(v for v in read_of(sheets).values if (v.indicator_id, v.period) == (PLANS, Q1))
    assert return_and_live.figure_words(plans, line) == "44.4% (80 of 180)"
    assert return_and_live.figure_words(plans, replace(line, denominator=None)) == "44.4%"
    assert (
        return_and_live.figure_words(plans, replace(line, value=None, symbol="c"))
        == "no figure (c)"
    )
    assert return_and_live.figure_words(plans, replace(line, value=None)) == "no figure (no symbol)"
    assert return_and_live.is_real(line)
    assert not return_and_live.is_real(replace(line, data_status="illustrative"))


def test_the_return_is_laid_over_what_is_live() -> None:
    """The live series ends in Q4 2024-25; the return has a new figure of it and the next."""
    sheets = good()
    context = context_of(sheets)
    sheets.values[:] = [r for r in sheets.values if r["reporting_quarter"] in (Q4.short, Q1.short)]
    sheets.row(VALUES, EARLY, Q4.short).update(value="13.0", numerator="22")
    found = return_and_live.series_of(read_of(sheets), context)
    assert REFERRED not in found  # a context indicator has no return
    early = found[EARLY]
    assert list(early.figures) == sorted(early.figures)
    assert set(early.lines) == {Q4, Q1}
    assert early.figures[Q4].value == 13.0
    assert early.figures[quarter("Q3 2024-25")].numerator == 22  # live, not in the return
    assert early.before(Q1) == early.figures[Q4]
    assert early.before(min(early.figures)) is None
    assert not early.has_unsound_line


def test_a_term_is_compared_with_the_term_a_year_before() -> None:
    sheets = good()
    terms = return_and_live.series_of(read_of(sheets), context_of(sheets))[EXCLUDED]
    spring = next(p for p in terms.figures if p.short == "spring term 2025")
    before = terms.before(spring)
    assert before is not None
    assert (before.period.short, before.value) == ("spring term 2024", 0.095)


def test_a_report_shows_the_figure_of_its_quarter_or_none() -> None:
    sheets = good()
    early = return_and_live.series_of(read_of(sheets), context_of(sheets))[EARLY]
    shown = early.in_report_of(Q1)
    assert shown is not None
    assert shown.period == Q1
    assert early.in_report_of(quarter("Q2 2025-26")) is None


def test_a_line_with_neither_figure_nor_symbol_is_unsound() -> None:
    sheets = good()
    sheets.row(VALUES, EARLY, NEWEST).update(value="")
    found = return_and_live.series_of(read_of(sheets), context_of(sheets, before="Q3 2024-25"))
    assert found[EARLY].has_unsound_line
    assert not found[ASSESSED].has_unsound_line


def test_quarters_of_a_line_are_the_reports_that_show_it() -> None:
    sheets = good()
    lines = {(v.indicator_id, str(v.period)): v for v in read_of(sheets).values}
    plan = next(v for (name, _), v in lines.items() if name == PLANS)
    assert return_and_live.quarters_of(INDICATORS[PLANS], plan) == [plan.period]
    assert return_and_live.quarters_of(INDICATORS[EXCLUDED], plan) == []  # a quarter is no term
    assert return_and_live.quarters_of(INDICATORS[PLANS], replace(plan, period=None)) == []
    assert (
        return_and_live.observed(replace(plan, reporting_quarter=None), Q1).known_from == date.max
    )


def test_the_newest_quarter_of_a_return() -> None:
    read = read_of(good())
    assert return_and_live.newest_quarter(read) == Q1
    assert return_and_live.newest_quarter(replace(read, values=())) is None


def test_the_return_s_target_goes_before_the_live_one() -> None:
    sheets = good()
    context = context_of(sheets)
    lines = return_and_live.grouped(read_of(sheets).targets, context)
    live = return_and_live.live_target(context, EARLY, Q4)
    assert live is not None
    assert (live.target, live.intervention_level) == (16, 20)
    own = return_and_live.in_force(lines, context, EARLY, Q1)
    assert own is not None
    assert own.target == 15
    assert isinstance(return_and_live.in_force({}, context, EARLY, Q1), Target)
    assert return_and_live.in_force({}, context, REFERRED, Q1) is None
    first, second = lines[EARLY]
    empty = replace(context, targets={})

    def covers(line: TargetLine, quarter: Period) -> bool:
        return return_and_live.in_force({EARLY: [line]}, empty, EARLY, quarter) is line

    assert [covers(line, Q4) for line in (first, second)] == [True, False]
    assert [covers(line, TIGHTENED) for line in (first, second)] == [False, True]
    assert not covers(replace(first, from_quarter=None), Q4)


def _months_of_plans(rule: MonthRule) -> tuple[ReportedSeries, Context]:
    """Three months of plans in a return, whose live target is 60 by quarter."""
    indicator = replace(INDICATORS[PLANS], quarter_from=rule)
    months = [("April 2025", "10"), ("May 2025", "20"), ("June 2025", "30")]
    sheets = Sheets(values=[value_row(PLANS, month, NEWEST, value) for month, value in months])
    live = Target(60.0, None, None, "published", None, "Q1 2025-26", None)
    context = replace(Context.empty([indicator], AREA, TODAY), targets={PLANS: [live]})
    return return_and_live.series_of(read_of(sheets), context)[PLANS], context


def test_a_quarter_of_months_is_what_commentary_is_about() -> None:
    series, _ = _months_of_plans(MonthRule.SUM)
    now = series.in_report_of(Q1)
    assert now is not None
    assert (now.period, now.value) == (Q1, 60.0)
    line = series.line_of(now)
    assert line is not None
    assert line.value == 30.0


def test_a_month_is_judged_by_its_own_target_and_never_by_that_of_a_sum() -> None:
    june = Period.month(2025, 6)
    for rule, expected in ((MonthRule.LAST, 60.0), (MonthRule.SUM, None)):
        _, context = _months_of_plans(rule)
        found = return_and_live.live_target(context, PLANS, june)
        assert (found and found.target) == expected
    _, context = _months_of_plans(MonthRule.SUM)
    own = target_row(PLANS, "April 2025", "", "20", "", "")
    lines = return_and_live.grouped(read_of(Sheets(targets=[own])).targets, context)
    found = {p: return_and_live.in_force(lines, context, PLANS, p) for p in (june, Q1)}
    # Both start on 1 April: the quarter keeps the target given by quarter.
    assert [each and each.target for each in found.values()] == [20.0, 60.0]
    series, _ = _months_of_plans(MonthRule.SUM)
    line = series.lines[june]
    assert return_and_live.judged_in(series.indicator, line, Q1) == june
    assert return_and_live.judged_in(INDICATORS[PLANS], line, Q1) == Q1


@pytest.mark.parametrize(
    ("value", "status"),
    [
        (60.0, "on target"), (59.96, "on target"), (59.94, "off target"), (46.4, "off target"),
        (46.34, "beyond intervention level"), (None, None),
    ],
)  # fmt: skip
def test_a_status_is_of_the_figure_as_shown(value: float | None, status: str | None) -> None:
    """Plans: target 60, intervention below 46.4, one decimal, higher is better."""
    sheets = good()
    target = return_and_live.live_target(context_of(sheets), PLANS, Q1)
    assert return_and_live.status_of(INDICATORS[PLANS], value, target) == status


def test_without_a_target_there_is_nothing_to_judge_by() -> None:
    sheets = good()
    (aim,) = return_and_live.grouped(read_of(sheets).targets, context_of(sheets))[PLANS]
    assert return_and_live.status_of(INDICATORS[PLANS], 50.0, None) == "no target"
    assert return_and_live.status_of(INDICATORS[REFERRED], 50.0, aim) == "no target"  # not judged
    assert return_and_live.status_of(INDICATORS[PLANS], 50.0, replace(aim, target=None)) is None
