"""Checks of a definition against the measure of LAIT that it is compared with.

A definition whose unit or polarity is another than its measure's would set figures side by side
that do not compare, so it is a fault unless the definition says why. So is a measure that LAIT
does not have, as no comparator could ever have a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import polars as pl

from kpi import units
from kpi.formatting import is_share
from kpi.model.definitions.indicator import Benchmark, Indicator
from kpi.model.polarity import Polarity

_LAIT, _DIFFERENCE = "lait", "lait difference"
_RATE = re.compile(r"rate per ([\d,]+)", re.I)
_MONEY = re.compile(r"\b(?:unit cost|spend|cost)\b", re.I)


def faults(indicators: Iterable[Indicator], measures: pl.DataFrame) -> list[str]:
    """Return every fault of definitions against LAIT's measures, each with its file and key.

    `measures` has the columns measure, name, title, unit and polarity.
    """
    known = {row["measure"]: row for row in measures.iter_rows(named=True)}
    return [
        f"{indicator.id}.toml: {said}"
        for indicator in indicators
        for said in _of_one(indicator, known)
    ]


def unit_of(lait_unit: str) -> str:
    """Return our unit for LAIT's words of one; empty where LAIT's words do not decide it.

    LAIT has some 150 spellings: `% of referrals`, `Rate per 10,000`, `Number of plans`.
    """
    text = (lait_unit or "").strip()
    if text.startswith("%"):
        return "percent"
    if rate := _RATE.match(text):
        number = int(rate[1].replace(",", ""))
        return f"per {number:,}"
    if text.lower().startswith("number") or text == "Total cases":
        return "number"
    return "pounds" if _MONEY.search(text) else ""


# ---- parts --------------------------------------------------------------------------------


def _of_one(indicator: Indicator, known: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    benchmark = indicator.benchmark
    for place, name in _named(indicator):
        if name not in known:
            yield f"{place} is '{name}', which LAIT does not have{_nearest(name, known)}"
    if benchmark is None or benchmark.why_different:
        return
    if benchmark.reader == _DIFFERENCE:
        yield from _of_legs(
            indicator, [known[leg.measure] for leg in benchmark.legs if leg.measure in known]
        )
    if benchmark.reader != _LAIT:
        return
    measure = known.get(benchmark.measure)
    if measure is None:
        return
    theirs = unit_of(str(measure["unit"]))
    if theirs and not indicator.unit.startswith(theirs):
        yield (
            f"unit is '{indicator.unit}', but LAIT's {benchmark.measure} is in '{measure['unit']}'"
            f"; use '{theirs}', or say in benchmark: why_different why it differs"
        )
    judged = Polarity.of_lait(str(measure["polarity"]))
    if judged.is_judged and indicator.polarity in _OPPOSITE[judged]:
        yield (
            f"polarity is '{indicator.polarity}', but of LAIT's {benchmark.measure} {judged.words}"
            f"; use '{judged}', or say in benchmark: why_different why it differs"
        )


def _of_legs(indicator: Indicator, legs: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield faults of a difference of two measures that do not compare, or that is in no points."""
    if len(legs) != 2:
        return
    names = " and ".join(str(leg["measure"]) for leg in legs)
    shares = [is_share(leg["unit"], leg["title"]) for leg in legs]
    judged = {Polarity.of_lait(str(leg["polarity"])) for leg in legs}
    if shares[0] != shares[1]:
        yield f"benchmark: legs are {names}: one is a percentage, the other is not"
    elif all(shares) and indicator.unit != units.POINTS:
        yield (
            f"unit is '{indicator.unit}', but the difference of {names} is in points; use "
            f"'{units.POINTS}', or say in benchmark: why_different why it differs"
        )
    if len(judged) == 2:
        yield (
            f"benchmark: legs are {names}: which way is better is not the same; say in benchmark: "
            "why_different why they compare"
        )


_OPPOSITE = {
    Polarity.HIGHER: (Polarity.LOWER,),
    Polarity.LOWER: (Polarity.HIGHER,),
}


def _named(indicator: Indicator) -> Iterator[tuple[str, str]]:
    """Yield each measure of LAIT that a definition names, with its key."""
    benchmark = indicator.benchmark
    if benchmark is not None:
        yield from _of_benchmark(benchmark)
    for number, related in enumerate(indicator.related, 1):
        yield f"related {number}: measure", related.measure


def _of_benchmark(benchmark: Benchmark) -> Iterator[tuple[str, str]]:
    if benchmark.reader == _LAIT:
        yield "benchmark: measure", benchmark.measure
    for number, leg in enumerate(benchmark.legs, 1):
        yield f"benchmark: legs {number}: measure", leg.measure
    if benchmark.cross_check:
        yield "benchmark: cross_check", benchmark.cross_check


def _nearest(name: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """Return `; perhaps 'LAC' (...)` by short name in any case, else by title."""
    short = {each.casefold(): each for each in known}
    titles = {str(row["name"]).casefold(): each for each, row in known.items()}
    asked = name.casefold().strip()
    found = short.get(asked) or titles.get(asked)
    if found is None:
        for names in (short, titles):
            close = get_close_matches(asked, names, n=1, cutoff=0.6)
            if close:
                found = names[close[0]]
                break
    return f"; perhaps '{found}' ({known[found]['name']})" if found else ""
