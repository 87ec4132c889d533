"""Gaps of groups of children as tables: as shown, and exact for download with their sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import polars as pl

from kpi.benchmarks.pupil_groups.pupil_gaps import GapSeries, PupilGap
from kpi.model.data_status import in_brackets
from kpi.model.missing.symbol_meanings import LAIT_DASH_REASON
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.wording import pupil_gaps as words

_Kinds: TypeAlias = dict[str, type[pl.DataType]]
_GAP: _Kinds = {
    "subject": pl.String,
    "kind_of_group": pl.String,
    "group": pl.String,
    "group_measure": pl.String,
    "beside": pl.String,  # all pupils, or who else
    "beside_measure": pl.String,
    "area": pl.String,
    "area_name": pl.String,
    "period": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "group_value": pl.Float64,
    "beside_value": pl.Float64,
    "gap": pl.Float64,  # exact: group_value less beside_value
    "gap_shown": pl.String,
    "may_be_off_by": pl.Float64,  # by the rounding of the two published figures
    "unit": pl.String,
}
_AGAINST: _Kinds = {
    "england_gap": pl.Float64,
    "difference_from_england": pl.Float64,  # of the gaps as shown
    "against_england": pl.String,
    "change_since": pl.String,  # the earliest comparable period of five years
    "gap_then": pl.Float64,
    "change": pl.Float64,  # of the gaps as shown
    "change_in_words": pl.String,
    "england_change": pl.Float64,
}
_ABOUT: _Kinds = {
    "symbol": pl.String,
    "reason": pl.String,  # why there is no gap
    "set_aside": pl.String,
    "data_status": pl.String,
    "note": pl.String,
    "source": pl.String,
    "publisher": pl.String,
    "snapshot": pl.String,
}
FIGURES = pl.Schema({**_GAP, **_ABOUT})
LISTED = pl.Schema({**_GAP, **_AGAINST, **_ABOUT})
SHOWN = {
    "group": "Group",
    "subject": "What is measured",
    "gap": "Gap, points",
    "england": "England's gap",
    "against": "Against England's",
    "change": "Change",
    "since": "Change since",
    "period": "Period",
    "difference": "Difference from England's",
    "beside": "Beside",
    "status": "Kind of figure",
}
NUMBERS = (SHOWN["gap"], SHOWN["england"], SHOWN["difference"])
_UNIT = "points"


@dataclass(frozen=True)
class TextTable:
    """A table as text: its head, and rows whose first cell is their header."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_groups(series: Sequence[GapSeries]) -> TextTable:
    """Return each group's newest gap with both figures, England's gap, and how ours has moved."""
    head = (
        "Group", "Period", "Group's figure", "Beside", "Gap, points", "England's gap, points",
        "Against England's", "Since", "Change",
    )  # fmt: skip
    return TextTable(head, tuple(_group_row(gaps) for gaps in series if gaps.now))


def over_time(gaps: GapSeries) -> TextTable:
    """Return a group's gap and England's, newest period first, with both figures of each."""
    others = gaps.pair.others
    head = (
        "Period", "Group", others[:1].upper() + others[1:], "Gap, points", "England: group",
        f"England: {others}", "England's gap, points",
    )  # fmt: skip
    both = reversed(list(zip(gaps.home, gaps.england, strict=True)))
    return TextTable(
        head,
        tuple(
            (f"{ours.period}{_aside(ours)}", *_cells(gaps, ours), *_cells(gaps, theirs))
            for ours, theirs in both
        ),
    )


def figures(snapshot: Snapshot, series: Sequence[GapSeries]) -> pl.DataFrame:
    """Return a row for each group, period and area (ours, then England): columns `FIGURES`."""
    rows = [
        _figure(snapshot, pair_gaps, gap, area)
        for pair_gaps in series
        for area, gaps in ((pair_gaps.area, pair_gaps.home), (ENGLAND, pair_gaps.england))
        for gap in gaps
    ]
    return pl.DataFrame(rows, FIGURES, orient="row")


