"""The scorecard page: what it shows is what `kpi.indicators.scorecard` says."""

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from kpi.charts import sparkline
from kpi.formatting import capital
from kpi.indicators import reporting_quarters, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.targets.target_status import STATUSES
from kpi.model import display
from kpi.model.snapshot import Snapshot
from kpi.wording import change_words, headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import area_letters
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.status import status_reasons, status_words
from tests.kpi.changing import BCP, quarter
from tests.pages.conftest import Opener
from tests.pages.reading import faults, markup, text
from tests.pages.scorecard_reading import scorecard_tables

Q1 = quarter("Q1 2025-26")


@dataclass(frozen=True)
class PageRow:
    """A row of the page: its cells by their heads, what its fold says, its comparators there."""

    cells: dict[str, str]
    fold: str
    compared: list[list[str]]


def page_rows(app: AppTest) -> dict[str, PageRow]:
    """Every row of the scorecard's tables by the indicator's name."""
    found: dict[str, PageRow] = {}
    for table in scorecard_tables(markup(app)):
        for row in table.rows:
            assert row.name not in found
            found[row.name] = PageRow(
                dict(zip(table.heads, row.cells, strict=False)), row.fold, row.compared
            )
    return found


def check(app: AppTest, row: ScorecardRow) -> None:
    """A row of the page against a row of the scorecard."""
    page = page_rows(app)[row.indicator.name]
    cells, indicator, now = page.cells, row.indicator, row.now
    assert cells["Figure"].startswith(headline.figure_alone(row))
    if now is not None:
        assert now.period.short in cells["Figure"]
        assert headline.counts_short(indicator, now) in cells["Figure"]
        assert headline.counts(indicator, now) in page.fold
        assert str(now.period).lower() in page.fold.lower()
        assert (now.data_status in cells["Figure"]) == (row.figure_status != "published")
    assert status_words.STATUS_WORDS[row.status] in cells["Status"]
    assert f"target {headline.goal(row)}" in cells["Status"] or row.target is None
    assert ("illustrative" in cells["Status"]) == (
        row.target is not None and row.target.data_status == "illustrative"
    )
    assert status_reasons.why_status(row) in page.fold
    change = cells["Trend, and change on the period before"]
    trend = sparkline.spark_text(row)
    assert change.startswith(trend)
    said = change.removeprefix(trend).strip().lower()
    moved, _ = change_words.change_in_cell(row, row.since_last)
    assert said.startswith(f"{indicator_notes.arrow(row.since_last)} {moved}".strip())
    for line in indicator_notes.moved(row):
        assert line in page.fold
    streak = streaks.streak_words(row)
    assert capital(streak) in page.fold
    if indicator.no_comparator:
        assert cells["E England"].lower() == headline.no_comparator(row, row.comparators[0])
        assert indicator.no_comparator in page.fold
        return
    range_head, *heads = [head for head in cells if head not in FIRST_HEADS]
    others = capital(headline.others_known(row.view))
    assert range_head in [f"{others} {each}" for each in RANGE_HEADS]
    known = area_letters.letters(row.comparators)
    assert [heads[0], *heads[2:]] == [f"{e.letter} {e.label}" for e in (known[0], *known[2:])]
    region = known[1]  # inner London has another region for some indicators than for others
    assert heads[1] in (f"{region.letter} {region.label}", f"{region.letter} Region")
    assert region.label in f"{heads[1]} {cells[heads[1]]}"
    for comparator, head, line in zip(row.comparators, heads, page.compared, strict=True):
        who, figure, words = line
        if comparator.value is None:
            assert who == comparator.label
            assert headline.no_comparator(row, comparator) in cells[head]
            assert figure.startswith(headline.no_comparator(row, comparator))
            continue
        assert comparator.period is not None
        number = headline.number(indicator, comparator.value)
        assert number in cells[head]
        assert figure.startswith(display.show(indicator, comparator.value))
        assert who == f"{comparator.label}, {comparator.period}"
        assert (f"mean of {comparator.count}" in figure) == comparator.is_mean
        assert ("(derived)" in figure) == (comparator.status == "derived")
        assert table_wording.short_stance(row, comparator) in cells[head]
        assert words.startswith(table_wording.comparator_words(row, comparator))
        status = row.status_against(comparator)
        assert words.endswith(f"({status})") == (bool(words) and status != "published")


