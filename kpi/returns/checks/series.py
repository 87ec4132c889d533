"""Rules on a figure within its series: jumps, repeats, revisions, and parts that make a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import dropwhile, takewhile
from operator import gt, ne
from statistics import median

from kpi import units
from kpi.disclosure.suppression import REASON, SECONDARY
from kpi.formatting import count, difference, displayed_difference
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.missing.symbol_meanings import NO_FIGURE
from kpi.model.observation import Observation
from kpi.model.schemas import LOCAL_RETURN
from kpi.periods import Kind, Period
from kpi.returns.checks.context import Context
from kpi.returns.checks.registry import Finding, Stage, rule
from kpi.returns.checks.return_and_live import (
    ReportedSeries,
    figure_words,
    grouped,
    is_real,
    of_known_indicators,
    series_of,
    typed,
)
from kpi.returns.records import ERROR, WARNING, ParsedReturn, ValueLine
from kpi.statistics.clear_change import gap, is_clear_change
from kpi.statistics.verdict_rules import ConfidenceInterval, confidence_interval

_EARLIER_POINTS = 5
_USUAL_MOVES, _LARGEST_MOVES = 3, 2  # multiples that a move must exceed to stand out
_LEAST_DIGITS = 5  # smaller moves, in units of the last displayed digit, are never a jump
_CLEAR_POINTS = 20
_FIGURES = ("value", "numerator", "denominator")


@rule("illustrative-over-real", ERROR)
def illustrative_over_real(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """An illustrative figure must not replace a real one."""
    for indicator, line in of_known_indicators(read.values, context):
        if line.data_status != ILLUSTRATIVE:
            continue
        for live in context.history.get(indicator.id, []):
            if live.period == line.period and live.data_status != ILLUSTRATIVE:
                expected = (
                    f"a real figure: the live {figure_words(indicator, live)} is {live.data_status}"
                )
                yield Finding(line.place, "data_status", ILLUSTRATIVE, expected)


@rule("jump", WARNING, stage=Stage.FIGURES)
def jump(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A move larger than any earlier one of the series is more often an error than news.

    With enough earlier figures it stands out when it is several times their usual move and larger
    than their largest; else when it is many points and clear by its counts (Newcombe). How many is
    above.
    Terms are compared with the same term of the year before, as seasons differ. Commentary on the
    indicator and quarter, in this return or published already, meets it.
    """
    commented = context.commented | {
        (c.indicator_id, c.reporting_quarter)
        for c in read.commentary
        if c.reporting_quarter and (c.what_happened or c.why)
    }
    for series in series_of(read, context).values():
        indicator = series.indicator
        moves = {
            period: _move(indicator, figure, series.before(period))
            for period, figure in series.figures.items()
        }
        for period, line in series.lines.items():
            now, before, move = series.figures[period], series.before(period), moves[period]
            if before is None or move is None:
                continue
            quarter = line.reporting_quarter
            if (indicator.id, quarter) in commented:
                continue
            why = _stands_out(series, moves, period) or _clear_leap(indicator, now, before, move)
            if why:
                expected = (
                    f"a figure nearer {figure_words(indicator, before)} of {before.period.short}, "
                )
                expected += "or commentary that says why: a move of "
                expected += f"{_size(indicator, move)} {why}"
                if quarter:
                    expected += f"; commentary of {quarter.short} meets this"
                yield Finding(line.place, "value", figure_words(indicator, now), expected)


def _move(indicator: Indicator, now: Observation, before: Observation | None) -> float | None:
    if before is None or is_real(now) != is_real(before):
        return None  # a real figure says nothing about an illustrative one
    change = displayed_difference(now.value, before.value, indicator.decimals)
    return None if change is None else abs(change)


def _size(indicator: Indicator, move: float) -> str:
    return difference(move, indicator.unit, indicator.decimals)


def _stands_out(
    series: ReportedSeries, every: Mapping[Period, float | None], period: Period
) -> str:
    """Return why the move to a period exceeds the earlier ones of `every`; else an empty text."""
    indicator, move = series.indicator, every[period]
    breaks = [b for b, _ in indicator.breaks if b.kind is period.kind and b <= period]
    start = max(breaks, default=None)
    before = takewhile(partial(ne, period), series.figures)  # figures are in time order
    earlier = [
        p
        for p in (before if start is None else dropwhile(partial(gt, start), before))
        if series.figures[p].value is not None
        and is_real(series.figures[p]) == is_real(series.figures[period])
    ]
    moves = [m for p in earlier if (m := every[p]) is not None]
    if move is None or len(earlier) < _EARLIER_POINTS or not moves:
        return ""
    usual, largest = median(moves), max(moves)
    least = _LEAST_DIGITS * 10**-indicator.decimals
    if move <= max(_USUAL_MOVES * usual, _LARGEST_MOVES * largest, least):
        return ""
    return (
        f"is unlike its series, where the usual move is {_size(indicator, usual)} "
        f"and the largest {_size(indicator, largest)}"
    )


def _clear_leap(indicator: Indicator, now: Observation, before: Observation, move: float) -> str:
    if indicator.unit != "percent" or move <= _CLEAR_POINTS:
        return ""
    change = displayed_difference(now.value, before.value, indicator.decimals)
    if not is_clear_change(gap(_likely(indicator, now), _likely(indicator, before)), change):
        return ""
    return f"is more than {_CLEAR_POINTS} points and more than chance, by its counts"


def _likely(indicator: Indicator, observation: Observation) -> ConfidenceInterval | None:
    return confidence_interval(
        indicator, observation.value, observation.numerator, observation.denominator
    )


