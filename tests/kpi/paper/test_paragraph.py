"""The paragraph of each indicator: its sentences, equal to the summary's numbers."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.file_writers.document import run_text
from kpi.formatting import figure
from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View, summary
from kpi.model.snapshot import Snapshot
from kpi.paper import paragraph
from kpi.paper.paragraph import NO_COMMENTARY
from kpi.paper.template import template
from kpi.tables.summary import summary_table
from kpi.wording.status.status_words import STATUS_WORDS
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed

PLANS, RETURNS, GAP = "ehcp-20-weeks", "early-help-returns", "ks4-fsm-gap"
SECONDARY, PRIMARY = "secondary-permanent-exclusions", "primary-permanent-exclusions"
ASSESSMENTS = "assessments-45-days"
Q1 = quarter("Q1 2025-26")


def said(snapshot: Snapshot, name: str, when: str = "Q1 2025-26", area: str = BCP) -> str:
    row = row_of(snapshot, name, when, area)
    return run_text(paragraph.paragraph(snapshot, row, template(), None), {})


TOLD = {
    ASSESSMENTS: "Increase the percentage of assessments of need completed within 45 working days. "
    "This measure shows the share of social work assessments of a child's needs completed within "
    "45 working days of the referral. In April to June 2025, 869 of 921 assessments (94.4% [i]) "
    "were completed within 45 working days: on target (90.0% or more [i]), for the fifth quarter "
    "in a row. It was 95.7% [i] the quarter before and 94.0% [i] a year before: both changes are "
    "within normal variation. In the year to March 2024 England's figure was 84.5% and statistical "
    "neighbours' 82.5% [d]; ours is better than both; ours then was 90.2%, 40th of 152 "
    "authorities. Managers review every open assessment at day 25 [i]. Action: Keep the day 25 "
    "review and sample late cases each month (Service Manager Assessment, by 31 December 2025) "
    "[i].",
    RETURNS: "Fewer children returning to Early Help (targeted support, Level 3) within 12 months. "
    "This measure shows the share of closed Early Help cases where the family had already had one "
    "closed in the 12 months before. In April to June 2025, 18 of 172 closed cases (10.5% [i]) "
    "came back to Early Help within 12 months: on target (15.0% or less [i]), for the seventh "
    "quarter in a row. It was 11.5% [i] the quarter before and 13.5% [i] a year before: both "
    "changes are within normal variation, and it is the lowest of the last nine quarters. No "
    "national figure exists for returns to Early Help: councils define and record Early Help "
    "differently. Families are now stepped down to a named partner worker when a case closes [i]. "
    "Action: Extend the step-down offer to the remaining locality (Head of Early Help, by 30 "
    "September 2025) [i].",
    SECONDARY: "Fewer secondary pupils permanently excluded. This measure shows the share of "
    "pupils in state-funded secondary schools who may not come back to their school. In the spring "
    "term 2025, 0.117% [d] of secondary pupils were permanently excluded (about 117 in 100,000): "
    "beyond intervention level. The target is 0.090% or less [i], and above 0.110% [i] the council "
    "must act. It was 0.115% [d] in the same term a year before: no certain change. In "
    "the spring term 2024 the mean of authorities in England was 0.071% [d] and statistical "
    "neighbours' 0.064% [d], both lower than ours now; ours then was 0.115% [d], joint 117th of "
    "152 authorities, shared by 3. A few schools account for most exclusions [i]. Action: Agree a "
    "placement protocol with the schools that exclude most and open the new alternative provision "
    "places (Head of Inclusion, by 31 January 2026) [i].",
    PLANS: "Increase the percentage of education, health and care plans issued within 20 weeks, "
    "leaving out exception cases. This measure shows the share of new plans issued within 20 weeks "
    "of the request. In April to June 2025, 96 of 178 plans (53.9% [i]) were issued within 20 "
    "weeks: off target (60.0% or more [i]). It is not beyond the intervention level of 46.4% [i]. "
    "Until last quarter the target was 50.0% [i]; 53.9% would have met it. It was 69.4% [i] the "
    "quarter before and 75.6% [i] a year before: a clear worsening on both. In 2024 England's "
    "figure was 46.4% and statistical neighbours' 40.6% [d]; ours is better than England's; ours "
    "then was 77.6%, 43rd of 151 authorities. Advice from educational psychologists was late and "
    "older cases were cleared first [i]. Action: Use locum psychologists until the backlog of "
    "advice is below 40 cases (Head of SEND, by 31 October 2025) [i].",
    PRIMARY: "Fewer primary pupils permanently excluded. This measure shows the share of pupils in "
    "state-funded primary schools who may not come back to their school. In the spring term 2025, "
    "0.012% [d] of primary pupils were permanently excluded (about 12 in 100,000): off target "
    "(0.010% or less [i]). It is not beyond the intervention level of 0.020% [i]. "
    "It was 0.011% [d] "
    "in the same term a year before: no certain change. In the spring term 2024 the mean "
    "of authorities in England was 0.010% [d] and statistical neighbours' 0.011% [d], both lower "
    "than ours now; ours then was 0.011% [d], joint 96th of 152 authorities, shared by 7. The "
    "numbers are very small so one pupil moves the rate [i]. Action: Offer each school a support "
    "plan before any exclusion is decided (Head of Inclusion, by 19 December 2025) [i].",
    GAP: "Smaller Key Stage 4 attainment gap for pupils eligible for free school meals. This "
    "measure shows how far pupils eligible for free school meals are behind others in average "
    "Attainment 8 (at most 90 points). Awaiting data: the newest is 17.0 points [d], for the "
    "academic year 2023/24; the target is 15.0 points or less [i]. It was 16.7 points [d] the year "
    "before: a worsening, which cannot be tested against chance (a difference of two figures). "
    "In the academic year 2023/24 England's figure was 14.9 points [d] and statistical "
    "neighbours' 17.0 points [d]; ours was joint 115th of 152 authorities, shared by 2. No new "
    "result this quarter. "
    "Provisional results are due at the end of August. The measure is annual [i]. Action: Report "
    "provisional results in the Q2 report and comparators in the Q3 report (Head of School "
    "Improvement, by 30 November 2025) [i].",
}


@pytest.mark.parametrize("name", TOLD)
def test_each_paragraph_in_words(snapshot: Snapshot, name: str) -> None:
    assert said(snapshot, name) == TOLD[name]
    assert 60 <= len(TOLD[name].split()) <= 190


def test_every_figure_is_the_summarys_in_every_quarter(snapshot: Snapshot) -> None:
    for when in reporting_quarters.quarters(snapshot, BCP):
        rows = [r for r in summary(snapshot, View(BCP, when)) if not r.indicator.is_context]
        told = summary_table(snapshot, rows).iter_rows(named=True)
        for row, line in zip(rows, told, strict=True):
            words = run_text(paragraph.paragraph(snapshot, row, template(), None), {})
            shown = [line["value"], line["target"]]
            if line["value"] is not None:
                for change, before in (("", "previous"), ("year_ago_", "year_ago")):
                    if line[f"{change}change"] is not None:
                        shown.append(line[f"{before}_value"])
                shown += [line["england"], line["neighbours_mean"], line["same_period_value"]]
            for value in shown:
                if value is not None:
                    printed = figure(value, row.indicator.unit, row.indicator.decimals)
                    assert printed in words, (when.short, line["indicator_id"], value)
            status = STATUS_WORDS[line["target_status"]]
            assert (status.lower() in words.lower()) == (line["target"] is not None)


# ---- what is missing ------------------------------------------------------------------------


def test_no_commentary_leaves_a_placeholder(snapshot: Snapshot) -> None:
    silent = replace(snapshot, commentary=snapshot.commentary.clear())
    assert said(silent, PLANS).endswith(f"43rd of 151 authorities. {NO_COMMENTARY}")
    runs = paragraph.paragraph(silent, row_of(silent, PLANS), template(), None)
    assert [run.text for run in runs if run.placeholder] == [NO_COMMENTARY]


@pytest.mark.parametrize(
    ("column", "placeholder"),
    [
        ("why", "[officer to add: why]"),
        ("action", "[officer to add: what is being done, who, by when]"),
        ("owner_role", "[officer to add: who]"),
        ("due", "[officer to add: by when]"),
    ],
)
def test_a_part_of_the_commentary_that_lacks_is_asked_for(
    snapshot: Snapshot, column: str, placeholder: str
) -> None:
    empty = snapshot.commentary.with_columns(
        pl.lit(None, snapshot.commentary.schema[column]).alias(column)
    )
    less = replace(snapshot, commentary=empty)
    runs = paragraph.paragraph(less, row_of(less, PLANS), template(), None)
    assert [run.text for run in runs if run.placeholder] == [placeholder]


def test_too_few_to_show_has_no_figure_no_count_and_no_change(snapshot: Snapshot) -> None:
    small = suppressed(snapshot, RETURNS, Q1)
    words = said(small, RETURNS)
    assert (
        "In April to June 2025 there were too few children to show: suppressed; the target is "
        "15.0% or less [i]. No national figure exists"
    ) in words
    for hidden in ("10.5", "18 of", "172", "It was", "quarter in a row"):
        assert hidden not in words


def test_a_figure_that_is_not_there_awaits_data(snapshot: Snapshot) -> None:
    words = said(missing(snapshot, PLANS, Q1), PLANS)
    assert "Awaiting data: no figure for April to June 2025 (not available); the target" in words
    assert "It was" not in words
    gone = replace(
        snapshot, observations=snapshot.observations.filter(pl.col("indicator_id") != PLANS)
    )
    words = said(gone, PLANS)
    assert "No return loaded gives a figure: awaiting data; the target is 60.0%" in words
    assert "There is no figure" not in words
    nothing = replace(
        snapshot, observations=snapshot.observations.filter(pl.col("indicator_id") != SECONDARY)
    )
    assert "The source gives no figure: awaiting data; the target is" in said(nothing, SECONDARY)


def test_without_a_target_there_is_no_status(snapshot: Snapshot) -> None:
    none = replace(snapshot, targets=snapshot.targets.filter(pl.col("indicator_id") != PLANS))
    words = said(none, PLANS)
    assert "96 of 178 plans (53.9% [i]) were issued within 20 weeks. It was 69.4%" in words
    assert "target" not in words


def test_one_comparator_or_none(snapshot: Snapshot) -> None:
    row = row_of(snapshot, ASSESSMENTS)
    gone = [replace(c, value=None, reason="not published yet") for c in row.comparators]
    only = replace(row, comparators=(gone[0], *row.comparators[1:]))
    assert paragraph.others(only, None) == (
        "In the year to March 2024 statistical neighbours' mean was 82.5% [d]; ours is better than "
        "the neighbours'."
    )
    none = replace(row, comparators=tuple(gone))
    assert paragraph.others(none, None) == (
        "No figure of other authorities can be set beside it: not published yet."
    )


def test_changes_that_differ_are_each_told(snapshot: Snapshot) -> None:
    near = changed(
        snapshot, PLANS, quarter("Q4 2024-25"), value=55.0, numerator=99.0, denominator=180.0
    )
    assert paragraph.changed(row_of(near, PLANS)) == (
        "It was 55.0% [i] the quarter before (within normal variation) and 75.6% [i] a year before "
        "(a clear worsening)."
    )


def test_without_an_earlier_figure_nothing_is_said_of_a_change(snapshot: Snapshot) -> None:
    first = reporting_quarters.quarters(snapshot, BCP)[0]
    row = row_of(snapshot, RETURNS, first.short)
    assert row.value is not None
    assert paragraph.changed(row) == ""


def test_a_target_that_misses_both(snapshot: Snapshot) -> None:
    low = changed(snapshot, PLANS, Q1, value=48.0, numerator=48.0, denominator=100.0)
    assert "Until last quarter the target was 50.0% [i]; 48.0% misses both." in said(low, PLANS)


def test_only_the_meeting_makes_an_action_overdue(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PLANS)
    late = run_text(paragraph.commentary(snapshot, row, date(2025, 11, 1)), {})
    assert late.endswith("(Head of SEND, by 31 October 2025: overdue) [i].")
    for meeting in (None, date(2025, 10, 31)):
        assert "overdue" not in run_text(paragraph.commentary(snapshot, row, meeting), {})


def test_an_indicator_without_words_of_its_own_is_told_by_its_definition(
    snapshot: Snapshot,
) -> None:
    row = row_of(snapshot, "referrals-rate")
    assert paragraph.shows(row.indicator, template()) == (
        "This measure shows referrals to children's social care in the quarter for every 10,000 "
        "children aged 0 to 17 who live in the area."
    )


def test_a_mean_of_a_few_neighbours_says_of_how_many(snapshot: Snapshot) -> None:
    row = row_of(snapshot, ASSESSMENTS, "Q1 2025-26")
    few = tuple(
        replace(each, count=2) if each.key == "neighbours" else each for each in row.comparators
    )
    told = paragraph.others(replace(row, comparators=few), None)
    assert "statistical neighbours' 82.5% [d] (2 of 10)" in told
    assert " of 10" not in paragraph.others(row, None)
