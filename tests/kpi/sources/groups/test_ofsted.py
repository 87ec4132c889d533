"""Ofsted's judgements: the real workbook, and spoilt copies."""

import csv
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.errors import InputError
from kpi.sources.groups import ofsted

INPUTS = Path(__file__).parents[4] / "data" / "inputs"
FOLDER = INPUTS / "ofsted-ilacs-2025-03"
EES_FILES = sorted(
    [*(INPUTS / "dfe-cin-2024").glob("*.csv"), *(INPUTS / "ons-population").glob("*.csv")]
)
FIRST_ROW = "<text:p>E09000002</text:p>"


@pytest.fixture(scope="module")
def judgements() -> pl.DataFrame:
    return ofsted.read(FOLDER).judgements


def spoil(tmp_path: Path, old: str, new: str, count: int = 1) -> Path:
    """A folder with a copy of the workbook, one text of its content replaced."""
    with (
        zipfile.ZipFile(FOLDER / ofsted.FILE) as source,
        zipfile.ZipFile(tmp_path / ofsted.FILE, "w") as out,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == "content.xml":
                text = data.decode()
                assert old in text
                data = text.replace(old, new, count).encode()
            out.writestr(name, data)
    return tmp_path


def test_counts_and_columns(judgements: pl.DataFrame) -> None:
    assert judgements.columns == [
        *("ons_code", "name", "overall", "inspection_date", "publication_date", "as_at")
    ]
    assert dict(judgements["overall"].value_counts().iter_rows()) == {
        "Outstanding": 36,
        "Good": 67,
        "Requires improvement": 31,
        "Inadequate": 19,
    }
    assert judgements["ons_code"].n_unique() == 153
    assert judgements["as_at"].unique().to_list() == [date(2025, 3, 31)]
    assert judgements.null_count().sum_horizontal().item() == 0


def test_rows(judgements: pl.DataFrame) -> None:
    rows = judgements.rows_by_key("ons_code", unique=True)
    assert rows["E06000058"][:2] == ("Bournemouth, Christchurch & Poole", "Good")
    assert rows["E09000002"] == (
        "Barking and Dagenham",
        "Requires improvement",
        date(2023, 7, 10),
        date(2023, 9, 4),
        date(2025, 3, 31),
    )


@pytest.mark.parametrize("path", EES_FILES, ids=lambda path: path.stem[:20])
def test_every_code_occurs_in_the_ees_files(judgements: pl.DataFrame, path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        codes = {row["new_la_code"] for row in csv.DictReader(file)}
    assert set(judgements["ons_code"]) - codes == set()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (FIRST_ROW, "<text:p>301</text:p>", "row 4, Local authority area code: '301'"),
        (FIRST_ROW, "<text:p>E09000003</text:p>", "authority E09000003 stands twice"),
        (
            "<text:p>Requires improvement to be good</text:p>",
            "<text:p>Needs work</text:p>",
            "row 4, Overall effectiveness: 'Needs work', expected Outstanding, Good",
        ),
        (
            'office:value-type="date" office:date-value="2023-07-10T00:00:00"',
            'office:value-type="string"',
            "row 4, Inspection date: '10/07/2023', expected a date",
        ),
        ("as at 31 March 2025", "in March", "no 'as at' date above the table"),
        ("as at 31 March 2025", "as at 31 June 2025", "is not a day of any calendar"),
    ],
)
def test_faults_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    count = -1 if old.startswith("as at") else 1
    with pytest.raises(InputError, match=fault):
        ofsted.read(spoil(tmp_path, old, new, count))


def test_all_faults_at_once(tmp_path: Path) -> None:
    folder = spoil(tmp_path, "<text:p>Outstanding</text:p>", "<text:p>Super</text:p>", -1)
    with pytest.raises(InputError) as fault:
        ofsted.read(folder)
    said = str(fault.value)
    assert said.count("Overall effectiveness: 'Super'") == 36 + 55
    assert said.count("inspection history, row") == 55


def test_a_missing_column_is_a_fault(tmp_path: Path) -> None:
    folder = spoil(
        tmp_path, "<text:p>Local authority area code</text:p>", "<text:p>Grade</text:p>", -1
    )
    with pytest.raises(InputError, match="0 sheets with the columns"):
        ofsted.read(folder)


@pytest.mark.parametrize("content", [None, b"", b"not a workbook"])
def test_unreadable_workbook(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / ofsted.FILE).write_bytes(content)
    with pytest.raises(InputError, match="not a readable workbook"):
        ofsted.read(tmp_path)


# ---- the history sheet --------------------------------------------------------------------

HISTORY = '<table:table table:name="ILACS_inspection_history"'


