"""Strips and small line charts: right is better, one scale a column, marks at their figures."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kpi.benchmarks.side_by_side import (
    CompareRequest,
    SideBySide,
    course,
    scorecard_measures,
    side_by_side,
)
from kpi.charts.benchmarks.side_by_side import small_lines, strip_table
from kpi.charts.specification.side_by_side import StripTable
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP

CITY = "201"


@pytest.fixture(scope="module")
def usual(snapshot: Snapshot) -> SideBySide:
    """The page as it opens."""
    return side_by_side(snapshot, CompareRequest(BCP, scorecard_measures(snapshot)))


@pytest.fixture(scope="module")
def table(usual: SideBySide) -> StripTable:
    """Its strips."""
    return strip_table(usual)


def test_right_is_better_or_higher(usual: SideBySide, table: StripTable) -> None:
    for at, column in enumerate(usual.columns):
        marks = [
            (each.value, cell.at)
            for row, shown in zip(usual.rows, table.rows, strict=True)
            for each, cell in [(row.figures[at], shown.cells[at])]
            if each.value is not None and cell.at is not None
        ]
        assert len(marks) == 14
        marks.sort(key=lambda mark: mark[0], reverse=column.lowest_first)
        assert all(left[1] <= right[1] for left, right in pairwise(marks)), column.measure.id
        assert all(0 <= place <= 100 for _, place in marks)


def test_heads_say_period_status_and_ends(table: StripTable) -> None:
    heads = {head.measure: head for head in table.heads}
    plans = heads["ehcp-20-weeks"]
    assert (plans.period, plans.status, plans.left, plans.right) == (
        "2024", "published", "weakest", "best",
    )  # fmt: skip
    exclusions = heads["secondary-permanent-exclusions"]
    assert (exclusions.period, exclusions.status) == ("Spring term 2025", "derived")
    assert (heads["referrals-rate"].left, heads["referrals-rate"].right) == ("lowest", "highest")
    for head in table.heads:
        assert [head.shades[0].start, head.shades[-1].end] == [0.0, 100.0]
        assert all(left.end == right.start for left, right in pairwise(head.shades))


def test_cells_say_figure_quarter_and_their_own_status(table: StripTable) -> None:
    at = [head.measure for head in table.heads].index("ehcp-20-weeks")
    own, england, region, mean, first = (row.cells[at] for row in table.rows[:5])
    assert (own.figure, own.text, own.status) == ("77.6%", "second best quarter", "")
    assert [row.letters for row in table.rows[:5]] == ["", "E", "SW", "N", ""]
    assert (england.figure, region.figure, first.figure) == ("46.4%", "28.5%", "74.2%")
    assert (mean.figure, mean.status) == ("40.6%", "derived")
    exclusions = [head.measure for head in table.heads].index("secondary-permanent-exclusions")
    assert table.rows[3].cells[exclusions].status == ""  # the column's head says it
    assert table.places[at] == "2nd of 11"


def test_a_missing_figure_has_no_mark(snapshot: Snapshot) -> None:
    table = strip_table(side_by_side(snapshot, CompareRequest(CITY, ("ehcp-20-weeks",))))
    own, _england, region, *_others = (row.cells[0] for row in table.rows)
    assert (own.figure, own.at, own.text) == ("no figure", None, "")
    assert (region.note, region.at is not None) == ("London", True)


def test_a_small_chart_names_ours_england_and_two(snapshot: Snapshot, usual: SideBySide) -> None:
    column = next(c for c in usual.columns if c.measure.id == "ehcp-20-weeks")
    made = small_lines(column, course(snapshot, usual, column), ("886", "878"))
    assert made is not None
    told = {label.role: " ".join(label.words) for label in made.labels}
    assert told == {
        "home": "ours 77.6%", "england": "England 46.4%", "first": "Kent 33.3%",
        "second": "Devon 3.2%",
    }  # fmt: skip
    assert [line.role for line in made.lines].count("other") == 8
    assert made.lines[-1].role == "home"  # drawn over the others
    assert (made.last, made.bottom) == ("2024", "0%")
    assert made.text == (
        f"{column.measure.name} over time, {made.first} to 2024: ours 77.6%; England 46.4%; "
        "Kent 33.3%; Devon 3.2%. The series breaks: figures before and after do not compare. "
        "2023 (calendar year): DfE began to collect records of individual children instead of "
        "totals."
    )
    (at,) = made.breaks
    assert 50 < at < 100, "between 2022 and 2023"
    (ours,) = [line for line in made.lines if line.role == "home"]
    assert ours.stretches[-1][-1][0] == 100.0
    assert [label.at for label in made.labels] == sorted(label.at for label in made.labels)


def test_periods_set_aside_leave_a_gap(snapshot: Snapshot, usual: SideBySide) -> None:
    column = next(c for c in usual.columns if c.measure.id == "ks4-fsm-gap")
    made = small_lines(column, course(snapshot, usual, column), ())
    assert made is not None
    (england,) = [line for line in made.lines if line.role == "england"]
    assert len(england.stretches) > 1


def test_an_older_end_names_its_period(snapshot: Snapshot) -> None:
    found = side_by_side(snapshot, CompareRequest(CITY, ("ehcp-20-weeks",)))
    (column,) = found.columns
    made = small_lines(column, course(snapshot, found, column), ())
    assert made is not None
    (ours,) = [label for label in made.labels if label.role == "home"]
    assert " ".join(ours.words) == "ours 100.0% (2023)"
