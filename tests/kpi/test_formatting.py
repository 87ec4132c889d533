"""Rounding half away from zero, and figures as people read them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from math import copysign, inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpi import formatting
from kpi.formatting import (
    count,
    difference,
    difference_short,
    displayed_difference,
    figure,
    figure_short,
    fixed,
    how_many,
    in_words,
    long_date,
    many,
    multiplier,
    number_of,
    one_in,
    ordinal,
    ordinal_in_words,
    place_words,
    possessive,
    round_half_away,
    tally,
    there_are,
    with_article,
)


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (2.85, 1, 2.9),
        (0.345, 2, 0.35),
        (-0.125, 2, -0.13),
        (0.5, 0, 1.0),
        (1.5, 0, 2.0),
        (2.5, 0, 3.0),
        (-2.5, 0, -3.0),
        (285.0, -1, 290.0),
        (-285.0, -1, -290.0),
        (284.9, -1, 280.0),
        (45.0, -2, 0.0),
        (1.005, 2, 1.01),
        (2.675, 2, 2.68),
        (2.8499999999999996, 1, 2.9),  # float noise of a sum that is 2.85
        (2.8500000000000005, 1, 2.9),
        (2.849999999, 1, 2.8),  # nine decimals are no noise
        (94.80000000000001, 1, 94.8),
        (17.100000000000001, 1, 17.1),
        (53.93258426966292, 1, 53.9),
        (0.0, 1, 0.0),
        (1e300, 2, 1e300),
    ],
)
def test_half_away_from_zero(value: float, decimals: int, rounded: float) -> None:
    assert round_half_away(value, decimals) == rounded


@pytest.mark.parametrize("value", [-0.0, -0.04, -1e-300, -0.049999])
def test_never_minus_nought(value: float) -> None:
    assert copysign(1, round_half_away(value, 1)) == 1
    assert fixed(value, 1) == "0.0"


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be rounded"):
        round_half_away(value, 1)


WRITTEN = st.decimals(-(10**7), 10**7, places=6, allow_nan=False, allow_infinity=False)


@given(WRITTEN, st.integers(-2, 5))
def test_rounds_as_decimals_are_rounded_by_hand(written: Decimal, decimals: int) -> None:
    expected = written.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert round_half_away(float(written), decimals) == float(expected)


@given(WRITTEN, st.integers(0, 5))
def test_rounding_is_odd_and_stays_where_it_is(written: Decimal, decimals: int) -> None:
    value = float(written)
    once = round_half_away(value, decimals)
    assert round_half_away(-value, decimals) == -once
    assert round_half_away(once, decimals) == once
    assert abs(once - value) <= 0.5 * 10**-decimals + 1e-8


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-3, 9))
def test_any_finite_number_is_rounded(value: float, decimals: int) -> None:
    rounded = round_half_away(value, decimals)
    assert rounded == 0 or copysign(1, rounded) == copysign(1, value)


@given(st.integers(1, 999), st.integers(1, 999))
def test_noise_of_a_sum_does_not_change_what_is_shown(tenths: int, hundredths: int) -> None:
    noisy = tenths / 10 + hundredths / 100
    exact = Decimal(tenths) / 10 + Decimal(hundredths) / 100
    assert round_half_away(noisy, 1) == float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def test_figures_as_printed() -> None:
    assert fixed(1234.5, 2) == "1,234.50"
    assert fixed(8901.23, 2) == "8,901.23"
    assert figure(53.93, "percent", 1) == "53.9%"
    assert figure(17, "points", 1) == "17.0 points"
    assert figure(132.07, "per 10,000 children", 1) == "132.1 per 10,000 children"
    assert figure(0.012, "percent", 3) == "0.012%"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "printed", "short"),
    [
        (264, "number", 0, "264", "264"),
        (1234, "number", 0, "1,234", "1,234"),
        (31, "days", 0, "31 days", "31 days"),
        (1, "days", 0, "1 day", "1 day"),
        (1, "days", 1, "1.0 days", "1.0 days"),
        (0, "weeks", 0, "0 weeks", "0 weeks"),
        (1, "months", 0, "1 month", "1 month"),
        (5430, "pounds", 0, "£5,430", "£5,430"),
        (-5.5, "pounds", 2, "-£5.50", "-£5.50"),
        (1.84, "ratio", 1, "1.8", "1.8"),
        (18.5, "cases", 1, "18.5 cases", "18.5 cases"),
        (12.5, "full-time equivalents", 1, "12.5 full-time equivalents", "12.5"),
        (1, "full-time equivalents", 0, "1 full-time equivalent", "1"),
        (117.23, "per 10,000 children", 1, "117.2 per 10,000 children", "117.2"),
        (53.93, "percent", 1, "53.9%", "53.9%"),
        (17, "points", 1, "17.0 points", "17.0 points"),
    ],
)
def test_figures_of_every_unit(
    value: float, unit: str, decimals: int, printed: str, short: str
) -> None:
    assert figure(value, unit, decimals) == printed
    assert figure_short(value, unit, decimals) == short


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "printed", "short"),
    [
        (-3, "days", 0, "3 days", "3 days"),
        (-120, "pounds", 0, "£120", "£120"),
        (12, "number", 0, "12", "12"),
        (-0.2, "ratio", 1, "0.2", "0.2"),
        (3, "per 1,000 pupils", 1, "3.0 per 1,000 pupils", "3.0"),
        (1, "percent", 0, "1 point", "1 point"),
    ],
)
def test_differences_of_every_unit(
    value: float, unit: str, decimals: int, printed: str, short: str
) -> None:
    assert difference(value, unit, decimals) == printed
    assert difference_short(value, unit, decimals) == short


def test_counts_as_printed() -> None:
    assert count(17602.0) == "17,602"
    assert count(0.0) == "0"
    assert count(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (-15.5, "percent", 1, "15.5 points"),
        (15.5, "points", 1, "15.5 points"),
        (1.0, "percent", 1, "1.0 point"),
        (-1.04, "percent", 1, "1.0 point"),
        (1000.0, "points", 0, "1,000 points"),
        (0.0, "percent", 1, "0.0 points"),
        (2.0, "per 10,000 children", 1, "2.0 per 10,000 children"),
    ],
)
def test_a_difference_of_percentages_is_in_points(
    value: float, unit: str, decimals: int, text: str
) -> None:
    assert difference(value, unit, decimals) == text


@pytest.mark.parametrize(
    ("percent", "text"),
    [
        (0.117, "about 117 in 100,000"),
        (0.03, "about 30 in 100,000"),
        (0.012, "about 12 in 100,000"),
        (0.01, "about 10 in 100,000"),
        (0.0125, "about 13 in 100,000"),  # as 0.013% is shown
        (0.001, "about 1 in 100,000"),
        (0.0004, "fewer than 1 in 100,000"),
        (0.0, "none in 100,000"),
    ],
)
def test_a_very_small_percentage_in_pupils(percent: float, text: str) -> None:
    assert one_in(percent, 3) == text


@given(st.floats(1e-9, 100), st.integers(2, 4))
def test_only_nought_is_none(percent: float, decimals: int) -> None:
    assert "about 0 in" not in one_in(percent, decimals)
    assert "none" not in one_in(percent, decimals)


@given(st.floats(1e-9, 2), st.floats(1e-9, 2), st.integers(2, 4))
def test_figures_shown_as_different_are_different_in_pupils(
    one: float, other: float, decimals: int
) -> None:
    """A figure that misses its target is not said in the target's own words."""
    shown = fixed(one, decimals) == fixed(other, decimals)
    assert (one_in(one, decimals) == one_in(other, decimals)) == shown


