"""A store that is pulled away, hangs, is damaged or takes nothing, while somebody uses the app."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from kpi.store import live_pointer, snapshots, writer
from tests import patience
from tests.browser.harness import LOOKS, ROOT, Server, as_json, open_view, until_loaded
from tests.browser.test_broken_store import (
    changed_tables,
    copy_of_the_store,
    figure,
    publish,
    reload,
    shown_snapshot,
)

DROP_FROM_BOUNDS, OVERRIDE = 24, 1  # of prctl(2) and capabilities(7)
PUBLISH_AGAIN = (
    "import sys; from pathlib import Path; from kpi.errors import StoreError\n"
    "from tests.kpi import crashing\n"
    "try: crashing.publish_once(Path(sys.argv[1]), 1)\n"
    "except StoreError as fault: print(fault)"
)


def as_anybody() -> None:
    """Root writes whatever a folder's mode says; without this right it must obey the mode too."""
    assert ctypes.CDLL(None).prctl(DROP_FROM_BOUNDS, OVERRIDE, 0, 0, 0) == 0


def ready(server: Server) -> httpx.Response:
    answer = server.get("/api/ready")
    assert answer.status_code == 200
    return answer


def test_the_last_good_snapshot_serves_whatever_happens_to_the_store(
    start_server: Callable[..., Server], warm_page: Page, tmp_path: Path
) -> None:
    root = copy_of_the_store(tmp_path / "store")
    first = snapshots.current_id(root)
    pointer = root / "CURRENT"
    server = start_server(
        store=root,
        env={"KPI_STORE_TIMEOUT": f"{patience.seconds(1):.1f}", "KPI_STORE_CHECK": LOOKS},
    )
    until_loaded(server, first)  # on a busy machine the first reading takes more than its second
    page = warm_page
    open_view(page, server)
    assert (shown_snapshot(page), figure(page)) == (first, "10.5%")
    notice = page.locator("p.notice[role=status]")
    expect(notice).to_have_count(0)

    def says(wanted: str) -> None:
        """The page says so after a reload or two, and shows the first snapshot all the while."""
        seen: list[str] = []

        def is_said() -> bool:
            reload(page)
            assert (shown_snapshot(page), figure(page)) == (first, "10.5%")
            seen.append(" ".join(notice.all_inner_texts()))
            return bool(re.search(wanted, seen[-1]))

        patience.until(is_said, f"never said: {wanted}")
        said = seen[-1]
        if wanted != "^$":
            assert said.endswith(as_json(ready(server))["problem"])
        else:
            assert as_json(ready(server)) == {"status": "ready", "snapshot": first}

    outdated = f"^The figures may be out of date: those of {first} are shown. The store "

    # Pulled away, and put back.
    root.rename(tmp_path / "elsewhere")
    says(rf"{outdated}cannot be reached since \d\d:\d\d \(it is gone\)\.$")
    (tmp_path / "elsewhere").rename(root)
    says("^$")

    # Made to hang: whoever reads a pipe that nobody writes to waits for ever.
    pointer.unlink()
    os.mkfifo(pointer)
    says(rf"{outdated}has not answered since \d\d:\d\d\.$")
    os.close(os.open(pointer, os.O_RDWR | os.O_NONBLOCK))
    pointer.unlink()
    pointer.write_text(f"{first}\n")
    says("^$")

    # Its pointer damaged, and a file of a new snapshot.
    pointer.write_text("\x00 nonsense")
    says("^A newer state of the figures was refused.*does not hold a snapshot's name")
    pointer.write_text(f"{first}\n")
    says("^$")
    aside = tmp_path / "aside"
    shutil.copytree(root, aside)
    damaged = publish(aside, 90.0)
    (aside / "snapshots" / damaged / "areas.parquet").write_bytes(b"PAR1")
    shutil.copytree(aside / "snapshots" / damaged, root / "snapshots" / damaged)
    pointer.write_text(f"{damaged}\n")
    says(f"^A newer state.*Snapshot {damaged}: areas.parquet is damaged or was changed")
    live_pointer.point_to(first, root)
    says("^$")

    # Read-only: it is read as before, and publishing says in one line that nothing was published.
    for path in (root, root / "snapshots"):
        path.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", PUBLISH_AGAIN, str(root)],
            cwd=ROOT, capture_output=True, text=True,
            preexec_fn=as_anybody if os.geteuid() == 0 else None,
        )  # fmt: skip
    finally:
        for path in (root, root / "snapshots"):
            path.chmod(0o755)
    assert done.stderr == ""
    assert done.stdout == "Nothing was published: writing in the store is not allowed.\n"
    says("^$")

    # And all the while no restart was needed to see what is published next.
    good = writer.write(
        changed_tables(root, 12.5), why="test", who="tests", inputs=[], report=[], store=root
    )
    patience.until(
        lambda: as_json(ready(server)) == {"status": "ready", "snapshot": good},
        "the good snapshot is never loaded",
    )
    reload(page)
    assert (shown_snapshot(page), figure(page)) == (good, "12.5%")
    expect(notice).to_have_count(0)
    assert "Traceback" not in server.log()
