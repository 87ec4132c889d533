"""Lines of enquiry: each rule asks where it should and nowhere else, with the figures it names."""

import csv
import io
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from kpi.cli import main as command
from kpi.enquiries import action_rules, comparison_rules, questions
from kpi.enquiries import rules as enquiry_rules
from kpi.enquiries.facts import Facts, RaisedQuestion, asked, named
from kpi.enquiries.neighbour_gap import gaps
from kpi.enquiries.questions import MOST, RULES, enquiries
from kpi.enquiries.table import COLUMNS
from kpi.indicators import reporting, scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.data_status import strongest
from kpi.model.schemas import COMMENTARY
from kpi.model.snapshot import MODELS, Snapshot
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed, without

EARLY, PLANS, ASSESSED = "early-help-returns", "ehcp-20-weeks", "assessments-45-days"
PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"
GAP, REFERRALS = "ks4-fsm-gap", "referrals-rate"
Q1 = quarter("Q1 2025-26")
BEFORE = date(2025, 9, 1)  # no action of the shipped return is overdue but that of Early Help
AFTER = date(2026, 2, 1)  # every one is


def facts(snapshot: Snapshot, indicator: str, today: date = BEFORE, **which: Any) -> Facts:
    return Facts(snapshot, row_of(snapshot, indicator, **which), today)


def said(found: RaisedQuestion | None) -> RaisedQuestion:
    assert found is not None
    return found


def commented(
    snapshot: Snapshot, indicator: str, when: str = "Q1 2025-26", **values: object
) -> Snapshot:
    """The snapshot with some parts of a commentary replaced; a new one where there was none."""
    row = {
        "indicator_id": indicator,
        "area": BCP,
        "reporting_quarter": when,
        "data_status": "illustrative",
    }
    mine = pl.all_horizontal(pl.col(n) == row[n] for n in ("indicator_id", "area"))
    mine &= pl.col("reporting_quarter") == when
    known = snapshot.commentary.filter(mine)
    kept = known.row(0, named=True) if known.height else row
    new = pl.DataFrame([{**dict.fromkeys(COMMENTARY), **kept, **values}], schema=COMMENTARY)
    return replace(snapshot, commentary=pl.concat([snapshot.commentary.filter(~mine), new]))


def silent(snapshot: Snapshot) -> Snapshot:
    return replace(snapshot, commentary=snapshot.commentary.clear())


# ---- below intervention level -----------------------------------------------------------------


def test_an_overdue_action_below_the_intervention_level(snapshot: Snapshot) -> None:
    found = said(action_rules.urgent_action(facts(snapshot, SECONDARY, AFTER)))
    assert found.question == (
        "The action on secondary permanent exclusions was due by 31 January 2026. What has been "
        "done, and when will it be finished?"
    )
    assert found.because == (
        "Secondary permanent exclusions: 0.117% in the spring term 2025, against a target of "
        "0.090% or less and an intervention level of 0.110%. Action: Agree a placement protocol "
        "with the schools that exclude most and open the new alternative provision places. Who: "
        "Head of Inclusion. By when: 31 January 2026: overdue. These are illustrative (made up): "
        "the target and the commentary. This is derived from published figures: our figure."
    )
    assert found.data_status == "illustrative"


def test_an_action_due_today_is_not_overdue(snapshot: Snapshot) -> None:
    for day, overdue in ((date(2026, 1, 31), False), (date(2026, 2, 1), True)):
        found = action_rules.urgent_action(facts(snapshot, SECONDARY, day))
        assert (found is not None) == overdue


def test_no_action_at_all_below_the_intervention_level(snapshot: Snapshot) -> None:
    for bare in (silent(snapshot), commented(snapshot, SECONDARY, action=None)):
        found = said(action_rules.urgent_action(facts(bare, SECONDARY)))
        assert found.question == (
            "The figure for secondary permanent exclusions is beyond the intervention level, and "
            "the report gives no action. What will be done, by whom and by when?"
        )
    assert (
        "The council gave no commentary for Q1 2025-26."
        in said(action_rules.urgent_action(facts(silent(snapshot), SECONDARY))).because
    )


