"""A council's own sheet from file to lines: matched once, then read quarter after quarter."""

import io
import time
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.model.definitions.indicator import Indicator
from kpi.model.polarity import Polarity
from kpi.periods import Kind, Period
from kpi.returns import reader
from kpi.returns.own_sheets import mapped_rows, sheet_mapping
from kpi.returns.own_sheets.match_proposal import PublishedFigures
from kpi.returns.own_sheets.sheet_mapping import LEAVE_OUT, OwnSheet
from kpi.returns.records import ERROR, WARNING
from tests.kpi.returns.own_sheets.scorecards import (
    ASSESSED,
    EARLY,
    EHCP,
    WIDE,
    confirmed,
    figures,
    match,
    meant,
    merged,
    read,
    turned,
    wide,
    workbook,
)
from tests.kpi.returns.workbooks import as_workbook, good_tables

Indicators = tuple[Indicator, ...]
READ = [
    ("ehcp-20-weeks", "Q4 2024-25", 52.9),
    ("ehcp-20-weeks", "Q1 2025-26", 56.3),
    ("assessments-45-days", "Q4 2024-25", 89.4),
    ("assessments-45-days", "Q1 2025-26", 91.2),
]


def test_without_a_mapping_nothing_is_read_and_one_line_says_how(indicators: Indicators) -> None:
    """One error that names file, sheet and the remedy."""
    found = read(wide(), indicators, [])
    (fault,) = found.faults
    assert (found.values, fault.severity, fault.rule) == ((), ERROR, "not-matched")
    assert (fault.file, fault.sheet) == ("own.xlsx", "Scorecard")
    assert "python -m kpi map FILE" in fault.expected


def test_a_wide_sheet_is_read_with_titles_merged_headings_fractions_and_targets(
    indicators: Indicators,
) -> None:
    """Figures, periods, units and targets, each with its own cell."""
    found = read(wide(), indicators, [confirmed(wide(), indicators)])
    assert found.faults == ()
    assert figures(found) == READ
    assert [v.place.cells["value"] for v in found.values] == ["B4", "C4", "B5", "C5"]
    targets = [(t.indicator_id, t.target) for t in found.targets]
    assert targets == [("ehcp-20-weeks", 60.0), ("assessments-45-days", 90.0)]
    assert [t.from_quarter.short for t in found.targets if t.from_quarter] == ["Q1 2025-26"] * 2


def test_a_sheet_with_a_row_a_period_is_read_alike(indicators: Indicators) -> None:
    """The reverse orientation gives the same figures."""
    rows = turned([["", "Q4 2024-25", "Q1 2025-26"], [EHCP, "52.9%", "56.3%"],
                   [ASSESSED, "89.4%", "91.2%"]])  # fmt: skip
    found = read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)])
    assert found.faults == ()
    assert figures(found) == READ
    assert [v.place.cells["value"] for v in found.values] == ["B2", "B3", "C2", "C3"]


def test_next_quarters_columns_are_read_as_they_are(indicators: Indicators) -> None:
    """A column more, written in the same way, needs no question."""
    mapping = confirmed(wide(), indicators)
    rows = [list(cells) for cells in WIDE]
    rows[3][3], rows[4][3] = "58.1%", 0.905
    for cells, more in zip(rows[1:], [None, "Q3", "59.0%", 0.911], strict=True):
        cells.insert(4, more)

    def spans(sheet: Any) -> None:
        for span in ("A2:A3", "C2:E2", "F2:F3"):
            sheet.merge_cells(span)

    found = read(workbook(rows, change=spans), indicators, [mapping])
    assert found.faults == ()
    newer = [("ehcp-20-weeks", "Q2 2025-26", 58.1), ("ehcp-20-weeks", "Q3 2025-26", 59.0),
             ("assessments-45-days", "Q2 2025-26", 90.5),
             ("assessments-45-days", "Q3 2025-26", 91.1)]  # fmt: skip
    assert sorted(figures(found)) == sorted([*READ, *newer])


def test_a_mapping_made_before_an_indicator_had_another_id_is_read(indicators: Indicators) -> None:
    mapping = confirmed(wide(), indicators)
    renamed = tuple(
        replace(i, id="plans", formerly=(i.id,)) if i.id == "ehcp-20-weeks" else i
        for i in indicators
    )
    found = read(wide(), renamed, [mapping])
    assert found.faults == ()
    now = [(name.replace("ehcp-20-weeks", "plans"), *rest) for name, *rest in READ]
    assert sorted(figures(found)) == sorted(now)


