"""The comparison as a page and a file show it: each comparator with figure, period and verdict."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi import comparing
from kpi.comparators import in_period, model_label
from kpi.model import Related
from kpi.numbers import count, fixed
from kpi.periods import Kind
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


def neighbours(snapshot: Snapshot, row: Row) -> list[Entry]:
    """Our own figure and the ten neighbours by name, in order of figure; no figure last."""
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
        verdict = difference_words(row, value)
        entries.append(
            Entry("neighbours", neighbour.name, value, figure, str(period), "", verdict, "")
        )
    own = comparison(row)[0]
    return sorted([own, *entries], key=lambda e: (e.value is None, -(e.value or 0.0), e.label))


def related(snapshot: Snapshot, row: Row, other: Related) -> RelatedFigures:
    """The newest figures of a related measure from LAIT, and the newest counts we hold of ours."""
    area, model = row.area.code, row.model
    found = comparing.compare(snapshot, area=area, measures=[other.measure], model=model)
    about = snapshot.measures.filter(pl.col("measure") == other.measure).row(0, named=True)
    r = found.row(0, named=True)
    home = snapshot.authority(area)
    suffix = "%" if "%" in about["unit"] else f" {about['unit']}"

    def text(value: float | None) -> str:
        if value is None:
            return "no figure"
        return f"{fixed(value, about['decimals'])}{suffix}"

    label = snapshot.measure_rows(other.measure).filter(
        pl.col("label").cast(pl.String) == r["period"]
    )
    period = snapshot.period_rows(label)
    return RelatedFigures(
        str(period[-1]) if period else r["period"],
        (
            (home.name, text(r["value"])),
            ("England", text(r["england"])),
            (snapshot.area(home.region).name if home.region else "Region", text(r["region"])),
            (
                f"Statistical neighbours, mean of {r['neighbours_count']}",
                text(r["neighbours_mean"]),
            ),
        ),
        _related_counts(snapshot, row, other),
    )


def _related_counts(snapshot: Snapshot, row: Row, other: Related) -> str:
    rows = snapshot.observed(row.indicator.id)
    found = [
        o
        for o in observations(rows, row.area.code, Kind.FINANCIAL, other.measure)
        if o.numerator is not None and o.denominator is not None
    ]
    if not found:
        return ""
    newest = found[-1]
    assert newest.numerator is not None
    assert newest.denominator is not None
    return (
        f"The newest counts: {count(newest.numerator)} of {count(newest.denominator)} "
        f"{other.counts['counted']} in {newest.period.in_words}."
    )
