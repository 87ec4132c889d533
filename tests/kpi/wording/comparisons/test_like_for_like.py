"""Where our figure of the comparators' own period says something else than the one shown."""

from dataclasses import replace
from typing import Any

import pytest

from kpi.indicators.comparisons.like_for_like import LikeForLike
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import Verdict, confidence_interval, verdict
from kpi.wording.comparisons.like_for_like import (
    joined,
    opposed,
    own_period,
    own_period_short,
    own_words,
    used_among_others,
)
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
    assert own_period(row, england) == (
        "but the council's published 4.8% of that year is worse: 142nd of 150"
    )
    assert own_period_short(row, england) == "the council's own 4.8% of 2023: worse"
    assert opposed(row, england) == ("better", "worse")


def test_a_group_is_told_with_how_many(row: ScorecardRow) -> None:
    near = row.comparator("neighbours")
    assert own_period(row, near) == (
        "and the council's published 4.8% of that year is not judged either (worse than 7 of "
        "the 10)"
    )
    assert own_period(row, near, ranked=True) == (
        "but the council's published 4.8% of that year is worse than 7 of the 10"
    )
    assert own_period_short(row, near) == "the council's own 4.8% of 2023: worse than 7 of the 10"


def test_the_same_side_needs_no_note(row: ScorecardRow) -> None:
    england = row.comparator("england")
    bounds = confidence_interval(row.indicator, 80.0, 400, 500)
    better = verdict(bounds, england.value, row.indicator.polarity)
    same = with_like(row, value=80.0, likely=bounds, verdicts={"england": better})
    assert better is not None
    assert better.word == "better"
    assert (own_period(same, england), own_period_short(same, england)) == ("", "")
    assert opposed(same, england) is None


@pytest.mark.parametrize(
    ("value", "stands"),
    [(4.8, "below England"), (50.3, "level with England"), (50.34, "level with England")],
)
def test_without_a_verdict_it_is_above_or_below(
    row: ScorecardRow, value: float, stands: str
) -> None:
    """England had 50.3% in 2023; without counts our figure is not judged."""
    england = row.comparator("england")
    bare = plain(row, value)
    assert own_period(bare, england) == (
        f"but the council's published {value:.1f}% of that year is {stands}"
    )
    assert (opposed(bare, england) is not None) == (stands == "below England")
    assert own_period_short(bare, england) == f"the council's own {value:.1f}% of 2023: {stands}"


def test_similar_against_better_is_said_and_no_contradiction(row: ScorecardRow) -> None:
    england = row.comparator("england")
    bounds = confidence_interval(row.indicator, 50.0, 50, 100)
    assert bounds is not None
    assert england.value is not None
    similar = Verdict("similar", bounds, england.value)
    close = with_like(row, value=50.0, standing=None, verdicts={"england": similar})
    assert own_period(close, england) == "but the council's published 50.0% of that year is similar"
    assert opposed(close, england) is None


def test_without_a_longer_period_or_a_figure_there_is_no_note(row: ScorecardRow) -> None:
    england = row.comparator("england")
    for other, comparator in (
        (replace(row, like=None), england),
        (row, replace(england, value=None)),
        (replace(row, shown=replace(row.shown, observation=None)), england),
    ):
        assert (own_period(other, comparator), own_period_short(other, comparator)) == ("", "")
        assert opposed(other, comparator) is None


def test_sides_of_a_group_are_compared_even_with_one_word(row: ScorecardRow) -> None:
    """Both not judged, but the one above most of the group and the other below."""
    near = replace(row.comparator("neighbours"), spread=Spread.of([10.0, 20.0, 30.0, 90.0]))
    bare = plain(replace(row, verdicts={}), 4.8)
    assert own_period(bare, near) == (
        "but the council's published 4.8% of that year is worse than all 4"
    )
    level = plain(replace(row, verdicts={}), 75.6)
    assert own_period(level, near) == ""


def test_a_region_has_no_rank(row: ScorecardRow) -> None:
    """142nd of 150 is a place among all authorities, not one against the South West."""
    assert own_period(row, row.comparator("region")) == (
        "but the council's published 4.8% of that year is worse"
    )


def test_what_is_similar_is_no_contrast_to_a_side_that_is_not_judged(row: ScorecardRow) -> None:
    england = row.comparator("england")
    bounds = confidence_interval(row.indicator, 50.0, 50, 100)
    assert bounds is not None
    assert england.value is not None
    similar = replace(row, verdicts={"england": Verdict("similar", bounds, england.value)})
    for value, stands in (
        (60.0, "above England"),
        (4.8, "below England"),
        (50.3, "level with England"),
    ):
        assert own_period(plain(similar, value), england) == (
            f"and the council's published {value}% of that year is {stands}"
        )
    better = replace(row, verdicts={"england": Verdict("better", bounds, england.value)})
    assert own_period(plain(better, 50.3), england).startswith("but the council's published")


WIDE = Spread.of([10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 90.0, 91.0, 92.0])


