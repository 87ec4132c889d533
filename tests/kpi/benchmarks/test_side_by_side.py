"""Measures side by side: figures of the store, one period a column, our place counted again."""

from __future__ import annotations

import csv as reader
import io
import statistics
from dataclasses import replace

import pytest

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures, measure
from kpi.benchmarks.side_by_side import (
    MOST_AREAS,
    MOST_MEASURES,
    NAME,
    CompareRequest,
    SideBySide,
    course,
    scorecard_measures,
    side_by_side,
)
from kpi.downloads import page_files
from kpi.errors import UnknownNameError
from kpi.formatting import round_half_away
from kpi.indicators.comparisons.chosen_groups import of_codes
from kpi.indicators.comparisons.national_range import national_range
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP
from tests.shipped_models import DEFAULT_MODEL

PLANS, REFERRALS = "ehcp-20-weeks", "referrals-rate"
CORNWALL, BIRMINGHAM, SCILLY, CITY = "908", "330", "420", "201"


@pytest.fixture(scope="module")
def usual(snapshot: Snapshot) -> SideBySide:
    """The page as it opens."""
    return side_by_side(snapshot, CompareRequest(BCP, scorecard_measures(snapshot)))


def test_columns_are_the_scorecards_indicators_with_figures(
    snapshot: Snapshot, usual: SideBySide
) -> None:
    newest = grid(snapshot).newest
    shown = [column.measure.id for column in usual.columns]
    assert shown == [i.id for i in snapshot.indicators if i.id in newest]
    (out,) = usual.left_out
    assert out.name == snapshot.indicator("early-help-returns").name
    assert out.reason == snapshot.indicator("early-help-returns").no_comparator.rstrip(".")


def test_rows_are_ours_england_the_region_the_mean_and_the_neighbours(
    snapshot: Snapshot, usual: SideBySide
) -> None:
    assert [row.role for row in usual.rows] == [
        "own", "england", "region", "neighbours", *["neighbour"] * 10,
    ]  # fmt: skip
    assert [row.area for row in usual.others] == list(snapshot.neighbours(BCP, DEFAULT_MODEL))
    assert [row.name for row in usual.rows[:3]] == [
        "Bournemouth, Christchurch and Poole", "England", "South West",
    ]  # fmt: skip


def test_every_figure_is_the_stores_of_the_columns_one_period(
    snapshot: Snapshot, usual: SideBySide
) -> None:
    held = grid(snapshot)
    for at, column in enumerate(usual.columns):
        rows, values = held.published_of(column.measure.id)
        assert str(column.period) == rows["period"][-1]
        assert "illustrative" not in column.status
        for row in usual.rows:
            if row.role != "neighbours":
                assert row.figures[at].value == values[row.area][-1], (column.measure.id, row.name)
        theirs = [values[row.area][-1] for row in usual.others]
        mean = usual.rows[3].figures[at]
        assert mean.value == pytest.approx(
            statistics.fmean(value for value in theirs if value is not None), abs=1e-9
        )
        assert "derived" in mean.status
        assert mean.note == ("" if None not in theirs else f"{10 - theirs.count(None)} of 10")


def test_our_place_is_that_of_an_independent_count(usual: SideBySide) -> None:
    for at, column in enumerate(usual.columns):
        decimals = column.measure.decimals
        shown = [
            round_half_away(value, decimals)
            for row in (usual.rows[0], *usual.others)
            if (value := row.figures[at].value) is not None
        ]
        own = shown[0]
        ordered = sorted(shown, reverse=column.measure.polarity is not Polarity.LOWER)
        assert column.passed is not None
        assert column.passed.place(lowest_first=column.lowest_first) == ordered.index(own) + 1
        assert column.passed.of == len(shown)
        assert column.passed.sharing == shown.count(own)
    places = [c.passed.place(lowest_first=c.lowest_first) for c in usual.columns if c.passed]
    assert len(set(places)) > 2  # the count above would not tell one place from another


def test_quarters_are_those_of_the_range_bar(snapshot: Snapshot, usual: SideBySide) -> None:
    for column in usual.columns:
        expected = national_range(snapshot, snapshot.indicator(column.measure.id), column.period)
        assert expected is not None
        found = column.national
        assert (found.values, found.quartiles, found.ends) == (
            expected.values, expected.quartiles, expected.ends,
        )  # fmt: skip


def test_orders(snapshot: Snapshot) -> None:
    def names(
        order: str, measures: tuple[str, ...] = (PLANS, "secondary-permanent-exclusions")
    ) -> list[str]:
        found = side_by_side(snapshot, CompareRequest(BCP, measures, order=order))
        assert [row.role for row in found.rows][:4] == ["own", "england", "region", "neighbours"]
        return [row.name for row in found.others]

    near = names("near")
    assert near[0] == "Bedford Borough"
    assert names(NAME) == sorted(near) != near
    assert names(PLANS)[0] == "East Sussex"  # 85.1%, the highest is best
    assert names(PLANS)[-1] == "Devon"  # 3.2%
    assert names("secondary-permanent-exclusions")[0] == "Kent"  # 0.006%, the lowest is best
    assert names("zzz") == near


