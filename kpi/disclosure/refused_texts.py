"""Texts that would reveal what must not be shown: commentary, rationales, notes, reasons.

In a return they are refused; where nobody can reword them, they are withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from kpi.disclosure.numbers_in_text import (
    ANYTHING,
    SecretCounts,
    is_one_of,
    names_outright,
    rates_named,
    revealing_parts,
)
from kpi.disclosure.suppression import HiddenFigure
from kpi.errors import InputError
from kpi.indicators.targets.targets_in_force import AMOUNTS
from kpi.model.definitions.indicator import Indicator

TEXTS = {
    "commentary": ("what_happened", "why", "action", "owner_role"),
    "targets": ("rationale", "target_type"),
    "observations": ("note", "supplied_status", "reason"),
    "revisions": ("why",),
}
"""The tables and columns of a return that hold free text."""
_NAMES = {"commentary": "commentary", "targets": "target", "observations": "note",
          "revisions": "reason for a correction"}  # fmt: skip
_COLUMNS = {
    "what_happened": "what happened", "why": "why", "action": "action", "owner_role": "owner",
    "rationale": "rationale", "target_type": "type", "note": "", "supplied_status": "own status",
    "reason": "reason",
}  # fmt: skip
_NEAR = timedelta(days=400)  # most days between the periods of a change
_COMMON = frozenset(
    {
        "within", "weeks", "months", "working", "children", "pupils", "cases", "completed",
        "issued", "their", "other", "which", "before", "after", "first", "years", "quarter",
        "closed", "needs", "people", "young",
    }
)  # fmt: skip


@dataclass(frozen=True)
class RefusedText:
    """One text that reveals a figure: its table, row and column, and where it is, in words.

    `is_of_unknown` where it may name any small count, as the number behind a figure hidden earlier
    is not known.
    """

    table: str
    row: int
    column: str
    indicator_id: str
    place: str
    is_of_unknown: bool = False


def revealing_texts(
    hidden: Sequence[HiddenFigure],
    tables: Mapping[str, pl.DataFrame],
    indicators: Mapping[str, Indicator],
    *,
    said_now: pl.DataFrame | None = None,
    known: pl.DataFrame | None = None,
) -> list[RefusedText]:
    """Return the texts of an area's tables that name a hidden figure, or from which one follows.

    `tables` are as in `TEXTS`, after suppression. The number behind a figure hidden earlier is not
    known: the texts of its own quarter, and the comments `said_now`, may name no small count and no
    rate other than `known` ones (observations of all areas).
    """
    secrets = _secrets(hidden, tables["observations"])
    unknown = _unknown(hidden, tables["observations"], indicators)
    lately = set() if said_now is None else set(_comments(said_now))
    found = []
    for table, columns in TEXTS.items():
        for row, r in enumerate(tables[table].iter_rows(named=True)):
            name, quarter = str(r["indicator_id"]), _quarter(table, r)
            if name not in indicators:
                continue
            is_beside = name in unknown and (
                quarter in unknown[name] or table == "targets" or (name, quarter) in lately
            )
            for column in columns:
                text = r[column]
                if not text or (column == "reason" and r["symbol"] == "c"):
                    continue
                is_known = _tells(name, str(text), secrets, indicators)
                if is_known or (
                    is_beside
                    and _may_tell(
                        indicators[name], str(text), known, tables["targets"],
                        rates=quarter in unknown[name] and table != "targets",
                    )
                ):  # fmt: skip
                    place = _place(table, column, quarter)
                    found.append(RefusedText(table, row, column, name, place, not is_known))
    return found


def _place(table: str, column: str, quarter: str) -> str:
    place = f"{_NAMES[table]} {'from' if table == 'targets' else 'of'} {quarter}"
    return f"{place} ({_COLUMNS[column]})" if table != "revisions" and _COLUMNS[column] else place


def refuse(
    hidden: Sequence[HiddenFigure],
    tables: Mapping[str, pl.DataFrame],
    indicators: Mapping[str, Indicator],
    *,
    why: str,
    said_now: pl.DataFrame,
    known: pl.DataFrame,
) -> None:
    """Raise InputError where texts name a figure that is not shown; it does not repeat them.

    The texts are those to be published, earlier ones included, and the reason `why`.
    """
    found = revealing_texts(hidden, tables, indicators, said_now=said_now, known=known)
    faults = [f"{words.indicator_id}, {words.place}" for words in found]
    if is_revealing(why, hidden, tables["observations"], indicators):
        faults.append("the reason for publishing")
    if faults:
        guessed = dict.fromkeys(words.indicator_id for words in found if words.is_of_unknown)
        raise InputError(
            "Nothing was published: words name a figure that is too small to show, or that would "
            f"give one away. Send them again without it: {'; '.join(dict.fromkeys(faults))}."
            f"{_remedy(list(guessed))}"
        )


def _remedy(indicators: Sequence[str]) -> str:
    """Return what to write instead where the hidden number itself is not known."""
    if not indicators:
        return ""
    return (
        f" Of {', '.join(indicators)} a figure is hidden whose number is not known here, so its "
        "words may give no number of 1 to 5, and no rate that is not shown, unless they say that "
        "it counts something else: “two managers”, “three weeks”"
    )


def is_revealing(
    why: str,
    hidden: Sequence[HiddenFigure],
    local: pl.DataFrame,
    indicators: Mapping[str, Indicator],
) -> bool:
    """Return whether a reason, which stays in the history, names a hidden figure."""
    secrets = _secrets(hidden, local)
    every = [f for listed in secrets.values() for f in listed]
    return names_outright(why, every) or any(
        any(revealing_parts(indicators[name], why, listed)) for name, listed in secrets.items()
    )


def names_a_number(text: str) -> bool:
    """Return whether a short text has a count of 1 to 5 as a number in it."""
    return names_outright(text.replace("_", " ").replace("-", " "), ANYTHING)


def without(
    tables: Mapping[str, pl.DataFrame], found: Iterable[RefusedText]
) -> dict[str, pl.DataFrame]:
    """Return the tables with null in place of the texts found."""
    result = dict(tables)
    for words in found:
        table = result[words.table]
        is_row = pl.int_range(pl.len()) == words.row
        result[words.table] = table.with_columns(
            pl.when(~is_row).then(pl.col(words.column)).alias(words.column)
        )
    return result


# ---- one text -----------------------------------------------------------------------------


def _tells(
    name: str,
    text: str,
    secrets: Mapping[str, Sequence[SecretCounts]],
    indicators: Mapping[str, Indicator],
) -> bool:
    return any(
        any(
            revealing_parts(
                indicators[other],
                text,
                figures,
                about="" if other == name else _about(indicators[other], indicators[name]),
            )
        )
        for other, figures in secrets.items()
    )


def _may_tell(
    indicator: Indicator,
    text: str,
    known: pl.DataFrame | None,
    targets: pl.DataFrame,
    *,
    rates: bool,
) -> bool:
    """Return whether a text about a figure unknown even to us names a small count or a new rate."""
    if any(revealing_parts(indicator, text, ANYTHING)):
        return True
    named = rates_named(text) if rates and indicator.unit == "percent" else []
    if not named or known is None:
        return False
    mine = pl.col("indicator_id") == indicator.id
    goals = targets.filter(mine)
    values = [
        *known.filter(mine)["value"].drop_nulls(),
        *(value for name in AMOUNTS for value in goals[name].drop_nulls()),
        100.0,
    ]
    return any(not is_one_of(rate, values) for rate in named)


def _about(indicator: Indicator, own: Indicator) -> str:
    """Return a pattern of words that describe one indicator and not `own`."""
    words = _words(indicator) - _words(own)
    return rf"\b(?:{'|'.join(sorted(words))})\b" if words else r"(?!)"


def _words(indicator: Indicator) -> frozenset[str]:
    named = f"{indicator.name} {indicator.counted}".lower()
    return frozenset(re.findall(r"[a-z]{5,}", named)) - _COMMON


# ---- what is hidden -----------------------------------------------------------------------


def _secrets(hidden: Sequence[HiddenFigure], local: pl.DataFrame) -> dict[str, list[SecretCounts]]:
    """Return each indicator's known hidden figures, with shown counts of nearby periods."""
    found: dict[str, list[SecretCounts]] = {}
    for h in hidden:
        found.setdefault(h.indicator_id, []).append(
            SecretCounts(h.value, h.numerator, h.denominator, tuple(_near(h, local)))
        )
    return found


