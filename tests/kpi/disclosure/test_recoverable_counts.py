"""What an attacker tries who holds every snapshot, total, rate and text: each fails."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kpi.disclosure import recoverable_counts
from kpi.disclosure.recoverable_counts import CountBounds, OwnCount, PublishedTotal
from kpi.disclosure.suppression import SECONDARY, UNCOUNTED, suppress
from kpi.errors import InputError
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import proposed_changes
from tests.kpi.changing import BCP
from tests.kpi.disclosure.test_suppression import _SHARE, HIDDEN
from tests.kpi.returning import (
    EARLY,
    PLANS,
    YEAR_2024,
    after,
    comment,
    figure,
    own_row,
    proposed,
    shown,
    target,
    without_return,
)

YEAR_2025 = ("Q4 2024-25", "Q1 2025-26", "Q2 2025-26", "Q3 2025-26")
QUARTER = "Q2 2025-26"


# ---- rates --------------------------------------------------------------------------------


def test_a_suppressed_figure_sent_again_as_a_bare_rate_stays_hidden(snapshot: Snapshot) -> None:
    """1.7% of 175 is 3."""
    live = after(proposed(snapshot, [figure(EARLY, QUARTER, 3, 175)]), snapshot)
    for row in (
        figure(EARLY, QUARTER, value=1.7),
        figure(EARLY, QUARTER, None, 175, value=1.7),
        figure(EARLY, QUARTER, None, 175),
        figure(EARLY, QUARTER, value=12.9),
    ):
        assert shown(after(proposed(live, [row]), live), EARLY, QUARTER) == HIDDEN, row
    corrected = after(proposed(live, [figure(EARLY, QUARTER, 30, 175)]), live)
    assert shown(corrected, EARLY, QUARTER) == (17.1, 30, 175, None)


@pytest.mark.parametrize(
    ("rate", "is_shown"),
    [(1.7, False), (5.1, False), (97.0, False), (10.5, True), (50.0, True), (0.0, True)],
)
def test_a_first_bare_rate_beside_known_bases(
    snapshot: Snapshot, rate: float, is_shown: bool
) -> None:
    """Cases closed in other quarters are 165 to 190: of half as many, 5.1% is 4."""
    new = after(proposed(snapshot, [figure(EARLY, QUARTER, value=rate)]), snapshot)
    found = own_row(new, EARLY, QUARTER)
    assert (found["value"] == rate) == is_shown
    assert is_shown or found["reason"] == UNCOUNTED


def test_without_any_known_base_a_rate_is_not_shown(snapshot: Snapshot) -> None:
    live = without_return(snapshot)
    new = after(proposed(live, [figure(EARLY, QUARTER, value=40.0)]), live)
    assert own_row(new, EARLY, QUARTER)["reason"] == UNCOUNTED


def test_a_rounded_rate_with_its_base_may_be_of_five(snapshot: Snapshot) -> None:
    """0.1% of 9,000 is anything from 5 to 13."""
    new = after(proposed(snapshot, [figure(EARLY, QUARTER, None, 9_000, value=0.1)]), snapshot)
    assert shown(new, EARLY, QUARTER) == HIDDEN


# ---- those not counted --------------------------------------------------------------------


def test_of_172_of_175_three_are_not_counted(snapshot: Snapshot) -> None:
    new = after(proposed(snapshot, [figure(PLANS, QUARTER, 172, 175)]), snapshot)
    assert shown(new, PLANS, QUARTER) == HIDDEN
    all_of_them = after(proposed(snapshot, [figure(PLANS, QUARTER, 175, 175)]), snapshot)
    assert shown(all_of_them, PLANS, QUARTER) == (100.0, 175, 175, None)
    rate_alone = after(
        proposed(snapshot, [figure(PLANS, QUARTER, None, 175, value=98.3)]), snapshot
    )
    assert shown(rate_alone, PLANS, QUARTER) == HIDDEN


def test_the_definition_may_let_those_not_counted_be_shown(snapshot: Snapshot) -> None:
    live = replace(
        snapshot,
        indicators=tuple(
            replace(i, publish_small_complements="Late plans are the council's own failings")
            for i in snapshot.indicators
        ),
    )
    new = after(proposed(live, [figure(PLANS, QUARTER, 172, 175)]), live)
    assert shown(new, PLANS, QUARTER) == (98.3, 172, 175, None)


def test_those_not_counted_are_not_given_away_by_a_year(snapshot: Snapshot) -> None:
    """635 less 493 is 142: less three quarters that is the fourth's three."""
    live = without_return(snapshot)
    counts = ((120, 160), (121, 170), (86, 89), (166, 216))
    rows = [figure(PLANS, q, n, d) for q, (n, d) in zip(YEAR_2024, counts, strict=True)]
    new = after(proposed(live, rows), live)
    assert [shown(new, PLANS, q)[3] for q in YEAR_2024] == ["c", None, "c", None]