def test_chosen_authorities_stand_in_place_of_the_neighbours(snapshot: Snapshot) -> None:
    asked = CompareRequest(
        BCP, (PLANS, REFERRALS), (CORNWALL, BCP, CORNWALL, SCILLY, BIRMINGHAM), order=REFERRALS
    )
    found = side_by_side(snapshot, asked)
    assert [(row.role, row.area) for row in found.others] == [
        ("chosen", CORNWALL), ("chosen", BIRMINGHAM), ("chosen", SCILLY),  # the last has no figure
    ]  # fmt: skip
    assert found.rows[3].role == "neighbours"
    scilly = found.others[2].figures[1]
    assert (scilly.value, scilly.reason) == (None, "no figure published")
    passed = found.columns[1].passed
    assert passed is not None
    assert passed.of == 3


def test_no_more_than_the_page_holds(snapshot: Snapshot) -> None:
    areas = tuple(area.code for area in snapshot.current_authorities[:15])
    measures = tuple(m.id for m in all_measures(snapshot) if m.id in grid(snapshot).newest)[:12]
    found = side_by_side(snapshot, CompareRequest(BCP, measures, areas))
    assert len(found.columns) == MOST_MEASURES == 8
    assert len(found.others) == MOST_AREAS == 10


def test_what_is_not_known_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError):
        side_by_side(snapshot, CompareRequest(BCP, ("zzz",)))
    with pytest.raises(UnknownNameError):
        side_by_side(snapshot, CompareRequest(BCP, (PLANS,), ("000",)))


def test_withheld_figures_and_all_london(snapshot: Snapshot) -> None:
    found = side_by_side(snapshot, CompareRequest(CITY, ("FirstYJS", PLANS)))
    own, england, region, _mean, *_others = found.rows
    assert england.figures[0].withheld
    assert "sum of the nine regional rates" in england.figures[0].reason
    assert (region.name, region.figures[1].note) == ("London (Inner)", "London")
    assert own.figures[0].value is None
    assert found.columns[0].passed is None


def test_a_measure_nobody_publishes_says_so(snapshot: Snapshot) -> None:
    found = side_by_side(snapshot, CompareRequest(BCP, ("early-help-returns",)))
    assert found.columns == ()
    assert found.left_out[0].reason.startswith("No national figure exists")


def test_every_measure_can_stand_beside_another(snapshot: Snapshot) -> None:
    for known in all_measures(snapshot):
        found = side_by_side(snapshot, CompareRequest(CITY, (known.id,)))
        assert len(found.columns) + len(found.left_out) == 1
        for row in found.rows:
            for each in row.figures:
                assert (each.value is None) == bool(each.reason), (known.id, row.name)


def test_over_time_has_a_line_for_each_authority(snapshot: Snapshot, usual: SideBySide) -> None:
    column = next(c for c in usual.columns if c.measure.id == PLANS)
    over = course(snapshot, usual, column)
    assert over.measure == measure(snapshot, PLANS)
    assert {row.area for row in usual.others} <= {line.area for line in over.series}
    assert over.table["home"][-1] == usual.rows[0].figures[usual.columns.index(column)].value


def test_the_file_has_the_pages_figures(snapshot: Snapshot, usual: SideBySide) -> None:
    data = page_files.side_by_side_csv(snapshot, usual.request)
    rows = list(reader.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    assert len(rows) == len(usual.columns) * len(usual.rows)
    own = {row["measure"]: row for row in rows if row["row"] == "own"}
    for at, column in enumerate(usual.columns):
        row = own[column.measure.id]
        assert float(row["value"]) == usual.rows[0].figures[at].value
        assert row["period"] == str(column.period)
    assert {row["area"] for row in rows if row["row"] == "england"} == {ENGLAND}


def test_a_chosen_groups_authorities_stand_beside_ours_with_their_mean(snapshot: Snapshot) -> None:
    group = of_codes(["880", "851", "852"])
    found = side_by_side(snapshot, CompareRequest(BCP, (PLANS,), group=group))
    assert [row.role for row in found.rows] == [
        "own", "england", "region", "neighbours", "group", "member", "member", "member",
    ]  # fmt: skip
    assert [row.area for row in found.others] == ["851", "852", "880"]
    figures = [row.figures[0].value for row in found.others]
    (mean,) = [row for row in found.rows if row.role == "group"]
    assert mean.name == "Chosen group (3 authorities), mean"
    told = [value for value in figures if value is not None]
    assert mean.figures[0].value == pytest.approx(statistics.fmean(told), abs=1e-9)
    assert mean.figures[0].status == "derived"
    instead = replace(group, instead=True)
    others = side_by_side(snapshot, CompareRequest(BCP, (PLANS,), group=instead)).rows
    assert [row for row in found.rows if row.role != "neighbours"] == list(others)
    chosen = side_by_side(snapshot, CompareRequest(BCP, (PLANS,), (CORNWALL,), group=group))
    assert [row.area for row in chosen.others] == [CORNWALL]
    assert [row["row"] for row in csv_rows(snapshot, found)][4:] == [
        "group_mean", "member", "member", "member",
    ]  # fmt: skip


def csv_rows(snapshot: Snapshot, found: SideBySide) -> list[dict[str, str]]:
    data = page_files.side_by_side_csv(snapshot, found.request)
    return list(reader.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
