"""Comparators against published figures, and what is never compared."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.errors import UnknownNameError
from kpi.indicators.comparisons.comparators import (
    KEYS,
    Comparator,
    authorities,
    benchmark_rows,
    chosen_period,
    comparators,
)
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.model.neighbour_models import model_label
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from tests.kpi.changing import of_unit

HOME = "839"
JUNE = date(2025, 6, 30)
Q1 = Period.quarter(2025, 1)
SPRING = Period.term("spring", 2025)


def of(
    snapshot: Snapshot,
    indicator_id: str,
    area: str = HOME,
    *,
    local: Period | None = Q1,
    known_by: date | None = None,
    model: str = "2025-05",
) -> dict[str, Comparator]:
    found = comparators(
        snapshot,
        snapshot.indicator(indicator_id),
        area,
        local_period=local,
        known_by=known_by,
        model=model,
    )
    assert tuple(c.key for c in found) == KEYS
    return {c.key: c for c in found}


def newest_own(snapshot: Snapshot, indicator_id: str, area: str = HOME) -> float | None:
    rows = benchmark_rows(snapshot, snapshot.indicator(indicator_id))
    last = rows.filter(pl.col("area") == area).sort("period_end")["value"].to_list()[-1]
    assert last is None or isinstance(last, float)
    return last


def with_observations(snapshot: Snapshot, observations: pl.DataFrame) -> Snapshot:
    """A snapshot like another, with other observations."""
    return replace(snapshot, observations=observations)


# ---- published figures --------------------------------------------------------------------


@pytest.mark.parametrize("known_by", [None, JUNE])
def test_ehcp_2024(snapshot: Snapshot, known_by: date | None) -> None:
    found = of(snapshot, "ehcp-20-weeks", known_by=known_by)
    assert {c.period for c in found.values()} == {Period.calendar_year(2024)}
    assert (found["england"].value, found["region"].value) == (46.4, 28.5)
    assert (found["england"].label, found["region"].label) == ("England", "South West")
    near = found["neighbours"]
    assert (near.value, near.median, near.count, near.of) == (40.62, 38.15, 10, 10)
    assert near.basis == "mean of 10 of 10 authorities"
    assert found["england"].basis == found["region"].basis == "published figure"
    assert newest_own(snapshot, "ehcp-20-weeks") == 77.6


def test_ehcp_2024_on_the_older_neighbour_model(snapshot: Snapshot) -> None:
    near = of(snapshot, "ehcp-20-weeks", model="2021-04")["neighbours"]
    assert (near.value, near.median, near.count) == (30.34, 25.75, 10)
    assert model_label("2021-04") == "DfE's April 2021 model"
    assert model_label("2025-05") == "DfE's May 2025 model"


def test_only_the_neighbours_depend_on_the_model(snapshot: Snapshot) -> None:
    new, old = of(snapshot, "ehcp-20-weeks"), of(snapshot, "ehcp-20-weeks", model="2021-04")
    assert {k: c for k, c in new.items() if k != "neighbours"} == {
        k: c for k, c in old.items() if k != "neighbours"
    }


def test_assessments_newest(snapshot: Snapshot) -> None:
    found = of(snapshot, "assessments-45-days")
    assert {c.period for c in found.values()} == {Period.financial_year(2024)}
    assert (found["england"].value, found["region"].value) == (85.7, 79.2)
    assert (found["neighbours"].value, found["neighbours"].count) == (85.53, 10)
    old = of(snapshot, "assessments-45-days", model="2021-04")["neighbours"].value
    assert old is not None
    assert round(old, 1) == 82.9
    assert newest_own(snapshot, "assessments-45-days") == 95.0


def test_assessments_as_known_in_june_2025(snapshot: Snapshot) -> None:
    found = of(snapshot, "assessments-45-days", known_by=JUNE)
    assert {c.period for c in found.values()} == {Period.financial_year(2023)}
    assert (found["england"].value, found["region"].value) == (84.5, 79.5)
    assert found["neighbours"].value == 82.54


def test_assessments_of_the_year_to_march_2025_are_known_from_november(snapshot: Snapshot) -> None:
    def period(day: date) -> Period | None:
        return of(snapshot, "assessments-45-days", known_by=day)["england"].period

    assert period(date(2025, 9, 30)) == Period.financial_year(2023)
    assert period(date(2025, 12, 31)) == Period.financial_year(2024)


def test_key_stage_4_gap(snapshot: Snapshot) -> None:
    year = Period.academic_year(2024)
    found = of(snapshot, "ks4-fsm-gap", local=year)
    assert {c.period for c in found.values()} == {year}
    assert (found["england"].value, found["region"].value) == (15.0, 16.9)
    assert found["neighbours"].value == 16.66
    old = of(snapshot, "ks4-fsm-gap", local=year, model="2021-04")["neighbours"].value
    assert old is not None
    assert round(old, 1) == 17.1
    assert newest_own(snapshot, "ks4-fsm-gap") == 17.8
    assert found["england"].likeness == "same measure, same period"


def test_key_stage_4_legs(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ks4-fsm-gap")
    found = {}
    for leg in ("other", "fsm"):
        rows = benchmark_rows(snapshot, indicator, leg).filter(
            pl.col("period_end") == date(2025, 8, 31)
        )
        values = dict(rows.select("area", "value").iter_rows())
        found[leg] = (values[HOME], values["990"], values[ENGLAND])
    assert found == {"other": (54.1, 49.7, 50.0), "fsm": (36.3, 32.8, 35.0)}


def test_exclusions_as_known_in_june_2025(snapshot: Snapshot) -> None:
    """Spring 2024 was the newest spring published; weighted by hand from the two files."""
    for phase, england, region in (
        ("primary", 0.0098579609, 0.0135123083),
        ("secondary", 0.0708197973, 0.0822507955),
    ):
        found = of(snapshot, f"{phase}-permanent-exclusions", local=SPRING, known_by=JUNE)
        assert {c.period for c in found.values()} == {Period.term("spring", 2024)}
        assert found["england"].value == pytest.approx(england, abs=1e-9)
        assert found["region"].value == pytest.approx(region, abs=1e-9)
        assert (found["england"].count, found["region"].count) == (151, 14)
        assert found["england"].likeness == "same measure, 1 year older"


def test_exclusions_newest(snapshot: Snapshot) -> None:
    for phase, england, region in (
        ("primary", 0.0122862861, 0.0120911324),
        ("secondary", 0.0738075923, 0.0723762418),
    ):
        found = of(snapshot, f"{phase}-permanent-exclusions", local=SPRING)
        assert {c.period for c in found.values()} == {SPRING}
        assert found["england"].value == pytest.approx(england, abs=1e-9)
        assert found["region"].value == pytest.approx(region, abs=1e-9)


def test_a_derived_comparator_is_never_shown_as_official(snapshot: Snapshot) -> None:
    for phase in ("primary", "secondary"):
        found = of(snapshot, f"{phase}-permanent-exclusions", local=SPRING)
        assert list(found) == list(KEYS)
        for comparator in found.values():
            assert comparator.is_mean
            assert comparator.status == "derived"
            assert comparator.basis.startswith("mean of ")
    quarterly = of(snapshot, "referrals-rate", local=Period.quarter(2023, 4))
    assert {key: c.status for key, c in quarterly.items()} == dict.fromkeys(KEYS, "derived")


def test_referrals_are_like_for_like(snapshot: Snapshot) -> None:
    quarter = Period.quarter(2023, 4)
    found = of(snapshot, "referrals-rate", local=quarter, known_by=JUNE)
    assert {c.period for c in found.values()} == {quarter}
    assert {c.likeness for c in found.values()} == {"same measure, same period"}
    # England: 54,670 + 50,870 + 51,940 referrals, 12,060,000-odd children at mid-2023.
    assert found["england"].value == pytest.approx(130.586, abs=0.001)


# ---- which period -------------------------------------------------------------------------


def test_a_term_is_only_put_against_the_same_term(snapshot: Snapshot) -> None:
    for name, year in (("autumn", 2024), ("spring", 2025), ("summer", 2024)):
        local = Period.term(name, year)
        for known_by in (None, JUNE):
            found = of(snapshot, "primary-permanent-exclusions", local=local, known_by=known_by)
            period = found["england"].period
            assert period is not None
            assert period.term_name == name
            assert period <= local


def test_nothing_newer_than_the_own_figure_of_the_same_kind(snapshot: Snapshot) -> None:
    found = of(snapshot, "ks4-fsm-gap", local=Period.academic_year(2021))
    assert found["england"].period == Period.academic_year(2021)


def test_no_comparator_is_known_before_it_was_published(snapshot: Snapshot) -> None:
    looked: set[str] = set()
    for indicator in snapshot.indicators:
        rows = benchmark_rows(snapshot, indicator)
        for year in range(2020, 2027):
            day = date(year, 6, 30)
            period = chosen_period(snapshot, indicator, None, day)
            if period is None:
                continue
            looked.add(indicator.id)
            used = rows.filter(pl.col("period_end") == period.end)
            assert used["known_from"].max() <= day
    assert looked == {i.id for i in snapshot.indicators} - {"early-help-returns"}


def test_before_anything_was_published(snapshot: Snapshot) -> None:
    found = of(snapshot, "ehcp-20-weeks", known_by=date(2000, 1, 1))
    assert set(found) == {"england", "region", "neighbours", "good"}
    for comparator in found.values():
        assert (comparator.value, comparator.period) == (None, None)
        assert comparator.reason == "nothing had been published by then"


# ---- which authorities --------------------------------------------------------------------


def test_early_help_has_no_comparator_and_says_why(snapshot: Snapshot) -> None:
    found = of(snapshot, "early-help-returns")
    assert set(found) == {"england", "region", "neighbours", "good"}
    for comparator in found.values():
        assert comparator.value is None
        assert comparator.reason.startswith("No national figure exists")


def test_home_is_left_out_of_the_good_authorities(snapshot: Snapshot) -> None:
    assert HOME in judged_good(snapshot).members
    assert len(judged_good(snapshot).members) == 67
    good = of(snapshot, "ehcp-20-weeks")["good"]
    assert (good.count, good.of) == (66, 66)
    rows = snapshot.observed("ehcp-20-weeks").filter(
        (pl.col("period_end") == date(2024, 12, 31))
        & (pl.col("period_kind") == "calendar year")
        & pl.col("area").is_in([c for c in judged_good(snapshot).members if c != HOME])
    )
    values = rows["value"].drop_nulls().to_list()
    assert good.value == pytest.approx(sum(values) / 66, abs=1e-9)
    # West Sussex is not judged Good: of the 67 it leaves out none.
    assert "938" not in judged_good(snapshot).members
    assert of(snapshot, "ehcp-20-weeks", "938")["good"].of == 67


def test_neighbours_without_a_value_are_counted(snapshot: Snapshot) -> None:
    """Derbyshire's neighbour Dorset counted every plan of 2024 as an exception."""
    near = of(snapshot, "ehcp-20-weeks", "830")["neighbours"]
    assert (near.count, near.of, near.basis) == (9, 10, "mean of 9 of 10 authorities")
    rows = snapshot.observed("ehcp-20-weeks").filter(
        (pl.col("period_end") == date(2024, 12, 31))
        & pl.col("area").is_in(snapshot.neighbours("830"))
    )
    blank = rows.filter(pl.col("value").is_null()).select("area", "symbol", "reason")
    assert blank.rows() == [("838", "x", "not available")]
    values = rows["value"].drop_nulls().to_list()
    assert sorted(values) == [3.2, 25.4, 33.5, 36.3, 36.5, 37.4, 37.5, 49.0, 56.3]
    assert near.value == pytest.approx(sum(values) / 9, abs=1e-9)
    assert near.median == 36.5


