"""Numbers as people write them: every way is found, and words that are none stay."""

import pytest

from kpi.disclosure.written_numbers import plain


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("eighteen children", "18 children"),
        ("１８ children", "18 children"),
        ("१८ children", "18 children"),
        ("twenty-one", "21"),
        ("two hundred and five", "205"),
        ("three thousand and twelve", "3012"),
        ("half a dozen", "6"),
        ("a couple of children", "2 children"),
        ("a pair", "2"),
        ("a trio", "3"),
        ("a single child", "one child"),
        ("the only child", "one child"),
        ("twins", "2 twins"),
        ("3UASC", "3 UASC"),
        ("3x UASC", "3 UASC"),
        ("late (x3)", "late (3)"),
        ("_3_ families", " 3  families"),
        ("3\u2014all siblings", "3 - all siblings"),
        ("fifty per cent", "50 %"),
        ("two three", "2 3"),
        ("three twenty", "3 20"),
        ("thr\u0435e", "3"),  # a Cyrillic letter
        ("f\u200bour", "4"),  # a space without width
        ("5‑9", "5-9"),
    ],
)
def test_a_number_is_made_digits(text: str, digits: str) -> None:
    assert plain(text) == digits


@pytest.mark.parametrize(
    "text",
    ["one of the schools", "someone", "often", "the weight", "3rd", "2pm", "KS2", "x", "0 to 5s"],
)
def test_other_words_stay(text: str) -> None:
    assert plain(text) == text
