"""Rules on what a line is about: its indicator, period, reporting quarter and symbol."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from kpi import settings
from kpi.formatting import fixed, long_date
from kpi.indicators.reporting_quarters import newest_ended
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import NO_FIGURE, SYMBOLS
from kpi.periods import Kind, Period
from kpi.returns.checks.context import Context
from kpi.returns.checks.counts import made_of_counts
from kpi.returns.checks.registry import Finding, rule
from kpi.returns.checks.return_and_live import (
    Line,
    grouped,
    is_blank,
    of_known_indicators,
    place_words,
    quarters_of,
    typed,
)
from kpi.returns.records import CommentLine, ParsedReturn, ValueLine

_SHIPPED = "; these are the shipped definitions, as KPI_DATA is not set"
_FIGURES = ("value", "numerator", "denominator")


@rule("unknown-indicator")
def unknown_indicator(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Every line must name a defined indicator: figures are joined on its id."""
    advice = {"": _all(context)}
    lines: list[Line] = [*read.values, *read.targets, *read.commentary]
    for line in lines:
        name = line.indicator_id
        unread = not name and not is_blank(line, "indicator_id")  # has its own fault
        if name in context.indicators or unread:
            continue
        if name not in advice:
            advice[name] = _nearest(name, context)
        yield Finding(line.place, "indicator_id", name or "nothing", advice[name])


def _nearest(name: str, context: Context) -> str:
    for indicator in context.indicators.values():
        if name in indicator.formerly:
            return f"{indicator.id}, as {name} is called now"
    ids = {i.lower(): i for i in context.indicators}
    names = {i.name.lower(): i.id for i in context.indicators.values()}
    close_names = get_close_matches(name.lower(), [*ids, *names], n=1)
    if close_names:
        return f"an indicator's id; perhaps {(ids | names)[close_names[0]]}"
    return _all(context)


def _all(context: Context) -> str:
    ids = ", ".join(i.id for i in context.indicators.values() if not i.is_context)
    # Mostly the variable was forgotten in a new terminal.
    is_forgotten = context.area != settings.DEFAULT_AUTHORITY and settings.council_folder() is None
    return f"one of {ids}{_SHIPPED if is_forgotten else ''}"


