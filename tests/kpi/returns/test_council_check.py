"""Whose return it is: each place that names a council, and what is told of another one."""

import pytest

from kpi.file_readers.cell_grid import Cell, CellGrid
from kpi.model.snapshot import Snapshot
from kpi.returns.council_check import RULE, faults, named
from kpi.returns.records import ERROR, WARNING, NamedCouncil
from tests.kpi.changing import BCP

HEADS = ("indicator_id", "period", "reporting_quarter", "value", "data_status")


def grid(sheet: str, *rows: tuple[str, ...], file: str = "return.xlsx") -> CellGrid:
    """A sheet of these rows; an empty text is no cell."""
    made = CellGrid(file, sheet)
    for number, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells, start=1):
            if text:
                made.add(number, column, Cell(text))
    return made


def values(
    title: str, *councils: str, sheet: str = "values", file: str = "return.xlsx"
) -> CellGrid:
    """A sheet of values with one more column."""
    lines = [
        ("ehcp-20-weeks", "Q1 2025-26", "Q1 2025-26", "50", "provisional", c) for c in councils
    ]
    return grid(sheet, (*HEADS, title), *lines, file=file)


def place(text: str) -> NamedCouncil:
    return NamedCouncil("return.xlsx", "values", "F2", "council", text)


# ---- where a council is named -------------------------------------------------------------------


def test_the_notes_name_it_by_code() -> None:
    notes = grid("notes", ("Subject", "Text"), ("Authority code", "839"), ("Quarter", "Q1 2025-26"))
    assert named([notes]) == (NamedCouncil("return.xlsx", "notes", "B2", "", "839"),)


def test_or_in_their_first_sentence() -> None:
    notes = grid("notes", ("This return", "Poole and Kent, reporting quarter Q1 2025-26."))
    assert [found.text for found in named([notes])] == ["Poole and Kent"]
    assert named([grid("notes", ("This return", "Figures of Kent."))]) == ()


def test_the_code_goes_before_the_sentence() -> None:
    notes = grid("notes", ("This return", "Kent, reporting quarter Q1"), ("Authority code", "839"))
    assert [found.text for found in named([notes])] == ["839"]


def test_a_column_names_each_council_once_at_its_first_row() -> None:
    assert named([values("Local authority", "839", "", "839", "Kent", " kent ")]) == (
        NamedCouncil("return.xlsx", "values", "F2", "Local authority", "839"),
        NamedCouncil("return.xlsx", "values", "F5", "Local authority", "Kent"),
        NamedCouncil("return.xlsx", "values", "F6", "Local authority", "kent"),
    )


def test_a_csv_file_is_named_by_its_row() -> None:
    (found,) = named([values("council", "839", sheet="", file="values.csv")])
    assert (found.file, found.sheet, found.cell) == ("values.csv", "", "row 2")


def test_other_columns_and_other_sheets_name_none() -> None:
    assert named([values("remarks of a friend", "Kent")]) == ()
    assert named([grid("notes", ("Subject", "Text"), ("Quarter", "Kent"))]) == ()
    assert named([grid("values", ("Authority code", "886"))]) == ()


# ---- what is told -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "839", "E06000058", "e06000058", "Bournemouth, Christchurch and Poole",
        "BOURNEMOUTH CHRISTCHURCH & POOLE COUNCIL", "839 Bournemouth", "BCP", "bcp council",
    ],
)  # fmt: skip
def test_the_own_council_in_any_writing_is_no_fault(snapshot: Snapshot, text: str) -> None:
    assert faults([place(text)], snapshot, BCP) == []


@pytest.mark.parametrize("text", ["886", "Kent", "Kent County Council", "E10000016"])
def test_another_council_is_an_error(snapshot: Snapshot, text: str) -> None:
    (fault,) = faults([place(text)], snapshot, BCP)
    assert (fault.severity, fault.rule, fault.cell) == (ERROR, RULE, "F2")
    assert fault.found == f"{text}, which is Kent (886)"
    assert fault.expected == (
        "a return of Bournemouth, Christchurch and Poole (839), whose figures this would change; "
        "by command, --area 886 publishes it for Kent"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Atlantis",
        "8390",
        "Council",
        "The City Council",
        "Locality 3",
        "Christchurch",
        "Bournemouth, Christchurch and Poole and Kent",
        "Bournmouth, Christchurch, Poole",
    ],
)
def test_a_name_of_no_council_is_a_question(snapshot: Snapshot, text: str) -> None:
    (fault,) = faults([place(text)], snapshot, BCP)
    assert (fault.severity, fault.rule, fault.found) == (WARNING, "council-unknown", text)
    assert fault.expected.endswith("it was taken as Bournemouth, Christchurch and Poole (839)")


