"""When a target ends, as the next one starts."""

import polars as pl
import pytest

from kpi.model.merging import target_succession
from kpi.model.schemas import TARGETS


def target(first: str, last: str | None, value: float) -> pl.DataFrame:
    row = {
        **dict.fromkeys(TARGETS),
        "indicator_id": "i", "area": "839", "from_quarter": first, "to_quarter": last,
        "target": value,
    }  # fmt: skip
    return pl.DataFrame([row], schema=TARGETS)


def test_a_new_target_ends_the_open_one_a_quarter_before() -> None:
    found = target_succession.targets(
        target("Q1 2024-25", None, 60.0), target("Q1 2025-26", None, 65.0)
    )
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
    found = target_succession.targets(target(old, None, 60.0), target(new, None, 20.0))
    rows = {row[0]: row[1] for row in found.select("from_quarter", "to_quarter").rows()}
    assert rows == {old: ends, new: None}
