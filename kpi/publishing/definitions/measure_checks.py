"""Checks of a definition against the measure of LAIT that it is compared with.

A definition whose unit, polarity or period is another than its measure's would set figures side by
side that do not compare, so it is a fault unless the definition says why. So is a measure that LAIT
does not have, as no comparator could ever have a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any

import polars as pl

from kpi import units
from kpi.formatting import is_share
from kpi.model.definitions.definition_reader import measured_kind
from kpi.model.polarity import Polarity
from kpi.periods import Kind
from kpi.toml_files import CrossRule

_LAIT, _DIFFERENCE = "lait", "lait difference"
_RATE = re.compile(r"rate per ([\d,]+)", re.I)
_FULL_TIME = re.compile(r"\bFTE\b")
_WORDS = (
    (re.compile(r"^(?:[^|]*\b)?(?:unit cost|spend|cost)\b[^|]*\|", re.I), units.POUNDS),
    (re.compile(r"^case ?load\|", re.I), "cases"),
    (_FULL_TIME, units.FULL_TIME),
)
"""Our unit by a pattern that finds LAIT's unit, or its title behind the line."""

_YEARS = (Kind.FINANCIAL, Kind.CALENDAR, Kind.ACADEMIC, Kind.YEAR_ENDING)
_PARTS = (Kind.QUARTER, Kind.MONTH, Kind.TERM)

_Tables = Mapping[str, Any]
_Measures = Mapping[str, Mapping[str, Any]]


def rules(measures: pl.DataFrame) -> tuple[CrossRule, ...]:
    """Return the rules that hold a definition against LAIT's measures.

    `measures` has the columns measure, name, title, unit, polarity and is_count.
    """
    known: _Measures = {row["measure"]: row for row in measures.iter_rows(named=True)}
    measure = ("benchmark.reader", "benchmark.measure")
    compared = (*measure, "benchmark.why_different")
    legs = ("benchmark.reader", "benchmark.legs.measure")
    of_gap = (*legs, "benchmark.why_different")
    return (
        CrossRule(measure, partial(_unknown_measure, known=known)),
        CrossRule(legs, partial(_unknown_legs, known=known)),
        CrossRule(("benchmark.cross_check",), partial(_unknown_cross_check, known=known)),
        CrossRule(("related.measure",), partial(_unknown_related, known=known)),
        CrossRule(("unit", *compared), partial(_other_unit, known=known)),
        CrossRule(("unit", *compared), partial(_other_population, known=known)),
        CrossRule(("polarity", *compared), partial(_opposite_polarity, known=known)),
        CrossRule(("unit", *of_gap), partial(_not_in_points, known=known)),
        CrossRule(of_gap, partial(_unlike_legs, known=known)),
        CrossRule(("unit", *measure), partial(_total, known=known)),
    )


def length_rule() -> CrossRule:
    """Return the rule that a rate is of as many months as the rates it is compared with.

    Else no comparator ever has a figure (`period_likeness.is_of_another_length`). A build goes on:
    the pages say that nothing is compared, and why.
    """
    keys = ("unit", "local.period_kind", "local.figure_kind", "benchmark.period_kind")
    return CrossRule((*keys, "benchmark.why_different"), _another_length)


def period_rule(kinds: Mapping[str, str]) -> CrossRule:
    """Return the rule that a definition names the kind of period that LAIT's figures cover.

    `kinds` maps a measure to its kind (`newest_kinds`). One that says why it differs meets it. A
    build takes LAIT's and goes on, as its publisher says what a measure covers, and a newer release
    may cover another kind.
    """
    keys = ("benchmark.reader", "benchmark.measure", "benchmark.legs", "benchmark.period_kind")
    return CrossRule((*keys, "benchmark.why_different"), partial(_other_period, kinds=kinds))


def area_rule(areas: Mapping[str, str]) -> CrossRule:
    """Return the rule that a new start of the usual range is of an area that LAIT has.

    `areas` are names by three-digit code, "" where it is not known.
    """
    return CrossRule(("rebase.area",), partial(_unknown_area, areas=areas))


def newest_kinds(rows: pl.DataFrame) -> dict[str, str]:
    """Return the kind of period of each measure of LAIT's rows; the newest where it has several."""
    named = rows.drop_nulls("period_end").group_by(pl.col("measure").cast(pl.String))
    kind = pl.col("period_kind").cast(pl.String).sort_by("period_end").last()
    return dict(named.agg(kind).iter_rows())


def unit_of(lait_unit: str, title: str = "") -> str:
    """Return our unit for LAIT's words of one; empty where LAIT's words do not decide it.

    LAIT has some 150 spellings: `% of referrals`, `Rate per 10,000`, `Number of plans`. Of a few
    measures the title alone says it: `Absence Rate` of `Social Worker Absence Rate (%) ...`.
    """
    text = (lait_unit or "").strip()
    if is_share(text, title):
        return units.PERCENT
    if rate := _RATE.match(text):
        number = int(rate[1].replace(",", ""))
        return f"per {number:,}"
    units_named = (ours for pattern, ours in _WORDS if pattern.search(f"{text}|{title}"))
    if text.lower().startswith("number") or text == "Total cases":
        return units.FULL_TIME if _FULL_TIME.search(title) else units.NUMBER
    return next(units_named, "")


