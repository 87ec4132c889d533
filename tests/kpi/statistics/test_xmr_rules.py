"""The XmR rules: the published numbers, a second independent count of the rules, and properties."""

from itertools import pairwise
from math import isclose

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kpi.model.polarity import Polarity
from kpi.statistics import xmr_rules
from kpi.statistics.xmr_rules import (
    Assurance,
    Limits,
    Signal,
    SpcRule,
    Variation,
    assurance,
    limits,
    variation,
)

# R: set.seed(123); rnorm(20)
NORMAL = [
    -0.56047565, -0.23017749, 1.55870831, 0.07050839, 0.12928774, 1.71506499, 0.46091621,
    -1.26506123, -0.68685285, -0.44566197, 1.22408180, 0.35981383, 0.40077145, 0.11068272,
    -0.55584113, 1.78691314, 0.49785048, -1.96661716, 0.70135590, -0.47279141,
]  # fmt: skip
SPIKED = [*NORMAL[:14], 10.0, *NORMAL[15:]]


def ends(found: Limits | None) -> tuple[float, float, float]:
    assert found is not None
    return found.mean, found.lower, found.upper


# ---- published numbers ----------------------------------------------------------------------


def test_limits_as_published() -> None:
    assert ends(limits(NORMAL)) == pytest.approx((0.1416238, -3.01138, 3.294627), abs=1e-6)
    assert ends(limits(SPIKED)) == pytest.approx((0.6694159, -2.383666, 3.722497), abs=1e-6)
    unscreened = ends(limits(SPIKED, screen=False))
    assert unscreened == pytest.approx((0.6694159, -4.596625, 5.935457), abs=1e-6)
    assert limits(SPIKED).screened == 2  # type: ignore[union-attr]


def test_near_limits_are_two_thirds_of_the_way() -> None:
    found = Limits(10.0, 3.0, 0, 20)
    assert (found.two_sigma_lower, found.two_sigma_upper) == pytest.approx((4.68, 15.32))
    assert (found.lower, found.upper) == pytest.approx((2.02, 17.98))


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([1] * 6, [0] * 6),
        ([1] * 8 + [-1], [1] * 8 + [0]),
        ([-1] * 7, [-1] * 7),
        ([1, 1, 1, 0, 1, 1, 1, 1], [0] * 8),  # on the average: the run is broken
    ],
)
def test_seven_on_one_side(sides: list[float], expected: list[int]) -> None:
    assert xmr_rules.shifts(sides, 0.0) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4, 5, 6], [0] * 6),
        ([1, 2, 3, 4, 5, 6, 7], [1] * 7),
        ([7, 6, 5, 4, 3, 2, 1], [-1] * 7),
        ([1, 2, 3, 3, 4, 5, 6], [0] * 7),
        ([1, 2, 3, None, 4, 5, 6, 7], [0] * 8),
        # the turn belongs to the run that leads up to it
        ([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1], [1] * 7 + [-1] * 6),
    ],
)
def test_seven_rising_or_falling(values: list[float | None], expected: list[int]) -> None:
    assert xmr_rules.trends(values) == expected


# mean 0, near limits at 1.7733, limits at 2.66: 2 is near, 1 is not, 3 is outside
UNIT = Limits(0.0, 1.0, 0, 20)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2, 1, 2], [1, 0, 1]),
        ([2, -1, 2], [0, 0, 0]),
        ([2, 1, 1, 2, 2], [0, 0, 0, 1, 1]),
        ([-2, -2, -1], [-1, -1, 0]),
        ([2, 2], [0, 0]),
        ([2, None, 2], [0, 0, 0]),
        ([2, 1, 3], [0, 0, 0]),  # outside is not "between near and outer limit"
        ([2, 2, 0], [0, 0, 0]),  # a figure on the average is on no side
    ],
)
def test_two_of_three(values: list[float | None], expected: list[int]) -> None:
    assert xmr_rules.two_of_three(values, UNIT) == expected


@pytest.mark.parametrize(
    ("low", "high", "increase", "decrease"),
    [
        (1.0, 3.0, Assurance.MISSES, Assurance.HITS),
        (5.0, 7.0, Assurance.HITS, Assurance.MISSES),
        (1.0, 5.0, Assurance.HIT_AND_MISS, Assurance.HIT_AND_MISS),
    ],
)
def test_assurance_of_target_four(
    low: float, high: float, increase: Assurance, decrease: Assurance
) -> None:
    assert assurance(low, high, 4, Polarity.HIGHER) is increase
    assert assurance(low, high, 4, Polarity.LOWER) is decrease
    assert assurance(low, high, 4, Polarity.NONE) is None
    assert assurance(low, high, None, Polarity.HIGHER) is None


# ---- limits, more closely -------------------------------------------------------------------


