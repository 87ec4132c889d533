"""Which way is better: words, sides and signs, and that they agree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.model.polarity import Polarity, SideWords

JUDGED = [Polarity.HIGHER, Polarity.LOWER]


@pytest.mark.parametrize(
    ("polarity", "words", "lait", "sign"),
    [
        (Polarity.HIGHER, "higher is better", "High", 1),
        (Polarity.LOWER, "lower is better", "Low", -1),
        (Polarity.NONE, "neither higher nor lower is better", "-", 0),
        (Polarity.RANGE, "between two bounds is better", "-", 0),
    ],
)
def test_each_in_words(polarity: Polarity, words: str, lait: str, sign: int) -> None:
    assert (polarity.words, polarity.lait, polarity.sign) == (words, lait, sign)
    known = Polarity.NONE if polarity is Polarity.RANGE else polarity  # LAIT knows no range
    assert Polarity.of_lait(lait) is known


def test_a_range_has_a_target_though_neither_way_is_better() -> None:
    assert [each.has_target for each in Polarity] == [True, True, False, True]
    assert [each.is_judged for each in Polarity] == [True, True, False, False]


@pytest.mark.parametrize("word", ["NA", "", "high", None])
def test_any_other_word_of_lait_is_no_polarity(word: str | None) -> None:
    assert Polarity.of_lait(word) is Polarity.NONE


def test_the_sides_of_a_target() -> None:
    higher, lower = JUDGED
    assert (higher.better_side, higher.worse_side, higher.or_better) == (
        "above", "below", "or more",
    )  # fmt: skip
    assert (lower.better_side, lower.worse_side, lower.or_better) == ("below", "above", "or less")


@given(st.sampled_from(JUDGED), st.floats(-1e6, 1e6).filter(bool))
def test_what_is_better_has_the_sign_of_better(polarity: Polarity, difference: float) -> None:
    assert polarity.is_better(higher=difference > 0) == (polarity.sign * difference > 0)


def test_a_side_is_better_or_worse_only_where_one_way_is_better() -> None:
    words = SideWords("better", "worse", "higher", "lower")
    sides = {
        each: (each.side(words, higher=True), each.side(words, higher=False)) for each in Polarity
    }
    assert sides == {
        Polarity.HIGHER: ("better", "worse"),
        Polarity.LOWER: ("worse", "better"),
        Polarity.NONE: ("higher", "lower"),
        Polarity.RANGE: ("higher", "lower"),
    }


@pytest.mark.parametrize("polarity", [Polarity.NONE, Polarity.RANGE])
@pytest.mark.parametrize("name", ["better_side", "worse_side", "or_better"])
def test_without_polarity_there_is_no_side(name: str, polarity: Polarity) -> None:
    assert not polarity.is_judged
    with pytest.raises(ValueError, match="neither way is better"):
        getattr(polarity, name)
    with pytest.raises(ValueError, match="neither way is better"):
        polarity.is_better(higher=True)