@pytest.mark.parametrize(
    ("values", "lacks"),
    [
        ({"owner_role": None}, "no owner"),
        ({"due": None}, "no date"),
        ({"owner_role": "", "due": None}, "no owner and no date"),
    ],
)
def test_an_action_without_owner_or_date(
    snapshot: Snapshot, values: dict[str, object], lacks: str
) -> None:
    found = said(
        action_rules.urgent_action(facts(commented(snapshot, SECONDARY, **values), SECONDARY))
    )
    assert found.question == (
        f"The action on secondary permanent exclusions has {lacks}. Who will see to it, and by "
        "when?"
    )


@pytest.mark.parametrize("indicator", [PLANS, EARLY, GAP, REFERRALS])
def test_other_statuses_are_not_below_the_intervention_level(
    snapshot: Snapshot, indicator: str
) -> None:
    assert action_rules.urgent_action(facts(silent(snapshot), indicator, AFTER)) is None


# ---- below target, overdue --------------------------------------------------------------------


def test_an_overdue_action_below_target(snapshot: Snapshot) -> None:
    found = said(action_rules.late_action(facts(snapshot, PLANS, date(2025, 11, 1))))
    assert found.question == (
        "The action on education, health and care plans issued within 20 weeks was due by "
        "31 October 2025. What has been done, and when will it be finished?"
    )
    assert (
        "53.9% in April to June 2025, leaving out exception cases, against a target of 60.0% or "
        "more and an intervention level of 46.4%, the same as England (46.4% in 2024, leaving "
        "out exception cases)"
    ) in found.because


def test_no_question_on_an_action_not_due_not_given_or_on_target(snapshot: Snapshot) -> None:
    assert action_rules.late_action(facts(snapshot, PLANS, date(2025, 10, 31))) is None
    assert action_rules.late_action(facts(silent(snapshot), PLANS, AFTER)) is None
    no_day = commented(snapshot, PLANS, due=None)
    assert action_rules.late_action(facts(no_day, PLANS, AFTER)) is None
    assert action_rules.late_action(facts(snapshot, EARLY, AFTER)) is None  # on target
    assert action_rules.late_action(facts(snapshot, SECONDARY, AFTER)) is None  # the rule above


# ---- a clear worsening, and silence -----------------------------------------------------------


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


# ---- targets ----------------------------------------------------------------------------------


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
        "new one it is below target. Who agreed the change, and why?"
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
    assert "would be below target; under the new one it is below intervention" in found.question


# ---- against the neighbours -------------------------------------------------------------------


def test_a_gap_that_grew_the_wrong_way(snapshot: Snapshot) -> None:
    """Reference: BCP 17.8 points and neighbours 16.7 in 2024/25."""
    found = said(enquiry_rules.growing_gap(facts(snapshot, GAP, when="Q3 2025-26")))
    assert found.question == (
        "On Key Stage 4 attainment gap, free school meals the gap to the mean of statistical "
        "neighbours has grown the wrong way. It went from no gap in the academic year 2023/24 to "
        "1.1 points worse in the academic year 2024/25. What are similar authorities doing "
        "otherwise?"
    )
    assert "17.8 points against 16.7 points (mean of 10) in the academic year 2024/25" in (
        found.because
    )
    assert found.data_status == "derived"


def test_gaps_are_those_of_the_periods_known_then(snapshot: Snapshot) -> None:
    found = gaps(snapshot, row_of(snapshot, SECONDARY))
    assert [each.period.short for each in found][-3:] == [
        "spring term 2022", "spring term 2023", "spring term 2024",
    ]  # fmt: skip
    assert [each.worse for each in found][-3:] == [0.072, 0.082, 0.051]  # 0.115 less 0.064
    newest = gaps(snapshot, row_of(snapshot, SECONDARY, newest=True))
    assert newest[-1].period.short == "spring term 2025"
    assert [each.period.short for each in gaps(snapshot, row_of(snapshot, PLANS))] == [
        "2023 (calendar year)", "2024 (calendar year)",
    ]  # fmt: skip
    assert gaps(snapshot, row_of(snapshot, REFERRALS)) == ()
    assert gaps(snapshot, row_of(snapshot, EARLY)) == ()


