"""A damaged store: one clear message on screen and on the command line, and never a mixture."""

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from kpi.cli import main as command
from kpi.store import live_pointer, snapshots, writer
from tests import patience
from tests.browser.harness import (
    LOOKS,
    Server,
    as_json,
    choose,
    command_line,
    open_view,
    parsed,
    running_server,
    until_loaded,
    wait_for_app,
)


def live_folder(root: Path) -> Path:
    return root / "snapshots" / snapshots.current_id(root)


def copy_of_the_store(root: Path) -> Path:
    shutil.copytree(
        snapshots.DEFAULT_ROOT / "snapshots" / snapshots.current_id(snapshots.DEFAULT_ROOT),
        root / "snapshots" / snapshots.current_id(snapshots.DEFAULT_ROOT),
    )
    shutil.copy(snapshots.DEFAULT_ROOT / "CURRENT", root)
    return root


def edit_manifest(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = live_folder(root) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")


def without_pointer(root: Path) -> None:
    (root / "CURRENT").unlink()


def without_the_folder(root: Path) -> None:
    shutil.rmtree(live_folder(root))


def with_a_truncated_table(root: Path) -> None:
    path = live_folder(root) / "observations.parquet"
    path.write_bytes(path.read_bytes()[:2000])


def with_a_foreign_table(root: Path) -> None:
    """Another program's Parquet file, with its right checksum in the manifest."""
    path = live_folder(root) / "observations.parquet"
    pl.DataFrame({"colour": ["red"]}).write_parquet(path)
    digest = snapshots.file_digest(path)
    edit_manifest(root, lambda m: m["files"][path.name].update(sha256=digest, rows=1))


def from_a_newer_version(root: Path) -> None:
    edit_manifest(root, lambda m: m.update(schema_version=999))


BROKEN = [
    (without_pointer, "The store has no live snapshot: CURRENT is missing."),
    (without_the_folder, "There is no snapshot {id} in the store."),
    (with_a_truncated_table, "Snapshot {id}: observations.parquet is damaged or was changed"),
    (with_a_foreign_table, "Snapshot {id}: observations.parquet has other columns"),
    (from_a_newer_version, "Snapshot {id} was made by a newer version of this software"),
]
broken = pytest.mark.parametrize(
    ("breaks", "reason"), BROKEN, ids=[breaks.__name__ for breaks, _ in BROKEN]
)


def changed_tables(root: Path, value: float) -> dict[str, pl.DataFrame]:
    """The live snapshot's tables with another figure of Early Help in Q1 2025-26."""
    folder = live_folder(root)
    tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in snapshots.TABLES}
    observations = tables["observations"]
    newest = (pl.col("indicator_id") == "early-help-returns") & (
        pl.col("period_start") == pl.date(2025, 4, 1)
    )
    assert observations.filter(newest).height == 1
    tables["observations"] = observations.with_columns(
        value=pl.when(newest).then(pl.lit(value)).otherwise(pl.col("value"))
    )
    return tables


# Whether anything of the page was held back for parts that never came.
WAITED = "() => document.getAnimations().some(each => each.animationName === 'shown')"


# ---- from the start ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def changing_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Server]]:
    """A server whose store holds nothing yet; each test puts its own in that place."""
    root = tmp_path_factory.mktemp("changing")
    env = {"KPI_STORE_CHECK": LOOKS}
    with running_server(tmp_path_factory.mktemp("server"), env, root) as server:
        yield root, server


@broken
def test_a_broken_store_is_one_clear_message(
    changing_store: tuple[Path, Server],
    warm_page: Page,
    breaks: Callable[[Path], None],
    reason: str,
) -> None:
    root, server = changing_store
    shutil.rmtree(root)
    copy_of_the_store(root)
    wanted = reason.format(id=snapshots.current_id(root))
    breaks(root)
    # A running server looks at the store a few times a second, later on a busy machine.
    patience.until(
        lambda: str(server.get("/api/ready").json().get("reason")).startswith(wanted),
        f"the server never says: {wanted}",
    )
    for address in ("/", "/indicator?indicator=ehcp-20-weeks"):
        open_view(warm_page, server, address)
        expect(warm_page.locator("h1")).to_have_text("The figures cannot be shown")
        alert = warm_page.get_by_role("alert")
        expect(alert).to_have_count(1)
        said = alert.inner_text().strip()
        assert said.startswith(wanted)
        assert "\n" not in said
        expect(warm_page.locator("[data-testid=stException], table, h2")).to_have_count(0)
        assert not warm_page.evaluate(WAITED), (
            "it is shown at once, not after the wait for a last part"
        )
    assert "Traceback" not in server.log()


