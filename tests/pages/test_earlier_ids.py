"""Links saved before an indicator was given another id show the same indicator."""

from pathlib import Path

import pytest

from kpi.publishing import build
from kpi.publishing.build import BuildResult
from tests.kpi import returning
from tests.kpi.publishing.test_build_changes import with_definition
from tests.kpi.returning import PLANS
from tests.pages.conftest import Opener
from tests.pages.reading import faults, markup, text

EARLIER = "plans-in-time"
NAME = "Education, health and care plans issued within 20 weeks"


@pytest.fixture(autouse=True)
def renamed(
    built: BuildResult, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A store whose indicator had another id once, which the pages show."""
    root = tmp_path_factory.mktemp("renamed")
    made = with_definition(built, PLANS, formerly=[EARLIER])
    build.publish(made, why="tests", who="tests", store_root=root, prove=returning.unproved)
    monkeypatch.setenv("KPI_STORE", str(root))
    return root


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("scorecard", {"indicator": EARLIER}),
        ("indicator", {"indicator": EARLIER}),
        ("benchmarks", {"measure": EARLIER}),
        ("definitions", {"define": EARLIER}),
        ("compare", {"measures": EARLIER}),
        ("table", {"measures": EARLIER}),
    ],
)
def test_a_link_with_an_earlier_id_shows_the_indicator(
    open_page: Opener, page: str, address: dict[str, str]
) -> None:
    ((name, _),) = address.items()
    today = open_page(page, **{name: PLANS})
    app = open_page(page, **address)
    assert faults(app) == []
    assert "was ignored" not in text(app)
    assert NAME in text(app) or NAME in markup(app)
    assert text(app) == text(today)
