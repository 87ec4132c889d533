"""A store of its own for each test, with few rows of the long tables."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kpi.publishing.build import BuildResult
from kpi.store import writer
from tests.kpi.store.stores import (
    Tables,
    put,
)


@pytest.fixture(scope="session")
def tables(built: BuildResult) -> Tables:
    """All tables, with few rows of the long ones, so that writing is quick."""
    few = {name: built.tables[name].head(300) for name in ("benchmarks", "observations")}
    return {**built.tables, **few}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that is one second later whenever it is looked at."""
    told = iter(range(10, 60))

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Clock":
            return cls(2025, 9, 1, 12, 0, next(told), tzinfo=tz)

    monkeypatch.setattr(writer, "datetime", Clock)


@pytest.fixture(scope="module")
def template(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    put(tables, folder)
    return folder


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    """A store of its own with one snapshot."""
    shutil.copytree(template, tmp_path / "store")
    return tmp_path / "store"
