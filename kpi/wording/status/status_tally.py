"""How many indicators have each target status, and how many moved: the scorecard's counts."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import capital, listed
from kpi.indicators.change_verdicts import DIRECTIONS, Change, ChangeVerdict
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.statistics.verdict_rules import TOO_FEW


def status_tally(rows: Sequence[ScorecardRow]) -> list[tuple[str, str]]:
    """Return each target status that occurs, worst first, with its count: `2 off target`."""
    statuses = [row.status for row in rows if not row.indicator.is_context]
    return [(s, f"{statuses.count(s)} {s}") for s in target_status.STATUSES if s in statuses]


def change_counts(rows: tuple[ScorecardRow, ...]) -> str:
    """Return how many moved since the previous report: clearly, perhaps by chance, or untested."""
    changes = [r.since_last for r in rows if not r.indicator.is_context and r.shown.is_current]
    if not changes:
        return "No new figures in this report."
    by_test = {test: [c for c in changes if c.test is test] for test in ChangeVerdict}
    clear, untested = by_test[ChangeVerdict.CLEAR], by_test[ChangeVerdict.UNTESTED]
    counted = [
        f"{_ways(clear)} clearly" if clear else "no clear change",
        *(f"{len(by_test[test])} {words}" for test, words in _COUNTED.items() if by_test[test]),
    ]
    shared = [change for change in untested if change.shares_months]
    uncounted = [change for change in untested if not change.shares_months]
    tails = [
        f" {capital(ChangeVerdict.UNTESTED)}{why}: {_ways(part)}."
        for why, part in (
            ("", uncounted),
            (", as both figures share months", shared),
        )
        if part
    ]
    return f"Against the period before: {'; '.join(counted)}.{''.join(tails)}"


_COUNTED = {
    ChangeVerdict.NORMAL: ChangeVerdict.NORMAL.value,
    ChangeVerdict.TOO_FEW: TOO_FEW,
    ChangeVerdict.NOT_TELLABLE: f"with {ChangeVerdict.NOT_TELLABLE}",
    ChangeVerdict.NO_CHANGE: f"with {ChangeVerdict.NO_CHANGE}",
    ChangeVerdict.MISSING: f"that {ChangeVerdict.MISSING}",
}


def _ways(changes: Sequence[Change]) -> str:
    """Return `2 improved and 1 worsened`."""
    directions = [change.direction for change in changes]
    counted = [f"{directions.count(way)} {way}" for way in DIRECTIONS if way in directions]
    return listed(counted)


def status_counts(rows: tuple[ScorecardRow, ...]) -> str:
    """Return `2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data`."""
    headline = [row.status for row in rows if not row.indicator.is_context]
    order = [
        target_status.ON_TARGET, target_status.OFF_TARGET, target_status.BEYOND_INTERVENTION,
        target_status.AWAITING, target_status.SUPPRESSED, target_status.NO_TARGET,
    ]  # fmt: skip
    counted = [f"{headline.count(s)} {s}" for s in order if s in headline]
    return ", ".join(counted) if counted else "No indicator is chosen that has a target."
