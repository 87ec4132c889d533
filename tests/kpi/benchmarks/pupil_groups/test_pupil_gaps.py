"""Gaps against a second calculation in plain Python, DfE's own published gaps, and odd cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.benchmarks.pupil_groups.group_pairs import GroupPair, group_pairs
from kpi.benchmarks.pupil_groups.pupil_gaps import (
    GapSeries,
    all_gaps,
    gap_series,
    listed_gaps,
)
from kpi.errors import UnknownNameError
from kpi.model.data_status import DERIVED, PROVISIONAL
from kpi.model.missing.symbol_meanings import LAIT_DASH_SYMBOL
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from tests.national_stores import left_in_file

BCP = "839"
Figures = Mapping[tuple[str, str, date], float]


def pair_of(measure: str) -> GroupPair:
    return next(pair for pair in group_pairs().pairs if pair.measure == measure)


def of(snapshot: Snapshot, measure: str, area: str = BCP) -> GapSeries:
    return gap_series(snapshot, pair_of(measure), area)


@pytest.fixture(scope="module")
def figures(snapshot: Snapshot) -> Figures:
    """Every published figure, by measure, area and last day."""
    rows = snapshot.held_benchmarks.drop_nulls(["period_end", "value"]).select(
        pl.col("measure").cast(pl.String), pl.col("area").cast(pl.String), "period_end", "value"
    )
    return {(measure, area, end): value for measure, area, end, value in rows.iter_rows()}


@pytest.mark.parametrize("area", [BCP, "330", "201", "420"])
def test_every_gap_is_group_minus_all(snapshot: Snapshot, figures: Figures, area: str) -> None:
    checked = 0
    for found in all_gaps(snapshot, area):
        pair = found.pair
        for code, gaps in ((area, found.home), (ENGLAND, found.england)):
            for gap in gaps:
                end = gap.period.end
                group = figures.get((pair.measure, code, end))
                beside = figures.get((pair.reference, code, end))
                if group is None or beside is None:
                    assert gap.value is None
                    assert gap.shown is None
                    assert gap.symbol == LAIT_DASH_SYMBOL
                    assert gap.reason.startswith("no figure")
                    continue
                assert gap.value == pytest.approx(group - beside, abs=1e-9)
                assert (gap.symbol, gap.reason) == ("", "")
                places = found.decimals
                displayed = [float(f"{value + 1e-9:.{places}f}") for value in (group, beside)]
                if group > 0 and beside > 0:
                    assert gap.shown == pytest.approx(displayed[0] - displayed[1], abs=1e-6)
                assert gap.status in (DERIVED, PROVISIONAL)
                checked += 1
    assert checked > 1000


@pytest.mark.parametrize(
    ("group", "other", "published"),
    [
        ("Level2_FMS_Attain", "Level2Age19_NON_FSM", "L2Age19Gap"),
        ("Level3_FMS_Attain", "NonFSM_L3_aged19", "L3Age19Gap"),
    ],
)
@pytest.mark.parametrize("area", [BCP, "330", "208"])
def test_the_gaps_that_dfe_publishes_follow_from_ours(
    snapshot: Snapshot, figures: Figures, group: str, other: str, published: str, area: str
) -> None:
    """DfE's own gaps by free school meals at 19 are of those not eligible: two of ours apart."""
    ours, theirs = of(snapshot, group, area), of(snapshot, other, area)
    told = 0
    for low, high in zip((*ours.home, *ours.england), (*theirs.home, *theirs.england), strict=True):
        place = told_area(ours, low, area)
        official = figures.get((published, place, low.period.end))
        if low.value is None or high.value is None or official is None:
            continue
        assert high.value - low.value == pytest.approx(official, abs=0.0151)
        told += 1
    assert told >= 10


def told_area(found: GapSeries, gap: object, area: str) -> str:
    return area if any(gap is each for each in found.home) else ENGLAND


def test_bournemouths_gap_of_free_school_meals(snapshot: Snapshot) -> None:
    found = of(snapshot, "FSM_AVG_Attain8_Score")
    now, england = found.now, found.england_now
    assert now is not None
    assert england is not None
    assert now.period == Period.academic_year(2024)
    assert (now.group, now.reference, now.value, now.shown) == (36.3, 50.5, -14.2, -14.2)
    assert (england.group, england.reference, england.shown) == (35.0, 46.0, -11.0)
    assert found.beyond_england == -3.2
    assert found.is_beyond_rounding
    assert now.off_by == pytest.approx(0.1)


def test_whole_numbers_give_whole_gaps_and_say_how_exact(snapshot: Snapshot) -> None:
    """Reading, writing and maths are published as whole percentages: a gap may be a point off."""
    found = of(snapshot, "NonFSM_NEW_KS2_RWM")
    now = found.now
    assert now is not None
    assert found.decimals == 0
    assert now.off_by == 1.0
    assert found.beyond_england == 1.0
    assert not found.is_beyond_rounding  # two gaps, each a point off at most


def test_the_decimals_are_those_that_both_have(snapshot: Snapshot) -> None:
    found = of(snapshot, "LAC_Over_Abs")  # one decimal, against two
    assert found.decimals == 1
    assert found.now is not None
    assert (found.now.value, found.now.shown) == (0.8, 0.8)


def test_a_group_without_a_figure_has_no_gap(snapshot: Snapshot) -> None:
    found = of(snapshot, "LAC_KS2_ExpStd_RWM")
    assert found.now is not None
    assert found.now.value is None
    assert found.now.reason == "no figure for children looked after"
    assert found.england_now is not None
    assert found.england_now.shown == -28.0
    assert found.beyond_england is None
    assert not found.is_beyond_rounding
    assert found.change is None
    assert found.england_change is None


