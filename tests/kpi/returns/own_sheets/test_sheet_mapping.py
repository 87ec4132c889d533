"""The mapping file: written, read back, and refused in one line that names the fault."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.returns.own_sheets import sheet_mapping
from kpi.returns.own_sheets.sheet_mapping import LEAVE_OUT, OwnSheet

_texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1
)
_MEANING = st.sampled_from(["a-b", "? a-b", "?", LEAVE_OUT])


@given(name=st.text(st.characters(categories=("L", "N"))), ids=st.dictionaries(_texts, _MEANING))
def test_what_is_written_is_read_back(
    name: str, ids: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever the sheet's texts are: quotes, backslashes, letters of any script."""
    path = tmp_path_factory.mktemp("m") / "a.mapping.toml"
    sheet = OwnSheet(name, indicators=ids, headings={"T": "target"}, data_status="published")
    remarks = {(name, "indicators", text): 'a "remark"\nin lines' for text in ids}
    sheet_mapping.write(path, sheet_mapping.text_of([sheet], remarks))
    assert sheet_mapping.read(path) == (sheet,)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[sheet]]\nname = 3\n", "name"),
        ('[[sheet]]\nname = "S"\nrows = 1\n', "rows"),
        ('[[sheet]]\nname = "S"\nlayout = "sideways"\n', "layout"),
        ('[[sheet]]\nname = "S"\n[sheet.headings]\nRAG = "colour"\n', "'RAG' is 'colour'"),
        ('[[sheet]]\nname = "S"\n[sheet.figures]\nA = "halves"\n', "'A' is 'halves'"),
        ("[[sheet]\n", "line 1"),
    ],
)
def test_a_fault_is_one_line_that_names_file_and_key(text: str, told: str, tmp_path: Path) -> None:
    """Nothing of a wrong file is used."""
    path = tmp_path / "own.mapping.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        sheet_mapping.read(path)
    assert "own.mapping.toml" in str(caught.value)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_proposals_are_questions_until_confirmed() -> None:
    """A question mark marks them; what has to be chosen stays one."""
    sheet = OwnSheet("S", indicators={"A": "? x", "B": "?", "C": "y"})
    assert sheet.asked == (("indicators", "A"), ("indicators", "B"))
    assert sheet_mapping.confirmed(sheet).indicators == {"A": "x", "B": "?", "C": "y"}
    assert OwnSheet("S", indicators={"A": "?"}, is_left_out=True).asked == ()


def test_the_councils_mapping_lies_beside_its_definitions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keeping a sheet replaces that of its name, and leaves others."""
    monkeypatch.setenv("KPI_DATA", str(tmp_path / "council"))
    assert sheet_mapping.kept() == ()
    sheet_mapping.keep([OwnSheet("A"), OwnSheet("B", is_left_out=True)])
    path = sheet_mapping.keep([OwnSheet("A", data_status="published")])
    assert path == tmp_path / "council" / "mapping.toml"
    assert sheet_mapping.kept() == (
        OwnSheet("A", data_status="published"),
        OwnSheet("B", is_left_out=True),
    )
    assert [each.name for each in path.parent.iterdir()] == ["mapping.toml"]


def test_a_mapping_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """One line, and nothing half written."""
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        sheet_mapping.write(tmp_path / "file" / "a.toml", "x")
