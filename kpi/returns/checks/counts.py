"""Rules on the numbers of one line: units, bounds, and the value against its counts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from statistics import median

from kpi import units
from kpi.formatting import count, fixed, multiplier
from kpi.model.definitions.indicator import Indicator
from kpi.returns import bounds
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, rule
from kpi.returns.checks.return_and_live import is_blank, is_real, of_known_indicators, typed
from kpi.returns.records import WARNING, ParsedReturn, ValueLine
from kpi.statistics.verdict_rules import share_counts

_FRACTION = (100.0, "a fraction of 1")
_SHARES = (_FRACTION, (0.1, "a figure per thousand"), (0.01, "a figure per 10,000"))
_FLOAT_NOISE = 1e-9
_SPARE_DECIMALS = 2  # a value with more extra decimals than this was calculated, not counted
_FEWEST_TO_KNOW = 3  # figures that a series needs before its usual level is known


def _rate(indicator: Indicator, line: ValueLine) -> float | None:
    """Return the percentage that the counts give; None where they give none."""
    top, bottom = line.numerator, line.denominator
    if indicator.may_exceed_100 and top is not None and bottom is not None:
        return top / bottom * 100 if top >= 0 and bottom > 0 else None
    counts = share_counts(top, bottom)
    return counts[0] / counts[1] * 100 if counts else None


@rule("units")
def value_units(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A percentage must be given as one (79, not 0.79 or 790), as its counts or series show.

    A figure that really is that small or large passes, as its counts confirm it.
    """
    usual = _usual(read, context)
    for indicator, line in of_known_indicators(read.values, context):
        if indicator.unit != "percent" or not line.value or line.value < 0:
            continue
        rate = _rate(indicator, line)
        if rate is None and line.numerator is None:
            likely_slip = _unlike_the_series(indicator, line, usual.get(indicator.id))
        else:
            likely_slip = _unlike_the_counts(line.value, rate)
        if likely_slip:
            factor, words = likely_slip
            meant = fixed(line.value * factor, indicator.decimals)
            expected = f"per cent, perhaps {meant} (it looks like {words})"
            if rate is None:
                expected += f"; if {line.value:g}% is meant, give its counts too"
            yield Finding(line.place, "value", typed(line, "value"), expected)


def _usual(read: ParsedReturn, context: Context) -> dict[str, float]:
    """Return the median of each indicator's live and returned figures, where it has enough."""
    values: dict[str, list[float]] = {
        name: [o.value for o in history if o.value is not None and is_real(o)]
        for name, history in context.history.items()
    }
    for indicator, line in of_known_indicators(read.values, context):
        if line.value is not None:
            values.setdefault(indicator.id, []).append(line.value)
    return {name: median(v) for name, v in values.items() if len(v) >= _FEWEST_TO_KNOW}


def _unlike_the_counts(value: float, rate: float | None) -> tuple[float, str] | None:
    if not rate or abs(value - rate) <= rate / 10:
        return None
    return next((s for s in _possible(value) if abs(value * s[0] - rate) <= rate / 10), None)


def _possible(value: float) -> tuple[tuple[float, str], ...]:
    """Return factor and name of other units a figure may be in; none from 1 to 100."""
    if value <= 1:
        return _SHARES[:1]
    return _SHARES[1:] if value > 100 else ()


