"""Refusing words that would tell what must not be shown: commentary, rationales, notes, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from kpi.errors import InputError
from kpi.model import Indicator
from kpi.suppression import LARGEST, SMALLEST, Hidden
from kpi.telling import Figures, given_away, names_outright

_COMMENTS = ("what_happened", "why", "action", "owner_role")


def refuse(
    hidden: Sequence[Hidden],
    local: pl.DataFrame,
    commentary: pl.DataFrame,
    targets: pl.DataFrame,
    indicators: Mapping[str, Indicator],
    *,
    why: str,
    said_now: pl.DataFrame,
) -> None:
    """Raise InputError where words name a figure that is not shown; it does not repeat them.

    The texts are those to be published, earlier ones included, and the reason `why`. Of figures
    hidden earlier the number is not known here: beside them no small count may be named in what
    is `said_now`.
    """
    figures: dict[str, list[Figures]] = {}
    for h in hidden:
        figures.setdefault(h.indicator_id, []).append(Figures(h.value, h.numerator, h.denominator))
    texts = [
        (r["indicator_id"], f"commentary of {r['reporting_quarter']}", r[name])
        for r in commentary.iter_rows(named=True)
        for name in _COMMENTS
    ]
    texts += [
        (r["indicator_id"], f"target from {r['from_quarter']}", r["rationale"])
        for r in targets.iter_rows(named=True)
    ]
    texts += [
        (r["indicator_id"], f"note of {r['reporting_quarter']}", r[name])
        for r in local.iter_rows(named=True)
        for name in ("note", "reason")
        if name == "note" or r["symbol"] != "c"
    ]
    faults = [
        f"{name}, {where}"
        for name, where, text in texts
        if text and name in figures and any(given_away(indicators[name], text, figures[name]))
    ]
    faults += _beside_hidden_earlier(local, said_now, indicators)
    every = [f for listed in figures.values() for f in listed]
    if names_outright(why, every) or any(
        any(given_away(indicators[name], why, listed)) for name, listed in figures.items()
    ):
        faults.append("the reason for publishing")
    if faults:
        raise InputError(
            "Nothing was published: words name a figure that is too small to show, or that would "
            f"give one away. Send them again without it: {'; '.join(dict.fromkeys(faults))}"
        )


def _beside_hidden_earlier(
    local: pl.DataFrame, said_now: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> list[str]:
    gone = local.filter(pl.col("symbol") == "c")
    quarters = set(gone.select("indicator_id", "reporting_quarter").iter_rows())
    anything = [Figures(None, float(n), None) for n in range(SMALLEST, LARGEST + 1)]
    return [
        f"{r['indicator_id']}, commentary of {r['reporting_quarter']}"
        for r in said_now.iter_rows(named=True)
        if (r["indicator_id"], r["reporting_quarter"]) in quarters
        and not indicators[r["indicator_id"]].publish_small_numbers
        and any(
            any(given_away(indicators[r["indicator_id"]], r[name], anything))
            for name in ("what_happened", "why")
            if r[name]
        )
    ]
