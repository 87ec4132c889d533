"""A return over the live tables: what stays, is marked, is recorded and is forgotten."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from kpi.model import merge
from kpi.model.schemas import OBSERVATIONS, TARGETS

TODAY = date(2026, 11, 23)


def observed(**values: Any) -> pl.DataFrame:
    row = {
        **dict.fromkeys(OBSERVATIONS),
        "indicator_id": "i", "leg": "", "area": "839", "period_kind": "financial quarter",
        "period_start": date(2025, 4, 1), "period_end": date(2025, 6, 30),
        "data_status": "published", "value": 50.0, **values,
    }  # fmt: skip
    return pl.DataFrame([row], schema=OBSERVATIONS)


def target(first: str, last: str | None, value: float) -> pl.DataFrame:
    row = {
        **dict.fromkeys(TARGETS),
        "indicator_id": "i", "area": "839", "from_quarter": first, "to_quarter": last,
        "target": value,
    }  # fmt: skip
    return pl.DataFrame([row], schema=TARGETS)


def test_a_row_of_the_same_key_is_replaced_and_others_stay() -> None:
    old = pl.concat([observed(), observed(area="330", value=1.0)])
    found = merge.over(old, observed(value=60.0), merge.KEY)
    assert found.select("area", "value").rows() == [("330", 1.0), ("839", 60.0)]


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
    rows, record = merge.revise(observed(**old), observed(**new), "late", TODAY)
    assert rows["symbol"].to_list() == [marked]
    assert record.select("old_value", "new_value").rows() == recorded
    assert record["revised_on"].to_list() == [TODAY] * len(recorded)


def test_a_corrected_figure_that_comes_again_keeps_its_mark() -> None:
    old = observed(symbol="r", reason="revised on 2026-01-01")
    same = merge.carry_revision_marks(old, observed(data_status="provisional"))
    assert same.select("symbol", "reason").rows() == [("r", "revised on 2026-01-01")]
    other = merge.carry_revision_marks(old, observed(value=51.0))
    assert other.select("symbol", "reason").rows() == [(None, None)]


def test_corrections_of_what_is_suppressed_are_forgotten() -> None:
    _, record = merge.revise(observed(), observed(value=60.0), "late", TODAY)
    kept = merge.forget(record, observed(value=60.0))
    assert kept.select("old_value", "new_value").rows() == [(50.0, 60.0)]
    gone = merge.forget(record, observed(value=None, symbol="c"))
    assert gone.select("old_value", "new_value", "old_reason", "new_reason").rows() == [
        (None, None, "not shown", "not shown")
    ]


def test_a_new_target_ends_the_open_one_a_quarter_before() -> None:
    found = merge.targets(target("Q1 2024-25", None, 60.0), target("Q1 2025-26", None, 65.0))
    assert found.select("from_quarter", "to_quarter", "target").rows() == [
        ("Q1 2024-25", "Q4 2024-25", 60.0),
        ("Q1 2025-26", None, 65.0),
    ]


@pytest.mark.parametrize(
    ("old", "new", "ends"),
    [
        ("Q1 2025-26", "July 2025", "Q1 2025-26"),
        ("Q1 2025-26", "August 2025", "Q2 2025-26"),  # the quarter may still be judged against it
        ("April 2025", "August 2025", "July 2025"),
        ("April 2025", "Q3 2025-26", "September 2025"),
        ("Q1 2025-26", "April 2025", None),  # both from one day
    ],
)
def test_a_target_by_quarter_or_month_ends_when_the_next_starts(
    old: str, new: str, ends: str | None
) -> None:
    found = merge.targets(target(old, None, 60.0), target(new, None, 20.0))
    rows = {row[0]: row[1] for row in found.select("from_quarter", "to_quarter").rows()}
    assert rows == {old: ends, new: None}
