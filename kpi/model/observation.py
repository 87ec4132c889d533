"""One figure of one area and period: its value and counts, or why there is none."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import date

from kpi.periods import Period


@dataclass(frozen=True)
class Observation:
    """One figure of one area and period, with why it is missing or special."""

    period: Period
    known_from: date
    _: KW_ONLY
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    symbol: str | None = None
    reason: str | None = None
    data_status: str = ""
    source: str = ""
    note: str | None = None
    supplied_status: str | None = None
