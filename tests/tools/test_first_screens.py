"""What `python -m tools.first_screens` calls a miss; what pages reach: tests/browser."""

from dataclasses import replace

import pytest

from tools import first_screens
from tools.first_screens import FirstScreen, ScreenGoal

GOOD = FirstScreen(
    pictures=6, first=288, words=474, indicators=6, pictured=6, filters=36, csv=True, counts=True,
    shift=0.001,
)  # fmt: skip
SCORECARD = ScreenGoal("scorecard", "/", 380, 6, csv=True)
ON_A_PHONE = ScreenGoal("phone", "/", phone=True, counts=True)


def test_a_page_that_reaches_all_misses_nothing() -> None:
    assert first_screens.missed(SCORECARD, GOOD) == []
    assert first_screens.missed(SCORECARD, replace(GOOD, first=380, shift=0.1)) == []
    assert first_screens.missed(ON_A_PHONE, replace(GOOD, pictures=1, csv=False)) == []


@pytest.mark.parametrize(
    ("goal", "got", "words"),
    [
        (SCORECARD, replace(GOOD, first=381), "the first picture begins at 381, not within 380"),
        (SCORECARD, replace(GOOD, first=None), "the first picture begins at None, not within 380"),
        (SCORECARD, replace(GOOD, pictured=5), "5 of 6 indicators are visible with a picture"),
        (SCORECARD, replace(GOOD, csv=False), "no CSV button is visible"),
        (SCORECARD, replace(GOOD, shift=0.11), "the layout shifted by 0.110, more than 0.1"),
        (ON_A_PHONE, replace(GOOD, counts=False), "the counts and the first picture are not both"),
        (ON_A_PHONE, replace(GOOD, pictures=0), "the counts and the first picture are not both"),
    ],
)
def test_each_miss_is_told(goal: ScreenGoal, got: FirstScreen, words: str) -> None:
    (told,) = first_screens.missed(goal, got)
    assert told.startswith(words)


def test_all_that_is_missed_is_told_at_once() -> None:
    poor = FirstScreen(0, None, 500, 0, 0, 36, csv=False, counts=False, shift=0.5)
    assert len(first_screens.missed(SCORECARD, poor)) == 4
