"""UTF-8 read as Windows text is found and mended; text as it should be is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.file_readers import encoding_repair


@pytest.mark.parametrize(
    ("text", "was"),
    [
        ("Childrenâ€™s Services", "Children’s Services"),
        ("Â£5,430", "£5,430"),
        ("cafÃ©", "café"),
        ("2024â€“25", "2024–25"),
        ("â€œbetterâ€\x9d", "“better”"),
        ("Childrenâ\x80\x99s", "Children’s"),
        ("ChildrenÃ¢â‚¬â„¢s", "Children’s"),
        ("ï»¿values", "values"),
        ("ChildrenÔÇÖs Services", "Children’s Services"),
        ("ChildrenΓÇÖs", "Children’s"),
        ("Children‚Äôs", "Children’s"),
        ("┬ú5,430", "£5,430"),
        ("2024ÔÇô25", "2024–25"),
        ("2024ΓÇô25", "2024–25"),
        ("ÔÇ£betterÔÇØ", "“better”"),
        ("ΓÇ£betterΓÇ¥", "“better”"),
        ("caf├®", "café"),
        ("caf├⌐", "café"),
        ("caf√©", "café"),
        ("¬£5", "£5"),
        ("to followÔÇª", "to follow…"),
        ("Ôé¼5", "€5"),
        ("┬á", "\N{NO-BREAK SPACE}"),
        ("´╗┐values", "values"),
        ("∩╗┐values", "values"),
        ("Children\N{REPLACEMENT CHARACTER}s", "Children\N{REPLACEMENT CHARACTER}s"),
    ],
)
def test_misread_text_is_mended(text: str, was: str) -> None:
    assert encoding_repair.mended(text) == was


@pytest.mark.parametrize(
    "text",
    [
        "Children’s",
        "£5",
        "café",
        "CAFÉ“quoted”",
        "Zoë’s",
        "São Tomé",
        "naïve – “yes”",
        "",
        "â",
        "Âb",
        "CÔTÉ",
        "≈£5,430",
        "┌─┐ ├─┤ └─┘",
        "─┼─",
        "√ done",
        "√9",
        "¬ not",
        "ΓÇ",
        "Ô, Ö and Ç",
        "‚low quotes‘",
    ],
)
def test_text_as_it_should_be_is_left(text: str) -> None:
    assert encoding_repair.mended(text) is None


@given(st.text("aé£–’“”ü€ 1"), st.sampled_from(["cp1252", "cp850", "cp437", "mac_roman"]))
def test_what_is_misread_once_comes_back(text: str, encoding: str) -> None:
    """For the signs that councils type."""
    wrong = encoding_repair.misread(text, encoding)
    assert (encoding_repair.mended(wrong) or wrong) == text


@pytest.mark.parametrize("encoding", ["cp850", "cp437"])
def test_what_is_misread_twice_comes_back(encoding: str) -> None:
    once = encoding_repair.misread("Children’s £5", "cp1252")
    assert encoding_repair.mended(encoding_repair.misread(once, encoding)) == "Children’s £5"


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    """The first difference is within the text."""
    found = encoding_repair.mended(text)
    if found is not None:
        assert 0 <= encoding_repair.first_difference(text, found) <= len(text)
