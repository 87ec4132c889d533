"""A benchmarks table left in its file: found by measure, read in parts, checked by its manifest."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.errors import StoreError
from kpi.model.benchmark_file import COLUMNS, NEWEST, LazyBenchmarks, checksums, opened
from kpi.store.snapshots import file_digest

NAME = "benchmarks.parquet"
GROUP = 4
"""Rows of a row group, so that a measure of three rows often stands in two of them."""


def rows_of(measure: str, years: range) -> list[dict[str, object]]:
    """A row a year of one measure: the value is the year."""
    return [
        dict.fromkeys(COLUMNS) | {
            "measure": measure, "area": "839", "label": str(year), "year_number": year,
            "period_kind": "calendar year", "period_start": date(year, 1, 1),
            "period_end": date(year, 12, 31), "value": float(year), "status": "final",
        }
        for year in years
    ]  # fmt: skip


TABLE = pl.DataFrame(
    rows_of("A", range(2020, 2023))
    + rows_of("B", range(2015, 2025))
    + rows_of("D", range(2019, 2020)),
    schema_overrides={"symbol": pl.String},
)
"""14 rows: A in group 0, B in 0 to 3, D in 3; there is no C."""


def written(folder: Path, table: pl.DataFrame = TABLE, name: str = NAME) -> Path:
    path = folder / name
    table.write_parquet(path, row_group_size=GROUP)
    return path


def lazy(path: Path, newest: LazyBenchmarks | None = None) -> LazyBenchmarks:
    return LazyBenchmarks(path, checksums(path), where=path.name, newest=newest)


def manifest_of(*paths: Path) -> dict[str, Any]:
    """What a manifest says of some files, as the writer of large stores records it."""
    about = {
        path.name: {
            "rows": pl.read_parquet(path).height, "sha256": file_digest(path), **checksums(path),
        }
        for path in paths
    }  # fmt: skip
    return {"files": about}


# ---- rows of a measure --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "groups"),
    [("A", [0]), ("B", [0, 1, 2, 3]), ("C", [3]), ("D", [3]), ("", []), ("Z", [])],
)
def test_the_groups_that_may_hold_a_measure(
    tmp_path: Path, measure: str, groups: list[int]
) -> None:
    """C would stand in group 3, between B and D."""
    assert list(lazy(written(tmp_path)).groups_of(measure)) == groups


@pytest.mark.parametrize("measures", [["A"], ["B"], ["D"], ["C"], ["A", "D"], ["D", "B", "A"], []])
def test_the_rows_of_some_measures_in_the_order_of_the_file(
    tmp_path: Path, measures: list[str]
) -> None:
    found = lazy(written(tmp_path)).rows(measures)
    wanted = TABLE.filter(pl.col("measure").is_in(measures))
    assert found.with_columns(pl.col("measure").cast(pl.String)).rows() == wanted.rows()


def test_only_the_columns_asked_for_are_read_and_each_group_counted(tmp_path: Path) -> None:
    found = lazy(written(tmp_path))
    assert found.rows(["A"], ("value", "label")).columns == ["measure", "value", "label"]
    assert (found.height, found.groups_read) == (14, 1)
    found.rows(["B"], ("value",))
    assert found.groups_read == 5


@settings(max_examples=20)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.integers(1, 7))
def test_any_table_is_read_back_measure_by_measure(
    tmp_path_factory: pytest.TempPathFactory, counts: list[int], group: int
) -> None:
    names = [f"M{place:02}" for place in range(len(counts))]
    rows = [
        row
        for name, count in zip(names, counts, strict=True)
        for row in rows_of(name, range(2000, 2000 + count))
    ]
    table = pl.DataFrame(rows, schema_overrides={"symbol": pl.String})
    path = tmp_path_factory.mktemp("any") / NAME
    table.write_parquet(path, row_group_size=group)
    found = lazy(path)
    for name, count in zip(names, counts, strict=True):
        assert found.rows([name])["value"].to_list() == [2000.0 + n for n in range(count)]
    parts = pl.concat(found.newest(COLUMNS, lambda keys: keys.select("measure", "label")))
    assert parts["value"].to_list() == table["value"].to_list()


# ---- the newest, and the span of time -----------------------------------------------------


def last_label(keys: pl.DataFrame) -> pl.DataFrame:
    """The last label of each measure."""
    return keys.group_by("measure").agg(pl.col("label").max())


def test_the_newest_rows_are_found_in_the_whole_file(tmp_path: Path) -> None:
    found = pl.concat(lazy(written(tmp_path)).newest(("label", "value", *COLUMNS[4:7]), last_label))
    assert found["value"].to_list() == [2022.0, 2024.0, 2019.0]


def test_a_table_made_beforehand_is_read_instead(tmp_path: Path) -> None:
    made = lazy(written(tmp_path, TABLE.filter(pl.col("measure") == "D"), NEWEST))
    whole = lazy(written(tmp_path), newest=made)

    def never(_: pl.DataFrame) -> pl.DataFrame:
        raise AssertionError("the whole file was searched")

    assert pl.concat(whole.newest(("value",), never))["value"].to_list() == [2019.0]
    assert whole.groups_read == 0


def test_the_span_of_time_is_read_from_statistics(tmp_path: Path) -> None:
    found = lazy(written(tmp_path))
    assert found.time_span() == (date(2015, 12, 31), date(2024, 12, 31))
    assert found.groups_read == 0
    assert lazy(written(tmp_path, TABLE.clear())).time_span() == (None, None)


# ---- opened by a manifest -----------------------------------------------------------------


def test_a_snapshot_s_folder_is_opened_with_its_newest_rows(tmp_path: Path) -> None:
    path, newest = written(tmp_path), written(tmp_path, TABLE.head(2), NEWEST)
    found = opened(tmp_path, manifest_of(path, newest), whole=True)
    assert found.height == 14
    assert pl.concat(found.newest(("value",), last_label)).height == 2
    assert pl.concat(
        opened(tmp_path, manifest_of(path), whole=False).newest(COLUMNS, last_label)
    ).height == 3  # fmt: skip


def test_another_number_of_rows_is_refused(tmp_path: Path) -> None:
    manifest = manifest_of(written(tmp_path))
    manifest["files"][NAME]["rows"] = 13
    with pytest.raises(StoreError, match=r"is damaged: it has 14 rows, not 13\."):
        opened(tmp_path, manifest, whole=False)


def test_a_file_without_checksums_of_its_groups_is_read_whole(tmp_path: Path) -> None:
    manifest = manifest_of(written(tmp_path))
    about = manifest["files"][NAME]
    about["sha256"] = "0" * 64
    opened(tmp_path, manifest, whole=False).rows(["A"])  # its groups have theirs
    with pytest.raises(StoreError, match="its checksum is not the published one"):
        opened(tmp_path, manifest, whole=True)
    del about["row_groups"]
    with pytest.raises(StoreError, match="its checksum is not the published one"):
        opened(tmp_path, manifest, whole=False)


# ---- damage -------------------------------------------------------------------------------


def test_a_damaged_group_is_refused_and_the_others_serve(tmp_path: Path) -> None:
    path = written(tmp_path)
    about, content = checksums(path), bytearray(path.read_bytes())
    content[6] ^= 1  # in the first group, after the mark "PAR1"
    path.write_bytes(content)
    found = LazyBenchmarks(path, about, where=NAME, newest=None)
    with pytest.raises(StoreError, match="row group 1 of 4 has not the published checksum"):
        found.rows(["A"])
    assert found.rows(["D"])["value"].to_list() == [2019.0]


def cut(content: bytes) -> bytes:
    return content[:-1]


def other_footer(content: bytes) -> bytes:
    return content[:-30] + bytes([content[-30] ^ 1]) + content[-29:]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (cut, r"has [\d,]+ bytes, published were"),
        (other_footer, "its footer has not the published checksum"),
    ],
)
def test_a_changed_end_is_refused_at_once(
    tmp_path: Path, change: Callable[[bytes], bytes], words: str
) -> None:
    path = written(tmp_path)
    about = checksums(path)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(StoreError, match=words):
        LazyBenchmarks(path, about, where=NAME, newest=None)


def test_other_groups_than_the_manifest_s_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    about = {**checksums(path), "row_groups": checksums(path)["row_groups"][:-1]}
    with pytest.raises(StoreError, match="other row groups than its manifest"):
        LazyBenchmarks(path, about, where=NAME, newest=None)


@pytest.mark.parametrize(
    ("words", "table", "statistics"),
    [
        ("is not sorted by measure", TABLE.reverse(), True),
        ("has no statistics of measure", TABLE, False),
        ("lacks the columns area, value", TABLE.drop("area", "value"), True),
    ],
)
def test_a_file_that_cannot_be_searched_is_refused(
    tmp_path: Path, words: str, table: pl.DataFrame, statistics: bool
) -> None:
    path = tmp_path / NAME
    table.write_parquet(path, statistics=statistics, row_group_size=GROUP)
    with pytest.raises(StoreError, match=words):
        lazy(path)


def test_no_file_and_no_parquet(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with pytest.raises(StoreError, match=r"^b is missing\.$"):
        LazyBenchmarks(path, {}, where="b", newest=None)
    path.write_bytes(b"not Parquet at all, but longer than its marks")
    with pytest.raises(StoreError, match="is not a readable Parquet file"):
        LazyBenchmarks(path, {}, where=NAME, newest=None)
