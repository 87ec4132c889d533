"""Corrections of figures: what is marked, is recorded and is forgotten."""

from datetime import date
from typing import Any

import pytest

from kpi.model.merging import figure_corrections
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
