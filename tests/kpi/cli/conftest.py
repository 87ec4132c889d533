"""The stores that commands are tested on."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def shared_store(store_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store of all tests, and no authority but the default."""
    monkeypatch.setenv("KPI_STORE", str(store_root))
    monkeypatch.delenv("KPI_HOME", raising=False)
    return store_root


@pytest.fixture
def where(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own."""
    shutil.copytree(store_root, tmp_path / "store")
    monkeypatch.setenv("KPI_STORE", str(tmp_path / "store"))
    monkeypatch.delenv("KPI_HOME", raising=False)
    return tmp_path / "store"
