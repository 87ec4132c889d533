"""What the counts say in words: exact wording of ranges, verdicts, reasons and neighbour models."""

from dataclasses import replace

import pytest

from kpi.indicators.scorecard import Change
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.statistics import clear_change
from kpi.statistics.clear_change import gap
from kpi.statistics.intervals import Interval
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import ConfidenceInterval, confidence_interval, verdict
from kpi.wording.comparisons import likely_ranges as significance_wording
from kpi.wording.comparisons.likely_ranges import range_words
from kpi.wording.comparisons.place_in_group import rank_in_group_words
from tests.kpi.changing import row_of
from tests.kpi.statistics.test_verdict_rules import RARE, RATE, SHARE, Plain, rate, share

REREFERRALS = Plain("percent", 1, Polarity.LOWER, "referrals")


# ---- ranges -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "found", "words"),
    [
        (SHARE, share(96, 178), "likely between 46.6% and 61.1%"),
        (SHARE, share(0, 10), "likely between 0.0% and 27.8%"),
        (SHARE, share(10, 10), "likely between 72.2% and 100.0%"),
        (RATE, rate(1006, 74472), "likely between 126.9 and 143.7"),
        (RARE, confidence_interval(RARE, 0.0, 0, 26000), "likely between 0.000% and 0.014%"),
        (SHARE, None, ""),
    ],
)
def test_range_in_words(measure: Plain, found: ConfidenceInterval | None, words: str) -> None:
    assert range_words(measure, found) == words


@pytest.mark.parametrize(
    ("measure", "now", "before", "words"),
    [
        (SHARE, share(96, 178), share(118, 170), "between 5.3 and 25.2 points lower"),
        (SHARE, share(118, 170), share(96, 178), "between 5.3 and 25.2 points higher"),
        (SHARE, share(869, 921), share(858, 897),
         "between 3.3 points lower and 0.7 points higher"),
        (RATE, rate(1006, 74472), rate(1027, 74472), "between 14.8 lower and 9.1 higher"),
        (RATE, rate(1006, 74472), rate(1178, 73925), "between 11.8 and 36.7 lower"),
    ],
)  # fmt: skip
def test_range_of_a_change_in_words(
    measure: Plain, now: ConfidenceInterval, before: ConfidenceInterval, words: str
) -> None:
    found = gap(now, before)
    assert found is not None
    assert significance_wording.change_range(measure, found) == words


# ---- required results: the first quarter ------------------------------------------------------


def test_changes_of_the_first_quarter(snapshot: Snapshot) -> None:
    plans = row_of(snapshot, "ehcp-20-weeks").since_last
    assert (plans.direction, plans.clear) == ("worsened", True)
    assessments = row_of(snapshot, "assessments-45-days").since_last
    assert (assessments.direction, assessments.clear) == ("worsened", False)


NEAR_2025 = (15.4, 16.6, 17.1, 17.9, 19.7, 20.3, 21.6, 21.9, 23.3, 24.4)
"""Re-referrals of BCP's neighbours in the year to March 2025 by DfE's model of 2025; mean 19.82."""
NEAR_2021 = (13.4, 16.6, 17.1, 19.7, 20.1, 21.6, 22.4, 23.0, 24.4, 46.7)
"""The same by its model of 2021; mean 22.5."""


# ---- required results: re-referrals of the year to March 2025 ---------------------------------


def test_rereferrals_and_which_neighbours_are_meant() -> None:
    found = confidence_interval(REREFERRALS, 22.6, 764, 3386)
    assert found is not None
    assert range_words(REREFERRALS, found) == "likely between 21.2% and 24.0%"
    words = [verdict(found, other, Polarity.LOWER) for other in (22.6, 19.82, 22.5)]
    assert [each.word for each in words if each] == ["similar", "worse", "similar"]
    # Against a mean of authorities the range must lie outside their middle half: it meets both.
    spreads = [Spread.of(values) for values in (NEAR_2025, NEAR_2021)]
    means = [19.82, 22.5]
    judged = [
        verdict(found, mean, Polarity.LOWER, spread)
        for mean, spread in zip(means, spreads, strict=True)
    ]
    assert [each.word for each in judged if each] == ["not judged", "not judged"]
    assert [each.spread.middle for each in judged if each and each.spread] == [
        Interval(17.3, 21.825),
        Interval(17.75, 22.85),
    ]
    assert [rank_in_group_words(REREFERRALS, 22.6, each) for each in spreads if each] == [
        "worse than 8 of the 10",
        "worse than 7 of the 10",
    ]


# ---- other figures ----------------------------------------------------------------------------


def test_counts_that_moved_otherwise_than_the_figures(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    found = gap(share(118, 170), share(96, 178))
    odd = Change(row.since_last.before, row.since_last.period, -0.1, "worsened", None, found)
    assert "the counts moved otherwise than the figures" in significance_wording.why_change(
        SHARE, found, odd
    )


def test_a_change_that_looks_like_none_is_clear_before_rounding() -> None:
    """51.1% and 50.0% of 40,000 and more: the nearer bound is shown as 0.0 at no decimals."""
    whole = replace(SHARE, decimals=0)
    now, before = (
        confidence_interval(whole, 51.0, 20440, 40000),
        confidence_interval(whole, 50.0, 20000, 40000),
    )
    found = gap(now, before)
    assert found is not None
    change = Change(None, None, 1.0, "improved", clear_change.is_clear_change(found, 1.0), found)
    assert change.clear is True
    said = significance_wording.why_change(whole, found, change)
    assert "likely between 0 and 2 points higher. Before rounding, that leaves out" in said
