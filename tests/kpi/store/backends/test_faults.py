"""A store that is slow, cut off, refusing or full, and what is said of it: never a secret."""

import errno
import io
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.cli.main import main
from kpi.errors import AwayError, StoreError
from kpi.store import live_pointer, live_snapshot, snapshots, writer
from kpi.store.backends import local_folder
from kpi.store.backends import location as store_location
from kpi.store.backends.backend import StoreBackend
from kpi.store.watcher import ServedSnapshot
from tests import patience
from tests.kpi.crashing import ROOT
from tests.kpi.store.backends.proxy import Line
from tests.kpi.store.backends.s3_server import ACCESS, SECRET
from tests.kpi.store.test_watcher import LONG

Tables = dict[str, pl.DataFrame]


def put(tables: Tables, place: store_location.Where, why: str = "test") -> str:
    return writer.write(tables, why=why, who="tests", inputs=[], report=[], store=place)


def soon(place: StoreBackend, wanted: Callable[[ServedSnapshot], bool]) -> ServedSnapshot:
    """What is served once it is as wanted."""
    waiting = threading.Event()
    for _ in range(400):
        live = live_snapshot.live(place)
        if wanted(live):
            return live
        waiting.wait(LONG / 400)
    raise AssertionError(f"never: {live_snapshot.live(place)}")


# ---- an object store --------------------------------------------------------------------------


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An app that looks often, and waits as long as a store on a machine as busy as now takes."""
    monkeypatch.setenv("KPI_STORE_CHECK", "0.05")
    monkeypatch.setenv("KPI_STORE_TIMEOUT", f"{patience.seconds(0.5):.2f}")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("mode", ["hold", "cut"])
def test_a_slow_or_dead_store_leaves_the_last_good_snapshot(
    line: Line, s3: StoreBackend, tables: Tables, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    first = put(tables, s3)
    good = live_snapshot.live(s3).snapshot
    line.become(mode)
    said = {"hold": "The store has not answered since ", "cut": "The store cannot be reached since"}
    # On a busy machine a question may run out of time before the cut line is seen.
    away = soon(s3, lambda live: live.is_away and live.problem.startswith(said[mode]))
    assert line.asked.is_set(), "the store was asked and did not answer"
    assert away.snapshot is good
    with pytest.raises(AwayError):
        live_snapshot.frozen("2020-01-01-000000-abcdef", s3)
    with pytest.raises(StoreError, match=r"Nothing was published|cannot be read"):
        put(tables, s3, "in vain")
    line.become("pass")
    assert soon(s3, lambda live: not live.problem).snapshot is good
    second = put({**tables, "targets": tables["targets"].head(1)}, s3)
    assert soon(s3, lambda live: live.snapshot.id == second).problem == ""
    assert snapshots.snapshot_ids(s3) == [first, second]
    assert "Store: " in caplog.text
    assert SECRET not in caplog.text + str(away)
    assert ACCESS not in caplog.text + str(away)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("arguments", [["history"], ["verify"], ["summary"]])
@pytest.mark.parametrize("mode", ["cut", "no bucket", "pass"])
def test_a_command_says_in_one_line_why_and_no_secret(
    line: Line, s3_url: str, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str], arguments: list[str], mode: str,
) -> None:  # fmt: skip
    url = s3_url.replace("figures", "nobody") if mode == "no bucket" else s3_url
    monkeypatch.setenv("KPI_STORE", url)
    line.become("cut" if mode == "cut" else "pass")
    is_found = arguments == ["verify"] and mode == "pass"  # the store answers, and lacks a pointer
    assert main(arguments) == (1 if is_found else 2)
    out, said = capfd.readouterr()
    assert len(said.splitlines()) + len(out.splitlines()) == 1
    expected = {"cut": "no connection", "no bucket": "no such bucket", "pass": "CURRENT is missing"}
    assert expected[mode] in said + out
    assert SECRET not in said + out
    assert ACCESS not in said + out


def test_refused_access_is_named(s3: StoreBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    from obstore import exceptions

    from kpi.store.backends import object_store

    def refuse(*_: object, **__: object) -> None:
        raise exceptions.PermissionDeniedError(f"key {SECRET} is not allowed")

    monkeypatch.setattr(object_store.obstore, "get", refuse)
    with pytest.raises(AwayError, match=r"CURRENT cannot be read: access is refused\.") as caught:
        snapshots.current_id(s3)
    assert caught.value.why == "access is refused"
    assert SECRET not in str(caught.value)
    chain: BaseException | None = caught.value
    while chain is not None:
        assert SECRET not in str(chain)
        chain = chain.__cause__


@pytest.mark.parametrize(
    "address",
    [
        f"s3://someone:{SECRET}@figures/kpi",
        f"s3://{SECRET}@figures/kpi",
        f"s3://figures/kpi?secret={SECRET}",
        f"s3://figures/kpi#{SECRET}",
        f"abfss://figures:{SECRET}@account.dfs.core.windows.net/kpi",
        f"abfss://figures@account.dfs.core.windows.net/kpi?sig={SECRET}",
        f"https://someone:{SECRET}@example.org/kpi",
    ],
)
def test_an_address_with_a_secret_is_refused_and_not_repeated(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KPI_STORE", address)
    assert main(["summary"]) == 2
    said = capsys.readouterr().err
    assert "must not hold a user, password or key" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    "address",
    ["ftp://figures/kpi", "https://figures/kpi", "gs://figures", "s3://", "s3:///kpi", "s3://A B/x",
     "abfss://figures/kpi", "abfss://x@evil.example/kpi", "s3://[", "file:///srv/kpi"],
)  # fmt: skip
def test_an_address_that_is_no_stores_is_refused(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KPI_STORE", address)
    assert main(["history"]) == 2
    assert capsys.readouterr().err.startswith("kpi: KPI_STORE ")


def test_without_its_library_an_object_store_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "obstore.py").write_text("raise ImportError\n")
    done = subprocess.run(
        [sys.executable, "-m", "kpi", "history"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "KPI_STORE": "s3://figures/kpi"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "(obstore) is missing. Install what requirements.txt lists." in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["KPI_STORE_CHECK", "KPI_STORE_TIMEOUT"])
@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf", "3601"])
def test_a_setting_that_is_no_number_of_seconds(
    name: str, text: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(StoreError, match=f"{name} must be a number of seconds"):
        live_snapshot.live(tmp_path)


# ---- a folder that takes nothing --------------------------------------------------------------


def everything_in(root: Path) -> dict[str, bytes]:
    """All but the log, which may hold an entry that did not take effect, and the lock."""
    files = (path for path in root.rglob("*") if path.is_file())
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in files
        if path.name not in (".LOCK", "HISTORY.jsonl")
    }


WHY = {
    errno.ENOSPC: "the store is full",
    errno.EROFS: "the store is read-only",
    errno.EACCES: "writing in the store is not allowed",
    errno.EIO: "input/output error",
}
STEPS = [
    (local_folder, "tempfile.mkdtemp"),
    (Path, "write_text"),
    (Path, "rename"),
    (local_folder, "os.write"),
    (local_folder, "os.fsync"),
    (local_folder, "tempfile.mkstemp"),
    (Path, "replace"),
]


REFUSALS = [
    *((step, errno.ENOSPC) for step in STEPS),
    *((STEPS[number % len(STEPS)], fault) for number, fault in enumerate(WHY)),
]


@pytest.mark.parametrize(("step", "number"), REFUSALS)
def test_a_folder_that_takes_nothing_is_left_as_it_was(
    tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    step: tuple[object, str], number: int,
) -> None:  # fmt: skip
    live = put(tables, tmp_path)
    before = everything_in(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    owner, name = step
    for part in name.split(".")[:-1]:
        owner = getattr(owner, part)
    monkeypatch.setattr(owner, name.split(".")[-1], refuse)
    with pytest.raises(StoreError) as caught:
        put({**tables, "targets": tables["targets"].head(1)}, tmp_path)
    monkeypatch.undo()
    assert str(caught.value).lower() == f"nothing was published: {WHY[number]}."
    assert everything_in(tmp_path) == before
    assert snapshots.current_id(tmp_path) == live
    assert [c.fault for c in snapshots.verify(tmp_path) if c.fault] == []
    put({**tables, "targets": tables["targets"].head(2)}, tmp_path)
    assert [c.fault for c in snapshots.verify(tmp_path) if c.fault] == []


FULL = """
import resource, signal, sys
from pathlib import Path
from kpi.store.backends import location
from tests.kpi import crashing
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
from kpi.errors import StoreError
try:
    crashing.publish_once(Path(sys.argv[1]), 1)
