"""The page "Definitions and sources", run without a browser."""

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.guidance import definitions, glossary, provenance
from kpi.indicators import target_status
from kpi.model import snapshot as snapshot_model
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from tests import patience
from tests.pages.reading import headings

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    """The snapshot that the page shows."""
    return live_snapshot.live().snapshot


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(60))
    for name, value in query.items():
        app.query_params[name] = value
    return app.run().switch_page("definitions.py").run()


@pytest.fixture(scope="module")
def app() -> AppTest:
    """The page, opened once."""
    return opened()


@pytest.fixture(scope="module")
def html(app: AppTest) -> str:
    """All markup of the page, in order."""
    return "\n".join(element.proto.body for element in app.get("html"))


class Balance(HTMLParser):
    """Finds tags that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("img", "br"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(tag)


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_the_page_runs_and_has_its_title(app: AppTest) -> None:
    assert not app.exception
    assert headings(app, 1) == ["Definitions and sources"]


def test_every_link_within_the_page_leads_somewhere(app: AppTest, html: str) -> None:
    anchors = [h.proto.anchor for h in (*app.header, *app.subheader)]
    assert len(anchors) == len(set(anchors))
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) > 15
    assert set(links) == {*anchors, "on-this-page"}
    assert html.count('id="on-this-page"') == 1


def test_headings_never_skip_a_level(app: AppTest, html: str) -> None:
    assert (len(headings(app, 1)), len(app.header)) == (1, 8)
    assert set(re.findall(r"<h(\d)", html)) == {"1", "3"}


def test_each_indicator_is_told_in_full(app: AppTest, html: str, snapshot: Snapshot) -> None:
    text = plain(html)
    assert [s.value for s in app.subheader] == [i.name for i in snapshot_model.in_order(snapshot)]
    for indicator in snapshot.indicators:
        for said in (
            indicator.definition, indicator.numerator, indicator.denominator,
            indicator.why_it_matters, indicator.council_controls, indicator.owner_role,
            *indicator.caveats, *(r.why for r in indicator.related),
        ):  # fmt: skip
            assert " ".join(said.split()) in text
        assert f'href="indicator?indicator={indicator.id}"' in html


def test_every_status_is_shown_with_its_shape(html: str) -> None:
    for shape in "■▲●○–":
        assert f'<span aria-hidden="true">{shape}</span>' in html
    assert set(glossary.wording().statuses) == set(target_status.STATUSES)


def test_illustrative_figures_are_named_and_targets_marked(html: str, snapshot: Snapshot) -> None:
    assert "are illustrative now" in plain(html)
    targets = sum(len(definitions.target_history(snapshot, i, "839")) for i in snapshot.indicators)
    assert html.count('class="illustrative"') > targets == 8


def test_every_source_is_linked_as_the_data_says(html: str, snapshot: Snapshot) -> None:
    for row in snapshot.sources.iter_rows(named=True):
        assert row["title"] in unescape(html)
        assert not row["link"] or f'href="{row["link"]}"' in html


def test_faults_give_their_count_and_their_measures(html: str, snapshot: Snapshot) -> None:
    text = plain(html)
    assert html.count("<details>") == sum(g.is_long for g in provenance.faults(snapshot)) == 1
    assert "The 51 measures" in text
    for group in provenance.faults(snapshot):
        assert " ".join(group.fault.split()) in text


def test_glossary_is_complete(html: str) -> None:
    for term in glossary.wording().terms:
        assert f"<dt>{term.term}</dt>" in html


def test_markup_is_well_formed(app: AppTest) -> None:
    drawn = app.get("html")
    assert len(drawn) > 5
    for element in drawn:
        balance = Balance()
        balance.feed(element.proto.body)
        assert (balance.faults, balance.stack) == ([], []), element.proto.body[:200]


def test_tables_name_every_column(html: str) -> None:
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) == 10
    for table in tables:
        assert re.search(r"<caption>\S", table)
        heads = table.count('scope="col"')
        for row in re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL):
            assert row.count("<th") + row.count("<td") == heads


def test_an_indicator_in_the_address_is_offered_first() -> None:
    first = opened(indicator="ehcp-20-weeks")
    texts = [plain(e.proto.body) for e in first.get("html")]
    offered = [text for text in texts if text.startswith("You came from")]
    assert offered == [
        "You came from Education, health and care plans issued within 20 weeks: go to its "
        "definition"
    ]


def test_an_unknown_indicator_in_the_address_changes_nothing(app: AppTest) -> None:
    other = opened(indicator="<script>")
    assert not other.exception
    assert len(other.get("html")) == len(app.get("html"))


def test_another_authority_has_no_illustrative_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "942")
    other = opened()
    assert not other.exception
    text = plain(" ".join(e.proto.body for e in other.get("html")))
    assert "are illustrative now" not in text
    assert "The April 2021 model has no list for this authority." in text
