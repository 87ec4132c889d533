"""A change in words: its direction, what it came from, and what chance says of it."""

from kpi.model.snapshot import Snapshot
from kpi.wording import change_words
from tests.kpi.changing import changed, missing, quarter, row_of, suppressed, without

Q1 = quarter("Q1 2025-26")


def test_change_words(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    assert change_words.change_words(row.since_last) == "worsened clearly"
    assert change_words.change_note(row, row.since_last) == "from 69.4% in Q4 2024-25"
    row = row_of(snapshot, "assessments-45-days")
    assert change_words.change_words(row.since_last) == "worsened"
    assert change_words.change_note(row, row.since_last) == (
        "from 95.7% in Q4 2024-25; within normal variation"
    )


def test_what_a_change_came_from(snapshot: Snapshot) -> None:
    plans = row_of(snapshot, "ehcp-20-weeks")
    assert change_words.change_from(plans, plans.since_last) == "from 69.4%"
    assert change_words.change_from(plans, plans.since_last_year) == "from 75.6%"
    gap = row_of(snapshot, "ks4-fsm-gap")
    assert change_words.change_from(gap, gap.since_last) == "from 16.7 points"
    other = row_of(
        changed(snapshot, "ehcp-20-weeks", Q1, data_status="provisional"), "ehcp-20-weeks"
    )
    assert change_words.change_from(other, other.since_last) == "from 69.4% (illustrative)"
    for gone in (suppressed, missing, without):
        late = row_of(gone(snapshot, "ehcp-20-weeks", quarter("Q4 2024-25")), "ehcp-20-weeks")
        assert change_words.change_from(late, late.since_last) == ""
    none = row_of(snapshot, "early-help-returns", area="330")
    assert change_words.change_from(none, none.since_last) == ""


def test_whether_chance_may_explain_a_change(snapshot: Snapshot) -> None:
    plans = row_of(snapshot, "ehcp-20-weeks")
    assert change_words.change_chance(plans, plans.since_last) == ""  # clear
    assessed = row_of(snapshot, "assessments-45-days")
    assert change_words.change_chance(assessed, assessed.since_last) == "within normal variation"
    gap = row_of(snapshot, "ks4-fsm-gap")
    assert change_words.change_chance(gap, gap.since_last) == "not tested"  # it has no counts
    assert change_words.change_in_cell(gap, gap.since_last) == ("worsened (not tested)", "")
    assert change_words.change_in_cell(plans, plans.since_last) == ("worsened clearly", "")
    assert (
        change_words.change_in_cell(assessed, assessed.since_last)[1] == "within normal variation"
    )
    tiny = changed(snapshot, "ehcp-20-weeks", Q1, value=50.0, numerator=4.0, denominator=8.0)
    few = row_of(tiny, "ehcp-20-weeks")
    assert change_words.change_chance(few, few.since_last) == "too few to say"
    late = row_of(suppressed(snapshot, "ehcp-20-weeks", quarter("Q4 2024-25")), "ehcp-20-weeks")
    assert change_words.change_chance(late, late.since_last) == (
        "Q4 2024-25 is suppressed; the newest earlier is 90.3% (illustrative) in Q3 2024-25"
    )
