"""Over time, ranking and profile: LAIT's cases, its defects absent, and a second reckoning."""

import itertools
import statistics
from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest

from kpi.benchmarks import lait_comparison, measures, ranking, time_series
from kpi.benchmarks import profile as benchmark_profile
from kpi.benchmarks import ranking as ranking_rules
from kpi.benchmarks.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.errors import UnknownNameError
from kpi.formatting import ordinal
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.statistics import lait_ranks

PLANS = "SEN_EHC_Excpt_20wks"
AREAS = ["839", "908", "202", "309", "835", "838", "940", "942", "420"]


# ---- profile ------------------------------------------------------------------------------


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("model", ["2025-05", "2021-04"])
def test_profile_is_the_comparison_of_any_authority(
    snapshot: Snapshot, area: str, model: str
) -> None:
    found = benchmark_profile.profile(snapshot, area, model=model)
    assert (found.height, tuple(found.columns)) == (434, benchmark_profile.COLUMNS)
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


def test_profile_against_a_plain_reckoning(snapshot: Snapshot) -> None:
    data = plain_values(snapshot)
    lives = {
        code: (created or date.min, ended or date.max)
        for code, created, ended in snapshot.areas.filter(pl.col("kind") == "authority")
        .select("area", "created_on", "abolished_on")
        .iter_rows()
    }
    for area in ("908", "330"):
        near = snapshot.neighbours(area)
        for row in benchmark_profile.profile(snapshot, area).iter_rows(named=True):
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
    table = benchmark_profile.profile(snapshot, "839")
    row = table.filter(pl.col("measure") == PLANS).row(0, named=True)
    assert (row["against_neighbours"], row["direction"]) == ("better", "improved")
    entrants = table.filter(pl.col("measure") == "FirstYJS").row(0, named=True)
    assert (entrants["better"], entrants["england"]) == ("lower", None)
    lower = table.filter((pl.col("better") == "lower") & (pl.col("direction") == "improved"))
    assert (lower["change"] < 0).all()
    none = table.filter(pl.col("better") == "none")
    assert set(none["direction"].drop_nulls()) <= {"up", "down", "no change"}
    assert none["against_neighbours"].null_count() == none.height


def test_filters_and_order_of_a_profile(snapshot: Snapshot) -> None:
    table = benchmark_profile.profile(snapshot, "839")
    worst = benchmark_profile.chosen(
        table, band="D", against="worse", directorate="Education and Skills"
    )
    assert worst.height > 0
    assert set(worst["band"]) == {"D"}
    assert benchmark_profile.chosen(table, topic="Youth Offending").height == 4
    assert benchmark_profile.chosen(table, with_value=True)["value"].null_count() == 0
    changed = benchmark_profile.most_changed(table)
    assert changed["change_size"].is_sorted(descending=True)
    assert changed["measure"][0] == "Sept_Guarantee"
    assert benchmark_profile.furthest(table, best=False)["measure"][0] == "Sept_Guarantee"
    assert benchmark_profile.profile(snapshot, "839").equals(table)


def plain_changes(snapshot: Snapshot, measure: str, now: str, before: str) -> list[float]:
    """The changes of a measure of the authorities that exist today, reckoned without polars."""
    data = plain_values(snapshot)[measure]
    pairs = [(data[now][c], data[before][c]) for c in grid(snapshot).current]
    return sorted(a - b for a, b in pairs if a is not None and b is not None)


def profile_row(snapshot: Snapshot, measure: str, area: str = "839") -> dict[str, Any]:
    rows = benchmark_profile.profile(snapshot, area).filter(pl.col("measure") == measure)
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
    listed = benchmark_profile.unusually_worse(benchmark_profile.profile(snapshot, "839"))
    assert "L2Age19_E&M_not16" not in set(listed["measure"])
    assert "%_2yr_olds" not in set(listed["measure"])  # down 19.6, less the median's fall


def test_the_unusually_worse_are_those_far_beyond_the_typical_change(snapshot: Snapshot) -> None:
    seen = 0
    for area in ("839", "330", "908", "207"):
        table = benchmark_profile.profile(snapshot, area)
        listed = set(benchmark_profile.unusually_worse(table)["measure"])
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
    assert benchmark_profile.unusually_worse(table)["measure"].to_list() == ["far more"]


def test_without_a_spread_no_change_is_unusual(snapshot: Snapshot) -> None:
    table = benchmark_profile.profile(snapshot, "839")
    alike = table.filter(pl.col("change_spread") == 0)
    assert alike.height > 0
    assert alike["change_size"].null_count() == alike.height


# ---- ranking ------------------------------------------------------------------------------


