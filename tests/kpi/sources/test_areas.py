"""Areas: every code of every source joined to one authority, and refusals."""

from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.model.schemas import AREAS
from kpi.sources import areas

LAIT = "dfe-lait-2026-04"
HEADER = "code,created_on,abolished_on,successors,note\n"
PAIRS = pl.DataFrame(
    {
        "area": ["839", "916", "916", "970"],
        "ons_code": ["E06000058", "E10000013", "E99999999", "E92000001"],
    }
)


@pytest.fixture
def changes(tmp_path: Path) -> Path:
    path = tmp_path / "area-changes.csv"
    path.write_text(HEADER + "837,,2019-04-01,839,Bournemouth\n839,2019-04-01,,,\n")
    return path


def row(table: pl.DataFrame, code: str) -> dict[str, object]:
    return table.row(by_predicate=pl.col("area") == code, named=True)


def test_one_row_an_area(inputs_folder: Path, changes: Path) -> None:
    table = areas.read(inputs_folder / LAIT, changes, PAIRS)
    assert table.schema == AREAS
    assert table.height == 170
    assert table["area"].is_sorted()
    assert not table["area"].is_duplicated().any()
    assert "1000" not in table["area"]  # "England (discontinued)"
    assert table.filter(pl.col("kind") == "authority")["region"].null_count() == 0


def test_an_authority(inputs_folder: Path, changes: Path) -> None:
    home = row(areas.read(inputs_folder / LAIT, changes, PAIRS), "839")
    assert home["name"] == "Bournemouth, Christchurch and Poole"
    assert (home["ons_code"], home["kind"]) == ("E06000058", "authority")
    assert (home["region"], home["region_name"], home["wider_region"]) == (
        "990",
        "South West",
        None,
    )
    assert (str(home["created_on"]), home["abolished_on"]) == ("2019-04-01", None)


def test_the_newest_ons_code_is_the_present_one(inputs_folder: Path, changes: Path) -> None:
    assert row(areas.read(inputs_folder / LAIT, changes, PAIRS), "916")["ons_code"] == "E10000013"


@pytest.mark.parametrize(
    ("code", "region", "name", "wider"),
    [
        ("202", "987", "London (Inner)", "986"),
        ("303", "988", "London (Outer)", "986"),
        ("370", "982", "Yorkshire and the Humber", None),  # two spellings in LAIT's files
        ("330", "984", "West Midlands", None),
        ("420", "990", "South West", None),
    ],
)
def test_regions(
    inputs_folder: Path, changes: Path, code: str, region: str, name: str, wider: str | None
) -> None:
    found = row(areas.read(inputs_folder / LAIT, changes, PAIRS), code)
    assert (found["region"], found["region_name"], found["wider_region"]) == (region, name, wider)


def test_england_and_the_regions(inputs_folder: Path, changes: Path) -> None:
    table = areas.read(inputs_folder / LAIT, changes, PAIRS)
    assert row(table, "970")["kind"] == "country"
    regions = table.filter(pl.col("kind") == "region")["area"].to_list()
    assert regions == [str(code) for code in range(980, 991)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,created_on\n839,\n", "lacks the columns abolished_on, successors"),
        (HEADER + "839,1 April 2019,,,\n", "not a date in the row of 839"),
        (HEADER + "839,2019-02-30,,,\n", "not a date in the row of 839"),
        (HEADER + "E06000058,2019-04-01,,,\n", "unknown authority codes E06000058"),
        ("", "cannot be read"),
        (HEADER + "839,2019-04-01,,,,,,,\n", "cannot be read"),
    ],
)
def test_bad_changes(inputs_folder: Path, tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "changes.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=r"changes\.csv") as caught:
        areas.read(inputs_folder / LAIT, path, PAIRS)
    assert message in str(caught.value)


def test_missing_changes(inputs_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.csv cannot be read"):
        areas.read(inputs_folder / LAIT, tmp_path / "nowhere.csv", PAIRS)


@pytest.mark.parametrize("content", [None, b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_bad_list_of_areas(tmp_path: Path, changes: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "la_code_list.xlsx").write_bytes(content)
    with pytest.raises(
        InputError, match=r"la_code_list\.xlsx: (not a readable|a damaged) workbook"
    ):
        areas.read(tmp_path, changes, PAIRS)


def test_another_workbook(inputs_folder: Path, tmp_path: Path, changes: Path) -> None:
    other = inputs_folder / LAIT / "sn_may_2025.xlsx"
    (tmp_path / "la_code_list.xlsx").write_bytes(other.read_bytes())
    with pytest.raises(InputError, match="row 1 should be LA Number, LA Name, Region, Type"):
        areas.read(tmp_path, changes, PAIRS)


def test_past_and_present_codes_lead_to_one_area() -> None:
    codes = areas.known_codes(PAIRS)
    assert codes["E10000013"] == codes["E99999999"] == "916"


def test_one_code_for_two_areas_is_a_fault() -> None:
    pairs = pl.DataFrame({"area": ["839", "838"], "ons_code": ["E06000058", "E06000058"]})
    with pytest.raises(InputError, match=r"one ONS code for two areas: \['E06000058'\]"):
        areas.known_codes(pairs)
