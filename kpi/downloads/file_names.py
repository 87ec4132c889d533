"""Names of the files that people download: each says what is in it, and which choices it is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kpi.formatting import slug
from kpi.service import service

if TYPE_CHECKING:
    from kpi.benchmarks.measures import Measure
    from kpi.benchmarks.side_by_side import SideBySide
    from kpi.model.definitions.indicator import Indicator
    from kpi.model.snapshot import Snapshot
    from kpi.paper.assembly import PaperRequest
    from kpi.periods import Period
    from kpi.tables.selection import Selection

COLUMNS = "columns.csv"
RETURN_FAULTS = "return-faults.csv"


def summary(quarter: Period, directorate: str | None, indicators: Sequence[Indicator]) -> str:
    """Return the file name of a summary, which states the filters."""
    parts = [f"{service().slug}-summary", quarter.short]
    if directorate:
        parts.append(directorate)
    parts += [indicator.id for indicator in indicators]
    return f"{slug(' '.join(parts))}.csv"


def revised_values(snapshot: Snapshot) -> str:
    """Return the file's name: what it is, and the day of the snapshot."""
    return f"revised-by-publishers-{snapshot.made_on.isoformat()}.csv"


def side_by_side(comparison: SideBySide, ending: str) -> str:
    """Return a file name that states the choices: `compare-839-neighbours-6-measures.csv`."""
    group = comparison.request.group
    others = f"group {group.id or 'chosen'}" if group else "neighbours"
    others = f"{len(comparison.others)} chosen" if comparison.request.areas else others
    text = f"compare {comparison.home.code} {others} {len(comparison.columns)} measures"
    return f"{slug(text)}.{ending}"


def pupil_gaps(what: str, area: str, ending: str = "csv") -> str:
    """Return a file name that states what gaps it holds: `gaps-avg-attain8-score-839.csv`."""
    return f"{slug(' '.join(['gaps', what, area]))}.{ending}"


def release_calendar(snapshot: Snapshot, area: str) -> str:
    """Return the file's name: the council, what it is, the day of the snapshot."""
    return f"release-calendar-{area}-{snapshot.made_on.isoformat()}.csv"


def all_measures(snapshot: Snapshot, area: str, model: str, filters: Sequence[str]) -> str:
    """Return a file name that states the authority and the filters."""
    parts = ["all measures", snapshot.area(area).name, *filters]
    if model != snapshot.newest_model:
        parts.append(f"neighbours {model}")
    return f"{slug(' '.join(parts))}.csv"


def benchmarks(known: Measure, view: str, area: str, period: str = "", ending: str = "csv") -> str:
    """Return a file name that states the view:
    `benchmarks-ehcp-20-weeks-ranking-839-2024.csv`.
    """
    return f"{slug(' '.join(['benchmarks', known.id, view, area, period]))}.{ending}"


def built_table(chosen: Selection, ending: str) -> str:
    """Return a file name that states the selection: `table-12-measures-839-to-2024.csv`."""
    one = chosen.measures[0] if len(chosen.measures) == 1 else f"{len(chosen.measures)} measures"
    where = " ".join(chosen.areas) if len(chosen.areas) <= 4 else f"{len(chosen.areas)} areas"
    days = [
        f"from {chosen.first}" if chosen.first else "",
        f"to {chosen.last}" if chosen.last else "",
    ]
    newest = "newest" if chosen.newest else ""
    shape = "wide" if chosen.wide else ""
    return f"{slug(' '.join(['table', one, chosen.home, where, *days, newest, shape]))}.{ending}"


def paper(wanted: PaperRequest) -> str:
    """Return the paper's file name, which states the filters."""
    parts = [f"{service().slug}-paper", wanted.quarter.short]
    if wanted.directorate:
        parts.append(wanted.directorate)
    parts += wanted.indicator_ids
    if wanted.view.newest:
        parts.append("newest-comparators")
    if wanted.view.model:
        parts.append(f"neighbours-{wanted.view.model}")
    if wanted.view.group:
        parts.append(f"group-{wanted.view.group.id or 'chosen'}")
    if wanted.full:
        parts.append("full")
    if not wanted.charts:
        parts.append("without-charts")
    if wanted.full and not wanted.enquiries:
        parts.append("without-enquiries")
    return f"{slug(' '.join(parts))}.docx"


def empty_return(quarter: Period) -> str:
    """Return the file name of the template: `return-q2-2025-26.xlsx`."""
    return f"return-{slug(quarter.short)}.xlsx"


def changes(summary_file: str) -> str:
    """Return the name of the changes since the last report, with the choices of its summary."""
    return summary_file.replace("summary", "changes")


def series(indicator: Indicator) -> str:
    """Return the name of an indicator's whole series: `ehcp-20-weeks-series.csv`."""
    return f"{slug(indicator.id)}-series.csv"