def test_the_figures_of_the_design(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, PLANS, area="839")
    own = found.authorities.filter(pl.col("mark") == "own").row(0, named=True)
    assert (own["value"], own["rank"], own["place"], own["band"]) == (77.6, 43, "43rd of 151", "B")
    assert found.sentence == (
        "Bournemouth, Christchurch and Poole: 77.6% in 2024, 43rd of 151 authorities (1st is "
        "best), band B; authorities range from 3.2% to 100.0%."
    )
    assert "not a judgement" in found.caution
    assert (found.authorities["mark"] == "neighbour").sum() == 10
    assert found.authorities.height == 153


@pytest.mark.parametrize("area", ["839", "908"])
def test_every_ranking_agrees_with_the_comparison(snapshot: Snapshot, area: str) -> None:
    rows = lait_comparison.compare(snapshot, area=area).rows(named=True)
    for row in rows[::7]:
        found = ranking.ranking(snapshot, row["measure"], area=area)
        own = found.authorities.filter(pl.col("area") == area).row(0, named=True)
        assert [own[n] for n in ("value", "rank", "change", "band")] == [
            row[n] for n in ("value", "rank", "change", "band")
        ]


def test_case_20_band_labels_of_high_do_not_overlap() -> None:
    assert ranking.band_ranges((0, 10, 20, 30, 40), 1, Polarity.HIGHER) == [
        ("A", 40.0, 30.1), ("B", 30.0, 20.1), ("C", 20.0, 10.1), ("D", 10.0, 0.0),
    ]  # fmt: skip


def test_case_21_band_labels_of_low() -> None:
    assert ranking.band_ranges((0, 10, 20, 30, 40), 1, Polarity.LOWER) == [
        ("A", 0.0, 10.0), ("B", 10.1, 20.0), ("C", 20.1, 30.0), ("D", 30.1, 40.0),
    ]  # fmt: skip


def test_equal_cuts_leave_a_band_without_a_range() -> None:
    ranges = ranking.band_ranges((0, 0, 0, 5, 9), 0, Polarity.LOWER)
    assert ranges == [("A", 0, 0), ("B", None, None), ("C", 1, 5), ("D", 6, 9)]


def test_defect_overlapping_band_labels(snapshot: Snapshot) -> None:
    for one in all_measures(snapshot):
        if not one.has_band or one.id not in grid(snapshot).newest:
            continue
        found = ranking.ranking(snapshot, one.id, area="839")
        ranges = [sorted((b.best, b.worst)) for b in found.bands if None not in (b.best, b.worst)]
        ranges.sort()
        assert all(a[1] < b[0] for a, b in itertools.pairwise(ranges)), one.id
        assert sum(b.count for b in found.bands) == found.of


def test_a_displayed_value_lies_in_the_range_of_its_band(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "PriPermEx", area="839")
    # At LAIT's two decimals BCP's 0.02 would stand in band C, "0.03 to 0.04".
    assert (found.measure.decimals, found.decimals) == (2, 5)
    own = found.authorities.filter(pl.col("mark") == "own").row(0, named=True)
    band = next(b for b in found.bands if b.letter == own["band"])
    assert band.best is not None
    assert band.worst is not None
    assert band.best <= 0.02274 <= band.worst


def test_defect_region_and_england_rows_repeat_the_rank(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, PLANS, area="839")
    assert not {"rank", "place", "band"} & set(found.regions.columns)
    assert found.regions["area"].to_list()[-1] == "970"
    assert found.regions.height == 12
    assert set(found.authorities["area"]).isdisjoint(found.regions["area"])


def test_defect_arrow_on_a_change_that_displays_as_nought(snapshot: Snapshot) -> None:
    assert [ranking.arrow(c) for c in (0.0, None, 0.1, -0.1)] == ["", "", "↑", "↓"]
    small = 0
    for one in all_measures(snapshot)[10:440:9]:
        found = ranking.ranking(snapshot, one.id, area="839")
        nought = found.authorities.filter(pl.col("shown_change") == 0)
        assert set(nought["arrow"]) <= {""}
        small += nought.filter(pl.col("change") != 0).height
    assert small > 0  # the case does occur


def test_defect_an_england_that_is_a_sum_of_rates(snapshot: Snapshot) -> None:
    ranked = ranking.ranking(snapshot, "FirstYJS", area="839").regions.row(-1, named=True)
    assert ranked["value"] is None
    assert "sum of the nine regional rates" in ranked["reason"]
    over = time_series.over_time(snapshot, "FirstYJS", area="839")
    assert over.table["england"].null_count() == over.table.height
    assert over.table["region"].null_count() == 0
    assert "sum of the nine" in next(s.withheld for s in over.series if s.key == "england")


