"""How many more or fewer cases would have met the target, in words."""

from kpi.model.snapshot import Snapshot
from kpi.wording.status.cases_to_target import gap_sentence, would_have_met
from tests.kpi.changing import changed, quarter, row_of

Q1 = quarter("Q1 2025-26")
EHCP, EARLY, ASSESSED = "ehcp-20-weeks", "early-help-returns", "assessments-45-days"


def test_one_more_and_one_fewer(snapshot: Snapshot) -> None:
    short = changed(snapshot, EHCP, Q1, value=59.6, numerator=106.0)
    assert gap_sentence(row_of(short, EHCP)).startswith("1 more plan in time would have met")
    over = changed(snapshot, EARLY, Q1, value=15.1, numerator=26.0)
    assert gap_sentence(row_of(over, EARLY)) == (
        "1 fewer return would have met the target of 15.0% or less: 25 of 172 (14.5%)."
    )
    more = changed(snapshot, EARLY, Q1, value=20.3, numerator=35.0)
    assert gap_sentence(row_of(more, EARLY)).startswith("10 fewer returns would have met")


def test_a_rate_with_counts(snapshot: Snapshot) -> None:
    """Secondary exclusions with counts: 24 of 20,500 is 0.117%; 18 is 0.088%, 19 is 0.093%."""
    spring = quarter("spring term 2025")
    name = "secondary-permanent-exclusions"
    counted = changed(snapshot, name, spring, numerator=24.0, denominator=20_500.0)
    assert gap_sentence(row_of(counted, name)) == (
        "6 fewer permanent exclusions would have met the target of 0.090% or less: 0.088%."
    )


def test_what_would_have_met_the_target_in_short(snapshot: Snapshot) -> None:
    taken = would_have_met(row_of(snapshot, EHCP))
    assert taken == "11 more plans in time would have met the target"
    assert gap_sentence(row_of(snapshot, EHCP)) == (
        f"{taken} of 60.0% or more: 107 of 178 (60.1%)."
    )
    short = changed(snapshot, EHCP, Q1, value=59.6, numerator=106.0)
    assert would_have_met(row_of(short, EHCP)) == ("1 more plan in time would have met the target")
    more = changed(snapshot, EARLY, Q1, value=20.3, numerator=35.0)
    assert would_have_met(row_of(more, EARLY)) == ("10 fewer returns would have met the target")
    assert would_have_met(row_of(snapshot, ASSESSED)) == ""  # on target
    assert would_have_met(row_of(snapshot, "ks4-fsm-gap")) == ""  # no counts
