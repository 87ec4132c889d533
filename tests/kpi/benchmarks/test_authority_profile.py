"""All measures of one authority: sides, order, unusual changes."""

import statistics
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from kpi.benchmarks import authority_profile, lait_comparison
from kpi.benchmarks.grids.grid import grid
from kpi.model.snapshot import Snapshot
from kpi.tables import profile_table

PLANS = "SEN_EHC_Excpt_20wks"
AREAS = ["839", "908", "202", "309", "835", "838", "940", "942", "420"]


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("model", ["2025-05", "2021-04"])
def test_profile_is_the_comparison_of_any_authority(
    snapshot: Snapshot, area: str, model: str
) -> None:
    found = authority_profile.profile(snapshot, area, model=model)
    assert (found.height, tuple(found.columns)) == (434, authority_profile.COLUMNS)
    both = lait_comparison.compare(snapshot, area=area, model=model).join(
        found, on="measure", suffix="_p", validate="1:1"
    )
    assert both.height == 434
    for name in ("value", "england", "region", "neighbours_count", "change", "rank", "rank_of"):
        assert both.filter(~pl.col(name).eq_missing(pl.col(f"{name}_p"))).is_empty(), name
    assert both.filter(~pl.col("band").eq_missing(pl.col("band_p"))).is_empty()
    for name in ("neighbours_mean", "neighbours_median"):
        gap = (pl.col(name) - pl.col(f"{name}_p")).abs() > 1e-9
        assert both.filter(
            gap | (pl.col(name).is_null() != pl.col(f"{name}_p").is_null())
        ).is_empty()


def plain_values(snapshot: Snapshot) -> dict[str, dict[str, dict[str, float | None]]]:
    """measure, label, area: value, straight from the store."""
    found: dict[str, dict[str, dict[str, float | None]]] = {}
    rows = snapshot.benchmarks.drop_nulls("period_end").select("measure", "label", "area", "value")
    for measure, label, area, value in rows.iter_rows():
        found.setdefault(measure, {}).setdefault(label, {})[area] = value
    return found


def test_profile_against_a_plain_calculation(snapshot: Snapshot) -> None:
    data = plain_values(snapshot)
    lives = {
        code: (created or date.min, ended or date.max)
        for code, created, ended in snapshot.areas.filter(pl.col("kind") == "authority")
        .select("area", "created_on", "abolished_on")
        .iter_rows()
    }
    for area in ("908", "330"):
        near = snapshot.neighbours(area)
        for row in authority_profile.profile(snapshot, area).iter_rows(named=True):
            labels = data[row["measure"]]
            now = labels[max(labels)]
            peers = {
                c: v
                for c, v in now.items()
                if v is not None and c in lives and lives[c][0] <= row["period_end"] < lives[c][1]
            }
            values = [peers[c] for c in near if c in peers]
            assert row["value"] == now[area]
            assert row["neighbours_count"] == len(values)
            if values:
                assert row["neighbours_mean"] == pytest.approx(
                    statistics.fmean(values), rel=1e-12, abs=1e-9
                )
                assert row["neighbours_median"] == pytest.approx(
                    statistics.median(values), abs=1e-9
                )
            if row["better"] != "none" and row["value"] is not None:
                sign = 1 if row["better"] == "higher" else -1
                ahead = sum(sign * v > sign * row["value"] for v in peers.values())
                assert (row["rank"], row["rank_of"]) == (1 + ahead, len(peers))


def test_sides_follow_the_displayed_figures(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, "839")
    row = table.filter(pl.col("measure") == PLANS).row(0, named=True)
    assert (row["against_neighbours"], row["direction"]) == ("better", "improved")
    entrants = table.filter(pl.col("measure") == "FirstYJS").row(0, named=True)
    assert (entrants["better"], entrants["england"]) == ("lower", None)
    lower = table.filter((pl.col("better") == "lower") & (pl.col("direction") == "improved"))
    assert (lower["change"] < 0).all()
    none = table.filter(pl.col("better") == "none")
    assert set(none["direction"].drop_nulls()) <= {"up", "down", "no change"}
    assert none["against_neighbours"].null_count() == none.height


def test_within_a_range_no_side_is_better(snapshot: Snapshot) -> None:
    ranged = replace(snapshot, measures=snapshot.measures.with_columns(better=pl.lit("range")))
    table = authority_profile.profile(ranged, "839")
    assert set(table["better"]) == {"range"}
    assert table["difference"].drop_nulls().len() > 100
    for name in ("against_neighbours", "against_typical"):
        assert table[name].null_count() == table.height
    usual = authority_profile.profile(snapshot, "839")
    for change, way in ((1, "up"), (0, "no change"), (-1, "down")):
        rows = table.filter(pl.col("shown_change").sign() == change)
        assert set(rows["direction"]) == {way}
        assert rows.height == (usual["shown_change"].sign() == change).sum() > 0
    assert authority_profile.unusually_worse(table).is_empty()