except StoreError as fault:
    print(fault)
"""


def test_a_real_process_that_runs_out_of_space(store_root: Path, tmp_path: Path) -> None:
    """No file may grow past 200 kB; the benchmarks' table needs 1.6 MB."""
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    before = everything_in(where)
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(where)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("Nothing was published: the store is full.\n", "")
    assert everything_in(where) == before


def test_a_log_that_takes_half_a_line_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = store_location.open_backend(tmp_path)
    place.note("HISTORY", "first")
    real = os.write
    monkeypatch.setattr(local_folder.os, "write", lambda handle, data: real(handle, data[:3]))
    with pytest.raises(OSError, match="No space left"):
        place.note("HISTORY", "second")
    monkeypatch.undo()
    place.note("HISTORY", "third")
    assert place.lines("HISTORY") == ["first", "third", ""]


@pytest.mark.parametrize("ignored", ["create", "e_tag"])
def test_a_store_that_does_not_honour_conditions_is_refused(
    s3: StoreBackend, tables: Tables, monkeypatch: pytest.MonkeyPatch, ignored: str
) -> None:
    from kpi.store.backends import object_store

    first = put(tables, s3)
    real = object_store.obstore.put

    def careless(*arguments: Any, mode: Any = "overwrite", **more: Any) -> object:
        is_ignored = mode == "create" if ignored == "create" else isinstance(mode, dict)
        return real(*arguments, mode="overwrite" if is_ignored else mode, **more)

    monkeypatch.setattr(object_store.obstore, "put", careless)
    with pytest.raises(StoreError, match=r"Nothing was published: this object store does not"):
        put({**tables, "targets": tables["targets"].head(1)}, s3)
    monkeypatch.undo()
    assert snapshots.snapshot_ids(s3) == [first]
    assert snapshots.current_id(s3) == first


def test_a_parquet_file_cut_short_on_its_way_is_refused(s3: StoreBackend, tables: Tables) -> None:
    first = put(tables, s3)
    good = live_snapshot.live(s3).snapshot
    cut = io.BytesIO()
    tables["targets"].write_parquet(cut)
    second = put({**tables, "targets": tables["targets"].head(1)}, s3)
    name = f"snapshots/{second}/targets.parquet"
    s3.swap(name, cut.getvalue()[:100], s3.read(name).tag)
    told = live_snapshot.live(s3)
    assert told.snapshot is good
    assert f"Snapshot {second}: targets.parquet is damaged" in told.problem
    live_pointer.point_to(first, s3)
    assert live_snapshot.live(s3) == ServedSnapshot(good)
