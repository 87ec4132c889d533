"""A figure among a group, in words: how many it passes, and whether that is judged."""

from dataclasses import replace

import pytest

from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.statistics.spread import Spread
from kpi.wording.comparisons.place_in_group import (
    members_with_figure,
    middle_words,
    place_among_words,
    rank_in_group_words,
)
from tests.kpi.changing import row_of

TEN = tuple(float(10 * number) for number in range(1, 11))


@pytest.mark.parametrize(
    ("polarity", "value", "values", "words"),
    [
        (Polarity.HIGHER, 65.0, TEN, "better than 6 of the 10"),
        (Polarity.LOWER, 65.0, TEN, "worse than 6 of the 10"),
        (Polarity.NONE, 65.0, TEN, "higher than 6 of the 10"),
        (Polarity.HIGHER, 60.0, TEN, "better than 5 of the 10, the same as 1"),
        (Polarity.HIGHER, 55.0, TEN, "better than 5 of the 10 and worse than 5"),
        (Polarity.LOWER, 55.0, TEN, "better than 5 of the 10 and worse than 5"),
        (Polarity.HIGHER, 5.0, TEN, "worse than all 10"),
        (Polarity.HIGHER, 10.0, (10.0, 10.0), "the same as all 2"),
        (Polarity.HIGHER, 10.0, (5.0,), "better than the one with a figure"),
    ],
)
def test_how_many_a_figure_passes(
    snapshot: Snapshot, polarity: Polarity, value: float, values: tuple[float, ...], words: str
) -> None:
    measure = replace(snapshot.indicator("ehcp-20-weeks"), polarity=polarity)
    assert rank_in_group_words(measure, value, Spread(values)) == words


def test_the_group_is_named(snapshot: Snapshot) -> None:
    measure = snapshot.indicator("ehcp-20-weeks")
    assert rank_in_group_words(measure, 65.0, Spread(TEN), "statistical neighbours") == (
        "better than 6 of the 10 statistical neighbours"
    )
    few = replace(row_of(snapshot, "ehcp-20-weeks").comparator("neighbours"), count=2, of=10)
    who = members_with_figure(few)
    assert rank_in_group_words(measure, 65.0, Spread(TEN[:2]), who) == (
        "better than all 2 statistical neighbours with a figure"
    )
    assert rank_in_group_words(measure, 65.0, Spread(TEN[:1]), who) == (
        "better than the one of the statistical neighbours with a figure"
    )
    assert members_with_figure(replace(few, count=10)) == "statistical neighbours"
    assert middle_words(measure, Spread(TEN)) == "32.5% to 77.5%"
    assert middle_words(measure, Spread(TEN[:3])) == ""


@pytest.mark.parametrize(
    ("polarity", "value", "words"),
    [
        (Polarity.HIGHER, 65.0, "5th of 11"),
        (Polarity.LOWER, 65.0, "7th of 11"),
        (Polarity.HIGHER, 60.0, "joint 5th of 11, shared by 2"),
        (Polarity.NONE, 65.0, "5th highest of 11"),
        (Polarity.NONE, 999.0, "highest of 11"),
        (Polarity.NONE, 5.0, "lowest of 11"),
        (Polarity.NONE, 90.0, "joint 2nd highest of 11, shared by 2"),
    ],
)
def test_a_place_in_a_group(polarity: Polarity, value: float, words: str) -> None:
    assert place_among_words(Spread(TEN).passed(value, 1), polarity) == words


def test_all_the_same_is_no_place_where_neither_way_is_better() -> None:
    passed = Spread((10.0, 10.0)).passed(10.0, 1)
    assert place_among_words(passed, Polarity.NONE) == "the same as all 2"
