"""Faults in groups: sheets with errors first, errors first, like ones in one row, texts short."""

import re
from pathlib import Path

from kpi.publishing.review import fault_rows
from kpi.publishing.review.fault_rows import (
    MOST_FAULT_ROWS,
    SHORT_NAMES,
    brief,
    fault_table,
    short_name,
)
from kpi.returns.all_checks import RULES
from kpi.returns.records import ERROR, WARNING, ReturnFault, Severity

RETURNS = Path(fault_rows.__file__).parents[2] / "returns"


def fault(
    sheet: str,
    cell: str,
    rule: str,
    severity: Severity = ERROR,
    found: str = "x",
    expected: str = "y",
    column: str = "value",
    file: str = "a.xlsx",
) -> ReturnFault:
    return ReturnFault(file, sheet, cell, column, severity, rule, found, expected)


def test_sheets_with_errors_come_first_and_in_a_sheet_errors() -> None:
    table = fault_table(
        [
            fault("values", "D21", "jump", WARNING),
            fault("commentary", "C6", "due-past", WARNING),
            fault("commentary", "H8", "what-does-this-mean"),
        ]
    )
    assert [group.name for group in table.groups] == ["Sheet “commentary”", "Sheet “values”"]
    assert [(group.errors, group.warnings) for group in table.groups] == [(1, 1), (0, 1)]
    assert [row.severity for row in table.groups[0].rows] == ["error", "warning"]
    assert [row.what for row in table.groups[0].rows] == ["Cannot be read", "Due date is past"]


def test_like_faults_are_one_row_with_all_their_cells() -> None:
    told = "illustrative target {} for a provisional figure"
    table = fault_table(
        [
            fault("targets", cell, "illustrative-target", WARNING, told.format(amount), "the real")
            for cell, amount in (("G3", 15), ("G4", 90), ("G9", 60))
        ]
    )
    (row,) = table.groups[0].rows
    assert row.cells == "G3, G4, G9"
    assert row.found == "illustrative target 15, 90, 60 for a provisional figure"
    assert row.expected == "the real"
    assert (table.groups[0].warnings, table.shown, table.total) == (3, 1, 1)


def test_faults_that_expect_something_else_stay_apart() -> None:
    alike = [("D21", "jump", "1"), ("D24", "jump", "2"), ("D25", "range", "1")]
    table = fault_table([fault("values", cell, rule, expected=e) for cell, rule, e in alike])
    assert [row.cells for row in table.groups[0].rows] == ["D21", "D24", "D25"]
    columns = [fault("values", "D4", "missing"), fault("values", "E4", "missing", column="symbol")]
    assert len(fault_table(columns).groups[0].rows) == 2


def test_rows_of_a_csv_file_are_numbered_and_name_their_column() -> None:
    rows = [fault("", f"row {n}", "missing", file="values.csv") for n in (3, 4, 9)]
    (group,) = fault_table(rows).groups
    assert group.name == "File “values.csv”"
    assert (group.rows[0].cells, group.rows[0].column) == ("rows 3, 4, 9", "value")
    (alone,) = fault_table(rows[:1]).groups
    assert alone.rows[0].cells == "row 3"
    (book,) = fault_table([fault("values", "D3", "missing")]).groups
    assert book.rows[0].column == "", "D says it"


def test_a_fault_of_several_cells_is_one_with_all_of_them() -> None:
    rows = [fault("", f"row {n}", "due-past", WARNING, column="due") for n in (2, 5)]
    cells = [fault("values", cell, "missing") for cell in ("D4", "D3", "D4")]
    other = fault("values", "D5", "missing", expected="z")
    whole = fault("targets", "", "missing-sheet", WARNING)
    found = fault_rows.with_all_cells([rows[0], *cells, rows[1], other, whole])
    assert [(each.rule, each.cell, each.column) for each in found] == [
        ("due-past", "rows 2 and 5", "due"),
        ("missing", "D4 and D3", "value"),
        ("missing", "D5", "value"),
        ("missing-sheet", "", "value"),
    ]
    assert found[2] == other


def test_many_like_faults_take_several_rows_and_none_is_left_out() -> None:
    many = [fault("values", f"D{n}", "missing", found=f"text {n} {n}") for n in range(20)]
    rows = fault_table(many).groups[0].rows
    assert [len(row.cells.split(", ")) for row in rows] == [6, 6, 6, 2]
    said = "; ".join(row.found for row in rows).split("; ")
    assert said == [f"text {n} {n}" for n in range(20)]
    (same,) = fault_table([fault("values", f"D{n}", "missing") for n in range(5)]).groups[0].rows
    assert same.found == "x", "said once"


def test_a_whole_sheet_and_several_files_are_named() -> None:
    table = fault_table(
        [
            fault("values", "", "missing-column"),
            fault("values", "D3", "missing", file="b.xlsx"),
            fault("", "", "missing-sheet", file=""),
        ]
    )
    names = [group.name for group in table.groups]
    assert names == [
        "Sheet “values” of a.xlsx",
        "Sheet “values” of b.xlsx",
        "The return as a whole",
    ]
    assert table.groups[0].rows[0].cells == "sheet"


def test_a_long_table_is_cut_and_says_of_how_many() -> None:
    many = [
        fault("values", f"D{n}", "missing", expected=str(n)) for n in range(MOST_FAULT_ROWS + 5)
    ]
    table = fault_table([*many, fault("targets", "G1", "missing")])
    assert (table.shown, table.total) == (MOST_FAULT_ROWS, MOST_FAULT_ROWS + 6)
    assert sum(len(group.rows) for group in table.groups) == MOST_FAULT_ROWS
    assert not table.is_cut


def test_texts_are_short_and_say_that_there_is_more() -> None:
    whole = "a plain number such as 77.6"
    assert brief(whole) == whole
    clause = "a figure nearer 51.6% of Q4 2023-24, or commentary that says why"
    assert brief(f"{clause}: a move of 24.0 points is more than 20 points") == clause
    cut = brief("word " * 40)
    assert len(cut) <= 90
    assert cut.endswith("word…")
    assert len(brief("x" * 500)) == 90
    assert fault_table([fault("values", "D3", "missing", found="x" * 500)]).is_cut


def test_every_rule_has_a_short_name_and_no_name_is_left_over() -> None:
    source = "".join(path.read_text("utf-8") for path in RETURNS.glob("**/*.py"))
    read = {name for name in SHORT_NAMES if re.search(rf'"{name}"', source)}
    assert set(RULES) <= set(SHORT_NAMES)
    assert set(SHORT_NAMES) == set(RULES) | read
    told = re.findall(r'(?:ERROR|WARNING|kind == VALUES else WARNING), "([a-z-]+)"', source)
    assert len(told) > 8
    assert set(told) <= set(SHORT_NAMES)
    assert len(set(SHORT_NAMES.values())) == len(SHORT_NAMES), "one name for one rule"
    assert short_name("some-new-rule") == "Some new rule"
