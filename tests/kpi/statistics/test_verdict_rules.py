"""What counts say: likely ranges and verdicts; published and required cases."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.indicators.comparisons.comparators import Comparator, against
from kpi.model.polarity import Polarity
from kpi.statistics.intervals import Interval
from kpi.statistics.verdict_rules import (
    BYAR,
    EXACT,
    FEWEST,
    TOO_FEW,
    WILSON,
    ConfidenceInterval,
    confidence_interval,
    counted,
    overlap,
    share_counts,
    verdict,
)


@dataclass(frozen=True)
class Plain:
    """A measure, as far as evidence needs to know it."""

    unit: str = "percent"
    decimals: int = 1
    polarity: Polarity = Polarity.HIGHER
    counted: str = "plans"
    very_small: bool = False


SHARE = Plain()
RATE = Plain("per 10,000 children", 1, Polarity.NONE, "referrals")
RARE = Plain("percent", 3, Polarity.LOWER, "primary pupils", very_small=True)


def share(x: float, n: float, measure: Plain = SHARE) -> ConfidenceInterval:
    """The likely range of x of n as a percentage."""
    found = confidence_interval(measure, 100 * x / n, x, n)
    assert found is not None
    return found


def rate(x: float, n: float) -> ConfidenceInterval:
    """The likely range of x events among n as a rate per 10,000."""
    found = confidence_interval(RATE, 10_000 * x / n, x, n)
    assert found is not None
    return found


# ---- what was counted -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "counts"),
    [
        (96.0, 178.0, (96.0, 178.0)),
        (0.0, 5.0, (0.0, 5.0)),
        (5.0, 5.0, (5.0, 5.0)),
        (0.0, 0.0, None),
        (6.0, 5.0, None),
        (-1.0, 5.0, None),
        (None, 5.0, None),
        (5.0, None, None),
    ],
)
def test_counts_of_a_share(
    numerator: float | None, denominator: float | None, counts: tuple[float, float] | None
) -> None:
    assert share_counts(numerator, denominator) == counts
    found = counted(SHARE, numerator, denominator)
    assert ((found.x, found.n) if found else None) == counts


@pytest.mark.parametrize(
    ("numerator", "denominator"),
    [(None, 5.0), (5.0, None), (-1.0, 5.0), (5.0, 0.0), (5.0, float("nan")), (float("nan"), 5.0)],
)
def test_no_rate_of_impossible_counts(numerator: float | None, denominator: float | None) -> None:
    assert counted(RATE, numerator, denominator) is None


def test_points_are_counted_of_nothing() -> None:
    assert counted(Plain("points"), 5, 10) is None
    assert confidence_interval(Plain("points"), 17.0, 5, 10) is None


def test_a_rate_may_have_more_events_than_people_and_a_share_not() -> None:
    assert counted(RATE, 12, 10) is not None
    assert counted(SHARE, 12, 10) is None


# ---- likely ranges ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "low", "high", "method"),
    [
        (share(96, 178), 46.6, 61.1, WILSON),
        (share(764, 3386), 21.19, 24.00, WILSON),
        (share(20, 494), 2.64, 6.17, WILSON),
        (share(65, 100), 55.254443, 73.635752, WILSON),
        # Counts and rates of PHEindicatormethods: exact below ten events, Byar's from ten on.
        (share(1, 100, RARE), 0.02531781, 5.57164339, EXACT),
        (share(5, 100, RARE), 1.62348639, 11.66833208, EXACT),
        (share(20, 100, RARE), 12.21142883, 30.88988037, BYAR),
        (rate(65, 100), 5016.318771, 8284.913855, BYAR),
        (rate(1, 100), 2.531781, 557.164339, EXACT),
    ],
)
def test_likely_ranges(found: ConfidenceInterval, low: float, high: float, method: str) -> None:
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-7, abs=0.05)
    assert found.method == method


def test_ten_events_are_the_first_of_byar() -> None:
    assert rate(9, 1000).method == EXACT
    assert rate(10, 1000).method == BYAR


def test_counts_that_do_not_make_the_figure_are_no_evidence_of_it() -> None:
    assert confidence_interval(SHARE, 53.9, 96, 178) is not None
    assert confidence_interval(SHARE, 94.4, 96, 178) is None
    assert confidence_interval(RATE, 13.5, 1006, 74472) is None
    assert confidence_interval(SHARE, None, 96, 178) is None


# ---- verdicts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "comparator", "polarity", "word"),
    [
        ((96, 178), 46.4, Polarity.HIGHER, "better"),
        # Published worked cases: re-referrals of BCP, year to March 2025.
        ((764, 3386), 22.6, Polarity.LOWER, "similar"),
        ((764, 3386), 19.82, Polarity.LOWER, "worse"),
        ((764, 3386), 22.5, Polarity.LOWER, "similar"),
        # Child protection plans of two years or more.
        ((20, 494), 2.3, Polarity.LOWER, "worse"),
        ((20, 494), 3.58, Polarity.LOWER, "similar"),
        # Far off on either side, both polarities and none.
        ((96, 178), 20.0, Polarity.LOWER, "worse"),
        ((96, 178), 90.0, Polarity.LOWER, "better"),
        ((96, 178), 90.0, Polarity.HIGHER, "worse"),
        ((96, 178), 20.0, Polarity.NONE, "higher"),
        ((96, 178), 90.0, Polarity.NONE, "lower"),
        ((96, 178), 54.0, Polarity.NONE, "similar"),
        ((0, 10), 0.0, Polarity.LOWER, "similar"),
        ((10, 10), 100.0, Polarity.HIGHER, "similar"),
        # Fewer than ten cases.
        ((9, 9), 10.0, Polarity.HIGHER, TOO_FEW),
        ((0, 1), 99.0, Polarity.HIGHER, TOO_FEW),
    ],
)
def test_verdict(
    counts: tuple[float, float], comparator: float, polarity: Polarity, word: str
) -> None:
    found = verdict(share(*counts), comparator, polarity)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    ("counts", "comparator", "polarity", "word"),
    [
        ((1006, 74472), 130.6, Polarity.NONE, "similar"),
        ((1006, 74472), 101.9, Polarity.NONE, "higher"),
        ((1006, 74472), 150.0, Polarity.NONE, "lower"),
        ((1006, 74472), 101.9, Polarity.LOWER, "worse"),
        ((1006, 74472), 150.0, Polarity.LOWER, "better"),
        ((2, 1000), 1.0, Polarity.LOWER, "worse"),  # 20.0 per 10,000, exact 2.4 to 72.2
        ((2, 1000), 72.0, Polarity.LOWER, "similar"),
        ((0, 1000), 36.0, Polarity.LOWER, "similar"),  # none counted: up to 36.9
        ((0, 1000), 37.0, Polarity.LOWER, "better"),
    ],
)
def test_verdict_of_a_rate(
    counts: tuple[float, float], comparator: float, polarity: Polarity, word: str
) -> None:
    found = verdict(rate(*counts), comparator, polarity)
    assert found is not None
    assert found.word == word


@pytest.mark.parametrize(
    ("polarity", "words"),
    [
        (Polarity.HIGHER, ["better", "similar", "similar", "worse"]),
        (Polarity.LOWER, ["worse", "similar", "similar", "better"]),
        (Polarity.NONE, ["higher", "similar", "similar", "lower"]),
    ],
)
def test_single_overlap_as_fingertips_has_it(polarity: Polarity, words: list[str]) -> None:
    """Areas of 4, 3, 2 and 1, each 1.1 either way, against benchmarks of 1, 2, 3 and 4."""
    areas, benchmarks = [4, 3, 2, 1], [1, 2, 3, 4]
    found = [
        overlap(Interval(area - 1.1, area + 1.1), benchmark, polarity)
        for area, benchmark in zip(areas, benchmarks, strict=True)
    ]
    assert found == words


def test_touching_is_similar() -> None:
    told = share(96, 178)
    for touching in (told.low, told.high):
        found = verdict(told, touching, Polarity.HIGHER)
        assert found is not None
        assert found.word == "similar"


def test_without_counts_or_comparator_there_is_no_verdict() -> None:
    assert verdict(None, 46.4, Polarity.HIGHER) is None
    assert verdict(share(96, 178), None, Polarity.HIGHER) is None


def test_another_measure_is_never_judged() -> None:
    england = Comparator("england", "England", None, value=46.4, status="published")
    assert against(SHARE, share(96, 178), england) is None
    for likeness in ("different measure", "", "related"):
        assert against(SHARE, share(96, 178), replace(england, likeness=likeness)) is None
    for likeness in ("same measure, same period", "same measure, 1 year older"):
        found = against(SHARE, share(96, 178), replace(england, likeness=likeness))
        assert found is not None
        assert found.word == "better"


COUNTS = st.integers(FEWEST, 400).flatmap(
    lambda n: st.tuples(st.integers(0, n).map(float), st.just(float(n)))
)


@given(COUNTS, st.floats(0, 100), st.sampled_from([Polarity.HIGHER, Polarity.LOWER]))
def test_the_two_polarities_mirror_each_other(
    counts: tuple[float, float], comparator: float, polarity: Polarity
) -> None:
    other = Polarity.LOWER if polarity is Polarity.HIGHER else Polarity.HIGHER
    one, two = (
        verdict(share(*counts), comparator, polarity),
        verdict(share(*counts), comparator, other),
    )
    assert one is not None
    assert two is not None
    mirror = {"better": "worse", "worse": "better", "similar": "similar"}
    assert mirror[one.word] == two.word
