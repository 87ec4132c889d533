"""One build of the shipped inputs, and the same published and loaded, for all tests of kpi."""

import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from kpi.model.snapshot import Snapshot
from kpi.publishing import build
from kpi.store import snapshots
from tests.kpi import publishers_files, returning

ROOT = Path(__file__).resolve().parents[2]
INPUTS = ROOT / "data" / "inputs"
DEFINITIONS = ROOT / "data" / "indicators"


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """See `publishers_files`: a build reads what an earlier one read no second time."""
    with publishers_files.read_once():
        yield


@pytest.fixture(scope="session")
def inputs_folder() -> Path:
    """The shipped inputs."""
    return INPUTS


@pytest.fixture(scope="session")
def definitions_folder() -> Path:
    """The shipped definitions."""
    return DEFINITIONS


@pytest.fixture(scope="session")
def built(run_folder: Path) -> build.BuildResult:
    """Everything made from the shipped inputs, once a run."""
    made = run_folder / "built.pickle"
    with FileLock(run_folder / "built.lock"):
        if not made.exists():
            made.write_bytes(pickle.dumps(build.build(INPUTS, DEFINITIONS)))
    found = pickle.loads(made.read_bytes())
    assert isinstance(found, build.BuildResult)
    return found


@pytest.fixture(scope="session")
def store_root(
    built: build.BuildResult, run_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A store that holds `built`. Copy it before changing anything in it."""
    made = run_folder / "published"
    with FileLock(run_folder / "published.lock"):
        if not made.exists():
            root = tmp_path_factory.mktemp("store")
            # That it can be shown: test_go_live_check.
            quick = returning.unproved
            build.publish(built, why="tests", who="tests", store_root=root, prove=quick)
            root.rename(made)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("copy") / "store"))


@pytest.fixture
def at_a_glance() -> Iterator[None]:
    """See `returning.proved_at_a_glance`."""
    with returning.proved_at_a_glance():
        yield


@pytest.fixture(scope="session")
def snapshot(store_root: Path) -> Snapshot:
    """`built` as a page sees it: published and loaded again."""
    return snapshots.load(snapshots.current_id(store_root), store_root)
