"""The store: what was written is read back; whatever is damaged is refused in one line."""

import gc
import json
import shutil
import weakref
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi.errors import StoreError
from kpi.model import schemas
from kpi.model.snapshot import Snapshot
from kpi.publishing.build import BuildResult
from kpi.store import live_snapshot, snapshots, watcher, writer
from server import warmup

Tables = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def tables(built: BuildResult) -> Tables:
    """All tables, with few rows of the long ones, so that writing is quick."""
    few = {name: built.tables[name].head(300) for name in ("benchmarks", "observations")}
    return {**built.tables, **few}


def put(tables: Tables, root: Path, why: str = "test") -> str:
    return writer.write(tables, why=why, who="tests", inputs=[], report=[], store=root)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is one second later whenever it is looked at."""
    told = iter(range(10, 60))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            return cls(2025, 9, 1, 12, 0, next(told), tzinfo=tz)

    monkeypatch.setattr(writer, "datetime", Clock)


@pytest.fixture(scope="module")
def template(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    put(tables, folder)
    return folder


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    """A store of its own with one snapshot."""
    shutil.copytree(template, tmp_path / "store")
    return tmp_path / "store"


def folder_of(root: Path) -> Path:
    return root / "snapshots" / snapshots.current_id(root)


def refused(root: Path, *, live: bool = False) -> str:
    """The one line with which the live snapshot is refused."""
    with pytest.raises(StoreError) as caught:
        live_snapshot.live(root) if live else snapshots.load(snapshots.current_id(root), root)
    message = str(caught.value)
    assert message
    assert "\n" not in message
    return message


def edit_manifest(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder_of(root) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def replace_table(root: Path, name: str, frame: pl.DataFrame) -> None:
    """A Parquet file of other content, with its right checksum in the manifest."""
    path = folder_of(root) / f"{name}.parquet"
    frame.write_parquet(path)
    digest = snapshots.file_digest(path)
    edit_manifest(root, lambda m: m["files"][path.name].update(sha256=digest))


def everything_in(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*")}


# ---- round trip ---------------------------------------------------------------------------


def test_what_was_written_is_read_back(tables: Tables, root: Path) -> None:
    snapshot = snapshots.load(snapshots.current_id(root), root)
    for name in snapshots.TABLES:
        if name != "indicators":
            assert_frame_equal(getattr(snapshot, name), tables[name])
    assert [i.id for i in snapshot.indicators] == tables["indicators"]["indicator_id"].to_list()
    assert writer.content_digest(tables) == snapshot.manifest["content"]


def test_the_manifest_says_who_when_why_and_from_what(tables: Tables, tmp_path: Path) -> None:
    inputs = [{"path": "inputs/a.csv", "sha256": "00"}]
    report = [{"source": "a", "read": 1, "kept": 1, "withheld": 0, "why": ""}]
    made = writer.write(
        tables, why="because", who="someone", inputs=inputs, report=report, store=tmp_path
    )
    manifest = snapshots.load(made, tmp_path).manifest
    assert (manifest["made_by"], manifest["why"]) == ("someone", "because")
    assert (manifest["inputs"], manifest["report"]) == (inputs, report)
    assert manifest["schema_version"] == schemas.SCHEMA_VERSION
    assert datetime.fromisoformat(manifest["made_at"]).tzinfo == UTC
    rows = {name: about["rows"] for name, about in manifest["files"].items()}
    assert rows == {f"{name}.parquet": tables[name].height for name in snapshots.TABLES}


def test_the_store_is_where_the_environment_says(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_STORE", str(root))
    assert snapshots.root() == root
    assert live_snapshot.live().snapshot.id == snapshots.current_id()
    monkeypatch.delenv("KPI_STORE")
    assert snapshots.root() == snapshots.DEFAULT_ROOT


@pytest.mark.usefixtures("clock")
def test_ids_are_in_order_of_time(tables: Tables, tmp_path: Path) -> None:
    made = [
        put({**tables, "targets": tables["targets"].head(n)}, tmp_path) for n in (3, 1, 5, 2, 4)
    ]
    assert len(set(made)) == 5
    assert snapshots.snapshot_ids(tmp_path) == made
    assert snapshots.current_id(tmp_path) == made[-1]


def test_the_digest_is_of_the_content(tables: Tables) -> None:
    digest = writer.content_digest(tables)
    assert digest == writer.content_digest(dict(reversed(tables.items())))
    one_less = {**tables, "targets": tables["targets"].head(-1)}
    assert digest != writer.content_digest(one_less)
    nudged = tables["targets"].with_columns(pl.col("target") + 0.1)
    assert digest != writer.content_digest({**tables, "targets": nudged})


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


def test_the_pointer_is_only_moved_to_a_snapshot(root: Path) -> None:
    before = snapshots.current_id(root)
    for name in ("nowhere", "../x", "", "."):
        with pytest.raises(StoreError, match="There is no snapshot"):
            writer.point_to(name, root)
    assert snapshots.current_id(root) == before


@pytest.mark.usefixtures("clock")
def test_rolling_back_is_moving_the_pointer(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    writer.point_to(first, tmp_path)
    assert snapshots.current_id(tmp_path) == first
    assert snapshots.snapshot_ids(tmp_path) == [first, second]
    assert snapshots.load(first, tmp_path).targets.height == tables["targets"].height


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


# ---- a running process --------------------------------------------------------------------


@pytest.mark.usefixtures("clock")
def test_live_is_loaded_once_and_again_when_the_pointer_moves(
    tables: Tables, tmp_path: Path
) -> None:
    first = put(tables, tmp_path)
    before = live_snapshot.live(tmp_path)
    assert (before.snapshot.id, before.problem) == (first, "")
    assert live_snapshot.live(tmp_path).snapshot is before.snapshot
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    after = live_snapshot.live(tmp_path)
    assert (after.snapshot.id, after.problem) == (second, "")
    # A page that took the first before the pointer moved still has the first.
    assert before.snapshot.targets.height == tables["targets"].height
    assert after.snapshot.targets.height == 1
    writer.point_to(first, tmp_path)
    assert live_snapshot.live(tmp_path).snapshot.id == first


def test_live_has_nothing_to_serve(root: Path) -> None:
    edit_manifest(root, lambda m: m.update(schema_version=999))
    assert "newer version" in refused(root, live=True)
    edit_manifest(root, lambda m: m.update(schema_version=schemas.SCHEMA_VERSION))
    assert live_snapshot.live(root).problem == ""


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("damage", ["byte", "newer", "pointer", "no pointer", "missing"])
def test_the_last_good_snapshot_keeps_serving(tables: Tables, tmp_path: Path, damage: str) -> None:
    first = put(tables, tmp_path)
    good = live_snapshot.live(tmp_path).snapshot
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    bad = tmp_path / "snapshots" / second
    expected = {
        "byte": "areas.parquet is damaged",
        "newer": "newer version of this software",
        "pointer": "does not hold a snapshot's name",
        "no pointer": "CURRENT is missing",
        "missing": "There is no snapshot",
    }[damage]
    match damage:
        case "byte":
            (bad / "areas.parquet").write_bytes(b"PAR1")
        case "newer":
            edit_manifest(tmp_path, lambda m: m.update(schema_version=999))
        case "pointer":
            (tmp_path / "CURRENT").write_text("../x")
        case "no pointer":
            (tmp_path / "CURRENT").unlink()
        case "missing":
            shutil.rmtree(bad)
    for _ in range(3):
        told = live_snapshot.live(tmp_path)
        assert told.snapshot is good
        assert expected in told.problem
        assert "\n" not in told.problem
    writer.point_to(first, tmp_path)
    assert live_snapshot.live(tmp_path) == watcher.ServedSnapshot(good, "")
    third = put({**tables, "targets": tables["targets"].head(2)}, tmp_path)
    recovered = live_snapshot.live(tmp_path)
    assert (recovered.snapshot.id, recovered.problem) == (third, "")


def test_a_damaged_snapshot_is_not_read_again_and_again(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tables, tmp_path)
    live_snapshot.live(tmp_path)
    put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    (folder_of(tmp_path) / "areas.parquet").write_bytes(b"")
    loads: list[str] = []
    real = snapshots.load

    def counted(snapshot_id: str, where: Path | None = None) -> Snapshot:
        loads.append(snapshot_id)
        return real(snapshot_id, where)

    monkeypatch.setattr(snapshots, "load", counted)
    problems = {live_snapshot.live(tmp_path).problem for _ in range(4)}
    assert len(problems) == 1
    assert len(loads) == 1


@pytest.mark.usefixtures("clock")
def test_a_past_snapshot_as_members_saw_it(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    past = live_snapshot.frozen(first, tmp_path)
    assert past.targets.height == tables["targets"].height
    assert live_snapshot.frozen(first, tmp_path) is past
    with pytest.raises(StoreError, match="is not the name of a snapshot"):
        live_snapshot.frozen("../" + first, tmp_path)


@pytest.mark.usefixtures("clock")
def test_snapshots_with_the_same_table_share_it(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    one, other = snapshots.load(first, tmp_path), snapshots.load(second, tmp_path)
    assert one.benchmarks is other.benchmarks
    assert one.targets is not other.targets


@pytest.mark.usefixtures("clock")
def test_a_snapshot_is_had_by_its_name_live_or_past(tables: Tables, tmp_path: Path) -> None:
    first = put(tables, tmp_path)
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    assert live_snapshot.named(second, tmp_path) is live_snapshot.live(tmp_path).snapshot
    assert live_snapshot.named(first, tmp_path) is live_snapshot.frozen(first, tmp_path)


@pytest.mark.usefixtures("clock")
def test_a_served_app_makes_ready_what_it_shows_and_lets_go_of_the_old(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is out of the collector's sight goes only if nothing in it refers to itself."""
    monkeypatch.setattr(live_snapshot, "_prepared", [warmup.prepare])
    put(tables, tmp_path)
    live_snapshot.live(tmp_path)
    gc.collect()
    gc.freeze()
    old = weakref.ref(live_snapshot.live(tmp_path).snapshot)
    shown = old()
    assert shown is not None
    assert "grid" in shown._memory
    del shown
    second = put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    assert live_snapshot.live(tmp_path).snapshot.id == second
    assert old() is None
    gc.unfreeze()


