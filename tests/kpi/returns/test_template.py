"""The template names what is due, is accessible, and reads back clean once it is filled in."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from kpi.downloads import file_names
from kpi.errors import UnknownNameError
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.observation import Observation
from kpi.model.schemas import TARGETS
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period, parse_period
from kpi.returns import reader, template
from kpi.returns.all_checks import check
from kpi.returns.checks.context import Context
from kpi.returns.records import COLUMNS, ERROR, NOTES, OF_RANGE, REFERENCE, SHEETS
from tests.kpi.changing import BCP, between
from tests.kpi.returning import target

NAME = "Bournemouth, Christchurch and Poole"
DUE = {
    "Q1 2025-26": ("Q1 2025-26", "spring term 2025", None),
    "Q2 2025-26": ("Q2 2025-26", "summer term 2025", "academic year 2024/25"),
    "Q3 2025-26": ("Q3 2025-26", "autumn term 2025", None),
    "Q4 2025-26": ("Q4 2025-26", None, None),
    "Q2 2026-27": ("Q2 2026-27", "summer term 2026", "academic year 2025/26"),
    "Q3 2026-27": ("Q3 2026-27", "autumn term 2026", "academic year 2025/26"),
}
QUARTERLY = ("early-help-returns", "assessments-45-days", "ehcp-20-weeks")
TERMLY = ("primary-permanent-exclusions", "secondary-permanent-exclusions")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "template.xlsx"


def fill(path: Path) -> None:
    """Fill in every blank that is needed, as an officer would."""
    book = openpyxl.load_workbook(path)
    for kind in SHEETS:
        sheet: Any = book[kind]
        at = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, 1).value is None:
                continue
            sheet.cell(row, at["data_status"]).value = "published"
            if kind == "values":
                sheet.cell(row, at["value"]).value = 12.5
            if kind == "commentary":
                sheet.cell(row, at["what_happened"]).value = "Fewer than before."
                sheet.cell(row, at["due"]).value = date(2025, 12, 31)
    book.save(path)


def named(path: Path) -> list[tuple[str, str, str]]:
    """The indicator, period and reporting quarter of each row of values."""
    return [(row["indicator_id"], row["period"], row["reporting_quarter"]) for row in listed(path)]


def listed(path: Path) -> list[dict[str, Any]]:
    """Each filled row of values by column."""
    sheet: Any = openpyxl.load_workbook(path)["values"]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, cells, strict=True)) for cells in rows if cells[0]]


@pytest.mark.parametrize(("quarter", "periods"), DUE.items())
def test_what_is_due_is_named(
    path: Path, snapshot: Snapshot, quarter: str, periods: tuple[str | None, ...]
) -> None:
    template.write(path, snapshot, area_name=NAME, quarter=parse_period(quarter))
    rows = named(path)
    expected = [
        *((name, periods[0]) for name in QUARTERLY),
        *((name, periods[1]) for name in TERMLY),
        ("ks4-fsm-gap", periods[2]),
    ]
    found = {(name, period) for name, period, _ in rows}
    assert found == {(name, period) for name, period in expected if period}
    assert {reported for _, _, reported in rows} == {quarter}


def test_the_quarter_after_the_newest_is_taken(path: Path, snapshot: Snapshot) -> None:
    template.write(path, snapshot, area_name=NAME)
    assert {reported for _, _, reported in named(path)} == {"Q2 2025-26"}


def test_what_is_still_due_is_counted(snapshot: Snapshot) -> None:
    """Nothing of the quarter that is published, all that the next one's template lists."""
    assert template.still_due(snapshot, BCP, Period.quarter(2025, 1)) == 0
    assert template.still_due(snapshot, BCP, Period.quarter(2025, 2)) > 3


def test_an_unfilled_template_has_no_rows_but_its_targets(path: Path, snapshot: Snapshot) -> None:
    template.write(path, snapshot, area_name=NAME)
    read = reader.read([path], snapshot.indicators)
    assert (read.values, len(read.targets), read.commentary) == ((), 6, ())
    (fault,) = read.faults
    assert (fault.severity, fault.rule) == ("warning", "nothing-filled-in")
    assert fault.found == f"{len(named(path))} rows without a figure"


