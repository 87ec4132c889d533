"""What a definition says as typed objects: when figures are published, what it is compared with."""

from dataclasses import replace

import pytest

from kpi import units
from kpi.model.definitions import definition_reader
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import Indicator
from kpi.model.definitions.month_rule import MonthRule
from kpi.periods import Kind
from tests.kpi.conftest import DEFINITIONS

SHIPPED: dict[str, Indicator] = {
    i.id: i for i in definition_reader.from_table(definition_reader.read_files(DEFINITIONS))
}


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