# ---- parts --------------------------------------------------------------------------------


def _benchmark(definition: _Tables, reader: str = "", *, excused: bool = False) -> _Tables:
    """Return the table of the benchmark; empty without one, or for another reader.

    It is empty too where a definition may be `excused`, and says why it is different.
    """
    benchmark: _Tables = definition.get("benchmark") or {}
    if (reader and benchmark.get("reader") != reader) or (
        excused and benchmark.get("why_different")
    ):
        return {}
    return benchmark


def _other_period(definition: _Tables, *, kinds: Mapping[str, str]) -> Iterator[str]:
    benchmark = _benchmark(definition, excused=True)
    if not str(benchmark.get("reader", "")).startswith(_LAIT):
        return
    named = [benchmark.get("measure"), *(leg.get("measure") for leg in benchmark.get("legs", ()))]
    kind = measured_kind(named, kinds)
    own = benchmark.get("period_kind")
    if own and kind and own != kind:
        yield (
            f"benchmark: period_kind is '{own}', but LAIT's figures cover '{kind}'; use that, or "
            "say in benchmark: why_different why it differs"
        )


def _another_length(definition: _Tables) -> Iterator[str]:
    """Yield a fault for what happened in less than a year, as a rate beside rates of a year."""
    benchmark, local = _benchmark(definition, excused=True), definition.get("local") or {}
    is_rate = str(definition.get("unit", "")).startswith("per ")
    theirs, ours = benchmark.get("period_kind"), local.get("period_kind")
    if is_rate and local.get("figure_kind") == "flow" and theirs in _YEARS and ours in _PARTS:
        yield (
            f"local: period_kind is '{ours}', but a rate grows with its months and is never "
            f"compared with that of a '{theirs}'; use '{Kind.YEAR_ENDING}' with figure_kind "
            "'rolling', or say in benchmark: why_different why they compare"
        )


