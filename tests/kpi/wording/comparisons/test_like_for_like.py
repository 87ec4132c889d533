"""Where our figure of the comparators' own period says something else than the one shown."""

from dataclasses import replace
from typing import Any

import pytest

from kpi.indicators.comparisons.like_for_like import LikeForLike
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import Verdict, likely, verdict
from kpi.wording.comparisons.like_for_like import but, but_short, contradicts, own_words
from tests.kpi.changing import row_of

PLANS = "ehcp-20-weeks"


@pytest.fixture
def row(snapshot: Snapshot) -> ScorecardRow:
    """Q1 2024-25: 75.6%, better than England's 50.3% of 2023; our 4.8% of 2023 is worse."""
    return row_of(snapshot, PLANS, "Q1 2024-25")


def with_like(row: ScorecardRow, **facts: Any) -> ScorecardRow:
    assert row.like is not None
    return replace(row, like=replace(row.like, **facts))


def plain(row: ScorecardRow, value: float, **facts: Any) -> ScorecardRow:
    """The row with another figure of 2023, without counts and so without verdicts."""
    return with_like(row, value=value, likely=None, verdicts={}, standing=None, **facts)


def test_a_quarter_and_its_year_on_two_sides_of_england(row: ScorecardRow) -> None:
    england = row.comparator("england")
    assert but(row, england) == (
        "but the council's own published 4.8% of that year is worse: 142nd of 150"
    )
    assert but_short(row, england) == "but own 4.8% of 2023: worse"
    assert contradicts(row, england)


def test_a_group_is_told_with_how_many(row: ScorecardRow) -> None:
    near = row.comparator("neighbours")
    assert but(row, near) == (
        "but the council's own published 4.8% of that year is not judged (worse than 7 of the 10)"
    )
    assert but_short(row, near) == "but own 4.8% of 2023: worse than 7 of the 10"


def test_the_same_side_needs_no_note(row: ScorecardRow) -> None:
    england = row.comparator("england")
    bounds = likely(row.indicator, 80.0, 400, 500)
    better = verdict(bounds, england.value, row.indicator.polarity)
    same = with_like(row, value=80.0, likely=bounds, verdicts={"england": better})
    assert better is not None
    assert better.word == "better"
    assert (but(same, england), but_short(same, england)) == ("", "")
    assert not contradicts(same, england)


@pytest.mark.parametrize(
    ("value", "stands"),
    [(4.8, "below it"), (50.3, "level with it"), (50.34, "level with it")],
)
def test_without_a_verdict_it_is_above_or_below(
    row: ScorecardRow, value: float, stands: str
) -> None:
    """England had 50.3% in 2023; without counts our figure is not judged."""
    england = row.comparator("england")
    bare = plain(row, value)
    assert but(bare, england) == (
        f"but the council's own published {value:.1f}% of that year is {stands}"
    )
    assert contradicts(bare, england) == (stands == "below it")
    assert but_short(bare, england) == f"but own {value:.1f}% of 2023: {stands}"


def test_similar_against_better_is_said_and_no_contradiction(row: ScorecardRow) -> None:
    england = row.comparator("england")
    bounds = likely(row.indicator, 50.0, 50, 100)
    assert bounds is not None
    assert england.value is not None
    similar = Verdict("similar", bounds, england.value)
    close = with_like(row, value=50.0, standing=None, verdicts={"england": similar})
    assert but(close, england) == "but the council's own published 50.0% of that year is similar"
    assert not contradicts(close, england)


def test_without_a_longer_period_or_a_figure_there_is_no_note(row: ScorecardRow) -> None:
    england = row.comparator("england")
    for other, comparator in (
        (replace(row, like=None), england),
        (row, replace(england, value=None)),
        (replace(row, shown=replace(row.shown, observation=None)), england),
    ):
        assert (but(other, comparator), but_short(other, comparator)) == ("", "")
        assert not contradicts(other, comparator)


def test_sides_of_a_group_are_compared_even_with_one_word(row: ScorecardRow) -> None:
    """Both not judged, but the one above most of the group and the other below."""
    near = replace(row.comparator("neighbours"), spread=Spread.of([10.0, 20.0, 30.0, 90.0]))
    bare = plain(replace(row, verdicts={}), 4.8)
    assert but(bare, near) == (
        "but the council's own published 4.8% of that year is worse than all 4"
    )
    level = plain(replace(row, verdicts={}), 75.6)
    assert but(level, near) == ""


# ---- our own figure -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "the council's own published 4.8% of that year"),
        ({"data_status": "provisional"},
         "the council's own published 4.8% (provisional) of that year"),
        ({"is_added_up": True, "data_status": "illustrative"},
         "the council's own quarters together, 4.8% (illustrative) of that year,"),
        ({"period": parse_period("spring term 2024")},
         "the council's own published 4.8% of that period"),
    ],
)  # fmt: skip
def test_our_own_figure_in_words(row: ScorecardRow, facts: dict[str, Any], said: str) -> None:
    like = LikeForLike(Period.calendar_year(2023), 4.8, None, "published", False, None, {})
    assert own_words(row, replace(like, **facts)) == said