def test_years_without_any_figure_have_their_reason(snapshot: Snapshot) -> None:
    found = of(snapshot, "FSM_NEW_KS2_RWM")
    blank = [gap for gap in found.england if gap.value is None]
    assert [gap.period for gap in blank] == [Period.academic_year(2019), Period.academic_year(2020)]
    assert {gap.reason for gap in blank} == {"no figures: the COVID-19 pandemic"}


def test_the_change_is_from_the_earliest_comparable_year_of_five(snapshot: Snapshot) -> None:
    of_two = of(snapshot, "FSM_NEW_KS2_RWM").change
    assert of_two is not None
    assert of_two.before.period == Period.academic_year(2021)  # none in 2019/20 and 2020/21
    assert (of_two.before.shown, of_two.now.shown, of_two.shown) == (-23.0, -19.0, 4.0)
    assert of_two.is_beyond_rounding
    of_four = of(snapshot, "FSM_AVG_Attain8_Score").change
    assert of_four is not None
    assert of_four.before.period == Period.academic_year(2022)  # grades broke the series then
    five_years = of(snapshot, "EngBacEntriesSEN").change
    assert five_years is not None
    assert five_years.before.period == Period.academic_year(2019)


def test_a_year_set_aside_is_shown_and_compared_with_nothing(snapshot: Snapshot) -> None:
    found = of(snapshot, "LAC_Over_Abs")
    aside = [gap for gap in found.home if gap.set_aside]
    assert [gap.period for gap in aside] == [Period.academic_year(2020)]
    assert aside[0].value is not None
    assert found.change is not None
    assert found.change.before.period == Period.academic_year(2021)


def test_englands_change_is_of_the_same_two_periods(snapshot: Snapshot) -> None:
    found = of(snapshot, "LAC_Over_Abs")
    ours, theirs = found.change, found.england_change
    assert ours is not None
    assert theirs is not None
    assert (theirs.before.period, theirs.now.period) == (ours.before.period, ours.now.period)
    assert theirs.shown == pytest.approx(2.0)


def test_a_provisional_figure_makes_a_provisional_gap(snapshot: Snapshot) -> None:
    found = of(snapshot, "KS1P_FSM")
    assert found.now is not None
    assert found.now.status == PROVISIONAL
    assert found.status == PROVISIONAL


def test_englands_gap_is_withheld_where_its_figure_is(snapshot: Snapshot) -> None:
    """No shipped pair has such a measure, so one is marked."""
    why = "England's is a total"
    rows = snapshot.measures.with_columns(
        pl.when(pl.col("measure") == "AVG_Attain8_Score")
        .then(
            pl.lit([{"comparator": "england", "reason": why}], snapshot.measures.schema["withheld"])
        )
        .otherwise("withheld")
        .alias("withheld")
    )
    found = of(replace(snapshot, measures=rows), "FSM_AVG_Attain8_Score")
    assert found.now is not None
    assert found.now.shown == -14.2
    assert found.england_now is not None
    assert (found.england_now.shown, found.england_now.reason) == (None, why)
    assert found.beyond_england is None


def test_the_list_follows_kind_topic_and_directorate(snapshot: Snapshot) -> None:
    every = listed_gaps(snapshot, BCP)
    assert len(every) == 141
    meals = listed_gaps(snapshot, BCP, kind="Free school meals")
    assert {found.pair.group.kind for found in meals} == {"Free school meals"}
    stage = listed_gaps(snapshot, BCP, kind="Free school meals", topic="Key Stage 4")
    assert [found.pair.measure for found in stage] == [
        "FSM_AVG_Attain8_Score", "NonFSM_AVG_Attain8_Score", "FSM_AVG_Prog8_Score",
        "NonFSM_AVG_Prog8_Score",
    ]  # fmt: skip
    assert listed_gaps(snapshot, BCP, topic="Adoption") == ()
    care = listed_gaps(snapshot, BCP, directorate="Children's Social Care")
    assert {found.pair.group.kind for found in care} == {
        "Children looked after",
        "Children in need",
    }


def test_an_unknown_authority_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError):
        gap_series(snapshot, group_pairs().pairs[0], "999")


@pytest.mark.parametrize(
    ("day", "newest"),
    [
        (None, Period.academic_year(2024)),
        (date(2026, 2, 28), Period.academic_year(2024)),
        (date(2026, 2, 27), Period.academic_year(2023)),
        (date(2025, 6, 30), Period.academic_year(2023)),
        (date(2015, 1, 1), None),
    ],
)
def test_a_gap_is_known_from_the_month_in_which_lait_had_both(
    snapshot: Snapshot, day: date | None, newest: Period | None
) -> None:
    known = of(snapshot, "FSM_AVG_Attain8_Score").as_known(day)
    assert (known.now.period if known.now else None) == newest


def test_years_without_figures_are_not_what_was_known(snapshot: Snapshot) -> None:
    known = of(snapshot, "FSM_NEW_KS2_RWM").as_known(date(2021, 12, 31))
    assert known.now is not None
    assert known.now.period == Period.academic_year(2018)


def test_gaps_of_a_store_too_large_to_hold(snapshot: Snapshot, root: Path) -> None:
    large = left_in_file(root)
    for measure in ("FSM_AVG_Attain8_Score", "LAC_Over_Abs", "KS4_SEN_Des_incSpec"):
        held, left = of(snapshot, measure), of(large, measure)
        assert left.home == held.home
        assert left.england == held.england
        assert (left.decimals, left.newest) == (held.decimals, held.newest)