def test_precedence() -> None:
    values = [0.5, 0.6, 0.7, 0.8, 2.0, 2.1, 3.0]  # a rising run whose end is outside
    found = xmr_rules.signals(values, UNIT)
    assert found[-1] == Signal(SpcRule.OUTSIDE, 1)
    assert found[:-1] == [Signal(SpcRule.TREND, 1)] * 6  # trend before two of three and shift
    near = [0.5, 0.4, 0.6, 0.5, 2.0, 1.0, 2.0]
    assert [s.rule for s in xmr_rules.signals(near, UNIT) if s] == [
        *[SpcRule.SHIFT] * 4, SpcRule.TWO_OF_THREE, SpcRule.SHIFT, SpcRule.TWO_OF_THREE,
    ]  # fmt: skip


def test_on_a_limit_is_inside() -> None:
    assert xmr_rules.signals([UNIT.upper, UNIT.lower], UNIT) == [None, None]


def test_constant_series_has_its_value_as_average_to_the_last_bit() -> None:
    found = limits([0.1] * 17)
    assert ends(found) == (0.1, 0.1, 0.1)
    assert xmr_rules.signals([0.1] * 17, found) == [None] * 17  # type: ignore[arg-type]


def test_screening_never_shuts_the_limits_of_a_series_that_varies() -> None:
    spike = [0.0] * 10 + [0.5] + [0.0] * 9  # both changes are more than 3.267 averages
    found = limits(spike)
    assert found is not None
    assert found.moving_range == pytest.approx(1 / 19)
    assert found.screened == 0


@pytest.mark.parametrize(("jump", "screened"), [(3.7, 0), (3.8, 1)])
def test_screening_starts_at_3_267_averages(jump: float, screened: int) -> None:
    # 18 changes of 1 and the jump: 3.267 averages are 3.731 with 3.7, and 3.748 with 3.8
    found = limits([float(i % 2) for i in range(19)] + [jump])
    assert found is not None
    assert found.screened == screened
    assert found.moving_range == pytest.approx(1 if screened else 21.7 / 19)


def test_no_change_is_counted_across_a_gap() -> None:
    assert xmr_rules.moving_ranges([1, 2, None, 9, 8]) == [1, 1]
    assert ends(limits([1, 2, None, 9, 8])) == pytest.approx((5, 2.34, 7.66))
    assert limits([1, None, 2]) is None
    assert limits([None, None]) is None


def test_fixed_baseline() -> None:
    base = [10.0, 12.0] * 6
    found = limits([*base, 50.0, 60.0], fixed=12)
    assert found == limits(base)
    assert limits([None, *base[:6], None, *base[6:], 50.0], fixed=12).count == 12  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="at least 12 figures, not 11"):
        limits(base, fixed=11)


@pytest.mark.parametrize(
    ("polarity", "side", "expected"),
    [
        (Polarity.HIGHER, 1, Variation.IMPROVEMENT_HIGH),
        (Polarity.HIGHER, -1, Variation.CONCERN_LOW),
        (Polarity.LOWER, 1, Variation.CONCERN_HIGH),
        (Polarity.LOWER, -1, Variation.IMPROVEMENT_LOW),
        (Polarity.NONE, 1, Variation.NEUTRAL_HIGH),
        (Polarity.NONE, -1, Variation.NEUTRAL_LOW),
    ],
)  # fmt: skip
def test_variation(polarity: xmr_rules.Polarity, side: int, expected: Variation) -> None:
    assert variation(Signal(SpcRule.SHIFT, side), polarity) is expected
    assert variation(None, polarity) is Variation.ORDINARY


# ---- a second count of the rules, and properties --------------------------------------------

# Few distinct whole numbers, so that runs, ties and figures on the average all occur.
walks = st.lists(st.integers(-2, 2), min_size=13, max_size=40).map(
    lambda steps: [float(sum(steps[: i + 1])) for i in range(len(steps))]
)
noise = st.lists(st.integers(-9, 9).map(float), min_size=13, max_size=40)
gappy = st.lists(st.one_of(st.none(), st.integers(-6, 6).map(float)), min_size=13, max_size=40)
series = st.one_of(walks, noise, gappy)


def naive(values: list[float | None], found: Limits) -> list[str]:
    """The rules counted again in another way: each figure looks at every window it is in."""
    said = []
    for at, value in enumerate(values):
        if value is None:
            said.append("")
            continue

        def windows(size: int, at: int = at) -> list[list[tuple[int, float]]]:
            whole = []
            for start in range(max(0, at - size + 1), at + 1):
                part = list(enumerate(values))[start : start + size]
                kept = [(i, v) for i, v in part if v is not None]
                if len(kept) == size:
                    whole.append(kept)
            return whole

        sevens = [[v for _, v in w] for w in windows(7)]
        rising = any(all(a < b for a, b in pairwise(w)) for w in sevens)
        falling = any(all(a > b for a, b in pairwise(w)) for w in sevens)
        centre, reach = found.mean, 2.66 * found.moving_range

        def close(v: float, centre: float = centre, reach: float = reach) -> bool:
            return reach * 2 / 3 < abs(v - centre) <= reach

        threes = [[v for _, v in w] for w in windows(3)]
        one_side = [w for w in threes if min(w) > centre or max(w) < centre]
        if value > centre + reach or value < centre - reach:
            said.append(f"outside {'+' if value > centre else '-'}")
        elif rising or falling:
            said.append("trend")
        elif close(value) and any(sum(map(close, w)) >= 2 for w in one_side):
            said.append(f"two {'+' if value > centre else '-'}")
        elif any(min(w) > centre or max(w) < centre for w in sevens):
            said.append(f"shift {'+' if value > centre else '-'}")
        else:
            said.append("")
    return said


