"""Target statuses that differ between two scorecards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from kpi.model.definitions.indicator import Indicator


class StatusHolder(Protocol):
    """An indicator's row of a scorecard, or the part of it that holds its status."""

    @property
    def indicator(self) -> Indicator:
        """The indicator."""

    @property
    def status(self) -> str:
        """Its target status."""


Row = TypeVar("Row", bound=StatusHolder)


def flipped(before: Sequence[Row], after: Sequence[Row]) -> tuple[tuple[Row, Row], ...]:
    """Return the rows whose status differs, each with the one before, in the order of `after`.

    An indicator that only one of the two has is left out: it has no status to compare.
    """
    known = {row.indicator.id: row for row in before}
    pairs = ((known[row.indicator.id], row) for row in after if row.indicator.id in known)
    return tuple((old, new) for old, new in pairs if old.status != new.status)