def test_defect_counts_charted_against_sums(snapshot: Snapshot) -> None:
    over = time_series.over_time(snapshot, "LACnum", area="839", others=["970", "989", "908"])
    assert over.table.select(pl.col("england", "region", "989").count()).row(0) == (0, 0, 0)
    assert "970" not in over.table.columns  # it has its line
    assert (over.table["home"].count(), over.table["908"].count()) == (6, 10)
    assert over.table["neighbours_mean"].count() == 10


def test_blank_and_unjudged_authorities(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "SEN_TotStat", area="839")
    assert (found.bands, found.caution) == ((), "")
    assert found.authorities["rank"].null_count() == 153
    assert found.authorities["value"].drop_nulls().is_sorted(descending=True)
    plans = ranking.ranking(snapshot, PLANS, area="839").authorities
    blank = plans.filter(pl.col("value").is_null())
    assert set(blank["reason"]) == {"no figure published"}
    assert plans.tail(blank.height).equals(blank)


@pytest.mark.parametrize("label", ["2023", "2023 (calendar year)"])
def test_a_chosen_period(snapshot: Snapshot, label: str) -> None:
    found = ranking.ranking(snapshot, PLANS, area="839", period=label)
    own = found.authorities.filter(pl.col("mark") == "own").row(0, named=True)
    assert (own["value"], own["place"]) == (4.8, "142nd of 150")


def test_unknown_names(snapshot: Snapshot) -> None:
    bad: list[dict[str, Any]] = [
        {"name": "nope", "area": "839"},
        {"name": PLANS, "area": "999"},
        {"name": PLANS, "area": "970"},
        {"name": PLANS, "area": "839", "period": "1999"},
        {"name": PLANS, "area": "839", "model": "2007"},
        {"name": "early-help-returns", "area": "839"},
    ]
    for options in bad:
        with pytest.raises(UnknownNameError):
            ranking.ranking(snapshot, **options)


# ---- over time ----------------------------------------------------------------------------


def test_every_year_of_a_measure(snapshot: Snapshot) -> None:
    found = time_series.over_time(snapshot, PLANS, area="839", others=["908"])
    newest = found.table.row(-1, named=True)
    assert [newest[n] for n in ("period", "home", "england")] == [
        "2024 (calendar year)",
        77.6,
        46.4,
    ]
    assert newest["neighbours_mean"] == pytest.approx(40.62)
    assert (newest["neighbours_count"], found.neighbours_of) == (10, 10)
    assert found.table["period_end"].is_sorted()


def test_case_18_a_missing_year_is_a_gap_with_a_reason(snapshot: Snapshot) -> None:
    found = time_series.over_time(snapshot, "FSP_Gooddev_Chinese", area="839")
    assert found.gaps == (
        ("academic year 2019/20", "no figures: the COVID-19 pandemic"),
        ("academic year 2021/22", "no data published"),
    )  # fmt: skip
    gap = found.table.filter(pl.col("is_gap"))
    assert gap.select("home", "region", "england", "neighbours_mean").null_count().row(0) == (
        (gap.height,) * 4
    )


def test_all_wholly_blank_periods_are_gaps(snapshot: Snapshot) -> None:
    gaps = [
        gap
        for one in all_measures(snapshot)
        if not one.is_own
        for gap in time_series.over_time(snapshot, one.id, area="839").gaps
    ]
    # 254 wholly blank less LAIT's label "0", and the year that FSP_Gooddev_Chinese jumps.
    assert len(gaps) == 254
    assert sum("COVID" in reason for _, reason in gaps) == 252


def test_london_stands_in_and_the_parts_history_stays(snapshot: Snapshot) -> None:
    both = 0
    for one in all_measures(snapshot):
        if one.is_own:
            continue
        found = time_series.over_time(snapshot, one.id, area="202")
        named = {s.key: s.area for s in found.series}
        both += "region_part" in named
        if "region_part" in named:
            assert (named["region"], named["region_part"]) == ("986", "987")
            assert found.table["region_part"].tail(1).item() is None
    assert both == 18  # LAIT hides the history of these


def test_own_indicators_over_time(snapshot: Snapshot) -> None:
    found = time_series.over_time(snapshot, "ehcp-20-weeks", area="839")
    assert found.table["home"].tail(1).item() == 77.6


# ---- the rest of LAIT's own cases ----------------------------------------------------------


