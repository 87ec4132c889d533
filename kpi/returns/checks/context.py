"""What is known before a return is read: definitions, live series and targets, and today's date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from kpi.indicators.reporting_quarters import returned_series
from kpi.indicators.scorecard import targets
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period


@dataclass(frozen=True)
class Context:
    """The data that a return is checked against.

    `history` holds the live snapshot's own series of an indicator, oldest first; `targets` its
    targets, oldest first; `answered` the indicators and quarters whose live commentary has an
    action, an owner and a due date; `commented` those that have any commentary.
    """

    indicators: Mapping[str, Indicator]
    area: str
    history: Mapping[str, list[Observation]]
    targets: Mapping[str, list[Target]]
    today: date
    commented: frozenset[tuple[str, Period]] = field(default=frozenset())
    answered: frozenset[tuple[str, Period]] = field(default=frozenset())

    @staticmethod
    def of(snapshot: Snapshot, area: str, today: date) -> Context:
        """Return the context of an area from a live snapshot."""
        comments = snapshot.commentary.filter(pl.col("area") == area)
        full = comments.drop_nulls(["action", "owner_role", "due"])
        return Context(
            {i.id: i for i in snapshot.indicators},
            area,
            {i.id: returned_series(snapshot, i, area) for i in snapshot.indicators},
            {i.id: targets(snapshot, i, area) for i in snapshot.indicators},
            today,
            _keys(comments),
            _keys(full),
        )

    @staticmethod
    def empty(indicators: Iterable[Indicator], area: str, today: date) -> Context:
        """Return the context before the first snapshot: definitions and today's date only."""
        return Context({i.id: i for i in indicators}, area, {}, {}, today)


def _keys(comments: pl.DataFrame) -> frozenset[tuple[str, Period]]:
    rows = comments.select("indicator_id", "reporting_quarter").iter_rows()
    return frozenset((name, parse_period(quarter)) for name, quarter in rows)
