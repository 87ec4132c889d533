"""What changed since the report before, on the scorecard: each change names its indicator."""

from datetime import date

from kpi.indicators.report_changes.change import ChangeKind, ReportChange
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.wording.report_changes.sentences import short
from kpi.wording.status import status_words
from pages.sections import since_last_report
from tests.kpi.changing import BCP, quarter
from tests.pages.conftest import Opener
from tests.pages.reading import faults, markup, text

TODAY = date(2025, 11, 20)
VIEW = View(BCP, quarter("Q1 2025-26"))
COUNTED = (ChangeKind.ARRIVED, ChangeKind.REPLACED)


def lines_of(snapshot: Snapshot, view: View = VIEW) -> list[since_last_report.SinceLine]:
    found = since_last_report.since(snapshot, view, TODAY, {"quarter": view.quarter.short})
    return [line for column in found.columns for line in column.lines]


def test_each_change_names_its_indicator_and_leads_to_it(snapshot: Snapshot) -> None:
    found = report_changes(snapshot, VIEW, TODAY)
    told = [change for change in found.changes if change.kind not in COUNTED]
    lines = lines_of(snapshot)
    assert len(lines) == len(told) > 10
    expected = [(c.row.indicator.name, c.row.indicator.id, short(found, c)) for c in told]
    got = [(line.name, line.href.partition("indicator=")[2], line.text) for line in lines]
    assert sorted(got) == sorted(expected)
    assert {line.href.partition("&")[0] for line in lines} == {"indicator?quarter=Q1+2025-26"}


def test_a_flip_shows_both_statuses_and_the_mark_of_what_they_rest_on(snapshot: Snapshot) -> None:
    def flips(change: ReportChange) -> tuple[str, str]:
        assert change.earlier is not None
        words = status_words.STATUS_WORDS
        return words[change.earlier.status], words[change.row.status]

    found = report_changes(snapshot, VIEW, TODAY)
    drawn = [line for line in lines_of(snapshot) if line.after]
    expected = [flips(c) for c in found.changes if c.kind is ChangeKind.FLIPPED]
    assert [(each.before.words, each.after.words) for each in drawn if each.before and each.after] \
        == expected  # fmt: skip
    assert ("On target", "Off target") in expected
    assert {each.status for each in drawn} == {"illustrative"}


def test_the_first_report_has_nothing_before_it(snapshot: Snapshot) -> None:
    view = View(BCP, quarter("Q1 2023-24"))
    found = since_last_report.since(snapshot, view, TODAY, {})
    assert (found.counts, found.columns) == ("There is no report before this one.", ())


def test_the_page_says_each_change_with_its_indicator(
    open_page: Opener, snapshot: Snapshot
) -> None:
    app = open_page("scorecard", quarter="Q1 2025-26")
    assert faults(app) == []
    drawn = markup(app)
    for line in lines_of(snapshot):
        assert f'target="_self">{line.name.replace("&", "&amp;")}</a>' in drawn
    said = text(app)
    assert "Education, health and care plans issued within 20 weeks : ● On target" in said
    assert "became, ▲ Off target [i] illustrative" in said
