"""The release calendar against the dates the publishers keep."""

from dataclasses import replace
from datetime import date

import pytest

from kpi.guidance import release_calendar as calendar
from kpi.guidance.release_calendar import COMPARATORS, OWN, Release
from kpi.model.definitions.publication_dates import Publication
from kpi.model.snapshot import Snapshot

HOME = "839"


def release(snapshot: Snapshot, indicator_id: str, whose: str) -> Release:
    found = calendar.releases(snapshot, HOME, [snapshot.indicator(indicator_id)])
    return next(r for r in found if r.whose == whose)


def test_two_rows_an_indicator_and_one_where_no_comparator_exists(snapshot: Snapshot) -> None:
    rows = calendar.releases(snapshot, HOME, snapshot.indicators)
    assert len(rows) == 13
    alone = [i.id for i in snapshot.indicators if [r.indicator for r in rows].count(i) == 1]
    assert alone == ["early-help-returns"]
    assert all(all(row.cells) for row in rows)


def test_plans_come_out_in_june_for_the_calendar_year_before(snapshot: Snapshot) -> None:
    found = release(snapshot, "ehcp-20-weeks", COMPARATORS)
    assert found.covers == "each calendar year"
    assert found.published == "by the end of June, six months after it ends"
    assert found.shown_in == "from Q1 on"
    assert found.newest == "2024 (calendar year)"
    assert found.due.startswith("2025 (calendar year), by 30 June 2026")


def test_assessments_come_out_in_november(snapshot: Snapshot) -> None:
    found = release(snapshot, "assessments-45-days", COMPARATORS)
    assert found.published == "by the end of November, eight months after it ends"
    assert (found.newest, found.shown_in) == ("year to March 2025", "from Q3 on")
    assert found.due.startswith("year to March 2026, by 30 November 2026")


def test_key_stage_4_is_provisional_in_october_and_revised_in_february(snapshot: Snapshot) -> None:
    found = release(snapshot, "ks4-fsm-gap", COMPARATORS)
    assert found.published == (
        "provisional figures by the end of October, two months after it ends; "
        "revised figures by the end of February, six months after it ends"
    )
    assert found.shown_in == "provisional: from Q3 on; revised: from Q4 on"
    own = release(snapshot, "ks4-fsm-gap", OWN)
    assert (own.published, own.shown_in) == ("end of August", "Q2, Q3 and Q4; nothing new: Q1")


@pytest.mark.parametrize("phase", ["primary", "secondary"])
def test_exclusions_come_out_about_a_year_late(snapshot: Snapshot, phase: str) -> None:
    name = f"{phase}-permanent-exclusions"
    assert release(snapshot, name, OWN).shown_in == (
        "spring term: Q1; summer term: Q2; autumn term: Q3; nothing new: Q4"
    )
    beside = release(snapshot, name, COMPARATORS)
    assert "autumn term by the end of November, 11 months after it ends" in beside.published
    assert "spring term by the end of May, 13 months after it ends" in beside.published
    assert "summer term by the end of July, 11 months after it ends" in beside.published
    assert beside.newest == "spring term 2025"
    assert beside.due.startswith("summer term 2025, by 31 July 2026")


def test_monthly_referrals_come_out_after_their_financial_year(snapshot: Snapshot) -> None:
    found = release(snapshot, "referrals-rate", OWN)
    assert found.published == (
        "by the end of November, eight months after the financial year ends in March"
    )
    assert found.shown_in == "the report of the quarter in which it is published"
    assert found.newest == "Q4 2023-24"
    assert found.due.startswith("Q1 2024-25, in the Q3 2025-26 report")


def test_what_should_be_out_but_is_not_held_says_so(snapshot: Snapshot) -> None:
    def made_on(day: date) -> Snapshot:
        return replace(snapshot, manifest={**snapshot.manifest, "made_at": f"{day}T00:00:00"})

    early, late = made_on(date(2026, 6, 30)), made_on(date(2026, 7, 1))
    assert not release(early, "ehcp-20-weeks", COMPARATORS).due.endswith(calendar.NOT_YET)
    assert release(late, "ehcp-20-weeks", COMPARATORS).due.endswith(calendar.NOT_YET)


def test_an_area_without_a_return_still_has_its_published_figures(snapshot: Snapshot) -> None:
    leeds = calendar.own_release(snapshot, snapshot.indicator("early-help-returns"), "383")
    assert (leeds.newest, leeds.due) == ("none yet", "")
    plans = calendar.own_release(snapshot, snapshot.indicator("ehcp-20-weeks"), "383")
    assert plans.newest == "2024 (calendar year)"


def test_one_month_is_singular(snapshot: Snapshot) -> None:
    plans = replace(snapshot.indicator("ehcp-20-weeks"), publication=(Publication(1, 1),))
    assert calendar.published(plans) == "by the end of January, one month after it ends"
