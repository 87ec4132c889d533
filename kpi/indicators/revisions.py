"""Corrections of figures and targets: what was before, what is now, when it was changed and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from kpi.formatting import capital, long_date
from kpi.indicators.reporting_quarters import returned_quarters
from kpi.indicators.targets.targets_in_force import AMOUNTS
from kpi.model import schemas
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Period, parse_period

_ENDS = "to_quarter"
_NAMES = MappingProxyType(
    {
        "target": "target",
        "intervention_level": "intervention level",
        "target_upper": "upper bound of the target",
        "intervention_upper": "upper intervention level",
        _ENDS: "last period of the target",
    }
)
_NAMES_OF_RANGE = MappingProxyType(
    {"target": "lower bound of the target", "intervention_level": "lower intervention level"}
)
_NONE, _NO_END = "none", "no end"


@dataclass(frozen=True)
class Correction:
    """One change of a figure that had been shown, in words fit to show."""

    period: Period
    before: str
    after: str
    revised_on: date
    why: str

    @property
    def in_words(self) -> str:
        """The correction, as `Q1 2025-26 (Apr to Jun 2025): 53.9% corrected to 54.5% on ...`."""
        day = long_date(self.revised_on)
        text = f"{self.period}: {self.before} corrected to {self.after} on {day}."
        return f"{text} {self.why}".strip()


@cached_on_snapshot
def corrections(snapshot: Snapshot, indicator: Indicator, area: str) -> list[Correction]:
    """Return the corrections of an area's figures of an indicator, newest first."""
    rows = _recorded(snapshot, indicator, area).filter(pl.col("what").is_null())
    recorded = [
        Correction(
            Period.of(r["period_kind"], r["period_start"], r["period_end"]),
            show(indicator, r["old_value"]) or r["old_reason"] or "no figure",
            show(indicator, r["new_value"]) or r["new_reason"] or "no figure",
            r["revised_on"],
            r["why"],
        )
        for r in rows.iter_rows(named=True)
    ]
    # The table is in the order of publishing, so the last correction of a day is the newest.
    return sorted(recorded, key=lambda c: c.revised_on)[::-1]


@dataclass(frozen=True)
class TargetCorrection:
    """One change of a target that had been published, in words fit to show."""

    name: str  # such as `target` or `intervention level`
    from_quarter: Period
    before: str
    after: str
    revised_on: date
    why: str

    @property
    def in_words(self) -> str:
        """The correction: `Target from Q2 2025-26: 85.0% corrected to 80.0% on 3 May 2026. ...`."""
        day = long_date(self.revised_on)
        text = (
            f"{capital(self.name)} from {self.from_quarter.short}: {self.before} corrected to "
            f"{self.after} on {day}."
        )
        return f"{text} {self.why}".strip()


@cached_on_snapshot
def target_corrections(
    snapshot: Snapshot, indicator: Indicator, area: str
) -> list[TargetCorrection]:
    """Return the corrections of an area's targets of an indicator, newest first."""
    rows = _recorded(snapshot, indicator, area).filter(pl.col("what").is_not_null())
    recorded = []
    for r in rows.iter_rows(named=True):
        nothing = _NO_END if r["what"] == _ENDS else _NONE
        recorded.append(
            TargetCorrection(
                _amount_name(indicator, r["what"]),
                Period.of(r["period_kind"], r["period_start"], r["period_end"]),
                show(indicator, r["old_value"]) or r["old_reason"] or nothing,
                show(indicator, r["new_value"]) or r["new_reason"] or nothing,
                r["revised_on"],
                r["why"] or "",
            )
        )
    return sorted(recorded, key=lambda c: c.revised_on)[::-1]


def correction_lines(snapshot: Snapshot, indicator: Indicator, area: str) -> list[str]:
    """Return every correction of an indicator in words, of figures and of targets, newest first."""
    recorded: list[Correction | TargetCorrection] = [
        *corrections(snapshot, indicator, area),
        *target_corrections(snapshot, indicator, area),
    ]
    return [each.in_words for each in sorted(recorded, key=lambda c: c.revised_on, reverse=True)]


def _recorded(snapshot: Snapshot, indicator: Indicator, area: str) -> pl.DataFrame:
    return snapshot.revisions.filter(
        (pl.col("indicator_id") == indicator.id) & (pl.col("area") == area)
    )


