"""Corrections in words, newest first."""

from dataclasses import replace
from datetime import date

import polars as pl

from kpi.indicators.revisions import corrections, told_in
from kpi.model.schemas import REVISIONS
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, quarter

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
    assert {each.revised_on: told_in(made, BCP, each) for each in found} == {
        days[0]: None,
        days[1]: quarter("Q1 2023-24"),
        days[2]: quarter("Q4 2024-25"),
        days[3]: quarter("Q1 2025-26"),
    }
    assert told_in(made, "330", found[0]) is None
