"""Streaks in words: how many figures in a row met the target, or were worse than the newest."""

from __future__ import annotations

from kpi.formatting import in_words, ordinal
from kpi.indicators.scorecard import ScorecardRow, Streak
from kpi.model.data_status import is_marked
from kpi.model.display import PERIOD_NAMES
from kpi.model.polarity import Polarity
from kpi.wording.headline import STREAK_WORTH_SAYING


def streak_words(row: ScorecardRow) -> str:
    """Return `at or above target for the 5th quarter in a row`; empty where too short."""
    if row.streak.length < STREAK_WORTH_SAYING or row.now is None or not row.shown.is_current:
        return ""
    if row.indicator.polarity is Polarity.RANGE:
        side = "within its target"
    else:
        side = f"at or {row.indicator.polarity.better_side} target"
    name = PERIOD_NAMES.get(row.now.period.kind, "period")
    text = f"{side} for the {ordinal(row.streak.length)} {name} in a row"
    return f"{text}{_some(row.streak, row.judged_status)}"


def beats_words(row: ScorecardRow) -> str:
    """Return `the lowest in nine quarters`; empty where too short."""
    if row.beats is None or row.beats.length < STREAK_WORTH_SAYING or row.now is None:
        return ""
    best = "highest" if row.indicator.polarity is Polarity.HIGHER else "lowest"
    name = PERIOD_NAMES.get(row.now.period.kind, "period")
    text = f"the {best} in {in_words(row.beats.length + 1)} {name}s"
    return f"{text}{_some(row.beats, row.figure_status)}"


def _some(run: Streak, status: str) -> str:
    """Return a note where a streak includes less certain figures than the newest, else ""."""
    if run.status == status or not is_marked(run.status):
        return ""
    return f" (some of the figures are {run.status})"