def _total(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield a fault for a comparator that is a total: it grows with the area."""
    name = _meant(_benchmark(definition, _LAIT).get("measure", ""), known)
    unit = definition.get("unit")
    if name and unit and known[name].get("is_count") and not units.is_size(unit):
        yield (
            f"benchmark: measure is '{name}', a total of LAIT's, which grows with the area, so "
            "that no area compares by it; leave [benchmark] and [[publication]] out, and say so "
            "in no_comparator"
        )


def _unknown_measure(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield a fault for a benchmark of a measure that LAIT does not have."""
    if name := _benchmark(definition, _LAIT).get("measure"):
        yield from _unknown("benchmark: measure", name, known)


def _unknown_legs(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    for number, leg in enumerate(_benchmark(definition).get("legs", ()), 1):
        yield from _unknown(f"benchmark: legs {number}: measure", leg["measure"], known)


def _unknown_cross_check(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    if name := _benchmark(definition).get("cross_check"):
        yield from _unknown("benchmark: cross_check", name, known)


def _unknown_related(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    for number, related in enumerate(definition.get("related", ()), 1):
        yield from _unknown(f"related {number}: measure", related["measure"], known)


def _unknown_area(definition: _Tables, *, areas: Mapping[str, str]) -> Iterator[str]:
    """Yield a fault for a new start of an area that there is not: it would have no effect."""
    codes = {name.casefold(): code for code, name in areas.items() if name}
    for number, each in enumerate(definition.get("rebase", ()), 1):
        area = each.get("area")
        if area and area not in areas:
            code = codes.get(area.casefold().strip())
            remedy = f"use '{code}'" if code else "use one such as '839'"
            yield (
                f"rebase {number}: area is '{area}', not the three-digit code of an authority; "
                f"{remedy}, or leave area out where it holds for all"
            )


def _unknown(place: str, name: str, known: _Measures) -> Iterator[str]:
    if name not in known:
        yield f"{place} is '{name}', which LAIT does not have{_nearest(name, known)}"


def _other_unit(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield a fault for a unit that is not that of LAIT's measure, without a reason."""
    name = _meant(_benchmark(definition, _LAIT, excused=True).get("measure", ""), known)
    unit = definition.get("unit")
    theirs = _theirs(known[name]) if name else ""
    if unit and theirs and not unit.startswith(theirs):
        whole = _of_population(theirs, unit, known[name])
        yield (
            f"unit is '{unit}', but LAIT's {name} is in '{known[name]['unit']}'"
            f"; use '{whole}', or say in benchmark: why_different why it differs"
        )


def _other_population(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield a fault for a rate of others than those whom LAIT's rate is of, without a reason."""
    name = _meant(_benchmark(definition, _LAIT, excused=True).get("measure", ""), known)
    unit = definition.get("unit") or ""
    theirs = _theirs(known[name]) if name else ""
    whom = units.population(unit)
    if whom and theirs.startswith("per ") and unit.startswith(theirs):
        if _is_of(whom, known[name]):
            return
        yield (
            f"unit is '{unit}', but LAIT's {name} is a rate of {_CHILDREN}, not of {whom}; use "
            f"'{theirs} {_CHILDREN}', or say in benchmark: why_different why it differs"
        )


_CHILDREN = "children"
_YOUNG = frozenset(
    {
        "child", "children", "young", "youth", "pupils", "students", "infants", "babies", "births",
        "girls", "boys", "females", "males", "women", "population", "olds", "minors", "under",
    }
)  # fmt: skip
"""Words of those whom LAIT's rates may be of: its texts seldom say it, and all are of the young."""


def _is_of(whom: str, row: Mapping[str, Any]) -> bool:
    """Return whether a rate of LAIT may be of a population: of the young, or as LAIT says it."""
    lait_words = f"{row['unit']} {row['name']} {row['title']}".casefold()
    words = set(re.findall(r"[a-z]+", whom.casefold()))
    return bool(words & (_YOUNG | set(re.findall(r"[a-z]{4,}", lait_words))))


def _of_population(theirs: str, unit: str, row: Mapping[str, Any]) -> str:
    """Return LAIT's unit as a definition writes it: a rate names its population."""
    if not theirs.startswith("per "):
        return theirs
    whom = units.population(unit)
    return f"{theirs} {whom if whom and _is_of(whom, row) else _CHILDREN}"


def _opposite_polarity(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield a fault for a polarity against that of LAIT's measure, without a reason.

    Bounds are against it too: they rank nobody, where LAIT's figures have a best and a worst.
    """
    name = _meant(_benchmark(definition, _LAIT, excused=True).get("measure", ""), known)
    judged = Polarity.of_lait(str(known[name]["polarity"])) if name else Polarity.NONE
    polarity = definition.get("polarity")
    if judged.is_judged and polarity in (_OPPOSITE[judged], Polarity.RANGE):
        yield (
            f"polarity is '{polarity}', but of LAIT's {name} {judged.words}"
            f"; use '{judged}', or say in benchmark: why_different why it differs"
        )


def _theirs(row: Mapping[str, Any]) -> str:
    return unit_of(str(row["unit"]), str(row["title"] or ""))


_OPPOSITE = {Polarity.HIGHER: Polarity.LOWER, Polarity.LOWER: Polarity.HIGHER}


def _legs(definition: _Tables, known: _Measures) -> tuple[str, list[Mapping[str, Any]]]:
    """Return the names of the two measures of a gap in words, and LAIT's rows of them.

    No rows where there are not two that LAIT has, or the definition says why they differ.
    """
    legs = _benchmark(definition, _DIFFERENCE, excused=True).get("legs", ())
    rows = [known[name] for leg in legs if (name := _meant(leg["measure"], known))]
    names = " and ".join(str(row["measure"]) for row in rows)
    return names, rows if len(rows) == len(legs) == 2 else []


def _are_shares(rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    return [is_share(row["unit"], row["title"]) for row in rows]


def _not_in_points(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield a fault for a difference of two percentages that is in no points."""
    names, rows = _legs(definition, known)
    unit = definition.get("unit")
    if rows and unit and all(_are_shares(rows)) and unit != units.POINTS:
        yield (
            f"unit is '{unit}', but the difference of {names} is in points; use "
            f"'{units.POINTS}', or say in benchmark: why_different why it differs"
        )


def _unlike_legs(definition: _Tables, *, known: _Measures) -> Iterator[str]:
    """Yield faults for a difference of two measures that do not compare."""
    names, rows = _legs(definition, known)
    if len(set(_are_shares(rows))) == 2:
        yield f"benchmark: legs are {names}: one is a percentage, the other is not"
    if len({Polarity.of_lait(str(row["polarity"])) for row in rows}) == 2:
        yield (
            f"benchmark: legs are {names}: which way is better is not the same; say in benchmark: "
            "why_different why they compare"
        )


def _meant(name: str, known: _Measures) -> str:
    """Return LAIT's short name for one typed in other letters, or for a title; empty for none."""
    if name in known:
        return name
    asked = name.casefold().strip()
    for short, row in known.items():
        if asked in (short.casefold(), str(row["name"]).casefold()):
            return short
    return ""


def _nearest(name: str, known: _Measures) -> str:
    """Return `; perhaps 'LAC' (...)` by short name in any case, else by title."""
    short = {each.casefold(): each for each in known}
    titles = {str(row["name"]).casefold(): each for each, row in known.items()}
    asked = name.casefold().strip()
    closest = _meant(name, known)
    if not closest:
        for names in (short, titles):
            close = get_close_matches(asked, names, n=1, cutoff=0.6)
            if close:
                closest = names[close[0]]
                break
    return f"; perhaps '{closest}' ({known[closest]['name']})" if closest else ""