def test_home_neighbours(snapshot: Snapshot) -> None:
    new, old = snapshot.neighbours(HOME), snapshot.neighbours(HOME, "2021-04")
    assert new == (
        "822", "882", "886", "878", "826", "303", "938", "926", "845", "881",
    )  # fmt: skip
    assert set(new) & set(old) == {"882", "886", "878", "938", "845"}
    assert [snapshot.area(code).name for code in new[:3]] == [
        "Bedford Borough", "Southend-on-Sea", "Kent",
    ]  # fmt: skip


def test_a_group_of_which_nobody_has_a_figure_says_so(snapshot: Snapshot) -> None:
    near = snapshot.neighbours(HOME)
    emptied = snapshot.observations.with_columns(
        value=pl.when(~pl.col("area").is_in(near)).then(pl.col("value"))
    )
    mean = of(with_observations(snapshot, emptied), "ehcp-20-weeks")["neighbours"]
    assert (mean.value, mean.count, mean.of) == (None, 0, 10)
    assert mean.reason == "none has a figure"


@pytest.mark.parametrize(
    ("indicator_id", "label", "value"),
    [
        ("ehcp-20-weeks", "London", 66.9),  # SEN2 has no inner London
        ("assessments-45-days", "London (Inner)", None),
        ("ks4-fsm-gap", "London (Inner)", None),
    ],
)
def test_london_stands_in_where_inner_london_has_no_figure(
    snapshot: Snapshot, indicator_id: str, label: str, value: float | None
) -> None:
    camden = of(snapshot, indicator_id, "202", local=None)["region"]
    assert camden.label == label
    assert camden.value is not None
    assert value is None or camden.value == value
    assert not camden.is_mean


