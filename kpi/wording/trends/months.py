"""Figures by month and the year to date that stand beside quarters, in words."""

from __future__ import annotations

from kpi.formatting import capital
from kpi.indicators.reporting_quarters import of_months, year_to_date_of
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import PUBLISHED, in_brackets
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from kpi.wording.headline import counts
from kpi.wording.target_words import goal_words, no_target_of_quarter, sum_of_months

DECIDE_NOTHING = (
    "Months stand beside the quarters and decide nothing: the quarter has its own figure."
)


def month_words(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return what the months have to do with the quarter; empty without months."""
    if not of_months(snapshot, row.indicator, row.area.code):
        return ""
    rule = row.indicator.quarter_from
    if rule is None:
        return DECIDE_NOTHING
    return " ".join(filter(None, (rule.words, _of_targets(row))))


def target_not_of_quarter(row: ScorecardRow) -> str:
    """Return the last monthly target of a quarter that has none itself; empty for others."""
    targets = [each for each in row.month_targets if each is not None]
    if row.target is not None or not targets or not row.indicator.polarity.has_target:
        return ""
    newest = targets[-1]
    mark = in_brackets(newest.data_status)
    goal = goal_words(row.indicator, newest)
    return f"{goal} from {newest.from_quarter}{mark}, not the quarter's"


def _of_targets(row: ScorecardRow) -> str:
    """Return which target the quarter has where a month of it has one; empty where none has."""
    indicator, target = row.indicator, row.target
    if not row.month_targets or not indicator.polarity.has_target:
        return ""
    if target is None:
        return no_target_of_quarter(indicator)
    mark = in_brackets(target.data_status)
    if made := sum_of_months(indicator, target):
        return f"The quarter's target, {goal_words(indicator, target)}{mark}, is {made}."
    if not target.is_monthly:
        return f"The quarter's target, {goal_words(indicator, target)}{mark}, was given by quarter."
    return (
        f"The quarter's target, {goal_words(indicator, target)}{mark}, is that of its last month, "
        f"in force from {target.from_quarter}."
    )


def to_date_words(snapshot: Snapshot, row: ScorecardRow) -> tuple[str, str]:
    """Return the year to date as the council returned it, and its data status; empty without one.

    The newest up to the row's quarter, within that quarter's financial year.
    """
    newest = year_to_date_of(snapshot, row.indicator, row.area.code, row.quarter)
    if newest is None:
        return "", PUBLISHED
    counts_text = counts(row.indicator, newest)
    behind = f" ({counts_text})" if counts_text else ""
    figure = show(row.indicator, newest.value)
    return capital(
        f"the year to date as returned, {newest.period}: {figure}{behind}."
    ), newest.data_status