def test_a_filled_in_template_reads_back_clean(path: Path, snapshot: Snapshot) -> None:
    template.write(path, snapshot, area_name=NAME)
    fill(path)
    read = reader.read([path], snapshot.indicators)
    assert read.faults == ()
    assert {v.value for v in read.values} == {12.5}
    assert {v.data_status for v in read.values} == {"published"}
    assert {c.due for c in read.commentary} == {date(2025, 12, 31)}


def test_what_is_known_stands_beside_each_cell_and_is_not_read(
    path: Path, snapshot: Snapshot
) -> None:
    """Name, unit, last figure with its period and mark, last target, and whose return it is."""
    template.write(path, snapshot, area_name=NAME)
    rows = {row["indicator_id"]: row for row in listed(path)}
    early = rows["early-help-returns"]
    assert early["indicator_name"] == "Returns to Early Help within 12 months"
    assert (early["unit"], early["last_value"], early["last_value_period"]) == (
        "percent", "10.5% (illustrative)", "Q1 2025-26")  # fmt: skip
    assert early["last_target"] == "15.0% (illustrative)"
    assert {row["authority_code"] for row in rows.values()} == {"839"}
    fill(path)
    read = reader.read([path], snapshot.indicators)
    assert read.faults == ()
    assert [(c.sheet, c.text) for c in read.councils] == [("notes", "839")]


def test_a_filled_in_template_is_received_without_an_error(path: Path, snapshot: Snapshot) -> None:
    """By the days, rolling years and months that an indicator may have, and by every check."""
    kinds = [
        ("early-help-returns", Kind.QUARTER_DAY, FigureKind.STOCK, None, "30 September 2025"),
        ("assessments-45-days", Kind.ROLLING, FigureKind.ROLLING, None, "year to September 2025"),
        ("ehcp-20-weeks", Kind.QUARTER, FigureKind.FLOW, "pooled counts", "July 2025"),
    ]
    changed = {
        name: replace(
            next(i for i in snapshot.indicators if i.id == name),
            local_kind=kind, figure_kind=figure, quarter_from=months,
        )
        for name, kind, figure, months, _ in kinds
    }  # fmt: skip
    indicators = tuple(changed.get(i.id, i) for i in snapshot.indicators)
    template.write(path, indicators, area_name=NAME, quarter=Period.quarter(2025, 2))
    periods = {row["indicator_id"]: row["period"] for row in reversed(listed(path))}
    assert {name: periods[name] for name, *_ in kinds} == {k[0]: k[4] for k in kinds}
    fill(path)
    read = reader.read([path], indicators)
    found = check(read, Context.empty(indicators, "839", date(2025, 11, 1)))
    assert [str(fault) for fault in found if fault.severity == ERROR] == []
    assert len(read.values) == len(listed(path))


def test_targets_in_force_are_filled_in(path: Path, snapshot: Snapshot) -> None:
    template.write(path, snapshot, area_name=NAME, quarter=Period.quarter(2024, 4))
    read = reader.read([path], snapshot.indicators)
    found = {t.indicator_id: (t.target, t.intervention_level, t.to_quarter) for t in read.targets}
    ends = Period.quarter(2024, 4)
    assert found["ehcp-20-weeks"] == (50.0, 40.0, ends)
    assert found["early-help-returns"] == (16.0, 20.0, ends)
    assert found["assessments-45-days"] == (90.0, 82.5, None)
    assert {t.data_status for t in read.targets} == {"illustrative"}


def test_from_definitions_alone(path: Path, indicators: tuple[Indicator, ...]) -> None:
    with pytest.raises(UnknownNameError, match="nothing was reported yet"):
        template.write(path, indicators, area_name=NAME)
    period = Period.quarter(2025, 3)
    known = Observation(period, period.end, value=1.0, data_status="published")
    template.write(path, indicators, area_name=NAME, history={"ehcp-20-weeks": [known]})
    assert {reported for _, _, reported in named(path)} == {"Q4 2025-26"}
    assert reader.read([path], indicators).targets == ()


