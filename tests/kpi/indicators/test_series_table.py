"""The tidy series: one row an area and period, from the shipped data."""

from datetime import date

import polars as pl
import pytest

from kpi.errors import UnknownNameError
from kpi.indicators.series_table import AREAS, COLUMNS, series
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, changed, quarter, suppressed, without
from tests.shipped_models import MODELS

INDICATORS = (
    "assessments-45-days",
    "early-help-returns",
    "ehcp-20-weeks",
    "ks4-fsm-gap",
    "primary-permanent-exclusions",
    "secondary-permanent-exclusions",
    "referrals-rate",
)


def table_of(snapshot: Snapshot, indicator_id: str, *groups: str, area: str = BCP) -> pl.DataFrame:
    indicator = snapshot.indicator(indicator_id)
    return series(snapshot, indicator, area=area, groups=groups or AREAS)


def values(table: pl.DataFrame, group: str, period: str) -> dict[str, object]:
    found = table.filter((pl.col("group") == group) & (pl.col("period") == period))
    assert found.height == 1, f"{found.height} rows of {group} in {period}"
    return found.row(0, named=True)


@pytest.mark.parametrize("area", [BCP, "330", "201", "202"])
@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_one_row_per_area_and_period_in_time_order(
    snapshot: Snapshot, indicator_id: str, area: str
) -> None:
    for model in MODELS:
        indicator = snapshot.indicator(indicator_id)
        groups = (*AREAS, "355")
        table = series(snapshot, indicator, area=area, groups=groups, model=model)
        key = ["group", "area", "period_kind", "period_start", "period_end"]
        assert table.select(key).is_duplicated().sum() == 0
        assert table["period_end"].is_sorted()
        assert table.columns == [*COLUMNS.names(), *(leg.id for leg in indicator.legs)]
        assert set(table["group"]) <= {*AREAS, "chosen"}
        assert table.filter(pl.col("value").is_nan() | pl.col("value").is_infinite()).is_empty()
        unexplained = table.filter(pl.col("value").is_null() & pl.col("symbol").is_null())
        assert unexplained.is_empty()


def test_both_groups_behind_the_gap(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "ks4-fsm-gap")
    ours = values(table, "home", "academic year 2024/25")
    assert (ours["other"], ours["fsm"]) == (54.1, 36.3)
    assert ours["value"] == pytest.approx(17.8, abs=1e-9)
    england = values(table, "england", "academic year 2024/25")
    assert (england["other"], england["fsm"]) == (50.0, 35.0)
    assert england["value"] == pytest.approx(15.0, abs=1e-9)
    for row in table.drop_nulls("value").iter_rows(named=True):
        assert row["other"] - row["fsm"] == pytest.approx(row["value"], abs=1e-6), row["period"]


def test_neighbours_are_the_mean_of_ten(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "ehcp-20-weeks", "neighbours")
    row = values(table, "neighbours", "2024 (calendar year)")
    assert (row["value"], row["median"], row["count"], row["count_of"]) == (40.62, 38.15, 10, 10)
    assert row["data_status"] == "derived"
    assert row["note"] == "Unweighted mean of 10 of 10 authorities"
    members = snapshot.neighbours(BCP)
    own = snapshot.observed("ehcp-20-weeks").filter(
        pl.col("area").is_in(members) & (pl.col("period_end") == date(2024, 12, 31))
    )
    assert own.height == 10
    assert own["value"].mean() == pytest.approx(row["value"])


def test_a_neighbour_is_in_the_mean_while_it_exists(snapshot: Snapshot) -> None:
    """Cumbria, abolished in 2023, was a neighbour of Derbyshire in the 2021 model."""
    assert "909" in snapshot.neighbours("830", "2021-04")
    table = series(
        snapshot,
        snapshot.indicator("assessments-45-days"),
        area="830",
        groups=["neighbours"],
        model="2021-04",
    )
    row = values(table, "neighbours", "year to March 2022")
    assert (row["count"], row["count_of"]) == (10, 10)
    assert row["note"] == "Unweighted mean of 10 of 10 authorities"
    later = values(table, "neighbours", "year to March 2024")
    assert (later["count"], later["count_of"]) == (9, 10)
    assert later["note"] == "Unweighted mean of 9 of 10 authorities: one no longer exists"


