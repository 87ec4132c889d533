"""What it would take: exactly so many meet the displayed target, one fewer does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.indicators.targets import target_status
from kpi.indicators.targets.target_gap import fewest, would_take
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.wording.status.cases_to_target import gap_sentence
from tests.kpi.changing import changed, quarter, row_of, suppressed

Q1 = quarter("Q1 2025-26")
EHCP, EARLY, ASSESSED = "ehcp-20-weeks", "early-help-returns", "assessments-45-days"


def meets(
    numerator: float, denominator: int, target: float, polarity: Polarity, places: int
) -> bool:
    value = 100 * numerator / denominator
    return target_status.status_of(value, target, None, polarity, places) == target_status.ON_TARGET


@given(
    denominator=st.integers(1, 50_000),
    share=st.floats(0, 1),
    target=st.floats(-5, 105).map(lambda value: round(value, 3)),
    polarity=st.sampled_from([Polarity.HIGHER, Polarity.LOWER]),
    places=st.integers(0, 3),
)
def test_so_many_meet_the_target_and_one_fewer_does_not(
    denominator: int, share: float, target: float, polarity: Polarity, places: int
) -> None:
    numerator = round(share * denominator)
    sign = 1 if polarity == Polarity.HIGHER else -1
    number = fewest(numerator, denominator, target, polarity, places, 100)
    if number is None:
        best = denominator if polarity == Polarity.HIGHER else 0
        assert not meets(best, denominator, target, polarity, places)
        return
    after = numerator + sign * number
    assert 0 <= after <= denominator
    assert meets(after, denominator, target, polarity, places)
    assert number == 0 or not meets(after - sign, denominator, target, polarity, places)


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "polarity", "places", "number"),
    [
        (96, 178, 60.0, Polarity.HIGHER, 1, 11),  # 106 of 178 is 59.55, shown 59.6; 107 is 60.1
        (96, 178, 59.6, Polarity.HIGHER, 1, 10),  # met as displayed, though 59.55 is short of it
        (107, 178, 60.0, Polarity.HIGHER, 1, 0),
        (0, 3, 100.0, Polarity.HIGHER, 1, 3),
        (1, 3, 100.1, Polarity.HIGHER, 1, None),
        (30, 172, 15.0, Polarity.LOWER, 1, 5),  # 26 of 172 is 15.12, shown 15.1; 25 is 14.5
        (1, 2, 0.0, Polarity.LOWER, 1, 1),
        (1, 2, -1.0, Polarity.LOWER, 1, None),
        (5, 0, 50.0, Polarity.HIGHER, 1, None),
        (5, 10, 60.0, Polarity.NONE, 1, None),
    ],
)
def test_worked_by_hand(
    numerator: float,
    denominator: float,
    target: float,
    polarity: Polarity,
    places: int,
    number: int | None,
) -> None:
    assert fewest(numerator, denominator, target, polarity, places, 100) == number


def test_a_rate_is_told_in_pupils() -> None:
    """0.1% of 20,000 pupils is 20; 22 of them is 0.110%."""
    assert fewest(22, 20_000, 0.1, Polarity.LOWER, 3, 100) == 2
    assert fewest(22, 20_000, 11.0, Polarity.LOWER, 1, 10_000) == 0
    assert fewest(22, 20_000, 10.0, Polarity.LOWER, 1, 10_000) == 2


def test_plans_in_time(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP)
    found = would_take(row)
    assert found is not None
    assert (found.number, found.numerator, found.denominator) == (11, 107, 178)
    assert gap_sentence(row) == (
        "11 more plans in time would have met the target of 60.0% or more: 107 of 178 (60.1%)."
    )
    assert row.judged_status == "illustrative"


def test_nothing_is_said_where_there_is_nothing_to_say(snapshot: Snapshot) -> None:
    for row in scorecard.summary(snapshot, View("839", Q1)):
        said = gap_sentence(row)
        assert (said != "") == (row.indicator.id == EHCP), row.indicator.id


def test_never_of_a_suppressed_figure(snapshot: Snapshot) -> None:
    row = row_of(suppressed(snapshot, EHCP, Q1), EHCP)
    assert row.status == target_status.SUPPRESSED
    assert would_take(row) is None
    assert gap_sentence(row) == ""


def test_a_figure_that_its_counts_do_not_explain(snapshot: Snapshot) -> None:
    """59.9% with counts that make 60.1%: what would close a gap that they do not show?"""
    row = row_of(changed(snapshot, EHCP, Q1, value=59.9, numerator=107.0), EHCP)
    assert row.status == target_status.OFF_TARGET
    assert gap_sentence(row) == ""
