"""What changed since the report before, as one line that opens into five columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from kpi.indicators.report_changes.change import ChangeKind, ReportChange
from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.data_status import PUBLISHED
from kpi.model.snapshot import Snapshot
from kpi.wording.report_changes import columns
from kpi.wording.report_changes.sentences import flip_status
from pages.sections.scorecard_table import Tag, tag

# Of these the column's note says how many there are of which period: they stand in the table.
_COUNTED = (ChangeKind.ARRIVED, ChangeKind.REPLACED)


@dataclass(frozen=True)
class SinceLine:
    """One change: its indicator with a link to it, and either words or the two statuses.

    `status` is the data status of the statuses; words carry their own.
    """

    name: str
    href: str
    text: str
    before: Tag | None = None
    after: Tag | None = None
    status: str = PUBLISHED


@dataclass(frozen=True)
class SinceColumn:
    """One kind of change: a heading with its number, the changes, and notes."""

    heading: str
    counted: tuple[str, ...]
    lines: tuple[SinceLine, ...]
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
    query: Mapping[str, str],
    *,
    directorate: str | None = None,
    indicator_ids: Sequence[str] = (),
) -> Since:
    """Return the changes of a report for the page; `today` says which actions fell due.

    `query` is what the address of an indicator keeps of the page's choices.
    """
    changes = report_changes(
        snapshot, view, today, directorate=directorate, indicator_ids=tuple(indicator_ids)
    )
    return Since(
        columns.counts_line(changes),
        columns.compared_reports(changes),
        tuple(
            SinceColumn(
                each.heading,
                each.counted,
                tuple(
                    _line(change, text, query)
                    for change, text in each.lines
                    if change.kind not in _COUNTED
                ),
                each.notes,
            )
            for each in columns.columns(changes)
        ),
    )


def _line(change: ReportChange, text: str, query: Mapping[str, str]) -> SinceLine:
    indicator = change.row.indicator
    href = f"indicator?{urlencode({**query, 'indicator': indicator.id})}"
    if change.kind is not ChangeKind.FLIPPED or change.earlier is None:
        return SinceLine(indicator.name, href, text)
    return SinceLine(
        indicator.name,
        href,
        text,
        tag(change.earlier.status),
        tag(change.row.status),
        flip_status(change),
    )