def _amount_name(indicator: Indicator, what: str) -> str:
    if indicator.polarity is Polarity.RANGE and what in _NAMES_OF_RANGE:
        return _NAMES_OF_RANGE[what]
    return _NAMES.get(what, what)


# ---- the record ---------------------------------------------------------------------------


@dataclass(frozen=True)
class TargetTables:
    """Targets before a return, those of the return, and those after it."""

    before: pl.DataFrame
    given: pl.DataFrame
    after: pl.DataFrame


def target_revisions(
    tables: TargetTables, last_report: Mapping[str, Period], why: str, today: date
) -> pl.DataFrame:
    """Return the record of each published target that a return corrects, as `REVISIONS`.

    It is corrected where the return gives the same first quarter (or month) another target, level,
    bound or end, and where a new target begins in a quarter that a report has covered already and
    another was in force. `last_report` is the newest quarter of each area's returns. What
    replaces an illustrative target corrects nothing.
    """
    old = list(tables.before.iter_rows(named=True))
    given = tables.given.select(_TARGET_KEY).unique().rows()
    starts = set(tables.after.select(_TARGET_KEY).rows())
    rows = []
    for new in tables.after.iter_rows(named=True):
        if tuple(new[k] for k in _TARGET_KEY) not in given:
            continue
        earlier = _corrected(new, old, last_report.get(new["area"]))
        is_real = earlier is not None and (
            earlier["data_status"] != ILLUSTRATIVE or new["data_status"] == ILLUSTRATIVE
        )
        if earlier is None or not is_real:
            continue
        quarter = parse_period(new["from_quarter"])
        about = {
            **dict.fromkeys(schemas.REVISIONS),
            "indicator_id": new["indicator_id"],
            "area": new["area"],
            "period_kind": str(quarter.kind),
            "period_start": quarter.start,
            "period_end": quarter.end,
            "revised_on": today,
            "why": why,
        }
        rows += [{**about, **amount} for amount in _amounts(earlier, new)]
        if earlier["from_quarter"] == new["from_quarter"] and not _is_followed(new, starts):
            rows += [{**about, **amount} for amount in _end(earlier, new)]
    return pl.DataFrame(rows, schema=schemas.REVISIONS)


_TARGET_KEY = ("indicator_id", "area", "from_quarter")


def _corrected(
    new: Mapping[str, Any], old: list[dict[str, Any]], last_report: Period | None
) -> Mapping[str, Any] | None:
    """Return the target that a new one corrects; None for none."""
    mine = [r for r in old if all(r[k] == new[k] for k in _TARGET_KEY[:2])]
    starts = parse_period(new["from_quarter"])
    for r in mine:
        if r["from_quarter"] == new["from_quarter"]:
            return r
    if last_report is None or starts.start > last_report.end:
        return None
    return next((r for r in mine if _is_in_force(r, starts)), None)


def _is_in_force(row: Mapping[str, Any], period: Period) -> bool:
    """Whether a target of the same kind of period, quarter or month, is in force in a period."""
    first = parse_period(row["from_quarter"])
    ends = parse_period(row[_ENDS]) if row[_ENDS] else None
    return first.kind is period.kind and first <= period and (ends is None or period <= ends)


def _amounts(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in AMOUNTS:
        if old[name] != new[name]:
            yield {"what": name, "old_value": old[name], "new_value": new[name]}


def _end(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if old[_ENDS] != new[_ENDS]:
        yield {"what": _ENDS, "old_reason": old[_ENDS], "new_reason": new[_ENDS]}


def _is_followed(new: Mapping[str, Any], starts: set[tuple[Any, ...]]) -> bool:
    """Whether another target begins in the next period, which says the end by itself."""
    if new[_ENDS] is None:
        return False
    following = parse_period(new[_ENDS]).next()
    assert following is not None  # quarters and months never end
    return (new["indicator_id"], new["area"], following.short) in starts


def first_reported_in(snapshot: Snapshot, area: str, correction: Correction) -> Period | None:
    """Return the quarter whose report is the first to show a correction.

    That is the newest of the area's return that had ended by then; None where none had.
    """
    ended = [q for q in returned_quarters(snapshot, area) if q.end < correction.revised_on]
    return max(ended, default=None)
