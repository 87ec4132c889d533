"""Rounding and printing of figures: half away from zero; a definition says how many decimals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from math import isfinite

from kpi import units

_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # wide enough for any float
_PLAIN, _EXACT, _CLEAR = 5, 2.0**30, 0.4999  # decimals, steps and distance for plain floats
_SCALES = tuple(10.0**decimals for decimals in range(_PLAIN + 1))


def round_half_away(value: float, decimals: int) -> float:
    """Return `value` rounded half away from zero: 2.85 to 2.9, -0.125 to -0.13.

    Float noise beyond the tenth decimal is removed first, so that 2.8499999999999996, which a
    sum can leave, rounds as the 2.85 it stands for. Raises ValueError for inf and nan.
    """
    # Far from a half no noise can change the result, and a whole number of steps divided by a power
    # of ten is the float nearest to the decimal number.
    if 0 <= decimals <= _PLAIN:
        scale = _SCALES[decimals]
        steps = value * scale
        if -_EXACT < steps < _EXACT:
            whole = round(steps)
            if -_CLEAR < steps - whole < _CLEAR:
                return whole / scale
    if not isfinite(value):
        raise ValueError(f"{value} cannot be rounded")
    return _by_decimals(value, decimals)


def _by_decimals(value: float, decimals: int) -> float:
    exact = Decimal(repr(value)).quantize(Decimal("1e-10"), context=_WIDE)
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), context=_WIDE)
    return float(rounded) or 0.0  # never minus zero


def fixed(value: float, decimals: int) -> str:
    """Return `value` with exactly `decimals` decimals and thousands commas: `1,234.50`."""
    return f"{round_half_away(value, decimals):,.{decimals}f}"


def count(value: float) -> str:
    """Return a count with thousands commas; decimals only where the source has them."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,}"


def figure(value: float, unit: str, decimals: int) -> str:
    """Return a figure with its unit: `53.9%`, `31 days`, `£5,430`, `132.1 per 10,000 children`."""
    return with_unit(fixed(value, decimals), unit)


def figure_short(value: float, unit: str, decimals: int) -> str:
    """As `figure`, without a unit that the indicator's name includes, such as a rate's."""
    printed = fixed(value, decimals)
    return with_unit(printed, unit) if units.keeps_its_word(unit) else printed


def with_unit(printed: str, unit: str) -> str:
    """Return a printed number with its unit: `53.9%`, `1 day`, `-£5,430`, `264`, `1.8`."""
    if unit == units.PERCENT:
        return f"{printed}%"
    if unit == units.POUNDS:
        return with_unit_symbol(unit, printed)
    if unit in (units.NUMBER, units.RATIO):
        return printed
    return f"{printed} {units.singular(unit) if printed in ('1', '-1') else unit}"


def difference(value: float, unit: str, decimals: int) -> str:
    """Return the size of a difference in words; between percentages in points: `15.5 points`."""
    number = fixed(abs(value), decimals)
    if units.is_in_points(unit):
        singular = float(number.replace(",", "")) == 1
        return f"{number} point" if singular else f"{number} points"
    return with_unit(number, unit)


def difference_short(value: float, unit: str, decimals: int) -> str:
    """As `difference`, without a unit that the sentence has given, such as a rate's."""
    if units.keeps_its_word(unit):
        return difference(value, unit, decimals)
    return fixed(abs(value), decimals)


def one_in(percent: float, decimals: int) -> str:
    """Return a very small percentage as pupils: `about 12 in 100,000`.

    The base is that of the last decimal shown: 0.012% and a target of 0.010% are 12 and 10 in
    100,000, where of 10,000 both were 1. `none in 100,000` only for zero.
    """
    base = 10 ** (decimals + 2)
    if percent == 0:
        return f"none in {base:,}"
    printed = fixed(round_half_away(percent, decimals) / 100 * base, 0)
    return f"fewer than 1 in {base:,}" if printed == "0" else f"about {printed} in {base:,}"


def with_article(region: str) -> str:
    """Return a region's name as it stands in a sentence: `the South West`, `London`."""
    return region if region.startswith(("London", "Yorkshire")) else f"the {region}"


