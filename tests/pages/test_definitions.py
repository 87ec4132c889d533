"""The page "Definitions and sources", run without a browser."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from kpi.benchmarks import measures
from kpi.formatting import count
from kpi.guidance import definitions, glossary, provenance
from kpi.guidance.releases_taken_in import NONE as NO_RELEASE
from kpi.indicators.releases.release_calendar import due_figures
from kpi.indicators.reporting_quarters import default_quarter
from kpi.indicators.scorecard import View, summary
from kpi.indicators.targets import target_status
from kpi.model import snapshot as snapshot_model
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from pages.browser.native_sanitiser import markup_of
from pages.components import frame
from tests import patience
from tests.kpi.guidance.test_releases_taken_in import logged
from tests.pages.reading import headings, notices

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"


@pytest.fixture(scope="module")
def snapshot(store_root: Path) -> Snapshot:
    """The snapshot that the page shows."""
    return live_snapshot.live(store_root).snapshot


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(60))
    app.switch_page("definitions.py")
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


@pytest.fixture(scope="module")
def app(store_root: Path) -> AppTest:
    """The page, opened once, on the store that the other pages of these tests have.

    That of the run is made today, the shipped one is older: by now other releases are late.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KPI_STORE", str(store_root))
        return opened()


@pytest.fixture(scope="module")
def html(app: AppTest) -> str:
    """All markup of the page, in order."""
    return "\n".join(markup_of(element.proto.body) for element in app.get("html"))


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


def definition(app: AppTest) -> str:
    """The markup of the one definition that is chosen."""
    (found,) = [
        markup_of(each.proto.body)
        for each in app.get("html")
        if '<section class="definition"' in markup_of(each.proto.body)
    ]
    return found


