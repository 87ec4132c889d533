"""Corrections of figures and targets in words, newest first."""

from dataclasses import replace
from datetime import date

import polars as pl

from kpi.indicators.revisions import (
    correction_lines,
    corrections,
    first_reported_in,
    target_corrections,
)
from kpi.model.schemas import REVISIONS
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, between, quarter
from tests.kpi.returning import after, figure, proposed, target

PLANS = "ehcp-20-weeks"


def revision(day: date, **values: object) -> dict[str, object]:
    period = quarter("Q1 2025-26")
    return {
        **dict.fromkeys(REVISIONS),
        "indicator_id": PLANS,
        "area": BCP,
        "period_kind": str(period.kind),
        "period_start": period.start,
        "period_end": period.end,
        "revised_on": day,
        "why": "",
        **values,
    }


def test_corrections_are_told_newest_first(snapshot: Snapshot) -> None:
    rows = [
        revision(date(2026, 11, 23), old_value=53.9, new_value=54.5, why="Late plans."),
        revision(date(2026, 12, 1), old_value=54.5, new_reason="suppressed"),
        revision(date(2026, 12, 1), old_reason="not shown", new_value=55.0),
        revision(date(2026, 12, 2), area="330", old_value=1.0, new_value=2.0),
    ]
    made = replace(snapshot, revisions=pl.DataFrame(rows, schema=REVISIONS))
    period = "Q1 2025-26 (Apr to Jun 2025)"
    assert [each.in_words for each in corrections(made, made.indicator(PLANS), BCP)] == [
        f"{period}: not shown corrected to 55.0% on 1 December 2026.",
        f"{period}: 54.5% corrected to suppressed on 1 December 2026.",
        f"{period}: 53.9% corrected to 54.5% on 23 November 2026. Late plans.",
    ]


def test_a_correction_is_told_in_the_newest_report_that_had_ended(snapshot: Snapshot) -> None:
    days = (date(2023, 6, 30), date(2023, 7, 1), date(2025, 6, 30), date(2025, 7, 1))
    rows = [revision(day, old_value=53.9, new_value=54.5) for day in days]
    made = replace(snapshot, revisions=pl.DataFrame(rows, schema=REVISIONS))
    found = corrections(made, made.indicator(PLANS), BCP)
    assert {each.revised_on: first_reported_in(made, BCP, each) for each in found} == {
        days[0]: None,
        days[1]: quarter("Q1 2023-24"),
        days[2]: quarter("Q4 2024-25"),
        days[3]: quarter("Q1 2025-26"),
    }
    assert first_reported_in(made, "330", found[0]) is None


# ---- targets --------------------------------------------------------------------------------

DAY = date(2026, 11, 30)


def sent(live: Snapshot, *targets: dict[str, object], why: str = "Agreed by cabinet") -> Snapshot:
    return after(proposed(live, targets=list(targets), why=why, today=DAY), live)


def told(live: Snapshot) -> list[str]:
    return correction_lines(live, live.indicator(PLANS), BCP)


def test_a_corrected_target_is_recorded_with_day_and_reason(snapshot: Snapshot) -> None:
    live = sent(snapshot, target(PLANS, "Q2 2025-26", 85.0, intervention_level=70.0))
    assert told(live) == [], "a target for a quarter to come corrects nothing"
    live = sent(live, target(PLANS, "Q2 2025-26", 80.0, intervention_level=65.0))
    assert told(live) == [
        "Intervention level from Q2 2025-26: 70.0% corrected to 65.0% on 30 November 2026. "
        "Agreed by cabinet",
        "Target from Q2 2025-26: 85.0% corrected to 80.0% on 30 November 2026. Agreed by cabinet",
    ]
    again = sent(live, target(PLANS, "Q2 2025-26", 80.0, intervention_level=65.0))
    assert told(again) == told(live), "the same target again corrects nothing"
    assert corrections(live, live.indicator(PLANS), BCP) == [], "no figure was corrected"


def test_real_in_place_of_an_illustrative_target_is_no_correction(snapshot: Snapshot) -> None:
    first = sent(snapshot, target(PLANS, "Q2 2025-26", 85.0, data_status="illustrative"))
    assert told(sent(first, target(PLANS, "Q2 2025-26", 80.0))) == []


def test_a_new_target_in_a_quarter_that_was_reported_is_a_correction(snapshot: Snapshot) -> None:
    live = after(proposed(snapshot, [figure(PLANS, "Q2 2025-26", 120, 180)]), snapshot)
    live = sent(live, target(PLANS, "Q1 2025-26", 85.0))
    later = sent(live, target(PLANS, "Q2 2025-26", 80.0))
    assert told(later) == [
        "Target from Q2 2025-26: 85.0% corrected to 80.0% on 30 November 2026. Agreed by cabinet"
    ]
    assert told(sent(live, target(PLANS, "Q3 2025-26", 80.0))) == [], "the report is still to come"


def test_the_end_of_a_target_is_recorded_unless_another_follows(snapshot: Snapshot) -> None:
    live = sent(snapshot, target(PLANS, "Q2 2025-26", 85.0))
    ended = sent(live, target(PLANS, "Q2 2025-26", 85.0, to_quarter="Q4 2025-26"))
    assert told(ended) == [
        "Last period of the target from Q2 2025-26: no end corrected to Q4 2025-26 on "
        "30 November 2026. Agreed by cabinet"
    ]
    followed = sent(
        live,
        target(PLANS, "Q2 2025-26", 85.0, to_quarter="Q4 2025-26"),
        target(PLANS, "Q1 2026-27", 90.0),
    )
    assert told(followed) == []


def test_bounds_have_names_of_their_own(snapshot: Snapshot) -> None:
    made = between(snapshot, PLANS, (18.0, 25.0))
    rows = [
        revision(DAY, what=what, old_value=18.0, new_value=19.0)
        for what in ("target", "target_upper", "intervention_level", "intervention_upper")
    ]
    made = replace(made, revisions=pl.DataFrame(rows, schema=REVISIONS))
    found = target_corrections(made, made.indicator(PLANS), BCP)
    assert [each.name for each in found] == [
        "upper intervention level",
        "lower intervention level",
        "upper bound of the target",
        "lower bound of the target",
    ]


def test_the_record_of_a_target_stays_where_a_figure_of_its_quarter_is_hidden(
    snapshot: Snapshot,
) -> None:
    live = sent(snapshot, target("assessments-45-days", "Q1 2025-26", 85.0))
    live = sent(live, target("assessments-45-days", "Q1 2025-26", 80.0))
    hidden = after(proposed(live, [figure("assessments-45-days", "Q1 2025-26", 3, 172)]), live)
    record = hidden.revisions.filter(pl.col("what") == "target").row(0, named=True)
    assert (record["old_value"], record["new_value"]) == (85.0, 80.0)


def test_a_target_by_month_is_corrected_by_one_by_month_alone(snapshot: Snapshot) -> None:
    live = after(proposed(snapshot, [figure(PLANS, "Q2 2025-26", 120, 180)]), snapshot)
    live = sent(live, target(PLANS, "July 2025", 85.0))
    live = sent(live, target(PLANS, "August 2025", 80.0))
    assert told(live) == [
        "Target from August 2025: 85.0% corrected to 80.0% on 30 November 2026. Agreed by cabinet"
    ]
