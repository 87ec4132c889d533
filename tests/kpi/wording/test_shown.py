"""How many indicators a view shows, in words."""

import pytest

from kpi.wording.shown import indicators_shown


@pytest.mark.parametrize(
    ("shown", "of", "said"),
    [
        (3, 7, "3 of 7 indicators shown"),
        (0, 7, "0 of 7 indicators shown"),
        (1, 1, "1 of 1 indicator shown"),
    ],
)
def test_the_words(shown: int, of: int, said: str) -> None:
    assert indicators_shown(shown, of) == said
