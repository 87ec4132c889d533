"""The page Committee paper: what it shows is the paper's own first page and contents."""

import io
from html import unescape

import docx
import pytest

from kpi.exports import docx_check
from kpi.exports.document import DocumentTable, Heading
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import outline, word
from kpi.paper.outline import PaperRequest
from tests.kpi.changing import BCP, quarter
from tests.pages.conftest import Opener
from tests.pages.reading import faults, headings, markup, table, tables, text

Q1 = quarter("Q1 2025-26")
EDUCATION = "Education and Skills"
PLANS = "ehcp-20-weeks"


def test_the_first_page_is_the_papers(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("paper")
    assert faults(app) == []
    assert headings(app, 1) == ["Committee paper"]
    said = text(app)
    made = outline.make(snapshot, PaperRequest(View(BCP, Q1), enquiries=False))
    for part in made.preview:
        if isinstance(part, DocumentTable):
            shown = table(app, part.title)
            assert shown.head == list(part.head)
            assert shown.rows == [[" ".join(cell) for cell in row] for row in part.rows]
            assert len(part.rows) >= 4
        elif isinstance(part, Heading):
            assert f"<h3>{part.text}</h3>" in unescape(markup(app))
        else:
            assert (f"{part.label}: {part.text}" if part.label else part.text) in said
    assert "6.1 points below the target of 60.0% [i]" in said
    assert made.about.title in said
    assert made.about.subtitle in said


def test_what_is_in_it(open_page: Opener, snapshot: Snapshot) -> None:
    said = unescape(markup(open_page("paper")))
    made = outline.make(snapshot, PaperRequest(View(BCP, Q1)))
    places = [said.index(f"<li>{title}", said.index("contents")) for title, _ in made.contents]
    assert len(places) == 1
    app = open_page("paper")
    app.checkbox(key="full").set_value(True).run()
    assert faults(app) == []
    said = unescape(markup(app))
    full = outline.make(snapshot, PaperRequest(View(BCP, Q1), full=True))
    places = [said.index(f"<li>{title}", said.index("contents")) for title, _ in full.contents]
    assert len(places) == 6
    assert places == sorted(places)
    assert "Summary of equality implications" in said


def test_filters_hold(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("paper", quarter="Q4 2024-25", directorate=EDUCATION, comparators="newest")
    assert faults(app) == []
    wanted = PaperRequest(View(BCP, quarter("Q4 2024-25"), newest=True), directorate=EDUCATION)
    made = outline.make(snapshot, wanted)
    planned = [part.title for part in made.preview if isinstance(part, DocumentTable)]
    assert [t.caption for t in tables(app)] == planned == ["Report", "Responsibility"]
    assert f"One directorate reports: {EDUCATION}" in text(app)
    assert "Early Help" not in text(app)


def test_the_scorecards_choice_holds_on_the_paper_and_back(open_page: Opener) -> None:
    app = open_page("scorecard", indicator=PLANS, quarter="Q4 2024-25")
    app.switch_page("paper.py").run()
    assert faults(app) == []
    assert app.selectbox(key="indicator").value == PLANS
    assert app.selectbox(key="quarter").value == "Q4 2024-25"
    app.selectbox(key="indicator").set_value("all").run()
    app.switch_page("scorecard.py").run()
    assert app.selectbox(key="indicator").value == "all"
    assert app.selectbox(key="quarter").value == "Q4 2024-25"


def test_an_indicator_looked_at_does_not_narrow_the_paper(open_page: Opener) -> None:
    app = open_page("indicator", indicator=PLANS)
    app.switch_page("paper.py").run()
    assert faults(app) == []
    assert app.selectbox(key="indicator").value == "all"


def test_without_charts(open_page: Opener) -> None:
    app = open_page("paper")
    assert app.checkbox(key="with-charts").value is True
    app.checkbox(key="with-charts").set_value(False).run()
    assert faults(app) == []
    (button,) = app.get("download_button")
    assert button.proto.label == "Download the committee paper (Word)"


def test_lines_of_enquiry_are_a_choice_of_the_full_paper(open_page: Opener) -> None:
    app = open_page("paper")
    assert app.checkbox(key="full").value is False
    assert [box.key for box in app.checkbox if box.key == "with-enquiries"] == []
    app.checkbox(key="full").set_value(True).run()
    assert app.checkbox(key="with-enquiries").value is True
    app.checkbox(key="with-enquiries").set_value(False).run()
    assert faults(app) == []


def test_every_quarter_opens(open_page: Opener) -> None:
    app = open_page("paper")
    for label in app.selectbox(key="quarter").options:
        app.selectbox(key="quarter").set_value(label).run()
        assert faults(app) == []
        assert "Executive summary" in text(app)


@pytest.mark.parametrize("indicator", ["referrals-rate", "early-help-returns"])
def test_one_indicator(open_page: Opener, snapshot: Snapshot, indicator: str) -> None:
    app = open_page("paper", indicator=indicator)
    assert faults(app) == []
    assert snapshot.indicator(indicator).name in text(app)
    made = outline.make(
        snapshot,
        PaperRequest(View(BCP, Q1), directorate=None, indicator_ids=(indicator,), charts=False),
    )
    data = word.to_word(made)
    assert docx_check.faults(data) == []
    assert docx.Document(io.BytesIO(data)).core_properties.language == "en-GB"


def test_the_scorecard_links_to_the_paper(open_page: Opener) -> None:
    (link,) = open_page("scorecard").get("page_link")
    assert link.proto.label == "Committee paper (Word)"
    assert link.proto.page == "paper"
