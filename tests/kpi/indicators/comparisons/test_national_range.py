"""All authorities of a period against the shipped figures, and which figures of ours are shown."""

import polars as pl
import pytest

from kpi.benchmarks.ranking import ranking
from kpi.formatting import round_half_away
from kpi.indicators.comparisons.national_range import figures_in_range, national_range
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed

Q1 = quarter("Q1 2025-26")
PLANS, KS4 = "ehcp-20-weeks", "ks4-fsm-gap"


def test_plans_of_2024(snapshot: Snapshot) -> None:
    found = national_range(snapshot, snapshot.indicator(PLANS), Period.calendar_year(2024))
    assert found is not None
    assert found.of == 151
    assert (round(found.lowest, 1), round(found.highest, 1)) == (3.2, 100.0)
    assert [round_half_away(q, 1) for q in found.quartiles[::2]] == [29.2, 79.4]
    assert found.ends == (found.lowest, found.highest)
    assert found.values == tuple(sorted(found.values))


@pytest.mark.parametrize("indicator", ["secondary-permanent-exclusions", PLANS, KS4])
def test_as_many_count_as_in_the_ranking_and_with_its_cuts(
    snapshot: Snapshot, indicator: str
) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, indicator))
    assert found.national is not None
    assert found.period is not None
    ranked = ranking(snapshot, indicator, area=BCP, period=str(found.period))
    assert found.national.of == ranked.of
    low, *quartiles, high = ranked.cuts
    assert (found.national.lowest, found.national.highest) == pytest.approx((low, high))
    assert found.national.quartiles == pytest.approx(tuple(quartiles))
    own = ranked.authorities.filter(pl.col("area") == BCP).row(0, named=True)
    assert found.published is not None
    assert (found.published.value, found.published.rank) == (own["value"], own["rank"])


def test_outliers_of_secondary_exclusions_are_beyond_the_ends(snapshot: Snapshot) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, "secondary-permanent-exclusions")).national
    assert found is not None
    assert round(found.highest, 3) == 0.377
    lower, _, upper = found.quartiles
    fence = upper + 1.5 * (upper - lower)
    assert found.ends[1] == max(v for v in found.values if v <= fence) < found.highest


def test_42_authorities_are_at_nought_for_primary_exclusions(snapshot: Snapshot) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, "primary-permanent-exclusions")).national
    assert found is not None
    assert found.values.count(0.0) == 42
    assert found.of == 152
    assert found.quartiles[0] == 0.0


def test_our_two_figures(snapshot: Snapshot) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, PLANS))
    assert found.now is not None
    assert found.now.period == Q1
    assert found.apart is not None
    assert found.apart.period == Period.calendar_year(2024)
    assert not found.is_same


def test_a_figure_that_is_not_current_is_not_ours_now(snapshot: Snapshot) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, KS4))
    assert found.now is None
    assert found.is_same
    assert found.apart is not None  # the ring stays


def test_a_current_figure_of_that_very_period_is_not_shown_twice(snapshot: Snapshot) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, "referrals-rate"))
    assert found.now is not None
    assert found.is_same
    assert found.apart is None
    assert found.published is not None


def test_without_any_authority_our_own_past_is_shown(snapshot: Snapshot) -> None:
    found = figures_in_range(snapshot, row_of(snapshot, "early-help-returns"))
    assert found.national is None
    assert found.published is None
    assert len(found.past) == 9
    assert found.past[-1].period == Q1


def test_a_suppressed_or_missing_figure_is_in_nothing(snapshot: Snapshot) -> None:
    for gap in (suppressed, missing):
        changed_to = gap(snapshot, "early-help-returns", Q1)
        found = figures_in_range(changed_to, row_of(changed_to, "early-help-returns"))
        assert found.now is None
        assert len(found.past) == 8
        assert found.is_suppressed is (gap is suppressed)


def test_a_figure_suppressed_in_the_period_is_not_looked_up_elsewhere(snapshot: Snapshot) -> None:
    row = row_of(snapshot, KS4)
    assert row.now is not None
    hidden = suppressed(snapshot, KS4, row.now.period)
    found = figures_in_range(hidden, row_of(hidden, KS4))
    assert found.published is None
    assert found.national is not None


def test_without_a_period_there_is_no_range(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator(PLANS)
    assert national_range(snapshot, indicator, None) is None
    assert national_range(snapshot, indicator, Period.calendar_year(1990)) is None


def test_england_is_not_one_of_the_authorities(snapshot: Snapshot) -> None:
    year = Period.calendar_year(2024)
    more = changed(snapshot, PLANS, year, ENGLAND, value=999.0)
    before = national_range(snapshot, snapshot.indicator(PLANS), year)
    after = national_range(more, more.indicator(PLANS), year)
    assert before is not None
    assert after is not None
    assert before.values == after.values
