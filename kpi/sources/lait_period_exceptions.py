"""The periods of LAIT's measures where label and year type do not give them.

The decisions are in `decisions.toml`, each with the dictionary's words that support it.
A measure's period is what its publisher says it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import polars as pl
from pydantic import AfterValidator

from kpi.periods import Period, lait_period
from kpi.toml_files import FilledList, FilledText, TomlModel, twice


def _says_what(covers: str) -> str:
    lait_period("0", covers)
    return covers


CoversText = Annotated[FilledText, AfterValidator(_says_what)]


@dataclass(frozen=True)
class PeriodDecision:
    """The period of a measure, perhaps another before a label, and the words that say so."""

    covers: str
    quote: str
    reason: str
    label: str = ""
    before: str = ""

    def of(self, label: str) -> str:
        """Return the period of the figure with one of LAIT's labels."""
        return self.before if self.label and label < self.label else self.covers


@dataclass(frozen=True)
class PublicationDecision:
    """When a measure was published, where the dictionary's month (`stands`) is an earlier one."""

    stands: date
    published: date
    reason: str


class BeforeTable(TomlModel):
    """The period of a measure before a label."""

    label: FilledText
    covers: CoversText


class PeriodTable(TomlModel):
    """One [[period]] of `decisions.toml`."""

    measures: FilledList[FilledText]
    covers: CoversText
    before: BeforeTable | None = None
    quote: FilledText
    reason: FilledText


class PublishedTable(TomlModel):
    """One [[published]] of `decisions.toml`."""

    measures: FilledList[FilledText]
    stands: date
    published: date
    reason: FilledText


def covers_of(entries: Sequence[PeriodTable]) -> dict[str, PeriodDecision]:
    """Return the decisions on periods, by measure."""
    return {
        measure: PeriodDecision(
            entry.covers,
            entry.quote,
            entry.reason,
            entry.before.label if entry.before else "",
            entry.before.covers if entry.before else "",
        )
        for entry in entries
        for measure in entry.measures
    }


def published_of(entries: Sequence[PublishedTable]) -> dict[str, PublicationDecision]:
    """Return the decisions on publication, by measure."""
    return {
        measure: PublicationDecision(entry.stands, entry.published, entry.reason)
        for entry in entries
        for measure in entry.measures
    }


def decided_twice(raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield measures whose period is decided more than once."""
    for measure in twice(name for entry in raw.get("period", ()) for name in entry["measures"]):
        yield f"[[period]] decides {measure} twice"


def with_publication(
    measures: pl.DataFrame, decided: Mapping[str, PublicationDecision]
) -> pl.DataFrame:
    """Return the measures with `last_update` as decided, and a note that says so.

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
    """Return measures with a figure whose period ends after the month of their last update.

    Then either the period is not what the publisher measured, or the dictionary's date is wrong.
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