FIRST_HEADS = (
    "Indicator", "Figure", "Status", "Trend, and change on the period before",
)  # fmt: skip
RANGE_HEADS = ("← weakest All authorities best →", "← lowest All authorities highest →")


@pytest.mark.parametrize("area", [BCP, "330", "201"])
def test_every_quarter_shows_the_figures_of_the_scorecard(
    open_page: Opener, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, area: str
) -> None:
    monkeypatch.setenv("KPI_HOME", area)
    quarters = reporting_quarters.quarters(snapshot, area)
    assert len(quarters) >= 9
    for when in quarters if area == BCP else quarters[::4]:
        app = open_page("scorecard", quarter=when.short)
        assert faults(app) == []
        assert app.selectbox(key="quarter").value == when.short
        rows = scorecard.summary(snapshot, View(area, when))
        assert len(page_rows(app)) == len(rows) == 7
        for row in rows:
            check(app, row)


def test_the_first_quarter_in_words(open_page: Opener) -> None:
    said = text(open_page())
    assert "Quarter 1 2025-26 (April to June 2025)" in said
    for counted in ("1 beyond intervention level", "2 off target", "2 on target"):
        assert counted in said
    assert "1 awaiting data" in said
    assert (
        "Against the period before: 1 worsened clearly; 2 within normal variation; 2 with no "
        "certain change."
    ) in said
    assert "24 of 64 figures of this council are illustrative: made up, not real." in said
    assert "at or above target for the 5th quarter in a row" in said
    assert "from 118 of 170 (69.4%) to 96 of 178 (53.9%)" in said
    assert "Still above England (46.4% in 2024, leaving out exception cases)" in said
    assert "next due end of August 2025" in said
    assert "is due at the end of August 2025, in the Q2 2025-26 report" in said


def test_what_stands_out_is_what_highlights_say(open_page: Opener, snapshot: Snapshot) -> None:
    said = text(open_page())
    places = [
        said.index(notable.text)
        for notable in scorecard_highlights.explained_once(
            scorecard_highlights.notable(scorecard.summary(snapshot, View(BCP, Q1)))
        )
    ]
    assert len(places) == 6
    assert places == sorted(places)


def test_rows_in_order_with_context_apart(open_page: Opener) -> None:
    judged, context = scorecard_tables(markup(open_page()))
    assert judged.caption == "Indicators in Q1 2025-26, worst first in each directorate"
    assert context.caption == "For context, not judged, Q1 2025-26"
    assert judged.groups == ["Children's Social Care", "Education and Skills"]
    assert (len(judged.rows), len(context.rows)) == (6, 1)


def test_directorate_filter(open_page: Opener) -> None:
    app = open_page("scorecard", directorate="Education and Skills")
    assert faults(app) == []
    (found,) = scorecard_tables(markup(app))
    assert (found.groups, len(found.rows)) == (["Education and Skills"], 4)
    for counted in ("1 beyond intervention level", "2 off target", "1 awaiting data"):
        assert counted in text(app)
    assert "on target" not in text(app).partition("Against the period before")[0]


def test_indicator_filter(open_page: Opener) -> None:
    app = open_page("scorecard", indicator="ehcp-20-weeks")
    assert list(page_rows(app)) == ["Education, health and care plans issued within 20 weeks"]


def test_choosing_a_directorate_forgets_an_indicator_of_another(open_page: Opener) -> None:
    app = open_page("scorecard", indicator="ehcp-20-weeks")
    app.selectbox(key="directorate").set_value("Children's Social Care").run()
    assert faults(app) == []
    assert app.selectbox(key="indicator").value == "all"
    assert [len(t.rows) for t in scorecard_tables(markup(app))] == [2, 1]


def test_an_indicator_of_another_directorate_in_a_link(open_page: Opener) -> None:
    app = open_page("scorecard", directorate="Children's Social Care", indicator="ehcp-20-weeks")
    assert faults(app) == []
    assert "The directorate was ignored." in text(app)
    assert len(page_rows(app)) == 1


