"""Targets and levels in words, one-sided and between two bounds."""

from dataclasses import replace

import pytest

from kpi.indicators.targets.targets_in_force import Target
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.wording import target_words
from tests.kpi.changing import row_of

ONE = Target(60.0, 46.4, "local", "published", None, "Q1 2024-25", None)
BOTH = Target(18.0, 15.0, "local", "published", None, "Q1 2024-25", None, 25.0, 30.0)


@pytest.mark.parametrize(
    ("polarity", "target", "goal", "aim", "level", "beyond"),
    [
        (Polarity.HIGHER, ONE, "60.0% or more", "60.0%", "46.4%", "below 46.4%"),
        (Polarity.LOWER, ONE, "60.0% or less", "60.0%", "46.4%", "above 46.4%"),
        (
            Polarity.RANGE,
            BOTH,
            "between 18.0% and 25.0%",
            "18.0% to 25.0%",
            "below 15.0% or above 30.0%",
            "below 15.0% or above 30.0%",
        ),
        (
            Polarity.RANGE,
            replace(BOTH, intervention_level=None),
            "between 18.0% and 25.0%",
            "18.0% to 25.0%",
            "above 30.0%",
            "above 30.0%",
        ),
        (
            Polarity.HIGHER,
            replace(ONE, intervention_level=None),
            "60.0% or more",
            "60.0%",
            "",
            "",
        ),
    ],
)
def test_words(
    snapshot: Snapshot,
    polarity: Polarity,
    target: Target,
    goal: str,
    aim: str,
    level: str,
    beyond: str,
) -> None:
    indicator = replace(snapshot.indicator("ehcp-20-weeks"), polarity=polarity)
    assert target_words.goal_words(indicator, target) == goal
    assert target_words.aim_words(indicator, target) == aim
    assert target_words.level_words(indicator, target) == level
    assert target_words.beyond_words(indicator, target) == beyond


@pytest.mark.parametrize(
    ("value", "side", "nearest"), [(17.0, "below", 18.0), (26.0, "above", 25.0)]
)
def test_a_range_is_missed_on_one_side(
    snapshot: Snapshot, value: float, side: str, nearest: float
) -> None:
    indicator = replace(snapshot.indicator("ehcp-20-weeks"), polarity=Polarity.RANGE)
    assert target_words.side_missed(indicator, BOTH, value) == side
    assert target_words.nearest_aim(indicator, BOTH, value) == nearest


def test_another_target_is_missed_on_its_worse_side(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ehcp-20-weeks")
    assert target_words.side_missed(indicator, ONE, 50.0) == "below"
    assert target_words.nearest_aim(indicator, ONE, 50.0) == 60.0


def test_a_level_named(snapshot: Snapshot) -> None:
    plans = snapshot.indicator("ehcp-20-weeks")
    between = replace(plans, polarity=Polarity.RANGE)
    assert target_words.level_named(plans, ONE) == "of 46.4%"
    assert target_words.level_named(plans, replace(ONE, intervention_level=None)) == ""
    assert target_words.level_named(between, BOTH) == "below 15.0% or above 30.0%"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, "From Q1 2024-25 on"),
        ("Q4 2024-25", "From Q1 2024-25 to Q4 2024-25"),
        ("Q1 2024-25", "Q1 2024-25 only"),
    ],
)
def test_the_quarters_of_a_target(last: str | None, said: str) -> None:
    assert target_words.span_words(replace(ONE, to_quarter=last)) == said


def test_how_far_a_target_is_missed_is_as_displayed(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert row.target is not None
    assert (row.value, row.target.target, row.status) == (
        pytest.approx(53.85, abs=0.05),
        60.0,
        "off target",
    )
    assert target_words.misses_by(row) == "6.1 points below the target"
    assert target_words.misses_by(row_of(snapshot, "early-help-returns")) == ""
