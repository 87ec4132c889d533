"""The comparison as a page and a file show it: each comparator with figure, period and verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi import comparing
from kpi.comparators import in_period, model_label
from kpi.model import Related, known_from
from kpi.numbers import count, fixed
from kpi.periods import Period
from kpi.reporting import observations
from kpi.scorecard import Row
from kpi.snapshot import Snapshot
from kpi.standing import Standing
from kpi.words import DATA_STATUS_WORDS, difference_words, no_comparator, show, verdict_words


@dataclass(frozen=True)
class Entry:
    """One line of a comparison, in words where it is not a figure."""

    key: str
    label: str
    value: float | None
    figure: str  # the value in words, or why there is none
    period: str
    basis: str
    verdict: str
    likeness: str


@dataclass(frozen=True)
class RelatedFigures:
    """A related measure's newest figures: who and figure, as text; and our newest counts."""

    period: str
    figures: tuple[tuple[str, str], ...]
    counts: str


def comparison(row: Row, own_published: Standing | None = None) -> list[Entry]:
    """Our own figure, our published one of the comparators' period, and the comparators."""
    now = row.now
    own = Entry(
        "home",
        row.area.name,
        row.value,
        show(row.indicator, row.value) or "no figure",
        str(now.period) if now else "",
        DATA_STATUS_WORDS[now.data_status] if now else "",
        "",
        "",
    )
    others = [
        Entry(
            c.key,
            c.label if c.key != "neighbours" else f"{c.label} ({model_label(row.model)})",
            c.value,
            show(row.indicator, c.value) or no_comparator(row, c),
            str(c.period) if c.period else "",
            c.basis if c.value is not None else "",
            verdict_words(row, c),
            c.likeness,
        )
        for c in row.comparators
    ]
    if own_published is None or (now is not None and now.period == own_published.period):
        return [own, *others]
    like = Entry(
        "home",
        f"{row.area.name}, same period as the comparators",
        own_published.value,
        show(row.indicator, own_published.value),
        str(own_published.period),
        DATA_STATUS_WORDS[own_published.data_status],
        "",
        "the like-for-like figure",
    )
    return [own, like, *others]


def neighbours(snapshot: Snapshot, row: Row, like: Standing | None) -> list[Entry]:
    """The ten neighbours by name with our own figure of the same period, in order of figure.

    Without such a figure of ours they stand alone: a quarter is not ranked among years.
    """
    period = row.comparator("neighbours").period
    rows = in_period(snapshot, row.indicator, period)
    values = {r["area"]: r for r in rows.iter_rows(named=True)}
    entries = []
    for code in snapshot.neighbours(row.area.code, row.model):
        neighbour = snapshot.area(code)
        found = values.get(code) if neighbour.is_current else None
        value = found["value"] if found else None
        reason = str(found["reason"] or "no figure") if found else "not in the source"
        if not neighbour.is_current:
            reason = "no longer exists, so not counted"
        figure = show(row.indicator, value) or reason
        verdict = difference_words(row, value, like.value) if like else ""
        entries.append(
            Entry("neighbours", neighbour.name, value, figure, str(period), "", verdict, "")
        )
    if like is not None:
        figure = show(row.indicator, like.value)
        own = Entry("home", row.area.name, like.value, figure, str(like.period), "", "", "")
        entries.append(own)
    return sorted(entries, key=lambda e: (e.value is None, -(e.value or 0.0), e.label))


def related(snapshot: Snapshot, row: Row, other: Related) -> RelatedFigures | None:
    """A related measure's figures of LAIT in the newest period known by the row's quarter.

    The counts are those of the same period, where we hold them. None where nothing was known yet.
    """
    known_by = None if row.newest_comparators else row.quarter.end
    chosen = _related_period(snapshot, other, known_by)
    if chosen is None:
        return None
    period, label = chosen
    found = comparing.compare(
        snapshot, area=row.area.code, measures=[other.measure], period=label, model=row.model
    )
    about = snapshot.measures.filter(pl.col("measure") == other.measure).row(0, named=True)
    r = found.row(0, named=True)
    suffix = "%" if "%" in about["unit"] else f" {about['unit']}"
    # Beside very small rates two decimals would hide what is compared.
    decimals = max(about["decimals"], row.indicator.decimals if row.indicator.very_small else 0)

    def text(value: float | None) -> str:
        return "no figure" if value is None else f"{fixed(value, decimals)}{suffix}"

    home = snapshot.authority(row.area.code)
    return RelatedFigures(
        str(period),
        (
            (home.name, text(r["value"])),
            ("England", text(r["england"])),
            (snapshot.area(home.region).name if home.region else "Region", text(r["region"])),
            (
                f"Statistical neighbours, mean of {r['neighbours_count']}",
                text(r["neighbours_mean"]),
            ),
        ),
        _related_counts(snapshot, row, other, period),
    )


def _related_period(
    snapshot: Snapshot, other: Related, known_by: date | None
) -> tuple[Period, str] | None:
    """The newest period of a related measure published by a day, and LAIT's label for it."""
    rows = snapshot.measure_rows(other.measure).drop_nulls(["value", "period_start"])
    labels = rows.select(
        pl.col("period_kind").cast(pl.String),
        "period_start",
        "period_end",
        pl.col("label").cast(pl.String),
    ).unique()
    found = [(Period.of(kind, start, end), label) for kind, start, end, label in labels.iter_rows()]
    known = [
        (period, label)
        for period, label in found
        if known_by is None or known_from(period, other.publication) <= known_by
    ]
    return max(known, default=None)


def _related_counts(snapshot: Snapshot, row: Row, other: Related, period: Period) -> str:
    rows = snapshot.observed(row.indicator.id)
    found = observations(rows, row.area.code, period.kind, other.measure)
    now = next((o for o in found if o.period == period), None)
    if now is None or now.numerator is None or now.denominator is None:
        return ""
    return (
        f"{row.area.name}: {count(now.numerator)} of {count(now.denominator)} "
        f"{other.counts['counted']} in {period.in_words}."
    )
