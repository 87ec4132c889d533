"""Range bars: the shipped figures at their places, and what holds for any figures."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings

from kpi.charts.range_bar_layout import of_figures, range_bar
from kpi.charts.renderers.range_html import large, small
from kpi.charts.specification.range_bar import letter_spacing
from kpi.charts.specification.range_bar.parts import RangeBar, RangeMark
from kpi.indicators.comparisons.national_range import figures_in_range
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, between, changed, of_unit, quarter, row_of, suppressed
from tests.kpi.made_up import ID, Case, Cell, cases, made

Q1 = quarter("Q1 2025-26")
PLANS, EARLY, SECONDARY = "ehcp-20-weeks", "early-help-returns", "secondary-permanent-exclusions"
PRIMARY, KS4, REFERRALS = "primary-permanent-exclusions", "ks4-fsm-gap", "referrals-rate"


def bar_of(snapshot: Snapshot, indicator: str, **how: str) -> RangeBar:
    return range_bar(snapshot, row_of(snapshot, indicator, **how))  # type: ignore[arg-type]


def figures(bar: RangeBar) -> dict[str, str]:
    return {mark.role: mark.figure for mark in bar.marks}


def ends(bar: RangeBar) -> list[tuple[str, str, bool]]:
    return [(end.name, end.figure, end.is_outside) for end in bar.ends or ()]


def test_plans(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, PLANS)
    assert ends(bar) == [("weakest", "3.2%", False), ("best", "100.0%", False)]
    assert figures(bar) == {
        "level": "46.4%",
        "target": "60.0%",
        "england": "46.4%",
        "region": "28.5%",
        "neighbours": "40.6%",
        "good": "58.6%",
        "published": "77.6%",
        "home": "53.9%",
    }
    # By hand: the ends are 3.2 and 100.0, so the scale runs from 3.2 - 2.904 to 100.0 + 2.904.
    scale = bar.scale
    assert scale is not None
    assert (scale.low, scale.high) == pytest.approx((0.296, 102.904))
    places = {mark.role: round(mark.place, 1) for mark in bar.marks}
    assert places["england"] == 44.9
    assert places["home"] == 52.2
    assert places["published"] == 75.3
    assert [round(box.end, 1) for box in bar.boxes] == [28.1, 50.7, 77.1, 100.0]
    assert [(part.kind, round(part.end, 1)) for part in bar.rail] == [
        ("beyond", 44.9),
        ("short", 58.2),
        ("met", 100.0),
    ]
    assert len(bar.ticks) == 151
    assert bar.note == "2024: ours 77.6%, 43rd of 151"
    assert bar.whisker is not None
    assert (round(bar.whisker.start, 1), round(bar.whisker.end, 1)) == (45.1, 59.3)


def test_an_end_with_outliers_prints_the_furthest(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, SECONDARY)
    assert ends(bar) == [("weakest", "0.377%", True), ("best", "0.000%", False)]
    assert len(bar.ticks) < 152
    both = bar_of(snapshot, KS4)
    assert ends(both) == [("weakest", "23.6", True), ("best", "-0.2", True)]


def test_a_quartile_at_an_end_leaves_a_box_of_the_margin(snapshot: Snapshot) -> None:
    best = bar_of(snapshot, PRIMARY).boxes[-1]
    assert (best.start, best.end) == (pytest.approx(100 - 100 * 3 / 106), 100)


def test_awaited_the_ring_stays_without_a_dot(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, KS4)
    assert bar.own is None
    assert bar.whisker is None
    assert bar.published is not None
    assert bar.published.figure == "17.0"


def test_no_ring_where_the_dot_is_that_figure(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, REFERRALS)
    assert bar.own is not None
    assert bar.published is None


def test_without_polarity_nothing_is_turned_or_judged(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, REFERRALS)
    assert [name for name, _, _ in ends(bar)] == ["lowest", "highest"]
    assert bar.rail == ()
    assert bar.target is None
    assert bar.scale is not None
    assert not bar.scale.turned


def test_nobody_else_has_a_figure(snapshot: Snapshot) -> None:
    bar = bar_of(snapshot, EARLY)
    assert bar.boxes == ()
    assert bar.ticks == ()
    assert ends(bar) == [("our weakest", "16.8%", False), ("our best", "10.5%", False)]
    assert [end.place for end in bar.ends or ()] == list(bar.past or ())
    assert {end.status for end in bar.ends or ()} == {"illustrative"}
    assert bar.comparators == ()
    assert bar.past == pytest.approx((25.6, 70.3), abs=0.05)
    assert [part.kind for part in bar.rail] == ["beyond", "short", "met"]
    assert bar.own is not None
    # The likely range is whole, with a cap at each end: no other authority needs the room.
    assert bar.whisker is not None
    assert (bar.whisker.is_start_cut, bar.whisker.is_end_cut) == (False, False)
    assert bar.whisker.start < bar.own.place < bar.whisker.end < 100


def test_a_comparator_without_a_figure_has_no_mark(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PLANS)
    others = tuple(
        replace(c, value=None, reason="none has a figure") if c.key == "good" else c
        for c in row.comparators
    )
    found = replace(figures_in_range(snapshot, row), row=replace(row, comparators=others))
    assert [mark.role for mark in of_figures(found).comparators] == [
        "england",
        "region",
        "neighbours",
    ]


def with_target(snapshot: Snapshot, target: float, level: float | None) -> RangeBar:
    row = row_of(snapshot, PLANS)
    goal = Target(target, level, None, "illustrative", None, "Q1 2025-26", None)
    row = replace(row, target=goal)
    return of_figures(replace(figures_in_range(snapshot, row), row=row))


def test_the_scale_holds_a_target_far_out(snapshot: Snapshot) -> None:
    bar = with_target(snapshot, 140.0, None)
    assert bar.target is not None
    assert 90 < bar.target.place < 100
    assert [part.kind for part in bar.rail] == ["short", "met"]


def test_a_level_above_its_target_leaves_nothing_short_of_it(snapshot: Snapshot) -> None:
    bar = with_target(snapshot, 60.0, 70.0)
    assert [part.kind for part in bar.rail] == ["beyond", "met"]


def test_nothing_at_all_is_said(snapshot: Snapshot) -> None:
    none = (None,) * 20
    nothing = Case(
        Polarity.HIGHER, "percent", 1, False, none[:5], None, None, None, none, 50.0, 40.0,
        "illustrative",
    )  # fmt: skip
    bar = bar_of(made(snapshot, nothing), ID)
    assert bar.scale is None
    assert bar.absence == bar.text == "No range: no authority has a figure."
    assert "No range" in small(bar)
    assert "No range" in large(bar)


# ---- any figures --------------------------------------------------------------------------


def drawn(bar: RangeBar) -> list[RangeMark]:
    assert bar.scale is not None
    return list(bar.marks)


@given(cases())
@settings(max_examples=60, deadline=None)
def test_any_figures_stand_inside_and_in_order(snapshot: Snapshot, case: Case) -> None:
    there = made(snapshot, case)
    row = row_of(there, ID)
    bar = range_bar(there, row)
    if bar.scale is None:
        assert bar.marks == ()
        return
    assert all(0 < mark.place < 100 for mark in drawn(bar))
    better = sorted(drawn(bar), key=lambda m: (-1 if case.polarity == "lower" else 1) * m.value)
    assert all(a.place <= b.place + 1e-9 for a, b in pairwise(better))
    letters = letter_spacing.lettered(bar)
    sizes = [6.0] * len(letters)
    placed = letter_spacing.label_places(letters, sizes, apart=letter_spacing.LETTERS_APART)
    places = [place for _, place in placed]
    assert all(b - a >= 6.2 - 1e-9 for a, b in pairwise(places))
    assert all(3.0 - 1e-9 <= place <= 97.0 + 1e-9 for place in places)
    assert all(0 <= tick <= 100 for tick in bar.ticks)
    if bar.boxes:
        steps = [0.0, *(box.end for box in bar.boxes)]
        assert steps == sorted(steps)
        assert steps[-1] == 100.0
    if case.polarity == Polarity.NONE:
        assert bar.rail == ()
    elif case.polarity == Polarity.RANGE:
        if bar.target is not None and bar.upper is not None and bar.own is not None:
            met = next(part for part in bar.rail if part.kind == "met")
            inside = bar.target.value <= bar.own.value <= bar.upper.value
            assert (met.start - 1e-9 <= bar.own.place <= met.end + 1e-9) == inside
    elif bar.target is not None and bar.own is not None and bar.own.value != bar.target.value:
        # What is right of the target meets it.
        meets = (bar.own.value > bar.target.value) == (case.polarity == "higher")
        assert (bar.own.place > bar.target.place) == meets


@given(cases())
@settings(max_examples=30, deadline=None)
def test_an_outside_end_is_beyond_every_tick(snapshot: Snapshot, case: Case) -> None:
    there = made(snapshot, case)
    row = row_of(there, ID)
    found, bar = figures_in_range(there, row), range_bar(there, row)
    if found.national is None:
        assert [end.place for end in bar.ends or ()] in ([], list(bar.past or ()))
        return
    left_out = found.national.of - len(bar.ticks)
    assert bar.ends is not None
    assert (left_out > 0) == any(end.is_outside for end in bar.ends)


@given(cases())
@settings(max_examples=30, deadline=None)
def test_a_suppressed_figure_changes_nothing_in_the_markup(snapshot: Snapshot, case: Case) -> None:
    # Whatever counts are left in the row: nothing drawn comes from them.
    hidden = [
        replace(case, own=(*case.own[:-1], cell))
        for cell in (
            Cell(None, symbol="c", status="illustrative"),
            Cell(None, 3.0, 4.0, "c", "illustrative"),
            Cell(None, 1.0, 900.0, "c", "illustrative"),
        )
    ]
    told = []
    for each in hidden:
        there = made(snapshot, each)
        bar = bar_of(there, ID)
        assert bar.own is None
        assert bar.whisker is None
        told.append(small(bar) + large(bar))
    assert told[0] == told[1] == told[2]


def test_a_real_figure_once_suppressed_is_nowhere(snapshot: Snapshot) -> None:
    told = []
    for value in (53.9, 12.3):
        there = suppressed(changed(snapshot, PLANS, Q1, BCP, value=value), PLANS, Q1)
        bar = bar_of(there, PLANS)
        told.append(small(bar) + large(bar))
        assert f"{value}" not in told[-1]
    assert told[0] == told[1]


# ---- targets between two bounds -------------------------------------------------------------


@pytest.mark.parametrize(
    ("levels", "kinds"),
    [
        ((40.0, 80.0), ["beyond", "short", "met", "short", "beyond"]),
        ((40.0, None), ["beyond", "short", "met", "short"]),
        ((None, 80.0), ["short", "met", "short", "beyond"]),
        ((None, None), ["short", "met", "short"]),
    ],
)
def test_the_rail_shows_both_bounds(
    snapshot: Snapshot, levels: tuple[float | None, float | None], kinds: list[str]
) -> None:
    made = between(snapshot, PLANS, (50, 70), levels)
    bar = bar_of(made, PLANS)
    assert [part.kind for part in bar.rail] == kinds
    assert bar.scale is not None
    met = next(part for part in bar.rail if part.kind == "met")
    assert (met.start, met.end) == pytest.approx((bar.scale.place(50), bar.scale.place(70)))
    assert (bar.rail[0].start, bar.rail[-1].end) == (0, 100)
    assert [(mark.before, mark.figure, mark.letters) for mark in bar.aims] == [
        ("target from", "50.0%", "T"), ("target to", "70.0%", "T"),
    ]  # fmt: skip
    assert [end[0] for end in ends(bar)] == ["lowest", "highest"]
    assert not bar.scale.turned
    assert bar.note.endswith("; the lowest at the left")
    assert "Target between 50.0% and 70.0%" in bar.text


def test_pounds_in_the_bar(snapshot: Snapshot) -> None:
    bar = bar_of(of_unit(snapshot, PLANS, "pounds"), PLANS)
    assert (figures(bar)["home"], figures(bar)["target"]) == ("£53.9", "£60.0")


def test_a_number_stands_among_our_own_figures_alone(snapshot: Snapshot) -> None:
    bar = bar_of(of_unit(snapshot, PLANS, "number"), PLANS)
    assert (bar.boxes, bar.ticks, bar.comparators) == ((), (), ())
    assert bar.heading.endswith("; others are not compared")
    assert "Other authorities are not compared by numbers that depend on their size." in bar.text
