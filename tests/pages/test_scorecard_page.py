"""The scorecard page: what it shows is what `kpi.indicators.scorecard` says."""

import pytest

from kpi.charts import sparkline
from kpi.indicators import reporting, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.indicators.target_status import STATUSES
from kpi.model import display
from kpi.model.snapshot import Snapshot
from kpi.wording import headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import table as table_wording
from tests.kpi.changing import BCP, quarter
from tests.pages.conftest import Opener
from tests.pages.reading import Table, faults, markup, tables, text

Q1 = quarter("Q1 2025-26")
WIDE = 3  # social care, its context, education


def page_rows(found: list[Table]) -> dict[str, tuple[Table, list[str]]]:
    """Every row of the wide tables by the indicator's name, which its first cell starts with."""
    return {row[0]: (table, row) for table in found for row in table.rows}


def cells_of(found: list[Table], row: ScorecardRow) -> dict[str, str]:
    name = f"{row.indicator.name} {indicator_notes.better(row.indicator)}"
    table, cells = page_rows(found)[name]
    return dict(zip(table.head, cells, strict=True))


def check(found: list[Table], row: ScorecardRow) -> None:
    """A row of the page against a row of the scorecard."""
    cells = cells_of(found, row)
    assert cells["Figure"].startswith(headline.value_or_reason(row))
    if row.now is not None:
        assert row.now.period.short in cells["Figure"]
        assert headline.counts(row.indicator, row.now) in cells["Figure"]
        assert (row.now.data_status in cells["Figure"]) == (row.now.data_status != "published")
    assert cells["Target"].startswith(headline.goal(row) or "no target")
    assert ("illustrative" in cells["Target"]) == (
        row.target is not None and row.target.data_status == "illustrative"
    )
    assert headline.STATUS_WORDS[row.status] in cells["Status"]
    assert headline.change_words(row.since_last) in cells["Against the period before"]
    assert cells["Against the period before"].startswith(indicator_notes.arrow(row.since_last))
    region = row.comparator("region").label
    heads = {
        "england": "England",
        "region": region if region in cells else "Region",
        "neighbours": "Statistical neighbours",
        "good": "Other Good authorities",
    }
    for key, head in heads.items():
        comparator = row.comparator(key)
        if comparator.value is None:
            assert cells[head] == headline.no_comparator(row, comparator)
        else:
            assert comparator.period is not None
            assert cells[head].startswith(display.show_short(row.indicator, comparator.value))
            assert comparator.period.short in cells[head]
            assert (f"mean of {comparator.count}" in cells[head]) == comparator.is_mean
            assert key != "region" or region in f"{head} {cells[head]}"
            assert ("derived" in cells[head].split()) == (
                "derived" in (comparator.status, row.status_against(comparator))
            )
            apart = table_wording.comparator_words(row, comparator)
            status = row.status_against(comparator)
            assert not apart or f"{apart} {status if status != 'published' else ''}" in (
                f"{cells[head]} "
            )
        assert table_wording.comparator_words(row, comparator) in cells[head]
    streak = streaks.streak_words(row)
    status = row.streak.status if streak and row.streak.status != "published" else ""
    trend = f"{sparkline.spark_text(row)} {streak} {status}"
    assert cells["Trend"] == " ".join(trend.split())


@pytest.mark.parametrize("area", [BCP, "330", "201"])
def test_every_quarter_shows_the_figures_of_the_scorecard(
    open_page: Opener, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch, area: str
) -> None:
    monkeypatch.setenv("KPI_HOME", area)
    quarters = reporting.quarters(snapshot, area)
    assert len(quarters) >= 9
    for when in quarters if area == BCP else quarters[::4]:
        app = open_page("scorecard", quarter=when.short)
        assert faults(app) == []
        assert app.selectbox(key="quarter").value == when.short
        rows = scorecard.summary(snapshot, View(area, when))
        found = tables(app)
        assert sum(len(t.rows) for t in found) == len(rows) == 7
        for row in rows:
            check(found, row)


def test_the_first_quarter_in_words(open_page: Opener) -> None:
    said = text(open_page())
    assert "Quarter 1 2025-26 (April to June 2025)" in said
    assert "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data" in said
    assert (
        "Against the period before: 1 worsened clearly; 2 within normal variation; 2 with no "
        "change that can be told."
    ) in said
    assert "24 of 64 figures of this council are illustrative: made up, not real." in said
    assert "at or above target for the 5th quarter in a row" in said
    assert "from 118 of 170 (69.4%) to 96 of 178 (53.9%)" in said
    assert "Still above England (46.4% in 2024, leaving out exception cases)" in said
    assert "next due end of August 2025, in the Q2 2025-26 report" in said


