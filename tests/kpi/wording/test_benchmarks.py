"""Sentences of the benchmark pages: from a made ranking and lines whose figures are known."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from kpi.benchmarks.measures import Measure, measure
from kpi.benchmarks.neighbour_comparison import neighbour_comparison
from kpi.benchmarks.ranking import Ranking, ranking
from kpi.benchmarks.time_series import over_time
from kpi.model.missing.missing_reasons import MeasureFigure, Missing, Why
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording import benchmarks as wording
from tests.kpi.changing import BCP

PLANS = "SEN_EHC_Excpt_20wks"
YEAR = Period.calendar_year(2024)


@pytest.fixture
def plans(snapshot: Snapshot) -> Ranking:
    """Plans in 2024: 77.6% of ours after 4.8%, England 46.4%, the South West 28.5%."""
    return ranking(snapshot, PLANS, area=BCP)


def with_own(found: Ranking, **values: Any) -> Ranking:
    """The ranking with other figures of the own authority."""
    own = pl.col("mark") == "own"
    changed = [
        pl.when(own).then(pl.lit(value, found.authorities.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    ]
    return replace(found, authorities=found.authorities.with_columns(changed))


def with_region(found: Ranking, code: str, **values: Any) -> Ranking:
    """The ranking with other figures of one region, or of England."""
    here = pl.col("area") == code
    changed = [
        pl.when(here).then(pl.lit(value, found.regions.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    ]
    return replace(found, regions=found.regions.with_columns(changed))


def test_what_is_measured(snapshot: Snapshot) -> None:
    assert wording.subject(measure(snapshot, PLANS)) == (
        "Special educational needs (SEN) · % of EHC plans · higher is better"
    )
    assert wording.subject(measure(snapshot, "ehcp-20-weeks")) == ("% of plans · higher is better")
    assert wording.subject(measure(snapshot, "assessments-45-days")).startswith(
        "% of assessments · "
    )
    assert "Per 10,000 children" in wording.subject(measure(snapshot, "referrals-rate"))


def test_the_heading_over_changes_says_since_when(plans: Ranking) -> None:
    assert wording.shift_head(plans) == "Change from 2023, points"
    assert wording.shift_head(replace(plans, previous=None)) == "Change, points"


# ---- the own change -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (77.6, 4.8, "Up 72.8 percentage points from 4.8% in 2023: improved."),
        (4.8, 77.6, "Down 72.8 percentage points from 77.6% in 2023: worsened."),
        (50.04, 49.96, "No change since 2023."),  # both are shown as 50.0
        (50.05, 50.04, "Up 0.1 percentage points from 50.0% in 2023: improved."),
        (None, 4.8, ""),
    ],
)
def test_the_change_is_of_the_figures_as_displayed(
    plans: Ranking, now: float | None, before: float, said: str
) -> None:
    assert wording.change_words(with_own(plans, value=now, previous_value=before)) == said


def test_a_measure_that_is_not_judged_only_moves(snapshot: Snapshot) -> None:
    found = with_own(ranking(snapshot, "LAC", area=BCP), value=60.0, previous_value=70.0)
    assert not found.measure.is_judged
    assert wording.change_words(found) == "Down 10.0 from 70.0 on 31 March 2024."


def test_no_change_gives_its_reason(plans: Ranking) -> None:
    why = Missing(Why.FIRST, now=MeasureFigure(YEAR, 77.6), wanted=YEAR.previous())
    assert wording.change_words(replace(plans, missing=why)) == (
        "Its change cannot be calculated: there is no earlier figure."
    )


def test_an_authority_that_is_not_in_the_ranking_has_no_change(plans: Ranking) -> None:
    assert wording.change_words(with_own(plans, mark="")) == ""


# ---- England and region -------------------------------------------------------------------


def test_england_and_the_region_of_the_same_period(plans: Ranking) -> None:
    assert wording.wider_words(plans, "990", None) == "England: 46.4%. South West: 28.5%."
    assert wording.wider_words(plans, None, None) == "England: 46.4%."


def test_what_is_withheld_missing_or_derived_says_so(plans: Ranking) -> None:
    held = with_region(plans, "970", withheld="It is a sum.")
    assert wording.wider_words(held, None, None) == "England: not shown. It is a sum."
    blank = with_region(plans, "990", value=None, reason="no figure published")
    assert wording.wider_words(blank, "990", None) == (
        "England: 46.4%. South West: no figure published."
    )
    derived = with_region(plans, "990", is_derived=True)
    assert wording.wider_words(derived, "990", None).endswith(
        "South West: 28.5% (derived: mean of its authorities)."
    )
    early = replace(plans, status="provisional")
    assert wording.wider_words(early, None, None) == "England: 46.4% (provisional)."


def test_london_stands_in_for_a_part_without_a_figure(plans: Ranking) -> None:
    """987 is inner London, 986 London."""
    codes = plans.regions["area"].to_list()
    assert {"987", "986"} <= set(codes)
    found = with_region(with_region(plans, "987", value=None), "986", value=51.2)
    assert wording.wider_words(found, "987", "986") == "England: 46.4%. London: 51.2%."
    part = with_region(found, "987", value=40.0)
    assert wording.wider_words(part, "987", "986").endswith("London (Inner): 40.0%.")


# ---- rows and groups ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"shown_change": 72.8, "arrow": "↑"}, "↑ 72.8 percentage points"),
        ({"shown_change": -1.0, "arrow": "↓"}, "↓ 1.0 percentage point"),
        ({"shown_change": 0.0, "arrow": ""}, "no change"),
        ({"shown_change": None, "value": 1.0, "change_reason": "no earlier figure"},
         "no earlier figure"),
        ({"shown_change": None, "value": None, "change_reason": "no figure for 2024"}, ""),
    ],
)  # fmt: skip
def test_a_row_s_change_with_its_arrow(plans: Ranking, changed: dict[str, Any], said: str) -> None:
    row = replace(plans.ranked[0], **changed)
    assert wording.moved(plans.measure, row) == said


def test_a_group_of_neighbours(snapshot: Snapshot) -> None:
    near = neighbour_comparison(snapshot, PLANS, area=BCP)
    group = near.groups[0]
    assert wording.group_words(near.measure, group) == (
        "Mean 40.6%, median 38.2%, of 10 of 10 authorities, derived. Each counts the same."
    )
    assert wording.group_side(near, group) == "37.0 percentage points better"
    nobody = replace(group, mean=None, median=None, count=0, difference=None)
    assert wording.group_words(near.measure, nobody) == (
        f"No figure for any of the 10 by {group.label}."
    )
    assert wording.group_side(near, nobody) == "cannot be calculated"


# ---- over time ----------------------------------------------------------------------------


def test_periods_set_aside_are_named_together_by_their_reason(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area=BCP)
    assert wording.aside_words(over) == wording.gap_words(over) == ""
    first, second, third = over.table["period"][-3:].to_list()
    why = pl.when(pl.col("period").is_in([first, third])).then(pl.lit("schools were closed"))
    two = replace(over, table=over.table.with_columns(set_aside=why))
    assert wording.aside_words(two) == (
        f"{first} and {third}: set aside, as schools were closed. They are left out of changes "
        "and trends."
    )
    alone = pl.when(pl.col("period") == second).then(pl.lit("it was a pilot"))
    one = replace(over, table=over.table.with_columns(set_aside=alone))
    assert wording.aside_words(one) == (
        f"{second}: set aside, as it was a pilot. It is left out of changes and trends."
    )


def test_the_rows_of_a_table_over_time_newest_first(snapshot: Snapshot) -> None:
    over = over_time(snapshot, PLANS, area=BCP)
    columns = (("home", "Ours"), ("neighbours_mean", "Neighbours"))
    assert wording.over_time_rows(over, columns)[:3] == [
        ("2024 (calendar year)", ["77.6%", "40.6% (10 of 10)"]),
        ("2023 (calendar year)", ["4.8%", "40.2% (10 of 10)"]),
        ("2022 (calendar year)", ["7.3%", "55.5% (9 of 10)"]),
    ]
    newest = pl.col("period") == "2024 (calendar year)"
    table = over.table.with_columns(
        set_aside=pl.when(newest).then(pl.lit("a pilot")),
        data_status=pl.when(newest).then(pl.lit("provisional")).otherwise("data_status"),
        home=pl.when(pl.col("label") != "2023").then("home"),
    )
    assert wording.over_time_rows(replace(over, table=table), columns)[:2] == [
        ("2024 (calendar year) (provisional); set aside: a pilot",
         ["77.6%", "40.6% (10 of 10)"]),
        ("2023 (calendar year)", ["no figure", "40.2% (10 of 10)"]),
    ]  # fmt: skip


def test_why_a_period_is_empty_stands_once_beside_it(snapshot: Snapshot) -> None:
    over = over_time(snapshot, "KS2RWM_Expected_STD", area=BCP)
    rows = dict(wording.over_time_rows(over, (("home", "Ours"), ("england", "England"))))
    assert rows["academic year 2020/21: no figures: the COVID-19 pandemic"] == [
        "no figure",
        "no figure",
    ]
    assert over.gaps
    assert {f"{period}: {why}" for period, why in over.gaps} <= rows.keys()


# ---- about a measure ----------------------------------------------------------------------


def entries(known: Measure) -> dict[str, str]:
    return dict(wording.about(known))


def test_what_a_measure_means(snapshot: Snapshot) -> None:
    known = measure(snapshot, PLANS)
    said = entries(known)
    assert (said["Which way is better"], said["Unit"]) == ("Higher is better", "% of EHC plans")
    assert (said["Read with care"], said["Next update"]) == ("Nothing in particular.", "June 2026")
    assert said["Name in LAIT"] == PLANS
    assert "Also known as" not in said  # what is empty is left out
    assert all(text.strip() for text in said.values())


def test_faults_and_what_is_not_shown_stand_together(snapshot: Snapshot) -> None:
    known = replace(
        measure(snapshot, PLANS),
        notes=("Counted twice.",),
        withheld={"england": "It is a sum."},
        discontinued=True,
        directorates=("Education", "Health"),
        is_own=True,
    )
    said = entries(known)
    assert said["Read with care"] == "Counted twice.\n\nEngland: not shown. It is a sum."
    assert said["Next update"] == "This measure has been discontinued: no newer figures will come."
    assert said["Directorate"] == "Education and Health"
    assert said["Name in downloads"] == PLANS


def test_the_letters_of_a_ranking_are_named_where_there_are_any(
    plans: Ranking,
) -> None:
    assert wording.ranking_key(plans, "Right is better") == (
        "Right is better. A to D are quarters of the authorities: A is the best, D the weakest."
    )
    without = replace(plans, bands=())
    assert wording.ranking_key(without, "Highest at the right") == "Highest at the right."


def test_the_quarters_ranges_are_said(snapshot: Snapshot, plans: Ranking) -> None:
    assert wording.quarter_ranges(plans) == (
        "Quarters, A is the best: A 79.5% to 100.0%; B 52.4% to 79.4%; C 29.3% to 52.3%; "
        "D 3.2% to 29.2%."
    )
    assert wording.quarter_ranges(ranking(snapshot, "LACnum", area=BCP)) == ""
