"""UTF-8 read as Windows text is found and mended; text as it should be is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.files import encoding_repair


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
    ],
)
def test_text_as_it_should_be_is_left(text: str) -> None:
    assert encoding_repair.mended(text) is None


@given(st.text("aé£–’“”ü€ 1"))
def test_what_is_misread_once_comes_back(text: str) -> None:
    """For the signs that councils type."""
    wrong = "".join(encoding_repair._windows(b) if b > 127 else chr(b) for b in text.encode())
    assert (encoding_repair.mended(wrong) or wrong) == text


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    """The first difference is within the text."""
    found = encoding_repair.mended(text)
    if found is not None:
        assert 0 <= encoding_repair.first_difference(text, found) <= len(text)