SHORT = {
    SpcRule.OUTSIDE: "outside",
    SpcRule.TREND: "trend",
    SpcRule.TWO_OF_THREE: "two",
    SpcRule.SHIFT: "shift",
}


def told(found: list[Signal | None]) -> list[str]:
    return [
        ""
        if s is None
        else SHORT[s.rule]
        if s.rule is SpcRule.TREND
        else f"{SHORT[s.rule]} {'+' if s.side > 0 else '-'}"
        for s in found
    ]


def clear_of_edges(values: list[float | None], found: Limits) -> bool:
    """Whether no figure is so near an edge that the last bit of a sum decides."""
    edges = (found.lower, found.upper, found.two_sigma_lower, found.two_sigma_upper, found.mean)
    return not any(
        isclose(v, edge, rel_tol=1e-9, abs_tol=1e-9)
        for v in values
        if v is not None
        for edge in edges
    )


@given(series)
def test_a_second_count_agrees(values: list[float | None]) -> None:
    found = limits(values)
    assume(found is not None)
    assert found is not None
    edges = (found.lower, found.upper, found.two_sigma_lower, found.two_sigma_upper)
    assume(
        not any(isclose(v, e, abs_tol=1e-9) for v in values if v is not None for e in edges)
        or found.moving_range == 0
    )
    assert told(xmr_rules.signals(values, found)) == naive(values, found)


@given(series, st.integers(-50, 50), st.sampled_from([0.25, 2.0, 8.0]))
def test_shifting_and_stretching_changes_no_sign(
    values: list[float | None], shift: int, factor: float
) -> None:
    found = limits(values)
    assume(found is not None and clear_of_edges(values, found))
    moved = [None if v is None else v * factor + shift for v in values]
    other = limits(moved)
    assert other is not None
    assert found is not None
    assert ends(other) == pytest.approx(tuple(e * factor + shift for e in ends(found)), abs=1e-9)
    assert xmr_rules.signals(moved, other) == xmr_rules.signals(values, found)


@given(series)
def test_time_reversed_swaps_rising_and_falling_only(values: list[float | None]) -> None:
    found, back = limits(values), limits(values[::-1])
    assert found == back
    assume(found is not None)
    assert found is not None
    there, again = xmr_rules.trends(values), xmr_rules.trends(values[::-1])[::-1]
    for at, (one, other) in enumerate(zip(there, again, strict=True)):
        turn = one == other != 0  # the end of one run and the start of another
        assert one == -other or turn
        if turn:
            before, here, after = values[at - 1], values[at], values[at + 1]
            assert before is not None
            assert here is not None
            assert after is not None
            assert (here - before) * (after - here) < 0
    assert xmr_rules.shifts(values, found.mean) == xmr_rules.shifts(values[::-1], found.mean)[::-1]
    assert (
        xmr_rules.two_of_three(values, found) == xmr_rules.two_of_three(values[::-1], found)[::-1]
    )


@given(series)
def test_upside_down_is_the_other_polarity(values: list[float | None]) -> None:
    found = limits(values)
    assume(found is not None and clear_of_edges(values, found))
    assert found is not None
    flipped = [None if v is None else -v for v in values]
    other = limits(flipped)
    assert other is not None
    kinds = [variation(s, Polarity.HIGHER) for s in xmr_rules.signals(values, found)]
    swapped = [variation(s, Polarity.LOWER) for s in xmr_rules.signals(flipped, other)]
    assert [k.name.split("_")[0] for k in kinds] == [k.name.split("_")[0] for k in swapped]


@given(st.floats(-100, 100), st.floats(0, 50), st.floats(-200, 200))
def test_assurance_mirrors_with_polarity(low: float, width: float, target: float) -> None:
    one, other = (assurance(low, low + width, target, p) for p in (Polarity.HIGHER, Polarity.LOWER))
    mirrored = {
        Assurance.HITS: Assurance.MISSES,
        Assurance.MISSES: Assurance.HITS,
        Assurance.HIT_AND_MISS: Assurance.HIT_AND_MISS,
    }
    assert one is not None
    assert other is mirrored[one]