def test_what_stands_out_is_what_highlights_say(open_page: Opener, snapshot: Snapshot) -> None:
    said = text(open_page())
    places = [
        said.index(notable.text)
        for notable in scorecard_highlights.notable(scorecard.summary(snapshot, View(BCP, Q1)))
    ]
    assert len(places) == 6
    assert places == sorted(places)


def test_rows_in_order_with_context_apart(open_page: Opener) -> None:
    found = tables(open_page())
    assert [(t.caption, len(t.rows)) for t in found] == [
        ("Children's Social Care: indicators, Q1 2025-26", 2),
        ("Children's Social Care: context, not judged, Q1 2025-26", 1),
        ("Education and Skills: indicators, Q1 2025-26", 4),
    ]
    assert len(found) == WIDE


def test_directorate_filter(open_page: Opener) -> None:
    app = open_page("scorecard", directorate="Education and Skills")
    assert faults(app) == []
    (found,) = tables(app)
    assert len(found.rows) == 4
    assert "2 off target, 1 beyond intervention level, 1 awaiting data" in text(app)


def test_indicator_filter(open_page: Opener) -> None:
    app = open_page("scorecard", indicator="ehcp-20-weeks")
    (found,) = tables(app)
    (row,) = found.rows
    assert row[0].startswith("Education, health and care plans issued within 20 weeks")


def test_choosing_a_directorate_forgets_an_indicator_of_another(open_page: Opener) -> None:
    app = open_page("scorecard", indicator="ehcp-20-weeks")
    app.selectbox(key="directorate").set_value("Children's Social Care").run()
    assert faults(app) == []
    assert app.selectbox(key="indicator").value == "all"
    assert [len(t.rows) for t in tables(app)] == [2, 1]


def test_an_indicator_of_another_directorate_in_a_link(open_page: Opener) -> None:
    app = open_page("scorecard", directorate="Children's Social Care", indicator="ehcp-20-weeks")
    assert faults(app) == []
    assert "The directorate was ignored." in text(app)
    (found,) = tables(app)
    assert len(found.rows) == 1


def test_newest_comparators_and_the_older_neighbours(open_page: Opener, snapshot: Snapshot) -> None:
    app = open_page("scorecard", comparators="newest", neighbours="2021-04")
    assert faults(app) == []
    found = tables(app)
    rows = scorecard.summary(snapshot, View(BCP, Q1, newest=True, model="2021-04"))
    for row in rows:
        check(found, row)
    plans = next(row for row in rows if row.indicator.id == "ehcp-20-weeks")
    assert cells_of(found, plans)["Statistical neighbours"].startswith("30.3% 2024")
    assessments = next(row for row in rows if row.indicator.id == "assessments-45-days")
    assert cells_of(found, assessments)["England"].startswith("85.7% year to March 2025")


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
        assert f"</span> {headline.STATUS_WORDS[status]}</span>" in drawn


def test_links_lead_to_each_indicator_and_keep_the_quarter(
    open_page: Opener, snapshot: Snapshot
) -> None:
    drawn = markup(open_page("scorecard", quarter="Q3 2024-25"))
    for indicator in snapshot.indicators:
        assert f'href="indicator?quarter=Q3+2024-25&amp;indicator={indicator.id}"' in drawn


def test_download_button_is_there(open_page: Opener) -> None:
    found = [b.proto.label for b in open_page().get("download_button")]
    assert found == ["Download summary (CSV)", "Download summary (XLSX)"]


def test_no_figure_is_a_dash_or_nought(open_page: Opener) -> None:
    for when in ("Q1 2023-24", "Q1 2025-26", "Q4 2025-26"):
        drawn = tables(open_page("scorecard", quarter=when))
        assert sum(len(table.rows) for table in drawn) >= 7
        for table in drawn:
            for row in table.rows:
                for head, cell in zip(table.head, row, strict=True):
                    assert cell not in ("-", "–", "0", "0%"), f"{when} {row[0]} {head}"
                    if head != "Trend":
                        assert cell, f"{when} {row[0]} {head}"


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
