"""LAIT's dictionary and our decisions: the real files (one test a trap), and spoilt copies."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kpi.errors import DefinitionError, InputError
from kpi.sources.lait_dictionary import DECISIONS_FILE, DICTIONARY_FILE, _date, read_measures

FOLDER = Path(__file__).parents[3] / "data" / "inputs" / "dfe-lait-2026-04"


@pytest.fixture(scope="module")
def real() -> pl.DataFrame:
    return read_measures(FOLDER)


def measure(measures: pl.DataFrame, name: str) -> dict[str, Any]:
    return measures.filter(pl.col("measure") == name).row(0, named=True)


def test_trap_14_topic_repeats(real: pl.DataFrame) -> None:
    measures = real
    assert measures.height == 434
    assert measures["entries"].list.len().sum() == 446
    assert measures["also_known_as"].count() == 12
    assert measures.filter(pl.col("topics").list.len() == 2).height == 14
    row = measure(real, "SusEdOverall_All")
    assert row["topic"] == "Key Stage 4 / Children with SEN"
    assert row["topics"] == ["Key Stage 4", "Children with SEN"]
    assert row["also_known_as"] is None
    twin = measure(real, "LAC_Over_Abs")
    assert (twin["name"], twin["also_known_as"]) == ("CLA Overall Absence", "LAC Overall Absence")


def test_trap_15_conflicting_twins(real: pl.DataFrame) -> None:
    assert measure(real, "LAC_Over_Abs")["decimals"] == 2
    entries = measure(real, "CINPermExclusion")["entries"]
    assert isinstance(entries, list)
    assert {entry["topic"]: entry["no_quartile"] for entry in entries} == {
        "Children in Need": True,
        "All Pupil Absence & Exclusions": False,
    }
    assert measure(real, "CINPermAbsent_3Term")["last_update"] == date(2026, 4, 1)


def test_trap_16_and_17_the_key_is_measure_short_as_written(real: pl.DataFrame) -> None:
    keys = real["measure"]
    assert keys.n_unique() == 434
    assert keys.str.contains(" ").sum() == 14
    assert {"LAC_Fixed_ Ex", "KS1W_Expected _STD", "Hosp_Adm_Alc_<18yrs"} <= set(keys)
    assert "measure_code" not in {name.lower() for name in real.columns}


def test_trap_18_na_is_data_in_some_columns(real: pl.DataFrame) -> None:
    assert set(real["polarity"]) == {"High", "Low", "-", "NA"}
    assert dict(real.select("polarity", "better").unique().iter_rows()) == {
        "High": "higher",
        "Low": "lower",
        "-": "none",
        "NA": "none",
    }
    assert measure(real, "ReReferral")["decimals"] == 1
    assert set(real["decimals"]) == {0, 1, 2}


def test_trap_19_no_quartile_means_no_band(real: pl.DataFrame) -> None:
    assert real["no_quartile"].sum() == 21
    assert measure(real, "Vacancies_cover")["no_quartile"]
    assert not measure(real, "ReReferral")["no_quartile"]


def test_trap_20_dates(real: pl.DataFrame) -> None:
    assert real["last_update"].max() == date(2026, 4, 1)
    new = real.filter(pl.col("last_update").is_null())["last_update_text"]
    assert set(new) == {"New Data", "New data"}
    assert measure(real, "KS2R_Prog_VA")["next_update"] is None
    assert measure(real, "KS2R_Prog_VA")["next_update_text"] == "TBC"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("44561", date(2021, 12, 31)), ("TBC", None), ("445611", None), ("Test 12345", None)],
)
def test_excel_serials(text: str, expected: date | None) -> None:
    found = pl.DataFrame({"day": [text]}).select(_date("day"))
    assert found.item() == expected


def test_trap_21_dead_measures_say_so(real: pl.DataFrame) -> None:
    dead = real.filter(pl.col("status") == "discontinued")["measure"]
    assert dead.len() == 12
    assert {"RTA", "PreChildDea", "KS1R_Expected_STD", "3&4yr_Ofsted_rating"} <= set(dead)


def test_trap_22_text_is_clean(real: pl.DataFrame) -> None:
    text = real.select(
        pl.concat_str(pl.col("name", "title", "unit", "description", "methodology", "source"))
    ).to_series()
    for character in ("\r", "\u202f", "\u00a0", "\uf0b7", "\t"):
        assert not text.str.contains(character, literal=True).any()
    assert text.str.contains("\N{VULGAR FRACTION ONE HALF}").any()
    assert text.str.contains("\N{BULLET}").any()


# ---- spoilt copies -----------------------------------------------------------------------

NAMES = ["ReReferral", "CINPermExclusion"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with two measures of the dictionary and no decisions."""
    text = (FOLDER / DICTIONARY_FILE).read_bytes().decode()
    header, *rows = csv.reader(text.splitlines(keepends=True))
    short = header.index("Measure_short")
    write_dictionary(tmp_path, [header, *(row for row in rows if row[short] in NAMES)])
    (tmp_path / DECISIONS_FILE).write_text("", encoding="utf-8")
    return tmp_path


