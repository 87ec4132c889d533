"""The benchmark pages' content as tables: exactly the rows on screen, with their sources."""

from dataclasses import replace

import polars as pl
import pytest

from kpi.benchmarks.measures import measure
from kpi.benchmarks.neighbour_comparison import neighbour_comparison
from kpi.benchmarks.ranking import Ranking, ranking
from kpi.benchmarks.time_series import OverTime, over_time
from kpi.downloads import file_names
from kpi.model.snapshot import Snapshot
from kpi.tables import benchmarks as tables
from tests.kpi.changing import BCP
from tests.shipped_models import DEFAULT_MODEL

PLANS = "SEN_EHC_Excpt_20wks"


@pytest.fixture
def plans(snapshot: Snapshot) -> Ranking:
    return ranking(snapshot, PLANS, area=BCP)


@pytest.fixture
def lines(snapshot: Snapshot) -> OverTime:
    return over_time(snapshot, PLANS, area=BCP, others=["886"])


def long(snapshot: Snapshot, over: OverTime, *, hidden: tuple[str, ...] = (),
         median: bool = False) -> pl.DataFrame:  # fmt: skip
    return tables.over_time_table(snapshot, over, DEFAULT_MODEL, hidden=hidden, median=median)


# ---- over time ----------------------------------------------------------------------------


def test_a_row_for_each_line_and_period(snapshot: Snapshot, lines: OverTime) -> None:
    table = long(snapshot, lines)
    assert table["series"].unique(maintain_order=True).to_list() == [
        line.key for line in lines.series
    ]
    assert table.height == len(lines.series) * lines.table.height
    for line in lines.series:
        rows = table.filter(pl.col("series") == line.key)
        assert rows["value"].to_list() == lines.table[line.key].to_list()
        assert set(rows["area"]) == {line.area}
    means = table.filter(pl.col("series") == "neighbours_mean")
    assert means["neighbours_count"].to_list() == lines.table["neighbours_count"].to_list()
    assert set(means["neighbours_of"]) == {10}
    assert set(means["data_status"].drop_nulls()) == {"derived"}
    others = table.filter(pl.col("series") != "neighbours_mean")
    assert others["neighbours_count"].null_count() == others.height


def test_hidden_and_withheld_lines_are_left_out(snapshot: Snapshot, lines: OverTime) -> None:
    table = long(snapshot, lines, hidden=("england", "886"))
    assert "england" not in set(table["series"])
    rates = over_time(snapshot, "FirstYJS", area=BCP)  # England's is a sum of regional rates
    assert "england" not in set(long(snapshot, rates)["series"])
    nothing = long(snapshot, lines, hidden=tuple(line.key for line in lines.series))
    assert nothing.height == 0
    assert "measure" in nothing.columns


def test_the_median_in_place_of_the_mean(snapshot: Snapshot, lines: OverTime) -> None:
    table = long(snapshot, lines, median=True)
    assert "neighbours_mean" not in set(table["series"])
    medians = table.filter(pl.col("series") == "neighbours_median")
    assert medians["value"].to_list() == lines.table["neighbours_median"].to_list()


# ---- the ranking --------------------------------------------------------------------------


def test_the_ranking_best_first(snapshot: Snapshot, plans: Ranking) -> None:
    table = tables.ranking_table(snapshot, plans, DEFAULT_MODEL)
    own = table.filter(pl.col("area") == BCP).to_dicts()[0]
    assert (own["value"], own["rank"], own["rank_of"], own["band"]) == (77.6, 43, 151, "B")
    assert (own["mark"], own["period_label"], own["data_status"]) == (
        "this authority", "2024", "published",
    )  # fmt: skip
    assert table["area"].to_list() == plans.authorities["area"].to_list()
    assert {"statistical neighbour", "same region"} <= set(table["mark"])
    assert not {"in_region", "arrow", "place"} & set(table.columns)


def test_own_region_s_authorities_then_regions_then_england(
    snapshot: Snapshot, plans: Ranking
) -> None:
    table = tables.regions_table(snapshot, plans, DEFAULT_MODEL)
    kinds = table["kind"].to_list()
    assert kinds == sorted(kinds, key=["authority", "region", "country"].index)
    assert (kinds.count("authority"), kinds.count("country")) == (15, 1)
    assert (table["area"][-1], table["value"][-1]) == ("970", 46.4)
    assert table.filter(pl.col("kind") != "authority")["rank"].null_count() == kinds.count(
        "region"
    ) + kinds.count("country")
    derived = replace(plans, regions=plans.regions.with_columns(is_derived=pl.lit(value=True)))
    again = tables.regions_table(snapshot, derived, DEFAULT_MODEL)
    assert dict(again.select("kind", "data_status").unique().iter_rows()) == {
        "authority": "published", "region": "derived", "country": "derived",
    }  # fmt: skip