def test_filters_and_order_of_a_profile(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, "839")
    worst = profile_table.filtered(
        table, band="D", against="worse", directorate="Education and Skills"
    )
    assert worst.height > 0
    assert set(worst["band"]) == {"D"}
    assert profile_table.filtered(table, topic="Youth Offending").height == 4
    assert profile_table.filtered(table, with_value=True)["value"].null_count() == 0
    changed = authority_profile.most_changed(table)
    assert changed["change_size"].is_sorted(descending=True)
    assert changed["measure"][0] == "Sept_Guarantee"
    assert authority_profile.furthest(table, best=False)["measure"][0] == "Sept_Guarantee"
    assert authority_profile.profile(snapshot, "839").equals(table)


def plain_changes(snapshot: Snapshot, measure: str, now: str, before: str) -> list[float]:
    """The changes of a measure of the authorities that exist today, calculated without polars."""
    data = plain_values(snapshot)[measure]
    pairs = [(data[now][c], data[before][c]) for c in grid(snapshot).current]
    return sorted(a - b for a, b in pairs if a is not None and b is not None)


def profile_row(snapshot: Snapshot, measure: str, area: str = "839") -> dict[str, Any]:
    rows = authority_profile.profile(snapshot, area).filter(pl.col("measure") == measure)
    return rows.row(0, named=True)


def test_the_size_of_a_change_is_what_lies_beyond_the_typical_one(snapshot: Snapshot) -> None:
    changes = plain_changes(snapshot, PLANS, "2024", "2023")
    low, middle, high = statistics.quantiles(changes, n=4, method="inclusive")
    row = profile_row(snapshot, PLANS)
    assert row["typical_change"] == pytest.approx(middle)
    assert row["change_spread"] == pytest.approx(high - low)
    assert row["change_size"] == pytest.approx((72.8 - middle) / (high - low))


def test_a_fall_that_all_authorities_share_is_not_unusual(snapshot: Snapshot) -> None:
    """Level 2 in English and maths by 19, not at 16: down 11.06 where the median fell 9.09."""
    row = profile_row(snapshot, "L2Age19_E&M_not16")
    assert row["change"] == pytest.approx(-11.06)
    assert row["typical_change"] == pytest.approx(-9.09)
    assert row["change_size"] == pytest.approx(0.46, abs=0.005)
    assert row["direction"] == "worsened"
    listed = authority_profile.unusually_worse(authority_profile.profile(snapshot, "839"))
    assert "L2Age19_E&M_not16" not in set(listed["measure"])
    assert "%_2yr_olds" not in set(listed["measure"])  # down 19.6, less the median's fall


def test_the_unusually_worse_are_those_far_beyond_the_typical_change(snapshot: Snapshot) -> None:
    seen = 0
    for area in ("839", "330", "908", "207"):
        table = authority_profile.profile(snapshot, area)
        listed = set(authority_profile.unusually_worse(table)["measure"])
        for row in table.drop_nulls("change_size").to_dicts():
            worse_way = 1 if row["better"] == "lower" else -1
            beyond = worse_way * (row["change"] - row["typical_change"])
            is_worse = row["better"] != "none" and worse_way * (row["shown_change"] or 0) > 0
            unusual = beyond >= 2 * row["change_spread"] - 1e-9
            assert (row["measure"] in listed) == (is_worse and unusual), (area, row["measure"])
            seen += row["measure"] in listed
    assert seen > 10


def test_who_worsened_far_less_than_all_others_is_not_unusually_worse() -> None:
    table = pl.DataFrame(
        {
            "measure": ["far less", "far more", "a little more", "improved"],
            "direction": ["worsened", "worsened", "worsened", "improved"],
            "against_typical": ["better", "worse", "worse", "worse"],
            "change_size": [4.0, 2.0, 1.9, 3.0],
        }
    )
    assert authority_profile.unusually_worse(table)["measure"].to_list() == ["far more"]


def test_without_a_spread_no_change_is_unusual(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, "839")
    alike = table.filter(pl.col("change_spread") == 0)
    assert alike.height > 0
    assert alike["change_size"].null_count() == alike.height


def test_what_is_worked_out_has_ten_decimals_at_most(snapshot: Snapshot) -> None:
    table = authority_profile.profile(snapshot, "839")
    for name in ("difference", "change", "typical_change", "neighbours_mean"):
        found = table[name].drop_nulls().to_list()
        assert len(found) > 100
        assert [value for value in found if round(value, 10) != value] == []