# ---- totals that are, and that will come -----------------------------------------------------


def year_2025(*counts: int) -> list[dict[str, object]]:
    return [figure(PLANS, q, n, 200) for q, n in zip(YEAR_2025, counts, strict=False)]


def test_two_quarters_of_a_year_stay_hidden_before_its_total_comes(snapshot: Snapshot) -> None:
    """318 less 118, 96 and 101 would be 3; calendar 2025 is not published yet."""
    live = without_return(snapshot)
    new = after(proposed(live, year_2025(118, 96, 3, 101)), live)
    assert [shown(new, PLANS, q)[3] for q in YEAR_2025] == [None, "c", "c", None]
    assert {own_row(new, PLANS, q)["reason"] for q in YEAR_2025[1:3]} == {SECONDARY}


def test_the_last_quarter_of_the_year_hides_itself(snapshot: Snapshot) -> None:
    """Published one by one: what is out already cannot be hidden, so the newest is."""
    live = without_return(snapshot)
    for row in year_2025(118, 3, 96, 101):
        found = proposed(live, [row])
        live = after(found, live)
        assert proposed_changes.too_late(found) == []
    assert [shown(live, PLANS, q)[3] for q in YEAR_2025] == [None, "c", None, "c"]


def test_a_figure_kept_as_seen_is_told_to_the_officer(snapshot: Snapshot) -> None:
    live = after(proposed(without_return(snapshot), year_2025(118, 96, 30, 101)), snapshot)
    found = proposed(live, year_2025(118, 96, 3, 101)[2:3])
    assert [line.split(":")[0] for line in proposed_changes.too_late(found)] == [
        "ehcp-20-weeks, Q1 2025-26 (Apr to Jun 2025)",
        "ehcp-20-weeks, Q2 2025-26 (Jul to Sep 2025)",
    ]
    assert "was published before" in proposed_changes.too_late(found)[0]
    assert "can be worked out" in proposed_changes.too_late(found)[1]


# ---- ties, and all that can be worked out -------------------------------------------------------


def quarters(*counts: int) -> list[OwnCount]:
    spans = [Period.quarter(2024, n) for n in (1, 2, 3, 4)]
    return [
        OwnCount((n,), p.start, p.end, count, 1 <= count <= 5, 1 <= count <= 5)
        for n, (p, count) in enumerate(zip(spans, counts, strict=True))
    ]


def year(count: float | None) -> PublishedTotal:
    whole = Period.financial_year(2024)
    return PublishedTotal(whole.start, whole.end, count)


def test_a_tie_does_not_pin_a_small_count() -> None:
    """Of 1, 6, 6, 1 of 14 with one 6 hidden, the other 6 says that it is 6: so 1 and 1 follow."""
    assert recoverable_counts.complementary_cells(quarters(1, 6, 6, 1), [year(14)]) == [(1,), (2,)]
    assert recoverable_counts.complementary_cells(quarters(5, 6, 6, 20), [year(37)]) == [(1,), (2,)]
    assert recoverable_counts.complementary_cells(quarters(3, 9, 30, 30), [year(72)]) == [(1,)]


def test_who_knows_the_rule_itself_finds_no_small_count() -> None:
    """Every four quarters of a year of up to 14: those that look the same when they are published
    differ in each small count, but where the total alone says it (1, 1, 1, 1 of 4)."""
    alike: dict[tuple[int, tuple[int | None, ...], bool], list[tuple[int, ...]]] = {}
    for counts in product(range(15), repeat=4):
        total = sum(counts)
        cells = quarters(*counts)
        if total > 14 or not any(c.hidden for c in cells):
            continue
        small = {c.key for c in cells if c.hidden}
        beside = set(recoverable_counts.complementary_cells(cells, [year(total)]))
        cells = [replace(c, hidden=c.key in small | beside) for c in cells]
        beside |= set(recoverable_counts.complementary_cells(cells, [year(None)]))
        shown_ones = tuple(
            None if c.key in small | beside else n for c, n in zip(cells, counts, strict=True)
        )
        alike.setdefault((total, shown_ones, bool(beside)), []).append(counts)
    certain = [
        group
        for (_, counts, _), group in alike.items()
        for place, count in enumerate(counts)
        if count is None and len({each[place] for each in group}) == 1
    ]
    assert len(alike) > 200
    assert certain == [[(1, 1, 1, 1)]] * 4


