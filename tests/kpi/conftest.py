"""One build of the shipped inputs, and the same published and loaded, for all tests of kpi."""

from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from kpi.publishing import build
from kpi.store import snapshots

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ROOT / "data" / "inputs"
DEFINITIONS = ROOT / "data" / "indicators"


@pytest.fixture(scope="session")
def inputs_folder() -> Path:
    """The shipped inputs."""
    return INPUTS


@pytest.fixture(scope="session")
def definitions_folder() -> Path:
    """The shipped definitions."""
    return DEFINITIONS


@pytest.fixture(scope="session")
def built() -> build.BuildResult:
    """Everything made from the shipped inputs, once."""
    return build.build(INPUTS, DEFINITIONS)


@pytest.fixture(scope="session")
def store_root(built: build.BuildResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds `built`. Copy it before changing anything in it."""
    root = tmp_path_factory.mktemp("store")
    build.publish(built, why="tests", who="tests", store_root=root)
    return root


@pytest.fixture(scope="session")
def snapshot(store_root: Path) -> Snapshot:
    """`built` as a page sees it: published and loaded again."""
    return snapshots.load(snapshots.current_id(store_root), store_root)
