"""The indicator page's questions: those of `kpi`, each marked and with where it comes from."""

from datetime import date
from html import escape

import pytest

from kpi.enquiries import questions
from kpi.indicators import reporting, scorecard
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, row_of
from tests.pages.conftest import Opener
from tests.pages.reading import faults, headings, markup, text

INDICATORS = ("assessments-45-days", "ehcp-20-weeks", "ks4-fsm-gap", "referrals-rate")


@pytest.mark.parametrize("indicator_id", INDICATORS)
def test_the_section_asks_what_kpi_asks(
    open_page: Opener, snapshot: Snapshot, indicator_id: str
) -> None:
    app = open_page("indicator", indicator=indicator_id)
    for when in reporting.quarters(snapshot, BCP)[-4:]:
        app.selectbox(key="quarter").set_value(when.short).run()
        assert faults(app) == []
        (row,) = scorecard.summary(snapshot, View(BCP, when), indicator_ids=[indicator_id])
        found = questions.enquiries(snapshot, row, date.today())
        said, drawn = text(app), markup(app)
        assert (questions.NONE in said) == (not found)
        assert (questions.INTRODUCTION in said) == bool(found)
        for place, each in enumerate(found, start=1):
            assert f"<strong>{escape(each.question)}</strong>" in drawn, when.short
            assert f"<summary>{questions.FROM} (question {place})</summary>" in drawn
            assert each.source in said
            if each.data_status == "illustrative":
                mark = '<span class="illustrative">illustrative</span>'
                assert f"<strong>{escape(each.question)}</strong> {mark}" in drawn
                assert f"{escape(each.source)} {mark}" in drawn
        assert drawn.count(f"<summary>{questions.FROM}") == len(found)


def test_it_stands_after_what_is_being_done(open_page: Opener) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks", quarter="Q1 2025-26")
    titles = headings(app)
    place = titles.index(questions.HEADING)
    assert titles[place - 1 : place + 2] == [
        "What happened, and what is being done", "Questions to ask", "Over time",
    ]  # fmt: skip


def test_a_council_without_a_return_is_asked_for_it(
    open_page: Opener, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HOME", "330")
    app = open_page("indicator", indicator="early-help-returns")
    (asked,) = questions.enquiries(
        snapshot, row_of(snapshot, "early-help-returns", area="330"), date.today()
    )
    assert asked.question in text(app)
    assert markup(app).count(f"<summary>{questions.FROM}") == 1
