"""Rankings: LAIT's cases, its defects absent, shared places, few cases, float noise."""

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from kpi.benchmarks import lait_comparison, measures, ranking, time_series
from kpi.benchmarks import ranking as ranking_rules
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.errors import UnknownNameError
from kpi.formatting import ordinal
from kpi.indicators.comparisons.chosen_groups import ChosenGroup, of_codes
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot

PLANS = "SEN_EHC_Excpt_20wks"


def test_the_figures_of_the_design(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, PLANS, area="839")
    own = found.authorities.filter(pl.col("mark") == "own").row(0, named=True)
    assert (own["value"], own["rank"], own["place"], own["band"]) == (77.6, 43, "43rd of 151", "B")
    assert found.sentence == (
        "Bournemouth, Christchurch and Poole: 77.6% in 2024, 43rd of 151 authorities (1st is "
        "best), in the second best quarter (B); authorities range from 3.2% to 100.0%."
    )
    assert "not a judgement" in found.caution
    assert (found.authorities["mark"] == "neighbour").sum() == 10
    assert found.authorities.height == 153


def test_the_authorities_one_by_one_are_the_table_s_rows(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, PLANS, area="839")
    rows = found.authorities.to_dicts()
    assert [row.area for row in found.ranked] == [row["area"] for row in rows]
    for row, line in zip(rows, found.ranked, strict=True):
        assert vars(line) == {name: row[name] for name in vars(line)}
    regions = found.regions.to_dicts()
    assert [vars(line) for line in found.wider] == [
        {name: row[name] for name in vars(line)}
        for row, line in zip(regions, found.wider, strict=True)
    ]
    assert (found.wider[-1].area, found.wider[-1].value) == ("970", 46.4)


def test_the_own_authority_s_line(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, PLANS, area="839")
    own = found.own
    assert own is not None
    assert (own.area, own.figure, own.rank, own.place) == ("839", 77.6, 43, "43rd of 151")
    assert (own.band, own.letter, own.previous_value, own.in_region) == ("B", "B", 4.8, True)
    assert replace(own, band=ranking.NOT_SHOWN).letter == ""
    assert replace(own, band=None).letter == ""
    without = replace(found, authorities=found.authorities.filter(pl.col("mark") != "own"))
    assert without.own is None
    with pytest.raises(AssertionError):
        _ = replace(own, value=None).figure


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
    banded = [m for m in all_measures(snapshot) if m.has_band and m.id in grid(snapshot).newest]
    assert len(banded) > 300
    for one in banded:
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


def test_a_shared_place_says_by_how_many(snapshot: Snapshot) -> None:
    found = ranking.ranking(snapshot, "3&4yr_Ofsted_rating", area="839")
    ranks = Counter(found.authorities["rank"].drop_nulls())
    for row in found.authorities.drop_nulls("rank").to_dicts():
        assert row["shared_by"] == ranks[row["rank"]]
        said = f", shared by {row['shared_by']}" if row["shared_by"] > 1 else ""
        joint = "joint " if said else ""
        assert row["place"] == f"{joint}{ordinal(row['rank'])} of {found.of}{said}"
    assert (
        ", joint 60th of 153 authorities, shared by 3 (1st is best), in the second best quarter "
        "(B); " in found.sentence
    )


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
    assert named["Isles of Scilly"]["place"] == "joint 1st of 151, shared by 6, on 1 of 1"
    assert named["Isle of Wight"]["rests_on"] == "2 of 7"
    assert named["Bournemouth, Christchurch and Poole"]["rests_on"] == ""
    assert found.caution.endswith(
        "Fewer than 10 cases, so that one more or less would move these places far: "
        "Isles of Scilly (1 of 1) and Isle of Wight (2 of 7)."
    )
    inside = [row for row in found.ranked if row.in_region]
    assert ranking_rules.few_words(inside) == (
        "Fewer than 10 cases, so that one more or less would move this place far: "
        "Isles of Scilly (1 of 1)."
    )
    many = [replace(inside[0], name=f"Place {number}") for number in range(7)]
    assert ranking_rules.few_words(many).endswith("Place 3 (1 of 1) and 3 others.")
    assert "Fewer" not in ranking.ranking(snapshot, "LAC", area="839").caution


def test_sums_of_regions_are_refused_as_englands_is(snapshot: Snapshot) -> None:
    for name in ("LACnum", "TotalLACFinance"):
        regions = ranking.ranking(snapshot, name, area="839").regions
        assert regions["value"].null_count() == regions.height
        assert set(regions["reason"]) == {measures.measure(snapshot, name).withheld["england"]}


def test_a_chosen_groups_members_are_marked_before_neighbours(snapshot: Snapshot) -> None:
    near = snapshot.neighbours("839")
    group = of_codes([near[0], "880", "851"])

    def marks(chosen: ChosenGroup) -> dict[str, str]:
        found = ranking.ranking(snapshot, PLANS, area="839", others=["880", chosen])
        return dict(found.authorities.select("area", "mark").iter_rows())

    beside = marks(group)
    assert (beside["839"], beside["880"], beside["851"]) == ("own", "chosen", "group")
    assert (beside[near[0]], beside[near[1]]) == ("group", "neighbour")
    assert "neighbour" not in marks(replace(group, instead=True)).values()
