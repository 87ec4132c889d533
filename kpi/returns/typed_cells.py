"""Reads cells as officers type them: the meaning, or a question to the officer.

Only text with one possible reading is accepted. Anything else is a question: a wrong guess
would be a wrong figure about children. A blank is never 0.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from kpi import units
from kpi.disclosure.small_counts import fewer_words
from kpi.indicators.targets.target_status import (
    BEYOND_INTERVENTION,
    EARLIER_WORDS,
    NO_TARGET,
    OFF_TARGET,
    ON_TARGET,
)
from kpi.indicators.targets.target_status import STATUSES as TARGET_STATUSES
from kpi.model.data_status import ILLUSTRATIVE, PROVISIONAL, PUBLISHED
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import NO_FIGURE, SUPPRESSED, SYMBOLS
from kpi.periods.label_parts import day_parts
from kpi.returns import bounds
from kpi.service import people

ASK = "what-does-this-mean"
RETURNED_STATUSES = (ILLUSTRATIVE, PROVISIONAL, PUBLISHED)


@dataclass(frozen=True)
class UnclearCell:
    """A cell with more than one meaning, or none that is known; and what was expected."""

    expected: str
    rule: str = ASK


@dataclass(frozen=True)
class TypedNumber:
    """A number, or a symbol with its reason; all None for a blank cell."""

    value: float | None
    symbol: str | None = None
    reason: str | None = None


def tidy(text: str) -> str:
    """Return a text with plain spaces and dashes, and none at its ends."""
    for odd in "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{SOFT HYPHEN}":
        text = text.replace(odd, "")
    for dash in "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}":
        text = text.replace(dash, "-")
    return " ".join(text.split())


def _key(text: str) -> str:
    """Return the look-up form of a text: no case, final full stop or brackets."""
    return tidy(text).casefold().strip("[]").rstrip(".").strip() or tidy(text)


# ---- figures ------------------------------------------------------------------------------

_NUMBER = re.compile(r"([+-]?)((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+) ?(%?)")
_SCIENTIFIC = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,3}")
_CONTINENTAL = re.compile(r"[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+|[0-9]+,[0-9]{1,2})%?")
_FEWER = re.compile(
    r"(?:<|less than|fewer than|under|below) ?(?:[2-6])|(?:<=|\u2264|up to) ?[1-5]|1 ?(?:-|to) ?5"
)
_ABOUT = re.compile(r"(?:\u2248|~|circa|approx|about|around|c\.|ca\b).*[0-9]")
_NONE = ("nil", "none", "zero", "-", "--")
_PLAIN = "a plain number such as 77.6"
_LONGEST = 100
"""Characters of a figure; longer text is not a figure and is not examined."""

NOT_YET = "not available yet"
FEWER = f"confidential: {fewer_words()} {people()}"
_WORDS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {symbol: (symbol, reason) for symbol, reason in SYMBOLS.items() if symbol in NO_FIGURE}
    | dict.fromkeys(
        ("*", "suppressed", "supp", "confidential", "too few", "too few to show", "withheld"),
        (SUPPRESSED, SYMBOLS[SUPPRESSED]),
    )
    | dict.fromkeys(
        ("n/a", "na", "n.a", "..", ":", "not available", "unavailable", "no data", "data missing",
         "missing", "null", "not known", "unknown", "not collected"),
        ("x", SYMBOLS["x"]),
    )
    | dict.fromkeys(
        ("tbc", "tba", "tbd", "to be confirmed", "to follow", "not yet available", "not yet due",
         "not available yet", "awaited", "awaiting", "awaiting data", "data awaited", "pending",
         "not yet known", "to be advised"),
        ("x", NOT_YET),
    )
    | dict.fromkeys(("not applicable", "does not apply"), ("z", SYMBOLS["z"]))
    | dict.fromkeys(("unreliable", "low reliability", "not reliable"), ("u", SYMBOLS["u"]))
    | {"~": ("low", SYMBOLS["low"])}
)  # fmt: skip
_FIGURE_MARKS = {word: s for s in ("p", "r", "e", "b") for word in (s, SYMBOLS[s])} | {"prov": "p"}


def figure(text: str, unit: str) -> TypedNumber | UnclearCell:
    """Return a number, a symbol with its reason, a blank, or a question.

    `unit` is the indicator's, "count" for a numerator or denominator, "" where not known;
    a percentage sign is refused where the unit is not a percentage. The indicator's own unit may
    stand with the number: `£5,430`, `31 days`.
    """
    shown = tidy(text)
    if not shown:
        return TypedNumber(None)
    if len(shown) > _LONGEST:
        return UnclearCell(_PLAIN)
    shown = _without_unit(shown, unit)
    if match := _NUMBER.fullmatch(shown):
        sign, digits, percent = match.groups()
        if percent and unit not in ("percent", ""):
            what = "a count" if unit == "count" else f"a number of {unit}"
            return UnclearCell(f"{what}, not a percentage")
        return _finite(sign + digits.replace(",", ""))
    if _SCIENTIFIC.fullmatch(shown):
        return _finite(shown)
    key = _key(shown)
    if key in _WORDS:
        return TypedNumber(None, *_WORDS[key])
    if _FEWER.fullmatch(key):
        return TypedNumber(None, SUPPRESSED, FEWER)
    return UnclearCell(_why_not(shown, key))


@dataclass(frozen=True)
class TypedTarget:
    """A target, or both bounds of one; all None for a blank cell, or for text that says none."""

    target: float | None
    upper: float | None = None
    says_none: bool = False  # `n/a`, `not applicable`, `tbc`


_TO = r" ?(?:-|\bto\b|\band\b) ?"
_RANGE = re.compile(rf"(?:between |from )?(\S+?(?: ?%)?){_TO}(\S.*)")
_SIDE = re.compile(
    r"(?:[<>=\u2264\u2265]|at (?:least|most)|(?:less|more|under|over|below|above)\b)"
    r".*[0-9].*|[0-9.,]+ ?%?(?: ?\+| or (?:less|more|below|above|under|over))"
)


def target(text: str, unit: str, *, is_range: bool) -> TypedTarget | UnclearCell:
    """Return a target, or the two bounds of one of an indicator that is better between two.

    `15% - 24%`, `15 to 24` and `15-24` are both bounds. Symbols for hidden figures are no target.
    """
    both = _RANGE.fullmatch(tidy(text).casefold()) if len(text) <= _LONGEST else None
    low, high = (_number(part, unit) for part in both.groups()) if both else (None, None)
    if low is not None and high is not None:
        if is_range:
            return TypedTarget(low, high)
        return UnclearCell(
            "one number: only an indicator that is better between two bounds has two"
        )
    read = amount(text, unit, otherwise="or no row where there is no target")
    if isinstance(read, UnclearCell):
        return read
    if read.symbol not in (None, *NO_AMOUNT):
        return UnclearCell(f"{_PLAIN}, or no row where there is no target")
    return TypedTarget(read.value, says_none=read.symbol is not None)


def _number(text: str, unit: str) -> float | None:
    """Return a number that is not below 0; None for anything else."""
    read = figure(text, unit)
    value = read.value if isinstance(read, TypedNumber) else None
    return value if value is not None and value >= 0 else None


NO_AMOUNT = ("x", "z")
"""The symbols that say that there is no target or level: `n/a`, `not applicable`."""


def amount(text: str, unit: str, *, otherwise: str) -> TypedNumber | UnclearCell:
    """Return a target or a level as `figure` does; a question speaks of no symbol.

    `otherwise` is what else may stand there, in words.
    """
    read = figure(text, unit)
    shown = tidy(text)
    if not isinstance(read, UnclearCell):
        return read
    key = _key(_without_unit(shown, unit))
    if _SIDE.fullmatch(shown.casefold()):
        return UnclearCell(
            f"the number alone, {otherwise}: which side of it is better stands in the definition"
        )
    if _ABOUT.match(key):
        return UnclearCell(f"the exact number, {otherwise}")
    if key in _NONE or key in _FIGURE_MARKS or "symbol" in read.expected:
        return UnclearCell(f"{_PLAIN}, {otherwise}")
    return read


def _without_unit(shown: str, unit: str) -> str:
    """Return a figure without its own unit: `5,430` of `£5,430`, `31` of `31 days`."""
    if unit == units.POUNDS:
        return re.sub(r"^([+-]?)£ ?", r"\1", shown)
    if unit in units.WORDS:
        words = {unit, units.singular(unit), *(["FTE", "WTE"] if unit == units.FULL_TIME else [])}
    else:
        words = {unit, *re.findall(r"^per [0-9,]+", unit)}
    number, _, word = shown.partition(" ")
    return number if word.casefold() in {each.casefold() for each in words if each} else shown


def _finite(text: str) -> TypedNumber | UnclearCell:
    number = float(text)
    if abs(number) > bounds.MOST:
        return UnclearCell(f"a number of ordinary size, at most {bounds.MOST:,.0f}")
    if 0 < abs(number) < bounds.LEAST or (number == 0 and re.search(r"[1-9]", _mantissa(text))):
        return UnclearCell("0, or a number that is not so near to it")
    return TypedNumber(number + 0.0)  # -0 is 0


def _mantissa(text: str) -> str:
    return re.split("[eE]", text)[0]


def _why_not(shown: str, key: str) -> str:
    if key.startswith(("\u00a3", "$", "\u20ac")):
        return "a plain number, without a sign for money"
    if _CONTINENTAL.fullmatch(shown):
        return "a number with a point for decimals and commas for thousands: which one is this?"
    if re.fullmatch(r"\([0-9.,]+%?\)", shown):
        return "a plain number: do the brackets mean less than 0?"
    if _ABOUT.match(key):
        return "the exact number, or the symbol e in 'symbol' if it is an estimate"
    if key in _NONE:
        return "0 if there were none, x if the figure is not available"
    if key in _FIGURE_MARKS:
        return "a figure here, and the symbol in the column 'symbol'"
    if shown.startswith("#"):
        return "a number: this is an error of the spreadsheet"
    return f"{_PLAIN}, or a symbol such as c (too few {people()}) or x (not available)"


def symbol(text: str) -> TypedNumber | UnclearCell:
    """Read the column `symbol`: `symbol` and `reason` of the result; all None when blank."""
    shown = tidy(text)
    if not shown:
        return TypedNumber(None)
    key = _key(shown)
    if key in _FIGURE_MARKS:
        return TypedNumber(None, _FIGURE_MARKS[key], SYMBOLS[_FIGURE_MARKS[key]])
    if key in _WORDS:
        return TypedNumber(None, *_WORDS[key])
    if _FEWER.fullmatch(key):
        return TypedNumber(None, SUPPRESSED, FEWER)
    return UnclearCell(f"one of {', '.join(SYMBOLS)}, or nothing")


# ---- words --------------------------------------------------------------------------------

_STATUS_WORDS = MappingProxyType(
    {status: status for status in TARGET_STATUSES}
    | EARLIER_WORDS
    | dict.fromkeys(("green", "g", "met", "target met", "achieved"), ON_TARGET)
    | dict.fromkeys(
        (
            "amber",
            "a",
            "yellow",
            "slightly below target",
            "near target",
            "within tolerance",
            "not met",
        ),
        OFF_TARGET,
    )
    | dict.fromkeys(
        ("red", "r", "below intervention", "intervention", "beyond intervention"),
        BEYOND_INTERVENTION,
    )
    | dict.fromkeys(("grey", "gray", "not rated", "no rag", "n/a", "none", "no rating"), NO_TARGET)
)


def target_status(text: str) -> str | UnclearCell | None:
    """Return the council's own status (RAG) as one of `STATUSES`; None when blank.

    The statuses are those of `kpi.indicators.targets.target_status`.
    """
    shown = tidy(text)
    if not shown:
        return None
    key = re.sub(r"\s*\((red|amber|green|grey)\)$", "", _key(shown).replace("_", " "))
    if key in _STATUS_WORDS:
        return _STATUS_WORDS[key]
    return UnclearCell("red, amber, green or grey, or one of " + ", ".join(TARGET_STATUSES))


_DATA_WORDS = MappingProxyType(
    {status: status for status in RETURNED_STATUSES}
    | dict.fromkeys(("real", "final", "actual", "confirmed", "validated"), "published")
    | dict.fromkeys(("prov", "p", "interim"), "provisional")
    | dict.fromkeys(("illustration", "made up", "invented"), ILLUSTRATIVE)
)


def data_status(text: str) -> str | UnclearCell:
    """Return one of `RETURNED_STATUSES`; a question for a blank too, because it is required."""
    shown = tidy(text)
    if not shown:
        return UnclearCell(f"one of {', '.join(RETURNED_STATUSES)}", "missing")
    status = _DATA_WORDS.get(_key(shown))
    return status or UnclearCell(f"one of {', '.join(RETURNED_STATUSES)}")


def indicator_id(text: str, indicators: Sequence[Indicator]) -> str | None:
    """Return the id of the indicator with this id or full name, whatever the case, or None."""
    wanted = _name_key(text)
    if not wanted:
        return None
    for indicator in indicators:
        known = (indicator.id, indicator.name, indicator.aim, *indicator.formerly)
        if wanted in map(_name_key, known):
            return indicator.id
    return None


def _name_key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", tidy(text).casefold()).strip()


# ---- dates --------------------------------------------------------------------------------

_DAY = "a date such as 30/09/2025"


def day(text: str) -> date | UnclearCell | None:
    """Return a date, day before month as in the UK; None when blank; else a question."""
    shown = tidy(text)
    if not shown:
        return None
    parts = day_parts(shown.casefold())
    if parts is None:
        if re.search(r"(?<![0-9])[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}$", shown):
            return UnclearCell("a date with all four figures of the year")
        return UnclearCell(_DAY)
    year, month, number = parts
    if month > 12 and number <= 12:
        return UnclearCell("a date with the day first: is the month first here?")
    if not 2000 <= year <= 2100:
        return UnclearCell("a date of this century")
    try:
        return date(year, month, number)
    except ValueError:
        return UnclearCell("a day that exists")
