"""A series as a chart: phases, gaps, breaks, and what can be said about its newest figure."""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import DefinitionError
from kpi.indicators import xmr
from kpi.indicators.reporting_quarters import own_series
from kpi.indicators.xmr import Xmr, XmrAnswer, reading
from kpi.model.definitions.indicator import Rebase
from kpi.model.definitions.snapshot_definition import indicator_from
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, parse_period
from kpi.statistics.xmr_rules import Signal, SpcRule, limits
from tests.kpi.changing import BCP, missing, row_of, without

FIRST = 2018 * 4
LEVEL = [10.0, 12.0, 11.0, 9.0, 10.0, 11.0, 12.0, 9.0, 10.0, 12.0, 11.0, 9.0, 10.0]  # 13


def quarters(
    values: Sequence[float | None], skip: Sequence[int] = ()
) -> list[tuple[Period, float | None]]:
    """The values in quarters from Q1 2018-19 on, without those at `skip`."""
    at = [(Period.quarter((FIRST + i) // 4, (FIRST + i) % 4 + 1), v) for i, v in enumerate(values)]
    return [pair for i, pair in enumerate(at) if i not in skip]


def made(values: Sequence[float | None], skip: Sequence[int] = ()) -> Xmr:
    found = xmr.xmr(quarters(values, skip))
    assert found is not None
    return found


def test_thirteen_figures_are_needed() -> None:
    short = made(LEVEL[:12])
    assert (short.answer, short.count) == (XmrAnswer.TOO_SHORT, 12)
    assert short.now.is_trial
    assert short.now.limits == limits(LEVEL[:12])  # a trial, and nothing is judged by it
    assert made([*LEVEL[:11], 99.0]).latest.signal is None
    enough = made(LEVEL)
    assert enough.answer is XmrAnswer.ORDINARY
    assert not enough.now.is_trial


def test_unusual() -> None:
    found = made([*LEVEL, 25.0])
    assert found.answer is XmrAnswer.UNUSUAL
    assert found.latest.signal == Signal(SpcRule.OUTSIDE, 1)
    assert [p.signal for p in found.points[:-1]] == [None] * 13


def test_newest_figure_missing() -> None:
    found = made([*LEVEL, None])
    assert (found.answer, found.count, found.is_judged) == (XmrAnswer.MISSING, 13, False)


def test_constant_and_seldom_changing_series_are_not_judged() -> None:
    constant = made([0.1] * 17)
    assert constant.answer is XmrAnswer.CONSTANT
    assert {p.signal for p in constant.points} == {None}
    rare = made([0.0] * 9 + [0.02] + [0.0] * 7)
    assert rare.answer is XmrAnswer.SELDOM
    assert {p.signal for p in rare.points} == {None}
    half = made([0.0, 1.0] * 4 + [1.0] * 7)  # 6 of 14 changes are nought: judged
    assert half.is_judged


def test_a_missing_period_becomes_a_gap_that_no_run_crosses() -> None:
    rising = [10.0, 9.0, 10.5, 9.5, 10.0, 9.0, 9.2, 9.4, 9.6, 9.8, 10.0, 10.2, 10.4, 10.0]
    whole, broken = made(rising), made(rising, skip=[9])
    trend = [p.signal.rule if p.signal else None for p in whole.points]
    assert trend[5:13] == [SpcRule.TREND] * 8
    assert [p.period for p in broken.points] == [p.period for p in whole.points]
    assert broken.points[9].value is None
    assert [p.signal for p in broken.points] == [None] * 14
    assert broken.now.limits == limits([*rising[:9], None, *rising[10:]])


def test_leading_gaps_are_left_out_and_nothing_is_none() -> None:
    found = made([None, None, *LEVEL])
    assert found.points[0].period == quarters([None, None, 1.0])[2][0]
    assert xmr.xmr(quarters([None, None])) is None
    assert xmr.xmr([]) is None


def test_kinds_are_never_mixed() -> None:
    quarter, term = Period.quarter(2024, 1), Period.term("spring", 2024)
    with pytest.raises(ValueError, match="one kind of quarters, terms or months"):
        xmr.xmr([(quarter, 1.0), (term, 2.0)])
    with pytest.raises(ValueError, match="one kind of quarters, terms or months"):
        xmr.xmr([(Period.financial_year(2024), 1.0)])


@pytest.mark.parametrize("kind", [Kind.QUARTER, Kind.TERM, Kind.MONTH])
def test_every_kind_of_short_period(kind: Kind) -> None:
    last = {
        Kind.QUARTER: Period.quarter(2025, 1),
        Kind.TERM: Period.term("spring", 2025),
        Kind.MONTH: Period.month(2025, 3),
    }[kind]
    periods = [last]
    while len(periods) < 20:
        before = periods[0].previous()
        assert before is not None
        periods.insert(0, before)
    values = [*LEVEL, *LEVEL[:6], 11.0]
    series = [(p, v) for p, v in zip(periods, values, strict=True) if p != periods[4]]
    found = xmr.xmr(series)
    assert found is not None
    assert [p.period for p in found.points] == periods
    assert found.count == 19


# ---- new starts -----------------------------------------------------------------------------


def test_a_new_start_begins_limits_and_runs_anew() -> None:
    values = [*LEVEL, *(v + 20 for v in LEVEL)]
    series = quarters(values)
    start = series[13][0]
    found = xmr.xmr(series, starts=[(start, "A new front door.")])
    assert found is not None
    assert [(p.reason, p.count) for p in found.phases] == [("", 13), ("A new front door.", 13)]
    first, second = found.phases
    assert first.limits == limits(values[:13])
    assert second.limits == limits(values[13:])
    assert found.answer is XmrAnswer.ORDINARY
    one = xmr.xmr(series)
    assert one is not None
    assert one.answer is XmrAnswer.UNUSUAL  # without it the step makes a run on one side


def test_after_a_new_start_limits_are_a_trial_until_13() -> None:
    series = quarters([*LEVEL, 30.0, 31.0, 99.0])
    found = xmr.xmr(series, starts=[(series[13][0], "why")])
    assert found is not None
    assert (found.answer, found.now.is_trial, found.now.count) == (XmrAnswer.TOO_SHORT, True, 3)
    assert found.latest.signal is None
    assert not found.phases[0].is_trial


def test_starts_outside_the_series_change_nothing() -> None:
    series = quarters(LEVEL)
    plain = xmr.xmr(series)
    for start in (Period.quarter(2001, 1), series[0][0], Period.quarter(2040, 1)):
        assert xmr.xmr(series, starts=[(start, "why")]) == plain


@given(
    st.lists(st.one_of(st.none(), st.integers(-9, 9).map(float)), min_size=1, max_size=45),
    st.lists(st.integers(0, 50), max_size=3),
)
def test_new_starts_only_cut(values: list[float | None], cuts: list[int]) -> None:
    starts = [(Period.quarter((FIRST + c) // 4, (FIRST + c) % 4 + 1), f"at {c}") for c in cuts]
    found, plain = xmr.xmr(quarters(values), starts=starts), xmr.xmr(quarters(values))
    assert (found is None) == (plain is None) == all(v is None for v in values)
    if found is None or plain is None:
        return
    assert [(p.period, p.value) for p in found.points] == [
        (p.period, p.value) for p in plain.points
    ]
    for phase in found.phases:
        assert phase.points
        assert phase.limits == limits([p.value for p in phase.points])


# ---- an indicator's own series --------------------------------------------------------------


def test_real_referrals(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    assert found.count == 20
    limit = found.now.limits
    assert limit is not None
    # the 20 quarters add up to 2947.457, their 19 changes to 515.900
    assert (limit.mean, limit.moving_range) == pytest.approx((147.37285, 27.15265), abs=1e-5)
    assert (limit.lower, limit.upper) == pytest.approx((75.14680, 219.59890), abs=1e-5)
    marked = {p.period.short: p.signal.rule for p in found.points if p.signal}
    assert marked == {
        "Q3 2019-20": SpcRule.TWO_OF_THREE,
        "Q1 2020-21": SpcRule.TWO_OF_THREE,
        "Q2 2020-21": SpcRule.SHIFT,
        "Q3 2020-21": SpcRule.SHIFT,
        "Q4 2020-21": SpcRule.SHIFT,
        "Q1 2021-22": SpcRule.OUTSIDE,
        "Q2 2021-22": SpcRule.SHIFT,
        "Q3 2021-22": SpcRule.TWO_OF_THREE,
        "Q4 2021-22": SpcRule.TWO_OF_THREE,
    }
    assert found.answer is XmrAnswer.ORDINARY


def test_only_what_was_known_in_the_quarter(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate", "Q1 2023-24")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    assert (found.latest.period.short, found.count) == ("Q4 2021-22", 12)
    assert found.answer is XmrAnswer.TOO_SHORT


def test_gaps_of_the_store(snapshot: Snapshot) -> None:
    lost = parse_period("Q3 2021-22")
    for changed in (
        missing(snapshot, "referrals-rate", lost),
        without(snapshot, "referrals-rate", lost),
    ):
        row = row_of(changed, "referrals-rate")
        found = reading(row.indicator, row.series, BCP)
        assert found is not None
        assert (found.count, len(found.points)) == (19, 20)
        (gap,) = [p for p in found.points if p.value is None]
        assert gap.period == lost
        # nine were above the average; the gap leaves six and one, so no run is left
        assert not [p for p in found.points if p.signal and p.signal.rule is SpcRule.SHIFT]


def test_every_authority_has_an_answer(snapshot: Snapshot) -> None:
    codes = snapshot.areas.filter(snapshot.areas["kind"] == "authority")["area"]
    for name in (
        "referrals-rate",
        "primary-permanent-exclusions",
        "secondary-permanent-exclusions",
    ):
        indicator = snapshot.indicator(name)
        answers = set()
        for code in codes:
            series = own_series(snapshot, indicator, code)
            found = reading(indicator, series, code)
            assert (found is None) == all(o.value is None for o in series), code
            if found is not None:
                answers.add(found.answer)
                if found.is_judged:
                    assert found.now.limits is not None
                    assert found.now.limits.moving_range > 0, code
        assert {XmrAnswer.ORDINARY, XmrAnswer.UNUSUAL, XmrAnswer.TOO_SHORT} <= answers


def test_a_break_in_the_series_starts_it(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    broken = replace(row.indicator, breaks=((parse_period("Q1 2020-21"), "Counted anew."),))
    found = reading(broken, row.series, BCP)
    assert found is not None
    assert (found.count, found.broke) == (16, "Counted anew.")
    assert found.points[0].period.short == "Q1 2020-21"


def test_a_rebase_holds_for_its_area(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    start = parse_period("Q1 2022-23")
    for area, phases in ((BCP, 2), ("", 2), ("330", 1)):
        rebased = replace(row.indicator, rebases=(Rebase(start, "A new front door", area),))
        found = reading(rebased, row.series, BCP)
        assert found is not None
        assert len(found.phases) == phases


def test_yearly_series_have_no_chart(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ks4-fsm-gap")
    assert reading(row.indicator, row.series, BCP) is None
    assert reading(row.indicator, [], BCP) is None


def raw(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "referrals-rate.toml").read_text(encoding="utf-8"))


def test_rebases_are_read_from_the_definition(definitions_folder: Path) -> None:
    given_ = {"from": "Q1 2024-25", "reason": "A new front door", "area": "839"}
    found = indicator_from({**raw(definitions_folder), "rebase": [given_]}, "it")
    assert found.rebases == (Rebase(parse_period("Q1 2024-25"), "A new front door", "839"),)
    assert indicator_from(raw(definitions_folder), "it").rebases == ()


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ({"from": "Q1 2024-25"}, "it: rebase 1: lacks 'reason'"),
        ({"reason": "why"}, "it: rebase 1: lacks 'from'"),
        ({"from": "Q1 2024-25", "reason": " "}, "it: rebase 1: gives no reason"),
        ({"from": "soon", "reason": "why"}, "it: rebase 1: from: 'soon' is not a period"),
        ({"from": "Q1 2024-25", "reason": "why", "to": "Q2"}, "unknown key 'to'"),
    ],
)
def test_a_rebase_that_says_too_little(
    definitions_folder: Path, entry: dict[str, str], fault: str
) -> None:
    with pytest.raises(DefinitionError, match=fault):
        indicator_from({**raw(definitions_folder), "rebase": [entry]}, "it")
