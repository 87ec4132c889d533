"""Dots on one scale: right is better, figures and places are those of the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kpi.benchmarks.coverage import coverage
from kpi.benchmarks.measures import all_measures, measure
from kpi.benchmarks.neighbour_comparison import neighbour_comparison
from kpi.benchmarks.ranking import periods, ranking
from kpi.charts.benchmarks.dot_rows import (
    coverage_picture,
    ends_of,
    neighbour_lists,
    region_list,
    region_strips,
    scale_of,
)
from kpi.charts.specification.dots import DotRow
from kpi.model.snapshot import Snapshot

PLANS = "ehcp-20-weeks"


def test_right_is_better(snapshot: Snapshot) -> None:
    higher = scale_of(measure(snapshot, PLANS), [20.0, None, 80.0])
    assert (higher.left, higher.right) == ("0%", "80.0%")
    assert (higher.place(0.0), higher.place(20.0), higher.place(80.0)) == (0.0, 25.0, 100.0)
    lower = scale_of(measure(snapshot, "FirstYJS"), [50.0, 200.0])
    assert (lower.left, lower.right) == ("200.0", "0")
    assert (lower.place(50.0), lower.place(200.0)) == (75.0, 0.0)
    below_zero = scale_of(measure(snapshot, PLANS), [-10.0, 10.0])
    assert below_zero.place(0.0) == 50.0
    nothing = scale_of(measure(snapshot, PLANS), [0.0])
    assert nothing.place(0.0) == 0.0


def test_both_lists_share_one_scale(snapshot: Snapshot) -> None:
    for name, area in ((PLANS, "839"), ("FirstYJS", "908")):
        found = ranking(snapshot, name, area=area)
        beside = neighbour_comparison(snapshot, name, area=area)
        newest, older = neighbour_lists(beside, found, "2025-05")
        assert newest.scale == older.scale
        assert len(newest.rows) == len(older.rows) == 11
        for listed in (newest, older):
            places = [row.at for row in listed.rows if row.at is not None]
            assert places == sorted(places, reverse=True)
            assert [row.key for row in listed.rows].count("own") == 1
        first, _ = neighbour_lists(beside, found, "2021-04")
        assert first == older
    plans = neighbour_lists(
        neighbour_comparison(snapshot, PLANS, area="839"),
        ranking(snapshot, PLANS, area="839"),
        "2025-05",
    )[0]
    assert [(line.key, line.figure, line.status) for line in plans.lines] == [
        ("neighbours", "40.6%", "derived"), ("england", "46.4%", "published"),
    ]  # fmt: skip
    assert plans.rows[0].tag == "both lists"


def test_the_region_lists_its_authorities_in_order(snapshot: Snapshot) -> None:
    found = ranking(snapshot, PLANS, area="839")
    listed = region_list(found, "South West", "990")
    assert listed.heading == "2nd of 14 in South West"
    assert [row.order for row in listed.rows] == [*(str(n) for n in range(1, 15)), ""]
    assert (listed.rows[-1].name, listed.rows[-1].at) == ("Dorset", None)
    assert listed.rows[-1].reason == "no figure published"
    assert [(line.key, line.figure) for line in listed.lines] == [
        ("region", "28.5%"), ("england", "46.4%"),
    ]  # fmt: skip
    ours = listed.rows[1]
    assert (ours.key, ours.rank, ours.stem) == ("own", "43rd", (0.0, 77.6))


def test_regions_best_first_and_london_once(snapshot: Snapshot) -> None:
    for name, area in ((PLANS, "839"), ("FirstYJS", "908"), (PLANS, "201")):
        found = ranking(snapshot, name, area=area)
        strips = region_strips(snapshot, found, area)
        assert len(strips.strips) == 9
        assert sum(strip.count for strip in strips.strips) == found.of
        assert all(a.at >= b.at for a, b in pairwise(strips.strips) if a.at and b.at)
        assert [strip.own is not None for strip in strips.strips] == [
            strip.is_home and area != "201" for strip in strips.strips
        ]
        assert sum(strip.is_home for strip in strips.strips) == 1
    south_west = region_strips(snapshot, ranking(snapshot, PLANS, area="839"), "839").strips[-1]
    assert south_west.text == "South West 28.5%; its 14 authorities from 3.2% to 100.0%"


def test_without_polarity_nothing_has_a_place(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "referrals-rate", area="330")
    listed = region_list(found, "West Midlands", found.authorities["region"][0])
    assert listed.heading == "Authorities in West Midlands"
    assert {row.order + row.rank for row in listed.rows} == {""}
    strips = region_strips(snapshot, found, "330")
    assert strips.heading == "Regions"
    assert {strip.order for strip in strips.strips} == {""}


def test_both_ends_of_the_ranking(snapshot: Snapshot) -> None:
    first, last = ends_of(ranking(snapshot, PLANS, area="839"))
    assert first.heading == "Best six"
    assert [(row.order, row.figure) for row in first.rows] == [("joint 1", "100.0%")] * 6
    assert (last.heading, [(row.order, row.name) for row in last.rows]) == (
        "Weakest five",
        [
            ("147", "Plymouth"), ("148", "Kingston Upon Hull, City of"),
            ("joint 149", "Leicestershire"), ("joint 149", "Portsmouth"), ("151", "Devon"),
        ],
    )  # fmt: skip


def test_no_end_of_a_ranking_cuts_through_a_shared_place(snapshot: Snapshot) -> None:
    crowded = 0
    for known in lait_measures(snapshot):
        found = ranking(snapshot, known, area="839")
        ranked = [r for r in found.ranked if r.value is not None and r.area not in found.uncounted]
        first, last = ends_of(found)
        cut, rest = _authorities(first.rows), _authorities(last.rows)
        assert cut >= min(5, len(ranked))
        assert cut == len(ranked) or ranked[cut - 1].value != ranked[cut].value, known
        if cut + rest < len(ranked):
            assert rest >= 5
            assert ranked[-rest - 1].value != ranked[-rest].value, known
        crowded += cut > 8
    assert crowded


def lait_measures(snapshot: Snapshot) -> list[str]:
    """Every tenth measure with a figure of an authority."""
    return [m.id for m in all_measures(snapshot) if periods(snapshot, m.id)][::10]


def _authorities(rows: Sequence[DotRow]) -> int:
    return sum(int(r.name.split()[0]) if "share this" in r.name else 1 for r in rows)


def test_many_that_share_a_place_are_counted_in_one_row(snapshot: Snapshot) -> None:
    found = ranking(snapshot, "Vacancies_cover", area="839")
    assert found.ranked[0].shared_by == 41
    first, _ = ends_of(found)
    assert first.heading == "Best places"
    assert first.rows[0].name.startswith(f"{found.ranked[0].shared_by} authorities share this")
    assert first.rows[0].order == "joint 1"


def test_a_shared_place_is_joint_in_the_region_too(snapshot: Snapshot) -> None:
    found = ranking(snapshot, PLANS, area="839")
    shared = {row.area for row in found.ranked if (row.shared_by or 1) > 1}
    listed = region_list(found, "South West", "990").rows
    assert {row.area for row in listed if row.rank.startswith("joint ")} == {
        row.area for row in listed if row.area in shared
    }
    assert listed[0].rank == "joint 1st"


def test_each_periods_quarters(snapshot: Snapshot) -> None:
    known = measure(snapshot, PLANS)
    picture = coverage_picture(known, coverage(snapshot, PLANS, area="839"))
    newest = picture.rows[-1]
    assert newest.text == (
        "2024 (calendar year): 151 authorities from 3.2% to 100.0%, the middle half from 29.2% to "
        "79.4%. England 46.4%. Ours 77.6%, 43rd of 151."
    )
    assert newest.edges == tuple(sorted(newest.edges))
    assert [row.is_break for row in picture.rows] == [False, False, False, False, True, False]
    assert picture.notes[0].startswith("A line above 2023 (calendar year): the series breaks. DfE")
    assert (picture.low_name, picture.high_name) == ("weakest", "best")
