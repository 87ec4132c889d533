"""The days on which periods were first taken in, looked up in a snapshot."""

from dataclasses import replace
from datetime import date

import polars as pl

from kpi.indicators.comparisons.official_annual_rates import official_measure
from kpi.model import recorded_first_days
from kpi.model.schemas import FIRST_TAKEN_IN
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

JULY = date(2026, 7, 14)
YEAR = Period.academic_year(2024)


def with_days(snapshot: Snapshot, *named: tuple[str, str, Period]) -> Snapshot:
    """A snapshot in which periods of indicators or measures were taken in on 14 July 2026."""
    rows = [
        (of, name, "", str(period.kind), period.start, period.end, JULY, "dfe-lait", "July 2026")
        for of, name, period in named
    ]
    return replace(snapshot, first_taken_in=pl.DataFrame(rows, FIRST_TAKEN_IN, orient="row"))


def test_days_are_those_of_indicator_or_measure_and_period(snapshot: Snapshot) -> None:
    known = with_days(snapshot, ("indicator", "ks4-fsm-gap", YEAR), ("measure", "FirstYJS", YEAR))
    assert recorded_first_days.indicator_day(known, "ks4-fsm-gap", YEAR) == JULY
    assert recorded_first_days.indicator_day(known, "FirstYJS", YEAR) is None
    assert recorded_first_days.measure_day(known, "FirstYJS", YEAR) == JULY
    assert recorded_first_days.measure_day(known, "FirstYJS", Period.academic_year(2023)) is None
    assert recorded_first_days.indicator_day(snapshot, "ks4-fsm-gap", YEAR) is None


def test_a_related_measure_is_known_by_its_release_else_by_its_rule(snapshot: Snapshot) -> None:
    related = official_measure(snapshot.indicator("secondary-permanent-exclusions"))
    assert related is not None
    assert recorded_first_days.related_known_from(snapshot, related, YEAR) == date(2026, 7, 31)
    known = with_days(snapshot, ("measure", related.measure, YEAR))
    assert recorded_first_days.related_known_from(known, related, YEAR) == JULY