def test_an_annual_result_stays_due_until_it_is_known(indicators: tuple[Indicator, ...]) -> None:
    gap = next(i for i in indicators if i.id == "ks4-fsm-gap")
    year = Period.academic_year(2024)
    known = Observation(year, year.end, value=15.0, data_status="published")
    for number, owed in ((2, [year]), (3, [year]), (4, [year])):
        assert template.due_in(gap, Period.quarter(2025, number), []) == owed
    assert template.due_in(gap, Period.quarter(2025, 2), [known]) == [year]
    assert template.due_in(gap, Period.quarter(2025, 3), [known]) == []
    assert template.due_in(gap, Period.quarter(2025, 1), []) == []


def test_an_unknown_area_is_told(path: Path, snapshot: Snapshot) -> None:
    with pytest.raises(UnknownNameError, match="no area is called 'Camelot'"):
        template.write(path, snapshot, area_name="Camelot")


# ---- the workbook itself ------------------------------------------------------------------


@pytest.fixture
def book(path: Path, snapshot: Snapshot) -> Any:
    template.write(path, snapshot, area_name=NAME)
    return openpyxl.load_workbook(path)


def test_sheets_are_accessible(book: Any) -> None:
    assert book.sheetnames == ["values", "targets", "commentary", "notes", "codes"]
    assert NAME in book.properties.title
    assert "Q2 2025-26" in book.properties.title
    assert "quarterly return" in book.properties.subject
    for sheet in book:
        assert sheet.sheet_state == "visible"
        assert not sheet.merged_cells.ranges
        assert sheet.auto_filter.ref is None
        assert sheet.freeze_panes is None
        header = [cell.value for cell in sheet[1]]
        assert None not in header
        assert len(set(header)) == len(header)
        assert all(cell.font.bold for cell in sheet[1])
        assert not any(d.hidden for d in sheet.column_dimensions.values())
        assert all(d.width >= 10 for d in sheet.column_dimensions.values())
    for kind in SHEETS[1:]:
        columns = tuple(each for each in COLUMNS[kind] if each not in OF_RANGE)
        assert tuple(cell.value for cell in book[kind][1]) == columns
    header = tuple(cell.value for cell in book["values"][1])
    assert set(header) == {*COLUMNS["values"], *REFERENCE, "authority_code"}
    assert header[header.index("value") - 1] == "period", "which period stands beside the cell"