def test_referrals_are_the_sum_of_three_months(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "referrals-rate", "home")
    assert table["numerator"].to_list() == [
        777, 966, 720, 953, 621, 1123, 1277, 1245, 1626, 1227,
        1489, 1453, 1033, 1030, 997, 1178, 991, 931, 1027, 1006,
    ]  # fmt: skip
    newest = values(table, "home", "Q4 2023-24 (Jan to Mar 2024)")
    assert newest["denominator"] == 74472
    assert newest["value"] == pytest.approx(10_000 * 1006 / 74472)
    assert newest["unit"] == "per 10,000 children"


def test_a_place_without_a_published_figure_gets_a_mean_that_says_so(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "secondary-permanent-exclusions", "england", "region")
    england = values(table, "england", "spring term 2024")
    assert england["value"] == pytest.approx(0.0708197973, abs=1e-9)
    assert (england["count"], england["count_of"]) == (151, 153)
    assert england["area_name"] == "Weighted mean of authorities in England"
    assert table["data_status"].unique().to_list() == ["derived"]
    region = values(table, "region", "spring term 2024")
    name = "Weighted mean of authorities in South West"
    # All of its 15 but the Isles of Scilly, whose one school's pupils DfE does not tell.
    assert (region["area_name"], region["count"]) == (name, 14)
    assert england["note"] == (
        "Mean of 151 of 153 authorities, weighted by pupils on roll in the academic year 2024/25; "
        "DfE's official rate for academic year 2023/24: 0.25336%"
    )


def test_own_figures_keep_their_marks(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "ehcp-20-weeks", "home")
    quarterly = table.filter(pl.col("period_kind") == "financial quarter")
    assert quarterly["data_status"].unique().to_list() == ["illustrative"]
    assert quarterly["source"].unique().to_list() == ["Illustrative local return"]
    assert quarterly["reporting_quarter"].null_count() == 0
    annual = table.filter(pl.col("period_kind") == "calendar year")
    assert "illustrative" not in annual["data_status"].to_list()


def test_no_comparator_gives_own_rows_only(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "early-help-returns")
    assert table["group"].unique().to_list() == ["home"]
    assert table.height == 9
    assert table_of(snapshot, "early-help-returns", area="330").is_empty()


def test_chosen_authorities(snapshot: Snapshot) -> None:
    table = table_of(snapshot, "ehcp-20-weeks", "330", "201")
    birmingham = values(table.filter(pl.col("area") == "330"), "chosen", "2024 (calendar year)")
    assert (birmingham["area_name"], birmingham["value"]) == ("Birmingham", 26.7)
    city = values(table.filter(pl.col("area") == "201"), "chosen", "2024 (calendar year)")
    assert city["value"] is None
    assert city["symbol"]
    assert city["symbol_reason"]


def test_suppressed_and_missing_rows(snapshot: Snapshot) -> None:
    first = quarter("Q1 2025-26")
    hidden = table_of(suppressed(snapshot, "ehcp-20-weeks", first), "ehcp-20-weeks", "home")
    row = values(hidden, "home", "Q1 2025-26 (Apr to Jun 2025)")
    assert (row["value"], row["numerator"], row["denominator"]) == (None, None, None)
    assert (row["symbol"], row["symbol_reason"]) == ("c", "confidential: too few children to show")
    gone = table_of(without(snapshot, "ehcp-20-weeks", first), "ehcp-20-weeks", "home")
    assert gone.height == hidden.height - 1


def test_a_mean_of_nobody_is_no_figure(snapshot: Snapshot) -> None:
    table = snapshot
    for code in snapshot.neighbours(BCP):
        table = changed(table, "ehcp-20-weeks", quarter("2024 (calendar year)"), code, value=None)
    row = values(
        table_of(table, "ehcp-20-weeks", "neighbours"), "neighbours", "2024 (calendar year)"
    )
    assert (row["value"], row["median"], row["count"]) == (None, None, 0)
    assert (row["symbol"], row["symbol_reason"]) == ("x", "no authority of the group has a value")


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ("nation", "no areas 'nation'; there are home, england, region, neighbours, good"),
        ("000", "no area has the code '000'"),
        ("", "no areas ''"),
    ],
)
def test_unknown_groups_are_refused(snapshot: Snapshot, group: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        table_of(snapshot, "ehcp-20-weeks", group)


def test_unknown_areas_are_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="not an authority"):
        table_of(snapshot, "ehcp-20-weeks", area="970")
