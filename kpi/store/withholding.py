"""Withdrawals from every served state of a store: snapshots, and single figures.

The store's log `WITHHELD` records what, when, by whom and why, and never the figure itself. A
figure is withheld from the snapshots that were made until then; one published later is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

import polars as pl

from kpi import visible_text
from kpi.disclosure.suppression import KEY, WITHHELD
from kpi.errors import AwayError, StoreError
from kpi.model.schemas import OBSERVATIONS
from kpi.periods import Period
from kpi.store.backends import backend, location
from kpi.store.backends.location import Where

LOG = "WITHHELD"


@dataclass(frozen=True)
class WithheldFigure:
    """One figure of an authority's own: of which indicator, area and period."""

    indicator_id: str
    area: str
    period_kind: str
    period_start: str
    period_end: str

    @property
    def period(self) -> Period:
        """The period that it covers."""
        start, end = (date.fromisoformat(day) for day in (self.period_start, self.period_end))
        return Period.of(self.period_kind, start, end)

    def __str__(self) -> str:
        return f"{self.indicator_id}, area {self.area}, {self.period}"


@dataclass(frozen=True)
class Withdrawal:
    """One withdrawal: of a snapshot, or of a figure where `snapshot` is empty."""

    at: str
    who: str
    why: str
    snapshot: str = ""
    figure: WithheldFigure | None = None


def note(where: Where, entry: Withdrawal) -> None:
    """Record a withdrawal durably; it applies from then on."""
    about = {
        **asdict(entry),
        "who": visible_text.line(entry.who),
        "why": visible_text.line(entry.why),
    }
    location.open_backend(where).note(LOG, json.dumps(about, ensure_ascii=False))


def entries(where: Where) -> list[Withdrawal]:
    """Return every withdrawal, oldest first.

    Raises AwayError where the store does not answer, and StoreError where a line cannot be read:
    what it withheld must not reappear.
    """
    try:
        lines = location.open_backend(where).lines(LOG)
    except OSError as fault:
        why = backend.reason(fault)
        raise AwayError(f"What was withheld cannot be read: {why}.", why) from None
    withdrawals = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            about = json.loads(line)
            figure = WithheldFigure(**about.pop("figure")) if about.get("figure") else None
            entry = Withdrawal(**{**about, "figure": figure})
            if figure:
                _ = figure.period
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise StoreError(
                f"What was withheld cannot be read: line {number} of {LOG} is damaged."
            ) from None
        withdrawals.append(entry)
    return withdrawals


def snapshots(withdrawals: list[Withdrawal]) -> Mapping[str, Withdrawal]:
    """Return the withheld snapshots by id."""
    return {entry.snapshot: entry for entry in withdrawals if entry.snapshot}


def figures(withdrawals: list[Withdrawal], made_at: str) -> pl.DataFrame:
    """Return the figures withheld from a snapshot made at a time: columns `KEY` and `reason`."""
    rows = [
        {
            **asdict(entry.figure),
            "period_start": entry.figure.period.start,
            "period_end": entry.figure.period.end,
            "reason": WITHHELD,
        }
        for entry in withdrawals
        if entry.figure and made_at <= entry.at
    ]
    return pl.DataFrame(rows, schema={name: OBSERVATIONS[name] for name in (*KEY, "reason")})