def test_what_is_new_in_the_sheet_is_a_question(indicators: Indicators) -> None:
    """A new row, and a new column that is no period, are named with their cells."""
    mapping = confirmed(wide(), indicators)
    rows = [list(cells) for cells in WIDE]
    rows[1].append("Risk")
    rows[3].append("high")
    found = read(workbook([*rows, ["Tribunal appeals", 31, 28]], change=merged),
                 indicators, [mapping])  # fmt: skip
    assert found.values == ()
    assert [(f.cell, f.found) for f in found.faults] == [
        ("", "Risk (column F)"), ("A6", "Tribunal appeals (A6)")]  # fmt: skip


def test_rows_are_left_out_only_by_the_mappings_saying_so(indicators: Indicators) -> None:
    """`leave out` in the mapping is the only way."""
    data = workbook([*WIDE, ["Tribunal appeals", 31, 28]], change=merged)
    open_row = confirmed(data, indicators)
    assert read(data, indicators, [open_row]).values == ()
    said = replace(open_row, indicators={**open_row.indicators, "Tribunal appeals": LEAVE_OUT})
    found = read(data, indicators, [said])
    assert (found.faults, figures(found)) == ((), READ)


def test_an_unconfirmed_proposal_is_not_read(indicators: Indicators) -> None:
    """A likely name stays a question in the mapping until its question mark is taken away."""
    data = workbook([["Measure", "Q1 2025-26"], ["EHCPs in timescale", 56.3], [ASSESSED, 91.2]])
    found = match(data, indicators)
    assert meant(found, "indicators")["EHCPs in timescale"] == ("ehcp-20-weeks", "likely")
    asked = read(data, indicators, [found.mapping()])
    assert [(f.severity, f.cell) for f in asked.faults] == [(ERROR, "A2")]
    assert len(read(data, indicators, [confirmed(data, indicators)]).values) == 2


def test_two_names_of_one_indicator_are_a_question(indicators: Indicators) -> None:
    """Neither is taken where both are only alike; the exact one is where one is exact."""
    alike = [["Measure", "Q1 2025-26"], ["EHCPs in timescale", 56.3], ["EHC plans in time", 3]]
    found = match(workbook([*alike, [ASSESSED, 91.2]]), indicators)
    told = meant(found, "indicators")
    assert told["EHCPs in timescale"] == told["EHC plans in time"] == ("", "unsure")
    exact = match(workbook([*alike[:2], [EHCP, 57.0]]), indicators)
    assert meant(exact, "indicators") == {
        "EHCPs in timescale": ("", "unsure"),
        EHCP: ("ehcp-20-weeks", "sure"),
    }


def test_counts_status_and_commentary_go_with_their_period(indicators: Indicators) -> None:
    """Num, Den and RAG belong to the period left of them; commentary to the newest quarter."""
    rows = [
        ["PI", "Measure", "Q1 25/26", "Jul-Sep 25", "Num", "Den", "RAG", "Narrative"],
        ["SEN01", EHCP, 53.9, 56.0, 98, 175, "A", "Two caseworkers left."],
        ["EH02", EARLY, 10.5, 9.9, 17, 171, "G", None],
    ]
    found = read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)])
    assert found.faults == ()
    told = [(v.indicator_id, v.period.short, v.value, v.numerator, v.denominator, v.supplied_status)
            for v in found.values if v.period]  # fmt: skip
    assert told == [
        ("ehcp-20-weeks", "Q1 2025-26", 53.9, None, None, None),
        ("ehcp-20-weeks", "Q2 2025-26", 56.0, 98, 175, "off target"),
        ("early-help-returns", "Q1 2025-26", 10.5, None, None, None),
        ("early-help-returns", "Q2 2025-26", 9.9, 17, 171, "on target"),
    ]
    (comment,) = found.commentary
    assert comment.what_happened == "Two caseworkers left."
    assert comment.reporting_quarter is not None
    assert comment.reporting_quarter.short == "Q2 2025-26"


