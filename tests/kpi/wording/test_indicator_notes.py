"""Notes below an indicator: targets of both years, sources, terms not said twice."""

import re
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from kpi.indicators import scorecard
from kpi.indicators.change_verdicts import change_to
from kpi.indicators.comparisons import national_rank
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.paper import paragraph
from kpi.periods import Period
from kpi.wording import indicator_notes
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed
from tests.kpi.made_up import of_two_days

BAD_TEXT = re.compile(r"\b(None|nan|NaN|inf|null)\b|  |\(\s*\)|\(,| ,| \.|\.\.|,,|\{|\}")


def test_targets_of_both_years_are_told(snapshot: Snapshot) -> None:
    indicator = snapshot.indicator("ehcp-20-weeks")
    told = [
        indicator_notes.target_words(indicator, target)
        for target in scorecard.targets(snapshot, indicator, BCP)
    ]
    assert told == [
        "From Q1 2023-24 to Q4 2024-25: 50.0%, intervention level 40.0% (local target); "
        "reason: Recovery plan milestone. [illustrative]",
        "From Q1 2025-26 on: 60.0%, intervention level 46.4% (local target); reason: "
        "Intervention level is England in calendar 2024 excluding exceptions. [illustrative]",
    ]


def test_a_target_of_one_quarter_is_told_as_one(snapshot: Snapshot) -> None:
    target = scorecard.targets(snapshot, snapshot.indicator("ehcp-20-weeks"), BCP)[-1]
    one = replace(target, to_quarter=target.from_quarter, rationale=None)
    assert indicator_notes.target_words(snapshot.indicator("ehcp-20-weeks"), one) == (
        "Q1 2025-26 only: 60.0%, intervention level 46.4% (local target). [illustrative]"
    )


def where(row: ScorecardRow, text: str) -> str:
    return f"{row.area.code} {row.quarter.short} {row.indicator.id}: {text}"


@pytest.mark.parametrize("when", ["Q1 2023-24", "Q1 2025-26"])
def test_sources_are_named(snapshot: Snapshot, when: str) -> None:
    rows = scorecard.summary(snapshot, View(BCP, quarter(when)))
    for row in rows:
        text = indicator_notes.source_words(snapshot, row)
        assert text
        assert not BAD_TEXT.search(text), where(row, text)
    other = row_of(snapshot, "early-help-returns", area="330")
    assert indicator_notes.source_words(snapshot, other) == "no figure of this council is held here"


@pytest.mark.parametrize(
    ("earlier", "newest", "said"),
    [
        ("published", "published", "published"),
        ("provisional", "provisional", "provisional"),
        ("published", "provisional", "some figures provisional"),
    ],
)
def test_a_source_is_said_to_be_what_its_figures_are(
    snapshot: Snapshot, earlier: str, newest: str, said: str
) -> None:
    """The register calls the council's return provisional, whatever its figures say."""
    plans, now = "ehcp-20-weeks", row_of(snapshot, "ehcp-20-weeks").series[-1].period
    mine = (pl.col("indicator_id") == plans) & pl.col("reporting_quarter").is_not_null()
    returned = replace(
        snapshot,
        observations=snapshot.observations.with_columns(
            source=pl.when(mine).then(pl.lit("local-return")).otherwise("source"),
            data_status=pl.when(mine).then(pl.lit(earlier)).otherwise("data_status"),
        ),
    )
    row = row_of(changed(returned, plans, now, data_status=newest), plans)
    own, theirs = indicator_notes.source_names(snapshot, row)
    assert own.startswith("The council's quarterly return")
    assert f"loaded by its performance team ({said}; " in own
    assert theirs == (
        "Education, health and care plans (SEN2), Department for Education, 2025 (published; "
        "26 June 2025)"
    )


def test_a_single_day_is_told_with_on(snapshot: Snapshot) -> None:
    row, period = row_of(snapshot, "ehcp-20-weeks"), Period.snapshot(date(2024, 3, 31))
    placed = national_rank.Standing(period, 80.0, None, None, "published", 3, 150, "A", 1)
    assert indicator_notes.standing_words(row, placed).startswith(
        "On 31 March 2024 Bournemouth, Christchurch and Poole had 80.0%, "
    )
    own = Observation(period, period.end, value=80.0, data_status="published")
    change = change_to(row.indicator, [own], period.year_before())
    assert indicator_notes.year_words(row, own, change) == (
        "On 31 March 2024: 80.0%. How it moved cannot be calculated: there is no earlier figure."
    )


def row_of_two_days(snapshot: Snapshot) -> ScorecardRow:
    (row,) = scorecard.summary(of_two_days(snapshot), View(BCP, quarter("Q1 2025-26")))
    return row