def test_numbers_are_numbers_and_text_is_text(book: Any) -> None:
    targets = book["targets"]
    assert targets["D2"].data_type == "n"
    assert book["values"]["B2"].number_format == "@"
    assert book["values"]["B200"].number_format == "@" or (
        book["values"].column_dimensions["B"].width > 0
    )
    assert not any(
        cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_drop_downs_offer_the_codes(book: Any) -> None:
    codes = book["codes"]

    def offered(sheet: str, cell: str) -> list[str]:
        (rule,) = [v for v in book[sheet].data_validations.dataValidation if cell in v.sqref]
        first, last = rule.formula1.removeprefix("codes!").replace("$", "").split(":")
        return [row[0].value for row in codes[first:last]]

    assert offered("values", "A2")[:2] == ["assessments-45-days", "early-help-returns"]
    assert "referrals-rate" not in offered("values", "A2")
    at = {cell.value: cell.coordinate for cell in book["values"][1]}
    quarter, symbol, status = (
        at[name].replace("1", "2") for name in ("reporting_quarter", "symbol", "data_status")
    )
    assert offered("values", quarter)[:2] == ["Q3 2025-26", "Q2 2025-26"]
    assert offered("values", symbol) == ["c", "x", "z", "low", "k", "u", "p", "r", "e", "b"]
    assert offered("values", status) == ["illustrative", "provisional", "published"]
    assert offered("targets", "F2") == ["local", "national", "statutory"]
    assert offered("targets", "C100")[1] == "Q2 2025-26"
    assert offered("commentary", "B2")[1] == "Q2 2025-26"


def test_notes_say_what_goes_where(book: Any) -> None:
    notes = {row[0].value: row[1].value for row in book["notes"].iter_rows(min_row=2)}
    assert {"sheet values", "symbols", "small numbers", "what is checked", "limits"} <= set(notes)
    assert "1 to 5" in notes["small numbers"]
    assert "c = confidential: too few children to show" in notes["symbols"]
    assert "indicator ehcp-20-weeks" in notes
    assert "indicator referrals-rate" not in notes


def test_the_file_is_named_after_the_quarter() -> None:
    assert file_names.empty_return(Period.quarter(2025, 2)) == "return-q2-2025-26.xlsx"


def test_upper_bounds_are_asked_for_where_there_is_a_range(path: Path, snapshot: Snapshot) -> None:
    made = between(snapshot, "ehcp-20-weeks", (50, 70), (40, None))
    template.write(path, made, area_name=NAME, quarter=Period.quarter(2025, 1))
    found = {t.indicator_id: t for t in reader.read([path], made.indicators).targets}
    plans = found["ehcp-20-weeks"]
    assert (plans.target, plans.target_upper) == (50.0, 70.0)
    assert (plans.intervention_level, plans.intervention_upper) == (40.0, None)
    assert found["early-help-returns"].target_upper is None
    assert "target_upper" in headers(path)


def test_without_a_range_no_upper_bounds_are_asked_for(path: Path, snapshot: Snapshot) -> None:
    template.write(path, snapshot, area_name=NAME, quarter=Period.quarter(2025, 1))
    assert not OF_RANGE & set(headers(path))


def headers(path: Path) -> list[str]:
    sheet = openpyxl.load_workbook(path)["targets"]
    return [str(cell.value) for cell in sheet[1]]


# ---- targets by month ---------------------------------------------------------------------


def test_targets_by_month_are_filled_in_and_stand_beside_their_months(
    path: Path, snapshot: Snapshot
) -> None:
    plans = "ehcp-20-weeks"
    given = [("July 2025", "July 2025", 62.0), ("August 2025", None, 65.0)]
    rows = [
        target(plans, start, goal, to_quarter=end, target_upper=None, intervention_upper=None)
        for start, end, goal in given
    ]
    others = snapshot.targets.filter(pl.col("indicator_id") != plans)
    made = replace(
        snapshot,
        indicators=tuple(
            replace(i, quarter_from=MonthRule.POOLED) if i.id == plans else i
            for i in snapshot.indicators
        ),
        targets=pl.concat([others, pl.DataFrame(rows, schema=TARGETS, orient="row")]),
    )
    template.write(path, made, area_name=NAME, quarter=Period.quarter(2025, 2))
    beside = [(r["period"], r["last_target"]) for r in listed(path) if r["indicator_id"] == plans]
    assert beside == [
        ("July 2025", "62.0% from July 2025"),
        ("August 2025", "65.0% from August 2025"),
        ("September 2025", "65.0% from August 2025"),
    ]
    read = reader.read([path], made.indicators)
    found = [t for t in read.targets if t.indicator_id == plans]
    july, august = Period.month(2025, 7), Period.month(2025, 8)
    assert [(t.from_quarter, t.to_quarter, t.target) for t in found] == [
        (july, july, 62.0), (august, None, 65.0),
    ]  # fmt: skip
    book = openpyxl.load_workbook(path)
    headers_of_codes = [cell.value for cell in book["codes"][1]]
    listed_periods = [
        row[headers_of_codes.index("quarter or month")]
        for row in book["codes"].iter_rows(min_row=2, values_only=True)
    ]
    assert {"Q2 2025-26", "September 2025", "July 2025"} <= set(listed_periods)
    assert "targets by month" in [row[0].value for row in book["notes"].iter_rows()]


def test_the_notes_end_each_sentence_with_one_full_stop(path: Path, snapshot: Snapshot) -> None:
    template.write(path, snapshot, area_name=NAME)
    rows = list(openpyxl.load_workbook(path)[NOTES].iter_rows(values_only=True))
    about = {str(row[0]): str(row[1]) for row in rows if row[0]}
    told = [text for subject, text in about.items() if subject.startswith("indicator ")]
    assert told
    for text in told:
        assert ".." not in text
        assert text.endswith(".")
    assert "its data_status and its rationale" in about["sheet targets"]
    assert "A row for the new target alone" in about["sheet targets"]