def test_months_are_months_or_the_quarters_they_end(indicators: Indicators) -> None:
    """Consecutive months are months; months three apart are asked about, as quarters."""
    each = workbook([["KPI", "Apr-25", "May-25", "Jun-25"], [EHCP, 58.0, 57.0, 63.3],
                     [ASSESSED, 90, 91, 92]])  # fmt: skip
    found = read(each, indicators, [confirmed(each, indicators)])
    assert figures(found)[:3] == [
        ("ehcp-20-weeks", "April 2025", 58.0), ("ehcp-20-weeks", "May 2025", 57.0),
        ("ehcp-20-weeks", "June 2025", 63.3)]  # fmt: skip
    third = workbook([["KPI", "Mar-25", "Jun-25"], [EHCP, 58.0, 63.3], [ASSESSED, 90, 92]])
    assert meant(match(third, indicators), "periods") == {
        "Mar-25": ("Q4 2024-25", "likely"),
        "Jun-25": ("Q1 2025-26", "likely"),
    }
    more = workbook([["KPI", "Mar-25", "Jun-25", "Sep-25"], [EHCP, 58.0, 63.3, 64.0]])
    told = read(more, indicators, [confirmed(third, indicators)])
    assert figures(told)[-1] == ("ehcp-20-weeks", "Q2 2025-26", 64.0)


def test_a_quarter_without_a_year_is_read_by_the_title_or_not_at_all(
    indicators: Indicators,
) -> None:
    """The year may stand above the table; next year's title is another question."""

    def card(title: str, *quarters: str) -> bytes:
        return workbook([[title], ["Measure", *quarters], [EHCP, *[60.0] * len(quarters)]])

    mapping = confirmed(card("Scorecard 2025/26", "Q1"), indicators)
    assert mapping.periods == {"2025/26 | Q1": "Q1 2025-26"}
    found = read(card("Scorecard 2025/26", "Q1", "Q2"), indicators, [mapping])
    assert [period for _, period, _ in figures(found)] == ["Q1 2025-26", "Q2 2025-26"]
    later = read(card("Scorecard 2026/27", "Q1"), indicators, [mapping])
    assert (later.values, later.faults[0].found) == ((), "2026/27 | Q1 (column B)")
    bare = match(card("Scorecard", "Q1", "Q2"), indicators)
    assert meant(bare, "headings")["Q1"] == ("", "unsure")
    assert all("names no year" in e.remark for e in bare.open if e.text in ("Q1", "Q2"))


def test_a_year_goes_on_over_the_quarters_after_it(indicators: Indicators) -> None:
    """Where its cells are not merged; a quarter that is not later than the last has none."""
    rows = [
        ["Title"],
        ["Indicator", "2024/25", None, None, "2025/26", None],
        [None, "Q2", "Q3", "Q4", "Q1", "Q1"],
        [EHCP, 51, 52, 53, 54, 55],
    ]
    found = match(workbook(rows), indicators)
    assert [label for label, _ in meant(found, "periods").values()] == [
        "Q2 2024-25", "Q3 2024-25", "Q4 2024-25", "Q1 2025-26"]  # fmt: skip
    assert [(e.text, e.where) for e in found.open if e.sureness == "unsure"] == [("Q1", "column F")]


def test_one_period_in_the_title_is_that_of_a_column_of_figures(indicators: Indicators) -> None:
    """Measure, Actual, Target below `Quarter 1 2025/26`."""
    rows = [["Quarter 1 2025/26"], ["Measure", "Actual", "Target 2025/26"],
            [EHCP, "60.1%", "65%"]]  # fmt: skip
    found = read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)])
    assert figures(found) == [("ehcp-20-weeks", "Q1 2025-26", 60.1)]
    assert [t.target for t in found.targets] == [65.0]


