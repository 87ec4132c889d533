"""Running text that names a hidden figure, however people write it, and text that does not."""

import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.disclosure.numbers_in_text import ANYTHING, SecretCounts, names_outright, revealing_parts
from kpi.model.snapshot import Snapshot
from tests.kpi.returning import EARLY, EXCLUDED

HIDDEN = [SecretCounts(1.7, 3, 175)]


def tells(snapshot: Snapshot, text: str, hidden: list[SecretCounts] | None = None) -> bool:
    return any(revealing_parts(snapshot.indicator(EARLY), text, hidden or HIDDEN))


@pytest.mark.parametrize(
    ("text", "told"), [("Three episodes were recorded.", True), ("There were 8 episodes.", False)]
)
def test_a_number_is_named_as_a_count(snapshot: Snapshot, text: str, told: bool) -> None:
    counts = replace(snapshot.indicator(EARLY), unit="number", counted="missing episodes")
    assert any(revealing_parts(counts, text, [SecretCounts(3.0, None, None)])) is told


@pytest.mark.parametrize(
    "text",
    [
        "3 of 175 cases came back.", "3 out of the 175.", "Three of 175.", "3/175", "3 in 175",
        "three from the 175", "1.7%", "1.7 per cent", "a rate of 1.7", "about 2%", "3 families",
        "Three young people came back.", "It fell to 3.", "Only 3 this quarter", "There were 3",
        "(3)", "3 closed cases", "the total: 3", "2 then, 3 now", "3 were returns",
        "fewer than 3", "3 in 5 days", "2 to 4 came back", "at least two", "<5",
        "under four families",
    ],
)  # fmt: skip
def test_told(snapshot: Snapshot, text: str) -> None:
    assert tells(snapshot, text)


@pytest.mark.parametrize(
    "text",
    [
        "It fell from 18 to three.", "It fell from eight families to three.",
        "All but three stayed closed.", "All but 3 stayed closed.", "It fell by 15, from 18.",
        "Down by fifteen from last quarter's eighteen.", "172 of 175 stayed closed",
        "172 stayed closed.", "One hundred and seventy-two stayed closed.",
        "Of 175, 172 did not return.", "98.3% stayed closed", "\uff13 families", "\uff11.\uff17%",
        "\u0663 families", "\u0969 of \u0967\u096d\u096b", "\u2462 cases",
        "th\u200bree families", "thr\u0435e families", "Two boys and one girl came back.",
        "One in 58 came back", "1 in 58", "1.7 in every 100", "A trio of families.",
        "17 in 1,000", "18 minus 15", "15 fewer than the 18 before",
    ],
)  # fmt: skip
def test_told_in_other_words(snapshot: Snapshot, text: str) -> None:
    assert tells(snapshot, text)


@pytest.mark.parametrize(
    "text", ["15 fewer than last quarter", "Down by 15.", "It is up by fifteen"]
)
def test_a_change_from_a_shown_count_tells(snapshot: Snapshot, text: str) -> None:
    assert not tells(snapshot, text, [SecretCounts(1.7, 3, 175)])
    assert tells(snapshot, text, [SecretCounts(1.7, 3, 175, nearby=(18, 30))])


def test_a_change_of_points_is_no_change_of_a_count(snapshot: Snapshot) -> None:
    hidden = [SecretCounts(1.7, 3, 175, nearby=(4,))]
    assert not tells(snapshot, "Tightened by one point for 2025-26", hidden)
    assert tells(snapshot, "Tightened by one for 2025-26", hidden)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("18 of 172 closed cases came back within a year.", False),  # those of the period shown
        ("18 of the 171 closed cases came back.", True),
        ("18 families came back.", True),
    ],
)
def test_a_count_shown_of_another_period_with_its_own_base(
    snapshot: Snapshot, text: str, *, told: bool
) -> None:
    assert tells(snapshot, text, [SecretCounts(10.5, 18, 171, nearby=(18,))]) is told


@pytest.mark.parametrize(
    ("text", "near", "told"),
    [
        ("It halved.", 6, True), ("It halved.", 9, False), ("A third of last year's.", 9, True),
        ("It doubled.", 1.5, True), ("From 6 we halved it.", 40, True),
    ],
)  # fmt: skip
def test_a_multiple_of_a_shown_count_tells(
    snapshot: Snapshot, text: str, near: float, told: bool
) -> None:
    assert tells(snapshot, text, [SecretCounts(1.7, 3, 175, nearby=(near,))]) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Of the Early Help cases 3 came back.", True), ("Early Help: 172 stayed closed.", True),
        ("3 of 175 were plans too.", True), ("172 of 175 stayed.", True), ("1.7%", True),
        ("2% of plans", False), ("3 plans were late.", False), ("We hired 172 people.", False),
        ("Three of our plans", False),
    ],
)  # fmt: skip
def test_the_text_of_another_indicator(snapshot: Snapshot, text: str, told: bool) -> None:
    found = revealing_parts(snapshot.indicator(EARLY), text, HIDDEN, about=r"\bearly help\b")
    assert any(found) == told