def write_dictionary(folder: Path, rows: list[list[str]]) -> None:
    with (folder / DICTIONARY_FILE).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("Polarity", "Up", "row 2, column polarity: 'Up', expected one of High, Low, -, NA"),
        ("dps", "two", "row 2, column dps: 'two'"),
        ("No_Quartile", "Y", "row 2, column no_quartile: 'Y'"),
        ("Measure_short", "", "row 2, column measure: empty"),
    ],
)
def test_dictionary_faults(copy: Path, column: str, text: str, fault: str) -> None:
    path = copy / DICTIONARY_FILE
    header, *rows = csv.reader(path.read_bytes().decode().splitlines(keepends=True))
    rows[0][header.index(column)] = text
    write_dictionary(copy, [header, *rows])
    with pytest.raises(InputError, match=fault):
        read_measures(copy)


def test_twins_must_agree_on_polarity(copy: Path) -> None:
    path = copy / DICTIONARY_FILE
    header, *rows = csv.reader(path.read_bytes().decode().splitlines(keepends=True))
    twin = [row for row in rows if row[header.index("Measure_short")] == "CINPermExclusion"][1]
    twin[header.index("Polarity")] = "High"
    write_dictionary(copy, [header, *rows])
    with pytest.raises(InputError, match="'CINPermExclusion': column polarity has 2 different"):
        read_measures(copy)


def test_dictionary_shape_faults(copy: Path) -> None:
    write_dictionary(copy, [["Topic", "Colour"], ["a"]])
    with pytest.raises(InputError) as fault:
        read_measures(copy)
    for part in ("'Measure' is missing", "'Colour' is not expected", "row 2: 1 cells, expected 2"):
        assert part in str(fault.value)


def test_a_dictionary_with_one_column_twice_is_refused(copy: Path) -> None:
    path = copy / DICTIONARY_FILE
    header, *rows = csv.reader(path.read_bytes().decode().splitlines(keepends=True))
    write_dictionary(copy, [[*header, "Topic"], *([*row, "again"] for row in rows)])
    with pytest.raises(InputError, match="column 'Topic' is there more than once"):
        read_measures(copy)


@pytest.mark.parametrize("content", [None, "\u00a3".encode("cp1252")])
def test_unreadable_dictionary(copy: Path, content: bytes | None) -> None:
    path = copy / DICTIONARY_FILE
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=r"lait_data_dictionary\.csv: (cannot be read|not UTF-8)"):
        read_measures(copy)


WITHHELD = '[[withheld]]\nmeasures=["ReReferral"]\ncomparators=["england"]\nreason="Wrong."\n'


@pytest.mark.parametrize(
    ("decisions", "fault"),
    [
        ('[[unit]]\nmeasure="ReReferral"', "unit 1: lacks 'unit'"),
        (
            "[[withheld]]\nmeasures=[]\ncomparators=['england']\nreason='x'",
            "withheld 1: measures is empty",
        ),
        (
            WITHHELD.replace("england", "wales"),
            "withheld 1: comparators 1 is 'wales', not one of england",
        ),
        (WITHHELD.replace("Wrong.", ""), "withheld 1: reason is empty"),
        (WITHHELD + WITHHELD, r"withheld twice: ReReferral \(england\)"),
        (
            "[counts]\nmeasures=['ReReferral']",
            "counts: lacks 'comparators'; counts: lacks 'reason'",
        ),
        ("[[note]]\nmeasures=['ReReferral']", "note 1: lacks 'text'"),
        ("colour = 1", "has an unknown key 'colour'"),
        ("[[", "is not valid TOML"),
    ],
)
def test_bad_decisions(copy: Path, decisions: str, fault: str) -> None:
    (copy / DECISIONS_FILE).write_text(decisions, encoding="utf-8")
    with pytest.raises(DefinitionError, match=fault):
        read_measures(copy)


def test_missing_decisions(copy: Path) -> None:
    (copy / DECISIONS_FILE).unlink()
    with pytest.raises(DefinitionError, match=r"decisions\.toml: there is no such file"):
        read_measures(copy)


def test_a_decision_reaches_the_measure(copy: Path) -> None:
    (copy / DECISIONS_FILE).write_text(WITHHELD, encoding="utf-8")
    row = read_measures(copy).filter(pl.col("measure") == "ReReferral").row(0, named=True)
    assert row["withheld"] == [{"comparator": "england", "reason": "Wrong."}]
    assert (row["notes"], row["is_count"]) == ([], False)