def _unlike_the_series(
    indicator: Indicator, line: ValueLine, usual: float | None
) -> tuple[float, str] | None:
    assert line.value is not None
    if usual:
        slips = (s for s in _possible(line.value) if usual / 3 <= line.value * s[0] <= usual * 3)
        far = line.value < usual / 20 or line.value > 100
        likely_slip = next(slips, None) if far else None
        if likely_slip:
            return likely_slip
    # 0.79 where one decimal is shown: percentages are not typed like that.
    if line.value <= 1 and not indicator.very_small and _decimals(line.value) > indicator.decimals:
        return _FRACTION
    return None


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@rule("range", unless=("units",))
def value_range(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A figure must be within its unit's bounds: a percentage from 0 to 100, a gap to 100."""
    for indicator, line in of_known_indicators(read.values, context):
        limits = bounds.of_figure(indicator)
        if line.value is not None and not limits.hold(line.value):
            yield Finding(line.place, "value", typed(line, "value"), limits.words)


@rule("whole-counts")
def whole_counts(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Counts of children, plans and assessments must be whole numbers, never below zero.

    What an average is made of, such as pounds and weeks, need not be whole, nor need staff.
    """
    for line in read.values:
        unit = _unit(line, context)
        limits, whole = bounds.of_counts(unit), units.counts_are_whole(unit)
        for column, number in (("numerator", line.numerator), ("denominator", line.denominator)):
            if number is not None and (not limits.hold(number) or (whole and number % 1)):
                yield Finding(line.place, column, typed(line, column), limits.words)
    for indicator, line in of_known_indicators(read.values, context):
        counts = indicator.unit == units.NUMBER and not indicator.decimals
        if counts and line.value is not None and line.value % 1:
            yield Finding(line.place, "value", typed(line, "value"), bounds.COUNTED.words)


def _unit(line: ValueLine, context: Context) -> str:
    known = context.indicators.get(line.indicator_id)
    return known.unit if known else ""


@rule("decimals", WARNING)
def decimals(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A figure with many more decimals than are shown was probably pasted from a formula."""
    for indicator, line in of_known_indicators(read.values, context):
        if line.value is None or _decimals(line.value) <= indicator.decimals + _SPARE_DECIMALS:
            continue
        shown = fixed(line.value, indicator.decimals)
        places = f"{indicator.decimals} decimal{'s' if indicator.decimals != 1 else ''}"
        expected = f"a figure with {places}; it will be shown as {shown}"
        yield Finding(line.place, "value", typed(line, "value"), expected)


@rule("counts-incomplete", unless=("value-beside-symbol",))
def counts_incomplete(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Both counts must be given, or neither: one alone says nothing and cannot be checked.

    A number is no share: it has no denominator, and its numerator is itself.
    """
    for line in read.values:
        if _unit(line, context) == units.NUMBER:
            if line.denominator is not None:
                expected = "nothing: a number is not a share of anything"
                yield Finding(line.place, "denominator", typed(line, "denominator"), expected)
            continue
        for column, other in (("numerator", "denominator"), ("denominator", "numerator")):
            given = getattr(line, other) is not None
            if given and getattr(line, column) is None and is_blank(line, column):
                expected = f"a count, because {other} is given ({typed(line, other)}); or neither"
                yield Finding(line.place, column, "nothing", expected)


@rule("denominator-nought", unless=("whole-counts",))
def zero_denominator(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A share of zero cases is not a figure: it is not applicable, and not 0."""
    for line in read.values:
        if line.denominator == 0:
            expected = "more than 0; where there was nothing to count, z (not applicable) alone"
            yield Finding(line.place, "denominator", typed(line, "denominator"), expected)


@rule("numerator-above-denominator", unless=("whole-counts", "denominator-nought"))
def numerator_above_denominator(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A numerator must not be above its denominator: no share is above 100%.

    It may where the definition says why (`may_exceed_100`).
    """
    for indicator, line in of_known_indicators(read.values, context):
        if line.numerator is None or line.denominator is None or indicator.unit != "percent":
            continue
        if line.numerator > line.denominator and not indicator.may_exceed_100:
            expected = f"at most the denominator, {count(line.denominator)}"
            yield Finding(line.place, "numerator", typed(line, "numerator"), expected)


@rule(
    "value-against-counts",
    unless=(
        "not-from-a-return",
        "units",
        "range",
        "whole-counts",
        "numerator-above-denominator",
    ),
)
def value_against_counts(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A share, rate or average must be what its counts give, within half a displayed digit.

    A number must equal its numerator, where one is given.
    """
    for indicator, line in of_known_indicators(read.values, context):
        made = made_of_counts(indicator, line)
        if made is None or line.value is None:
            continue
        slack = 0.5 * 10**-indicator.decimals + _FLOAT_NOISE
        if abs(made[0] - line.value) > slack:
            expected = f"{fixed(made[0], indicator.decimals)}, which is {made[1]}; or other counts"
            yield Finding(line.place, "value", typed(line, "value"), expected)


def made_of_counts(indicator: Indicator, line: ValueLine) -> tuple[float, str] | None:
    """Return the figure that a line's counts make, and how; None where they make none."""
    top, bottom = line.numerator, line.denominator
    if top is None:
        return None
    if indicator.unit == units.NUMBER:
        return top, "the numerator"
    if bottom is None:
        return None
    rate = _rate(indicator, line)
    if rate is not None and indicator.unit == units.PERCENT:
        return rate, f"{count(top)} of {count(bottom)}"
    if bottom > 0 and units.is_average(indicator.unit):
        return top / bottom, f"{count(top)} divided by {count(bottom)}"
    per = multiplier(indicator.unit)
    if per is not None and indicator.unit != units.PERCENT and top >= 0 and bottom > 0:
        return per * top / bottom, f"{count(top)} divided by {count(bottom)}, times {count(per)}"
    return None
