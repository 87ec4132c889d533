"""One indicator's change in words: improved or worsened, from what, and what chance says of it."""

from __future__ import annotations

from kpi.indicators.change_verdicts import DIRECTIONS, Change, ChangeVerdict
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import in_brackets
from kpi.model.display import show_short
from kpi.model.missing import missing_words
from kpi.model.observation import Observation
from kpi.statistics.verdict_rules import TOO_FEW

CHANGE_NOUNS = {
    DIRECTIONS.better: "improvement",
    DIRECTIONS.worse: "worsening",
    DIRECTIONS.higher: "rise",
    DIRECTIONS.lower: "fall",
}
SHARED = f"{ChangeVerdict.UNTESTED}, as both share months"


def change_words(change: Change) -> str:
    """Return a direction in words: `worsened clearly`, `improved`, `clearly up`, `no change`."""
    if not change.clear:
        return change.direction
    if change.direction in (DIRECTIONS.higher, DIRECTIONS.lower):
        return f"clearly {change.direction}"
    return f"{change.direction} clearly"


def change_in_cell(row: ScorecardRow, change: Change) -> tuple[str, str]:
    """Return a direction and what chance says of it, for a narrow cell: `worsened (not tested)`."""
    chance = change_chance(row, change)
    if chance == ChangeVerdict.UNTESTED:
        return f"{change_words(change)} ({chance})", ""
    return change_words(change), chance


def change_note(row: ScorecardRow, change: Change) -> str:
    """Return the note under a direction: the earlier figure, and whether chance may explain it."""
    if change.missing is not None:
        return missing_words.no_change_short(
            change.missing, lambda value: show_short(row.indicator, value)
        )
    before = change.before
    if before is None or before.value is None:
        return ""
    then = f"{show_short(row.indicator, before.value)}{otherwise(row.figure_status, before)}"
    earlier = f"from {then} {before.period.placed_short}"
    if change.is_too_few and change.difference:
        return f"{earlier}; {TOO_FEW} whether that is chance"
    if change.shares_months and change.difference:
        return f"{earlier}; {SHARED}"
    if change.test is ChangeVerdict.UNTESTED:
        return f"{earlier}; {ChangeVerdict.UNTESTED}"
    return f"{earlier}; {ChangeVerdict.NORMAL}" if change.clear is False else earlier


def change_from(row: ScorecardRow, change: Change) -> str:
    """Return the earlier figure without its period, `from 95.7%`; empty without one."""
    before = change.before
    if change.missing is not None or before is None or before.value is None:
        return ""
    return f"from {show_short(row.indicator, before.value)}{otherwise(row.figure_status, before)}"


def change_chance(row: ScorecardRow, change: Change) -> str:
    """Return whether chance may explain a change, or why there is none, for a narrow cell."""
    if change.missing is not None:
        return change_note(row, change)
    if change.is_too_few and change.difference:
        return TOO_FEW
    if change.shares_months and change.difference:
        return SHARED
    if change.test is ChangeVerdict.UNTESTED:
        return ChangeVerdict.UNTESTED.value
    return ChangeVerdict.NORMAL.value if change.clear is False else ""


def otherwise(status: str, earlier: Observation) -> str:
    """Return an earlier figure's mark, ` (illustrative)`, where its status differs from ours."""
    return in_brackets(earlier.data_status) if earlier.data_status != status else ""