@pytest.mark.parametrize(
    ("values", "asks"),
    [
        ((0.1, 0.2, 0.3), True),
        ((0.2, 0.1, 0.3), True),
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
        "On education, health and care plans issued within 20 weeks the figure for April to June "
        "2024 compares otherwise with England than the council's own for 2023. Which should "
        "members go by, and why?"
    )
    assert "the council's own published 4.8% of that year is worse: 142nd of 150" in found.because
    assert found.data_status == "illustrative"
    # Better in both, or not judged in one: nothing to ask.
    for indicator in (PLANS, ASSESSED, SECONDARY, EARLY, GAP, REFERRALS):
        assert comparison_rules.another_period(facts(snapshot, indicator)) is None


@pytest.mark.parametrize("indicator", [ASSESSED, SECONDARY, EARLY, GAP])
def test_a_comparison_that_does_not(snapshot: Snapshot, indicator: str) -> None:
    assert comparison_rules.which_neighbours(facts(snapshot, indicator)) is None


# ---- small numbers ----------------------------------------------------------------------------


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


# ---- late and old -----------------------------------------------------------------------------


def test_a_figure_past_its_report(snapshot: Snapshot) -> None:
    found = said(enquiry_rules.overdue_figure(facts(snapshot, PLANS, when="Q3 2025-26")))
    assert found.question == (
        "The figure for education, health and care plans issued within 20 weeks for July to "
        "September 2025 was due in the Q2 2025-26 report, and none has been given. When will it "
        "be?"
    )


def test_a_figure_past_its_day_that_is_not_loaded(snapshot: Snapshot) -> None:
    """Key Stage 4 is due by the Q2 report; the store holds it, so nothing is missing."""
    assert enquiry_rules.overdue_figure(facts(snapshot, GAP, AFTER)) is None
    due = row_of(snapshot, GAP).shown.upcoming
    assert due is not None
    lacking = without(snapshot, GAP, due)
    assert enquiry_rules.overdue_figure(facts(lacking, GAP, date(2025, 9, 30))) is None
    found = said(enquiry_rules.overdue_figure(facts(lacking, GAP, date(2025, 10, 1))))
    assert "for the academic year 2024/25 was due in the Q2 2025-26 report" in found.question
    assert found.because.endswith("On 1 October 2025 none had been loaded.")


def test_a_figure_that_the_return_leaves_out(snapshot: Snapshot) -> None:
    left_out = missing(snapshot, PLANS, Q1)
    found = said(enquiry_rules.overdue_figure(facts(left_out, PLANS)))
    assert "for April to June 2025 was due in this report and is not given" in found.question
    assert found.because == "April to June 2025: not available."
    for symbol in ("z", "low", "k"):
        other = changed(left_out, PLANS, Q1, symbol=symbol)
        assert enquiry_rules.overdue_figure(facts(other, PLANS)) is None
    assert enquiry_rules.overdue_figure(facts(suppressed(snapshot, PLANS, Q1), PLANS)) is None
    assert enquiry_rules.overdue_figure(facts(snapshot, PLANS)) is None


def test_old_figures_of_others(snapshot: Snapshot) -> None:
    """June 2025 is fifteen months after March 2024, and six after December 2024."""
    found = said(enquiry_rules.old_figures(facts(snapshot, ASSESSED)))
    assert "are for the year to March 2024, more than a year behind ours" in found.question
    assert "England (84.5% in the year to March 2024)" in found.because
    for indicator in (PLANS, SECONDARY, PRIMARY, EARLY, GAP, REFERRALS):
        assert enquiry_rules.old_figures(facts(snapshot, indicator)) is None, indicator
    assert enquiry_rules.old_figures(facts(snapshot, ASSESSED, newest=True)) is None
    assert enquiry_rules.old_figures(facts(suppressed(snapshot, ASSESSED, Q1), ASSESSED)) is None


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


# ---- all together -----------------------------------------------------------------------------


def everything(snapshot: Snapshot) -> list[ScorecardRow]:
    return [
        row
        for area in (BCP, "330", "201", "838")
        for when in reporting.quarters(snapshot, area)
        for model in MODELS
        for row in scorecard.summary(snapshot, View(area, when, model=model))
    ]


def test_every_row_has_at_most_three_in_the_order_of_the_rules(snapshot: Snapshot) -> None:
    order = [rule.name for rule in RULES]
    assert len(set(order)) == len(order)
    asked_by = set()
    for row in everything(snapshot):
        found = enquiries(snapshot, row, AFTER)
        assert len(found) <= MOST
        names = [each.rule for each in found]
        assert names == sorted(names, key=order.index)
        all_of = [rule.name for rule in RULES if rule.find(Facts(snapshot, row, AFTER))]
        assert names == all_of[:MOST]
        asked_by |= set(all_of)
        for each in found:
            assert each.question.endswith("?")
            assert each.because.endswith((".", "]"))
            assert not {"None", "nan"} & set(f"{each.question} {each.because}".split())
            made_up = each.data_status == "illustrative"
            assert ("illustrative" in each.because) == made_up
            assert each.source == f"Rule: {each.rule}. {each.because}"
    assert len(asked_by) >= 8


def test_a_fourth_question_is_left_out(snapshot: Snapshot) -> None:
    bare = silent(changed(snapshot, PLANS, Q1, value=45.0, numerator=80.0))
    few = changed(bare, PLANS, quarter("Q1 2024-25"), value=77.8, numerator=7.0, denominator=9.0)
    row = row_of(few, PLANS)
    applies = [rule.name for rule in RULES if rule.find(Facts(few, row, AFTER))]
    assert [each.rule for each in enquiries(few, row, AFTER)] == applies[:3]
    assert applies[3:] == [  # 45.0% is like 40.6% by the one model, and better than 30.3%
        "the comparison depends on which statistical neighbours are meant",
        "small numbers",
    ]


@pytest.mark.parametrize("indicator", [PLANS, ASSESSED, EARLY])
def test_a_figure_that_is_not_shown_is_told_in_no_question(
    snapshot: Snapshot, indicator: str
) -> None:
    secret = changed(snapshot, indicator, Q1, value=91.7, numerator=4321.0, denominator=4711.0)
    hidden = suppressed(silent(secret), indicator, Q1)
    found = enquiries(hidden, row_of(hidden, indicator), AFTER)
    assert [each.rule for each in found] == ["small numbers"]
    assert found[0].because.startswith(
        "April to June 2025: confidential: too few children to show."
    )
    told = " ".join(f"{each.question} {each.because}" for each in found)
    assert not [n for n in ("91.7", "4,321", "4,711", "4321", "4711") if n in told]


def test_names_inside_a_sentence() -> None:
    assert named("Secondary permanent exclusions") == "secondary permanent exclusions"
    assert named("Key Stage 4 attainment gap") == "Key Stage 4 attainment gap"
    assert named("NEET at 16 and 17") == "NEET at 16 and 17"


def test_the_least_certain_status_is_told() -> None:
    assert strongest(["published", "derived", "illustrative"]) == "illustrative"
    assert strongest(["published", ""]) == "published"
    found = asked("Why?", "So.", {"a": "derived", "b": "provisional", "c": "provisional"})
    assert found.because == (
        "So. These are provisional: b and c. This is derived from published figures: a."
    )
    assert found.data_status == "provisional"


# ---- the command ------------------------------------------------------------------------------


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> list[dict[str, str]]:
    assert command.main(["enquiries", *arguments]) == 0
    text = capsysbinary.readouterr().out.decode()
    assert text.splitlines()[0].split(",") == COLUMNS.names()
    return list(csv.DictReader(io.StringIO(text)))


def test_the_command_prints_the_questions(
    snapshot: Snapshot, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    rows = run(capsysbinary, "--quarter", "Q1 2025-26", "--indicator", PLANS, "--on", "2026-02-01")
    wanted = enquiries(snapshot, row_of(snapshot, PLANS), AFTER)
    assert [(r["question"], r["rule"], r["because"], r["data_status"]) for r in rows] == [
        (each.question, each.rule, each.because, each.data_status) for each in wanted
    ]
    assert [r["place"] for r in rows] == ["1", "2", "3"]
    assert rows[2]["rule"] == "the comparison depends on which statistical neighbours are meant"
    assert {r["indicator_id"] for r in run(capsysbinary)} >= {PLANS, SECONDARY}


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (["--on", "tomorrow"], "'tomorrow' is not a day; expected for example 2025-11-30"),
        (["--quarter", "Q9"], "no reporting quarter 'Q9'"),
        (["--indicator", "nothing"], "no indicator 'nothing'"),
    ],
)
def test_the_command_names_what_is_wrong(
    capsys: pytest.CaptureFixture[str], arguments: list[str], fault: str
) -> None:
    assert command.main(["enquiries", *arguments]) == command.FAULT
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"kpi: {fault}")
    assert told.err.count("\n") == 1


def test_the_words_of_the_section_say_how_many() -> None:
    assert "at most three" in questions.INTRODUCTION
