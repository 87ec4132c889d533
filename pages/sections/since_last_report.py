"""What changed since the report before, as one line that opens into five columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.wording.report_changes import columns


@dataclass(frozen=True)
class SinceColumn:
    """One kind of change: a heading with its number, the changes, and notes."""

    heading: str
    lines: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Since:
    """The counts in one line, what is compared, and the columns; none in a first report."""

    counts: str
    compared: str
    columns: tuple[SinceColumn, ...]


def since(
    snapshot: Snapshot,
    view: View,
    today: date,
    *,
    directorate: str | None = None,
    indicator_ids: Sequence[str] = (),
) -> Since:
    """Return the changes of a report for the page; `today` says which actions fell due."""
    found = report_changes(
        snapshot, view, today, directorate=directorate, indicator_ids=tuple(indicator_ids)
    )
    return Since(
        columns.counts_line(found),
        columns.beside_words(found),
        tuple(
            SinceColumn(each.heading, tuple(text for _, text in each.lines), each.notes)
            for each in columns.columns(found)
        ),
    )
