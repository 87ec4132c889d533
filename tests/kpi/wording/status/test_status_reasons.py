"""Why a figure has its target status and its direction, in words."""

from dataclasses import replace

import polars as pl
import pytest

from kpi.model.definitions.definition_format import Role
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.wording.status import status_reasons
from tests.kpi.changing import between, changed, quarter, row_of

Q1 = quarter("Q1 2025-26")
EHCP, EARLY, ASSESSED = "ehcp-20-weeks", "early-help-returns", "assessments-45-days"


def test_why_this_status(snapshot: Snapshot) -> None:
    assert status_reasons.why_status(row_of(snapshot, "ehcp-20-weeks")) == (
        "The target is 60.0% or more. Below 46.4%, the same as England (46.4% in 2024, leaving "
        "out exception cases), is beyond the intervention level, where the council must act. "
        "53.9% misses the target but is not beyond the intervention level. "
        "Under the target until Q4 2024-25, 50.0%, it would be on target. "
        "Target and level are illustrative."
    )
    assert status_reasons.why_status(row_of(snapshot, "early-help-returns")) == (
        "The target is 15.0% or less. Above 20.0% is beyond the intervention level, where the "
        "council must act. 10.5% meets the target. Under the target until Q4 2024-25, 16.0%, it "
        "would be on target. Target and level are illustrative."
    )
    assert status_reasons.why_status(row_of(snapshot, "ks4-fsm-gap")).endswith(
        "There is no new figure to judge in this report. The newest figure is for the academic "
        "year 2023/24. The next, academic year 2024/25, is due at the end of August 2025, in the "
        "Q2 2025-26 report. Target and level are illustrative."
    )
    assert status_reasons.why_status(row_of(snapshot, "referrals-rate")) == (
        "No target is set: neither higher nor lower is better, and the figure is for context."
    )


def test_without_a_level_no_level_is_spoken_of(snapshot: Snapshot) -> None:
    bare = snapshot.targets.with_columns(pl.lit(None, pl.Float64).alias("intervention_level"))
    said = status_reasons.why_status(row_of(replace(snapshot, targets=bare), EHCP))
    assert said.startswith(
        "The target is 60.0% or more. 53.9% misses the target; no intervention level is set. "
    )
    said = status_reasons.why_status(row_of(replace(snapshot, targets=bare), EARLY))
    assert said.startswith("The target is 15.0% or less. 10.5% meets the target. ")
    assert "level is" not in said.replace("Target and level are", "")


@pytest.mark.parametrize(
    ("role", "polarity", "said"),
    [
        ("headline", "lower", "No target is set. Lower is better."),
        ("headline", "none", "No target is set. Neither higher nor lower is better."),
        ("context", "lower", "No target is set: lower is better, and the figure is for context."),
        ("headline", "range", "No target is set: no return gives both bounds."),
    ],
)
def test_only_what_is_for_context_is_said_to_be(
    snapshot: Snapshot, role: Role, polarity: str, said: str
) -> None:
    row = row_of(replace(snapshot, targets=snapshot.targets.clear()), EARLY)
    indicator = replace(row.indicator, role=role, polarity=Polarity(polarity))
    assert status_reasons.why_status(replace(row, indicator=indicator)) == said


def test_the_councils_own_status_is_told_where_it_differs(snapshot: Snapshot) -> None:
    """In today's words, whatever words its return had at the time."""
    for given, told in (
        ("on target", " The council's return gives it as on target."),
        ("below intervention level", " The council's return gives it as beyond intervention level"),
        ("below target", ""),
        ("off target", ""),
    ):
        own = changed(snapshot, EHCP, Q1, supplied_status=given)
        said = status_reasons.why_status(row_of(own, EHCP))
        assert ("The council's return" in said) is bool(told)
        assert told in said