def test_percent_formats_are_percentages_and_fractions_are_asked_about(
    indicators: Indicators,
) -> None:
    """0.62 shown as 62% is 62%; a plain 0.62 is proposed; 91 in such a row is a fault."""

    def shown(sheet: Any) -> None:
        sheet["B2"].number_format = "0%"

    percent = workbook([["Measure", "Q1 2025-26"], [EHCP, 0.62]], change=shown)
    found = match(percent, indicators)
    assert meant(found, "figures") == {}
    assert figures(read(percent, indicators, [confirmed(percent, indicators)])) == [
        ("ehcp-20-weeks", "Q1 2025-26", 62.0)]  # fmt: skip
    plain = workbook([["Measure", "Q1 2025-26"], [EHCP, 0.62]])
    assert meant(match(plain, indicators), "figures") == {EHCP: ("", "unsure")}
    high = PublishedFigures({}, {"ehcp-20-weeks": (46.0, 60.0)})
    found = match(plain, indicators, figures=high)
    assert meant(found, "figures") == {EHCP: ("shares of 1", "sure")}
    low = PublishedFigures({}, {"ehcp-20-weeks": (0.5, 0.9)})
    assert meant(match(plain, indicators, figures=low), "figures") == {
        EHCP: ("as they are", "likely")
    }
    mapping = sheet_mapping.confirmed(found.mapping())
    mixed = workbook([["Measure", "Q1 2025-26", "Q2 2025-26"], [EHCP, 0.62, 61]])
    (fault,) = read(mixed, indicators, [mapping]).faults
    assert (fault.rule, fault.cell, fault.found) == ("units", "C2", "61")


def test_hidden_rows_merged_figures_and_formulas_are_named(indicators: Indicators) -> None:
    """Hidden is a warning, a merged range over figures and a formula without a result errors."""

    def spoilt(sheet: Any) -> None:
        sheet.row_dimensions[5].hidden = True
        sheet.merge_cells("B4:C4")
        sheet["C5"] = "=B5+1"

    data = workbook(WIDE, change=spoilt)
    mapping = confirmed(workbook(WIDE), indicators)
    told = [(f.severity, f.rule, f.cell, f.found) for f in read(data, indicators, [mapping]).faults]
    assert told == [
        (WARNING, "hidden", "", "hidden row 5"),
        (ERROR, "merged", "B4", "B4:C4"),
        (ERROR, "formula", "C5", "=B5+1"),
    ]


def test_a_quarter_means_the_term_that_it_reports(indicators: Indicators) -> None:
    """Where a quarter reports no term, the cell is named and not read."""
    name = "Secondary permanent exclusions"
    data = workbook([["Measure", "Q1 2025-26", "Q4 2025-26"], [name, "0.117%", "0.12%"]])
    found = read(data, indicators, [confirmed(data, indicators)])
    assert figures(found) == [("secondary-permanent-exclusions", "spring term 2025", 0.117)]
    assert [(f.severity, f.rule, f.cell) for f in found.faults] == [
        (WARNING, "period-not-its-own", "C2")
    ]


def test_a_day_over_a_quarters_figure_is_asked_about(indicators: Indicators) -> None:
    """The last day of a quarter is not said to be the quarter; the mapping may say it."""
    data = workbook([["Measure", "at 30 June 2025"], [EHCP, "60%"]])
    mapping = confirmed(data, indicators)
    (fault,) = read(data, indicators, [mapping]).faults
    assert (fault.severity, fault.cell) == (ERROR, "B2")
    assert "is Q1 2025-26 meant?" in fault.expected
    said = replace(mapping, periods={"at 30 June 2025": "Q1 2025-26"})
    assert figures(read(data, indicators, [said])) == [("ehcp-20-weeks", "Q1 2025-26", 60.0)]


def test_a_return_in_our_form_is_never_taken_for_an_own_sheet(indicators: Indicators) -> None:
    """A picture of the figures beside a return in our form is left, with a warning."""

    def add(book: Any) -> None:
        sheet = book.create_sheet("Dashboard")
        for cells in WIDE:
            sheet.append(list(cells))

    found = reader.read_contents({"return.xlsx": as_workbook(good_tables(), add)}, indicators)
    assert [(f.severity, f.rule, f.sheet) for f in found.faults] == [
        (WARNING, "unknown-sheet", "Dashboard")]  # fmt: skip
    assert found.values


def test_a_sheet_that_the_mapping_leaves_out_is_not_read(indicators: Indicators) -> None:
    """Nothing of it is said, and with nothing else the file is refused in a line."""
    left = OwnSheet("Scorecard", is_left_out=True)
    with pytest.raises(InputError, match="no sheet or file of values"):
        read(wide(), indicators, [left])


