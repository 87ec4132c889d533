"""Small numbers: what is hidden, what is hidden beside it, and that nobody can work it out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpi.disclosure import recoverable_counts
from kpi.disclosure.recoverable_counts import OwnCount, PublishedTotal
from kpi.disclosure.suppression import REASON, SECONDARY, UNCOUNTED, suppress
from kpi.model.definitions import definition_reader
from kpi.model.schemas import OBSERVATIONS
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import proposed_changes
from tests.kpi.changing import BCP
from tests.kpi.conftest import DEFINITIONS
from tests.kpi.returning import (
    EARLY,
    EXCLUDED,
    PLANS,
    YEAR_2024,
    after,
    exempt,
    figure,
    own_row,
    proposed,
    shown,
    without_return,
)

_SHARE = replace(
    next(
        i
        for i in definition_reader.from_table(definition_reader.read_files(DEFINITIONS))
        if i.id == EARLY
    ),
    id="i",
)
HIDDEN = (None, None, None, "c")
Q1, Q2, Q3, Q4 = YEAR_2024


def plans(*counts: tuple[float, float]) -> list[dict[str, object]]:
    """The quarters of calendar 2024 with these counts."""
    return [figure(PLANS, q, n, d) for q, (n, d) in zip(YEAR_2024, counts, strict=False)]


# ---- primary --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_counts_of_1_to_5_are_hidden_with_their_rate(snapshot: Snapshot, count: int) -> None:
    row = figure(EARLY, "Q2 2025-26", count, 170, note=f"{count} came back")
    row["supplied_status"] = "on target"
    new = after(proposed(snapshot, [row]), snapshot)
    found = own_row(new, EARLY, "Q2 2025-26")
    assert shown(new, EARLY, "Q2 2025-26") == HIDDEN
    assert (found["reason"], found["note"], found["supplied_status"]) == (REASON, None, None)


@pytest.mark.parametrize(("count", "value"), [(0, 0.0), (6, 3.5)])
def test_0_and_6_stay(snapshot: Snapshot, count: int, value: float) -> None:
    new = after(proposed(snapshot, [figure(EARLY, "Q2 2025-26", count, 170)]), snapshot)
    assert shown(new, EARLY, "Q2 2025-26") == (value, count, 170, None)


@pytest.mark.parametrize(("count", "hidden"), [(0, False), (1, True), (5, True), (6, False)])
def test_a_number_is_a_count_itself(snapshot: Snapshot, count: int, hidden: bool) -> None:
    live = replace(
        snapshot,
        indicators=tuple(
            replace(i, unit="number", decimals=0, benchmark=None) if i.id == EARLY else i
            for i in snapshot.indicators
        ),
    )
    new = after(proposed(live, [figure(EARLY, "Q2 2025-26", value=float(count))]), live)
    assert shown(new, EARLY, "Q2 2025-26") == (HIDDEN if hidden else (count, None, None, None))


def test_a_small_denominator_is_hidden_too(snapshot: Snapshot) -> None:
    new = after(proposed(snapshot, [figure(EARLY, "Q2 2025-26", 0, 4)]), snapshot)
    assert shown(new, EARLY, "Q2 2025-26") == HIDDEN


def test_an_exception_with_a_reason_is_shown(snapshot: Snapshot) -> None:
    live = exempt(snapshot, EARLY)
    new = after(proposed(live, [figure(EARLY, "Q2 2025-26", 3, 170)]), live)
    assert shown(new, EARLY, "Q2 2025-26") == (1.8, 3, 170, None)


def test_a_rate_with_its_base_is_a_count(snapshot: Snapshot) -> None:
    """0.024% of 12,500 pupils is three pupils, whether or not anybody writes the three."""
    three = figure(EXCLUDED, "spring term 2025", None, 12_500, value=0.024)
    eight = figure(EXCLUDED, "summer term 2024", None, 12_500, value=0.064)
    live = without_return(snapshot)
    new = after(proposed(live, [three, eight]), live)
    assert shown(new, EXCLUDED, "spring term 2025") == HIDDEN
    assert shown(new, EXCLUDED, "summer term 2024") == (0.064, None, 12_500, None)


def test_a_very_small_rate_without_counts_is_not_shown(snapshot: Snapshot) -> None:
    alone = figure(EXCLUDED, "spring term 2025", value=0.024)
    none = figure(EXCLUDED, "summer term 2024", value=0.0)
    new = after(proposed(snapshot, [alone, none]), snapshot)
    assert own_row(new, EXCLUDED, "spring term 2025")["reason"] == UNCOUNTED
    assert shown(new, EXCLUDED, "summer term 2024") == (0.0, None, None, None)


def test_points_have_no_counts_and_stay(snapshot: Snapshot) -> None:
    row = figure("ks4-fsm-gap", "academic year 2024/25", value=15.9)
    new = after(proposed(snapshot, [row]), snapshot)
    assert shown(new, "ks4-fsm-gap", "academic year 2024/25") == (15.9, None, None, None)


def test_dfes_rate_of_the_same_term_goes_with_ours(snapshot: Snapshot) -> None:
    """Else the derived rate of that term, times the pupils, gives the three away."""
    live = without_return(snapshot)
    new = after(proposed(live, [figure(EXCLUDED, "spring term 2025", 3, 12_500)]), live)
    rows = new.observed(EXCLUDED).filter(
        (pl.col("area") == BCP) & (pl.col("period_end") == date(2025, 4, 30))
    )
    assert rows.height == 2
    assert rows["value"].to_list() == [None, None]
    assert rows["symbol"].to_list() == ["c", "c"]
    before = snapshot.observed(EXCLUDED).filter(pl.col("area") != BCP)
    assert new.observed(EXCLUDED).filter(pl.col("area") != BCP).equals(before)


# ---- secondary ------------------------------------------------------------------------------


def test_a_published_year_hides_the_smallest_other_quarter(snapshot: Snapshot) -> None:
    """493 of 635 less three quarters would be the fourth."""
    live = without_return(snapshot)
    found = proposed(live, plans((170, 200), (158, 172), (3, 23), (162, 240)))
    new = after(found, live)
    assert shown(new, PLANS, Q3) == HIDDEN
    assert shown(new, PLANS, Q2) == HIDDEN
    assert own_row(new, PLANS, Q2)["reason"] == SECONDARY
    assert shown(new, PLANS, Q1) == (85.0, 170, 200, None)
    assert shown(new, PLANS, Q4) == (67.5, 162, 240, None)
    assert [(h.numerator, h.secondary) for h in found.hidden] == [(158, True), (3, False)]


def test_two_hidden_quarters_need_no_third(snapshot: Snapshot) -> None:
    live = without_return(snapshot)
    new = after(proposed(live, plans((2, 10), (3, 30), (228, 295), (260, 300))), live)
    symbols = [shown(new, PLANS, q)[3] for q in YEAR_2024]
    # 2 + 3 = 5 is itself a small number, so a third is hidden; 5 + 4 = 9 is not.
    assert symbols == ["c", "c", "c", None]
    new = after(proposed(live, plans((5, 10), (4, 30), (224, 295), (260, 300))), live)
    assert [shown(new, PLANS, q)[3] for q in YEAR_2024] == ["c", "c", None, None]


def test_a_year_of_no_total_hides_nothing_more(snapshot: Snapshot) -> None:
    quarters = ["Q3 2024-25", "Q4 2024-25", "Q1 2025-26"]
    rows = [figure(EARLY, q, n, 170) for q, n in zip(quarters, (30, 3, 31), strict=True)]
    new = after(proposed(snapshot, rows), snapshot)
    assert [shown(new, EARLY, q)[3] for q in quarters] == [None, "c", None]


def test_a_total_in_the_return_itself(snapshot: Snapshot) -> None:
    """Its own financial year, which DfE does not publish for Early Help."""
    quarters = ["Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q4 2024-25"]
    rows = [figure(EARLY, q, n, 170) for q, n in zip(quarters, (40, 30, 3, 20), strict=True)]
    total = figure(EARLY, "year to March 2025", 93, 680, reporting_quarter="Q4 2024-25")
    new = after(proposed(snapshot, [*rows, total]), snapshot)
    assert [shown(new, EARLY, q)[3] for q in quarters] == [None, None, "c", "c"]
    assert shown(new, EARLY, "year to March 2025") == (13.7, 93, 680, None)


def test_a_total_that_all_parts_cannot_hide_goes_itself(snapshot: Snapshot) -> None:
    quarters = ["Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q4 2024-25"]
    rows = [figure(EARLY, q, n, 170) for q, n in zip(quarters, (0, 0, 1, 6), strict=True)]
    total = figure(EARLY, "year to March 2025", 7, 680, reporting_quarter="Q4 2024-25")
    new = after(proposed(snapshot, [*rows, total]), snapshot)
    shown_counts = [shown(new, EARLY, q)[1] for q in quarters]
    assert shown_counts[2:] == [None, None]
    numbers = (0, *range(6, 8))
    hidden = [i for i, c in enumerate(shown_counts) if c is None]
    if shown(new, EARLY, "year to March 2025")[1] is not None:
        rest = 7 - sum(c for c in shown_counts if isinstance(c, float))
        ways = {
            values[hidden.index(2)]
            for values in product((*range(1, 6), *numbers), repeat=len(hidden))
            if sum(values) == rest
        }
        assert len(ways & set(range(1, 6))) > 1


def test_a_year_known_by_rate_alone(snapshot: Snapshot) -> None:
    """Assessments 2024-25: DfE gives 95.0% and no counts; as much is taken to be known."""
    name = "assessments-45-days"
    quarters = ["Q1 2024-25", "Q2 2024-25", "Q3 2024-25", "Q4 2024-25"]
    rows = [figure(name, q, n, 900) for q, n in zip(quarters, (848, 3, 861, 858), strict=True)]
    new = after(proposed(snapshot, rows), snapshot)
    assert [shown(new, name, q)[3] for q in quarters] == ["c", "c", None, None]


def test_a_related_yearly_rate_is_a_total(snapshot: Snapshot) -> None:
    """DfE's rate of the whole academic year times the pupils, less two terms, is the third."""
    terms = ["autumn term 2022", "spring term 2023", "summer term 2023"]
    rows = [figure(EXCLUDED, t, n, 12_500) for t, n in zip(terms, (8, 3, 11), strict=True)]
    live = without_return(snapshot)
    new = after(proposed(live, rows), live)
    assert [shown(new, EXCLUDED, t)[3] for t in terms] == ["c", "c", None]


