"""Running text that names a hidden figure, however people write it, and text that does not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.snapshot import Snapshot
from kpi.telling import Figures, given_away, names_outright
from tests.kpi.returning import EARLY, EXCLUDED

HIDDEN = [Figures(1.7, 3, 175)]


def tells(snapshot: Snapshot, text: str, hidden: list[Figures] | None = None) -> bool:
    return any(given_away(snapshot.indicator(EARLY), text, hidden or HIDDEN))


@pytest.mark.parametrize(
    "text",
    [
        "3 of 175 cases came back.", "3 out of the 175.", "Three of 175.", "3/175", "3 in 175",
        "three from the 175", "1.7%", "1.7 per cent", "a rate of 1.7", "about 2%", "3 families",
        "Three young people came back.", "It fell to 3.", "Only 3 this quarter", "There were 3",
        "(3)", "3 closed cases", "the total: 3", "2 then, 3 now", "3 were returns",
    ],
)  # fmt: skip
def test_told(snapshot: Snapshot, text: str) -> None:
    assert tells(snapshot, text)


@pytest.mark.parametrize(
    "text",
    [
        "Level 3 support", "3 schools did well", "in 3 weeks", "13 of 175", "3,175 of 4,000",
        "13 children and 3.5% more", "Q3 2024-25", "on 3 March", "3.5", "30 families", "day 3",
        "fewer than 3", "3 in 5 days", "31.7%", "3% more", "3 working days", "stages 1 to 3",
        "2025-3", "three localities",
    ],
)  # fmt: skip
def test_not_told(snapshot: Snapshot, text: str) -> None:
    assert not tells(snapshot, text)


def test_a_count_hidden_beside_a_small_one_is_told_by_its_cases(snapshot: Snapshot) -> None:
    hidden = [Figures(90.8, 158, 174)]
    assert tells(snapshot, "We finished 158 cases.", hidden)
    assert tells(snapshot, "90.8% in time", hidden)
    assert not tells(snapshot, "158 meetings were held", hidden)
    assert not tells(snapshot, "1,158 cases", hidden)


def test_a_very_small_rate_as_pupils(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator(EXCLUDED)
    hidden = [Figures(0.024, 3, 12_500)]
    assert any(given_away(indicator, "about 2 in 10,000 pupils", hidden))
    assert any(given_away(indicator, "0.024 per cent", hidden))
    assert not any(given_away(indicator, "about 9 in 10,000 pupils", hidden))
    rate = replace(indicator, unit="per 10,000 children")
    assert any(given_away(rate, "a rate of 2.4", [Figures(2.4, 3, 12_500)]))


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("3 corrected", True), ("was three", True), ("Q3 2024-25 corrected", False),
        ("Return of 13 June", False), ("one figure corrected", False), ("", False),
    ],
)  # fmt: skip
def test_a_reason_holds_no_small_count(why: str, told: bool) -> None:
    assert names_outright(why, [Figures(1.7, 3, 175), Figures(0.6, 1, 175)]) == told


@given(st.text(max_size=200))
def test_any_text_is_looked_at(text: str) -> None:
    names_outright(text, HIDDEN)


@given(st.text(alphabet="0123456789,./ ofin%threne", max_size=400))
def test_hostile_text_costs_little(snapshot: Snapshot, text: str) -> None:
    tells(snapshot, text)
