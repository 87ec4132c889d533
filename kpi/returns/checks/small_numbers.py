"""Rules on counts so small that they could identify a child."""

from __future__ import annotations

from collections.abc import Iterator

from kpi import units
from kpi.disclosure.counted_things import number
from kpi.disclosure.numbers_in_text import ANYTHING, COUNTS, SecretCounts, revealing_parts
from kpi.disclosure.small_counts import LARGEST, fewer_words, is_small, small_counts_words
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.periods import Kind, Period
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, Stage, rule
from kpi.returns.checks.return_and_live import ReportedSeries, of_known_indicators, series_of, typed
from kpi.returns.records import WARNING, CommentLine, ParsedReturn, ValueLine

_COLUMNS = ("what_happened", "why", "action")
_NO_FEW = (
    f"no count of {small_counts_words()} children, who could be recognised: say 'a small number', "
    "or what else it counts, such as '3 schools'"
)
_NO_COUNT = f"no count of {small_counts_words()} and no percentage of one: say '{fewer_words()}'"
_LARGE = f"more than {LARGEST} or 0"
_MORE = f"{LARGEST + 1} more"


@rule("small-number", WARNING, stage=Stage.FIGURES)
def small_number(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Counts of 1 to 5 could identify a child: they are suppressed when a return is published."""
    for indicator, line in of_known_indicators(read.values, context):
        for column in _counted(indicator):
            if is_small(getattr(line, column)):
                expected = f"{_LARGE}; it will be suppressed with its rate (symbol c)"
                if indicator.publish_small_numbers:
                    reason = indicator.publish_small_numbers
                    expected = f"{_LARGE}; it will be published all the same: {reason}"
                yield Finding(line.place, column, typed(line, column), expected)
        if _leaves_few(indicator, line) and not _is_hidden(indicator, line):
            expected = f"the numerator itself or {_MORE}: those not counted will be suppressed (c)"
            if reason := indicator.publish_small_numbers or indicator.publish_small_complements:
                expected = f"the numerator or {_MORE}; it will be published all the same: {reason}"
            yield Finding(line.place, "denominator", typed(line, "denominator"), expected)


def _leaves_few(indicator: Indicator, line: ValueLine) -> bool:
    """Return whether the part of a percentage of people that is not counted is 1 to 5."""
    top, bottom = line.numerator, line.denominator
    is_people = indicator.unit == "percent" and not indicator.very_small
    return is_people and top is not None and bottom is not None and is_small(bottom - top)


@rule("small-number-named", stage=Stage.FIGURES)
def small_number_named(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Commentary must not give what is suppressed in the figures: it is published as written.

    Searches for the counts, the percentage, and the number before a word for children or cases.
    """
    every = series_of(read, context)
    for indicator, line in of_known_indicators(read.commentary, context):
        if indicator.id not in every or indicator.publish_small_numbers:
            continue
        series = every[indicator.id]
        hidden = [
            v
            for v in series.lines.values()
            if _is_hidden(indicator, v)
            or (_leaves_few(indicator, v) and not indicator.publish_small_complements)
        ]
        for column in _COLUMNS:
            text = getattr(line, column) or ""
            for _ in _given_away(indicator, text, hidden, _shows_none(series, line)):
                expected = _NO_COUNT
                yield Finding(line.place, column, "a figure that is suppressed", expected)
                break


@rule("small-number-in-words", WARNING, stage=Stage.FIGURES, unless=("small-number-named",))
def small_number_in_words(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A count of 1 to 5 children in commentary could identify a child, whatever is hidden.

    Nothing is refused: the figure itself may be shown, and nobody but its writer knows what such a
    number counts. Counts of 1 to 5 in the figures themselves are suppressed.
    """
    for indicator, line in of_known_indicators(read.commentary, context):
        if indicator.publish_small_numbers:
            continue
        for column in _COLUMNS:
            words = next(revealing_parts(indicator, getattr(line, column) or "", ANYTHING), None)
            if words is not None:
                yield Finding(line.place, column, words, _NO_FEW)


def _is_hidden(indicator: Indicator, line: ValueLine) -> bool:
    return any(is_small(getattr(line, column)) for column in _counted(indicator))


def _counted(indicator: Indicator) -> tuple[str, ...]:
    """Return the columns that count children: a number does so itself."""
    if indicator.unit == units.NUMBER:
        return ("value",)
    return ("numerator", "denominator")


def _shows_none(series: ReportedSeries, line: CommentLine) -> bool:
    """Return whether the figure that a comment is about is confidential in the return itself.

    Of an indicator by month that is any month of the quarter.
    """
    quarter = line.reporting_quarter
    if quarter is None:
        return False
    now = series.in_report_of(quarter)
    months = [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
    figures = [now, *(series.figures.get(month) for month in months)]
    return any(each is not None and each.symbol == SUPPRESSED for each in figures)


def _given_away(
    indicator: Indicator, text: str, hidden: list[ValueLine], confidential: bool
) -> Iterator[str]:
    if confidential:
        pairs = ((number(m[1]), m[0]) for m in COUNTS.finditer(text))
        yield from (count_text for count, count_text in pairs if is_small(count))
    figures = [SecretCounts(line.value, line.numerator, line.denominator) for line in hidden]
    yield from revealing_parts(indicator, text, figures)
