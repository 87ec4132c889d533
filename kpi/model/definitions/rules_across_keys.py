"""Rules across the keys of a definition, and the keys each reader of a benchmark needs.

Each rule gets a definition's tables, with the values it uses of the right types, and yields
faults. All rules apply to files; to a definition in a snapshot only `RECORDED`, so that it is not
refused for what was allowed when it was made. Whether it can be shown is checked by
`kpi.publishing.go_live.go_live_check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kpi import units
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import Kind, parse_period

MOST_DECIMALS = 6

# What each reader of `kpi.sources.published_figures` needs of a benchmark.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "lait": ("measure",),
    "lait difference": ("legs",),
    "ees": ("file", "value", "numerator", "denominator", "where"),
    "exclusions estimate": ("phase",),
    "monthly rate": ("file", "population", "per", "first_year"),
    "csv": ("file", "value"),
}

_Tables = Mapping[str, Any]


def unpublished(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a benchmark without publication: nothing gives the day it was known."""
    if definition.get("benchmark") and not definition.get("publication"):
        yield (
            "has a benchmark but does not say when it is published; add [[publication]] with month "
            "and years_after"
        )


def published_twice(definition: _Tables) -> Iterator[str]:
    """Yield a fault for two days of publication of the same figure: either might be the day."""
    seen: set[tuple[str, str]] = set()
    for number, each in enumerate(definition.get("publication", ()), 1):
        of = (each.get("term", ""), each.get("status", ""))
        if of in seen:
            yield (
                f"publication {number}: is of the same term and status as one above; leave one "
                "out, or give it the status 'provisional' or 'revised'"
            )
        seen.add(of)


