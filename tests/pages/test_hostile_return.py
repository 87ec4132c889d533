"""Every page on the figures of a return that means harm, as Streamlit is told to draw it.

Text of the return may stand in escaped markup alone: nowhere else, as labels, headings and
messages of Streamlit are markdown.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from google.protobuf.json_format import MessageToJson
from streamlit.testing.v1 import AppTest

from kpi.model.snapshot import Snapshot
from kpi.publishing import uploads
from kpi.store import live_snapshot
from tests.kpi import hostile, returning
from tests.pages.conftest import Opener
from tests.pages.reading import chart_texts, faults, markup, text
from tests.pages.test_publish_page import own_store, publish, send, visit

__all__ = ["own_store", "visit"]
OURS = {"a", "img", "script", "style", "form", "button", "input", "iframe", "svg", "meta"}
SIGNS = ("evil.invalid", "__acted", "of theirs", "cmd|", "SUM(1)", "=1+1", "etc/passwd", "{field}")
PICTURES = (
    "data:image/svg+xml",
    "data:image/png;base64,",
    "guide-pictures",
)  # an <img> runs no script


class _Tags(HTMLParser):
    """Every tag of a page that could act, with its attributes, and all names of attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.attributes: set[str] = set()
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}
        if tag in OURS:
            self.found.append((tag, dict(attrs)))

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def assert_nothing_acts(app: AppTest) -> None:
    assert faults(app) == []
    tags = _Tags()
    tags.feed(markup(app))
    for tag, attributes in tags.found:
        if tag == "a":
            address = str(attributes["href"])
            assert "//" not in address or "gov.uk" in address or "w3.org" in address, address
            assert not address.lower().strip().startswith(("javascript", "data"))
        else:
            assert tag == "img", tag
            assert str(attributes["src"]).startswith(PICTURES)
    assert not any(name.startswith("on") for name in tags.attributes)
    assert tags.comments == []
    assert hostile.unseen_in(markup(app)) == []
    sent = list(others(app))
    assert len(sent) > 3
    for element in sent:
        assert [sign for sign in SIGNS if sign in element] == [], element[:200]
    for told in chart_texts(app):
        assert [sign for sign in SIGNS if sign in told] == []


def others(app: AppTest) -> Iterator[str]:
    """What is sent to the browser besides markup: headings, labels, charts, messages."""
    for node in app.main:
        if node.type not in ("html", "markdown"):
            proto = getattr(node, "proto", None)
            yield MessageToJson(proto, ensure_ascii=False) if proto is not None else ""
    for node in app.get("markdown"):
        yield node.value


@pytest.fixture(scope="module")
def hostile_store(store_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose newest quarter is the hostile return."""
    folder = tmp_path_factory.mktemp("hostile")
    shutil.copytree(store_root, folder / "store")
    patch = pytest.MonkeyPatch()
    patch.setenv("KPI_STORE", str(folder / "store"))
    live = live_snapshot.live(folder / "store").snapshot
    sent = hostile.hostile_return(live, folder)
    today = date(2025, 11, 20)
    with returning.proved_at_a_glance():  # the whole proof of it: tests/kpi/test_hostile.py
        uploads.publish(
            sent, live, area="839", who=hostile.WHO, why=hostile.WHY, today=today, looked_at=live.id
        )
    patch.undo()
    return folder / "store"


@pytest.fixture
def open_hostile(
    hostile_store: Path, open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., AppTest]:
    monkeypatch.setenv("KPI_STORE", str(hostile_store))
    return open_page


@pytest.mark.parametrize("page", ["scorecard", "definitions", "paper", "benchmarks", "profile"])
def test_no_page_lets_anything_act(open_hostile: Opener, page: str) -> None:
    app = open_hostile(page)
    assert_nothing_acts(app)
    if page in ("definitions", "paper"):
        assert hostile.EVIL in text(app), "the payloads are shown as plain text"


@pytest.mark.parametrize("indicator", list(hostile.FIGURES))
def test_no_indicators_page_lets_anything_act(
    open_hostile: Opener, hostile_store: Path, indicator: str
) -> None:
    app = open_hostile("indicator", indicator=indicator)
    assert_nothing_acts(app)
    live: Snapshot = live_snapshot.live(hostile_store).snapshot
    said = live.commentary.filter(indicator_id=indicator, reporting_quarter="Q2 2025-26")
    for told in said.select("what_happened", "why", "action", "owner_role").row(0):
        assert " ".join(told.split()) in text(app)


def test_the_publish_page_shows_faults_and_history_as_plain_text(
    visit: Callable[..., AppTest], own_store: Path, tmp_path: Path
) -> None:
    live = live_snapshot.live(own_store).snapshot
    app = send(visit("officer@council.example"), hostile.hostile_return(live, tmp_path))
    assert_nothing_acts(app)
    assert "<b>x</b>" in text(app), "the file's name"
    app = publish(app, why=hostile.WHY.replace("\n", " ").replace("\x1b", ""))
    assert_nothing_acts(app)
    assert f"<b>Why</b> [x](http://{hostile.EVIL}) =1+1 09" in text(app)