def test_the_grid_shows_displayed_figures(snapshot: Snapshot, plans: Ranking) -> None:
    grid = tables.ranked_grid(snapshot, plans)
    assert grid.columns == list(tables.RANKED.values())
    (own,) = grid.filter(pl.col("Marked as") == "this authority").to_dicts()
    assert own == {
        "Place": 43, "Authority": "Bournemouth, Christchurch and Poole", "Figure": 77.6,
        "Band": "B", "Change": 72.8, "Region": "South West", "Marked as": "this authority",
    }  # fmt: skip
    exact = plans.authorities.with_columns(value=pl.lit(12.25), region=pl.lit(None, pl.String))
    rounded = tables.ranked_grid(snapshot, replace(plans, authorities=exact, decimals=1))
    assert set(rounded["Figure"]) == {12.3}  # half away from zero
    assert set(rounded["Region"]) == {""}


def test_what_is_not_judged_has_no_place(snapshot: Snapshot) -> None:
    grid = tables.ranked_grid(snapshot, ranking(snapshot, "LAC", area=BCP))
    assert grid.columns == ["Authority", "Figure", "Change", "Region", "Marked as"]


# ---- neighbours, and about ----------------------------------------------------------------


def test_neighbours_of_both_models_then_their_mean_and_median(snapshot: Snapshot) -> None:
    near = neighbour_comparison(snapshot, PLANS, area=BCP)
    table = tables.neighbours_table(snapshot, near, DEFAULT_MODEL)
    assert table.height == 2 * (10 + 2)
    first = table.head(12)
    assert first["row"].to_list() == ["neighbour"] * 10 + ["mean", "median"]
    members = first.head(10)
    assert first["value"][10] == pytest.approx(sum(members["value"]) / 10)
    ordered = sorted(members["value"])
    assert first["value"][11] == pytest.approx((ordered[4] + ordered[5]) / 2)
    assert first.select("difference_shown", "side", "count", "count_of").rows()[10:] == [
        (37.0, "better", 10, 10), (None, "", 10, 10),
    ]  # fmt: skip
    assert (set(members["data_status"]), set(first["data_status"][10:])) == (
        {"published"}, {"derived"},
    )  # fmt: skip
    assert set(table["own_value"]) == {77.6}


def test_facts_on_a_measure_and_its_link(snapshot: Snapshot) -> None:
    known = replace(measure(snapshot, PLANS), link="https://example.org/")
    table = tables.about_table(snapshot, known, DEFAULT_MODEL)
    assert table.select("item", "what_it_is").rows()[-1] == ("Link", "https://example.org/")
    without = tables.about_table(snapshot, replace(known, link=""), DEFAULT_MODEL)
    assert "Link" not in set(without["item"])
    assert without.height == table.height - 1


# ---- what every table has -----------------------------------------------------------------


def test_definition_before_and_source_after(snapshot: Snapshot) -> None:
    known = measure(snapshot, PLANS)
    table = tables.described(
        snapshot, known, pl.DataFrame({"area": ["839"], "publisher": ["ours"]}), "2021-04"
    )
    (row,) = table.to_dicts()
    assert table.columns == [
        "measure", "measure_name", "topic", "unit", "polarity", "decimals", "area", "publisher",
        "neighbours_model", "source", "last_update", "next_update", "note", "snapshot",
    ]  # fmt: skip
    assert (row["measure"], row["polarity"], row["publisher"]) == (
        PLANS, "higher is better", "ours",
    )  # fmt: skip
    assert row["neighbours_model"] == "DfE's April 2021 model"
    assert row["source"] == "Local Authority Interactive Tool (LAIT)"
    assert (row["last_update"], row["snapshot"]) == ("June 2025", snapshot.id)


def test_the_file_name_states_the_view(snapshot: Snapshot) -> None:
    known = measure(snapshot, "ehcp-20-weeks")
    assert file_names.benchmarks(known, "ranking", "839", "2024") == (
        "benchmarks-ehcp-20-weeks-ranking-839-2024.csv"
    )
    assert file_names.benchmarks(known, "over time", "839", ending="png") == (
        "benchmarks-ehcp-20-weeks-over-time-839.png"
    )