@given(st.integers(0, 2000), st.integers(2, 4))
def test_the_figure_in_pupils_is_the_one_shown(steps: int, decimals: int) -> None:
    said = one_in(steps / 10**decimals, decimals)
    assert said.startswith(f"about {steps:,} in " if steps else "none in ")


@pytest.mark.parametrize(
    ("name", "placed", "owner"),
    [
        ("South West", "the South West", "South West's"),
        ("West Midlands", "the West Midlands", "West Midlands'"),
        ("Yorkshire and the Humber", "Yorkshire and the Humber", "Yorkshire and the Humber's"),
        ("London (Inner)", "London (Inner)", "London (Inner)'s"),
    ],
)
def test_regions_in_a_sentence(name: str, placed: str, owner: str) -> None:
    assert with_article(name) == placed
    assert possessive(name) == owner


def test_ordinals() -> None:
    told = [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 43, 100, 111, 112, 121)]
    expected = "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 43rd 100th 111th 112th 121st"
    assert " ".join(told) == expected


def test_small_whole_numbers_as_words() -> None:
    assert [in_words(n) for n in (0, 1, 5, 10, 11, 2.5)] == [
        "no",
        "one",
        "five",
        "ten",
        "11",
        "2.5",
    ]


HALVES = st.builds(
    lambda whole, decimals, noise: (whole + 0.5) / 10**decimals + noise,
    st.integers(-(10**6), 10**6),
    st.integers(0, 5),
    st.floats(-1e-4, 1e-4) | st.floats(-1e-9, 1e-9) | st.just(0.0),
)