def plain(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_the_page_runs_and_has_its_title(app: AppTest) -> None:
    assert not app.exception
    assert headings(app, 1) == ["Definitions and sources"]


def test_every_link_within_the_page_leads_somewhere(html: str) -> None:
    anchors = re.findall(r'<h2 id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) > 12
    assert set(links) == {*anchors, "on-this-page"} - {"definition"}
    assert html.count('id="on-this-page"') == 1


def test_headings_never_skip_a_level(app: AppTest, html: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert levels.count(1) == 1
    assert len(headings(app, 2)) == 10
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_each_indicator_is_told_in_full_on_paper(html: str, snapshot: Snapshot) -> None:
    paper = html.partition('<div class="reference">')[2].partition('<p class="on-paper"')[0]
    names = [plain(name) for name in re.findall(r"<h3>(.*?)</h3>", paper)]
    known = [i.name for i in snapshot_model.in_order(snapshot)]
    assert names[: len(known)] == known
    text = plain(paper)
    for indicator in snapshot.indicators:
        for said in (
            indicator.definition, indicator.numerator, indicator.denominator,
            indicator.why_it_matters, indicator.council_controls, indicator.owner_role,
            *indicator.caveats, *(r.why for r in indicator.related),
        ):  # fmt: skip
            assert " ".join(said.split()) in text


def test_each_indicator_is_told_in_full_when_chosen(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        chosen = definition(opened(define=indicator.id))
        text = plain(chosen)
        for said in (
            indicator.name, indicator.definition, indicator.numerator, indicator.denominator,
            indicator.why_it_matters, indicator.council_controls, indicator.owner_role,
            *indicator.caveats, *(r.why for r in indicator.related),
        ):  # fmt: skip
            assert " ".join(said.split()) in text
        assert f'href="indicator?indicator={indicator.id}"' in chosen


def test_every_status_is_shown_with_its_shape(html: str) -> None:
    for shape in "■▲●○–":
        assert f'<span aria-hidden="true">{shape}</span>' in html
    assert set(glossary.wording().statuses) == set(target_status.STATUSES)


def test_illustrative_figures_are_named_and_targets_marked(html: str, snapshot: Snapshot) -> None:
    assert "are illustrative now" in plain(html)
    targets = sum(len(definitions.target_history(snapshot, i, "839")) for i in snapshot.indicators)
    assert targets == 8
    paper = html.partition('<div class="reference">')[2].partition("</section>")[0]
    assert paper.count('[i]</span><span class="visually-hidden"> illustrative</span>') == targets


def test_every_source_is_linked_as_the_data_says(html: str, snapshot: Snapshot) -> None:
    for row in snapshot.sources.iter_rows(named=True):
        assert row["title"] in unescape(html)
        assert not row["link"] or f'href="{row["link"]}"' in html


def test_faults_give_their_count_and_their_measures(html: str, snapshot: Snapshot) -> None:
    text = plain(html)
    lists = re.findall(r"<details><summary>The \d+ measures</summary><ul>", html)
    assert len(lists) == sum(g.is_long for g in provenance.faults(snapshot)) == 1
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
        balance.feed(markup_of(element.proto.body))
        assert (balance.faults, balance.stack) == ([], []), markup_of(element.proto.body)[:200]


def test_tables_name_every_column(html: str) -> None:
    tables = re.findall(r"<table.*?</table>", html, re.DOTALL)
    assert len(tables) == 11
    for table in tables:
        assert re.search(r"<caption[^>]*>\S", table)
        heads = table.count('scope="col"')
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table.split("<tbody>")[1], re.DOTALL):
            assert row.count("<th") + row.count("<td") == heads


@pytest.mark.parametrize("name", ["define", "indicator"])
def test_an_indicator_in_the_address_is_defined(name: str, snapshot: Snapshot) -> None:
    app = opened(**{name: "ehcp-20-weeks"})
    assert notices(app, "status") == []
    assert headings(app, 2)[0] == snapshot.indicator("ehcp-20-weeks").name
    assert app.radio[0].value == app.selectbox[0].value == "ehcp-20-weeks"


def test_who_comes_by_the_menu_finds_the_indicator_of_the_page_before(snapshot: Snapshot) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(60))
    app.switch_page("indicator.py")
    app.query_params["indicator"] = "ks4-fsm-gap"
    app.run()
    app.query_params.clear()
    app.switch_page("definitions.py").run()
    assert not app.exception
    assert headings(app, 2)[0] == snapshot.indicator("ks4-fsm-gap").name


@pytest.mark.parametrize("name", ["define", "indicator"])
def test_an_unknown_indicator_in_the_address_is_told_and_ignored(
    app: AppTest, html: str, name: str
) -> None:
    other = opened(**{name: "<script>"})
    assert not other.exception
    assert len(other.get("html")) == len(app.get("html")) + 1
    (told,) = notices(other, "status")
    assert told.startswith(f"The address asks for {name} “?script?”, which does not exist here.")
    assert definition(other) == definition(app)


def test_a_choice_in_the_list_or_the_box_is_defined_and_in_the_address(snapshot: Snapshot) -> None:
    app = opened()
    app.radio[0].set_value("ks4-fsm-gap").run()
    assert headings(app, 2)[0] == snapshot.indicator("ks4-fsm-gap").name
    assert app.query_params["define"] == "ks4-fsm-gap"
    app.selectbox[0].set_value("early-help-returns").run()
    assert headings(app, 2)[0] == snapshot.indicator("early-help-returns").name
    assert app.query_params["define"] == "early-help-returns"
    assert app.radio[0].value == "early-help-returns"


def test_the_switch_lists_every_measure_of_lait(snapshot: Snapshot) -> None:
    app = opened(list="all")
    assert len(app.radio[0].options) == len(measures.all_measures(snapshot)) == 441
    app.radio[0].set_value("SEN_EHC_Excpt_20wks").run()
    known = measures.by_id(snapshot)["SEN_EHC_Excpt_20wks"]
    assert headings(app, 2)[0] == known.name
    assert " ".join(known.definition.split()) in plain(definition(app))
    assert 'href="benchmarks?measure=SEN_EHC_Excpt_20wks"' in definition(app)


def test_a_search_finds_other_names_and_terms_and_says_how_many(snapshot: Snapshot) -> None:
    app = opened()
    app.text_input[0].set_value("EHCP").run()
    own = snapshot.indicator("ehcp-20-weeks")
    assert own.name in [name.replace("\\", "") for name in app.radio[0].options]
    assert "term of the glossary" in markup_of_captions(app)
    assert "Found: one indicator of ours" in plain(
        " ".join(markup_of(e.proto.body) for e in app.get("html"))
    )
    app.text_input[0].set_value("zzzz").run()
    assert len(app.radio) == 0
    assert "Nothing is found." in plain(" ".join(markup_of(e.proto.body) for e in app.get("html")))
    assert headings(app, 2)[0] == snapshot_model.in_order(snapshot)[0].name


def markup_of_captions(app: AppTest) -> str:
    """The second lines of the list."""
    return " ".join(app.radio[0].proto.captions)


def test_a_term_is_defined_as_the_glossary_says() -> None:
    app = opened(define="term-attainment-8")
    (term,) = [t for t in glossary.wording().terms if t.term == "Attainment 8"]
    assert headings(app, 2)[0] == term.term
    assert term.words in plain(definition(app))


def test_the_fraction_has_the_counts_of_the_summary(snapshot: Snapshot) -> None:
    view = View("839", default_quarter(snapshot, "839"))
    counted = 0
    for row in summary(snapshot, view):
        text = plain(definition(opened(define=row.indicator.id)))
        assert row.now is not None
        assert show(row.indicator, row.value) in text
        assert f"ours, {row.now.period.short}" in text
        if row.now.numerator is not None and row.now.denominator is not None:
            counted += 1
            assert f"{count(row.now.numerator)} out of {count(row.now.denominator)}" in text
    assert counted == 4


def test_calendar_has_a_mark_for_each_day_and_owner(html: str, snapshot: Snapshot) -> None:
    for row in due_figures(snapshot, "839"):
        lane = html.partition(f'data-lane="{row.indicator.id}"')[2].partition("</tr>")[0]
        picture, _, listed = lane.partition('<ul class="dates">')
        days = {(figure.day, figure.is_own) for figure in row.coming}
        for name, is_own in (("own", True), ("others", False)):
            wanted = sum(own is is_own for _, own in days)
            assert len(re.findall(rf'<i class="{name}', picture)) == wanted
            assert len(re.findall(rf'<i class="{name}', listed)) == wanted
        assert picture.count("ours for") == sum(own for _, own in days)


def test_the_calendar_and_what_columns_mean_are_offered_as_files(app: AppTest) -> None:
    labels = [button.proto.label for button in app.get("download_button")]
    columns = "what its columns are"
    assert labels == [
        "Calendar (CSV)",
        f"Calendar: {columns}",
        "What the columns of files mean (CSV)",
        f"What the columns of files mean: {columns}",
    ]


def test_the_release_log_says_that_nothing_was_taken_in(html: str) -> None:
    assert NO_RELEASE in unescape(html)


def test_each_release_taken_in_is_logged_with_what_it_changed(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = logged(snapshot)
    monkeypatch.setattr(frame, "snapshot", lambda: shown)
    app = opened()
    assert not app.exception
    text = unescape("".join(markup_of(each.proto.body) for each in app.get("html")))
    assert "Publishers' releases taken in, newest first" in text
    assert "1,200 new values, 1 value changed, 1 measure gone" in text
    assert "DfE said so" in text
    assert NO_RELEASE not in text


def test_another_authority_has_no_illustrative_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_HOME", "942")
    other = opened()
    assert not other.exception
    text = plain(" ".join(markup_of(e.proto.body) for e in other.get("html")))
    assert "are illustrative now" not in text
    assert "The April 2021 model has no list for this authority." in text


# ---- names that mean harm ---------------------------------------------------------------------

HOSTILE = (
    "<script>window.marked = 1</script>",
    '"><img src=x onerror=\'window.marked = 1\'> & "quoted"',
    "**bold** [a](javascript:alert(1)) :red[x] $x$ `code` # head | ~~gone~~",
    "a name without a place to break, " + "W" * 2_000,
)


@pytest.fixture
def hostile(snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """The snapshot with such names: of indicators in turn, and of one of LAIT's measures."""
    indicators = tuple(
        replace(each, name=HOSTILE[place % len(HOSTILE)])
        for place, each in enumerate(snapshot.indicators)
    )
    named = pl.when(pl.col("measure").eq("FirstYJS")).then(pl.lit(HOSTILE[0]))
    told = snapshot.measures.with_columns(named.otherwise(pl.col("name")).alias("name"))
    made = replace(snapshot, indicators=indicators, measures=told)
    monkeypatch.setattr(frame, "snapshot", lambda: made)
    return made


def read_as_text(label: str) -> str:
    """What markdown makes of a label in which every sign is escaped."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_{}\[\]<>()#|~$:&]", label), label[:100]
    return re.sub(r"\\(.)", r"\1", label)


@pytest.mark.parametrize("listed", ["own", "all"])
def test_hostile_names_are_text_in_the_list(hostile: Snapshot, listed: str) -> None:
    app = opened(list=listed)
    assert not app.exception
    (choices,) = app.radio
    names = [read_as_text(label) for label in choices.options]
    ours = [each.name for each in snapshot_model.in_order(hostile)]
    assert names[: len(ours)] == ours
    assert set(ours) == set(HOSTILE)
    if listed == "all":
        assert names[len(ours) :].count(HOSTILE[0]) == 1
    (box,) = (each for each in app.selectbox if each.label == "Definition")
    assert list(box.options) == names, "a box reads no markdown"


def test_hostile_names_are_text_in_their_definition(hostile: Snapshot) -> None:
    for each in hostile.indicators[: len(HOSTILE)]:
        app = opened(define=each.id)
        assert not app.exception
        whole = "\n".join(markup_of(element.proto.body) for element in app.get("html"))
        tags = Balance()
        tags.feed(whole)
        assert tags.stack == []
        assert not re.search(r"<(?:script|img[^>]*onerror|a[^>]*javascript)", whole)
        assert each.name in unescape(whole)


def test_a_search_finds_a_hostile_name(hostile: Snapshot) -> None:
    app = opened()
    (box,) = (each for each in app.text_input if each.label == "Search definitions")
    app = box.set_value("<script>").run()
    assert not app.exception
    (choices,) = app.radio
    found = [read_as_text(label) for label in choices.options]
    assert found
    assert set(found) == {HOSTILE[0]}
