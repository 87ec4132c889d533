"""Choices in the web address: what is read, what is ignored, and what it is called."""

import pytest

from pages.components.url_state import one_of, plain, some_of


@pytest.mark.parametrize(
    ("text", "value", "unknown"), [("b", "b", []), ("x", "a", ["x"]), ("", "a", [""])]
)
def test_one_of_some_keys(text: str, value: str, unknown: list[str]) -> None:
    field = one_of("order", lambda: {"a": "By name", "b": "By rank"}, "a")
    assert field.read(text) == (value, unknown)
    assert (field.clean("b"), field.clean("x"), field.clean(None)) == ("b", "a", "a")
    assert field.instead() == "By name"


@pytest.mark.parametrize(
    ("text", "value", "unknown"),
    [
        ("839-330", ["839", "330"], []),
        ("839--839", ["839"], []),
        ("839-999", ["839"], ["999"]),
        ("839-330-201", ["839", "330"], []),  # no more than two
        ("", [], []),
    ],
)
def test_some_of_some_keys(text: str, value: list[str], unknown: list[str]) -> None:
    field = some_of("others", {"839", "330", "201"}, most=2)
    assert field.read(text) == (value, unknown)
    assert field.write(value) == "-".join(value)
    assert field.clean(None) == []


def test_keys_with_hyphens_have_another_sign_between_them() -> None:
    field = some_of("measures", {"ks4-fsm-gap", "SecAuth"}, most=2, separator="~")
    assert field.read("ks4-fsm-gap~zzz~SecAuth") == (["ks4-fsm-gap", "SecAuth"], ["zzz"])
    assert field.write(["ks4-fsm-gap", "SecAuth"]) == "ks4-fsm-gap~SecAuth"


def test_a_key_may_be_asked_for_by_another_name() -> None:
    field = some_of("others", {"839"}, most=2, key_of=str.strip)
    assert field.read(" 839 -839") == (["839"], [])


def test_nothing_of_an_address_acts_as_markup() -> None:
    assert plain("<b>Q1 2025-26</b>") == "?b?Q1 2025-26?/b?"
    assert plain("x" * 100) == "x" * 60
