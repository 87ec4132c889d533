"""Figures by month and the year to date that stand beside quarters, in words."""

from __future__ import annotations

from kpi.formatting import capital
from kpi.indicators.reporting_quarters import of_months, to_date
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import PUBLISHED
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from kpi.wording.headline import counts

BESIDE = "Months stand beside the quarters and decide nothing: the quarter has its own figure."


def month_words(snapshot: Snapshot, row: ScorecardRow) -> str:
    """Return what the months have to do with the quarter; empty without months."""
    if not of_months(snapshot, row.indicator, row.area.code):
        return ""
    rule = row.indicator.quarter_from
    return rule.words if rule else BESIDE


def to_date_words(snapshot: Snapshot, row: ScorecardRow) -> tuple[str, str]:
    """Return the year to date as the council returned it, and its data status; empty without one.

    The newest up to the row's quarter, within that quarter's financial year.
    """
    found = [
        each
        for each in to_date(snapshot, row.indicator, row.area.code)
        if each.period.end <= row.quarter.end
        and each.period.financial_year_start == row.quarter.financial_year_start
        and each.value is not None
    ]
    if not found or row.indicator.local_kind is found[-1].period.kind:
        return "", PUBLISHED
    newest = found[-1]
    said = counts(row.indicator, newest)
    behind = f" ({said})" if said else ""
    figure = show(row.indicator, newest.value)
    return capital(
        f"the year to date as returned, {newest.period}: {figure}{behind}."
    ), newest.data_status
