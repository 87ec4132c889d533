"""Texts that would reveal what must not be shown: commentary, rationales, notes, reasons.

In a return they are refused; where nobody can reword them, they are withheld.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl

from kpi import units
from kpi.disclosure.numbers_in_text import (
    ANYTHING,
    SecretCounts,
    is_one_of,
    names_outright,
    rates_named,
    revealing_parts,
)
from kpi.disclosure.small_counts import small_counts_words
from kpi.disclosure.suppression import HiddenFigure
from kpi.errors import InputError
from kpi.indicators.targets.targets_in_force import AMOUNTS
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SUPPRESSED

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
_REASON = "the reason for publishing"
_MOST_QUOTED = 5  # parts of a text that are repeated to the officer
_MOST_DAYS = timedelta(days=400)  # most days between the periods of a change
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

    `is_guess` where it does not name the hidden figure itself, but may: it has a small number that
    counts children, or a rate that is not shown, which are `words`.
    """

    table: str
    row: int
    column: str
    indicator_id: str
    place: str
    is_guess: bool = False
    words: tuple[str, ...] = ()


def revealing_texts(
    hidden: Sequence[HiddenFigure],
    tables: Mapping[str, pl.DataFrame],
    indicators: Mapping[str, Indicator],
    *,
    commentary: pl.DataFrame | None = None,
    known: pl.DataFrame | None = None,
) -> list[RefusedText]:
    """Return the texts of an area's tables that name a hidden figure, or from which one follows.

    `tables` are as in `TEXTS`, after suppression. The texts of a hidden figure's own quarter may
    name no small count of children at all: of three, two that are siblings are as few. The number
    behind a figure hidden earlier is not known, so its texts may give no rate either that is not
    among the `known` ones (observations of all areas), and no `commentary` now given a small count.
    """
    secrets = _secrets(hidden, tables["observations"])
    gone = _hidden_quarters(tables["observations"], indicators)
    unknown = _hidden_quarters(_not_known(hidden, tables["observations"]), indicators)
    lately = set() if commentary is None else set(_comments(commentary))
    texts = []
    for table, columns in TEXTS.items():
        for row, r in enumerate(tables[table].iter_rows(named=True)):
            name, quarter = str(r["indicator_id"]), _quarter(table, r)
            if name not in indicators:
                continue
            # What is made up tells nothing of real children.
            is_guarded = r.get("data_status") != ILLUSTRATIVE and (
                quarter in gone.get(name, ())
                or (name in unknown and (table == "targets" or (name, quarter) in lately))
            )
            for column in columns:
                text = r[column]
                if not text or (column == "reason" and r["symbol"] == SUPPRESSED):
                    continue
                refused = RefusedText(table, row, column, name, _place(table, column, quarter))
                if _tells(name, str(text), secrets, indicators):
                    texts.append(refused)
                elif is_guarded:
                    is_own = quarter in unknown.get(name, ()) and table != "targets"
                    shown = _Shown(tables, known if is_own else None)
                    if words := tuple(_guesses(indicators[name], str(text), shown)):
                        texts.append(replace(refused, is_guess=True, words=words))
    return texts


@dataclass(frozen=True)
class _Shown:
    """What a reader of a text sees beside it: an area's tables, and figures of all areas.

    `known` is None where a rate tells nothing.
    """

    tables: Mapping[str, pl.DataFrame]
    known: pl.DataFrame | None


def _place(table: str, column: str, quarter: str) -> str:
    place = f"{_NAMES[table]} {'from' if table == 'targets' else 'of'} {quarter}"
    return f"{place} ({_COLUMNS[column]})" if table != "revisions" and _COLUMNS[column] else place


def refuse(
    hidden: Sequence[HiddenFigure],
    tables: Mapping[str, pl.DataFrame],
    indicators: Mapping[str, Indicator],
    *,
    why: str,
    commentary: pl.DataFrame,
    known: pl.DataFrame,
) -> None:
    """Raise InputError where texts name a figure that is not shown; it does not repeat them.

    The texts are those to be published, earlier ones included, and the reason `why`.
    """
    refused = revealing_texts(hidden, tables, indicators, commentary=commentary, known=known)
    faults = [f"{each.indicator_id}, {each.place}{_quoted(each)}" for each in refused]
    of_reason: list[RefusedText] = []
    if is_revealing(why, hidden, tables["observations"], indicators):
        faults.append(_REASON)
    else:
        of_reason = list(_guesses_of_reason(why, hidden, tables["observations"], indicators))
        faults += [f"{_REASON}{_quoted(each)}" for each in of_reason[:1]]
    if faults:
        raise InputError(
            "Nothing was published: words name a figure that is too small to show, or that would "
            f"give one away. Send them again without it: {'; '.join(dict.fromkeys(faults))}."
            f"{_remedy([each for each in (*refused, *of_reason) if each.is_guess])}"
        )


def _quoted(refused: RefusedText) -> str:
    return "".join(f" \u201c{words}\u201d" for words in dict.fromkeys(refused.words[:_MOST_QUOTED]))


