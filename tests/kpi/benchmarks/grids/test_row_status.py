"""The data status of a row of the grid: that of the least certain figure in it."""

from typing import Any

import polars as pl
import pytest

from kpi.benchmarks.grids.row_status import early, statuses, with_mean_status
from kpi.model.data_status import DERIVED, ILLUSTRATIVE, PROVISIONAL, PUBLISHED
from kpi.model.snapshot import Snapshot


@pytest.mark.parametrize(
    ("flag", "status"), [("provisional", PROVISIONAL), ("final", PUBLISHED), (None, PUBLISHED)]
)
def test_lait_flags_early_figures(flag: str | None, status: str) -> None:
    rows = pl.DataFrame({"status": [flag]}, schema={"status": pl.String})
    assert rows.select(early(pl.col("status"))).rows(named=True) == [{"data_status": status}]


ROWS = pl.DataFrame(
    {
        "measure": ["LAC", "LAC", "plans", "plans"],
        "label": ["2024", "2025 (prov)", "2024", "Q1"],
        "basis": ["published", "published", "published", "return"],
        "status": ["final", "provisional", "final", "final"],
    }
)


def own(*figures: tuple[str, str, str, float | None, str]) -> pl.DataFrame:
    """Our own figures: label, basis, area, value, data status."""
    return pl.DataFrame(
        [("plans", *figure) for figure in figures],
        schema={
            "measure": pl.String, "label": pl.String, "basis": pl.String, "area": pl.String,
            "value": pl.Float64, "data_status": pl.String,
        },
        orient="row",
    )  # fmt: skip


def test_without_figures_of_our_own_the_flag_of_the_label_holds(snapshot: Snapshot) -> None:
    assert statuses(snapshot, ROWS, own()).to_list() == [
        PUBLISHED, PROVISIONAL, PUBLISHED, PUBLISHED,
    ]  # fmt: skip


def test_the_least_certain_figure_of_an_authority_marks_its_row(snapshot: Snapshot) -> None:
    found = statuses(
        snapshot,
        ROWS,
        own(
            ("2024", "published", "839", 1.0, PUBLISHED),
            ("2024", "published", "886", 2.0, DERIVED),
            ("Q1", "return", "839", 3.0, ILLUSTRATIVE),
        ),
    )
    assert found.to_list() == [PUBLISHED, PROVISIONAL, DERIVED, ILLUSTRATIVE]


def test_no_figure_and_no_authority_mark_nothing(snapshot: Snapshot) -> None:
    """England's own mean is derived, and a suppressed figure is not shown."""
    found = statuses(
        snapshot,
        ROWS,
        own(
            ("2024", "published", "970", 1.0, DERIVED),
            ("2024", "published", "839", None, PROVISIONAL),
            ("2024", "return", "839", 1.0, PROVISIONAL),
        ),
    )
    assert found.to_list()[2] == PUBLISHED


@pytest.mark.parametrize(
    ("mean", "row", "status"),
    [
        (1.0, PUBLISHED, DERIVED),
        (1.0, PROVISIONAL, PROVISIONAL),
        (1.0, ILLUSTRATIVE, ILLUSTRATIVE),
        (None, PROVISIONAL, None),
    ],
)
def test_a_mean_is_derived_or_less_certain(mean: float | None, row: str, status: Any) -> None:
    long = pl.DataFrame(
        {"neighbours_mean": [mean], "row_status": [row]},
        schema={"neighbours_mean": pl.Float64, "row_status": pl.String},
    )
    assert with_mean_status(long)["neighbours_data_status"].to_list() == [status]
