"""What LAIT's measures cover, where the label and the year type do not say it.

The decisions stand in `decisions.toml`, each with the words of the dictionary that it rests on.
A measure's period is what its publisher says it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kpi.errors import DefinitionError
from kpi.periods import Period, lait_period

_KEYS = {"measures", "covers", "before", "quote", "reason"}
_PUBLISHED_KEYS = {"measures", "stands", "published", "reason"}


@dataclass(frozen=True)
class Covers:
    """What a measure covers, before a label perhaps something else; the words that say so."""

    covers: str
    quote: str
    reason: str
    label: str = ""
    before: str = ""

    def of(self, label: str) -> str:
        """What the figure of one of LAIT's labels covers."""
        return self.before if self.label and label < self.label else self.covers


@dataclass(frozen=True)
class Published:
    """When a measure was published, where the dictionary `stands` at an earlier month."""

    stands: date
    published: date
    reason: str


def read_covers(entries: Sequence[Any], file: str) -> dict[str, Covers]:
    """The tables [[period]] by measure; raises DefinitionError naming the fault."""
    found: dict[str, Covers] = {}
    for entry in entries:
        measures = _measures(entry, file, "period", _KEYS)
        covers, quote, reason = (_text(entry, k, file) for k in ("covers", "quote", "reason"))
        before = entry.get("before", {})
        if before and not (isinstance(before, dict) and set(before) == {"label", "covers"}):
            raise DefinitionError(f"{file}: [[period]] 'before' needs label and covers")
        decided = Covers(
            covers, quote, reason, str(before.get("label", "")), str(before.get("covers", ""))
        )
        for text in filter(None, (decided.covers, decided.before)):
            try:
                lait_period("0", text)
            except ValueError as fault:
                raise DefinitionError(f"{file}: [[period]] {measures[0]}: {fault}") from fault
        for measure in measures:
            if measure in found:
                raise DefinitionError(f"{file}: [[period]] decides {measure} twice")
            found[measure] = decided
    return found


def read_published(entries: Sequence[Any], file: str) -> dict[str, Published]:
    """The tables [[published]] by measure; raises DefinitionError naming the fault."""
    found: dict[str, Published] = {}
    for entry in entries:
        measures = _measures(entry, file, "published", _PUBLISHED_KEYS)
        days = [entry.get(key) for key in ("stands", "published")]
        if any(type(day) is not date for day in days):
            raise DefinitionError(f"{file}: [[published]] {measures[0]}: stands and published "
                                  "are days such as 2025-07-01")  # fmt: skip
        for measure in measures:
            found[measure] = Published(days[0], days[1], _text(entry, "reason", file))
    return found


def with_publication(measures: pl.DataFrame, decided: Mapping[str, Published]) -> pl.DataFrame:
    """The measures with `last_update` as decided, and a note that says so.

    Applied only while the dictionary still gives the month that is known to be out of date.
    """
    last = dict(measures.select("measure", "last_update").iter_rows())
    due = {m: each for m, each in decided.items() if last.get(m) == each.stands}
    days = {measure: each.published for measure, each in due.items()}
    notes = {measure: [each.reason] for measure, each in due.items()}
    nothing = pl.lit([], dtype=pl.List(pl.String))
    return measures.with_columns(
        pl.col("measure").replace_strict(days, default=None, return_dtype=pl.Date)
        .fill_null(pl.col("last_update")).alias("last_update"),
        pl.col("notes").list.concat(
            pl.col("measure")
            .replace_strict(notes, default=None, return_dtype=pl.List(pl.String))
            .fill_null(nothing)
        ),
    )  # fmt: skip


def ended_after_publication(benchmarks: pl.DataFrame, measures: pl.DataFrame) -> list[str]:
    """The measures with a figure of a period that ends after the month of their last update.

    Such a period is not what the publisher measured, or the dictionary's date is out of date.
    """
    newest = (
        benchmarks.filter(pl.col("value").is_not_null())
        .group_by("measure")
        .agg(pl.col("period_end").max(), pl.col("label").sort_by("period_end").last())
        .join(measures.select("measure", "last_update"), on="measure")
        .filter(pl.col("period_end") > pl.col("last_update").dt.month_end())
        .sort("measure")
    )
    return [
        f"{measure}: '{label}' is read as ending on {Period.snapshot(end)}, after its last update "
        f"in {Period.month(update.year, update.month)}"
        for measure, end, label, update in newest.iter_rows()
    ]


# ---- parts --------------------------------------------------------------------------------


def _measures(entry: Any, file: str, table: str, keys: set[str]) -> list[str]:
    if not isinstance(entry, dict):
        raise DefinitionError(f"{file}: [[{table}]] is not a table")
    if unknown := set(entry) - keys:
        raise DefinitionError(
            f"{file}: [[{table}]] has an unknown key: {', '.join(sorted(unknown))}"
        )
    measures = entry.get("measures")
    if not (isinstance(measures, list) and measures and all(isinstance(m, str) for m in measures)):
        raise DefinitionError(f"{file}: [[{table}]] needs 'measures', found {measures!r}")
    return measures


def _text(entry: Mapping[str, Any], key: str, file: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DefinitionError(f"{file}: [[period]] or [[published]] needs '{key}', found {value!r}")
    return value
