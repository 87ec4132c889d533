"""Two publishers at once, and publishers that are killed, on S3."""

import subprocess
import sys
from pathlib import Path

import pytest

from kpi.cli.main import main
from kpi.store import journal, snapshots, writer
from kpi.store.backends import location
from kpi.store.backends.backend import StoreBackend
from tests import patience
from tests.kpi import crashing

RACE = """
import sys
from pathlib import Path
from kpi.store import snapshots, writer
from kpi.store.backends import location
from kpi.store.publisher_lock import StoreBusyError
from tests.kpi import crashing
where = location.named(sys.argv[1])
live = snapshots.load(snapshots.current_id(where), where)
print("ready", flush=True)
sys.stdin.readline()
try:
    print("won", writer.write(crashing.tables_of(live), why=sys.argv[2], who="tests", inputs=[],
                              report=[], store=where, based_on=live.id))
except StoreBusyError as fault:
    print("busy", fault)
"""


@pytest.fixture
def filled(s3: StoreBackend, store_root: Path) -> StoreBackend:
    """A store on S3 with the shipped figures."""
    found = snapshots.load(snapshots.current_id(store_root), store_root)
    tables = crashing.tables_of(found)
    writer.write(tables, why="first", who="tests", inputs=[], report=[], store=s3)
    return s3


def test_of_two_publishers_exactly_one_wins(filled: StoreBackend, s3_url: str) -> None:
    first = snapshots.current_id(filled)
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, s3_url, why],
            cwd=crashing.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for why in ("one", "two")
    ]  # fmt: skip
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    said = sorted(
        racer.communicate(timeout=patience.seconds(60))[0].split(maxsplit=1) for racer in racers
    )
    assert [words[0] for words in said] == ["busy", "won"]
    assert "Nothing of yours was published" in said[0][1]
    winner = said[1][1].strip()
    assert snapshots.current_id(filled) == winner
    assert snapshots.snapshot_ids(filled) == [first, winner]
    assert [c.fault for c in snapshots.verify(filled) if c.fault] == []
    told = journal.entries(filled)
    done = journal.took_effect(told, winner)
    assert [e.after for e, is_done in zip(told, done, strict=True) if is_done] == [first, winner]


def test_every_command_works_on_s3(
    filled: StoreBackend,
    s3_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KPI_STORE", s3_url)
    first = snapshots.current_id(filled)
    second = crashing.publish_once(filled, 1)
    assert main(["rollback", first, "--why", "wrong return", "--who", "an officer"]) == 0
    assert snapshots.current_id(filled) == first
    assert main(["verify"]) == 0
    assert main(["history"]) == 0
    assert main(["summary", "--indicator", "early-help-returns"]) == 0
    said = capfd.readouterr()
    whose, proof = said.err.splitlines()  # what the roll back says of itself, and nothing else
    assert whose == "changing the dashboard of Bournemouth, Christchurch and Poole (839)"
    assert proof.startswith(f"{first}: made once to see that all can be shown: ")
    assert f"{first}: whole\n{second}: whole\nCURRENT: whole\n" in said.out
    assert "wrong return" in said.out
    assert main(["rollback", "nowhere", "--why", "x"]) == 2


def test_killed_at_random_moments(filled: StoreBackend, s3_url: str) -> None:
    assert location.named(s3_url) == filled
    assert crashing.run(s3_url, kills=3, seed=5, within=3) == []
