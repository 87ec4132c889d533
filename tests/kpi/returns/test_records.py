"""Lines of a return know their place, and a fault says where it stands in one clear line."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.returns.records import (
    COLUMNS,
    COMMENTARY,
    ERROR,
    OPTIONAL,
    SHEETS,
    TARGETS,
    VALUES,
    WARNING,
    CellPlace,
    CommentLine,
    ReturnFault,
    TargetLine,
    ValueLine,
)

PLACE = CellPlace("return.xlsx", "values", "row 14", {"value": "D14", "period": "B14"})


@pytest.mark.parametrize(
    ("column", "cell"),
    [("value", "D14"), ("period", "B14"), ("note", "row 14"), ("", "row 14")],
)
def test_a_fault_stands_in_the_cell_of_its_column_or_in_the_row(column: str, cell: str) -> None:
    fault = PLACE.fault(column, WARNING, "units", "0.4", "40")
    assert fault == ReturnFault(
        "return.xlsx", "values", cell, column, WARNING, "units", "0.4", "40"
    )


def test_a_fault_in_words() -> None:
    assert str(PLACE.fault("value", ERROR, "units", "0.4", "per cent, perhaps 40")) == (
        "return.xlsx, values, D14, value: units: found '0.4', expected per cent, perhaps 40"
    )
    assert str(ReturnFault("", "", "", "", ERROR, "sheets", "", "a sheet of values")) == (
        "the return: sheets: found '', expected a sheet of values"
    )


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_a_cell_holds_cannot_break_the_line_that_repeats_it(found: str, wanted: str) -> None:
    fault = ReturnFault("f", "values", "D14", "value", ERROR, "units", found, wanted)
    assert len(str(fault).splitlines()) == 1
    for sign in ("\x00", "\n", "\u202e", "\u200b"):
        assert sign not in str(fault)


def test_signs_that_cover_others_are_taken_out() -> None:
    fault = ReturnFault("f", "s", "A1", "c", ERROR, "r", "4\u202e.2\n4", "\x07four")
    assert (fault.found, fault.expected) == ("4.2 4", "four")


def test_faults_of_one_file_sort_by_their_place() -> None:
    later, first = (ReturnFault("f", s, "A1", "c", ERROR, "r", "", "") for s in ("values", "notes"))
    assert sorted([later, first]) == [first, later]


@pytest.mark.parametrize(
    ("sheet", "line", "other_names"),
    [
        (VALUES, ValueLine, {"status": "supplied_status"}),
        (TARGETS, TargetLine, {}),
        (COMMENTARY, CommentLine, {}),
    ],
)
def test_each_column_of_a_sheet_is_a_field_of_its_line(
    sheet: str, line: type, other_names: dict[str, str]
) -> None:
    held = {field.name for field in fields(line)}
    assert {other_names.get(name, name) for name in COLUMNS[sheet]} <= held
    assert held - {other_names.get(name, name) for name in COLUMNS[sheet]} <= {
        "place", "text", "reason", "months_added",
    }  # fmt: skip


def test_what_may_be_left_out_is_a_column() -> None:
    every = {name for sheet in SHEETS for name in COLUMNS[sheet]}
    assert every >= OPTIONAL
    assert not OPTIONAL & {"indicator_id", "period", "reporting_quarter", "value", "target"}
