"""The store: what was written is read back; whatever is damaged is refused in one line."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi.errors import StoreError
from kpi.model import schemas
from kpi.store import live_snapshot, snapshots, writer
from tests.kpi.store.stores import (
    Tables,
    edit_manifest,
    folder_of,
    put,
    refused,
    replace_table,
)

# ---- round trip ---------------------------------------------------------------------------


def test_what_was_written_is_read_back(tables: Tables, root: Path) -> None:
    snapshot = snapshots.load(snapshots.current_id(root), root)
    for name in snapshots.TABLES:
        if name != "indicators":
            assert_frame_equal(getattr(snapshot, name), tables[name])
    assert [i.id for i in snapshot.indicators] == tables["indicators"]["indicator_id"].to_list()
    assert writer.content_digest(tables) == snapshot.manifest["content"]


def test_the_store_is_where_the_environment_says(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_STORE", str(root))
    assert snapshots.root() == root
    assert live_snapshot.live().snapshot.id == snapshots.current_id()
    monkeypatch.delenv("KPI_STORE")
    assert snapshots.root() == snapshots.DEFAULT_ROOT


# ---- the pointer --------------------------------------------------------------------------


def test_no_store_at_all(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no live snapshot.*python -m kpi build"):
        snapshots.current_id(tmp_path / "nowhere")
    assert snapshots.snapshot_ids(tmp_path / "nowhere") == []


def test_a_missing_pointer(root: Path) -> None:
    (root / "CURRENT").unlink()
    assert "CURRENT is missing" in refused(root)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "../x", "../../etc/passwd", "/etc/passwd", "..", ".", "a/b", "a\\b", ".hidden",
        "two\nlines", "a b", "x" * 65, "<script>", "\x00", "%2e%2e", "2025-01-01\x00../x",
    ],
)  # fmt: skip
def test_a_pointer_with_nonsense_or_path_tricks(root: Path, text: str) -> None:
    (root / "CURRENT").write_text(text, encoding="utf-8")
    assert "does not hold a snapshot's name" in refused(root)
    with pytest.raises(StoreError, match="is not the name of a snapshot") as caught:
        snapshots.load(text, root)
    assert len(str(caught.value)) < 200


def test_a_pointer_that_is_no_text(root: Path) -> None:
    (root / "CURRENT").write_bytes(b"\xff\xfe\x00")
    assert "cannot be read" in refused(root)


def test_a_pointer_that_is_a_folder(root: Path) -> None:
    (root / "CURRENT").unlink()
    (root / "CURRENT").mkdir()
    assert "cannot be read" in refused(root)


def test_a_pointer_to_nothing(root: Path) -> None:
    (root / "CURRENT").write_text("2020-01-01-000000-abcdef\n", encoding="utf-8")
    assert "There is no snapshot 2020-01-01-000000-abcdef" in refused(root)


# ---- damage -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", snapshots.TABLES)
def test_a_missing_file(root: Path, name: str) -> None:
    (folder_of(root) / f"{name}.parquet").unlink()
    assert refused(root).endswith(f"{name}.parquet is missing.")


@pytest.mark.parametrize("name", snapshots.TABLES)
def test_a_changed_byte(root: Path, name: str) -> None:
    path = folder_of(root) / f"{name}.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert f"{name}.parquet is damaged or was changed" in refused(root)


@pytest.mark.parametrize("kept", [0, 3, 100])
def test_a_truncated_file(root: Path, kept: int) -> None:
    path = folder_of(root) / "observations.parquet"
    path.write_bytes(path.read_bytes()[:kept])
    assert "observations.parquet is damaged" in refused(root)


def test_a_truncated_file_whose_checksum_was_made_to_fit(root: Path) -> None:
    path = folder_of(root) / "observations.parquet"
    path.write_bytes(path.read_bytes()[:100])
    digest = snapshots.file_digest(path)
    edit_manifest(root, lambda m: m["files"][path.name].update(sha256=digest))
    assert "observations.parquet is not a readable Parquet file" in refused(root)


@pytest.mark.parametrize("name", [name for name in snapshots.TABLES if name != "indicators"])
def test_a_foreign_table(root: Path, name: str) -> None:
    replace_table(root, name, pl.DataFrame({"city": ["Poole"], "sunshine": [1.5]}))
    message = refused(root)
    assert f"{name}.parquet " in message
    assert "columns" in message


def test_a_column_of_another_type(root: Path, tables: Tables) -> None:
    as_text = tables["observations"].with_columns(pl.col("value").cast(pl.String))
    replace_table(root, "observations", as_text)
    assert "other columns than this software expects" in refused(root)


@pytest.mark.parametrize("definition", ["{}", "not json", "[]", '"text"', "null", '{"id": 1}'])
def test_a_foreign_definition(root: Path, tables: Tables, definition: str) -> None:
    bad = tables["indicators"].with_columns(definition=pl.lit(definition))
    replace_table(root, "indicators", bad)
    assert refused(root).startswith("Snapshot ")


@pytest.mark.parametrize("version", [schemas.SCHEMA_VERSION + 1, 999, "2", None, 1.5])
def test_a_newer_schema(root: Path, version: object) -> None:
    edit_manifest(root, lambda m: m.update(schema_version=version))
    assert "newer version of this software" in refused(root)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", "7", '"x"', "{}", '{"schema_version": 1}', "\x00",
             '{"schema_version": 1, "files": []}', '{"schema_version": 1, "files": {"a": 1}}',
             '{"schema_version": 1, "files": {"a.parquet": {}}}'],
)  # fmt: skip
def test_a_damaged_manifest(root: Path, text: str) -> None:
    (folder_of(root) / "manifest.json").write_text(text, encoding="utf-8")
    assert "its manifest.json is damaged" in refused(root)


@pytest.mark.parametrize("when", [None, "", "yesterday", 7])
def test_a_manifest_that_does_not_say_when(root: Path, when: object) -> None:
    edit_manifest(root, lambda m: m.update(made_at=when))
    assert "its manifest.json is damaged" in refused(root)


def test_a_manifest_that_is_no_text(root: Path) -> None:
    (folder_of(root) / "manifest.json").write_bytes(b"\xff\xfe\xfa")
    assert "its manifest.json is damaged" in refused(root)


def test_a_manifest_that_does_not_list_a_file(root: Path) -> None:
    edit_manifest(root, lambda m: m["files"].pop("targets.parquet"))
    assert "lists no targets" in refused(root)


def test_a_missing_manifest(root: Path) -> None:
    (folder_of(root) / "manifest.json").unlink()
    assert "There is no snapshot" in refused(root)


# ---- snapshots of earlier versions --------------------------------------------------------


@pytest.mark.parametrize(("name", "later"), schemas.LATER_COLUMNS.items())
def test_a_snapshot_from_before_a_column_has_nulls_in_it(
    tables: Tables, root: Path, name: str, later: tuple[str, ...]
) -> None:
    old = filled(tables[name]).drop(later)
    replace_table(root, name, old)
    found = getattr(snapshots.load(snapshots.current_id(root), root), name)
    assert found.schema == getattr(schemas, name.upper())
    assert found.height > 0
    assert set(found.select(pl.col(later).is_null().all()).row(0)) == {True}
    assert_frame_equal(found.drop(later), old)
    assert writer.content_digest({name: found}) == writer.content_digest({name: old})
    held = found.with_columns(
        pl.lit("1").cast(found.schema[column]).alias(column) for column in later
    )
    assert writer.content_digest({name: held}) != writer.content_digest({name: found})


def filled(table: pl.DataFrame) -> pl.DataFrame:
    """The table, or one row of nulls where it has none: the shipped record has no correction."""
    return table if table.height else table.clear(1)


@pytest.mark.parametrize("lost", ["target", "target_type"])
def test_another_column_is_missed_in_any_version(tables: Tables, root: Path, lost: str) -> None:
    later = schemas.LATER_COLUMNS["targets"]
    replace_table(root, "targets", tables["targets"].drop([*later, lost]))
    assert "targets.parquet has other columns" in refused(root)


# ---- large stores ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "lazy"),
    [
        (snapshots.LAZY_FROM - 1, False),
        (snapshots.LAZY_FROM, True),
        (None, False),
        ("9999999", False),
    ],
)
def test_as_many_rows_as_memory_does_not_hold(rows: object, lazy: bool) -> None:
    assert snapshots.is_lazy({"files": {"benchmarks.parquet": {"rows": rows}}}) is lazy


def test_a_manifest_without_a_count_is_of_a_small_store() -> None:
    assert snapshots.is_lazy({"files": {"benchmarks.parquet": {}}}) is False


# ---- a running process --------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_snapshots_with_the_same_table_share_it(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    one, other = snapshots.load(first, tmp_path), snapshots.load(second, tmp_path)
    assert one.benchmarks is other.benchmarks
    assert one.targets is not other.targets