def _remedy(guesses: Sequence[RefusedText]) -> str:
    """Return what to write instead where it is not certain that a text reveals a figure."""
    if not guesses:
        return ""
    names = ", ".join(dict.fromkeys(each.indicator_id for each in guesses))
    return (
        f" Of {names} a figure is hidden, so beside it words may give no number of "
        f"{small_counts_words()}, and no rate that is not shown, unless the next word says that it "
        "counts something else: “two managers”, “three weeks”. Write “a small number”, or leave "
        "the number out"
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


def _guesses_of_reason(
    why: str,
    hidden: Sequence[HiddenFigure],
    local: pl.DataFrame,
    indicators: Mapping[str, Indicator],
) -> Iterator[RefusedText]:
    """Yield, by indicator, a reason that may name a count hidden earlier, which is not known."""
    for name in _hidden_quarters(_not_known(hidden, local), indicators):
        if words := tuple(revealing_parts(indicators[name], why, ANYTHING)):
            yield RefusedText("", 0, "why", name, _REASON, is_guess=True, words=words)


def names_a_number(text: str) -> bool:
    """Return whether a short text has a count of 1 to 5 as a number in it."""
    return names_outright(text.replace("_", " ").replace("-", " "), ANYTHING)


def without(
    tables: Mapping[str, pl.DataFrame], refused: Iterable[RefusedText]
) -> dict[str, pl.DataFrame]:
    """Return the tables with null in place of the texts found."""
    result = dict(tables)
    for words in refused:
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


def _guesses(indicator: Indicator, text: str, shown: _Shown) -> Iterator[str]:
    """Yield the words of a text beside a hidden figure that may reveal the figure.

    They are a small count of children, a change from a shown count to one, or a new rate.
    """
    local = shown.tables["observations"]
    gone = local.filter((pl.col("symbol") == SUPPRESSED) & (pl.col("indicator_id") == indicator.id))
    is_number = indicator.unit == units.NUMBER
    nearby = dict.fromkeys(
        count
        for kind, end in gone.select("period_kind", "period_end").unique().sort("*").iter_rows()
        for count in _nearby_counts(indicator.id, kind, end, local, is_number=is_number)
    )
    yield from revealing_parts(
        indicator, text, [c._replace(nearby=tuple(nearby)) for c in ANYTHING]
    )
    if shown.known is None or indicator.unit != "percent":
        return
    mine = pl.col("indicator_id") == indicator.id
    goals = shown.tables["targets"].filter(mine)
    values = [
        *shown.known.filter(mine)["value"].drop_nulls(),
        *(value for name in AMOUNTS for value in goals[name].drop_nulls()),
        100.0,
    ]
    yield from (f"{rate}%" for rate in rates_named(text) if not is_one_of(rate, values))


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
    by_indicator: dict[str, list[SecretCounts]] = {}
    for h in hidden:
        # A number is itself the count.
        nearby = _nearby_counts(
            h.indicator_id, h.period_kind, h.period_end, local,
            is_number=h.numerator in (None, h.value),
        )  # fmt: skip
        by_indicator.setdefault(h.indicator_id, []).append(
            SecretCounts(h.value, h.numerator, h.denominator, tuple(nearby))
        )
    return by_indicator


def _nearby_counts(
    indicator_id: str, kind: str, end: date, local: pl.DataFrame, *, is_number: bool
) -> Iterator[float]:
    """Yield the shown counts of periods near to one, from which a change would start."""
    same = local.filter((pl.col("indicator_id") == indicator_id) & (pl.col("period_kind") == kind))
    counts = pl.coalesce("numerator", "value") if is_number else pl.col("numerator")
    for day, count in same.select("period_end", counts).iter_rows():
        if count is not None and abs(day - end) <= _MOST_DAYS:
            yield count


def _not_known(hidden: Sequence[HiddenFigure], local: pl.DataFrame) -> pl.DataFrame:
    """Return the rows whose hidden count is not known even to us, as they were hidden earlier.

    What an earlier snapshot showed of a figure may be another count than the one hidden since.
    """
    known = {
        (h.indicator_id, h.period_kind, h.period_start, h.period_end)
        for h in hidden
        if not h.was_shown
    }
    keys = local.select("indicator_id", "period_kind", "period_start", "period_end")
    return local.filter(pl.Series([key not in known for key in keys.iter_rows()], dtype=pl.Boolean))


def _hidden_quarters(
    local: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> dict[str, set[str]]:
    """Return the reporting quarters of each guarded indicator that have a hidden figure."""
    by_indicator: dict[str, set[str]] = {}
    for name, quarter in (
        local.filter(pl.col("symbol") == SUPPRESSED)
        .select("indicator_id", "reporting_quarter")
        .iter_rows()
    ):
        if name in indicators and not indicators[name].publish_small_numbers:
            by_indicator.setdefault(name, set()).add(quarter)
    return by_indicator


def _quarter(table: str, r: Mapping[str, Any]) -> str:
    if table == "revisions":
        return f"{r['period_start']} to {r['period_end']}"
    return str(r["from_quarter" if table == "targets" else "reporting_quarter"])


def _comments(commentary: pl.DataFrame) -> Iterator[tuple[str, str]]:
    yield from commentary.select("indicator_id", "reporting_quarter").iter_rows()
