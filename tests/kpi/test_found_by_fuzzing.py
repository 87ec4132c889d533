"""Each input that `tools.fuzz` once found to end in a traceback is now a fault in one line."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from kpi.benchmarks import topics
from kpi.errors import DefinitionError, InputError, KpiError, UnknownNameError
from kpi.guidance import accessibility_results, glossary, user_guide
from kpi.model.definitions import definition_reader
from kpi.paper import template as paper_template
from kpi.returns import reader as return_reader
from kpi.sources import areas, lait, lait_dictionary, register
from kpi.sources.ees import reader as ees_reader
from kpi.sources.lait_dictionary import read_decisions
from kpi.store import journal
from kpi.tables.selection import period_named
from tests.kpi.conftest import DEFINITIONS, INPUTS
from tests.kpi.returns.workbooks import as_workbook, good_tables, put
from tools.fuzzing import books

PAIRS = pl.DataFrame({"area": ["839"], "ons_code": ["E06000058"]})
CODES = [
    ["LA Number", "LA Name", "Region", "Type"],
    ["985", "South West", "NA", "Region"],
    ["839", "Bournemouth, Christchurch and Poole", "South West", "Unitary"],
]
CHANGES = "code,created_on,abolished_on,successors,note\n"


def read_areas(folder: Path, codes: list[list[str]], changes: str) -> pl.DataFrame:
    data = books.zipped(books.book_parts({"codes": codes}))
    (folder / "la_code_list.xlsx").write_bytes(data)
    (folder / "changes.csv").write_text(changes, encoding="utf-8")
    return areas.read(folder, folder / "changes.csv", PAIRS)


def test_the_small_list_of_areas_is_read(tmp_path: Path) -> None:
    found = read_areas(tmp_path, CODES, f"{CHANGES}839,2019-04-01,,,\n")
    assert found["area"].to_list() == ["839", "985"]


@pytest.mark.parametrize("code", ["", "[x](y)", "None", "nan", "1e400", "8390000", "839.5", "٨٣٩"])
def test_an_area_without_a_code_is_told(tmp_path: Path, code: str) -> None:
    with pytest.raises(InputError, match="is not the code of an area"):
        read_areas(tmp_path, [*CODES, [code, "A", "South West", "x"]], CHANGES)


@pytest.mark.parametrize("row", [",2019-04-01,,,", ",2<script>019,,,"])
def test_a_change_without_a_code_is_told(tmp_path: Path, row: str) -> None:
    with pytest.raises(InputError, match=r"^changes.csv"):
        read_areas(tmp_path, CODES, f"{CHANGES}{row}\n")


@pytest.mark.parametrize("text", ["2098/11", "9999/99", "0000", "٢٠١٩", "0000/01", "(" * 3000])
def test_an_end_of_periods_that_is_none_is_told(text: str) -> None:
    with pytest.raises(UnknownNameError):
        period_named(text)


READERS: dict[str, Callable[[Path], object]] = {
    "glossary": glossary.read,
    "paper": paper_template.read,
    "topics": topics.topics,
    "guide": user_guide.read_steps,
    "known": accessibility_results.read_limits,
    "decisions": read_decisions,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        "terms = 1\nsteps = 1\nknown = 1\ndirectorate = 1\nwithheld = 1",
        "terms = [1]\nsteps = [1]\nknown = [1]\ndirectorate = [1]\nwithheld = [1]",
        "[[terms]]\nterm = 1\n[[steps]]\ntitle = 1\n[[directorate]]\nname = 1\n[[known]]\n"
        "rule = ''\n[[withheld]]\nx = 1",
        "[[terms]]\nterm = 'x'\nmeaning = 'y'\nforms = [[1]]\n[marks]\nx = {}\n[[withheld]]\n"
        "reason = 'x'\ncomparators = [[1]]\nmeasures = [1]\n[[known]]\n",
        f"x = {'9' * 5000}",
        f"x = {'[' * 3000}",
    ],
)
def test_wording_of_another_kind_is_told(tmp_path: Path, reader: str, text: str) -> None:
    path = tmp_path / f"{reader}.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=rf"^{reader}.toml"):
        READERS[reader](path)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("unit = []", "unit is not text"),
        ("unit = { a = 1 }", "unit is not text"),
        ("order = 9223372036854775807", "order is 9223372036854775807, not a whole number"),
        ("decimals = 9223372036854775807", "decimals is 9223372036854775807, not a whole"),
        ("name = 5", "name is 5, not text"),
        ("aim = 1979-05-27", "aim is 1979-05-27, not text"),
        ("notable_gap = inf", "notable_gap is inf, not a number above 0"),
        (f"notable_gap = {'9' * 5000}", "not valid TOML"),
    ],
)
def test_a_definition_of_another_kind_is_told(tmp_path: Path, line: str, told: str) -> None:
    good = (DEFINITIONS / "ehcp-20-weeks.toml").read_text(encoding="utf-8").split("\n")
    name = line.split(" = ")[0]
    kept = [each for each in good if not each.startswith(f"{name} = ")]
    (tmp_path / "ehcp-20-weeks.toml").write_text("\n".join([line, *kept]), encoding="utf-8")
    with pytest.raises(DefinitionError, match=told):
        definition_reader.read_files(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('title = "Local Authority Interactive Tool (LAIT)"', 'title = ["a", "b"]'),
        ('folder = "dfe-lait-2026-04"', "folder = 1.5"),
        ("published = 2026-04-08", "published = 'then'"),
        ("[dfe-lait]", "dfe-lait = 1\n[other]"),
        ("[illustrative-return]", "illustrative-return = 1\n[other]"),
    ],
)
def test_a_source_of_another_kind_is_told(tmp_path: Path, old: str, new: str) -> None:
    text = (INPUTS / "sources.toml").read_text(encoding="utf-8")
    assert old in text
    moved = text.replace(old, "")
    changed = f"{new}\n{moved}" if new.startswith(("dfe", "illu")) else text.replace(old, new)
    (tmp_path / "sources.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(InputError, match=r"^sources.toml"):
        register.read(tmp_path)


def test_results_without_end_are_told(tmp_path: Path) -> None:
    raw = json.loads(accessibility_results.RESULTS_FILE.read_text(encoding="utf-8"))
    (tmp_path / "results.json").write_text(json.dumps({**raw, "checks": float("inf")}))
    with pytest.raises(DefinitionError, match=r"^results.json"):
        accessibility_results.read_results(tmp_path / "results.json")


def test_a_cell_that_no_csv_reader_takes_is_told(tmp_path: Path) -> None:
    (tmp_path / lait_dictionary.DICTIONARY_FILE).write_text(f"a,b\nx,{'y' * 200_000}\n")
    (tmp_path / lait_dictionary.DECISIONS_FILE).write_text("")
    with pytest.raises(KpiError, match=lait_dictionary.DICTIONARY_FILE):
        lait_dictionary.read_measures(tmp_path)


@pytest.mark.parametrize("who", [5, None, ["x"], {"a": 1}])
def test_a_history_of_another_kind_is_left_out(tmp_path: Path, who: object) -> None:
    good = {"at": "2025", "who": "me", "why": "y", "action": "build", "before": "", "after": "b"}
    lines = [good, {**good, "who": who}, {**good, "after": who}]
    text = "\n".join(json.dumps(line) for line in lines) + "\n" + "[" * 100_000
    (tmp_path / "HISTORY.jsonl").write_text(text, encoding="utf-8")
    assert [entry.who for entry in journal.entries(tmp_path)] == ["me"]


def test_half_of_a_letter_in_a_workbook_is_told_and_can_be_written() -> None:
    data = as_workbook(put(good_tables(), "values", 2, "indicator_id", "x_xD800_y"))
    found = return_reader.read_contents({"return.xlsx": data}, [])
    for fault in found.faults:
        str(fault).encode("utf-8")


def test_cells_of_thousands_of_digits_take_no_time() -> None:
    """Looking through such a cell took a tenth of a second; more of them than a return may hold
    are refused before anybody looks."""
    row = f"ehcp-20-weeks,Q1 2025-26,Q1 2025-26,{'1' * 4_900}x,96,178,published\n"
    head = "indicator_id,period,reporting_quarter,value,numerator,denominator,data_status\n"
    started = time.process_time()
    with pytest.raises(InputError, match="more than 1,000,000 characters of text in all"):
        return_reader.read_contents({"values.csv": (head + row * 990).encode()}, [])
    found = return_reader.read_contents({"values.csv": (head + row * 190).encode()}, [])
    assert time.process_time() - started < 5
    told = [fault for fault in found.faults if fault.column == "value"]
    assert len(told) == 190
    assert {fault.expected for fault in told} == {"a plain number such as 77.6"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("p\r", "only one column"),
        ("a,b\rc", "no rows"),
        (f"{'y' * 200_000},b\nc,d\n", "as a table"),
    ],
)
def test_a_first_line_that_is_no_header_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "file.csv").write_bytes(text.encode())
    with pytest.raises(InputError, match=told):
        ees_reader.read(tmp_path / "file.csv")


def test_a_parquet_file_that_its_reader_falls_over_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panics(*_: object) -> None:
        raise pl.exceptions.PanicException("assertion failed")

    monkeypatch.setattr(pl, "read_parquet", panics)
    with pytest.raises(InputError, match="not a readable Parquet file"):
        lait._read_text(tmp_path / "x.parquet")