@pytest.mark.parametrize(
    "text",
    [
        "England", "ENGLAND", "England average", "National", "North East", "North East region",
        "South West", "London", "Inner London", "Yorkshire & the Humber", "East of England",
        "The South East (region)", "Statistical neighbours",
    ],
)  # fmt: skip
def test_england_a_region_and_neighbours_are_an_error(snapshot: Snapshot, text: str) -> None:
    (fault,) = faults([place(text)], snapshot, BCP)
    assert (fault.severity, fault.rule) == (ERROR, RULE)
    assert fault.found == f"{text}, which is no council"
    assert fault.expected == (
        "a return of Bournemouth, Christchurch and Poole (839); comparators' figures come from the "
        "publishers"
    )


@pytest.mark.parametrize("text", ["970", "980", "E12000001", "E92000001"])
def test_codes_of_england_and_regions_are_an_error(snapshot: Snapshot, text: str) -> None:
    (fault,) = faults([place(text)], snapshot, BCP)
    assert fault.severity == ERROR


@pytest.mark.parametrize("text", ["990", "999 Poole", "E06999999"])
def test_a_code_of_no_council_is_an_error(snapshot: Snapshot, text: str) -> None:
    (fault,) = faults([place(text)], snapshot, BCP)
    assert (fault.severity, fault.rule, fault.found) == (ERROR, "council-unknown", text)
    assert fault.expected == (
        "the code of Bournemouth, Christchurch and Poole (839): no council has this one"
    )


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Stockton", "Stockton-on-Tees (808)"),
        ("Hull", "Kingston Upon Hull, City of (810)"),
        ("Hartlepol", "Hartlepool (805)"),
        ("Darlingtn Borough Council", "Darlington (841)"),
        ("Dorset", "Dorset (838)"),  # two areas had the name; one is there today
    ],
)
def test_part_of_one_other_councils_name_or_nearly_it_is_that_council(
    snapshot: Snapshot, text: str, meant: str
) -> None:
    (fault,) = faults([place(text)], snapshot, BCP)
    assert (fault.severity, fault.rule) == (ERROR, RULE)
    assert fault.found == f"{text}, which is {meant}"


def test_a_part_that_several_names_have_is_a_question(snapshot: Snapshot) -> None:
    (fault,) = faults([place("Cheshire")], snapshot, BCP)
    assert (fault.severity, fault.rule) == (WARNING, "council-unknown")


def test_every_council_is_known_by_its_own_name_and_code(snapshot: Snapshot) -> None:
    every = snapshot.areas.filter(snapshot.areas["kind"] == "authority")
    for code, ons_code, name in every.select("area", "ons_code", "name").iter_rows():
        for text in (code, ons_code or code, name, f"{name} Council"):
            assert faults([place(text)], snapshot, code) == [], text


def test_a_long_name_is_cut(snapshot: Snapshot) -> None:
    (fault,) = faults([place("x" * 500)], snapshot, BCP)
    assert fault.found == "x" * 80


def test_each_place_is_told_and_none_where_none_is_named(snapshot: Snapshot) -> None:
    found = faults([place("Kent"), place("839"), place("nobody")], snapshot, BCP)
    assert [fault.rule for fault in found] == [RULE, "council-unknown"]
    assert faults([], snapshot, BCP) == []


def test_common_parts_of_names_are_left_out_and_shared_names_mean_nobody(
    snapshot: Snapshot,
) -> None:
    (bristol,) = faults([place("City of Bristol")], snapshot, BCP)
    assert bristol.found == "City of Bristol, which is Bristol, City of (801)"
    assert faults([place("Bristol")], snapshot, "801") == []
