"""When a period's figure is first published: the publication rule of a definition, as days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kpi.errors import DefinitionError
from kpi.periods import Kind, Period
from kpi.periods.period import month_end


@dataclass(frozen=True)
class Publication:
    """When a source publishes a period: the end of `month`, `years_after` the period's end."""

    month: int
    years_after: int
    after: str = "period"  # or "financial year": the year to March that holds the period
    term: str = ""  # only for this school term
    status: str = ""  # provisional | revised, where a figure is published twice


def known_from(period: Period, publication: Iterable[Publication]) -> date:
    """Return the day by which a period's figure had first been published: the end of that month.

    Raises DefinitionError where no rule covers the period.
    """
    days = []
    for rule in publication:
        if rule.term and (period.kind is not Kind.TERM or period.term_name != rule.term):
            continue
        end = period.end
        if rule.after == "financial year":
            end = Period.containing(Kind.FINANCIAL, end).end
        days.append(month_end(end.year + rule.years_after, rule.month))
    if not days:
        raise DefinitionError(f"no publication rule covers {period}")
    return min(days)