@pytest.mark.parametrize(
    ("words", "own", "said", "ranked"),
    [
        # The same verdict on both: with the same side there is nothing to add.
        (("not judged", "not judged"), 65.0, "", ""),
        (("not judged", "not judged"), 55.0, "and X is not judged either (Y)", "and X is Y"),
        (("not judged", "not judged"), 15.0, "and X is not judged either (Y)", "but X is Y"),
        # A verdict on one of them only; the sides are the same, or not.
        (("not judged", ""), 75.0, "and X is Y too", "and X is Y too"),
        (("not judged", ""), 65.0, "and X is Y", "and X is Y"),
        (("not judged", ""), 15.0, "but X is Y", "but X is Y"),
        (("", "not judged"), 15.0, "but X is not judged (Y)", "but X is Y"),
        # Two verdicts.
        (("better", "not judged"), 65.0, "but X is not judged (Y)", "but X is not judged (Y)"),
        (
            ("not judged", "worse"),
            5.0,
            "but X is judged worse (than all 10)",
            "but X is judged worse (than all 10)",
        ),
        (
            ("better", "worse"),
            5.0,
            "but X is judged worse (than all 10)",
            "but X is judged worse (than all 10)",
        ),
        # None.
        (("", ""), 15.0, "but X is Y", "but X is Y"),
    ],
)
def test_but_joins_only_what_differs(
    row: ScorecardRow, words: tuple[str, str], own: float, said: str, ranked: str
) -> None:
    """Our 75.0% is better than 7 of the 10; `X` is our own figure, `Y` how many that passes."""
    near = replace(row.comparator("neighbours"), value=70.0, spread=WIDE)
    bounds = confidence_interval(row.indicator, 75.0, 75, 100)
    assert bounds is not None
    assert row.now is not None
    ours, theirs = (Verdict(word, bounds, 70.0, WIDE) if word else None for word in words)
    now = replace(row.shown, observation=replace(row.now, value=75.0))
    shown = replace(row, shown=now, verdicts={"neighbours": ours})
    shown = with_like(shown, value=own, standing=None, verdicts={"neighbours": theirs})
    found = own_period(shown, near)
    passed = {
        75.0: "better than 7 of the 10",
        65.0: "better than 6 of the 10",
        55.0: "better than 5 of the 10 and worse than 5",
        15.0: "worse than 9 of the 10",
    }
    expected = said.replace("X", f"the council's published {own}% of that year")
    assert found == expected.replace("Y", passed.get(own, ""))
    expected = ranked.replace("X", f"the council's published {own}% of that year")
    found = own_period(shown, near, ranked=True)
    assert found == expected.replace("Y", passed.get(own, ""))


# ---- our own figure -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "the council's published 4.8% of that year"),
        ({"data_status": "provisional"},
         "the council's published 4.8% (provisional) of that year"),
        ({"is_added_up": True, "data_status": "illustrative"},
         "the council's own quarters together, 4.8% (illustrative) of that year,"),
        ({"period": parse_period("spring term 2024")},
         "the council's published 4.8% of that term"),
        ({"period": parse_period("spring term 2024"), "data_status": "derived"},
         "the council's 4.8% (derived) of that term"),
        ({"period": parse_period("Q1 2024-25"), "is_own": True},
         "the council's own 4.8% of that quarter"),
        ({"period": parse_period("31 March 2024")},
         "the council's published 4.8% of that day"),
        ({"period": parse_period("academic year 2023/24")},
         "the council's published 4.8% of that year"),
    ],
)  # fmt: skip
def test_our_own_figure_in_words(row: ScorecardRow, facts: dict[str, Any], said: str) -> None:
    like = LikeForLike(Period.calendar_year(2023), 4.8, None, "published", False, None, {})
    assert own_words(row, replace(like, **facts)) == said


# ---- every kind of period -----------------------------------------------------------------


def test_a_term_has_the_same_note_as_a_quarter(snapshot: Snapshot) -> None:
    """Birmingham: 0.078% is worse than England a year before; its own 0.061% of then is better."""
    row = row_of(snapshot, "secondary-permanent-exclusions", "Q1 2025-26", area="330")
    assert own_period(row, row.comparator("england")) == (
        "but the council's 0.061% (derived) of that term is better than 87 of the 151, the same "
        "as 4"
    )


def test_a_few_more_or_fewer_of_a_group_are_not_told_without_counts(snapshot: Snapshot) -> None:
    """BCP, primary, spring 2025 and 2024: as many of the region are better, one or none less."""
    row = row_of(snapshot, "primary-permanent-exclusions", "Q1 2025-26")
    assert row.like is not None
    assert [own_period(row, each) for each in row.comparators] == [""] * 4
    assert [own_period_short(row, each) for each in row.comparators] == [""] * 4


def test_a_note_that_makes_a_sentence_too_long_has_one_of_its_own() -> None:
    note = "but the council's 0.061% (derived) of that term is better than 87 of the 151"
    assert joined("It is worse than 79", note) == f"It is worse than 79, {note}"
    assert joined("It is worse than 79", "") == "It is worse than 79"
    long = (
        "0.078%: worse than 79 of the 151 authorities in England with a figure, the same as 1, "
        "in the spring term"
    )
    assert joined(long, note) == f"{long}. B{note[1:]}"


def test_which_of_our_figures_stands_among_the_others(snapshot: Snapshot) -> None:
    assert used_among_others(row_of(snapshot, PLANS)) == (
        "The council's published 77.6% in 2024 stands among them here, not its 53.9% "
        "(illustrative) in April to June 2025."
    )
    assert used_among_others(row_of(snapshot, "secondary-permanent-exclusions")) == (
        "The council's 0.115% (derived) in the spring term 2024 stands among them here, not its "
        "0.117% (derived) in the spring term 2025."
    )


def test_nothing_is_told_apart_where_our_figure_is_one(row: ScorecardRow) -> None:
    assert row.value is not None
    assert used_among_others(with_like(row, value=row.value)) == ""
    assert used_among_others(with_like(row, standing=None)) == ""
    assert used_among_others(replace(row, like=None)) == ""
