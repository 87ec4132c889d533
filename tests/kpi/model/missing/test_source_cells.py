"""Cells: value, symbol and reason of any text."""

import math

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model.missing.source_cells import (
    is_unreadable,
    known_symbol_of,
    reason_of,
    symbol_of,
    value_of,
)
from kpi.model.missing.symbol_meanings import BLANK_REASON, LEGACY, SYMBOLS, UNREADABLE_REASON


def cell(text: str | None) -> tuple[float | None, str | None, str | None]:
    frame = pl.DataFrame({"a": [text]}, schema={"a": pl.Utf8})
    value, symbol, reason = frame.select(
        value_of("a").alias("v"), symbol_of("a").alias("s"), reason_of("a").alias("r")
    ).row(0)
    return value, symbol, reason


def values(texts: list[str]) -> list[float | None]:
    return pl.DataFrame({"a": texts}, schema={"a": pl.Utf8}).select(value_of("a"))["a"].to_list()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("77.6", 77.6),
        ("-3", -3.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        (" 12 ", 12.0),
        ("1e3", 1000.0),
        ("17.100000000000001", 17.1),
        ("2.8500000000000001E-2", 0.0285),
        ("9007199254740993", 9007199254740992.0),
    ],
)
def test_plain_numbers_have_a_value_and_no_symbol(text: str, value: float) -> None:
    assert cell(text) == (value, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "1,234", "45%", "£5", "inf", "-inf", "nan", "NaN", "0x10", "1_000", "1e999", "1e", "e5",
        "+-1", "1.2.3", "<5", "abc", "٣", "1 2", ".",
    ],
)  # fmt: skip
def test_text_that_is_not_a_number_has_no_value_but_a_reason(text: str) -> None:
    value, symbol, reason = cell(text)
    assert (value, symbol) == (None, "x")
    assert reason == (SYMBOLS["x"] if text == "." else UNREADABLE_REASON)


@pytest.mark.parametrize("symbol", list(SYMBOLS))
def test_symbols_are_told_in_words(symbol: str) -> None:
    assert cell(symbol) == (None, symbol, SYMBOLS[symbol])
    assert cell(f" {symbol.upper()} ") == (None, symbol, SYMBOLS[symbol])


@pytest.mark.parametrize(
    ("text", "symbol", "refused"),
    [
        ("~", "low", True),
        (":", "x", True),
        (".", "x", False),
        ("..", "x", False),
        ("-", "x", False),
        ("N/A", "x", False),
        ("n/a", "x", False),
        ("NULL", "x", True),
        ("Null", "x", True),
        ("NA", "x", True),
        ("na", "x", True),
    ],
)
def test_old_symbols_are_read_as_todays(text: str, symbol: str, refused: bool) -> None:
    assert cell(text) == (None, symbol, SYMBOLS[symbol])
    assert LEGACY[text.lower()].refused is refused


@pytest.mark.parametrize("text", ["", "  ", None])
def test_a_blank_is_not_available_never_zero(text: str | None) -> None:
    assert cell(text) == (None, "x", BLANK_REASON)


def test_unreadable_is_neither_number_nor_symbol_nor_blank() -> None:
    frame = pl.DataFrame({"a": ["1", "c", "", "..", "1,234", "seven"]})
    assert frame.select(is_unreadable("a"))["a"].to_list() == [False] * 4 + [True] * 2
    assert frame.select(known_symbol_of("a"))["a"].to_list() == [None, "c", None, "x", None, None]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_values_are_rounded_as_python_does(numbers: list[float]) -> None:
    for form in ("{!r}", "{:.17g}", "{:.17E}", "{:.20f}"):
        texts = [form.format(number) for number in numbers]
        assert values(texts) == [float(text) for text in texts]
    assert values([repr(number) for number in numbers]) == numbers


@given(st.lists(st.from_regex(r"\A[+-]?[0-9]{1,25}\.[0-9]{0,25}(E-?[0-9]{1,2})?\Z"), min_size=1))
def test_long_decimals_are_rounded_as_python_does(texts: list[str]) -> None:
    assert values(texts) == [float(text) for text in texts]


@given(st.text())
def test_every_cell_has_either_a_value_or_a_symbol_with_a_reason(text: str) -> None:
    value, symbol, reason = cell(text)
    if value is None:
        assert symbol in SYMBOLS
        assert reason
    else:
        assert math.isfinite(value)
        assert value == float(text)
        assert symbol is None
        assert reason is None
