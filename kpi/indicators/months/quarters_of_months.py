"""The quarters of a monthly indicator, made from its months by the rule of its definition.

A quarter has a figure where its months have all that the rule needs. A month that is missing,
suppressed or without counts leaves the quarter without one, and the quarter says which month: a
quarter from the rest would give the hidden month away, or would not be the whole quarter's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kpi.formatting import multiplier
from kpi.model.data_status import strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.observation import Observation
from kpi.periods import Kind, Period

_MONTHS = 3


def quarters_of_months(indicator: Indicator, months: Sequence[Observation]) -> list[Observation]:
    """Return an observation for each quarter whose last month is among the months, in time order.

    `months` are in time order. Raises ValueError for an indicator that is not monthly.
    """
    rule = indicator.quarter_from
    if rule is None:
        raise ValueError(f"{indicator.id} is not counted by month")
    by_month = {month.period: month for month in months}
    quarters = dict.fromkeys(Period.containing(Kind.QUARTER, m.period.end) for m in months)
    made = []
    for quarter in quarters:
        wanted = [Period.containing(Kind.MONTH, day) for day in quarter.month_ends()]
        last = by_month.get(wanted[-1])
        if last is None:
            continue  # the quarter is not over, or its last month was not returned
        if rule is MonthRule.LAST:
            made.append(replace(last, period=quarter))
            continue
        parts = [by_month.get(month) for month in wanted]
        made.append(_made(indicator, rule, quarter, wanted, parts))
    return made


# ---- parts --------------------------------------------------------------------------------


def _made(
    indicator: Indicator,
    rule: MonthRule,
    quarter: Period,
    wanted: Sequence[Period],
    parts: Sequence[Observation | None],
) -> Observation:
    last = parts[-1]
    assert last is not None
    known = [part for part in parts if part is not None]
    base = replace(
        last,
        period=quarter,
        value=None,
        numerator=None,
        denominator=None,
        symbol=None,
        reason=None,
        note=None,
        supplied_status=None,
        data_status=strongest(part.data_status for part in known),
    )
    for month, part in zip(wanted, parts, strict=True):
        if part is None:
            return replace(base, symbol="x", reason=f"no figure for {month}")
        if part.value is None:
            symbol = SUPPRESSED if part.symbol == SUPPRESSED else "x"
            why = part.reason or "no figure"
            return replace(base, symbol=symbol, reason=f"{month}: {why}")
    return _figure(indicator, rule, base, known)


def _figure(
    indicator: Indicator, rule: MonthRule, base: Observation, months: Sequence[Observation]
) -> Observation:
    tops = [month.numerator for month in months]
    bottoms = [month.denominator for month in months]
    top = sum(t for t in tops if t is not None) if None not in tops else None
    bottom = sum(b for b in bottoms if b is not None) if None not in bottoms else None
    values = [month.value for month in months if month.value is not None]
    if rule is MonthRule.SUM:
        return replace(base, value=sum(values), numerator=top)
    if rule is MonthRule.MEAN:
        return replace(base, value=sum(values) / _MONTHS)
    if top is None or not bottom:
        return replace(base, symbol="x", reason="the months have no counts to pool")
    per = multiplier(indicator.unit) or 1.0
    if indicator.unit != "percent" and multiplier(indicator.unit):
        bottom /= _MONTHS  # each month is divided by the population
    return replace(base, value=per * top / bottom, numerator=top, denominator=bottom)
