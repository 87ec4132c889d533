"""Quarters added up: counts of every quarter or nothing, and like for like with England."""

from dataclasses import replace

import pytest

from kpi.indicators import reporting_quarters, rolling_year, scorecard
from kpi.indicators.rolling_year import NOW, ROLLING, SAME_YEAR, TO_DATE, QuarterSum
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.trends import rolling_year as rolling_year_wording
from tests.kpi.changing import changed, missing, quarter, row_of, suppressed, without

EHCP, EARLY, ASSESSED = "ehcp-20-weeks", "early-help-returns", "assessments-45-days"
REFERRALS = "referrals-rate"
Q3_2024 = quarter("Q3 2024-25")


def found(snapshot: Snapshot, row: ScorecardRow, key: str) -> QuarterSum:
    (one,) = [each for each in rolling_year.sums(snapshot, row) if key in each.keys]
    return one


def of(snapshot: Snapshot, indicator_id: str, key: str, when: str = "Q1 2025-26") -> QuarterSum:
    return found(snapshot, row_of(snapshot, indicator_id, when), key)


# ---- the shipped data ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator_id", "when", "key", "period", "numerator", "denominator", "value"),
    [
        # DfE's published year: 493 of 635 plans, 77.6%.
        (EHCP, "Q1 2025-26", SAME_YEAR, "2024 (calendar year)", 493, 635, 77.6),
        (EHCP, "Q1 2025-26", ROLLING, "year to June 2025", 520, 695, 74.8),
        (EHCP, "Q1 2025-26", TO_DATE, "Q1 2025-26 (Apr to Jun 2025)", 96, 178, 53.9),
        (EHCP, "Q3 2024-25", ROLLING, "2024 (calendar year)", 493, 635, 77.6),
        (EHCP, "Q3 2024-25", TO_DATE, "April 2024 to December 2024", 427, 507, 84.2),
        (EHCP, "Q4 2024-25", ROLLING, "year to March 2025", 545, 677, 80.5),
        # DfE's published year to March 2024: 3,241 of 3,594 assessments, 90.2%.
        (ASSESSED, "Q1 2025-26", SAME_YEAR, "year to March 2024", 3241, 3594, 90.2),
        (ASSESSED, "Q1 2025-26", ROLLING, "year to June 2025", 3460, 3639, 95.1),
        (EARLY, "Q1 2025-26", ROLLING, "year to June 2025", 80, 677, 11.8),
    ],
)
def test_counts_are_added_up(
    snapshot: Snapshot,
    indicator_id: str,
    when: str,
    key: str,
    period: str,
    numerator: float,
    denominator: float,
    value: float,
) -> None:
    one = of(snapshot, indicator_id, key, when)
    assert str(one.period) == period
    assert (one.numerator, one.denominator) == (numerator, denominator)
    assert one.value == pytest.approx(value, abs=0.05)
    assert one.data_status == "illustrative"
    assert one.why == ""


def test_the_years_of_dfe_are_what_our_quarters_make(snapshot: Snapshot) -> None:
    """Only where our own published figure of the same months is held."""
    for indicator_id, year in ((EHCP, 77.6), (ASSESSED, 90.2)):
        one = of(snapshot, indicator_id, SAME_YEAR)
        assert one.published == pytest.approx(year, abs=0.05)
    assert of(snapshot, EHCP, ROLLING).published is None


def test_like_for_like_with_england(snapshot: Snapshot) -> None:
    year = of(snapshot, EHCP, SAME_YEAR)
    assert year.verdict is not None
    assert (year.england, year.verdict.word, year.is_like_for_like) == (46.4, "better", True)
    rolled = of(snapshot, EHCP, ROLLING)
    assert (rolled.england, rolled.verdict, rolled.is_like_for_like) == (None, None, False)


def test_what_was_not_known_then_is_not_used(snapshot: Snapshot) -> None:
    """Q3 2024-25 ends the calendar year 2024, of which England was published in June 2025."""
    then = of(snapshot, EHCP, ROLLING, "Q3 2024-25")
    assert (then.england, then.published) == (None, None)
    row = row_of(snapshot, EHCP, "Q3 2024-25", newest=True)
    newest = found(snapshot, row, ROLLING)
    assert newest.keys == (ROLLING, SAME_YEAR)
    assert newest.england == 46.4
    assert newest.published == pytest.approx(77.6, abs=0.05)


def test_each_span_once(snapshot: Snapshot) -> None:
    for when, keys in (
        ("Q1 2025-26", [(NOW, TO_DATE), (ROLLING,), (SAME_YEAR,)]),
        ("Q4 2024-25", [(NOW,), (ROLLING, TO_DATE), (SAME_YEAR,)]),
        ("Q3 2024-25", [(NOW,), (ROLLING,), (SAME_YEAR,), (TO_DATE,)]),
    ):
        assert [s.keys for s in rolling_year.sums(snapshot, row_of(snapshot, EHCP, when))] == keys


def test_the_quarter_is_what_the_page_shows(snapshot: Snapshot) -> None:
    seen = set()
    for when in reporting_quarters.quarters(snapshot, "839"):
        for row in scorecard.summary(snapshot, View("839", when)):
            for one in rolling_year.sums(snapshot, row):
                if NOW in one.keys:
                    seen.add(row.indicator.id)
                    assert one.value == row.value, (when.short, row.indicator.id)
    assert seen == {EHCP, EARLY, ASSESSED, REFERRALS}


