"""From which day a row's comparators were known, by a release or by rule; what changed since."""

from __future__ import annotations

import polars as pl

from kpi.formatting import count, long_date
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.recorded_first_days import indicator_day
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons.range_bar_words import brief
from kpi.wording.headline import others_known

BY_RULE = "by their publisher's usual month of publication"


def known_words(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return how the comparators' period came to be known, and what was revised since.

    As in `2024 (calendar year): taken in on 14 July 2026`. Empty without comparators.
    """
    period = row.comparators[0].period
    if period is None:
        return ""
    known = _taken_in(snapshot, row) or BY_RULE
    return "; ".join(part for part in (f"{period}: {known}", _revised(snapshot, row)) if part)


def noted(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return the same where it is not by rule alone; else an empty text."""
    has_note = _taken_in(snapshot, row) or _revised(snapshot, row)
    return known_words(snapshot, row) if has_note else ""


def sentence(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return the same as a sentence, to show with the comparators; empty where by rule alone."""
    note = noted(snapshot, row)
    return f"Comparators of {note}." if note else ""


def others_of(row: ScorecardRow) -> str:
    """Return the others' period, that of England first: `others: 2024`, `others' newest: 2024`.

    Without a comparator's period it says which of their figures stand in the report.
    """
    period = next((each.period for each in row.comparators if each.period), None)
    if period is None:
        return others_known(row.view)
    whose = "others' newest" if row.view.newest else "others"
    return f"{whose}: {brief(period)}"


# ---- parts --------------------------------------------------------------------------------


def _taken_in(snapshot: Snapshot, row: ScorecardRow) -> str:
    period = row.comparators[0].period
    day = indicator_day(snapshot, row.indicator.id, period) if period else None
    return f"taken in on {long_date(day)}" if day else ""


def _revised(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return how many figures of the comparators' period were revised after the quarter ended.

    The revised ones are shown: what a mean of them was before is not known any more.
    """
    period, day = row.comparators[0].period, row.known_by
    if period is None or day is None:
        return ""
    revised = _revisions(snapshot, row.indicator.id)
    if revised.is_empty():
        return ""
    later = revised.filter(
        (pl.col("area") != row.area.code)
        & (pl.col("period_kind") == str(period.kind))
        & (pl.col("period_start") == period.start)
        & (pl.col("period_end") == period.end)
        & (pl.col("revised_on") > day)
    )
    number = later["area"].n_unique()
    if not number:
        return ""
    newest = max(later["revised_on"])
    if number == 1:
        revision = f"one figure was revised after the quarter, on {long_date(newest)}"
        return f"{revision}, and is shown as revised"
    revision = (
        f"{count(number)} figures were revised after the quarter, last on {long_date(newest)}"
    )
    return f"{revision}, and are shown as revised"


def _revisions(snapshot: Snapshot, indicator: str) -> pl.DataFrame:
    """Return the revisions of an indicator's figures, of all areas and periods."""
    of_it = (pl.col("indicator_id") == indicator) & pl.col("what").is_null()
    return snapshot.remember(
        ("revised figures", indicator), lambda: snapshot.revisions.filter(of_it)
    )