@rule("not-from-a-return")
def not_from_a_return(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Context indicators come from DfE alone; a council's own figure would not be comparable."""
    for indicator, line in of_known_indicators(read.values, context):
        if indicator.is_context:
            expected = "no row: its figures come from DfE, not from a return"
            yield Finding(line.place, "indicator_id", indicator.id, expected)


@rule("period-kind")
def period_kind(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A figure must be of its indicator's kind of period, or kinds would be mixed in a series."""
    for indicator, line in of_known_indicators(read.values, context):
        if not line.period or line.period.kind in indicator.accepted_kinds or indicator.is_context:
            continue
        kind = str(indicator.returned_kind)
        article = "" if kind.startswith("last") else "an " if kind[0] in "aeiou" else "a "
        expected = f"{article}{kind}, such as {_example(indicator, line)}"
        yield Finding(line.place, "period", typed(line, "period"), expected)


def _example(indicator: Indicator, line: ValueLine) -> str:
    """Return an example of a period of the right kind, close to what the line says."""
    quarter = line.reporting_quarter or line.period
    assert quarter is not None
    year = quarter.end.year - 1
    kind = indicator.returned_kind
    if kind.is_quarterly:
        example = line.reporting_quarter or Period.quarter(year, 1)
        return Period.quarterly(kind, example).short
    match kind:
        case Kind.MONTH:
            example = Period.containing(Kind.MONTH, quarter.end)
        case Kind.TERM:
            example = Period.term("spring", quarter.end.year)
        case Kind.ACADEMIC:
            example = Period.academic_year(year)
        case Kind.FINANCIAL:
            example = Period.financial_year(year)
        case _:
            example = Period.calendar_year(year)
    return example.short


@rule("period-not-over")
def period_not_over(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A figure must not be given before its period has ended; a later day is a typing error."""
    for indicator, line in of_known_indicators(read.values, context):
        if line.period is None or line.period.kind not in indicator.accepted_kinds:
            continue
        # Results are published before their academic year has ended.
        ended = line.period.kind is Kind.ACADEMIC or line.period.end < context.today
        if not ended:
            expected = f"a period that ended before {long_date(context.today)}"
            expected += _newest_over(line.period, context.today)
            yield Finding(line.place, "period", typed(line, "period"), expected)


def _newest_over(period: Period, today: date) -> str:
    """Return the newest period of a kind that is over, and how its empty return is made."""
    quarter = newest_ended(today)
    over = None
    if period.kind.is_quarterly:
        over = Period.quarterly(period.kind, quarter)
    elif period.kind is Kind.MONTH:
        over = Period.containing(Kind.MONTH, today).previous()
    such = f", such as {over.short}" if over else ""
    return (
        f"{such}; the newest quarter that is over is {quarter.short}, and its empty return is on "
        f'the page Publish, or python -m kpi template --quarter "{quarter.short}"'
    )


@rule("period-and-quarter", unless=("period-kind", "period-not-over", "not-from-a-return"))
def period_and_quarter(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A period must be reported in the quarter that its definition says."""
    for indicator, line in of_known_indicators(read.values, context):
        quarters = quarters_of(indicator, line)
        if line.reporting_quarter is None or not quarters or line.reporting_quarter in quarters:
            continue
        assert line.period is not None
        quarter_and_period = f"{line.reporting_quarter.short} for {line.period.short}"
        names = " or ".join(quarter.short for quarter in quarters)
        expected = f"{names}, the report that shows {line.period.short}"
        yield Finding(line.place, "reporting_quarter", quarter_and_period, expected)


@rule("duplicate-value")
def duplicate_value(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """An indicator must have one figure per period; of two, the right one is not known."""
    for name, lines in grouped(read.values, context).items():
        first: dict[Period, ValueLine] = {}
        for line in lines:
            # Where period and quarter disagree, the period itself is uncertain.
            if line.period is None or line.reporting_quarter not in quarters_of(
                context.indicators[name], line
            ):
                continue
            if line.period in first:
                there = first[line.period].place
                expected = f"{name} once for this period; it also stands in {place_words(there)}"
                yield Finding(line.place, "period", typed(line, "period"), expected)
            first.setdefault(line.period, line)


@rule("duplicate-comment")
def duplicate_comment(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """An indicator must have one commentary per quarter."""
    first: dict[tuple[str, Period], CommentLine] = {}
    for indicator, line in of_known_indicators(read.commentary, context):
        if line.reporting_quarter is None:
            continue
        key = (indicator.id, line.reporting_quarter)
        if key in first:
            expected = (
                f"{indicator.id} once a quarter; it also stands in {place_words(first[key].place)}"
            )
            yield Finding(line.place, "reporting_quarter", line.reporting_quarter.short, expected)
        first.setdefault(key, line)


# ---- value and symbol ---------------------------------------------------------------------


@rule("unknown-symbol")
def unknown_symbol(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A symbol must be one of DfE's, so that everyone reads the same reason into it."""
    listed = ", ".join(f"{s} ({reason})" for s, reason in SYMBOLS.items())
    for line in read.values:
        if line.symbol and line.symbol not in SYMBOLS:
            yield Finding(line.place, "symbol", line.symbol, f"one of {listed}")


@rule("value-missing", unless=("unknown-symbol",))
def value_missing(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A row must have a figure, or a symbol that says why not; a blank is never read as zero."""
    for line in read.values:
        if line.value is not None or line.symbol in NO_FIGURE or not is_blank(line, "value"):
            continue
        if line.symbol is None and not is_blank(line, "symbol"):
            continue  # a symbol that could not be read has its own fault
        problem = "nothing"
        if line.symbol:
            problem = f"nothing beside the symbol {line.symbol} ({SYMBOLS.get(line.symbol, '')})"
        expected = f"a figure{_counts_make(line, context)}, or a symbol that says why there is "
        expected += "none, such as x (not available)"
        yield Finding(line.place, "value", problem, expected)


def _counts_make(line: ValueLine, context: Context) -> str:
    """Return ` (41 of 52 is 78.8)`, the figure that a line's counts make; "" without."""
    indicator = context.indicators.get(line.indicator_id)
    made = made_of_counts(indicator, line) if indicator else None
    if indicator is None or made is None:
        return ""
    return f" ({made[1]} is {fixed(made[0], indicator.decimals)})"


@rule("value-beside-symbol")
def value_with_symbol(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A symbol for a missing figure must have no figure with it, so that no hidden one is shown."""
    for line in read.values:
        filled = [column for column in _FIGURES if getattr(line, column) is not None]
        if line.symbol in NO_FIGURE and filled:
            assert line.symbol is not None
            problem = f"{typed(line, filled[0])} beside the symbol {line.symbol}"
            expected = f"no figures beside {line.symbol} ({SYMBOLS[line.symbol]}), or no symbol"
            yield Finding(line.place, filled[0], problem, expected)