def test_only_for_what_is_counted_by_quarter(snapshot: Snapshot) -> None:
    for row in scorecard.summary(snapshot, View("839", quarter("Q1 2025-26"))):
        by_quarter = row.indicator.id in (EHCP, EARLY, ASSESSED, REFERRALS)
        assert bool(rolling_year.sums(snapshot, row)) == by_quarter
    # A council without a return has DfE's years, which are no quarters.
    assert rolling_year.sums(snapshot, row_of(snapshot, EHCP, area="330")) == ()


# ---- a rate over a population -------------------------------------------------------------------


def test_a_rate_over_one_financial_year(snapshot: Snapshot) -> None:
    """The quarters of 2023-24 share the population of mid-2023: 74,472 children."""
    row = row_of(snapshot, REFERRALS)
    one = found(snapshot, row, ROLLING)
    quarters = [o for o in row.series if Period.financial_year(2023).start <= o.period.start]
    assert one.period == Period.financial_year(2023)
    assert one.numerator == sum(o.numerator or 0 for o in quarters) == 3955
    assert one.denominator == 74472
    assert one.value == pytest.approx(10_000 * 3955 / 74472)
    assert one.value == pytest.approx(sum(o.value or 0 for o in quarters))
    assert one.data_status == "derived"
    assert one.england is not None
    assert one.is_like_for_like


def test_a_rate_over_two_financial_years(snapshot: Snapshot) -> None:
    """The mean of the quarters' populations; the figure stays near the sum of the quarters'."""
    row = row_of(snapshot, REFERRALS)
    last = row.series.index(next(o for o in row.series if o.period == quarter("Q2 2023-24")))
    series = row.series[: last + 1]
    assert row.now is not None
    earlier = replace(row, shown=replace(row.shown, observation=series[-1]), series=series)
    one = found(snapshot, earlier, ROLLING)
    four = series[-4:]
    populations = [o.denominator or 0 for o in four]
    assert len(set(populations)) == 2
    assert one.denominator == sum(populations) / 4
    assert one.value == pytest.approx(sum(o.value or 0 for o in four), rel=1e-3)


# ---- what cannot be added up --------------------------------------------------------------------


def test_a_quarter_not_held_is_named(snapshot: Snapshot) -> None:
    gone = without(snapshot, EHCP, Q3_2024)
    one = of(gone, EHCP, ROLLING)
    assert (one.value, one.numerator, one.data_status) == (None, None, "")
    assert one.why == "Q3 2024-25: not held"
    assert of(snapshot, EHCP, ROLLING, "Q4 2023-24").why == (
        "Q1 2023-24, Q2 2023-24 and Q3 2023-24: not held"
    )


def test_a_suppressed_quarter_is_named_and_never_given_away(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, EHCP, Q3_2024)
    row = row_of(hidden, EHCP)
    whys = {one.keys: one.why for one in rolling_year.sums(hidden, row)}
    why = "Q3 2024-25: no figure (confidential: too few children to show)"
    assert whys == {(NOW, TO_DATE): "", (ROLLING,): why, (SAME_YEAR,): why}
    said = " ".join(
        text for text, _ in rolling_year_wording.sentences(row, rolling_year.sums(hidden, row))
    )
    assert "493" not in said
    assert "520" not in said
    assert "158" not in said


def test_every_fault_is_told(snapshot: Snapshot) -> None:
    worse = missing(snapshot, EHCP, quarter("Q2 2024-25"))
    worse = changed(worse, EHCP, quarter("Q4 2024-25"), numerator=None, denominator=None)
    assert (
        of(worse, EHCP, ROLLING).why
        == "Q2 2024-25: no figure (not available); Q4 2024-25: no counts"
    )


def test_a_quarter_without_counts_keeps_its_own_figure(snapshot: Snapshot) -> None:
    bare = changed(snapshot, EHCP, quarter("Q1 2025-26"), numerator=None, denominator=None)
    row = row_of(bare, EHCP)
    one = found(bare, row, NOW)
    assert (one.value, one.numerator, one.why) == (53.9, None, "Q1 2025-26: no counts")
    assert rolling_year_wording.shown(row, one) == "53.9%"
    assert rolling_year_wording.counts(row, one) == "Q1 2025-26: no counts"


def test_a_break_in_the_series(snapshot: Snapshot) -> None:
    row = row_of(snapshot, EHCP)
    note = (Period.quarter(2024, 4), "Counted in another way.")
    broken = replace(row, indicator=replace(row.indicator, breaks=(note,)))
    assert found(snapshot, broken, ROLLING).why == "the series breaks between these quarters"
    assert found(snapshot, broken, SAME_YEAR).numerator == 493


def test_the_least_certain_part_marks_the_sum(snapshot: Snapshot) -> None:
    mixed = snapshot
    for text in ("Q2 2024-25", "Q3 2024-25", "Q4 2024-25"):
        mixed = changed(mixed, EHCP, quarter(text), data_status="published")
    assert of(mixed, EHCP, ROLLING).data_status == "illustrative"
    mixed = changed(mixed, EHCP, quarter("Q1 2025-26"), data_status="provisional")
    assert of(mixed, EHCP, ROLLING).data_status == "provisional"
    mixed = changed(mixed, EHCP, quarter("Q1 2025-26"), data_status="published")
    assert of(mixed, EHCP, ROLLING).data_status == "derived"
