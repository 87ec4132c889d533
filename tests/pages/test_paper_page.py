"""The page Committee paper: what it shows is the file's own first pages and contents."""

import base64
import hashlib
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import docx
import pytest

from kpi.file_writers import docx_check
from kpi.file_writers.document import RichTable
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.paper import assembly, word
from kpi.paper.assembly import CommitteePaper, PaperRequest
from tests.kpi.changing import BCP, quarter
from tests.pages.conftest import Opener
from tests.pages.reading import faults, headings, markup, tables, text

Q1 = quarter("Q1 2025-26")
EDUCATION = "Education and Skills"
PLANS = "ehcp-20-weeks"


def squeezed(text: str) -> str:
    """Text without white space, which a page and a file set each in its own way."""
    return re.sub(r"\s+", "", text)


def images_of(file: Any) -> Iterator[Any]:
    """The pictures that a Word file holds."""
    for relation in file.part.rels.values():
        if "image" in relation.reltype:
            yield relation.target_part


def shown_tables(made: CommitteePaper) -> list[RichTable]:
    return [part for page in made.preview for part in page if isinstance(part, RichTable)]


def test_the_first_pages_are_the_files(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("paper")
    assert faults(app) == []
    assert headings(app, 1) == ["Committee paper"]
    said = squeezed(text(app))
    made = assembly.make(snapshot, PaperRequest(View(BCP, Q1), enquiries=False))
    file = docx.Document(io.BytesIO(word.to_word(made)))
    preview = [part for page in made.preview for part in page]
    planned = [p for p in file.paragraphs if p.text][: len(preview)]
    last = next(i for i, p in enumerate(planned) if p.text == "Options appraisal")
    told = [p.text for p in planned[:last] if p.style.name != "Caption"]
    assert len(told) > 20
    assert [each for each in told if squeezed(each) not in said] == []
    assert "Options appraisal" not in "".join(told)
    assert len(made.preview) == 3


def test_its_tables_and_pictures_are_the_files(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("paper")
    made = assembly.make(snapshot, PaperRequest(View(BCP, Q1), enquiries=False))
    file = docx.Document(io.BytesIO(word.to_word(made)))
    assert len(shown_tables(made)) == 3
    for planned, shown in zip(file.tables, tables(app), strict=False):
        words = [[squeezed(cell.text) for cell in row.cells] for row in planned.rows]
        found = [[squeezed(cell) for cell in row] for row in (shown.head, *shown.rows)]
        for ours, theirs in zip(found, words, strict=True):
            assert all(their in our for our, their in zip(ours, theirs, strict=True))
    drawn = {hashlib.sha256(part.blob).hexdigest() for part in images_of(file)}
    sent = re.findall(r'src="data:image/png;base64,([^"]+)"', markup(app))
    assert len(sent) == 18
    assert {hashlib.sha256(base64.b64decode(each)).hexdigest() for each in sent} == drawn


def test_what_is_in_it(open_page: Opener, snapshot: Snapshot) -> None:
    said = unescape(markup(open_page("paper")))
    made = assembly.make(snapshot, PaperRequest(View(BCP, Q1)))
    places = [said.index(f"<li>{title}", said.index("contents")) for title, _ in made.contents]
    assert len(places) == 1
    app = open_page("paper")
    app.checkbox(key="full").set_value(True).run()
    assert faults(app) == []
    said = unescape(markup(app))
    full = assembly.make(snapshot, PaperRequest(View(BCP, Q1), full=True))
    places = [said.index(f"<li>{title}", said.index("contents")) for title, _ in full.contents]
    assert len(places) == 6
    assert places == sorted(places)
    assert "Summary of equality implications" in said


def test_filters_hold(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("paper", quarter="Q4 2024-25", directorate=EDUCATION, comparators="newest")
    assert faults(app) == []
    wanted = PaperRequest(View(BCP, quarter("Q4 2024-25"), newest=True), directorate=EDUCATION)
    made = assembly.make(snapshot, wanted)
    assert [table.title for table in shown_tables(made)][:2] == ["Report", "Responsibility"]
    captions = [table.caption for table in tables(app)]
    assert captions == ["Report", "Responsibility", "Table 1: all indicators, Q4 2024-25"]
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
    made = assembly.make(
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
