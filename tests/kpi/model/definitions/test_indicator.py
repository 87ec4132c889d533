"""What a definition says as typed objects: when figures are published, what it is compared with."""

from dataclasses import replace
from datetime import date

import pytest

from kpi import units
from kpi.errors import DefinitionError
from kpi.model.definitions import files
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Indicator, Publication, known_from
from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import Kind, Period, parse_period
from tests.kpi.conftest import DEFINITIONS

SHIPPED: dict[str, Indicator] = {i.id: i for i in files.from_table(files.read_files(DEFINITIONS))}


@pytest.mark.parametrize(
    ("period", "rules", "day"),
    [
        (Period.calendar_year(2024), [Publication(6, 1)], date(2025, 6, 30)),
        (Period.calendar_year(2023), [Publication(2, 1)], date(2024, 2, 29)),
        # A term of the year to March 2025 is published in November of it; spring ends in April.
        ("autumn term 2024", [Publication(11, 0, "financial year")], date(2025, 11, 30)),
        ("spring term 2025", [Publication(11, 0, "financial year")], date(2026, 11, 30)),
        (Period.financial_year(2024), [Publication(11, 0, "financial year")], date(2025, 11, 30)),
        # Provisional first, revised later: the earlier day is when it was known.
        ("academic year 2024/25",
         [Publication(2, 1, status="revised"), Publication(10, 0, status="provisional")],
         date(2025, 10, 31)),
        ("autumn term 2024",
         [Publication(7, 1, term="spring"), Publication(5, 1, term="autumn")], date(2025, 5, 31)),
    ],
)  # fmt: skip
def test_a_figure_is_known_at_the_end_of_the_month_of_its_first_publication(
    period: Period | str, rules: list[Publication], day: date
) -> None:
    covered = parse_period(period) if isinstance(period, str) else period
    assert known_from(covered, tuple(rules)) == day


@pytest.mark.parametrize("period", ["summer term 2025", "academic year 2024/25"])
def test_a_period_that_no_rule_covers_is_named(period: str) -> None:
    with pytest.raises(DefinitionError, match=f"no publication rule covers {period}"):
        known_from(parse_period(period), (Publication(7, 1, term="spring"),))


def test_what_an_indicator_is_compared_with() -> None:
    plans, early, gap = (
        SHIPPED[name] for name in ("ehcp-20-weeks", "early-help-returns", "ks4-fsm-gap")
    )
    assert plans.benchmark_kind is Kind.CALENDAR
    assert plans.legs == ()
    assert (early.benchmark, early.benchmark_kind, early.legs) == (None, None, ())
    assert len(gap.legs) == 2


def test_a_context_indicator_is_not_judged() -> None:
    context = {i.id for i in SHIPPED.values() if i.is_context}
    assert context == {"referrals-rate"}
    assert replace(SHIPPED["ehcp-20-weeks"], role="context").is_context


def test_every_unit_in_use_is_one_that_can_be_shown() -> None:
    assert all(units.is_known(i.unit) for i in SHIPPED.values())


# ---- periods of a return ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "figure_kind", "rule", "accepted"),
    [
        (Kind.QUARTER, FigureKind.FLOW, None, (Kind.QUARTER, Kind.MONTH, Kind.TO_DATE)),
        (Kind.QUARTER, FigureKind.STOCK, None, (Kind.QUARTER,)),
        (Kind.QUARTER, FigureKind.FLOW, MonthRule.POOLED, (Kind.MONTH, Kind.TO_DATE)),
        (Kind.QUARTER, FigureKind.STOCK, MonthRule.LAST, (Kind.MONTH,)),
        (Kind.QUARTER_DAY, FigureKind.STOCK, None, (Kind.QUARTER_DAY,)),
        (Kind.ROLLING, FigureKind.ROLLING, None, (Kind.ROLLING,)),
        (Kind.TO_DATE, FigureKind.CUMULATIVE, None, (Kind.TO_DATE,)),
        (Kind.MONTH, FigureKind.FLOW, None, (Kind.MONTH,)),
    ],
)
def test_only_of_flows_other_periods_may_stand_beside(
    kind: Kind, figure_kind: FigureKind, rule: MonthRule | None, accepted: tuple[Kind, ...]
) -> None:
    made = replace(
        SHIPPED["ehcp-20-weeks"], local_kind=kind, figure_kind=figure_kind, quarter_from=rule
    )
    assert made.accepted_kinds == accepted
