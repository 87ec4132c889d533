"""Whether a change is clear: published and required cases."""

from itertools import pairwise

import pytest
from hypothesis import given
from scipy.stats import binomtest

from kpi.model.snapshot import Snapshot
from kpi.statistics.clear_change import NEWCOMBE, SQUARE_AND_ADD, gap, is_clear_change
from kpi.statistics.verdict_rules import FEWEST
from tests.kpi.statistics.test_verdict_rules import COUNTS, rate, share


@pytest.mark.parametrize(
    ("now", "before", "change", "told"),
    [
        ((96, 178), (118, 170), -15.5, True),
        ((869, 921), (858, 897), -1.3, False),
        ((18, 172), (19, 165), -1.0, False),
        ((493, 635), (20, 417), 72.8, True),
        ((10, 10), (10, 10), 0.0, False),
        ((1, 1), (0, 4), 100.0, None),  # Newcombe's interval leaves out 0, but of one case
        ((9, 9), (0, 500), 100.0, None),
        ((10, 10), (0, 10), 100.0, True),
    ],
)
def test_clear_change_of_shares(
    now: tuple[float, float], before: tuple[float, float], change: float, told: bool | None
) -> None:
    found = gap(share(*now), share(*before))
    assert found is not None
    assert found.method == NEWCOMBE
    assert is_clear_change(found, change) is told


def test_the_case_that_made_the_floor() -> None:
    found = gap(share(1, 1), share(0, 4))
    assert found is not None
    assert found.low > 0
    assert not found.is_enough
    assert FEWEST == 10


@pytest.mark.parametrize(
    ("now", "before", "change", "told"),
    [
        ((1006, 74472), (1027, 74472), -2.8, False),
        ((1006, 74472), (1178, 73925), -24.3, True),
        ((0, 26000), (3, 26000), -1.2, False),
        ((0, 26000), (14, 26000), -5.4, True),
    ],
)
def test_clear_change_of_rates(
    now: tuple[float, float], before: tuple[float, float], change: float, told: bool
) -> None:
    found = gap(rate(*now), rate(*before))
    assert found is not None
    assert found.method == SQUARE_AND_ADD
    assert is_clear_change(found, change) is told


def test_rates_agree_with_the_exact_conditional_test(snapshot: Snapshot) -> None:
    """Given both counts, the later is binomial: another road to the same judgement."""
    rows = snapshot.observed("referrals-rate").drop_nulls(["value", "numerator"])
    areas = rows["area"].unique().sort().to_list()[::6]
    compared = 0
    for area in areas:
        mine = rows.filter(rows["area"] == area).sort("period_end")
        pairs = list(mine.select("numerator", "denominator").iter_rows())
        for before, now in pairwise(pairs):
            total = int(now[0] + before[0])
            exact = float(binomtest(int(now[0]), total, now[1] / (now[1] + before[1])).pvalue)
            if 0.04 < exact < 0.06:
                continue  # on the edge two good methods may differ
            change = rate(*now).counted.x / now[1] - before[0] / before[1]
            told = is_clear_change(gap(rate(*now), rate(*before)), change)
            assert told is (exact < 0.05), (area, before, now, exact)
            compared += 1
    assert compared > 300


def test_a_change_that_cannot_be_judged() -> None:
    found = gap(share(96, 178), share(118, 170))
    assert is_clear_change(None, -15.5) is None
    assert is_clear_change(found, None) is None
    assert is_clear_change(found, 0.0) is False  # both figures are shown alike
    assert is_clear_change(found, 15.5) is None  # the figures rose and the counts fell
    assert gap(None, share(1, 10)) is None
    assert gap(share(1, 10), None) is None


@given(COUNTS, COUNTS)
def test_clear_change_does_not_depend_on_the_order(
    a: tuple[float, float], b: tuple[float, float]
) -> None:
    change = a[0] / a[1] - b[0] / b[1]
    assert is_clear_change(gap(share(*a), share(*b)), change) is is_clear_change(
        gap(share(*b), share(*a)), -change
    )


@given(COUNTS)
def test_no_change_is_never_clear(counts: tuple[float, float]) -> None:
    assert is_clear_change(gap(share(*counts), share(*counts)), 0.0) is False
