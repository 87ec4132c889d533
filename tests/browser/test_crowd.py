"""A small crowd over Streamlit's own protocol: nobody meets a fault, and nothing stays behind.

How many people one process holds, and how quickly, is for `python -m benchmarks.people`.
"""

import asyncio
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from benchmarks import people
from benchmarks.people import Crowd, crowd
from tests import patience
from tests.browser.harness import Server, running_server, visit

PEOPLE, SECONDS = 12, 6.0
FORGOTTEN_AFTER = "1"  # seconds: how long a lost connection may come back to its own visit


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    env = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": FORGOTTEN_AFTER}
    with running_server(tmp_path_factory.mktemp("busy"), env) as server:
        yield server


def open_visits(server: Server) -> int:
    told = server.get("/_stcore/metrics?families=active_sessions").text
    found = re.search(r"^active_sessions(?:\{[^}]*\})? (\d+)", told, re.MULTILINE)
    assert found, told
    return int(found[1])


def until_forgotten(server: Server) -> None:
    patience.until(lambda: not open_visits(server), "visits stay open")


def used(server: Server) -> float:
    """Resident memory in MiB."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


def test_nobody_in_a_crowd_meets_a_fault(busy: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "GIVE_UP_SECONDS", patience.seconds(people.GIVE_UP_SECONDS))
    # In a thread of its own: browser tests of this process may have a loop in this one.
    with ThreadPoolExecutor(1) as pool:
        work = crowd(busy.url, PEOPLE, SECONDS, every=0.5)
        found: Crowd = pool.submit(asyncio.run, work).result()
    assert (found.faults, found.examples) == (0, ())
    assert found.people == PEOPLE
    assert found.changes > PEOPLE
    until_forgotten(busy)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_visits_that_come_and_go_leave_nothing_behind(busy: Server) -> None:
    for _ in range(40):  # what pages need is in memory then
        visit(busy, "/indicator", "indicator=ehcp-20-weeks")
    before = used(busy)
    for _ in range(120):
        assert visit(busy, "/indicator", "indicator=ehcp-20-weeks").faults == ()
    until_forgotten(busy)
    # A visit that stayed would hold its page: some 0.1 MiB each, more than 12 in all.
    assert used(busy) - before < 10