def test_newest_comparators_and_the_older_neighbours(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("scorecard", comparators="newest", neighbours="2021-04")
    assert faults(app) == []
    rows = scorecard.summary(snapshot, View(BCP, Q1, newest=True, model="2021-04"))
    for row in rows:
        check(app, row)
    found = page_rows(app)
    plans = found["Education, health and care plans issued within 20 weeks"]
    assert plans.compared[2][0].endswith(", 2024 (calendar year)")
    assert plans.compared[2][1] == "30.3% (derived), mean of 10 of 10 authorities"
    assessments = found["Assessments completed within 45 working days"]
    assert assessments.compared[0][:2] == ["England, year to March 2025", "85.7%, published figure"]


def test_a_switch_redraws_and_writes_the_address(open_page: Opener) -> None:
    app = open_page()
    app.selectbox(key="quarter").set_value("Q4 2024-25").run()
    assert faults(app) == []
    assert app.query_params["quarter"] in ("Q4 2024-25", ["Q4 2024-25"])
    assert "Quarter 4 2024-25 (January to March 2025)" in text(app)


def test_an_address_that_is_written_names_the_quarter(open_page: Opener) -> None:
    """A kept link shows the same after the next return."""
    app = open_page()
    assert "quarter" not in app.query_params
    app.selectbox(key="directorate").set_value("Education and Skills").run()
    assert faults(app) == []
    assert app.query_params["quarter"] in ("Q1 2025-26", ["Q1 2025-26"])
    assert app.query_params["directorate"] in ("Education and Skills", ["Education and Skills"])
    assert "indicator" not in app.query_params


def test_an_address_that_says_the_same_is_left_alone(open_page: Opener) -> None:
    app = open_page("scorecard", quarter="Q1 2025-26", directorate="all")
    assert faults(app) == []
    assert app.query_params["directorate"] in ("all", ["all"])
    app = open_page("scorecard", indicator="ehcp-20-weeks")
    assert "quarter" not in app.query_params


def test_status_is_word_and_shape(open_page: Opener) -> None:
    drawn = markup(open_page())
    for status in STATUSES[:4]:
        assert f"</span> {status_words.STATUS_WORDS[status]}</span>" in drawn


def test_links_lead_to_each_indicator_and_keep_the_quarter(
    open_page: Opener, snapshot: Snapshot
) -> None:
    drawn = markup(open_page("scorecard", quarter="Q3 2024-25"))
    for indicator in snapshot.indicators:
        assert f'href="indicator?quarter=Q3+2024-25&amp;indicator={indicator.id}"' in drawn


def test_download_button_is_there(open_page: Opener) -> None:
    found = [b.proto.label for b in open_page().get("download_button")]
    columns = "what its columns are"
    changes = "Changes since the last report"
    assert found == [
        "Summary (CSV)", f"Summary: {columns}", "Summary (XLSX)",
        f"{changes} (CSV)", f"{changes}: {columns}",
    ]  # fmt: skip


def test_a_first_report_offers_no_changes(open_page: Opener) -> None:
    app = open_page("scorecard", quarter="Q1 2023-24")
    found = [b.proto.label for b in app.get("download_button")]
    assert found == ["Summary (CSV)", "Summary: what its columns are", "Summary (XLSX)"]
    drawn = markup(app)
    assert "<summary>There is no report before this one.</summary>" in drawn
    assert "Since the last report" not in drawn


def test_no_figure_is_a_dash_or_nought(open_page: Opener) -> None:
    for when in ("Q1 2023-24", "Q1 2025-26", "Q4 2025-26"):
        for name, row in page_rows(open_page("scorecard", quarter=when)).items():
            for head, cell in row.cells.items():
                assert cell not in ("", "-", "–", "0", "0%"), f"{when} {name} {head}"


def test_an_older_quarter_uses_and_names_the_neighbours_of_its_time(open_page: Opener) -> None:
    app = open_page("scorecard", quarter="Q1 2024-25")
    assert faults(app) == []
    radio = app.radio(key="neighbours")
    assert radio.value == "known-then"
    assert radio.options[0] == "As known at the end of the quarter: DfE's April 2021 model"
    assert "by DfE's April 2021 model" in text(app)
    assert "May 2025 model" not in text(app)
    app = radio.set_value("2025-05").run()
    assert faults(app) == []
    assert "by DfE's May 2025 model" in text(app)
