"""Questions about comparisons that depend on the neighbour model or on the period."""

import pytest

from kpi.lines_of_enquiry import comparison_rules
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons.like_for_like import opposed
from tests.kpi.lines_of_enquiry.asking import (
    ASSESSED,
    EARLY,
    GAP,
    PLANS,
    PRIMARY,
    REFERRALS,
    SECONDARY,
    facts,
    said,
)


def test_a_comparison_that_depends_on_the_model(snapshot: Snapshot) -> None:
    """Referrals: 135.1 is judged by the model of 2025 and not by that of 2021."""
    found = said(comparison_rules.which_neighbours(facts(snapshot, REFERRALS)))
    assert "those of DfE's May 2025 model or DfE's April 2021 model" in found.question
    assert (
        "By DfE's May 2025 model (mean 101.9) it is higher than 9 of the 10. That is judged higher"
        in found.because
    )
    assert (
        "by DfE's April 2021 model (mean 143.7) it is higher than 8 of the 10. That is not judged"
        in found.because
    )
    assert found.because.startswith("January to March 2024: ")
    like = said(comparison_rules.which_neighbours(facts(snapshot, PRIMARY)))
    assert like.because.startswith("The spring term 2024: ")
    assert "0.011% is the same as the 0.011%" in like.because
    assert "worse than the 0.009%" in like.because


def test_a_quarter_that_stands_otherwise_than_its_year(snapshot: Snapshot) -> None:
    """75.6% in the quarter against England's 50.3% of 2023, when BCP's own was 4.8%."""
    found = said(comparison_rules.another_period(facts(snapshot, PLANS, when="Q1 2024-25")))
    assert found.question == (
        "On education, health and care plans issued within 20 weeks the council's figure for April "
        "to June 2024 is better than England. Its figure for 2023 is worse. Which should members "
        "go by, and why?"
    )
    assert "the council's published 4.8% of that year is worse: 142nd of 150" in found.because
    assert found.data_status == "illustrative"
    # Better in both, or not judged in one: nothing to ask.
    for indicator in (PLANS, ASSESSED, SECONDARY, EARLY, GAP, REFERRALS):
        assert comparison_rules.another_period(facts(snapshot, indicator)) is None


@pytest.mark.parametrize(("area", "indicator"), [("205", PRIMARY), ("330", SECONDARY)])
def test_two_sides_without_verdicts_are_no_question(
    snapshot: Snapshot, area: str, indicator: str
) -> None:
    """0.000% and 0.011% of 8,924 pupils are none and one, on two sides of England."""
    asked = facts(snapshot, indicator, area=area)
    assert opposed(asked.row, asked.row.comparator("england")) is not None
    assert comparison_rules.another_period(asked) is None


@pytest.mark.parametrize("indicator", [ASSESSED, SECONDARY, EARLY, GAP])
def test_a_comparison_that_does_not(snapshot: Snapshot, indicator: str) -> None:
    assert comparison_rules.which_neighbours(facts(snapshot, indicator)) is None
