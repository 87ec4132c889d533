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


def published_without_benchmark(definition: _Tables) -> Iterator[str]:
    """Yield a fault for days of publication of figures that there are not."""
    if definition.get("publication") and not definition.get("benchmark"):
        yield (
            "publication says when figures of others are published, and there is no benchmark; "
            "add [benchmark], or leave publication out"
        )


def publication_of_no_period(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a line of publication of a term where figures are of none, and the reverse.

    A period that no line covers would have no day from which it is known.
    """
    kind = (definition.get("benchmark") or {}).get("period_kind")
    lines: Sequence[_Tables] = definition.get("publication", ())
    if not kind or not lines:
        return
    if kind != Kind.TERM:
        for number, each in enumerate(lines, 1):
            if term := each.get("term"):
                yield (
                    f"publication {number}: term is '{term}', but the benchmark's figures are of "
                    f"the period_kind '{kind}'; leave term out"
                )
        return
    named = {each.get("term") or "" for each in lines}
    missing = [term for term in TERMS if term not in named]
    if "" not in named and missing:
        yield (
            f"publication has no line for the term {' and '.join(missing)}; add [[publication]] "
            "with that term, or one without a term, which holds for all"
        )


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


TERMS = ("autumn", "spring", "summer")
REPORTED = ("rule", "academic", *TERMS)
"""The keys of `[reporting]` that decide which quarter shows a figure."""


def without_quarter(definition: _Tables) -> Iterator[str]:
    """Yield a fault for periods that no quarter's report would show."""
    reporting = definition.get("reporting", {})
    if reporting.get("rule") != "first quarter to end after the period":
        return
    is_term = definition.get("local", {}).get("period_kind") == Kind.TERM
    needed = TERMS if is_term else ("academic",)
    if missing := [name for name in needed if not reporting.get(name)]:
        yield f"reporting names no quarter for {', '.join(missing)}"


def quarters_of_no_rule(definition: _Tables) -> Iterator[str]:
    """Yield a fault for quarters that the rule of reporting does not read."""
    reporting = definition.get("reporting", {})
    rule = reporting.get("rule")
    kind = definition.get("local", {}).get("period_kind")
    if not rule or not kind:
        return
    after = "first quarter to end after the period"
    for key in REPORTED[1:]:
        if reporting.get(key) and rule != after:
            yield f"reporting: {key} is for the rule '{after}' alone, not '{rule}'; leave it out"
        elif reporting.get(key) and (key in TERMS) != (kind == Kind.TERM):
            yield (
                f"reporting: {key} has no effect on figures of the period_kind '{kind}'; leave it "
                "out"
            )


_LIKE_KINDS: tuple[frozenset[str], ...] = (
    frozenset({Kind.FINANCIAL, Kind.YEAR_ENDING, Kind.ROLLING}),
    frozenset({Kind.SNAPSHOT, Kind.QUARTER_DAY}),
    frozenset({Kind.QUARTER, Kind.TO_DATE}),
)
"""Kinds of period that share labels: `year to March 2025` is any of the first."""


def _fits(label: str, kinds: Sequence[str]) -> bool:
    """Whether a label is of a period of one of some kinds."""
    kind = parse_period(label).kind
    alike = {each for like in _LIKE_KINDS if kind in like for each in like}
    return kind in kinds or bool(alike.intersection(kinds))


def breaks_of_another_kind(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a break at a period that no figure of the indicator is of."""
    kinds = _own_kinds(definition)
    if other := (definition.get("benchmark") or {}).get("period_kind"):
        kinds.append(other)
    for number, each in enumerate(definition.get("breaks", ()), 1):
        if kinds and not _fits(each["period"], kinds):
            yield _another_kind(f"breaks {number}: period", each["period"], kinds)


def rebases_of_another_kind(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a new start at a period that no figure of the council is of."""
    kinds = _own_kinds(definition)
    for number, each in enumerate(definition.get("rebase", ()), 1):
        if kinds and not _fits(each["from"], kinds):
            yield _another_kind(f"rebase {number}: from", each["from"], kinds)


def _own_kinds(definition: _Tables) -> list[str]:
    """Return the kinds of period of the council's own figures; none where they are not known."""
    local = definition.get("local", {})
    if not (kind := local.get("period_kind")):
        return []
    by_month = kind == Kind.MONTH and local.get("quarter_from")
    return [kind, *([Kind.QUARTER] if by_month else [])]


def _another_kind(place: str, label: str, kinds: Sequence[str]) -> str:
    expected = " or ".join(f"'{each}'" for each in dict.fromkeys(map(str, kinds)))
    return (
        f"{place} is '{label}', a period of the kind '{parse_period(label).kind}', but figures "
        f"are of the kind {expected}; write such a period"
    )


def related_to_itself(definition: _Tables) -> Iterator[str]:
    """Yield a fault for a related measure that is the benchmark's own, or is named twice."""
    own = (definition.get("benchmark") or {}).get("measure")
    seen: set[str] = set()
    for number, each in enumerate(definition.get("related", ()), 1):
        name = each["measure"]
        if name == own:
            yield (
                f"related {number}: measure is '{name}', which the indicator itself is compared "
                "with; leave it out, or name a different measure"
            )
        elif name in seen:
            yield f"related {number}: measure '{name}' stands above already; leave one out"
        seen.add(name)


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
        "to follow", "text", "xx", "xxx", "lorem ipsum", "placeholder",
    }
)  # fmt: skip
"""What stands in a text that nobody has written yet, without its stops and brackets."""
_NOTHING = frozenset({"n a", "na", "not applicable", "none", "nil"})
"""What says in a word that there is nothing to say; of a count that is true of the denominator."""
_DASHES = " -\u2013\u2014/"
_MAY_BE_NOTHING = ("numerator", "denominator")

PROSE = (
    "caveats", "qualifier", "would_take", "may_exceed_100", "publish_small_numbers",
    "publish_small_complements", "no_comparator", "reporting.due", "benchmark.name",
    "benchmark.why_different", "benchmark.counts.counted", "benchmark.weights.counted",
    "benchmark.legs.name", "related.label", "related.why", "related.counts.counted",
    "breaks.note", "breaks.source", "rebase.reason", "retired.why",
)  # fmt: skip
"""The keys of texts that people read, beside those that `definition_texts` asks for."""


def placeholder(definition: _Tables, *, key: str) -> Iterator[str]:
    """Yield a fault for each text that only holds the place of one: `TBC`, `n/a`, `-`.

    `key` may be `benchmark.name` or `related.why`, a key within a table or within each of several.
    """
    if key == "no_comparator" and definition.get("benchmark"):
        return  # one too many, whatever it says
    for place, text in _texts(definition, key.split("."), ""):
        words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
        is_nothing = words in _NOTHING or (text and not text.strip(_DASHES))
        holds_place = words in _PLACEHOLDERS or (text and not words and not is_nothing)
        if holds_place or (is_nothing and key not in _MAY_BE_NOTHING):
            yield f"{place} is '{text[:60]}', still to be written"


def _texts(value: Any, way: Sequence[str], place: str) -> Iterator[tuple[str, str]]:
    """Yield the texts at a way of keys, each with where it stands: `related 2: why`."""
    if isinstance(value, str) and not way:
        yield place, value
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value, 1):
            yield from _texts(each, way, f"{place} {number}")
    elif isinstance(value, Mapping) and way:
        inner = f"{place}: {way[0]}" if place else way[0]
        yield from _texts(value.get(way[0]), way[1:], inner)


RECORDED = (unpublished, without_comparator, without_quarter, related_counts)