def test_a_csv_file_is_read_as_a_sheet(indicators: Indicators) -> None:
    """Its cells are named by their rows."""
    data = f'Measure,Q1 2025-26,Q2 2025-26\n"{EHCP}",60.1%,61%\nOther,1,2\n'.encode()
    (fault,) = reader.read_contents({"card.csv": data}, indicators).faults
    assert fault.rule == "not-matched"
    said = OwnSheet("", headings={"Measure": "name"},
                    indicators={EHCP: "ehcp-20-weeks", "Other": LEAVE_OUT})  # fmt: skip
    found = reader.read_contents({"card.csv": data}, indicators, kept=[said])
    assert figures(found) == [("ehcp-20-weeks", "Q1 2025-26", 60.1),
                              ("ehcp-20-weeks", "Q2 2025-26", 61.0)]  # fmt: skip


_cells = st.one_of(
    st.none(), st.text(max_size=12), st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-10, 10**12), st.booleans(), st.dates(),
    st.sampled_from([EHCP, ASSESSED, "Q1", "Q2 2025-26", "2025/26", "Jun-25", "Target", "Num",
                     "12 months to Sept 2025", "at 30 June 2025", "Measure", "62%", "n/a", "#N/A",
                     "1e999", "£5", "EHCP", "% ", " | ", "?"]),
)  # fmt: skip


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.lists(_cells, max_size=6), min_size=1, max_size=8), st.booleans())
def test_any_sheet_is_read_or_refused_in_single_lines(
    indicators: Indicators, rows: list[list[Any]], with_card: bool
) -> None:
    """No traceback, and every fault is one line."""
    try:
        data = workbook([*rows, *(WIDE if with_card else [])])
    except (openpyxl.utils.exceptions.IllegalCharacterError, ValueError):
        return
    try:
        lines = list(map(str, read(data, indicators, [confirmed(wide(), indicators)]).faults))
    except InputError as fault:
        lines = [str(fault)]
    assert not any("\n" in line for line in lines)


def test_last_days_of_quarters_are_proposed_as_the_quarters(indicators: Indicators) -> None:
    """They are asked about once; the next quarter's day is then read as its quarter."""
    rows = [["Measure", "2025-06-30", "30/09/2025"], [EHCP, "60%", "62%"]]
    found = match(workbook(rows), indicators)
    assert meant(found, "periods") == {
        "2025-06-30": ("Q1 2025-26", "likely"), "30/09/2025": ("Q2 2025-26", "likely"),
    }  # fmt: skip
    known = confirmed(workbook(rows), indicators)
    rows[0].append("31/12/2025")
    rows[1].append("64%")
    assert figures(read(workbook(rows), indicators, [known])) == [
        ("ehcp-20-weeks", "Q1 2025-26", 60), ("ehcp-20-weeks", "Q2 2025-26", 62),
        ("ehcp-20-weeks", "Q3 2025-26", 64),
    ]  # fmt: skip
    rows[0][1] = "2025-06-29"
    assert "Q1 2025-26" not in str(meant(match(workbook(rows), indicators), "periods"))


def test_a_whole_years_outturn_is_no_figure_of_the_newest_quarter(indicators: Indicators) -> None:
    rows = [["Measure", "Q1 2025-26", "2024/25 outturn", "Target 2025/26"], [EHCP, 60, 58, 65]]
    assert meant(match(workbook(rows), indicators), "headings") == {
        "Measure": ("name", "sure"),
        "2024/25 outturn": (LEAVE_OUT, "likely"),
        "Target 2025/26": ("target", "sure"),
    }
    found = read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)])
    assert figures(found) == [("ehcp-20-weeks", "Q1 2025-26", 60)]


@pytest.mark.parametrize("name", ["Total", "Overall total", "Average:", "Sub-totals"])
def test_a_row_of_totals_is_proposed_to_be_left_out(indicators: Indicators, name: str) -> None:
    found = match(workbook([["Measure", "Q1 2025-26"], [EHCP, "60%"], [name, 60]]), indicators)
    assert meant(found, "indicators")[name] == (LEAVE_OUT, "likely")


# ---- wide sheets --------------------------------------------------------------------------


