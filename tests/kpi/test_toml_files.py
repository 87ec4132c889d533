"""TOML files read into models: every fault of every file at once, each with its key, in words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from kpi import toml_files
from kpi.errors import DefinitionError, InputError
from kpi.toml_files import CrossRule, FilledText, Listed, Otherwise, Text, TomlModel


class Month(TomlModel):
    number: Annotated[int, Field(ge=1, le=12), Otherwise("not a whole number from 1 to 12")]
    names: Listed[Text] = ()


class Calendar(TomlModel):
    title: FilledText
    style: Literal["", "plain", "rich"] = ""
    is_leap: bool = False
    share: float = 0.0
    printed: date | None = None
    notes: dict[str, Text] = Field(default_factory=dict)
    months: Listed[Month] = ()


def same_month(raw: Mapping[str, Any]) -> Iterator[str]:
    numbers = [str(month["number"]) for month in raw.get("months", ())]
    yield from (f"month {number} stands twice" for number in toml_files.twice(numbers))


RULES = (CrossRule(("months.number",), same_month),)


def written(folder: Path, text: str | bytes, name: str = "a.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(DefinitionError) as caught:
        toml_files.load_toml(path, Calendar, rules=RULES)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_right_file_becomes_its_model(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'title = "T"\nprinted = 2025-01-02\nshare = 1\n[[months]]\nnumber = 2\nnames=["F"]',
    )
    found = toml_files.load_toml(path, Calendar, rules=RULES)
    assert found == Calendar(
        title="T", printed=date(2025, 1, 2), share=1.0, months=(Month(number=2, names=("F",)),)
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "holds nothing but remarks; write it, or take it away"),
        ("share = 0.5", "lacks 'title'"),
        ('title = " "', "title is empty"),
        ("title = 5", "title is 5, not text; write it between two quotation marks"),
        ("title = ['x']", "title is not text; write it between two quotation marks"),
        ('title = "\\u0001"', "title holds a letter that nobody can see; type it again"),
        ('title = "T"\nstyle = "odd"', "style is 'odd', not one of nothing, plain, rich"),
        ('title = "T"\nis_leap = "no"', "is_leap is 'no', not true or false"),
        ('title = "T"\nshare = true', "share is True, not a number"),
        ('title = "T"\nprinted = "soon"', "printed is 'soon', not a day such as 2025-07-01"),
        ('title = "T"\nnotes = 1', "notes is 1, not a table of names and values"),
        ('title = "T"\nnotes = { a = 1 }',
         "notes: a is 1, not text; write it between two quotation marks"),
        ('title = "T"\nmonths = 1', "months is 1, not a list"),
        ('title = "T"\nmonths = "1"', "months is '1', not a list; write it in square brackets"),
        ('title = "T"\nmonths = [1]', "months 1 is 1, not a table of names and values"),
        ('title = "T"\n[[months]]\nnumber = 1\n[[months]]\nnumber = 13',
         "months 2: number is 13, not a whole number from 1 to 12"),
        ('title = "T"\n[[months]]\nnumber = 1\nnames = ["J", 2]',
         "months 1: names 2 is 2, not text; write it between two quotation marks"),
        ('title = "T"\n[[months]]\nnumber = 1\nname = ["J"]',
         "months 1: has an unknown key 'name'; perhaps 'names'"),
        ('titel = "T"', "has an unknown key 'titel'; perhaps 'title'"),
        ('title = "T"\n[[months]]\nnumber = 0x' + "f" * 5000,
         "months 1: number is a number of more than 60 digits, not a whole number from 1 to 12"),
        ('title = "T"\n[[months]]\nnumber = 1\n[[months]]\nnumber = 1', "month 1 stands twice"),
        ('title = "T"\ncolour = ' + "[" * 300 + "]" * 300,
         "has an unknown key 'colour'; leave it out"),
    ],
)  # fmt: skip
def test_a_fault_names_its_key(tmp_path: Path, text: str, fault: str) -> None:
    assert refusal(written(tmp_path, text)) == f"a.toml: {fault}"


@pytest.mark.parametrize(
    "content", [b"id = ", b"\xff\xfe\x00", b"x = " + b"[" * 3000, b"x = " + b"9" * 5000]
)
def test_what_is_no_toml(tmp_path: Path, content: bytes) -> None:
    assert refusal(written(tmp_path, content)).startswith("a.toml is not valid TOML: ")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    assert refusal(tmp_path / "lost.toml") == "lost.toml: there is no such file"
    (tmp_path / "folder.toml").mkdir()
    assert refusal(tmp_path / "folder.toml") == (
        "folder.toml: is a folder, not a file; give it another name, or move it away"
    )


def test_all_faults_of_all_files_in_one_error(tmp_path: Path) -> None:
    paths = [
        written(tmp_path, "[[months]]\nnumber = 0\n[[months]]\nnumber = 0"),
        written(tmp_path, "x = ", "b.toml"),
        written(tmp_path, 'title = 1\n[[months]]\nnumber = 1\n[[months]]\nnumber = 1', "c.toml"),
        written(tmp_path, 'title = "T"', "d.toml"),
    ]  # fmt: skip
    with pytest.raises(InputError) as caught:
        toml_files.load_all(
            paths,
            Calendar,
            rules=RULES,
            error=InputError,
        )
    assert str(caught.value) == (
        "a.toml: lacks 'title'; "
        "months 1: number is 0, not a whole number from 1 to 12; "
        "months 2: number is 0, not a whole number from 1 to 12; "
        "b.toml is not valid TOML: line 1, 'x =': a value stands behind the =, in the same line; "
        "the parser says: Invalid value (at end of document); "
        "c.toml: title is 1, not text; write it between two quotation marks; "
        "month 1 stands twice"
    )


def lines_of(folder: Path, *texts: str) -> list[str]:
    """The faults of files a.toml, b.toml and on, with titles that two of them share."""

    def shared(read: Sequence[toml_files.ReadFile[Calendar]]) -> Iterator[str]:
        titles = [str(each.tables.value("title")) for each in read]
        yield from (f"the title {each} stands twice" for each in toml_files.twice(titles))

    paths = [written(folder, text, f"{'abc'[at]}.toml") for at, text in enumerate(texts)]
    return toml_files.load_each(paths, Calendar, rules=RULES, across=shared).faults


def test_a_misspelt_key_hides_no_other_fault(tmp_path: Path) -> None:
    text = 'titel = 5\nstyl = "odd"\n[[month]]\nnumer = 13\n[[month]]\nnumber = 1'
    assert lines_of(tmp_path, text) == [
        "a.toml: has an unknown key 'titel'; perhaps 'title'",
        "a.toml: has an unknown key 'styl'; perhaps 'style'",
        "a.toml: has an unknown key 'month'; perhaps 'months'",
        "a.toml: months 1: has an unknown key 'numer'; perhaps 'number'",
        "a.toml: title is 5, not text; write it between two quotation marks",
        "a.toml: style is 'odd', not one of nothing, plain, rich",
        "a.toml: months 1: number is 13, not a whole number from 1 to 12",
    ]


def test_a_misspelt_key_is_not_taken_for_one_that_is_there_too(tmp_path: Path) -> None:
    assert lines_of(tmp_path, 'title = "T"\ntitel = 5') == [
        "a.toml: has an unknown key 'titel'; perhaps 'title'"
    ]
    many = "\n".join(f'titl{number} = "T"' for number in range(50))
    assert len(lines_of(tmp_path, many)) == 50


def test_faults_of_one_key_hide_no_rule_of_others_nor_between_files(tmp_path: Path) -> None:
    months = "\n[[months]]\nnumber = 1\nnames = 5\n[[months]]\nnumber = 1"
    assert lines_of(tmp_path, f'title = "T"{months}', 'title = "T"\nis_leap = 1', "share = 1") == [
        "a.toml: months 1: names is 5, not a list",
        "a.toml: month 1 stands twice",
        "b.toml: is_leap is 1, not true or false",
        "c.toml: lacks 'title'",
        "the title T stands twice",
    ]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
    max_leaves=8,
)
KEYS = st.sampled_from([*Calendar.model_fields, "number", "names", "other"])


@given(raw=st.dictionaries(KEYS, VALUES | st.lists(st.dictionaries(KEYS, VALUES))))
def test_any_tables_are_a_model_or_faults(raw: dict[str, Any]) -> None:
    done = toml_files.checked(raw, Calendar, RULES)
    assert (done.model is None) == bool(done.faults)
    assert all(fault.strip() for fault in done.faults)


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("polarty", ["polarity", "publication"], "; perhaps 'polarity'"),
        ("LAIT", ["ees", "lait"], "; perhaps 'lait'"),
        ("quarter", ["financial quarter", "term"], "; perhaps 'financial quarter'"),
        ("%", ["percent", "points"], "; perhaps 'percent'"),
        ("%", ["points"], ""),
        ("re-ref", ["ref-rate", "re-referrals"], "; perhaps 're-referrals'"),
        ("zzz", ["percent", "points"], ""),
        ("", ["percent"], ""),
        ("x", [""], ""),
    ],
)
def test_the_nearest_of_the_names_possible(name: str, known: list[str], meant: str) -> None:
    assert toml_files.nearest(name, known) == meant


def test_a_line_that_is_no_toml_is_shown(tmp_path: Path) -> None:
    said = refusal(written(tmp_path, 'title = "T"\nnote = no quotes"\n'))
    assert said.startswith(
        "a.toml is not valid TOML: line 2, 'note = no quotes\"': a text stands between two "
        'quotation marks: " is missing at its start; the parser says: '
    )