def spoil_history(tmp_path: Path, old: str, new: str) -> Path:
    """As `spoil`, of the first place after the history sheet begins."""
    with zipfile.ZipFile(FOLDER / ofsted.FILE) as source:
        text = source.read("content.xml").decode()
        names = [n for n in source.namelist() if n != "content.xml"]
        kept = {name: source.read(name) for name in names}
    before, sheet, history = text.partition(HISTORY)
    assert old in history
    with zipfile.ZipFile(tmp_path / ofsted.FILE, "w") as out:
        for name, data in kept.items():
            out.writestr(name, data)
        out.writestr("content.xml", before + sheet + history.replace(old, new, 1))
    return tmp_path


def test_every_inspection_since_2018() -> None:
    history = ofsted.read(FOLDER).history
    assert (history.height, history["ons_code"].n_unique()) == (271, 156)
    assert history.filter(pl.col("ons_code") == "E06000058").select(
        "overall", "publication_date"
    ).rows() == [("Inadequate", date(2022, 2, 11)), ("Good", date(2025, 1, 29))]
    # Three that have ended: Bournemouth, Cumbria, Northamptonshire.
    assert {"E06000028", "E10000006", "E10000021"} <= set(history["ons_code"])


def test_the_newest_of_the_history_is_the_list(judgements: pl.DataFrame) -> None:
    history = ofsted.read(FOLDER).history
    newest = history.unique("ons_code", keep="last", maintain_order=True)
    both = judgements.join(newest, on="ons_code", suffix="_then")
    assert both.height == 153
    for column in ("overall", "inspection_date", "publication_date"):
        assert both[column].to_list() == both[f"{column}_then"].to_list()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (FIRST_ROW, "<text:p>301</text:p>", "history, row 4, Local authority area code: '301'"),
        (
            "<text:p>Requires improvement to be good</text:p>",
            "<text:p>Fine</text:p>",
            "history, row 4, Overall effectiveness: 'Fine'",
        ),
        (
            'office:date-value="2019-02-18T00:00:00"',
            'office:date-value="2019-04-18T00:00:00"',
            "history, authority E09000002: a report of 2019-04-01 before its inspection",
        ),
        (
            'office:date-value="2019-04-01T00:00:00"',
            'office:date-value="2023-09-04T00:00:00"',
            "history, authority E09000002: two reports of 2023-09-04",
        ),
    ],
)
def test_faults_of_the_history_are_named(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        ofsted.read(spoil_history(tmp_path, old, new))


def test_a_workbook_without_the_history_is_read(tmp_path: Path) -> None:
    found = ofsted.read(spoil_history(tmp_path, "<text:p>Inspection type</text:p>", "<text:p/>"))
    assert (found.judgements.height, found.history.height) == (153, 0)


# ---- without an overall grade, and several lists -------------------------------------------


def _somerset(text: str) -> str:
    """The row of Somerset in the list of judgements, which is the first with its code."""
    start = text.index("<text:p>E06000066</text:p>")
    return text[start : text.index("</table:table-row>", start)]


def _content() -> str:
    with zipfile.ZipFile(FOLDER / ofsted.FILE) as source:
        return source.read("content.xml").decode()


@pytest.mark.parametrize("grade", ["", "-", "Not judged"])
def test_an_inspection_without_an_overall_grade_is_read(tmp_path: Path, grade: str) -> None:
    row = _somerset(_content())
    assert "<text:p>Good</text:p>" in row
    blank = row.replace("<text:p>Good</text:p>", f"<text:p>{grade}</text:p>", 1)
    read = ofsted.read(spoil(tmp_path, row, blank))
    found = read.judgements.rows_by_key("ons_code", unique=True)["E06000066"]
    assert found[:2] == ("Somerset", None)
    assert read.ungraded == 1
    assert read.judgements.height == 153
    assert dict(read.judgements["overall"].value_counts().iter_rows())["Good"] == 66


def test_a_list_without_the_column_of_overall_grades_is_read(tmp_path: Path) -> None:
    folder = spoil(tmp_path, ">Overall effectiveness<", ">Safeguarding is effective<", 1000)
    read = ofsted.read(folder)
    assert (read.judgements.height, read.ungraded) == (153, 153)
    assert read.history["overall"].null_count() == read.history.height == 271


def test_another_word_for_a_grade_is_still_a_fault(tmp_path: Path) -> None:
    row = _somerset(_content())
    changed = row.replace("<text:p>Good</text:p>", "<text:p>Goood</text:p>", 1)
    with pytest.raises(InputError, match="Overall effectiveness: 'Goood', expected Outstanding"):
        ofsted.read(spoil(tmp_path, row, changed))


def test_of_two_lists_the_newer_is_read_whatever_its_name(tmp_path: Path) -> None:
    folder = spoil(tmp_path, "as at 31 March 2025<", "as at 30 September 2025<", 1000)
    newer = folder / ofsted.FILE
    newer.rename(folder / "a_newer_list.ods")
    (folder / ofsted.FILE).write_bytes((FOLDER / ofsted.FILE).read_bytes())
    read = ofsted.read(folder)
    assert (read.as_at, read.path.name) == (date(2025, 9, 30), "a_newer_list.ods")
    assert read.published == date(2025, 9, 25)
    assert ofsted.read(FOLDER).as_at == date(2025, 3, 31)
