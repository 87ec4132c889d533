"""Our figure of the comparators' own period: published, else four quarters added up, else none."""

from dataclasses import replace

import pytest

from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.like_for_like import LikeForLike, like_for_like, word
from kpi.indicators.reporting_quarters import own_series
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, parse_period
from kpi.statistics.verdict_rules import Verdict, confidence_interval
from tests.kpi.changing import BCP, changed, quarter, suppressed
from tests.kpi.statistics.test_verdict_rules import Plain

PLANS = "ehcp-20-weeks"
YEAR_2024 = Period.calendar_year(2024)
ENGLAND = Comparator(
    "england", "England", YEAR_2024, value=46.4, likeness="same measure, same period"
)


def of(
    snapshot: Snapshot, comparator: Comparator = ENGLAND, *, area: str = BCP,
    when: str = "Q1 2025-26", indicator_id: str = PLANS,
) -> LikeForLike | None:  # fmt: skip
    indicator = snapshot.indicator(indicator_id)
    series = [o for o in own_series(snapshot, indicator, area) if o.period <= quarter(when)]
    shown = series[-1] if series else None
    return like_for_like(snapshot, indicator, area, shown, series, [comparator])


def without_published(snapshot: Snapshot) -> Snapshot:
    """The council's plans are known by its own quarters alone."""
    kept = snapshot.observations.filter(
        (snapshot.observations["indicator_id"] != PLANS)
        | (snapshot.observations["area"] != BCP)
        | snapshot.observations["reporting_quarter"].is_not_null()
    )
    return replace(snapshot, observations=kept)


def test_the_published_figure_of_that_year(snapshot: Snapshot) -> None:
    """DfE: 493 of 635 in 2024, 43rd of 151; Wilson's range is 74.2% to 80.7%."""
    found = of(snapshot)
    assert found is not None
    assert (found.period, found.value, found.is_added_up) == (YEAR_2024, 77.6, False)
    assert found.data_status == "published"
    assert found.likely is not None
    assert (found.likely.low, found.likely.high) == pytest.approx((74.2, 80.7), abs=0.05)
    assert found.standing is not None
    assert (found.standing.rank, found.standing.of) == (43, 151)
    verdict = found.verdicts["england"]
    assert verdict is not None
    assert verdict.word == "better"


def test_four_quarters_stand_in_for_a_year_that_nobody_published(snapshot: Snapshot) -> None:
    """The counts are added here from the rows of the four quarters."""
    known = without_published(snapshot)
    found = of(known)
    assert found is not None
    four = [
        o for o in own_series(known, known.indicator(PLANS), BCP) if o.period.start.year == 2024
    ]
    assert len(four) == 4
    top, bottom = sum(o.numerator or 0 for o in four), sum(o.denominator or 0 for o in four)
    assert (top, bottom) == (493, 635)
    assert found.value == pytest.approx(100 * top / bottom)
    assert (found.is_added_up, found.data_status, found.standing) == (True, "illustrative", None)


def test_a_quarter_without_counts_leaves_no_year(snapshot: Snapshot) -> None:
    known = suppressed(without_published(snapshot), PLANS, quarter("Q2 2024-25"))
    assert of(known) is None


@pytest.mark.parametrize(
    "comparator",
    [
        Comparator("england", "England", None),
        Comparator("england", "England", quarter("Q1 2025-26"), value=50.0),  # that of ours
        Comparator("england", "England", Period.calendar_year(1999), value=50.0),
        Comparator("england", "England", parse_period("academic year 2023/24"), value=50.0),
    ],
)
def test_no_period_no_other_period_and_none_of_ours(
    snapshot: Snapshot, comparator: Comparator
) -> None:
    assert of(snapshot, comparator) is None


SPRING_2024, SPRING_2025 = parse_period("spring term 2024"), parse_period("spring term 2025")


@pytest.mark.parametrize(
    ("indicator_id", "when", "theirs", "expected"),
    [
        ("secondary-permanent-exclusions", "Q1 2025-26", SPRING_2024, (0.115, False, "derived")),
        ("secondary-permanent-exclusions", "Q1 2025-26", SPRING_2025, None),
        ("ks4-fsm-gap", "Q3 2025-26", parse_period("academic year 2023/24"),
         (17.0, False, "derived")),
        (PLANS, "Q1 2025-26", quarter("Q1 2024-25"), (75.6, True, "illustrative")),
    ],
)  # fmt: skip
def test_one_rule_for_every_kind_of_period(
    snapshot: Snapshot,
    indicator_id: str,
    when: str,
    theirs: Period,
    expected: tuple[float, bool, str] | None,
) -> None:
    """A term, a school year and a quarter at another time have our own figure of then beside."""
    comparator = Comparator("england", "England", theirs, value=0.1)
    found = of(snapshot, comparator, when=when, indicator_id=indicator_id)
    if expected is None:
        assert found is None
        return
    assert found is not None
    value, is_own, status = expected
    decimals = snapshot.indicator(indicator_id).decimals
    assert (round(found.value, decimals), found.is_own, found.data_status) == (
        value,
        is_own,
        status,
    )
    assert (found.period, found.is_added_up) == (theirs, False)


def test_without_a_figure_there_is_nothing_to_set_beside(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, PLANS, quarter("Q1 2025-26"))
    assert of(hidden) is None
    indicator = snapshot.indicator(PLANS)
    assert like_for_like(snapshot, indicator, BCP, None, [], [ENGLAND]) is None


def test_points_are_not_added_up(snapshot: Snapshot) -> None:
    known = without_published(snapshot)
    indicator = replace(known.indicator(PLANS), unit="points")
    series = own_series(known, indicator, BCP)
    assert like_for_like(known, indicator, BCP, series[-1], series, [ENGLAND]) is None


# ---- one word -----------------------------------------------------------------------------

PERCENT = Plain("percent", 1, Polarity.HIGHER, "plans")


@pytest.mark.parametrize(
    ("value", "other", "polarity", "said"),
    [
        (50.0, 40.0, Polarity.HIGHER, "better"),
        (40.0, 50.0, Polarity.HIGHER, "worse"),
        (40.0, 50.0, Polarity.LOWER, "better"),
        (50.0, 40.0, Polarity.NONE, "higher"),
        (50.04, 49.96, Polarity.HIGHER, "the same"),  # both are shown as 50.0
        (None, 40.0, Polarity.HIGHER, ""),
        (50.0, None, Polarity.HIGHER, ""),
    ],
)
def test_without_a_verdict_the_figures_as_shown_decide(
    value: float | None, other: float | None, polarity: Polarity, said: str
) -> None:
    measure = replace(PERCENT, polarity=polarity)
    assert word(measure, value, None, replace(ENGLAND, value=other)) == said


@pytest.mark.parametrize(("told", "said"), [("similar", "similar"), ("too few to say", "better")])
def test_a_verdict_goes_before_unless_there_are_too_few_cases(told: str, said: str) -> None:
    bounds = confidence_interval(PERCENT, 50.0, 4, 8)
    assert bounds is not None
    assert word(PERCENT, 50.0, Verdict(told, bounds, 46.4), ENGLAND) == said


def test_a_corrected_year_is_the_one_shown(snapshot: Snapshot) -> None:
    found = of(changed(snapshot, PLANS, YEAR_2024, value=70.1, numerator=445.0))
    assert found is not None
    assert found.value == 70.1