@broken
def test_a_broken_store_is_one_line_on_the_command_line(
    tmp_path: Path,
    breaks: Callable[[Path], None],
    reason: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As a person runs it, and the other commands in this process."""
    root = copy_of_the_store(tmp_path)
    wanted = reason.format(id=snapshots.current_id(root))
    breaks(root)
    run = command_line("summary", store=root)
    found = [(run.returncode, run.stdout.decode("utf-8"), run.stderr.decode("utf-8"))]
    monkeypatch.setenv("KPI_STORE", str(root))
    monkeypatch.delenv("KPI_HOME", raising=False)
    for arguments in (["series", "ehcp-20-weeks"], ["compare", "--all"]):
        status = command.main(arguments)
        found.append((status, *capsys.readouterr()))
    for status, out, err in found:
        assert (status, out) == (2, "")
        (line,) = err.splitlines()
        assert line.startswith(f"kpi: {wanted}")


# ---- while it runs ----------------------------------------------------------------------------


def shown_snapshot(page: Page) -> str:
    found = re.search(r"snapshot ([\w.-]+)\)", page.locator("footer.foot").inner_text())
    assert found
    return found.group(1)


def figure(page: Page) -> str:
    row = page.locator("table.scorecard tr.r").filter(has_text="Returns to Early Help")
    return row.locator(".fg .big").inner_text()


def reload(page: Page) -> None:
    page.reload()
    wait_for_app(page)
    expect(page.locator("h1")).to_be_visible()


def publish(root: Path, value: float) -> str:
    return writer.write(
        changed_tables(root, value), why="test", who="tests", inputs=[], report=[], store=root
    )


def test_a_running_app_keeps_the_last_good_snapshot_and_says_so(
    start_server: Callable[..., Server], warm_page: Page, tmp_path: Path
) -> None:
    root = copy_of_the_store(tmp_path / "store")
    first = snapshots.current_id(root)
    # It looks when a page is opened and not between: the snapshot is damaged before anybody looks.
    server = start_server(store=root, env={"KPI_STORE_CHECK": "3600"})
    open_view(warm_page, server)
    assert (shown_snapshot(warm_page), figure(warm_page)) == (first, "10.5%")
    notice = warm_page.locator("p.notice[role=status]")
    for number, (breaks, reason) in enumerate(BROKEN):
        damaged = publish(root, 90.0 + number)
        breaks(root)
        time.sleep(1.1)  # of the pages drawn in a second, one looks for all
        reload(warm_page)
        expect(notice).to_have_count(1)
        expect(notice).to_contain_text(
            f"A newer state of the figures was refused, so those of {first} are shown. "
            f"{reason.format(id=damaged)}"
        )
        assert (shown_snapshot(warm_page), figure(warm_page)) == (first, "10.5%")
        live_pointer.point_to(first, root)
    time.sleep(1.1)
    reload(warm_page)
    expect(notice).to_have_count(0)
    assert "Traceback" not in server.log()


def test_a_running_app_shows_a_new_snapshot_without_a_restart(
    start_server: Callable[..., Server], warm_page: Page, tmp_path: Path
) -> None:
    root = copy_of_the_store(tmp_path / "store")
    server = start_server(store=root, env={"KPI_STORE_CHECK": LOOKS})
    open_view(warm_page, server)
    assert figure(warm_page) == "10.5%"
    good = publish(root, 12.5)
    until_loaded(server, good)
    # Whoever has the page open sees it with the next choice, without a reload.
    choose(warm_page, "Directorate", "Children's Social Care")
    assert (shown_snapshot(warm_page), figure(warm_page)) == (good, "12.5%")
    expect(warm_page.locator("p.notice")).to_have_count(0)
    assert as_json(server.get("/api/ready")) == {"status": "ready", "snapshot": good}
    run = command_line("summary", "--indicator", "early-help-returns", store=root)
    assert [row["value"] for row in parsed(run.stdout)] == ["12.5"]
