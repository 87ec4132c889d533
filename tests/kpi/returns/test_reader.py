"""A return is read whole: each cell understood, every fault told at once, nothing guessed."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.model.definitions.indicator import Indicator
from kpi.model.polarity import Polarity
from kpi.periods import Kind, Period
from kpi.returns import reader
from kpi.returns.records import ParsedReturn, ReturnFault, ValueLine
from kpi.returns.typed_cells import FEWER, NOT_YET
from tests.kpi.returns.workbooks import (
    FILES,
    FOLDER,
    Tables,
    address,
    as_csv,
    as_files,
    as_workbook,
    good_tables,
    put,
)

Indicators = tuple[Indicator, ...]
LAST = 25


def both(tables: Tables, indicators: Indicators) -> tuple[ParsedReturn, ParsedReturn]:
    """The tables read from a workbook and from CSV files."""
    return (
        reader.read_contents({"return.xlsx": as_workbook(tables)}, indicators),
        reader.read_contents(as_files(tables), indicators),
    )


def with_last(indicators: Indicators, **cells: str) -> tuple[ValueLine, tuple[ReturnFault, ...]]:
    """The last line of values with other text in some cells, the same from both kinds of file."""
    tables = good_tables()
    tables["values"] = [
        [*row, "status" if n == 0 else ""] for n, row in enumerate(tables["values"])
    ]
    for column, text in cells.items():
        tables = put(tables, "values", LAST, column, text)
    book, files = both(tables, indicators)
    assert meaning(book) == meaning(files)
    assert [(f.column, f.rule, f.found) for f in book.faults] == [
        (f.column, f.rule, f.found) for f in files.faults
    ]
    for fault in book.faults:
        assert fault.cell == address(tables, "values", LAST, fault.column)
    for fault in files.faults:
        assert (fault.file, fault.cell) == ("values.csv", "row 25")
    return book.values[-1], book.faults


def meaning(read: ParsedReturn) -> list[list[tuple[object, ...]]]:
    """What the lines say, without where they stand and how they were typed."""

    def said(line: Any) -> tuple[object, ...]:
        return tuple(v for k, v in vars(line).items() if k not in ("place", "text"))

    return [[said(line) for line in part] for part in (read.values, read.targets, read.commentary)]


# ---- whole returns ------------------------------------------------------------------------


def test_the_illustrative_return_in_every_form(indicators: Indicators, tmp_path: Path) -> None:
    folder = reader.read(FOLDER, indicators)
    assert folder.faults == ()
    assert (len(folder.values), len(folder.targets), len(folder.commentary)) == (24, 8, 6)
    book, files = both(good_tables(), indicators)
    assert meaning(book) == meaning(files) == meaning(folder)
    assert book.faults == files.faults == ()
    (tmp_path / "return.xlsx").write_bytes(as_workbook(good_tables()))
    (tmp_path / "~$return.xlsx").write_bytes(b"a lock")
    (tmp_path / "read me.txt").write_text("hello")
    assert meaning(reader.read([tmp_path / "return.xlsx"], indicators)) == meaning(folder)
    assert reader.read(tmp_path, indicators).files == ("return.xlsx",)
    listed = [FOLDER / name for name in FILES.values()]
    assert meaning(reader.read(listed, indicators)) == meaning(folder)


def test_a_mix_of_files(indicators: Indicators) -> None:
    tables = good_tables()
    files = {"figures.xlsx": as_workbook({"values": tables["values"]}),
             "targets.csv": as_csv(tables["targets"]),
             "words.csv": as_csv(tables["commentary"])}  # fmt: skip
    read = reader.read_contents(files, indicators)
    assert read.faults == ()
    assert meaning(read) == meaning(both(tables, indicators)[0])


def test_a_line_in_two_files_is_kept_twice(indicators: Indicators, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "values.csv").write_bytes(as_csv(good_tables()["values"]))
    read = reader.read([tmp_path / "a", tmp_path / "b"], indicators)
    assert len(read.values) == 48
    assert (read.values[0].place.file, read.values[24].place.file) == (
        "a/values.csv", "b/values.csv",
    )  # fmt: skip
    assert read.values[0].place.row == read.values[24].place.row == "row 2"


def test_what_is_missing_is_told(indicators: Indicators) -> None:
    tables = good_tables()
    read = reader.read_contents({"targets.csv": as_csv(tables["targets"])}, indicators)
    assert [(f.severity, f.rule, f.found) for f in read.faults] == [
        ("warning", "missing-sheet", "no values"), ("warning", "missing-sheet", "no commentary"),
    ]  # fmt: skip
    with pytest.raises(InputError, match=r"a\.csv: no sheet or file of values"):
        reader.read_contents({"a.csv": b"team,cases\nnorth,12\n"}, indicators)


def test_rows_that_the_template_filled_in_and_nobody_touched_are_no_rows(
    indicators: Indicators,
) -> None:
    tables = good_tables()
    blank = {
        "values": {"period": "Q1 2025-26", "reporting_quarter": "Q1 2025-26"},
        "targets": {"from_quarter": "Q1 2025-26"},
        "commentary": {"reporting_quarter": "Q1 2025-26", "owner_role": "Head of SEND"},
    }
    longer = {
        name: [*rows, prefilled(rows[0], indicator_id="ehcp-20-weeks", **blank[name])]
        for name, rows in tables.items()
    }
    whole = reader.read_contents(as_files(tables), indicators)
    read = reader.read_contents(as_files(longer), indicators)
    assert read == whole


def test_a_row_with_a_note_alone_still_needs_its_quarter(indicators: Indicators) -> None:
    rows = good_tables()["values"]
    noted = prefilled(rows[0], indicator_id="ehcp-20-weeks", period="Q1 2025-26", note="late")
    read = reader.read_contents({"values.csv": as_csv([*rows, noted])}, indicators)
    assert {"missing"} < {fault.rule for fault in read.faults} <= {"missing", "missing-sheet"}


def prefilled(header: list[str], **cells: str) -> list[str]:
    """A row with some cells filled in and the others blank."""
    return [cells.get(column, "") for column in header]


def test_faults_of_all_sheets_at_once(indicators: Indicators) -> None:
    tables = put(good_tables(), "values", 3, "value", "about 16")
    tables = put(tables, "values", 9, "reporting_quarter", "")
    tables = put(tables, "targets", 2, "target", "TBC")
    tables = put(tables, "commentary", 7, "due", "09/30/2025")
    tables = put(tables, "commentary", 2, "data_status", "")
    book, files = both(tables, indicators)
    assert sorted((f.sheet, f.cell, f.rule) for f in book.faults) == [
        ("commentary", "C2", "missing"), ("commentary", "H7", "what-does-this-mean"),
        ("targets", "D2", "what-does-this-mean"), ("values", "C9", "missing"),
        ("values", "D3", "what-does-this-mean"),
    ]  # fmt: skip
    assert {f.file for f in files.faults} == {
        "values.csv",
        "targets.csv",
        "commentary.csv",
    }
    assert all(f.severity == "error" for f in book.faults)


def test_a_sheet_without_a_needed_column_gives_no_lines_but_its_other_faults(
    indicators: Indicators,
) -> None:
    tables = put(good_tables(), "values", 3, "numerator", "thirty")
    tables["values"] = [[*row[:3], *row[4:]] for row in tables["values"]]
    read = both(tables, indicators)[0]
    assert read.values == ()
    assert [(f.rule, f.cell) for f in read.faults] == [
        ("missing-column", ""), ("what-does-this-mean", "D3"),
    ]  # fmt: skip


# ---- one line -----------------------------------------------------------------------------


def test_the_last_line_as_written(indicators: Indicators) -> None:
    line, faults = with_last(indicators)
    assert faults == ()
    assert (line.indicator_id, line.period) == ("ehcp-20-weeks", Period.quarter(2025, 1))
    assert (line.value, line.numerator, line.denominator, line.symbol) == (53.9, 96, 178, None)
    assert (line.data_status, line.source, line.note) == ("illustrative", "Local return", None)
    assert line.text["value"] == "53.9"


def test_spellings_of_a_line(indicators: Indicators) -> None:
    line, faults = with_last(
        indicators, indicator_id="EHCP 20 Weeks", period="Apr\u2013Jun 2025",
        reporting_quarter="25/26 Q1", value="53.9 %", numerator=" 96 ", denominator="1,178",
        data_status="Final", status="Amber",
    )  # fmt: skip
    assert faults == ()
    assert (line.indicator_id, line.period) == ("ehcp-20-weeks", Period.quarter(2025, 1))
    assert (line.value, line.numerator, line.denominator) == (53.9, 96, 1178)
    assert (line.data_status, line.supplied_status) == ("published", "off target")


@pytest.mark.parametrize(
    ("text", "symbol", "reason"),
    [("c", "c", None), ("*", "c", None), ("<6", "c", FEWER), ("n/a", "x", None),
     ("TBC", "x", NOT_YET), ("z", "z", None), ("low", "low", None)],
)  # fmt: skip
def test_a_symbol_in_the_place_of_a_value(
    indicators: Indicators, text: str, symbol: str, reason: str | None
) -> None:
    line, faults = with_last(indicators, value=text, numerator="", denominator="")
    assert faults == ()
    assert (line.value, line.symbol) == (None, symbol)
    assert reason is None or line.reason == reason
    again, faults = with_last(indicators, value="", numerator=text, denominator="", symbol=symbol)
    assert (faults, again.value, again.numerator, again.symbol) == ((), None, None, symbol)


def test_a_blank_line_has_neither_value_nor_symbol(indicators: Indicators) -> None:
    line, faults = with_last(indicators, value="", numerator="", denominator="")
    assert (line.value, line.symbol, line.reason, faults) == (None, None, None, ())
    assert line.text["value"] == ""


def test_counts_that_are_not_available_leave_the_value(indicators: Indicators) -> None:
    line, faults = with_last(indicators, numerator="n/a", denominator="n/a")
    assert (line.value, line.numerator, line.symbol, faults) == (53.9, None, None, ())


CONFLICTS = [
    ({"value": "x", "numerator": "c", "denominator": ""}, "value"),
    ({"value": "c", "symbol": "x", "numerator": "", "denominator": ""}, "symbol"),
    ({"numerator": "c"}, "numerator"),
    ({"denominator": "*"}, "denominator"),
]


@pytest.mark.parametrize(("cells", "column"), CONFLICTS)
def test_symbols_that_disagree_are_a_question(
    indicators: Indicators, cells: dict[str, str], column: str
) -> None:
    _, faults = with_last(indicators, **cells)
    assert [(f.column, f.rule, f.severity) for f in faults] == [(column, "two-symbols", "error")]


def test_a_symbol_beside_a_value(indicators: Indicators) -> None:
    line, faults = with_last(indicators, symbol="p")
    assert (line.value, line.symbol, line.reason, faults) == (53.9, "p", "provisional", ())


QUESTIONS = [
    ("value", "about 50"), ("value", "-"), ("value", "\u00a312"), ("value", "1.234,5"),
    ("value", "(12)"), ("numerator", "12%"), ("denominator", "none"), ("symbol", "?"),
    ("period", "Q1"), ("period", "30/06/2025"), ("reporting_quarter", "spring term 2025"),
    ("status", "blue"), ("data_status", "draft"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "text"), QUESTIONS)
def test_a_doubtful_cell_is_one_question_and_no_value(
    indicators: Indicators, column: str, text: str
) -> None:
    line, faults = with_last(indicators, **{column: text})
    assert [(f.column, f.rule, f.found) for f in faults] == [(column, "what-does-this-mean", text)]
    field = "supplied_status" if column == "status" else column
    assert getattr(line, field) in (None, "")


@pytest.mark.parametrize("column", ["period", "reporting_quarter", "data_status"])
def test_a_blank_that_is_needed(indicators: Indicators, column: str) -> None:
    _, faults = with_last(indicators, **{column: ""})
    assert [(f.column, f.rule, f.found) for f in faults] == [(column, "missing", "nothing")]


def test_a_real_date_is_asked_about(indicators: Indicators) -> None:
    def change(book: Any) -> None:
        book["values"]["B25"].value = 45838
        book["values"]["B25"].number_format = "mmm-yy"

    data = as_workbook(good_tables(), change)
    (fault,) = reader.read_contents({"r.xlsx": data}, indicators).faults
    assert (fault.cell, fault.found) == ("B25", "2025-06-30")
    assert fault.expected.endswith("is Q1 2025-26 meant?")


def test_an_unknown_indicator_is_left_to_the_rules(indicators: Indicators) -> None:
    line, faults = with_last(indicators, indicator_id=" EHCP ")
    assert (line.indicator_id, faults) == ("EHCP", ())


def test_an_annual_indicator_has_a_bare_year(indicators: Indicators) -> None:
    cells = {"indicator_id": "ks4-fsm-gap", "period": "2024/25", "reporting_quarter": "Q2 2025-26",
             "value": "15.2", "numerator": "", "denominator": ""}  # fmt: skip
    line, faults = with_last(indicators, **cells)
    assert (line.period, faults) == (Period.academic_year(2024), ())
    assert line.period is not None
    assert line.period.kind is Kind.ACADEMIC
    _, faults = with_last(indicators, **{**cells, "value": "15.2%"})
    assert [f.expected for f in faults] == ["a number of points, not a percentage"]


def test_a_target_that_stays_in_force(indicators: Indicators) -> None:
    for text in ("", "ongoing"):
        tables = put(good_tables(), "targets", 9, "to_quarter", text)
        read = both(tables, indicators)[0]
        assert read.faults == ()
        assert read.targets[-1].to_quarter is None
    tables = put(good_tables(), "targets", 9, "intervention_level", "n/a")
    read = both(tables, indicators)[0]
    assert (read.targets[-1].intervention_level, read.faults) == (None, ())


# ---- any return ---------------------------------------------------------------------------

NAMES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "title": lambda name: name.replace("_", " ").title(),
    "loud": lambda name: name.replace("_", "").upper(),
}


@st.composite
def returns(draw: st.DrawFn) -> Tables:
    """A return with any figures and symbols, its quarters in any style."""
    tables = good_tables()
    header, *rows = tables["values"]
    at = {name: n for n, name in enumerate(header)}
    for row in rows:
        row[at["value"]] = draw(st.sampled_from(["12.5", "0", "7%", "1,234", "c", "TBC", "99.999"]))
        symbolic = not any(letter.isdigit() for letter in row[at["value"]])
        counts = [""] if symbolic else ["", "0", "12", "1,000"]
        for name in ("numerator", "denominator"):
            row[at[name]] = draw(st.sampled_from(counts))
        row[at["note"]] = draw(st.text("ab ,;\"'\n\u00e9-", max_size=8)).strip()
    tables["values"] = [header, *draw(st.lists(st.sampled_from(rows), max_size=12))]
    return tables


@settings(max_examples=25)
@given(returns(), st.integers(), st.sampled_from(sorted(NAMES)))
def test_any_order_of_sheets_and_columns_reads_the_same(
    tables: Tables, seed: int, style: str
) -> None:
    indicators = _indicators()
    shuffle = random.Random(seed)
    turned: Tables = {}
    for name in shuffle.sample(list(tables), len(tables)):
        order = shuffle.sample(range(len(tables[name][0])), len(tables[name][0]))
        rows = [[row[n] for n in order] for row in tables[name]]
        turned[name] = [[NAMES[style](column) for column in rows[0]], *rows[1:]]
    straight = both(tables, indicators)
    crossed = both(turned, indicators)
    assert all(read.faults == () for read in (*straight, *crossed))
    expected = meaning(straight[0])
    assert len(expected[0]) == len(tables["values"]) - 1
    assert [meaning(read) for read in (straight[1], *crossed)] == [expected] * 3


@settings(max_examples=100)
@given(st.integers(1, 24), st.integers(0, 9), st.text(max_size=10))
def test_any_text_in_any_cell_is_read_or_told(row: int, column: int, text: str) -> None:
    tables = good_tables()
    tables["values"][row][column] = text
    told = everything_told(as_files(tables), _indicators())
    assert all("\n" not in line for line in told)


def everything_told(files: dict[str, bytes], indicators: Indicators) -> list[str]:
    """The faults of some files, or the one line that refuses them."""
    try:
        return [str(fault) for fault in reader.read_contents(files, indicators).faults]
    except InputError as fault:
        return [str(fault)]


_KNOWN: list[Indicators] = []


def _indicators() -> Indicators:
    """The shipped definitions, for tests that hypothesis runs many times."""
    from kpi.model.definitions import definition_reader

    if not _KNOWN:
        folder = FOLDER.parents[1] / "indicators"
        _KNOWN.append(definition_reader.from_table(definition_reader.read_files(folder)))
    return _KNOWN[0]


# ---- other units, and targets between two bounds --------------------------------------------


def test_money_and_its_targets_are_read_as_typed(indicators: Indicators) -> None:
    plans = next(i for i in indicators if i.id == "ehcp-20-weeks")
    costs = replace(plans, id="placement-cost", unit="pounds", decimals=0)
    values = [
        "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status",
        'placement-cost,Q1 2025-26,Q1 2025-26,"£5,760","£299,520",52,published',
    ]
    targets = [
        "indicator_id,from_quarter,target,Upper target,intervention_level,Upper intervention,"
        "data_status,rationale",
        'placement-cost,Q1 2025-26,"£5,200",£5600,"5,000",,published,',
    ]
    files = {
        "values.csv": "\n".join(values).encode(),
        "targets.csv": "\n".join(targets).encode(),
    }
    read = reader.read_contents(files, [costs])
    assert [f for f in read.faults if f.severity == "error"] == []
    (line,), (goal,) = read.values, read.targets
    assert (line.value, line.numerator, line.denominator) == (5760, 299_520, 52)
    assert (goal.target, goal.target_upper) == (5200, 5600)
    assert (goal.intervention_level, goal.intervention_upper) == (5000, None)


@pytest.mark.parametrize("column", ["target_upper", "intervention_upper", "intervention_level"])
def test_an_upper_bound_that_is_no_number_is_a_question(
    indicators: Indicators, column: str
) -> None:
    rows = [
        f"indicator_id,from_quarter,target,{column},data_status",
        "ehcp-20-weeks,Q1 2025-26,50,c,published",
    ]
    read = reader.read_contents({"targets.csv": "\n".join(rows).encode()}, indicators)
    faults = [(f.column, f.expected) for f in read.faults if f.severity == "error"]
    assert (column, "a number, or nothing") in faults


def _targets(indicator: Indicator, *rows: str, header: str = "") -> ParsedReturn:
    names = header or "indicator_id,from_quarter,target,target_upper,data_status,rationale"
    data = "\n".join([names, *rows]).encode()
    return reader.read_contents({"targets.csv": data}, [indicator])


def test_both_bounds_of_a_target_may_stand_in_one_cell(indicators: Indicators) -> None:
    plans = next(i for i in indicators if i.id == "ehcp-20-weeks")
    ranged = replace(plans, polarity=Polarity.RANGE)
    (goal,) = _targets(ranged, "ehcp-20-weeks,Q1 2025-26,15% - 24%,,published,").targets
    assert (goal.target, goal.target_upper) == (15, 24)
    twice = _targets(ranged, "ehcp-20-weeks,Q1 2025-26,15% - 24%,24,published,")
    assert [f.column for f in twice.faults if f.severity == "error"] == ["target_upper"]
    (fault,) = [
        f
        for f in _targets(plans, "ehcp-20-weeks,Q1 2025-26,15-24,,published,").faults
        if f.severity == "error"
    ]
    assert (fault.column, fault.expected.split(":")[0]) == ("target", "one number")


def test_no_target_is_said_for_an_indicator_that_has_none(indicators: Indicators) -> None:
    plans = next(i for i in indicators if i.id == "ehcp-20-weeks")
    unjudged = replace(plans, polarity=Polarity.NONE)
    for text in ("n/a", "not applicable", "x"):
        read = _targets(unjudged, f"ehcp-20-weeks,Q1 2025-26,{text},,published,")
        assert ([f for f in read.faults if f.severity == "error"], read.targets) == ([], ())
        judged = _targets(plans, f"ehcp-20-weeks,Q1 2025-26,{text},,published,")
        assert [f.expected for f in judged.faults if f.severity == "error"] == [
            "a target, or no row"
        ]


def test_targets_without_the_column_of_intervention_levels(indicators: Indicators) -> None:
    plans = next(i for i in indicators if i.id == "ehcp-20-weeks")
    header = "indicator_id,from_quarter,target,data_status,rationale"
    read = _targets(plans, "ehcp-20-weeks,Q1 2025-26,60,published,", header=header)
    assert [f for f in read.faults if f.severity == "error"] == []
    assert [(t.target, t.intervention_level) for t in read.targets] == [(60, None)]
