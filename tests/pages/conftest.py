"""Pages as Streamlit runs them, on the store made from the shipped inputs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from tests import patience
from tests.kpi.conftest import at_a_glance, built, read_once, store_root

__all__ = ["at_a_glance", "built", "read_once", "store_root"]

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
Opener = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def components() -> Iterator[None]:
    """What packages bring components is looked up once: Streamlit reads every installed one's
    description at each run of a page in a test, and a server once.
    """
    found = manifest_scanner.scan_component_manifests()
    patch = pytest.MonkeyPatch()
    patch.setattr(manifest_scanner, "scan_component_manifests", lambda: list(found))
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def settings(store_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of the tests, and no authority but the default."""
    monkeypatch.setenv("KPI_STORE", str(store_root))
    monkeypatch.delenv("KPI_HOME", raising=False)


@pytest.fixture
def snapshot(store_root: Path) -> Snapshot:
    """The very snapshot the pages show."""
    return live_snapshot.live(store_root).snapshot


@pytest.fixture
def open_page() -> Opener:
    """Opens a page at an address: `open_page("indicator", quarter="Q1 2025-26")`."""

    def opened(page: str = "scorecard", **address: str) -> AppTest:
        app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(30))
        if page != "scorecard":
            app.switch_page(f"{page}.py")
        for name, value in address.items():
            app.query_params[name] = value
        return app.run()

    return opened
