"""The frame around every page: navigation, snapshot, banners, another council, a broken store."""

import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.model.snapshot import Snapshot
from tests.pages.conftest import Opener
from tests.pages.reading import faults, headings, markup, notices, text

PAGES = {
    "scorecard": "Children's Services performance",
    "indicator": "Assessments completed within 45 working days",
    "benchmarks": "Assessments completed within 45 working days",
    "profile": "All measures: Bournemouth, Christchurch and Poole",
    "compare": "Compare: six indicators side by side",
    "table": "Build a table",
    "definitions": "Definitions and sources",
    "paper": "Committee paper",
    "guide": "Two-minute guide",
    "accessibility": "Accessibility statement",
}


def problems(app: AppTest) -> list[str]:
    return [*notices(app, "alert"), *(element.value for element in app.error)]


@pytest.fixture
def copied(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own, for a test that damages it."""
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    return where


@pytest.mark.parametrize(("page", "heading"), PAGES.items())
def test_every_page_opens_without_parameters(
    open_page: Opener, snapshot: Snapshot, page: str, heading: str
) -> None:
    app = open_page(page)
    assert faults(app) == []
    assert problems(app) == []
    assert headings(app, 1) == [heading]
    said = text(app)
    assert said.startswith("Bournemouth, Christchurch and Poole Children's Services")
    assert f"(snapshot {snapshot.id})" in said
    assert "Open Government Licence v3.0" in said


@pytest.mark.parametrize("page", PAGES)
def test_markup_has_no_stray_words(open_page: Opener, page: str) -> None:
    said = text(open_page(page))
    for stray in ("None", "nan ", "NaN", "()", "{", "}", "&amp;", "&lt;"):
        assert stray not in said, stray


@pytest.mark.parametrize(("code", "name"), [("330", "Birmingham"), ("908", "Cornwall")])
@pytest.mark.parametrize("page", PAGES)
def test_another_council_by_one_setting(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, page: str, code: str, name: str
) -> None:
    monkeypatch.setenv("KPI_HOME", code)
    app = open_page(page)
    assert faults(app) == []
    assert problems(app) == []
    said = text(app)
    assert said.startswith(f"{name} Children's Services")
    assert "Bournemouth" not in said
    assert "BCP" not in said
    assert 'class="illustrative"' not in markup(app) or page == "definitions"


@pytest.mark.parametrize("page", PAGES)
def test_a_setting_nobody_knows_shows_one_message(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("KPI_HOME", "000")
    app = open_page(page)
    assert faults(app) == []
    assert problems(app) == ["no area has the code '000'; for example 839"]
    assert headings(app, 1) == ["The figures cannot be shown"]


@pytest.mark.parametrize("page", PAGES)
def test_an_authority_that_was_abolished_shows_one_message(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("KPI_HOME", "837")
    app = open_page(page)
    assert faults(app) == []
    assert problems(app) == [
        "'837' is Bournemouth (Pre LG), which was abolished; choose 839 instead"
    ]


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_store_shows_one_message(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    monkeypatch.setenv("KPI_STORE", str(tmp_path))
    app = open_page(page)
    assert faults(app) == []
    assert problems(app) == ["The store has no live snapshot: CURRENT is missing."]
    assert headings(app, 1) == ["The figures cannot be shown"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("broken", ["observations.parquet", "targets.parquet", "manifest.json"])
def test_a_damaged_store_shows_one_message(
    open_page: Opener, copied: Path, page: str, broken: str
) -> None:
    (path,) = copied.glob(f"snapshots/*/{broken}")
    path.write_bytes(path.read_bytes()[:-20])
    app = open_page(page)
    assert faults(app) == []
    (said,) = problems(app)
    assert "damaged" in said
    assert headings(app, 1) == ["The figures cannot be shown"]
    assert str(copied) not in said


def test_a_bad_newer_snapshot_is_refused_and_the_last_good_one_serves(
    open_page: Opener, copied: Path, snapshot: Snapshot
) -> None:
    assert problems(open_page()) == []
    (copied / "CURRENT").write_text("2099-01-01-000000-ffffff\n")
    app = open_page()
    assert faults(app) == []
    assert problems(app) == []
    assert [element.value for element in app.warning] == []
    (said,) = notices(app, "status")
    assert said == (
        f"A newer state of the figures was refused, so those of {snapshot.id} are shown. "
        "There is no snapshot 2099-01-01-000000-ffffff in the store."
    )
    assert f"(snapshot {snapshot.id})" in text(app)


BAD_ADDRESS = [
    ("quarter", "Q9 2025-26", "Q1 2025-26"),
    ("indicator", "ehcp", None),
    ("directorate", "Housing", "All"),
    ("comparators", "yesterday", "As known at the end of the quarter"),
    ("neighbours", "1999", "the model known by then"),
    ("quarter", "<script>alert(1)</script>", "Q1 2025-26"),
]


@pytest.mark.parametrize("page", ["scorecard", "indicator"])
@pytest.mark.parametrize(("name", "value", "instead"), BAD_ADDRESS)
def test_a_bad_value_in_a_link_is_named_and_ignored(
    open_page: Opener, page: str, name: str, value: str, instead: str | None
) -> None:
    app = open_page(page, **{name: value})
    assert faults(app) == []
    assert problems(app) == []
    said = text(app)
    assert f"The address asks for {name}" in said
    assert "which does not exist here. It was ignored:" in said
    if instead is not None:
        assert f"It was ignored: {instead} is shown." in said
    assert "<script>" not in markup(app)
    assert name not in app.query_params or app.query_params[name] != [value]


def test_filters_go_with_the_visitor_to_the_next_page(open_page: Opener) -> None:
    app = open_page("scorecard", quarter="Q3 2024-25")
    app.switch_page("indicator.py").run()
    assert faults(app) == []
    assert app.selectbox(key="quarter").value == "Q3 2024-25"


@pytest.mark.parametrize("page", ["scorecard", "indicator"])
def test_without_a_return_the_page_says_so(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    told = "No return has been loaded for Cornwall"
    assert told not in text(open_page(page))
    monkeypatch.setenv("KPI_HOME", "908")
    assert f"{told}: there are no quarterly figures" in text(open_page(page))
    if page == "indicator":
        early_help = text(open_page(page, indicator="early-help-returns"))
        assert "No return has been loaded" in early_help.replace(told, "")


EVERY_NAME = (
    "as", "authority", "axis", "comparators", "directorate", "gaps", "indicator", "measure",
    "middle", "neighbours", "order", "period", "pupils", "quarter", "range", "theme", "topic",
    "view",
)  # fmt: skip


@pytest.mark.parametrize("wrong", ["", "zzz"])
@pytest.mark.parametrize(
    "page", ["scorecard", "indicator", "benchmarks", "profile", "compare", "paper", "definitions"]
)
def test_whatever_is_asked_in_vain_the_page_names_what_it_shows(
    open_page: Opener, page: str, wrong: str
) -> None:
    app = open_page(page, **dict.fromkeys(EVERY_NAME, wrong))
    assert faults(app) == []
    said = re.findall(r"It was ignored: ?(.*?) ?is shown\.", text(app))
    assert said or page == "definitions"
    assert [each for each in said if not each.strip()] == []
