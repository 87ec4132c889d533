"""A store of its own for tests that publish."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def where(store_root: Path, tmp_path: Path) -> Path:
    """A copy of the built store, which a test may change."""
    return Path(shutil.copytree(store_root, tmp_path / "store"))
