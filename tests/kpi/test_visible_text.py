"""Text from outside made plain."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi import visible_text
from kpi.errors import InputError

ANY = st.text(st.characters(exclude_categories=()), max_size=60)  # halves of letters too


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("93.1%\u202e of 12\u202c", "93.1% of 12"),
        ("\u2066\u2067\u2068x\u2069\u200e\u200f\u061c", "x"),
        ("a\0b\x1b[31mc\x7fd\x9be", "ab[31mcde"),
        ("\ufeffa\u200bb\u2060c\u00add", "abcd"),
        ("\ud83d\udc00x", "x"),
        ("\ufdd0\ufffe\U0001ffffx\U000e0041", "x"),
        ("e" + "\u0301" * 50 + "x", "e" + "\u0301" * 3 + "x"),
        ("tab\tline\r\nend", "tab\tline\r\nend"),
        ("Caf\u00e9 e\u0301 Vi\u1ec7t \u05d0\u05b8\u05d1 \u0645\u0631", None),
        ("\U0001f468\u200d\U0001f469", None),
        ("<b> [x](y) =1+1 \\ & \u20ac \u2026 \u201cquoted\u201d \u2013 \u2265 90", None),
    ],
)
def test_what_is_not_seen_goes_and_the_rest_stays(text: str, kept: str | None) -> None:
    assert visible_text.clean(text) == (text if kept is None else kept)
    assert visible_text.hides(text) is (kept is not None and kept != text)


def test_one_line_has_no_ends_of_line() -> None:
    assert visible_text.line(" a\r\nb\u2028c\x85d\t e\x0bf ") == "a b c d ef"


@given(ANY)
def test_any_text_becomes_one_that_can_be_written(text: str) -> None:
    kept = visible_text.clean(text)
    kept.encode("utf-8")
    assert visible_text.clean(kept) == kept
    assert not any(
        unicodedata.bidirectional(sign)[-1:] in ("E", "O", "I", "F")
        and unicodedata.category(sign) == "Cf"
        for sign in kept
    )
    assert len(visible_text.line(text).splitlines()) <= 1


def test_a_fault_is_one_line_whatever_a_file_is_called() -> None:
    told = str(InputError("a\nerror: forged\u202e\x1b[2J\ud800.csv: the file is empty"))
    assert told == "a error: forged[2J.csv: the file is empty"
    assert str(InputError()) == ""