def test_the_next_figure_where_no_period_is_set_for_it(snapshot: Snapshot) -> None:
    row = row_of_two_days(snapshot)
    assert indicator_notes.next_words(row) == (
        "the council's own, with its first return; until then the newest is for 31 March 2025, as "
        "published"
    )
    published = replace(row.indicator, local_source="dfe-sen2")
    assert indicator_notes.next_words(replace(row, indicator=published)) == (
        "not known; the newest is for 31 March 2025"
    )


def test_a_day_is_compared_with_the_day_a_year_before(snapshot: Snapshot) -> None:
    """A day has no period just before, and the day a year before is no reason to tell nothing."""
    row = row_of_two_days(snapshot)
    assert row.since_last == row.since_last_year
    assert row.since_last.direction == "down"
    assert indicator_notes.moved(row) == [
        "Down against a year before: from 143.0 on 31 March 2024; not tested."
    ]
    assert indicator_notes.moved_short(row) == ["From 143.0 a year before: not tested"]
    assert paragraph.changed(row).startswith(
        "It was 143.0 per 10,000 children a year before: a fall"
    )


def test_comparisons_of_terms_are_not_said_twice(snapshot: Snapshot) -> None:
    assert [n for n, _ in indicator_notes.comparisons(row_of(snapshot, "ehcp-20-weeks"))] == [
        "against the quarter before",
        "against the same quarter a year before",
    ]
    row = row_of(snapshot, "primary-permanent-exclusions")
    assert [n for n, _ in indicator_notes.comparisons(row)] == [
        "against the same term a year before"
    ]
    row = row_of(snapshot, "ks4-fsm-gap")
    assert [n for n, _ in indicator_notes.comparisons(row)] == ["against the year before"]


def test_each_change_as_a_sentence_and_in_short(snapshot: Snapshot) -> None:
    plans = row_of(snapshot, "ehcp-20-weeks")
    assert indicator_notes.moved(plans) == [
        "Worsened clearly against the quarter before: from 69.4% in Q4 2024-25 (illustrative).",
        "Worsened clearly against the same quarter a year before: from 75.6% in Q1 2024-25 "
        "(illustrative).",
    ]
    assert indicator_notes.moved_short(plans) == [
        "From 69.4% the quarter before",
        "From 75.6% the same quarter a year before: worsened clearly",
    ]
    assessed = row_of(snapshot, "assessments-45-days")
    assert indicator_notes.moved(assessed)[0] == (
        "Worsened against the quarter before: from 95.7% in Q4 2024-25; within normal variation "
        "(illustrative)."
    )
    assert indicator_notes.moved_short(assessed) == [
        "From 95.7% the quarter before: within normal variation",
        "From 94.0% the same quarter a year before: improved; within normal variation",
    ]
    gap = row_of(snapshot, "ks4-fsm-gap")
    assert indicator_notes.moved(gap) == [
        "Worsened against the year before: from 16.7 points in the academic year 2022/23; not "
        "tested (derived)."
    ]
    assert indicator_notes.moved_short(gap) == ["From 16.7 points the year before: not tested"]


def test_a_change_that_cannot_be_calculated_says_why(snapshot: Snapshot) -> None:
    hidden = row_of(suppressed(snapshot, "ehcp-20-weeks", quarter("Q1 2025-26")), "ehcp-20-weeks")
    assert indicator_notes.moved(hidden) == [
        "Cannot be calculated against the quarter before: Q1 2025-26 is suppressed.",
        "Cannot be calculated against the same quarter a year before: Q1 2025-26 is suppressed.",
    ]
    assert indicator_notes.moved_short(hidden) == [
        "Against the quarter before: Q1 2025-26 is suppressed",
        "Against the same quarter a year before: Q1 2025-26 is suppressed",
    ]
    late = row_of(missing(snapshot, "ehcp-20-weeks", quarter("Q1 2024-25")), "ehcp-20-weeks")
    assert indicator_notes.moved_short(late)[1] == (
        "Against the same quarter a year before: no figure for Q1 2024-25; the newest earlier is "
        "69.4% (illustrative) in Q4 2024-25"
    )


def test_without_any_figure_no_change_is_half_said(snapshot: Snapshot) -> None:
    none = row_of(snapshot, "early-help-returns", area="330")
    assert indicator_notes.moved(none) == [
        "Cannot be calculated against the same quarter a year before."
    ]
    assert indicator_notes.moved_short(none) == [""]


def test_a_council_that_returned_targets_alone_is_not_said_to_have_none(snapshot: Snapshot) -> None:
    none = indicator_notes.no_return(snapshot, "841")
    assert none.startswith("No return has been loaded for Darlington: there are no quarterly")
    targets = snapshot.targets.with_columns(area=pl.lit("841"))
    said = indicator_notes.no_return(replace(snapshot, targets=targets), "841")
    assert said == (
        "No quarterly figures have been returned for Darlington so far. Shown are the newest "
        "published figures."
    )
