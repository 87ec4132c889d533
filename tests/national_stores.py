"""A store too large to hold: the shipped rows and 200,000 made-up ones, whole or in its file."""

from pathlib import Path

import pytest
from filelock import FileLock

from kpi.model.snapshot import Snapshot
from kpi.store import snapshots
from tools.national.store import make

SHIPPED = snapshots.DEFAULT_ROOT


MADE_ROWS = 200_000


def held(root: Path) -> Snapshot:
    """The live snapshot with all its rows in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "LAZY_FROM", 10**12)
        return snapshots.load(snapshots.current_id(root), root)


def left_in_file(root: Path) -> Snapshot:
    """The live snapshot with its benchmarks left in their file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshots, "LAZY_FROM", 1)
        return snapshots.load(snapshots.current_id(root), root)


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    """The shipped store, held whole."""
    return held(SHIPPED)


@pytest.fixture(scope="session")
def root(run_folder: Path, shipped: Snapshot) -> Path:
    """A store of the shipped rows and 200,000 made-up ones. Copy it before changing it."""
    folder = run_folder / "national"
    with FileLock(run_folder / "national.lock"):
        if not folder.exists():
            making = run_folder / "national-in-the-making"
            make(making, rows=shipped.held_benchmarks.height + MADE_ROWS, source=SHIPPED)
            making.rename(folder)
    return folder
