"""The release calendar: when each indicator's figures are published, and which report uses them.

Made from the publication rules and the reporting rules in the indicators' definitions,
and from the newest figures that the snapshot holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kpi.formatting import in_words, long_date
from kpi.indicators.comparisons.comparators import chosen_period
from kpi.indicators.releases.due_dates import due_day, is_overdue
from kpi.indicators.reporting_quarters import own_series, reported_in, shown
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.publication_dates import Publication, known_from
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.periods.period import MONTHS, quarter_of_month

OWN, COMPARATORS = "Own figure", "Comparators"
NOT_YET = " (not loaded yet)"
"""Marks a release that was due before the snapshot was made."""

_EACH = {
    Kind.QUARTER: "each quarter",
    Kind.TERM: "each school term",
    Kind.ACADEMIC: "each academic year",
    Kind.FINANCIAL: "each year to March",
    Kind.CALENDAR: "each calendar year",
    Kind.YEAR_ENDING: "each year to its day",
    Kind.SNAPSHOT: "a day each time",
    Kind.MONTHS: "a mean of some months of each year",
    Kind.SPAN: "several years at a time",
    Kind.MONTH: "each month",
    Kind.QUARTER_DAY: "on the last day of each quarter",
    Kind.ROLLING: "each quarter, for the twelve months to its end",
    Kind.TO_DATE: "each quarter, for the financial year so far",
}
_ENDS_IN_ANY_MONTH = (Kind.YEAR_ENDING, Kind.SNAPSHOT, Kind.MONTHS, Kind.SPAN)


@dataclass(frozen=True)
class Release:
    """The releases of one kind of figure of one indicator; all but `indicator` is text.

    `newest` is the newest period in the snapshot, `due` the next one and its date;
    where the snapshot has none, `newest` says so and `due` is empty.
    """

    indicator: Indicator
    whose: str
    covers: str
    published: str
    shown_in: str
    newest: str
    due: str

    @property
    def cells(self) -> tuple[str, ...]:
        """Return all texts, in the order of the fields."""
        return (self.whose, self.covers, self.published, self.shown_in, self.newest, self.due)


def each_time(kind: Kind) -> str:
    """Return how often figures of a kind of period come: `each quarter`."""
    return _EACH[kind]


def releases(snapshot: Snapshot, area: str, indicators: Iterable[Indicator]) -> list[Release]:
    """Return two rows per indicator, own figure and comparators; one without comparators."""
    rows = []
    for indicator in indicators:
        rows.append(own_release(snapshot, indicator, area))
        if indicator.benchmark_kind is not None:
            rows.append(comparator_release(snapshot, indicator))
    return rows


def own_release(snapshot: Snapshot, indicator: Indicator, area: str) -> Release:
    """Return when the council's own figure is published."""
    series = [o for o in own_series(snapshot, indicator, area) if o.value is not None]
    covers = _EACH[indicator.local_kind]
    return Release(
        indicator,
        OWN,
        covers,
        _own_published(indicator),
        reports(indicator),
        series[-1].period.short if series else "none yet",
        _own_due(indicator, series[-1], snapshot.made_on) if series else "",
    )


def comparator_release(snapshot: Snapshot, indicator: Indicator) -> Release:
    """Return when the comparators are published; the definition must have comparators."""
    assert indicator.benchmark_kind is not None
    newest = chosen_period(snapshot, indicator, None, None)
    return Release(
        indicator,
        COMPARATORS,
        _EACH[indicator.benchmark_kind],
        published(indicator),
        comparator_reports(indicator),
        newest.short if newest else "none yet",
        _comparator_due(indicator, newest, snapshot.made_on) if newest else "",
    )


def published(indicator: Indicator) -> str:
    """Return when the indicator's figures are published: one rule after the other."""
    kind = indicator.benchmark_kind or indicator.local_kind
    return "; ".join(_rule(rule, kind) for rule in indicator.publication)


