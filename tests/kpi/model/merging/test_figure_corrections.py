"""Corrections of figures: what is marked, is recorded and is forgotten."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from kpi.model.merging import figure_corrections
from kpi.model.schemas import REVISIONS
from tests.kpi.model.merging.observed_rows import observed

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("old", "new", "marked", "recorded"),
    [
        ({}, {"value": 60.0}, "r", [(50.0, 60.0)]),
        ({}, {}, None, []),
        ({"data_status": "illustrative"}, {"value": 60.0}, None, []),
        ({"value": None, "symbol": "x"}, {"value": 60.0}, None, []),
        # What is suppressed now is not told by its correction.
        ({}, {"value": None, "symbol": "c"}, "c", [(None, None)]),
    ],
)
def test_a_changed_figure_is_marked_and_recorded(
    old: dict[str, Any],
    new: dict[str, Any],
    marked: str | None,
    recorded: list[tuple[float | None, float | None]],
) -> None:
    rows, record = figure_corrections.revise(observed(**old), observed(**new), "late", TODAY)
    assert rows["symbol"].to_list() == [marked]
    assert record.select("old_value", "new_value").rows() == recorded
    assert record["revised_on"].to_list() == [TODAY] * len(recorded)


def test_a_corrected_figure_that_comes_again_keeps_its_mark() -> None:
    old = observed(symbol="r", reason="revised on 2026-01-01")
    same = figure_corrections.carry_revision_marks(old, observed(data_status="provisional"))
    assert same.select("symbol", "reason").rows() == [("r", "revised on 2026-01-01")]
    other = figure_corrections.carry_revision_marks(old, observed(value=51.0))
    assert other.select("symbol", "reason").rows() == [(None, None)]


def test_corrections_of_what_is_suppressed_are_forgotten() -> None:
    _, record = figure_corrections.revise(observed(), observed(value=60.0), "late", TODAY)
    kept = figure_corrections.forget(record, observed(value=60.0))
    assert kept.select("old_value", "new_value").rows() == [(50.0, 60.0)]
    gone = figure_corrections.forget(record, observed(value=None, symbol="c"))
    assert gone.select("old_value", "new_value", "old_reason", "new_reason").rows() == [
        (None, None, "not shown", "not shown")
    ]


@pytest.mark.parametrize(
    ("row", "changes", "expected"),
    [
        ({"value": 60.0}, [60.0], ("r", "revised on 2026-11-23")),
        ({"value": 60.0}, [55.0, 60.0], ("r", "revised on 2026-11-24")),
        ({"value": 60.0 * (1 + 1e-15)}, [60.0], ("r", "revised on 2026-11-23")),
        # It went back, or is another again: it is not what the revision made of it.
        ({"value": 50.0}, [60.0], (None, None)),
        ({"value": 60.0}, [60.0, 61.0], (None, None)),
        ({"value": 60.0, "leg": "fsm"}, [60.0], (None, None)),
        ({"value": 60.0, "symbol": "p", "reason": "x"}, [60.0], ("p", "x")),
        ({"value": None, "symbol": "x"}, [None], ("x", None)),
        ({"value": 60.0, "area": "330"}, [60.0], (None, None)),
        ({"value": 60.0}, [], (None, None)),
    ],
)
def test_a_published_figure_is_marked_while_it_is_what_its_revision_made_of_it(
    row: dict[str, Any], changes: list[float | None], expected: tuple[str | None, str | None]
) -> None:
    log = revised(changes)
    found = figure_corrections.mark_sources(observed(**row), log)
    assert found.select("symbol", "reason").rows() == [expected]
    assert found.columns == observed(**row).columns
    assert figure_corrections.mark_sources(found, log).equals(found)


def test_a_period_that_the_council_returned_has_its_own_marks_alone() -> None:
    own = observed(value=60.0, reporting_quarter="Q1 2025-26")
    both = pl.concat([observed(value=60.0), own])
    assert figure_corrections.mark_sources(both, revised([60.0])).equals(both)


def revised(values: list[float | None]) -> pl.DataFrame:
    """A log of one figure that was changed on one day after the other."""
    key = observed().select("indicator_id", "area", "period_kind", "period_start", "period_end")
    rows = [
        {**key.row(0, named=True), "old_value": 50.0, "new_value": value,
         "revised_on": TODAY + timedelta(days=later)}
        for later, value in enumerate(values)
    ]  # fmt: skip
    return pl.DataFrame(rows, REVISIONS)