def test_london_stands_in_for_a_blank_inner_london_too(snapshot: Snapshot) -> None:
    """LAIT lists inner London for every measure and leaves the value blank in many."""
    blank = pl.col("area") == "987"
    emptied = snapshot.observations.with_columns(
        value=pl.when(~blank).then(pl.col("value")),
        symbol=pl.when(blank).then(pl.lit("x")).otherwise(pl.col("symbol")),
    )
    changed = with_observations(snapshot, emptied)
    region = of(changed, "assessments-45-days", "202", local=None)["region"]
    assert region.label == "London"
    rows = snapshot.observed("assessments-45-days").filter(
        (pl.col("area") == "986") & (pl.col("period_end") == date(2025, 3, 31))
    )
    assert region.value == rows["value"].item()


def test_a_neighbour_counts_while_it_exists(snapshot: Snapshot) -> None:
    """Norfolk's older model holds Cumbria (909), abolished in April 2023."""
    assert "909" in snapshot.neighbours("926", "2021-04")
    near = of(snapshot, "ehcp-20-weeks", "926", known_by=date(2023, 9, 30), model="2021-04")
    mean = near["neighbours"]
    assert mean.period == Period.calendar_year(2022)
    nine = [62.3, 87.6, 11.8, 45.9, 26.2, 75.3, 76.6, 69.4, 22.8]  # and Cumbria's 72.1
    assert (mean.count, mean.of, mean.absent) == (10, 10, "")
    assert mean.value == pytest.approx((sum(nine) + 72.1) / 10, abs=1e-9)
    later = of(snapshot, "ehcp-20-weeks", "926", known_by=None, model="2021-04")["neighbours"]
    assert later.period == Period.calendar_year(2024)
    assert (later.count, later.of, later.absent) == (8, 10, "one no longer exists")
    assert later.basis == "mean of 8 of 10 authorities: one no longer exists"