def test_the_target_before_is_told_only_where_it_was_another(snapshot: Snapshot) -> None:
    """The target of assessments has never changed; the first target has none before it."""
    for indicator_id, when in (
        ("assessments-45-days", "Q1 2025-26"),
        ("ehcp-20-weeks", "Q4 2024-25"),
        ("early-help-returns", "Q1 2023-24"),
    ):
        said = status_reasons.why_status(row_of(snapshot, indicator_id, when))
        assert "the target" in said
        assert "Under the target until" not in said


def test_why_this_direction(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert status_reasons.why_direction(row, row.since_last) == (
        "53.9% in April to June 2025 against 69.4% in January to March 2025: 15.5 points lower. "
        "With 96 of 178 plans now and 118 of 170 then, the true change is likely between 5.3 and "
        "25.2 points lower. That leaves out no change at all, so chance alone would rarely make "
        "such a difference (95% interval of the difference, Newcombe's method 10)."
    )
    row = row_of(snapshot, "early-help-returns")
    assert status_reasons.why_direction(row, row.since_last) == (
        "10.5% in April to June 2025 against 11.5% in January to March 2025: 1.0 point lower. "
        "With 18 of 172 closed cases now and 19 of 165 then, the true change is likely between "
        "7.9 points lower and 5.7 points higher. That takes in no change at all, so chance alone "
        "could make such a difference (95% interval of the difference, Newcombe's method 10)."
    )


# ---- between two bounds ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "levels", "said"),
    [
        ((50, 70), (40, 80), "53.9% is within it."),
        ((53.9, 70), (40, 80), "53.9% is within it."),
        ((20, 53.9), (10, 80), "53.9% is within it."),
        ((60, 70), (50, 80), "53.9% is below it but not below 50.0%."),
        ((60, 70), (53.9, 80), "53.9% is below it but not below 53.9%."),
        ((60, 70), (54, 80), "53.9% is below it and below 54.0%."),
        ((60, 70), (None, 80), "53.9% is below it."),
        ((20, 30), (10, 60), "53.9% is above it but not above 60.0%."),
        ((20, 30), (10, 53), "53.9% is above it and above 53.0%."),
    ],
)
def test_why_a_status_of_a_range(
    snapshot: Snapshot,
    bounds: tuple[float, float],
    levels: tuple[float | None, float | None],
    said: str,
) -> None:
    row = row_of(between(snapshot, "ehcp-20-weeks", bounds, levels), "ehcp-20-weeks")
    why = status_reasons.why_status(row)
    low, high = bounds
    assert why.startswith(f"The target is between {low:.1f}% and {high:.1f}%. ")
    assert f" {said} " in f"{why} "


@pytest.mark.parametrize(
    ("bounds", "said"),
    [  # 69.4% the quarter before, 53.9% now
        ((50, 70), "Both are within the target of 50.0% to 70.0%."),
        ((50, 60), "It is now within the target of 50.0% to 60.0%."),
        ((60, 70), "It is further from the target of 60.0% to 70.0%."),
        ((20, 30), "It is closer to the target of 20.0% to 30.0%."),
        ((57, 66.3), "It is as far from the target of 57.0% to 66.3% as before, on the other"),
        ((61, 62), "It is closer to the target of 61.0% to 62.0%."),
    ],
)
def test_a_change_beside_a_range(
    snapshot: Snapshot, bounds: tuple[float, float], said: str
) -> None:
    row = row_of(between(snapshot, "ehcp-20-weeks", bounds), "ehcp-20-weeks")
    assert (row.since_last.direction, row.value) == ("down", 53.9)
    assert said in status_reasons.why_direction(row, row.since_last)


def test_a_range_without_bounds_has_no_target(snapshot: Snapshot) -> None:
    made = between(snapshot, "ehcp-20-weeks", (50, 70))
    half = replace(made, targets=made.targets.with_columns(target_upper=pl.lit(None, pl.Float64)))
    row = row_of(half, "ehcp-20-weeks")
    assert (row.target, row.status) == (None, "no target")
    assert status_reasons.why_status(row) == "No target is set: no return gives both bounds."