def test_standing_never_asks_a_store_that_has_answered(root: Path) -> None:
    known = live_snapshot.standing(root)
    (root / "CURRENT").unlink()
    assert live_snapshot.standing(root) == known
    assert "CURRENT is missing" in live_snapshot.live(root).problem
    assert "CURRENT is missing" in live_snapshot.standing(root).problem


def test_warm_needs_a_good_snapshot(
    root: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_STORE", str(root))
    warmup.warm()
    monkeypatch.setenv("KPI_STORE", str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(StoreError, match="no live snapshot"):
        warmup.warm()


# ---- a crash midway -----------------------------------------------------------------------


class CrashError(Exception):
    """The machine stops here."""


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("after", range(len(snapshots.TABLES) + 1))
def test_a_crash_while_writing_leaves_the_old_one_live_and_no_debris(
    tables: Tables, root: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    live, before = snapshots.current_id(root), everything_in(root)
    real, calls = snapshots.file_digest, iter(range(99))

    def crashing(path: Path) -> str:
        if next(calls) == after:
            raise CrashError
        return real(path)

    if after < len(snapshots.TABLES):
        monkeypatch.setattr(writer, "file_digest", crashing)
    else:
        monkeypatch.setattr(writer.json, "dumps", lambda *_, **__: crashing_now())
    with pytest.raises(CrashError):
        put(tables, root)
    monkeypatch.undo()
    assert everything_in(root) == before
    assert snapshots.load(live, root).id == snapshots.current_id(root) == live


def crashing_now() -> str:
    raise CrashError


@pytest.mark.usefixtures("clock")
def test_a_crash_before_the_folder_gets_its_name(
    tables: Tables, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, before = snapshots.current_id(root), everything_in(root)
    monkeypatch.setattr(Path, "rename", lambda *_: crashing_now())
    with pytest.raises(CrashError):
        put(tables, root)
    monkeypatch.undo()
    assert everything_in(root) == before
    assert snapshots.load(live, root).id == live


@pytest.mark.usefixtures("clock")
def test_a_crash_while_moving_the_pointer(
    tables: Tables, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = snapshots.current_id(root)
    monkeypatch.setattr(Path, "replace", lambda *_: crashing_now())
    with pytest.raises(CrashError):
        put(tables, root)
    monkeypatch.undo()
    assert snapshots.current_id(root) == live
    assert snapshots.load(live, root).id == live
    assert [path.name for path in root.iterdir() if path.name.startswith(".CURRENT")] == []
    # The new snapshot is whole, but nobody ever saw it: only publishing again makes it live.
    (other,) = set(snapshots.snapshot_ids(root)) - {live}
    with pytest.raises(StoreError, match="was never live"):
        writer.point_to(other, root)
    again = put(tables, root)
    assert snapshots.load(again, root).id == snapshots.current_id(root)


def test_what_a_killed_process_left_behind_is_no_snapshot(tables: Tables, root: Path) -> None:
    live = snapshots.current_id(root)
    shutil.copytree(folder_of(root), root / "snapshots" / ".making-killed")
    (root / ".CURRENT-killed").write_text("half")
    assert snapshots.snapshot_ids(root) == [live]
    with pytest.raises(StoreError, match="There is no snapshot"):
        writer.point_to(".making-killed", root)