@rule("carried-over", WARNING, stage=Stage.FIGURES)
def carried_over(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """The same figure and counts as in the period before may be last quarter's, copied.

    Zero is not reported: no exclusions in two terms in a row is usual.
    """
    for series in series_of(read, context).values():
        for period, line in series.lines.items():
            earlier = period.previous()
            before = series.figures.get(earlier) if earlier else None
            if before is None or not line.value or is_real(line) != is_real(before):
                continue
            then = (before.value, before.numerator, before.denominator)
            if (line.value, line.numerator, line.denominator) == then:
                problem = f"{figure_words(series.indicator, line)}, as {before.period.placed_short}"
                expected = f"the figure of {period.short}; if it is the same again, leave it"
                yield Finding(line.place, "value", problem, expected)


def _absent(symbol: str | None) -> str | None:
    """Return a symbol that replaces a figure; None for one that accompanies a figure."""
    return symbol if symbol in NO_FIGURE else None


@rule("revised", WARNING, stage=Stage.FIGURES)
def revised(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """A changed published figure must be marked revised, with the old and the new one.

    The first real figure that replaces an illustrative one is no revision.
    """
    for series in series_of(read, context).values():
        live = {o.period: o for o in context.history.get(series.indicator.id, [])}
        for period, line in series.lines.items():
            old = live.get(period)
            if old is None or (line.value is None and line.symbol is None):
                continue
            if old.data_status == ILLUSTRATIVE and line.data_status != ILLUSTRATIVE:
                continue
            if old.reason in (REASON, SECONDARY):
                continue  # suppressed in publishing, so the earlier figure is not known here
            changed = [c for c in _FIGURES if getattr(line, c) != getattr(old, c)]
            if _absent(line.symbol) != _absent(old.symbol):
                changed.append("symbol")
            if changed:
                source = f", source {old.source}" if old.source != LOCAL_RETURN else ""
                expected = (
                    f"the live {figure_words(series.indicator, old)}{source}; it will be marked "
                )
                expected += f"revised, from that to {figure_words(series.indicator, line)}"
                figure_text = typed(line, changed[0]) or "nothing"
                yield Finding(line.place, changed[0], figure_text, expected)


# ---- parts and wholes ---------------------------------------------------------------------

_Held = Mapping[Period, ValueLine | Observation]


@rule("parts-and-whole", WARNING, stage=Stage.FIGURES)
def parts_and_whole(read: ParsedReturn, context: Context) -> Iterator[Finding]:
    """Counts of months must add up to their quarter's, and of quarters to the year to date's.

    Where a part is not known, none of the others may be more than the whole. Of what happened in
    a period only; a population, which a rate is made of, is not added up.
    """
    lines = grouped(read.values, context)
    for name, given in lines.items():
        indicator = context.indicators[name]
        if not indicator.figure_kind.adds_up or indicator.quarter_from not in _ADDED_UP:
            continue
        for is_of_return in (True, False):  # a real figure says nothing about an illustrative one
            own = {v.period: v for v in reversed(given) if v.period and is_real(v) is is_of_return}
            live = {o.period: o for o in context.history.get(name, [])}
            held = {p: o for p, o in live.items() if is_real(o) is is_of_return} | own
            for whole in sorted(held):
                if whole.kind in (Kind.QUARTER, Kind.TO_DATE):
                    yield from _unlike_its_parts(indicator, whole, held, own)


_ADDED_UP = (None, MonthRule.SUM, MonthRule.POOLED)


def _unlike_its_parts(
    indicator: Indicator, whole: Period, held: _Held, own: Mapping[Period, ValueLine]
) -> Iterator[Finding]:
    within = [
        p
        for p in sorted(held, key=lambda p: (p.start, p.end))
        if p.kind in _PARTS[whole.kind] and whole.start <= p.start and p.end <= whole.end
        and p != whole
    ]  # fmt: skip
    line = own.get(whole) or next((own[p] for p in reversed(within) if p in own), None)
    if line is None:
        return
    for column in _added_columns(indicator):
        total = getattr(held[whole], column)
        known = {p: n for p in within if (n := getattr(held[p], column)) is not None}
        if total is None or not known:
            continue
        parts = _all_parts(whole, known)
        made = sum(known[p] for p in parts)
        slack = 0.0 if units.counts_are_whole(indicator.unit) else 0.5 * len(parts)
        if parts and abs(made - total) > slack + 1e-6:
            words = ", ".join(f"{_named(p)} {count(known[p])}" for p in parts)
            expected = f"{count(made)}, what its parts add up to ({words})"
        elif not parts and (more := max(known, key=lambda p: known[p])) and known[more] > total:
            expected = f"at least {count(known[more])}, as {_named(more)} has, which is part of it"
        else:
            continue
        total_text = f"{count(total)} in {_named(whole)}"
        expected += "; leave it where one child or case may count in several of them"
        yield Finding(line.place, column, total_text, expected)


_PARTS = {
    Kind.QUARTER: (Kind.MONTH,),
    Kind.TO_DATE: (Kind.MONTH, Kind.QUARTER, Kind.TO_DATE),
}


def _named(period: Period) -> str:
    return period.in_words if period.kind is Kind.TO_DATE else period.short


def _added_columns(indicator: Indicator) -> tuple[str, ...]:
    """Return the columns of an indicator's counts that add up over periods."""
    if units.is_size(indicator.unit):
        return ("value",)
    is_rate = bool(units.population(indicator.unit))
    return ("numerator",) if is_rate else ("numerator", "denominator")


def _all_parts(whole: Period, known: Mapping[Period, float]) -> Sequence[Period]:
    """Return the parts that make up a whole, quarters before months; empty where one is missing."""
    parts: list[Period] = []
    for quarter in whole.quarters():
        if quarter != whole and quarter in known:
            parts.append(quarter)
            continue
        months = [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
        if not all(month in known for month in months):
            return []
        parts += months
    return parts