def test_of_an_unknown_small_count_every_small_one_tells(snapshot: Snapshot) -> None:
    for text in ("4 families", "1 of 170", "one family", "168 of 170 stayed closed", "all but two"):
        assert tells(snapshot, text, list(ANYTHING)), text
    for text in ("12 families", "21 of 170", "We hired two caseworkers", "6 of 170"):
        assert not tells(snapshot, text, list(ANYTHING)), text


@pytest.mark.parametrize(
    "text",
    [
        "The two agency chairs started in May.", "Recruit two permanent chairs.",
        "Two team managers left and three posts are vacant.", "There are two main reasons.",
        "Three newly qualified social workers joined.", "two independent reviewing officers",
        "Both audits and 4 workshops are done", "We hold five vacancies.",
        "Two of our agency nurses left", "One school nurse and 2 health visitors",
    ],
)  # fmt: skip
def test_a_number_of_staff_or_of_their_work_is_no_small_count(
    snapshot: Snapshot, text: str
) -> None:
    assert not tells(snapshot, text, list(ANYTHING)), text


@pytest.mark.parametrize(
    "text",
    [
        "3 had reports outstanding", "3 were visited late", "3 missed meetings",
        "2 left care without a worker", "Only 3 in the quarter", "4 issued late",
        "fell to 3 because posts were vacant", "2 headed to court", "Three were audited twice",
        "5 siblings", "2 manager-agreed plans", "3 granted leave to remain", "2 babies",
        "2 moved schools", "two teenagers with a social worker", "3 caused concern",
        "2 agency placements", "3 head injuries", "2 nurse-led referrals", "4 apprentices",
        "3 vacancy-led moves", "3 new apprentices", "2 lead to court", "3 issue late",
        "3 of our school pupils were excluded", "2 of the team", "2 of their school places",
    ],
)  # fmt: skip
def test_words_about_staff_after_a_count_of_children_hide_nothing(
    snapshot: Snapshot, text: str
) -> None:
    assert tells(snapshot, text, list(ANYTHING)), text


@pytest.mark.parametrize(
    "text",
    [
        "It fell from 21 to 18.", "12 of 15 staff posts", "down from 12.9% to 12.4%", "two thirds",
        "Level three", "In Q3 2024-25 there were 18 cases.",
        "18 cases, 15 of them closed in time",
        "18 of 172 closed cases came back.",
        "We hired three caseworkers.", "between 15 and 18", "half of the schools",
        "one of the best", "Three quarters of families are content.",
        "Level 3 support", "3 schools did well", "in 3 weeks", "13 of 175", "3,175 of 4,000",
        "13 children and 3.5% more", "Q3 2024-25", "on 3 March", "3.5", "30 families", "day 3",
        "31.7%", "3% more", "3 working days", "stages 1 to 3",
        "2025-3", "three localities",
    ],
)  # fmt: skip
def test_not_told(snapshot: Snapshot, text: str) -> None:
    assert not tells(snapshot, text)


def test_visits_are_a_count_of_an_indicator_that_counts_visits(snapshot: Snapshot) -> None:
    own = replace(snapshot.indicator(EARLY), counted="visits in time")
    assert any(revealing_parts(own, "Only 3 visits were made.", HIDDEN))
    assert not tells(snapshot, "Only 3 visits were made.")


def test_a_count_hidden_beside_a_small_one_is_told_by_its_cases(snapshot: Snapshot) -> None:
    hidden = [SecretCounts(90.8, 158, 174)]
    assert tells(snapshot, "We finished 158 cases.", hidden)
    assert tells(snapshot, "90.8% in time", hidden)
    assert not tells(snapshot, "158 meetings were held", hidden)
    assert not tells(snapshot, "1,158 cases", hidden)


def test_a_very_small_rate_as_pupils(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator(EXCLUDED)
    hidden = [SecretCounts(0.024, 3, 12_500)]
    assert any(revealing_parts(indicator, "about 2 in 10,000 pupils", hidden))
    assert any(revealing_parts(indicator, "0.024 per cent", hidden))
    assert not any(revealing_parts(indicator, "about 9 in 10,000 pupils", hidden))
    rate = replace(indicator, unit="per 10,000 children")
    assert any(revealing_parts(rate, "a rate of 2.4", [SecretCounts(2.4, 3, 12_500)]))


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("3 corrected", True), ("was three", True), ("Q3 2024-25 corrected", False),
        ("Return of 13 June", False), ("one figure corrected", False), ("", False),
        ("one child counted twice", True), ("2-4 cases corrected", True), ("<5 now", True),
        ("corrected on 2-4 July", False),
    ],
)  # fmt: skip
def test_a_reason_holds_no_small_count(why: str, told: bool) -> None:
    assert names_outright(why, [SecretCounts(1.7, 3, 175), SecretCounts(0.6, 1, 175)]) == told


@given(st.text(max_size=200))
def test_no_words_around_a_small_count_hide_it_from_a_reason(text: str) -> None:
    """A reason is a sentence or a few: the number stands in one of its own."""
    assert names_outright(f"{text}\n\nThere were 3.", HIDDEN)


@given(st.text(alphabet="0123456789,./ ofin%threne", max_size=400))
def test_no_words_before_a_hidden_figure_hide_it(snapshot: Snapshot, text: str) -> None:
    began = time.process_time()
    assert tells(snapshot, f"{text}. 3 of 175 cases came back.")
    assert time.process_time() - began < 1