def months(first: int, number: int) -> list[str]:
    """Headings of months from April of a year on: `Apr 2021`, `May 2021`."""
    starts = [Period.month(first + (3 + n) // 12, (3 + n) % 12 + 1).start for n in range(number)]
    return [f"{start:%b %Y}" for start in starts]


def test_five_years_by_month_with_counts_are_read(indicators: Indicators) -> None:
    """180 columns of figures and counts, each its own month; other kinds of figure are named."""
    heads = months(2020, 60)
    figures_of = [[50 + n % 40, 100 + n, 200 + 2 * n] for n in range(60)]
    data = workbook(
        [
            ["Measure", "Owner", *[text for head in heads for text in (head, "Num", "Den")]],
            [EHCP, "Head of SEND", *[cell for each in figures_of for cell in each]],
            ["Secondary permanent exclusions", "Head", *["0.1%", None, None] * 60],
        ]
    )
    mapping = confirmed(data, indicators)
    found = read(data, indicators, [mapping])
    plans = [v for v in found.values if v.indicator_id == "ehcp-20-weeks"]
    assert [v.period for v in plans] == [
        Period.month(2020 + (3 + n) // 12, (3 + n) % 12 + 1) for n in range(60)
    ]
    assert [[v.value, v.numerator, v.denominator] for v in plans] == figures_of
    assert plans[-1].place.cells["value"] == "FX2"
    # Months of a figure that comes by term: each is named with its cell, and none is guessed.
    assert len(found.faults) == 60
    assert {(f.severity, f.column) for f in found.faults} == {(ERROR, "period")}


def test_the_first_quarter_and_its_year_to_date_stand_side_by_side(indicators: Indicators) -> None:
    """They cover the same days, and are two rows of two kinds of period."""
    heads = ["Q1 2025-26", "Q1 YTD 2025-26", "Q2 2025-26", "2025-26 YTD to Sept", "M7 2025-26"]
    data = workbook([["Measure", *heads], [EHCP, "56%", "56.4%", "60%", "58%", "61%"]])
    found = read(data, indicators, [confirmed(data, indicators)])
    assert found.faults == ()
    assert [(v.period, v.reporting_quarter, v.value) for v in found.values] == [
        (Period.quarter(2025, 1), Period.quarter(2025, 1), 56.0),
        (Period.quarterly(Kind.TO_DATE, Period.quarter(2025, 1)), Period.quarter(2025, 1), 56.4),
        (Period.quarter(2025, 2), Period.quarter(2025, 2), 60.0),
        (Period.quarterly(Kind.TO_DATE, Period.quarter(2025, 2)), Period.quarter(2025, 2), 58.0),
        (Period.month(2025, 10), Period.quarter(2025, 3), 61.0),
    ]


def test_a_sheet_of_ten_years_fits_and_one_of_forty_does_not(indicators: Indicators) -> None:
    rows = [["Measure", *months(2000, 398)], [EHCP, *[50.0] * 398]]
    assert len(
        read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)]).values
    ) == (398)
    wider = workbook([["Measure", *months(2000, 401)], [EHCP, *[50.0] * 401]])
    with pytest.raises(InputError, match="more than 400 columns: leave out earlier periods"):
        read(wider, indicators, [])