def test_calendar_and_financial_years_together() -> None:
    """Two totals that share quarters: each sum alone leaves two hidden, both together none."""
    found = worked(
        [("a", 0, 3), ("b", 3, 8), ("c", 6, 20), ("d", 9, 30), ("e", 12, 40)],
        small={"a"},
        totals=[(0, 12, 61.0), (3, 15, 98.0)],
    )
    assert "b" in found
    assert not determined(found)


def worked(
    cells: Sequence[tuple[str, int, float]],
    small: set[str],
    totals: Sequence[tuple[int, int, float]],
) -> list[object]:
    def quarter(month: int) -> tuple[date, date]:
        start = date(2023 + month // 12, 1 + month % 12, 1)
        period = Period.quarter(start.year - (start.month < 4), (start.month - 4) % 12 // 3 + 1)
        return period.start, period.end

    made = [
        OwnCount((name,), *quarter(month), count if name not in small else 3.0,
             hidden=name in small, small=name in small)
        for name, month, count in cells
    ]  # fmt: skip
    known = [PublishedTotal(quarter(a)[0], quarter(b - 3)[1], count) for a, b, count in totals]
    return [key[0] for key in recoverable_counts.complementary_cells(made, known)]


def determined(found: list[object]) -> bool:
    """a+b+c+d = 61 and b+c+d+e = 98, with `a` and what was found hidden: is `a` one number?"""
    values = {"a": 3, "b": 8, "c": 20, "d": 30, "e": 40}
    gone = ["a", *map(str, found)]
    ways = set()
    for tried in product(range(0, 62), repeat=len(gone)):
        now = values | dict(zip(gone, tried, strict=True))
        sums = now["a"] + now["b"] + now["c"] + now["d"], now["b"] + now["c"] + now["d"] + now["e"]
        if sums == (61, 98) and 1 <= now["a"] <= 5:
            ways.add(now["a"])
    return len(ways) == 1


def test_a_cumulative_figure_less_the_one_before() -> None:
    """April to September less April to June is July to September."""
    first, second = (date(2024, 4, 1), date(2024, 6, 30)), (date(2024, 7, 1), date(2024, 9, 30))
    cells = [
        OwnCount(("Q1",), *first, 20),
        OwnCount(("Q2",), *second, 3, hidden=True, small=True),
        OwnCount(("half",), first[0], second[1], 23),
    ]
    assert recoverable_counts.complementary_cells(cells, []) == [("Q1",)]


def test_a_quarter_nobody_reported_is_not_given_away(snapshot: Snapshot) -> None:
    """Three quarters and the year tell the fourth, though no row of it exists."""
    live = without_return(snapshot)
    new = after(proposed(live, plans((170, 200), (158, 172), (162, 240))), live)
    assert [shown(new, PLANS, q)[3] for q in YEAR_2024[:3]] == [None, "c", None]


# ---- later returns --------------------------------------------------------------------------


def test_nothing_hidden_comes_back_by_a_return_that_does_not_mention_it(
    snapshot: Snapshot,
) -> None:
    live = without_return(snapshot)
    first = after(proposed(live, plans((170, 200), (158, 172), (3, 23), (162, 240))), live)
    later = after(proposed(first, [figure(PLANS, "Q4 2024-25", 118, 170)]), first)
    assert [shown(later, PLANS, q) for q in (Q2, Q3)] == [HIDDEN, HIDDEN]
    assert {own_row(later, PLANS, q)["reason"] for q in (Q2, Q3)} == {SECONDARY}


def test_the_second_hidden_quarter_sent_alone_does_not_give_the_first_away(
    snapshot: Snapshot,
) -> None:
    live = without_return(snapshot)
    first = after(proposed(live, plans((170, 200), (158, 172), (3, 23), (162, 240))), live)
    found = proposed(first, [figure(PLANS, Q2, 158, 172)])
    assert shown(after(found, first), PLANS, Q2) == HIDDEN
    assert found.is_empty


def test_hiding_what_was_shown_says_that_it_still_can_be_read(snapshot: Snapshot) -> None:
    live = without_return(snapshot)
    first = after(proposed(live, plans((170, 200), (158, 172), (20, 33), (145, 230))), live)
    found = proposed(first, [figure(PLANS, Q3, 3, 33)])
    told = {(h.period_start, h.secondary, h.was_shown) for h in found.hidden}
    assert told == {(date(2024, 7, 1), False, False), (date(2024, 10, 1), True, True)}
    assert proposed_changes.described(found)[-2:] == [
        "note: ehcp-20-weeks, Q3 2024-25 (Oct to Dec 2024): it was published before. Once this "
        "is published no snapshot shows it, but whoever saw it may have kept it",
        "note: ehcp-20-weeks, Q2 2024-25 (Jul to Sep 2024): it is not shown, but it can be worked "
        "out from what is published already: totals of others, or figures shown before",
    ]


# ---- an attacker ----------------------------------------------------------------------------


def attack(total: int, counts: Sequence[int | None], small: Sequence[bool]) -> list[set[int]]:
    """What each small hidden count may be, for one who knows the total, the shown parts, which
    were hidden for being small (1 to 5) and that others hidden are not."""
    hidden = [i for i, count in enumerate(counts) if count is None]
    rest = total - sum(count for count in counts if count is not None)
    ways: list[set[int]] = [set() for _ in counts]
    choices = [range(1, 6) if small[i] else (0, *range(6, rest + 1)) for i in hidden[:-1]]
    for tried in product(*choices):
        last = rest - sum(tried)
        fits = 1 <= last <= 5 if small[hidden[-1]] else last == 0 or last >= 6
        if fits:
            for i, value in zip(hidden, (*tried, last), strict=True):
                ways[i].add(value)
    return [ways[i] for i in hidden if small[i]]


def attack_unaware(total: int, counts: Sequence[int | None]) -> list[set[int]]:
    """What each hidden count may be, for one who knows that at least one of them is small."""
    hidden = [i for i, count in enumerate(counts) if count is None]
    rest = total - sum(count for count in counts if count is not None)
    ways: list[set[int]] = [set() for _ in hidden]
    for tried in product(range(rest + 1), repeat=len(hidden) - 1):
        counted = (*tried, rest - sum(tried))
        if counted[-1] >= 0 and any(1 <= n <= 5 for n in counted):
            for found, value in zip(ways, counted, strict=True):
                found.add(value)
    return ways


@example([0, 0, 1, 6], False)
@given(
    st.lists(st.one_of(st.integers(0, 8), st.integers(0, 40)), min_size=4, max_size=4),
    st.booleans(),
)
def test_nobody_works_out_a_small_count(numbers: list[int], open_: bool) -> None:
    quarters = [Period.quarter(2024, n) for n in (1, 2, 3, 4)]
    year = Period.financial_year(2024)
    rows = [
        figure("i", q.short, n, 100, value=float(n)) for q, n in zip(quarters, numbers, strict=True)
    ]
    total = figure("i", year.short, sum(numbers), 400, value=sum(numbers) / 4)
    why = "as DfE does" if open_ else ""
    indicators = {"i": replace(_SHARE, publish_small_numbers=why)}
    found = suppress(
        pl.DataFrame(rows, schema=OBSERVATIONS), pl.DataFrame([total], schema=OBSERVATIONS),
        indicators,
    )  # fmt: skip
    counts = [None if n is None else int(n) for n in found.observations["numerator"].to_list()]
    if open_:
        assert counts == numbers
        return
    small = [1 <= n <= 5 for n in numbers]
    assert all(count is None for count, is_small in zip(counts, small, strict=True) if is_small)
    assert all(count in (None, n) for count, n in zip(counts, numbers, strict=True))
    if not any(small):
        assert counts == numbers
        return
    reasons = set(found.observations.filter(pl.col("symbol") == "c")["reason"])
    assert len(reasons) == 1, "else the reason says which is the small one"
    rest = sum(numbers) - sum(count for count in counts if count is not None)
    if None in counts and counts.count(None) == 4:
        # Nothing is left to hide: not even the reader who knows that one is small finds which.
        assert reasons == {SECONDARY} or sum(small) == 4
        return
    assert not 1 <= rest <= 5, (numbers, counts)
    known = attack(sum(numbers), counts, small)
    if any(len(ways) == 1 for ways in known):
        # Of 0, 0, 1, 6 of 7 one who knows which is small needs the total alone. Nobody knows.
        assert reasons == {SECONDARY}, (numbers, counts)
        known = attack_unaware(sum(numbers), counts)
    for ways in known:
        assert len(ways) > 1, (numbers, counts)