def test_with_all_hidden_nobody_is_told_which_is_small(snapshot: Snapshot) -> None:
    quarter = [figure("i", f"Q{n} 2024-25", c, 100, value=float(c))
               for n, c in zip((1, 2, 3, 4), (1, 6, 6, 1), strict=True)]  # fmt: skip
    total = figure("i", "year to March 2025", 14, 400, value=3.5)
    found = suppress(
        pl.DataFrame(quarter, schema=OBSERVATIONS), pl.DataFrame([total], schema=OBSERVATIONS),
        {"i": replace(_SHARE, publish_small_numbers="")},
    )  # fmt: skip
    assert found.observations["numerator"].to_list() == [None] * 4
    assert set(found.observations["reason"]) == {SECONDARY}


def test_bounds_are_shortest_paths() -> None:
    days = [date(2024, m, 1) for m in (4, 7, 10)] + [date(2025, 1, 1)]
    flow = CountBounds(days)
    q1, q2 = (days[0], date(2024, 6, 30)), (days[1], date(2024, 9, 30))
    whole, half = (days[0], date(2024, 12, 31)), (days[0], date(2024, 9, 30))
    assert flow.add_bounds(whole, 20, 20)
    assert flow.add_bounds(q1, 4, 6)
    assert flow.add_bounds(half, 15, 17)
    assert (flow.least(q2), flow.most(q2)) == (9, 13)
    assert not flow.add_bounds(q2, 14, 30), "it contradicts"
    assert flow.small() == []
    assert flow.add_bounds(half, 17, 17)
    assert flow.small() == [(days[2], date(2024, 12, 31))]


Numbers = st.one_of(st.integers(0, 8), st.integers(0, 30))


@settings(max_examples=60, deadline=None)
@example(numbers=[0, 0, 0, 0, 5, 5], calendar=True, early=False)
@given(
    numbers=st.lists(Numbers, min_size=6, max_size=6),
    calendar=st.booleans(),
    early=st.booleans(),
)
def test_nobody_works_a_small_count_out_of_two_years_that_overlap(
    numbers: list[int], calendar: bool, early: bool
) -> None:
    """Six quarters, a financial and a calendar year, one or both; every way that fits is tried."""
    spans = [Period.quarter(2024, n) for n in (1, 2, 3, 4)]
    spans += [Period.quarter(2025, n) for n in (1, 2)]
    cells = [
        OwnCount((n,), p.start, p.end, c, 1 <= c <= 5, 1 <= c <= 5)
        for n, (p, c) in enumerate(zip(spans, numbers, strict=True))
    ]
    wholes = [(Period.financial_year(2024), numbers[:4])]
    if calendar:
        wholes.append((Period.year_ending(date(2025, 9, 30)), numbers[2:]))
    totals = [PublishedTotal(p.start, p.end, None if early else sum(part)) for p, part in wholes]
    gone = {key[0] for key in recoverable_counts.complementary_cells(cells, totals)} | {
        n for n, c in enumerate(numbers) if 1 <= c <= 5
    }
    every_year_has_something_left = all(
        any(n not in gone for n in range(6) if start <= n < start + 4)
        for start in ((0, 2) if calendar else (0,))
    )
    if not every_year_has_something_left:
        return  # nothing is left to hide: then nobody is told which is small
    for n in sorted(gone):
        if 1 <= numbers[n] <= 5:
            ways = possible(numbers, gone, n, calendar)
            if len(ways) == 1:
                # Of 5 and 5 the total of 10 says all to one who knows that both are small; whatever
                # else is hidden, the totals stay. No reader is told which are small.
                ways = possible(numbers, gone, n, calendar, knows_which=False)
            assert len(ways) > 1, (numbers, gone, n)


