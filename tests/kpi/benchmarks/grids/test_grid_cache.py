"""The grid a view needs: one of all in memory; of a store in its file the last few asked for."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.benchmarks.grids import grid_cache
from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.grids.grid_cache import current, grid_of, newest_grid, time_span
from kpi.errors import UnknownNameError
from kpi.model.benchmark_file import LazyBenchmarks, checksums
from kpi.model.snapshot import Snapshot

PLANS = "SEN_EHC_Excpt_20wks"


@pytest.fixture(scope="module")
def some(snapshot: Snapshot) -> pl.DataFrame:
    """The rows of every twentieth measure, and of plans, in the order of a file."""
    rows = snapshot.held_benchmarks.with_columns(pl.col(pl.Enum).cast(pl.String))
    names = [*rows["measure"].unique().sort()[::20], PLANS]
    return rows.filter(pl.col("measure").is_in(names)).sort("measure", maintain_order=True)


@pytest.fixture
def held(snapshot: Snapshot, some: pl.DataFrame) -> Snapshot:
    """Those measures in memory."""
    return only(snapshot, some)


def only(snapshot: Snapshot, rows: pl.DataFrame) -> Snapshot:
    known = snapshot.measures.filter(pl.col("measure").is_in(rows["measure"].unique().to_list()))
    return replace(snapshot, benchmarks=rows, measures=known)


@pytest.fixture
def in_file(held: Snapshot, some: pl.DataFrame, tmp_path: Path) -> Snapshot:
    """The same measures left in their file."""
    path = tmp_path / "benchmarks.parquet"
    some.write_parquet(path, row_group_size=500)
    left = LazyBenchmarks(path, checksums(path), where=path.name, newest=None)
    return replace(held, benchmarks=left)


def read_of(snapshot: Snapshot) -> int:
    assert isinstance(snapshot.benchmarks, LazyBenchmarks)
    return snapshot.benchmarks.groups_read


def test_in_memory_every_view_has_the_one_grid_of_all(held: Snapshot) -> None:
    whole = grid(held)
    assert grid_of(held, [PLANS]) is whole
    assert grid_of(held, held.measures["measure"].to_list()) is whole
    assert newest_grid(held) is whole


def test_a_measure_left_in_its_file_has_the_rows_of_the_whole(
    held: Snapshot, in_file: Snapshot
) -> None:
    whole = grid(held)
    for name in in_file.measures["measure"]:
        one = grid_of(in_file, [name])
        rows, values = whole.published_of(name)
        assert one.rows["label"].to_list() == rows["label"].to_list()
        assert one.values.rows() == values.rows()


def test_the_last_grids_are_kept_and_older_ones_read_again(
    in_file: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_cache, "_KEPT", 5)
    names = in_file.measures["measure"].to_list()[:12]
    kept = [grid_of(in_file, [name]) for name in names]
    read = read_of(in_file)
    assert all(grid_of(in_file, [n]) is g for n, g in zip(names[-5:], kept[-5:], strict=True))
    assert read_of(in_file) == read
    assert grid_of(in_file, names[:1]) is not kept[0]
    assert read_of(in_file) > read


def test_a_table_of_several_measures_is_one_grid_with_our_own(in_file: Snapshot) -> None:
    names = in_file.measures["measure"].to_list()[:3]
    several = grid_of(in_file, [*names, names[0]])
    assert set(names) <= set(several.rows["measure"])
    assert {i.id for i in in_file.indicators} & set(several.rows["measure"])
    assert grid_of(in_file, names) is several  # a name twice is the same table


def test_our_own_indicators_are_one_grid_that_is_read_once(in_file: Snapshot) -> None:
    own = [indicator.id for indicator in in_file.indicators]
    found = grid_of(in_file, own)
    assert set(found.rows["measure"]) <= set(own)
    read = read_of(in_file)  # the official yearly rates that stand beside our own
    assert grid_of(in_file, own[:1]) is grid_of(in_file, own) is found
    assert read_of(in_file) == read


def test_too_many_measures_at_once_are_refused_in_words(
    in_file: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_cache, "MOST_MEASURES", 3)
    names = in_file.measures["measure"].to_list()
    with pytest.raises(UnknownNameError, match=r"at most 3 measures; 4 are chosen"):
        grid_of(in_file, names[:4])
    assert grid_of(in_file, names[:3]).rows.height


def test_the_newest_grid_has_each_measure_s_newest_period(
    held: Snapshot, in_file: Snapshot
) -> None:
    whole, newest = grid(held), newest_grid(in_file)
    lait = in_file.measures["measure"].to_list()
    for name in lait:
        found = newest.rows.filter(pl.col("measure") == name)
        wanted = whole.rows.row(whole.newest[name], named=True)
        assert wanted["label"] in found["label"].to_list()
        assert found.height <= 2
    assert newest_grid(in_file) is newest


def test_the_span_of_time_is_that_of_all_measures_and_our_own(
    held: Snapshot, in_file: Snapshot
) -> None:
    days = grid(held).rows["period_end"]
    assert time_span(held) == time_span(in_file) == (days.min(), days.max())
    assert isinstance(days.min(), date)
    bare = replace(held, benchmarks=held.held_benchmarks.clear(), indicators=())
    assert time_span(bare) == (None, None)


def test_current_authorities_exist_today(snapshot: Snapshot) -> None:
    found = current(snapshot)
    assert sorted(found) == sorted(area.code for area in snapshot.current_authorities)
    assert ("839" in found, "837" in found) == (True, False)  # Bournemouth ended in 2019