def reports(indicator: Indicator) -> str:
    """Return which quarter's report shows which of the council's own figures."""
    rule = indicator.reporting
    if rule.rule == "same quarter":
        return "the report of the same quarter"
    if rule.rule == "publication":
        return "the report of the quarter in which it is published"
    in_time = sorted(rule.quarters.items(), key=lambda named: named[1])
    parts = [
        _quarters(numbers) if name == "academic" else f"{name} term: {_quarters(numbers)}"
        for name, numbers in in_time
    ]
    used = {number for numbers in rule.quarters.values() for number in numbers}
    without = [number for number in (1, 2, 3, 4) if number not in used]
    if without:
        parts.append(f"nothing new: {_quarters(without)}")
    return "; ".join(parts)


def comparator_reports(indicator: Indicator) -> str:
    """Return the quarter from whose report on a newly published figure is used."""
    parts = []
    for rule in sorted(indicator.publication, key=lambda r: quarter_of_month(r.month)):
        what = f"{rule.term} term" if rule.term else rule.status
        parts.append(f"{f'{what}: ' if what else ''}from Q{quarter_of_month(rule.month)} on")
    return "; ".join(parts)


# ---- parts --------------------------------------------------------------------------------


def _rule(rule: Publication, kind: Kind) -> str:
    """Return `by the end of June, six months after the year ends`, with term or status if any."""
    ended = "it ends"
    if rule.after == "financial year":
        kind, ended = Kind.FINANCIAL, "the financial year ends in March"
    if kind in _ENDS_IN_ANY_MONTH:
        when = f"by the end of {MONTHS[rule.month]}"
        return f"{rule.status} figures {when}" if rule.status else when
    period = _example(kind, rule.term)
    day = known_from(period, (rule,))
    months = Period.containing(Kind.MONTH, day).months_after(period)
    plural = "" if months == 1 else "s"
    when = f"by the end of {MONTHS[rule.month]}, {in_words(months)} month{plural} after {ended}"
    if rule.term:
        return f"{rule.term} term {when}"
    return f"{rule.status} figures {when}" if rule.status else when


def _example(kind: Kind, term: str) -> Period:
    """Return any period of a kind, as an example: the rules are the same in every year."""
    match kind:
        case Kind.TERM:
            return Period.term(term or "autumn", 2023)
        case Kind.ACADEMIC:
            return Period.academic_year(2023)
        case Kind.CALENDAR:
            return Period.calendar_year(2023)
        case Kind.QUARTER:
            return Period.quarter(2023, 4)
    return Period.financial_year(2023)


def _quarters(numbers: Iterable[int]) -> str:
    listed = [f"Q{number}" for number in numbers]
    *first, last = listed
    return f"{', '.join(first)} and {last}" if first else last


def _own_published(indicator: Indicator) -> str:
    rule = indicator.reporting
    if rule.rule == "same quarter":
        return "in the council's return after the quarter ends"
    if rule.rule == "publication":
        return published(indicator)
    return rule.due or f"after the {indicator.local_kind} ends"


def _own_due(indicator: Indicator, newest: Observation, made_on: date) -> str:
    """Return the period after the newest, and the report that will show it."""
    figure = shown(indicator, [newest], reported_in(indicator, newest)[0])
    if figure.upcoming is None or figure.upcoming_quarter is None:
        return ""
    late = NOT_YET if is_overdue(due_day(indicator, figure.upcoming), made_on) else ""
    return f"{figure.upcoming.short}, in the {figure.upcoming_quarter.short} report{late}"


def _comparator_due(indicator: Indicator, newest: Period, made_on: date) -> str:
    """Return the period after the newest, and when it is published."""
    known = known_from(newest, indicator.publication)
    figure = Observation(newest, known)
    upcoming = shown(indicator, [figure], reported_in(indicator, figure)[0]).upcoming
    if upcoming is None:
        return ""
    day = known_from(upcoming, indicator.publication)
    late = NOT_YET if is_overdue(day, made_on) else ""
    return f"{upcoming.short}, by {long_date(day)}{late}"
