"""Figures without information: periods set aside, and differences of less than one case."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path

from tools.audit.arithmetic import rounded
from tools.audit.tables import Record
from tools.audit.times import Span, label

FILE = Path(__file__).resolve().parents[2] / "data" / "comparability.toml"
NOT_TELLABLE = "no certain change"


@cache
def _closed() -> frozenset[tuple[str, str]]:
    """Return pairs of a source, measure or indicator and a period of it that is set aside."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return frozenset(
        (name, text)
        for entry in raw["set_aside"]
        for text in entry["periods"]
        for about in ("measures", "sources", "indicators")
        for name in entry.get(about, [])
    )


def is_aside(definition: Record, span: Span) -> bool:
    """Return whether an indicator's period is set aside."""
    benchmark = definition.get("benchmark", {})
    names = [
        definition["id"],
        definition["local"]["source"],
        benchmark.get("source"),
        benchmark.get("measure"),
        *(leg["measure"] for leg in benchmark.get("legs", [])),
    ]
    return any((name, label(span)) in _closed() for name in names)


def says_nothing(
    definition: Record, now: Record, before: Record, many: int | None, among: float | None
) -> list[str] | None:
    """Return the numbers of a text on a displayed difference that is too small, or None.

    Too small is less than one case, by the figures as displayed and by the counts where both have
    them; or within both estimates' errors.
    """
    places = definition["decimals"]
    difference = abs(rounded(now["value"], places) - rounded(before["value"], places))
    if difference == 0:
        return None
    bases = [row["denominator"] for row in (now, before) if row["denominator"]]
    base = min(bases) if bases else among
    cases = difference * Decimal(str(base)) / many if many and base else None
    if cases is not None and len(bases) == 2 and "numerator" in now and "numerator" in before:
        counts = [Decimal(str(row["numerator"])) / Decimal(str(row["denominator"]))
                  for row in (now, before) if row["numerator"] is not None]  # fmt: skip
        if len(counts) == 2:
            cases = max(cases, round(abs(counts[0] - counts[1]) * Decimal(str(base)), 6))
    if cases is not None and cases < 1:
        people = f"{rounded(float(base or 0), 0):,}"
        return [str(max(rounded(float(cases), 1), Decimal("0.1"))), people, "1"]
    error = definition.get("stated_error")
    if error is not None and difference <= 2 * Decimal(str(error)):
        return [str(error)]
    return None
