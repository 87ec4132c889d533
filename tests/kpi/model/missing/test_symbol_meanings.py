"""The symbols of missing figures: each has a meaning in words, and old ones stand for today's."""

from kpi.model.missing.symbol_meanings import (
    LAIT_DASH_SYMBOL,
    LEGACY,
    NO_FIGURE,
    NOT_AVAILABLE,
    SUPPRESSED,
    SYMBOLS,
)


def test_a_suppressed_figure_says_that_children_are_protected_by_it() -> None:
    assert SYMBOLS[SUPPRESSED].startswith("confidential: ")
    assert NOT_AVAILABLE == SYMBOLS[LAIT_DASH_SYMBOL] == "not available"


def test_what_replaces_a_figure_is_told_from_what_stands_beside_one() -> None:
    assert set(SYMBOLS) - NO_FIGURE == {"p", "r", "e", "b"}


def test_old_symbols_stand_for_todays_and_are_in_lower_case() -> None:
    assert {each.symbol for each in LEGACY.values()} <= NO_FIGURE
    assert [text for text in LEGACY if text != text.lower()] == []