def test_no_more_figures_are_made_than_a_return_may_have(
    indicators: Indicators, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many names for one indicator would make as many rows as the sheet has cells."""
    monkeypatch.setattr(limits, "MOST_FIGURES", 1_000)
    made: list[int] = []
    real = mapped_rows._value

    def counted(*asked: Any) -> Any:
        made.append(1)
        return real(*asked)

    monkeypatch.setattr(mapped_rows, "_value", counted)
    names = [EHCP, *[f"Plan {n} of many" for n in range(300)]]
    data = workbook([["Measure", *months(2000, 398)], *[[name, *[50] * 398] for name in names]])
    mapping = replace(confirmed(data, indicators), indicators=dict.fromkeys(names, "ehcp-20-weeks"))
    began = time.process_time()
    with pytest.raises(InputError, match="more than 1,000 figures in sheets of your own"):
        read(data, indicators, [mapping])
    assert len(made) == 1_001
    assert time.process_time() - began < 30


def test_merged_cells_that_overlap_are_refused_before_they_are_filled(
    indicators: Indicators,
) -> None:
    """A file may say anything: thousands of ranges over one another are no spreadsheet's."""
    cells = [[f"t{row}-{column}" for column in range(60)] for row in range(19)]
    data = workbook([*cells, ["Measure", *months(2020, 59)], [EHCP, *[50] * 59]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    ranges = "".join(
        f'<mergeCell ref="{get_column_letter(column)}{row}:BH20"/>'
        for row in range(1, 20)
        for column in range(1, 60)
    )
    sheet = "xl/worksheets/sheet1.xml"
    held[sheet] = held[sheet].replace(
        b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode()
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match="Scorecard: merged cells that overlap; save it again"):
        read(out.getvalue(), indicators, [])


# ---- targets between two bounds, and none ---------------------------------------------------


def _ranged(indicators: Indicators) -> Indicators:
    return tuple(
        replace(i, polarity=Polarity.RANGE) if i.id == "ehcp-20-weeks" else i for i in indicators
    )


def test_both_bounds_of_a_target_have_headings_of_their_own(indicators: Indicators) -> None:
    rows = [
        ["Indicator", "Q1 2025-26", "Target", "Target max", "Act below", "Act above"],
        [EHCP, "52.9%", 50, 60, 45, 65],
        [ASSESSED, "91.2%", 90, None, 80, None],
    ]
    known = _ranged(indicators)
    mapping = confirmed(workbook(rows), known)
    assert mapping.headings["Target max"] == "target_upper"
    acts = {"Act below": "intervention_level", "Act above": "intervention_upper"}
    mapping = replace(mapping, headings={**mapping.headings, **acts})
    found = read(workbook(rows), known, [mapping])
    assert [f for f in found.faults if f.severity == ERROR] == []
    told = [
        (t.target, t.target_upper, t.intervention_level, t.intervention_upper)
        for t in found.targets
    ]
    assert told == [(50, 60, 45, 65), (90, None, 80, None)]
    assert found.targets[0].place.cells["target_upper"] == "D2"


def test_both_bounds_of_a_target_may_stand_in_one_cell(indicators: Indicators) -> None:
    rows = [["Indicator", "Q1 2025-26", "Target"], [EHCP, "52.9%", "50% - 60%"],
            [ASSESSED, "91.2%", "90%"]]  # fmt: skip
    known = _ranged(indicators)
    found = read(workbook(rows), known, [confirmed(workbook(rows), known)])
    assert found.faults == ()
    assert [(t.target, t.target_upper) for t in found.targets] == [(50, 60), (90, None)]


@pytest.mark.parametrize("text", ["n/a", "N/A", "not applicable", "tbc"])
def test_a_target_cell_that_says_there_is_none_is_no_row(indicators: Indicators, text: str) -> None:
    rows = [["Indicator", "Q1 2025-26", "Target"], [EHCP, "52.9%", text],
            [ASSESSED, "91.2%", "90%"]]  # fmt: skip
    found = read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)])
    assert found.faults == ()
    assert [t.indicator_id for t in found.targets] == ["assessments-45-days"]


# ---- figures without a name -----------------------------------------------------------------


def test_figures_without_a_name_are_told_by_their_rows(indicators: Indicators) -> None:
    rows = [["Indicator", "Part", "Q4 2024-25", "Q1 2025-26"], [EHCP, "%", "52.9%", "56.3%"],
            [None, "Num", 97, 80], [None, "Den", 179, 142],
            [ASSESSED, "%", "89.4%", "91.2%"], [None, "checked by"]]  # fmt: skip
    known = confirmed(workbook(rows), indicators)
    known = replace(known, headings={**known.headings, "Part": "leave out"})
    found = read(workbook(rows), indicators, [known])
    (fault,) = [f for f in found.faults if f.rule == "line-without-name"]
    assert (fault.severity, fault.cell) == (WARNING, "A3")
    assert fault.found == "figures without a name in rows 3, 4"
    assert len(found.values) == 4


def test_columns_without_a_name_are_told_by_their_letters(indicators: Indicators) -> None:
    rows = turned([["", "Q4 2024-25", "Q1 2025-26"], [EHCP, "52.9%", "56.3%"],
                   ["", "97", "80"], [ASSESSED, "89.4%", "91.2%"]])  # fmt: skip
    found = read(workbook(rows), indicators, [confirmed(workbook(rows), indicators)])
    (fault,) = [f for f in found.faults if f.rule == "line-without-name"]
    assert fault.found == "figures without a name in column C"
