"""The file that says what the dashboard is of: what ships, a council's own, and faulty ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi import service
from kpi.errors import DefinitionError
from kpi.resources import DATA
from pages.browser.native_sanitiser import markup_of

OWN = """title = "Adults’ Services"
people = "adults"
directorates = ["Care", "Commissioning"]
"""


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    yield
    service.people.cache_clear()


SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


def test_the_shipped_service_names_every_directorate_of_its_indicators() -> None:
    shipped = service.read(DATA / service.NAME)
    assert shipped.heading == "Children's Services performance"
    assert shipped.slug == "childrens-services"
    named = {
        line.split('"')[1]
        for path in (DATA / "indicators").glob("*.toml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("directorate = ")
    }
    assert named == set(shipped.directorates)


def test_a_council_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / service.NAME).write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    assert service.heading() == "Adults’ Services performance"
    assert service.service().slug == "adults-services"
    service.people.cache_clear()
    assert service.too_few() == "too few adults to show"


def test_directorates_are_in_the_files_order_and_others_follow(tmp_path: Path) -> None:
    path = tmp_path / service.NAME
    path.write_text(OWN, encoding="utf-8")
    found = service.read(path).in_order(["Housing", "Commissioning", "Housing", "Care", "Arts"])
    assert found == ("Care", "Commissioning", "Housing", "Arts")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('title = "X"\n', "lacks 'directorates'"),
        (OWN + 'tittle = "X"\n', "has an unknown key 'tittle'; perhaps 'title'"),
        (OWN.replace('"Commissioning"', '"Care"'), "the directorate 'Care' is there twice"),
        (OWN.replace('["Care", "Commissioning"]', "[]"), "directorates is empty"),
        ("title = ", "is not valid TOML"),
    ],
)
def test_a_faulty_file_is_named_on_the_page_and_by_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, said: str
) -> None:
    (tmp_path / service.NAME).write_text(content, encoding="utf-8")
    monkeypatch.setenv("KPI_DATA", str(tmp_path))
    monkeypatch.setenv("KPI_STORE", str(DATA / "store"))
    with pytest.raises(DefinitionError, match=said) as fault:
        service.service()
    assert str(fault.value).startswith(service.NAME)
    service.people.cache_clear()
    assert service.people() in (service.PEOPLE, "adults")
    app = AppTest.from_file(str(SHELL), default_timeout=60).run()
    drawn = "".join(markup_of(piece.proto.body) for piece in app.get("html"))
    assert "The figures cannot be shown" in drawn
    assert "service.toml" in drawn
