"""Questions about worsening, targets, small numbers, late figures, with the figures named."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.lines_of_enquiry import figure_rules as enquiry_rules
from kpi.lines_of_enquiry.neighbour_gap import gaps
from kpi.lines_of_enquiry.questions import enquiries
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed, without
from tests.kpi.lines_of_enquiry.asking import (
    AFTER,
    ASSESSED,
    EARLY,
    GAP,
    PLANS,
    PRIMARY,
    Q1,
    REFERRALS,
    SECONDARY,
    commented,
    facts,
    said,
    silent,
)


def test_a_clear_worsening_without_commentary(snapshot: Snapshot) -> None:
    found = said(enquiry_rules.silent_worsening(facts(silent(snapshot), PLANS)))
    assert found.question == (
        "The figure for education, health and care plans issued within 20 weeks is clearly worse: "
        "53.9% in April to June 2025, from 69.4% in January to March 2025. Why, and what will "
        "turn it round?"
    )
    assert "96 of 178 plans now and 118 of 170 then" in found.because
    assert "The council gave no commentary for Q1 2025-26." in found.because
    assert found.data_status == "illustrative"


@pytest.mark.parametrize(
    ("values", "silence"),
    [
        ({"why": None}, "The commentary does not say why."),
        ({"what_happened": "  "}, "The commentary does not say what happened."),
        (
            {"what_happened": "", "why": None},
            "The commentary says neither what happened nor why.",
        ),
    ],
)
def test_a_clear_worsening_with_half_a_commentary(
    snapshot: Snapshot, values: dict[str, object], silence: str
) -> None:
    found = enquiry_rules.silent_worsening(facts(commented(snapshot, PLANS, **values), PLANS))
    assert silence in said(found).because


def test_a_commentary_word_for_word_as_before_is_silent(snapshot: Snapshot) -> None:
    same = {"what_happened": "Advice was late.", "why": "Few psychologists."}
    now = commented(snapshot, PLANS, **same)
    assert enquiry_rules.silent_worsening(facts(now, PLANS)) is None
    repeated = commented(now, PLANS, "Q4 2024-25", **same)
    assert (
        "word for word what it said for Q4 2024-25"
        in said(enquiry_rules.silent_worsening(facts(repeated, PLANS))).because
    )
    other = commented(now, PLANS, "Q4 2024-25", **{**same, "why": "A backlog."})
    assert enquiry_rules.silent_worsening(facts(other, PLANS)) is None


def test_an_older_commentary_is_named_and_does_not_count(snapshot: Snapshot) -> None:
    old = commented(silent(snapshot), PLANS, "Q4 2024-25", what_happened="Yes.", why="So.")
    assert (
        "The last was for Q4 2024-25."
        in said(enquiry_rules.silent_worsening(facts(old, PLANS))).because
    )


def test_no_question_without_a_clear_worsening(snapshot: Snapshot) -> None:
    bare = silent(snapshot)
    assert enquiry_rules.silent_worsening(facts(snapshot, PLANS)) is None  # it is explained
    assert enquiry_rules.silent_worsening(facts(bare, ASSESSED)) is None  # within normal variation
    assert enquiry_rules.silent_worsening(facts(bare, EARLY)) is None  # better
    assert enquiry_rules.silent_worsening(facts(bare, REFERRALS)) is None  # no polarity
    assert enquiry_rules.silent_worsening(facts(bare, GAP)) is None  # not a new figure
    hidden = suppressed(bare, PLANS, Q1)
    assert enquiry_rules.silent_worsening(facts(hidden, PLANS)) is None


def test_a_concern_by_its_own_ups_and_downs(snapshot: Snapshot) -> None:
    high = changed(snapshot, SECONDARY, row_of(snapshot, SECONDARY).series[-1].period, value=0.9)
    assert enquiry_rules.silent_worsening(facts(high, SECONDARY)) is None  # there is a commentary
    found = said(enquiry_rules.silent_worsening(facts(silent(high), SECONDARY)))
    assert "is a concern by its own ups and downs: 0.900% in the spring term 2025" in found.question
    assert "Unusual" in found.because
    low = changed(snapshot, SECONDARY, row_of(snapshot, SECONDARY).series[-1].period, value=0.0)
    assert enquiry_rules.silent_worsening(facts(silent(low), SECONDARY)) is None


def test_a_target_missed_seven_terms_in_a_row(snapshot: Snapshot) -> None:
    """The secondary target began in Q1 2023-24, whose report shows the spring term 2023."""
    found = said(enquiry_rules.missed_again(facts(snapshot, SECONDARY)))
    assert "has missed its target for the 7th term in a row" in found.question
    assert found.because.startswith(
        "0.117% in the spring term 2025 against 0.090%; 0.150% in the autumn term 2024 against "
        "0.090%; 0.091% in the summer term 2024 against 0.090%; 0.115% in the spring term 2024 "
        "against 0.090%; and three before, from the spring term 2023 on."
    )


def test_a_target_met_or_a_gap_ends_the_run(snapshot: Snapshot) -> None:
    series = row_of(snapshot, SECONDARY).series
    for place, length in ((-2, None), (-3, None), (-4, "3rd"), (-5, "4th")):
        met = changed(snapshot, SECONDARY, series[place].period, value=0.09)
        hidden = suppressed(snapshot, SECONDARY, series[place].period)
        for other in (met, hidden, without(snapshot, SECONDARY, series[place].period)):
            found = enquiry_rules.missed_again(facts(other, SECONDARY))
            assert (found is None) == (length is None)
            assert found is None or f"for the {length} term in a row" in found.question
    assert enquiry_rules.missed_again(facts(snapshot, PRIMARY)) is None  # 0.000% in summer 2024
    assert enquiry_rules.missed_again(facts(snapshot, PLANS)) is None
    assert enquiry_rules.missed_again(facts(snapshot, EARLY)) is None
    assert enquiry_rules.missed_again(facts(snapshot, GAP)) is None  # awaiting


def test_a_changed_target_that_changes_the_status(snapshot: Snapshot) -> None:
    found = said(enquiry_rules.moved_target(facts(snapshot, PLANS)))
    assert found.question == (
        "The target for education, health and care plans issued within 20 weeks changed from "
        "50.0% to 60.0% in Q1 2025-26. Under the old one the figure would be on target; under the "
        "new one it is off target. Who agreed the change, and why?"
    )
    assert "From Q1 2023-24 to Q4 2024-25: 50.0%, intervention level 40.0%" in found.because
    assert "reason: Recovery plan milestone" in found.because
    assert found.data_status == "illustrative"


def test_no_question_on_a_target_that_did_not_change_the_status(snapshot: Snapshot) -> None:
    assert enquiry_rules.moved_target(facts(snapshot, EARLY)) is None  # 16% to 15%: met by both
    assert enquiry_rules.moved_target(facts(snapshot, ASSESSED)) is None  # never changed
    assert enquiry_rules.moved_target(facts(snapshot, PLANS, when="Q4 2024-25")) is None
    assert enquiry_rules.moved_target(facts(suppressed(snapshot, PLANS, Q1), PLANS)) is None
    old = replace(
        snapshot,
        targets=snapshot.targets.with_columns(
            from_quarter=pl.col("from_quarter").str.replace("Q1 2025-26", "Q3 2024-25"),
            to_quarter=pl.col("to_quarter").str.replace("Q4 2024-25", "Q2 2024-25"),
        ),
    )
    assert enquiry_rules.moved_target(facts(old, PLANS)) is None  # an earlier year's change
    assert enquiry_rules.moved_target(facts(old, PLANS, when="Q4 2024-25")) is None  # 69.4%


def test_a_changed_level_alone(snapshot: Snapshot) -> None:
    level = replace(
        snapshot,
        targets=snapshot.targets.with_columns(
            target=pl.when(indicator_id=PLANS).then(60.0).otherwise("target")
        ),
    )
    low = changed(level, PLANS, Q1, value=45.0, numerator=80.0)
    found = said(enquiry_rules.moved_target(facts(low, PLANS)))
    assert found.question.startswith("The intervention level for education, health and care plans")
    assert "would be off target; under the new one it is beyond intervention" in found.question


def test_a_gap_that_grew_the_wrong_way(snapshot: Snapshot) -> None:
    """Reference: Torbay 18.7 and then 21.6 points, its neighbours 14.6 and 14.7."""
    found = said(enquiry_rules.growing_gap(facts(snapshot, GAP, when="Q3 2025-26", area="880")))
    assert found.question == (
        "On Key Stage 4 attainment gap, free school meals the gap to the mean of statistical "
        "neighbours has grown the wrong way. It went from 4.1 points worse in the academic year "
        "2023/24 to 6.9 points worse in the academic year 2024/25. What are similar authorities "
        "doing otherwise?"
    )
    assert "21.6 points against 14.7 points (mean of 10) in the academic year 2024/25" in (
        found.because
    )
    assert (
        "The middle half of these neighbours is 14.6 points to 15.8 points in the academic year "
        "2024/25."
    ) in found.because
    assert found.data_status == "derived"


@pytest.mark.parametrize(
    ("indicator", "when", "area", "worse"),
    [
        # BCP's 17.8 points lie within the middle half of its neighbours.
        (GAP, "Q3 2025-26", BCP, (0.1, 0.0, 1.1)),
        # 0.010 points of 8,924 pupils are 0.9 of one child.
        (PRIMARY, "Q1 2025-26", "205", (-0.002, -0.002, 0.01)),
        # 85.3% of 3,105 assessments fell clearly, but are as many as the neighbours'.
        (ASSESSED, "Q1 2025-26", "309", (-9.1, -14.0, 0.3)),
        # No counts, and no base that they could be taken from.
        (ASSESSED, "Q1 2025-26", "304", (11.8, 14.1, 16.7)),
    ],
)
def test_no_question_on_a_gap_that_chance_could_make(
    snapshot: Snapshot, indicator: str, when: str, area: str, worse: tuple[float, ...]
) -> None:
    asked = facts(snapshot, indicator, when=when, area=area)
    assert tuple(each.worse for each in gaps(snapshot, asked.row)[-3:]) == worse
    assert enquiry_rules.growing_gap(asked) is None


@pytest.mark.parametrize(
    ("values", "asks"),
    [
        ((0.1, 0.2, 0.3), True),
        ((0.2, 0.1, 0.3), True),
        ((0.1, 0.25, 0.3), False),  # 64 and 77 of 25,543 pupils
        ((0.1, 0.3, 0.3), False),  # no wider than before
        ((0.3, 0.2, 0.1), False),
        ((0.0, 0.01, 0.02), False),  # wider, but better than the neighbours
    ],
)
def test_it_grew_only_where_it_is_worse_and_widest(
    snapshot: Snapshot, values: tuple[float, ...], asks: bool
) -> None:
    flat = snapshot.observations
    around = snapshot.neighbours(BCP)
    mine = (pl.col("indicator_id") == SECONDARY) & (pl.col("leg") == "")
    flat = flat.with_columns(
        value=pl.when(mine & pl.col("area").is_in(around)).then(0.05).otherwise("value")
    )
    other = replace(snapshot, observations=flat)
    for each, value in zip(gaps(snapshot, row_of(snapshot, SECONDARY))[-3:], values, strict=True):
        other = changed(other, SECONDARY, each.period, value=value)
    assert (enquiry_rules.growing_gap(facts(other, SECONDARY)) is not None) == asks
    hidden = suppressed(other, SECONDARY, each.period)
    assert enquiry_rules.growing_gap(facts(hidden, SECONDARY)) is None


def test_a_figure_of_few_cases(snapshot: Snapshot) -> None:
    few = changed(snapshot, PLANS, Q1, value=77.8, numerator=7.0, denominator=9.0)
    found = said(enquiry_rules.few_cases(facts(few, PLANS)))
    assert "rests on very few cases" in found.question
    assert "Fewer than 10 plans are behind it." in found.because
    ten = changed(snapshot, PLANS, Q1, value=70.0, numerator=7.0, denominator=10.0)
    assert enquiry_rules.few_cases(facts(ten, PLANS)) is None


def test_an_earlier_figure_of_few_cases(snapshot: Snapshot) -> None:
    few = changed(
        snapshot, PLANS, quarter("Q4 2024-25"), value=77.8, numerator=7.0, denominator=9.0
    )
    found = said(enquiry_rules.few_cases(facts(few, PLANS)))
    assert "Fewer than 10 plans are behind the earlier figure" in found.because


@pytest.mark.parametrize(("events", "asks"), [(0.0, True), (9.0, True), (10.0, False)])
def test_a_rate_of_few_events(snapshot: Snapshot, events: float, asks: bool) -> None:
    period = row_of(snapshot, REFERRALS).series[-1].period
    rate = events / 74472 * 10000
    few = changed(snapshot, REFERRALS, period, value=rate, numerator=events, denominator=74472.0)
    assert (enquiry_rules.few_cases(facts(few, REFERRALS)) is not None) == asks


def test_a_rate_without_counts_is_not_called_small(snapshot: Snapshot) -> None:
    assert enquiry_rules.few_cases(facts(snapshot, PRIMARY)) is None


def test_a_figure_past_its_report(snapshot: Snapshot) -> None:
    found = said(enquiry_rules.late_figure(facts(snapshot, PLANS, when="Q3 2025-26")))
    assert found.question == (
        "The figure for education, health and care plans issued within 20 weeks for July to "
        "September 2025 was due in the Q2 2025-26 report, and none has been given. When will it "
        "be?"
    )


def test_a_figure_past_its_day_that_is_not_loaded(snapshot: Snapshot) -> None:
    """Key Stage 4 is due by the Q2 report; the store holds it, so nothing is missing."""
    assert enquiry_rules.late_figure(facts(snapshot, GAP, AFTER)) is None
    due = row_of(snapshot, GAP).shown.upcoming
    assert due is not None
    lacking = without(snapshot, GAP, due)
    assert enquiry_rules.late_figure(facts(lacking, GAP, date(2025, 9, 30))) is None
    found = said(enquiry_rules.late_figure(facts(lacking, GAP, date(2025, 10, 1))))
    assert "for the academic year 2024/25 was due in the Q2 2025-26 report" in found.question
    assert found.because.endswith("On 1 October 2025 none had been loaded.")


def test_a_figure_that_the_return_leaves_out(snapshot: Snapshot) -> None:
    left_out = missing(snapshot, PLANS, Q1)
    found = said(enquiry_rules.late_figure(facts(left_out, PLANS)))
    assert "for April to June 2025 was due in this report and is not given" in found.question
    assert found.because == "April to June 2025: not available."
    for symbol in ("z", "low", "k"):
        other = changed(left_out, PLANS, Q1, symbol=symbol)
        assert enquiry_rules.late_figure(facts(other, PLANS)) is None
    assert enquiry_rules.late_figure(facts(suppressed(snapshot, PLANS, Q1), PLANS)) is None
    assert enquiry_rules.late_figure(facts(snapshot, PLANS)) is None


def test_old_figures_of_others(snapshot: Snapshot) -> None:
    """June 2025 is fifteen months after March 2024, and six after December 2024."""
    found = said(enquiry_rules.old_figures(facts(snapshot, ASSESSED)))
    assert "are for the year to March 2024, more than a year behind ours" in found.question
    assert "England (84.5% in the year to March 2024)" in found.because
    assert "published since the quarter ended. How does the council compare" in found.question
    assert "Does the council know of anything newer" not in found.question
    assert (
        "Published since: England (85.7% in the year to March 2025). To see it, choose “Newest "
        "published”."
    ) in found.because
    for indicator in (PLANS, SECONDARY, PRIMARY, EARLY, GAP, REFERRALS):
        assert enquiry_rules.old_figures(facts(snapshot, indicator)) is None, indicator
    assert enquiry_rules.old_figures(facts(snapshot, ASSESSED, newest=True)) is None
    assert enquiry_rules.old_figures(facts(suppressed(snapshot, ASSESSED, Q1), ASSESSED)) is None


def test_nothing_newer_of_others_is_asked_for(snapshot: Snapshot) -> None:
    """Only where the store itself holds nothing newer is the council asked whether it does."""
    then = date(2024, 3, 31)
    rows = snapshot.observations
    is_newer = (pl.col("indicator_id") == ASSESSED) & (pl.col("period_end") > then)
    kept = rows.filter(~(is_newer & pl.col("reporting_quarter").is_null()))
    found = said(enquiry_rules.old_figures(facts(replace(snapshot, observations=kept), ASSESSED)))
    assert found.question.endswith(
        "more than a year behind ours. Does the council know of anything newer, for example from "
        "its regional partners?"
    )
    assert "Published since" not in found.because


def test_an_old_figure_of_ours(snapshot: Snapshot) -> None:
    """Referrals of 2024-25 are out in November 2025, in time for the Q3 report."""
    assert enquiry_rules.old_figures(facts(snapshot, REFERRALS, when="Q2 2025-26")) is None
    found = said(enquiry_rules.old_figures(facts(snapshot, REFERRALS, when="Q3 2025-26")))
    assert "is for January to March 2024" in found.question
    assert "in time for the Q3 2025-26 report" in found.question


def test_no_return_loaded(snapshot: Snapshot) -> None:
    other = facts(snapshot, EARLY, area="330")
    assert [each.question for each in enquiries(snapshot, other.row, AFTER)] == [
        "No return with returns to Early Help within 12 months has been loaded. When will it be?"
    ]
    assert enquiry_rules.no_return(facts(snapshot, EARLY)) is None
    assert enquiry_rules.no_return(facts(snapshot, PLANS, area="330")) is None
