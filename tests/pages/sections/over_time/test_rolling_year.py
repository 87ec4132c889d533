"""The indicator page's parts over four quarters, and what it would take to meet the target."""

import pytest

from kpi.indicators import reporting_quarters, rolling_year, scorecard
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.wording.status import cases_to_target
from kpi.wording.trends import rolling_year as rolling_year_wording
from tests.kpi.changing import BCP, row_of
from tests.pages.conftest import Opener
from tests.pages.reading import faults, headings, mark, table, text

HEADING = "Over four quarters"
COUNTED = ("assessments-45-days", "early-help-returns", "ehcp-20-weeks", "referrals-rate")


@pytest.mark.parametrize("indicator_id", COUNTED)
def test_the_section_says_what_kpi_says(
    open_page: Opener, snapshot: Snapshot, indicator_id: str
) -> None:
    app = open_page("indicator", indicator=indicator_id)
    for when in reporting_quarters.quarters(snapshot, BCP):
        app.selectbox(key="quarter").set_value(when.short).run()
        assert faults(app) == []
        (row,) = scorecard.summary(snapshot, View(BCP, when), indicator_ids=[indicator_id])
        sums = rolling_year.sums(snapshot, row)
        assert (HEADING in headings(app)) == bool(sums)
        said = text(app)
        for sentence, status in rolling_year_wording.sentences(row, sums):
            mark = f" {status}" if status in ("illustrative", "derived", "provisional") else ""
            assert f"{sentence}{mark}" in said, when.short
        if sums:
            shown = table(app, "quarters added up").column("Figure")
            assert shown == {
                rolling_year_wording.label(one): " ".join(
                    f"{rolling_year_wording.shown(row, one)} {one.data_status}".split()
                )
                for one in sums
            }


@pytest.mark.parametrize("indicator_id", ["ks4-fsm-gap", "secondary-permanent-exclusions"])
def test_no_section_for_years_and_terms(open_page: Opener, indicator_id: str) -> None:
    app = open_page("indicator", indicator=indicator_id)
    assert faults(app) == []
    assert HEADING not in headings(app)


def test_what_it_would_take_is_marked(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("indicator", indicator="ehcp-20-weeks", quarter="Q1 2025-26")
    said = cases_to_target.gap_sentence(row_of(snapshot, "ehcp-20-weeks"))
    assert said.startswith("11 more plans in time")
    assert f"{said}{mark('illustrative')}" in text(app)
    short = cases_to_target.would_have_met(row_of(snapshot, "ehcp-20-weeks"))
    assert f"{short}{mark('illustrative')} ." in text(app)


def test_nothing_of_it_on_target(open_page: Opener) -> None:
    app = open_page("indicator", indicator="assessments-45-days", quarter="Q1 2025-26")
    assert HEADING in headings(app)
    assert "would have met the target" not in text(app)
