"""The days on which periods first came with a release that was taken in, where that is known.

Of all others the publication rule says when they were known
(`definitions.publication_dates.known_from`).
"""

from __future__ import annotations

from datetime import date

from kpi.model.definitions.indicator import Related
from kpi.model.definitions.publication_dates import known_from
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

_Key = tuple[str, str, str, date, date]


def indicator_day(snapshot: Snapshot, indicator_id: str, period: Period) -> date | None:
    """Return the day on which a period of an indicator was first taken in; None by its rule."""
    return _days(snapshot).get(("indicator", indicator_id, *_covers(period)))


def measure_day(snapshot: Snapshot, measure: str, period: Period) -> date | None:
    """Return the day on which a period of a measure of LAIT was first taken in, or None."""
    return _days(snapshot).get(("measure", measure, *_covers(period)))


def related_known_from(snapshot: Snapshot, related: Related, period: Period) -> date:
    """Return the day from which a period of a related measure is known: taken in, or by rule."""
    taken_in = measure_day(snapshot, related.measure, period)
    return taken_in or known_from(period, related.publication)


# ---- parts --------------------------------------------------------------------------------


def _covers(period: Period) -> tuple[str, date, date]:
    return str(period.kind), period.start, period.end


def _days(snapshot: Snapshot) -> dict[_Key, date]:
    def make() -> dict[_Key, date]:
        rows = snapshot.first_taken_in.filter(leg="").select(
            "of", "name", "period_kind", "period_start", "period_end", "taken_in"
        )
        return {
            (of, name, kind, start, end): day for of, name, kind, start, end, day in rows.rows()
        }

    return snapshot.remember("days first taken in", make)