def comparator_and_none(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a benchmark beside the reason why there is none."""
    if definition.get("benchmark") and definition.get("no_comparator"):
        yield "has a benchmark, and no_comparator says that there is none; leave one of them out"


def without_comparator(definition: _Tables) -> Iterator[str]:
    """Yield a fault where there are neither figures of others nor a reason why."""
    if not definition.get("benchmark") and not definition.get("no_comparator"):
        yield (
            "has neither a benchmark nor a reason why there is none; add [benchmark], or "
            "no_comparator with the reason"
        )


REPORTED = ("rule", "academic", "autumn", "spring", "summer")
"""The keys of `[reporting]` that decide which quarter shows a figure."""


def without_quarter(definition: _Tables) -> Iterator[str]:
    """Yield a fault for periods that no quarter's report would show."""
    reporting = definition.get("reporting", {})
    if reporting.get("rule") != "first quarter to end after the period":
        return
    is_term = definition.get("local", {}).get("period_kind") == Kind.TERM
    needed = ("autumn", "spring", "summer") if is_term else ("academic",)
    if missing := [name for name in needed if not reporting.get(name)]:
        yield f"reporting names no quarter for {', '.join(missing)}"


# The kinds of period that a kind of figure may cover in the council's own series.
PERIODS_OF: Mapping[str, tuple[Kind, ...]] = {
    FigureKind.FLOW: (
        Kind.QUARTER, Kind.MONTH, Kind.TERM, Kind.ACADEMIC, Kind.FINANCIAL, Kind.CALENDAR,
        Kind.YEAR_ENDING, Kind.MONTHS, Kind.SPAN,
    ),
    FigureKind.STOCK: (
        Kind.QUARTER, Kind.QUARTER_DAY, Kind.MONTH, Kind.SNAPSHOT, Kind.TERM, Kind.ACADEMIC,
        Kind.FINANCIAL, Kind.CALENDAR,
    ),
    FigureKind.ROLLING: (Kind.YEAR_ENDING, Kind.ROLLING, Kind.FINANCIAL, Kind.SPAN),
    FigureKind.CUMULATIVE: (Kind.QUARTER, Kind.TO_DATE),
}  # fmt: skip


def unfit_figure_kind(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a kind of figure that cannot cover its kind of period."""
    local = definition.get("local", {})
    kind, period = local.get("figure_kind"), local.get("period_kind")
    if kind is None or period is None or period in PERIODS_OF[kind]:
        return
    possible = ", ".join(f"'{each}'" for each in PERIODS_OF[kind])
    yield (
        f"local: figure_kind '{kind}' is {FigureKind(kind).words}, which period_kind '{period}' "
        f"does not cover; possible: {possible}"
    )


def months_without_quarter(definition: _Tables) -> Iterator[str]:
    """Yield a fault for months that make no quarter, and for a rule of months without months."""
    local, reporting = definition.get("local", {}), definition.get("reporting", {})
    rule, kind = local.get("quarter_from"), local.get("period_kind")
    monthly = kind == Kind.MONTH and reporting.get("rule") == "same quarter"
    if monthly and not rule:
        possible = ", ".join(f"'{each}'" for each in MonthRule)
        yield (
            f"local: lacks 'quarter_from', what a quarter shows of its months; possible: {possible}"
        )
    if rule and not monthly:
        yield (
            "local: quarter_from is for the period_kind 'month' with the reporting rule 'same "
            "quarter' alone"
        )


def adds_up_stocks(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a rule of months that adds up what never adds up."""
    local = definition.get("local", {})
    rule = local.get("quarter_from")
    adds = rule in (MonthRule.SUM, MonthRule.POOLED)
    if adds and not FigureKind(local.get("figure_kind", FigureKind.FLOW)).adds_up:
        yield (
            f"local: quarter_from '{rule}' adds months up, which a figure_kind "
            f"'{local['figure_kind']}' never does; possible: '{MonthRule.LAST}', "
            f"'{MonthRule.MEAN}'"
        )


# Without a denominator there is nothing to pool.
_WITHOUT_DENOMINATOR = (units.NUMBER, units.POINTS, units.FULL_TIME)


def _is_never_added(unit: str) -> bool:
    """Whether a quarter's figure is never the sum of its months': shares, averages, staff in post.

    Pounds may be a total.
    """
    is_share = unit in (units.PERCENT, units.POINTS)
    return is_share or unit == units.FULL_TIME or (units.is_average(unit) and unit != units.POUNDS)


def months_of_unit(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a rule of months that makes no figure of the unit."""
    rule, unit = definition.get("local", {}).get("quarter_from"), definition.get("unit", "")
    if rule == MonthRule.SUM and _is_never_added(unit):
        possible = [MonthRule.POOLED] if unit not in _WITHOUT_DENOMINATOR else []
    elif rule == MonthRule.POOLED and unit in _WITHOUT_DENOMINATOR:
        possible = [MonthRule.SUM] if not _is_never_added(unit) else []
    else:
        return
    named = ", ".join(f"'{each}'" for each in (*possible, MonthRule.LAST, MonthRule.MEAN))
    yield (
        f"local: quarter_from '{rule}' makes no quarter of months in '{unit}'; possible: {named}"
    )


def above_100_of_what(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a figure that may be above 100 and is no percentage."""
    if definition.get("may_exceed_100") and definition.get("unit") not in (None, units.PERCENT):
        yield f"may_exceed_100 is for the unit 'percent' alone, not '{definition['unit']}'"


def retired_from_no_quarter(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a retired indicator whose first report without it is no quarter."""
    retired = definition.get("retired")
    if retired and parse_period(retired["from"]).kind is not Kind.QUARTER:
        yield f"retired: from is '{retired['from']}', not a quarter such as 'Q1 2026-27'"


def related_counts(definition: _Tables) -> Iterator[str]:
    """Yield faults for a related measure's counts without its publication or what they count."""
    for related in definition.get("related", ()):
        if "counts" in related and not related.get("publication"):
            yield f"related measure {related['measure']} has counts but no publication"
        if "counts" in related and not related["counts"].get("counted"):
            yield f"related measure {related['measure']} does not say what its counts count"


def without_what_reader_needs(definition: _Tables) -> Iterator[str]:
    """Yield faults for a benchmark that lacks keys its reader needs."""
    benchmark = definition.get("benchmark")
    if benchmark:
        for key in NEEDS[benchmark["reader"]]:
            if not benchmark.get(key):
                yield (
                    f"benchmark: lacks '{key}', which the reader '{benchmark['reader']}' needs; "
                    "add it"
                )


def unfit_legs(definition: _Tables) -> Iterator[str]:
    """Yield faults for legs that make no difference: not two, or the same twice."""
    benchmark = definition.get("benchmark") or {}
    legs: Sequence[_Tables] = benchmark.get("legs", ())
    if benchmark.get("reader") != "lait difference" or not legs:
        return
    if len(legs) != 2:
        yield (
            f"benchmark: legs has {len(legs)}, and a difference is of two; write "
            "[[benchmark.legs]] twice"
        )
        return
    for key in ("id", "measure"):
        if legs[0][key] == legs[1][key]:
            yield f"benchmark: legs 1 and 2 have the same {key} '{legs[0][key]}'; change one"


_PLACEHOLDERS = frozenset(
    {
        "tbc", "tbd", "tba", "to be confirmed", "to be decided", "to be written", "to do", "todo",
        "text", "xx", "xxx", "lorem ipsum", "placeholder",
    }
)  # fmt: skip
"""What stands in a text that nobody has written yet, without its stops and brackets."""
_NO_WORDS = " .\u2026?"  # a text of these alone has no words: '...'


def placeholder(definition: _Tables, *, key: str) -> Iterator[str]:
    """Yield a fault for a text that only holds the place of one: `TBC`, `...`."""
    text = definition.get(key)
    words = " ".join(re.findall(r"[^\W_]+", (text or "").casefold()))
    if text and (words in _PLACEHOLDERS or not text.strip(_NO_WORDS)):
        yield f"{key} is '{text[:60]}', still to be written"


RECORDED = (unpublished, without_comparator, without_quarter, related_counts)