@given(
    st.floats(allow_nan=False, allow_infinity=False) | st.floats(-1e4, 1e4) | HALVES,
    st.integers(0, 8),
)
@settings(max_examples=2_000)
def test_the_quick_way_rounds_as_exact_decimals_do(value: float, decimals: int) -> None:
    found = round_half_away(value, decimals)
    assert found == formatting._by_decimals(value, decimals)
    assert copysign(1, found) == copysign(1, formatting._by_decimals(value, decimals))


@given(st.integers(0, 30))
def test_numbers_in_sentences_agree_with_none_one_and_many(number: int) -> None:
    alone, there, counted = how_many(number), there_are(number), many(number, "quarter")
    assert alone != "no"
    assert there.split()[1] == ("is" if number == 1 else "are")
    assert there.endswith(alone)
    assert counted.endswith("quarter" if number == 1 else "quarters")
    digits = "1 quarter" if number == 1 else f"{number} quarters"
    assert number_of(number, "quarter") == digits
    assert tally(number, "quarter") == (digits if number else "no quarters")
    assert number_of(1200 + number, "row") == f"1,2{number:02} rows"
    assert {0: "no quarters", 1: "one quarter"}.get(number, counted) == counted


def test_a_place_says_who_shares_it() -> None:
    assert place_words(1, 152, 42) == "joint 1st of 152, shared by 42"
    assert place_words(43, 151) == place_words(43, 151, 1) == "43rd of 151"


@pytest.mark.parametrize(
    ("unit", "per"),
    [
        ("percent", 100),
        ("per 10,000 children", 10_000),
        ("per 1,000 people", 1_000),
        ("per 100 pupils", 100),
        ("points", None),
        ("weeks", None),
        ("percentage", None),
    ],
)
def test_what_a_figure_is_shown_per(unit: str, per: float | None) -> None:
    assert multiplier(unit) == per


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2025, 3, 31), "31 March 2025"), (date(2026, 4, 1), "1 April 2026")],
)
def test_a_day_as_people_write_it(day: date, words: str) -> None:
    assert long_date(day) == words


@pytest.mark.parametrize(
    ("now", "before", "decimals", "change"),
    [
        (53.9, 69.4, 1, -15.5),
        (94.4, 95.7, 1, -1.3),
        (0.117, 0.115, 3, 0.002),
        (52.04, 51.96, 1, 0.0),  # both are shown as 52.0
        (52.05, 52.04, 1, 0.1),  # 52.1 beside 52.0
        (17.0, 16.7, 1, 0.3),
        (None, 51.0, 1, None),
        (51.0, None, 1, None),
        (None, None, 1, None),
    ],
)
def test_change_is_of_the_figures_as_shown(
    now: float | None, before: float | None, decimals: int, change: float | None
) -> None:
    assert displayed_difference(now, before, decimals) == change


def test_ordinals_up_to_ten_are_words() -> None:
    assert [ordinal_in_words(n) for n in (1, 5, 10, 11, 0)] == [
        "first",
        "fifth",
        "tenth",
        "11th",
        "0th",
    ]


def test_names_one_after_the_other() -> None:
    assert [formatting.listed(list("abc")[:n]) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert formatting.listed(["a", "b", "c"], "or") == "a, b or c"


def test_texts_are_joined_by_whether_they_say_the_same() -> None:
    assert formatting.contrasted([("+", "up"), ("-", "down"), ("-", "lower"), ("+", "higher")]) == (
        "up but down and lower but higher"
    )