def _near(h: HiddenFigure, local: pl.DataFrame) -> Iterator[float]:
    same = local.filter(
        (pl.col("indicator_id") == h.indicator_id) & (pl.col("period_kind") == h.period_kind)
    )
    counts = pl.col("numerator")
    if h.numerator in (None, h.value):  # a number, which is itself the count
        counts = pl.coalesce("numerator", "value")
    for end, count in same.select("period_end", counts).iter_rows():
        if count is not None and abs(end - h.period_end) <= _NEAR:
            yield count


def _unknown(
    hidden: Sequence[HiddenFigure], local: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> dict[str, set[str]]:
    """Return the reporting quarters of each indicator's hidden figures whose count is not known."""
    known: set[tuple[str, str, date, date]] = {
        (h.indicator_id, h.period_kind, h.period_start, h.period_end) for h in hidden
    }
    found: dict[str, set[str]] = {}
    for r in local.filter(pl.col("symbol") == "c").iter_rows(named=True):
        name = r["indicator_id"]
        key = (name, r["period_kind"], r["period_start"], r["period_end"])
        if name in indicators and not indicators[name].publish_small_numbers and key not in known:
            found.setdefault(name, set()).add(r["reporting_quarter"])
    return found


def _quarter(table: str, r: Mapping[str, Any]) -> str:
    if table == "revisions":
        return f"{r['period_start']} to {r['period_end']}"
    return str(r["from_quarter" if table == "targets" else "reporting_quarter"])


def _comments(said: pl.DataFrame) -> Iterator[tuple[str, str]]:
    yield from said.select("indicator_id", "reporting_quarter").iter_rows()