def possessive(name: str) -> str:
    """Return a name with what makes it a possessive: `England's`, `the West Midlands'`."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


ORDINALS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int) -> str:
    """Return an ordinal: `1st`, `2nd`, `11th`, `43rd`."""
    suffix = "th" if 10 <= number % 100 <= 20 else ORDINALS.get(number % 10, "th")
    return f"{number}{suffix}"


_ORDINAL_WORDS = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
]  # fmt: skip


def ordinal_in_words(number: int) -> str:
    """Return an ordinal up to ten as a word (`fifth`), others as figures (`11th`)."""
    return _ORDINAL_WORDS[number - 1] if 1 <= number <= 10 else ordinal(number)


def joint_ordinal(rank: int, sharing: int | None) -> str:
    """Return a rank without among how many: `3rd`, or where it is shared, `joint 1st`."""
    return f"{'joint ' if sharing is not None and sharing > 1 else ''}{ordinal(rank)}"


@lru_cache(maxsize=8192)  # a list of all authorities has most of the places of the one before
def place_words(rank: int, of: int, sharing: int = 1, among: str = "") -> str:
    """Return a rank: `3rd of 151`, or where it is shared, `joint 1st of 151, shared by 12`.

    `among` names what is ranked: `3rd of 151 authorities`.
    """
    shared = f", shared by {sharing}" if sharing > 1 else ""
    return f"{joint_ordinal(rank, sharing)} of {of}{f' {among}' if among else ''}{shared}"


_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def listed(names: Sequence[str], last: str = "and") -> str:
    """Return names one after the other: `a`, `a and b`, `a, b and c`."""
    *most, end = names or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def contrasted(parts: Sequence[tuple[str, str]], joins: tuple[str, str] = ("but", "and")) -> str:
    """Return texts one after the other, given what each says.

    The first of `joins` stands before one that says another thing than the one before it, the
    second before one that says the same.
    """
    other, same = joins
    text = ""
    before = None
    for says, part in parts:
        text += f" {same if says == before else other} {part}" if text else part
        before = says
    return text


def in_words(number: float) -> str:
    """Return a whole number up to ten as a word (`five`), others as figures."""
    if number == int(number) and 0 <= number <= 10:
        return _WORDS[int(number)]
    return f"{number:g}"


def how_many(number: int) -> str:
    """Return a number that stands alone, without what is counted: `none`, `one`, `two`, `12`."""
    return in_words(number) if number else "none"


def there_are(number: int) -> str:
    """Return `there are none`, `there is one`, `there are two`."""
    return f"there {'is' if number == 1 else 'are'} {how_many(number)}"


def number_of(number: int, noun: str) -> str:
    """Return a number in digits with what is counted: `0 errors`, `1 error`, `2 errors`."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def tally(number: int, noun: str) -> str:
    """Return a number in digits with what is counted: `no errors`, `1 error`, `2 errors`."""
    return number_of(number, noun) if number else f"no {noun}s"


def many(number: int, noun: str) -> str:
    """Return a number with what is counted: `no quarters`, `one quarter`, `two quarters`."""
    return f"{in_words(number)} {noun}{'' if number == 1 else 's'}"


# ---- parts --------------------------------------------------------------------------------


def capital(text: str) -> str:
    """Return `text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Return `text` with a small first letter."""
    return text[:1].lower() + text[1:]


def long_date(day: date) -> str:
    """A day as people write it: `31 March 2025`."""
    return f"{day.day} {day:%B %Y}"


def slug(text: str) -> str:
    """Return lower-case letters, digits and hyphens of a text: a safe part of a file name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


_MILLION, _BILLION = 1e6, 1e9
_DECIMALS_OF_MILLIONS = 3


def with_unit_symbol(unit: str, printed: str) -> str:
    """Return a printed number with the unit's own sign, where it has one."""
    if is_percent(unit):
        return f"{printed}%"
    if "£" in unit or unit == units.POUNDS:
        return f"-£{printed[1:]}" if printed.startswith("-") else f"£{printed}"
    return printed


def is_percent(unit: str) -> bool:
    """Return whether figures of this unit are percentages."""
    return unit == "percent" or unit.startswith("%") or unit.lower().startswith("percentage")


def is_share(unit: str | None, title: str | None) -> bool:
    """Return whether LAIT's figures are percentages, by their unit or else by their title.

    LAIT calls the unit of a few shares "Entries" and says (%) in the title alone.
    """
    return is_percent((unit or "").strip()) or "(%)" in (title or "")


def multiplier(unit: str) -> float | None:
    """What a figure is shown per: 100 for `percent`, 10,000 for `per 10,000 children`.

    None for units that are no share or rate of anything counted, such as points.
    """
    if unit == "percent":
        return 100
    match = re.match(r"per (\d[\d,]*)\b", unit)
    return float(match[1].replace(",", "")) if match else None


def number(value: float, decimals: int, large_decimals: int | None = None) -> str:
    """Return a number in LAIT's format: fixed decimals, commas, half away from zero.

    From a million on in words: millions and billions have three decimals, or none where they are
    whole multiples of ten, as LAIT prints them; `large_decimals` replaces that.
    """
    for size, word in ((_BILLION, "billion"), (_MILLION, "million")):
        if abs(value) >= size:
            part = value / size
            places = large_decimals
            if places is None:
                places = 0 if part % 10 == 0 else _DECIMALS_OF_MILLIONS
            return f"{fixed(part, places)} {word}"
    return f"{round_half_away(value, decimals):,.{max(decimals, 0)}f}"


def displayed_difference(now: float | None, before: float | None, decimals: int) -> float | None:
    """Return the displayed value minus the displayed earlier one; None where either is missing."""
    if now is None or before is None:
        return None
    difference = round_half_away(now, decimals) - round_half_away(before, decimals)
    return round_half_away(difference, decimals)