def possible(
    numbers: Sequence[int],
    gone: set[object],
    wanted: int,
    calendar: bool,
    *,
    knows_which: bool = True,
) -> set[int]:
    """The values of one hidden quarter, by trying all: for a reader who knows which are small, or
    only that at least one is."""
    found = set()
    hidden = sorted(n for n in gone if isinstance(n, int))
    most = sum(numbers[n] for n in hidden)
    ranges: list[Sequence[int]] = [
        range(most + 1)
        if not knows_which
        else range(1, 6)
        if 1 <= numbers[n] <= 5
        else (0, *range(6, 61))
        for n in hidden
    ]
    if len(hidden) > 4:  # too many ways to try: two free ones for each sum, so it is open
        return {1, 2}
    for tried in product(*ranges):
        if not any(1 <= value <= 5 for value in tried):
            continue
        now = list(numbers)
        for n, value in zip(hidden, tried, strict=True):
            now[n] = value
        fits = sum(now[:4]) == sum(numbers[:4])
        if fits and (not calendar or sum(now[2:]) == sum(numbers[2:])):
            found.add(now[wanted])
    return found


# ---- what the officer marks, and words --------------------------------------------------------


def marked(**more: object) -> dict[str, object]:
    """A row that the officer marks confidential, with what may tell beside it."""
    return figure(EARLY, QUARTER, symbol="c", reason="confidential: fewer than 6 children", **more)


def test_a_row_marked_c_keeps_nothing_that_tells(snapshot: Snapshot) -> None:
    row = marked(note="3 of 175", supplied_status="on target with 3", denominator=175.0)
    new = after(proposed(snapshot, [row]), snapshot)
    found = own_row(new, EARLY, QUARTER)
    assert shown(new, EARLY, QUARTER) == HIDDEN
    assert (found["note"], found["supplied_status"]) == (None, None)


@pytest.mark.parametrize("column", ["what_happened", "why", "action", "owner_role"])
@pytest.mark.parametrize(
    "text", ["Three families came back.", "3 of 175", "1.7% came back", "All but three stayed."]
)
def test_beside_a_row_marked_c_no_comment_tells(snapshot: Snapshot, column: str, text: str) -> None:
    said = comment(EARLY, QUARTER, **{column: text})
    with pytest.raises(InputError, match=f"commentary of {QUARTER}"):
        proposed(snapshot, [marked()], comments=[said])


@pytest.mark.parametrize("column", ["rationale", "target_type"])
def test_beside_a_row_marked_c_no_target_tells(snapshot: Snapshot, column: str) -> None:
    goal = target(EARLY, QUARTER, 15.0, **{column: "As only three families came back"})
    with pytest.raises(InputError, match=f"target from {QUARTER}"):
        proposed(snapshot, [marked()], [goal])


def test_known_rates_beside_a_row_marked_c_may_be_named(snapshot: Snapshot) -> None:
    said = comment(EARLY, QUARTER, what_happened="It was 10.5% before; the target is 15.0%.")
    assert not proposed(snapshot, [marked()], comments=[said]).is_empty


@pytest.mark.parametrize(
    "more",
    [
        {"comments": [comment(PLANS, QUARTER, action="In Early Help only three came back.")]},
        {"comments": [comment(PLANS, QUARTER, owner_role="Head of 172 of 175")]},
        {"targets": [target(PLANS, QUARTER, 60.0, rationale="1.7% of Early Help cases")]},
        {"comments": [comment(EARLY, "Q3 2025-26", what_happened="It rose by 15, from three.")]},
        {"comments": [comment(EARLY, "Q3 2025-26", why="Fell from 18 to \uff13.")]},
        {"comments": [comment(EARLY, QUARTER, why="15 fewer than the quarter before")]},
        {"why": "Return: \u0663 came back"},
    ],
)
def test_every_text_is_held_against_every_hidden_figure(
    snapshot: Snapshot, more: dict[str, object]
) -> None:
    with pytest.raises(InputError, match="words name a figure that is too small"):
        proposed(snapshot, [figure(EARLY, QUARTER, 3, 175)], **more)  # type: ignore[arg-type]


def test_the_rows_of_others_stay(snapshot: Snapshot) -> None:
    new = after(proposed(snapshot, [figure(EARLY, QUARTER, 3, 175)]), snapshot)
    others = snapshot.observations.filter(pl.col("area") != BCP)
    assert new.observations.filter(pl.col("area") != BCP).equals(others)
