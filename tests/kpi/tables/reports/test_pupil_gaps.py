"""Gaps as tables: every figure exact in files, as displayed on pages, with its reason."""

from __future__ import annotations

import polars as pl
import pytest

from kpi.benchmarks.pupil_groups.group_pairs import pairs_about
from kpi.benchmarks.pupil_groups.pupil_gaps import all_gaps, gap_series
from kpi.downloads import file_names
from kpi.model.snapshot import Snapshot
from kpi.tables.reports import pupil_gaps as tables

BCP = "839"


def test_the_file_of_a_measure_has_every_group_and_period(snapshot: Snapshot) -> None:
    series = [gap_series(snapshot, pair, BCP) for pair in pairs_about(snapshot, "TotAbs")]
    table = tables.figures(snapshot, series)
    assert table.schema == tables.FIGURES
    assert table.height == sum(2 * len(found.home) for found in series)
    told = table.drop_nulls("gap")
    exact = told["group_value"] - told["beside_value"] - told["gap"]
    assert exact.abs().max() == pytest.approx(0, abs=1e-9)
    row = table.filter(
        (pl.col("group_measure") == "LAC_Over_Abs")
        & (pl.col("area") == BCP)
        & (pl.col("period") == "academic year 2024/25")
    ).to_dicts()[0]
    assert (row["group_value"], row["beside_value"], row["gap"]) == (7.3, 6.5, 0.8)
    assert (row["gap_shown"], row["unit"], row["data_status"]) == ("+0.8", "points", "derived")
    assert row["may_be_off_by"] == pytest.approx(0.1)
    assert "by enrolment" in row["note"]
    lacking = table.filter(pl.col("gap").is_null())
    assert lacking.height > 0
    assert lacking["symbol"].unique().to_list() == ["x"]
    assert not (lacking["reason"] == "").any()
    assert (told["reason"] == "").all()


def test_the_list_has_a_row_a_pair(snapshot: Snapshot) -> None:
    table = tables.listed(snapshot, all_gaps(snapshot, BCP))
    assert table.schema == tables.LISTED
    assert table.height == 141
    row = table.filter(pl.col("group_measure") == "FSM_NEW_KS2_RWM").to_dicts()[0]
    assert (row["gap"], row["england_gap"], row["difference_from_england"]) == (-19, -15, -4)
    assert (row["change_since"], row["gap_then"], row["change"], row["england_change"]) == (
        "academic year 2021/22", -23, 4, 2,
    )  # fmt: skip
    assert (row["against_england"], row["change_in_words"]) == (
        "4 points larger", "4 points smaller",
    )  # fmt: skip


def test_the_grid_shows_what_the_file_holds(snapshot: Snapshot) -> None:
    series = all_gaps(snapshot, BCP)
    grid, file = tables.grid(series), tables.listed(snapshot, series)
    assert grid.columns == list(tables.SHOWN.values())
    assert grid[tables.SHOWN["difference"]].to_list() == (file["difference_from_england"].to_list())
    verbs = {"narrowed by": "smaller", "widened by": "larger"}
    for shown, held in zip(grid[tables.SHOWN["change"]], file["change_in_words"], strict=True):
        verb = next((verb for verb in verbs if shown.startswith(verb)), None)
        assert held == (f"{shown[len(verb) + 1 :]} {verbs[verb]}" if verb else shown)
    assert grid[tables.SHOWN["change"]].str.starts_with("narrowed by").any()
    assert grid[tables.SHOWN["gap"]].null_count() == file["gap"].null_count() == 3


def test_the_twin_of_the_picture(snapshot: Snapshot) -> None:
    series = [
        gap_series(snapshot, pair, BCP) for pair in pairs_about(snapshot, "KS2RWM_Expected_STD")
    ]
    groups = tables.of_groups(series)
    assert groups.rows[0] == (
        "Pupils eligible for free school meals", "academic year 2024/25", "44%", "63%",
        "−19 (derived)", "−15 (derived)", "4 points larger", "academic year 2021/22",
        "4 points smaller",
    )  # fmt: skip
    (looked_after,) = [row for row in groups.rows if row[0] == "Children looked after"]
    assert looked_after[4] == "no figure for children looked after [x]"
    over = tables.over_time(series[0])
    assert over.head[2] == "All pupils"
    assert over.rows[0] == (
        "academic year 2024/25", "44%", "63%", "−19 (derived)", "48%", "63%", "−15 (derived)",
    )  # fmt: skip


def test_a_file_is_named_by_what_it_holds() -> None:
    assert file_names.pupil_gaps("all Key Stage 4", BCP) == "gaps-all-key-stage-4-839.csv"