def small(snapshot: Snapshot, rows: list[tuple[str, str, float | None]]) -> pl.DataFrame:
    """A comparison of one measure, ReReferral, made from area, label and value."""
    frame = pl.DataFrame(
        rows, {"area": pl.String, "label": pl.String, "value": pl.Float64}, orient="row"
    )
    year = pl.col("label").cast(pl.Int32)
    benchmarks = frame.with_columns(
        pl.lit("ReReferral").alias("measure"),
        year.alias("year_number"),
        pl.lit("year to March").alias("period_kind"),
        pl.date(year - 1, 4, 1).alias("period_start"),
        pl.date(year, 3, 31).alias("period_end"),
    )
    measures = snapshot.measures.filter(pl.col("measure") == "ReReferral")
    empty = pl.DataFrame({"model": ["2025-05"], "area": ["000"], "neighbour": ["000"]})
    return pl.concat(
        lait_ranks.compare(benchmarks, measures, snapshot.areas, empty, area=area)
        for area in dict.fromkeys(frame["area"])
    )


def test_case_16_change_of_two_areas(snapshot: Snapshot) -> None:
    rows = [("301", "2023", 100.0), ("301", "2022", 90.0), ("301", "2021", 80.0)]
    rows += [("302", "2023", 190.0), ("302", "2022", 195.0), ("302", "2021", 200.0)]
    assert small(snapshot, rows)["change"].to_list() == [10, -5]


def test_case_17_a_blank_year_gives_no_change(snapshot: Snapshot) -> None:
    rows: list[tuple[str, str, float | None]] = [("301", "2023", 100.0), ("301", "2022", None)]
    rows += [("301", "2021", 80.0), ("302", "2023", 190.0), ("302", "2022", 195.0)]
    assert small(snapshot, rows)["change"].to_list() == [None, -5]


def test_case_18_a_missing_year_compares_with_the_one_before(snapshot: Snapshot) -> None:
    table = small(snapshot, [("301", "2023", 100.0), ("301", "2021", 80.0)])
    assert table.select("change", "previous_period").row(0) == (20, "2021")


def test_case_19_one_period_has_no_change(snapshot: Snapshot) -> None:
    table = small(snapshot, [("301", "2023", 100.0)])
    assert table.select("change", "previous_period").row(0) == (None, None)


def test_case_30_and_31_counts_of_areas(snapshot: Snapshot) -> None:
    kinds = dict(snapshot.areas["kind"].value_counts().iter_rows())
    assert kinds == {"authority": 158, "region": 11, "country": 1}
    assert snapshot.benchmarks.height == 641_070


# ---- shared places, few cases, float noise ------------------------------------------------


def test_a_shared_place_says_by_how_many(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "3&4yr_Ofsted_rating", area="839")
    ranks = Counter(found.authorities["rank"].drop_nulls())
    for row in found.authorities.drop_nulls("rank").to_dicts():
        assert row["shared_by"] == ranks[row["rank"]]
        said = f", shared by {row['shared_by']}" if row["shared_by"] > 1 else ""
        assert row["place"] == f"{ordinal(row['rank'])} of {found.of}{said}"
    assert ", 60th of 153 authorities, shared by 3 (1st is best), band B; " in found.sentence


def test_float_noise_parts_no_figures_that_are_the_same(snapshot: Snapshot) -> None:
    """97.19999999999999 of the source is 97.2: one rank, and in the band that is printed for it."""
    found = ranking.ranking(snapshot, "3&4yr_Ofsted_rating", area="839")
    same = found.authorities.filter((pl.col("value") - 97.2).abs() < 1e-9)
    assert set(same["value"]) == {97.2}
    assert same["rank"].n_unique() == same["band"].n_unique() == 1
    assert found.cuts[3] == 97.2
    bands = {band.letter: band for band in found.bands}
    for row in found.authorities.drop_nulls("value").to_dicts():
        band = bands[row["band"]]
        low, high = sorted((band.best or 0.0, band.worst or 0.0))
        assert low <= row["value"] <= high, row["name"]


def test_a_place_on_very_few_cases_says_so(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "ehcp-20-weeks", area="839")
    named = {row["name"]: row for row in found.authorities.to_dicts()}
    assert named["Isles of Scilly"]["place"] == "1st of 151, shared by 6, on 1 of 1"
    assert named["Isle of Wight"]["rests_on"] == "2 of 7"
    assert named["Bournemouth, Christchurch and Poole"]["rests_on"] == ""
    assert ranking_rules.ON_FEW in found.caution
    assert ranking_rules.ON_FEW not in ranking.ranking(snapshot, "LAC", area="839").caution


def test_sums_of_regions_are_refused_as_englands_is(snapshot: Snapshot) -> None:
    for name in ("LACnum", "TotalLACFinance"):
        regions = ranking.ranking(snapshot, name, area="839").regions
        assert regions["value"].null_count() == regions.height
        assert set(regions["reason"]) == {measures.measure(snapshot, name).withheld["england"]}
