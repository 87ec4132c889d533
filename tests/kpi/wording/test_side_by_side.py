"""Measures side by side in words."""

from dataclasses import replace

import pytest

from kpi.benchmarks.side_by_side import (
    CompareRequest,
    SideBySide,
    course,
    scorecard_measures,
    side_by_side,
)
from kpi.model.snapshot import Snapshot
from kpi.wording import side_by_side as words
from tests.kpi.changing import BCP

CITY = "201"


@pytest.fixture(scope="module")
def usual(snapshot: Snapshot) -> SideBySide:
    """The page as it opens."""
    return side_by_side(snapshot, CompareRequest(BCP, scorecard_measures(snapshot)))


def test_the_heading_counts_indicators_or_measures(snapshot: Snapshot, usual: SideBySide) -> None:
    assert words.heading(usual) == "Compare: six indicators side by side"
    one = side_by_side(snapshot, CompareRequest(BCP, ("SecAuth",), ("908",)))
    assert words.heading(one) == "Compare: one measure side by side"
    assert words.others_named(usual) == "ten statistical neighbours"
    assert words.others_named(one) == "one chosen"
    assert words.place_name(usual) == "Our place among the neighbours"
    assert words.place_name(one) == "Our place among those chosen"
    assert words.caption(usual) == (
        "Bournemouth, Christchurch and Poole beside England, South West and statistical neighbours "
        "by DfE's May 2025 model: published figures, one period a column"
    )


def test_places_and_the_quarters_of_figures(usual: SideBySide) -> None:
    own = usual.rows[0]
    told = {
        column.measure.id: (words.place(column), words.quarter(column, each.value or 0.0))
        for column, each in zip(usual.columns, own.figures, strict=True)
    }
    assert told["ehcp-20-weeks"] == ("2nd of 11", "second best quarter")  # band B on Benchmarks
    assert told["secondary-permanent-exclusions"] == ("11th of 11", "weakest quarter")
    assert told["primary-permanent-exclusions"][0] == "joint 5th of 11, shared by 2"
    assert told["referrals-rate"] == ("2nd highest of 11", "second highest quarter")


def test_no_place_without_a_figure_and_no_quarter_where_lait_has_none(
    snapshot: Snapshot, usual: SideBySide
) -> None:
    alone = side_by_side(snapshot, CompareRequest(CITY, ("ehcp-20-weeks",)))
    assert words.place(alone.columns[0]) == "no place"
    column = usual.columns[0]
    bare = replace(column, measure=replace(column.measure, has_band=False))
    assert words.quarter(bare, 95.0) == ""


def test_why_a_column_or_a_figure_is_missing(snapshot: Snapshot, usual: SideBySide) -> None:
    assert list(words.left_out(usual)) == [
        "Returns to Early Help within 12 months has no column. No national figure exists for "
        "returns to Early Help: councils define and record Early Help differently, and no one "
        "collects it."
    ]
    assert list(words.missing(usual)) == []
    found = side_by_side(snapshot, CompareRequest(CITY, ("FirstYJS",), ("420", "908")))
    first, second = words.missing(found)
    assert first == (
        "First Time entrants to the Youth Justice System, 2024: City of London, Isles of Scilly: "
        "no figure published."
    )
    assert second.startswith("First Time entrants to the Youth Justice System, 2024: England: ")
    assert words.figure(found.columns[0], found.rows[1].figures[0]) == "not shown"
    assert words.figure(found.columns[0], found.rows[0].figures[0]) == "no figure"


def test_the_table_of_a_small_chart(snapshot: Snapshot, usual: SideBySide) -> None:
    column = next(c for c in usual.columns if c.measure.id == "ehcp-20-weeks")
    made = words.twin(course(snapshot, usual, column))
    assert made.name == column.measure.name
    assert made.head[:4] == (
        "Period", "Bournemouth, Christchurch and Poole", "England", "Bedford Borough",
    )  # fmt: skip
    assert len(made.head) == 13
    assert made.rows[0][0] == "2024 (calendar year)"
    assert made.rows[0][1][:3] == ("77.6%", "46.4%", "74.2%")


def test_a_head_has_the_unit_that_its_figures_do_not(usual: SideBySide) -> None:
    heads = {column.measure.id: words.period(column) for column in usual.columns}
    assert heads["ks4-fsm-gap"] == "academic year 2024/25, points"
    assert heads["ehcp-20-weeks"] == "2024"
