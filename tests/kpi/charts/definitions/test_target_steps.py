"""Targets over time: steps as the targets say, and words for those who do not see them."""

from kpi.charts.definitions.target_steps import target_steps
from kpi.indicators.scorecard import targets
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import between

HOME = "839"


def test_each_target_is_a_step_in_order(snapshot: Snapshot) -> None:
    for indicator in snapshot.indicators:
        known = targets(snapshot, indicator, HOME)
        chart = target_steps(snapshot, indicator, HOME)
        if not known:
            assert chart is None
            continue
        assert chart is not None
        assert len(chart.steps) == len(known)
        assert (chart.steps[0].start, chart.steps[-1].end) == (0, 100)
        assert chart.last == f"{show(indicator, known[-1].target)} from {known[-1].from_quarter}"
        assert (chart.first == "") is (len(known) == 1)
        for step, target in zip(chart.steps, known, strict=True):
            assert step.start < step.end
            assert show(indicator, target.target) in chart.text
            level = target.intervention_level
            assert (step.level is None) is (level is None)
            if step.level is not None and level is not None:
                assert (step.target > step.level) is (target.target > level)


def test_a_raised_target_rises(snapshot: Snapshot) -> None:
    chart = target_steps(snapshot, snapshot.indicator("ehcp-20-weeks"), HOME)
    assert chart is not None
    before, after = chart.steps
    assert before.end == after.start
    assert before.target < after.target
    assert (chart.first, chart.last) == ("50.0%", "60.0% from Q1 2025-26")
    assert chart.level == "below 46.4%"
    assert chart.status == "illustrative"
    assert chart.text == (
        "From Q1 2023-24 to Q4 2024-25: target 50.0% or more, intervention level below 40.0%. "
        "From Q1 2025-26 on: target 60.0% or more, intervention level below 46.4%."
    )


def test_an_area_without_targets_has_none(snapshot: Snapshot) -> None:
    assert target_steps(snapshot, snapshot.indicator("ehcp-20-weeks"), "942") is None


def test_a_target_between_two_bounds(snapshot: Snapshot) -> None:
    made = between(snapshot, "ehcp-20-weeks", (50, 70), (40, 80))
    chart = target_steps(made, made.indicator("ehcp-20-weeks"), HOME)
    assert chart is not None
    step = chart.steps[-1]
    assert (step.level, step.target, step.upper, step.level_upper) == (0, 25, 75, 100)
    assert chart.has_level
    assert chart.last.startswith("50.0% to 70.0% from ")
    assert (
        "target between 50.0% and 70.0%, intervention level below 40.0% or above 80.0%."
        in chart.text
    )