def listed(snapshot: Snapshot, series: Sequence[GapSeries]) -> pl.DataFrame:
    """Return a row for each pair that has a period, exact: columns `LISTED`."""
    rows = []
    for gaps in series:
        if gaps.now is None or gaps.england_now is None:
            continue
        change, wider = gaps.change, gaps.england_change
        rows.append(
            {
                **_figure(snapshot, gaps, gaps.now, gaps.area),
                "england_gap": gaps.england_now.value,
                "difference_from_england": gaps.beyond_england,
                "against_england": words.against_england(gaps),
                "change_since": str(change.before.period) if change else None,
                "gap_then": change.before.value if change else None,
                "change": change.shown if change else None,
                "change_in_words": words.moved(change, gaps.decimals),
                "england_change": wider.shown if wider else None,
            }
        )
    return pl.DataFrame(
        [{name: row[name] for name in LISTED} for row in rows], LISTED, orient="row"
    )


def grid(series: Sequence[GapSeries]) -> pl.DataFrame:
    """Return the list of gaps for a sortable grid: columns `SHOWN`, figures as displayed."""
    rows = [(gaps, gaps.now, gaps.england_now, gaps.change) for gaps in series if gaps.now]
    columns = {
        "group": [gaps.pair.group.name for gaps, *_ in rows],
        "subject": [gaps.pair.subject for gaps, *_ in rows],
        "gap": [now.shown if now else None for _, now, _, _ in rows],
        "england": [england.shown if england else None for *_, england, _ in rows],
        "against": [words.beside_england(gaps) for gaps, *_ in rows],
        "change": [words.change_of_width(change, gaps.decimals) for gaps, *_, change in rows],
        "since": [str(change.before.period) if change else "" for *_, change in rows],
        "period": [str(now.period) if now else "" for _, now, _, _ in rows],
        "difference": [gaps.beyond_england for gaps, *_ in rows],
        "beside": [gaps.pair.others for gaps, *_ in rows],
        "status": [now.status if now else "" for _, now, _, _ in rows],
    }
    kinds = dict.fromkeys(("gap", "england", "difference"), pl.Float64)
    table = pl.DataFrame(columns, schema_overrides=kinds)
    return table.rename(SHOWN)


# ---- parts --------------------------------------------------------------------------------


def _aside(gap: PupilGap) -> str:
    return f" (set aside: {gap.set_aside})" if gap.set_aside else ""


def _cells(gaps: GapSeries, gap: PupilGap) -> tuple[str, str, str]:
    if gap.value is None:
        group, others = words.figure(gaps, gap.group), words.figure(gaps, gap.reference)
        return (group, others, words.reason(gap))
    return (
        words.figure(gaps, gap.group),
        words.figure(gaps, gap.reference),
        f"{words.shown_gap(gap.shown, gaps.decimals)}{in_brackets(gap.status)}",
    )


def _group_row(gaps: GapSeries) -> tuple[str, ...]:
    now, england, change = gaps.now, gaps.england_now, gaps.change
    if now is None or england is None:
        return (gaps.pair.group.name,)
    group, others, gap = _cells(gaps, now)
    return (
        gaps.pair.group.name,
        str(now.period),
        group,
        others,
        gap,
        _cells(gaps, england)[2],
        words.against_england(gaps),
        str(change.before.period) if change else "none of five years compares",
        words.moved(change, gaps.decimals),
    )


def _figure(snapshot: Snapshot, gaps: GapSeries, gap: PupilGap, area: str) -> dict[str, object]:
    pair = gaps.pair
    return {
        "subject": pair.subject,
        "kind_of_group": pair.group.kind,
        "group": pair.group.name,
        "group_measure": pair.measure,
        "beside": pair.others,
        "beside_measure": pair.reference,
        "area": area,
        "area_name": snapshot.area(area).name,
        "period": str(gap.period),
        "period_kind": str(gap.period.kind),
        "period_start": gap.period.start,
        "period_end": gap.period.end,
        "group_value": gap.group,
        "beside_value": gap.reference,
        "gap": gap.value,
        "gap_shown": words.signed_gap(gap.shown, gaps.decimals),
        "may_be_off_by": None if gap.value is None else gap.off_by,
        "unit": _UNIT,
        "symbol": gap.symbol,
        "reason": f"{gap.reason} ({LAIT_DASH_REASON})" if gap.is_lacking else gap.reason,
        "set_aside": gap.set_aside,
        "data_status": gap.status,
        "note": " ".join(pair.notes),
        "source": snapshot.source(gaps.known.source).title,
        "publisher": gaps.known.publisher,
        "snapshot": snapshot.id,
    }