def test_authorities_count_that_existed_on_the_last_day(snapshot: Snapshot) -> None:
    def held(period: Period) -> set[str]:
        return {"909", "928", "940", "942"} & set(authorities(snapshot, None, period))

    assert held(Period.term("autumn", 2020)) == {"909", "928"}
    assert held(Period.term("autumn", 2022)) == {"909", "940"}
    assert held(Period.term("autumn", 2023)) == {"940", "942"}
    # The term in which borders changed, on 1 April: the new ones were there on its last day.
    assert held(Period.term("spring", 2021)) == {"909", "940"}
    assert held(Period.financial_year(2020)) == {"909", "928"}  # to 31 March 2021
    assert len(authorities(snapshot, None, SPRING)) == 153
    assert len(authorities(snapshot, "990", SPRING)) == 15
    assert not {"835", "836", "837"} & set(authorities(snapshot, None, Period.term("autumn", 2019)))


def test_an_authority_without_neighbours_says_so(snapshot: Snapshot) -> None:
    near = of(snapshot, "ehcp-20-weeks", "942", model="2021-04")["neighbours"]
    assert (near.value, near.of) == (None, 0)
    assert near.reason == "no such group for this authority"


def test_every_current_authority_has_ten_neighbours_today(snapshot: Snapshot) -> None:
    current = snapshot.areas.filter(
        (pl.col("kind") == "authority") & pl.col("abolished_on").is_null()
    )["area"]
    assert len(current) == 153
    for area in current:
        near = snapshot.neighbours(area)
        assert len(set(near)) == 10
        assert area not in near
        assert set(near) <= set(current)


@pytest.mark.parametrize("area", ["990", "970", "000", "E06000058", ""])
def test_comparators_are_of_authorities_only(snapshot: Snapshot, area: str) -> None:
    with pytest.raises(UnknownNameError):
        of(snapshot, "ehcp-20-weeks", area)


def test_an_unknown_model_is_named(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="no neighbour model '2030-01'"):
        of(snapshot, "ehcp-20-weeks", model="2030-01")


@pytest.mark.parametrize("unit", ["number", "full-time equivalents"])
def test_what_grows_with_an_area_is_compared_with_none(snapshot: Snapshot, unit: str) -> None:
    found = of(of_unit(snapshot, "ehcp-20-weeks", unit), "ehcp-20-weeks")
    assert [c.value for c in found.values()] == [None] * 4
    assert {c.reason for c in found.values()} == {"not compared: depends on the area's size"}


@pytest.mark.parametrize("unit", ["days", "pounds", "ratio", "cases"])
def test_what_does_not_grow_with_an_area_is_compared(snapshot: Snapshot, unit: str) -> None:
    assert of(of_unit(snapshot, "ehcp-20-weeks", unit), "ehcp-20-weeks")["england"].value


def test_a_rate_of_a_quarter_is_not_set_beside_that_of_a_year(snapshot: Snapshot) -> None:
    """No figure, so no difference, verdict or place either: 45 a quarter is no better than 186."""
    plans = snapshot.indicator("ehcp-20-weeks")
    rate = replace(plans, unit="per 10,000 children")
    quarter = Period.quarter(2025, 1)
    found = comparators(snapshot, rate, HOME, local_period=quarter, known_by=None)
    assert [c.value for c in found] == [None] * 4
    assert {c.reason for c in found} == {
        "not compared, as a rate grows with its months: a whole calendar year against one quarter"
    }
    year = Period.year_ending(date(2025, 6, 30))
    beside = comparators(snapshot, rate, HOME, local_period=year, known_by=None)
    assert [c.value is not None for c in beside] == [True] * 4
