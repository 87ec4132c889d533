"""Questions about actions: asked where one is overdue, missing or half given, and nowhere else."""

from datetime import date

import pytest

from kpi.lines_of_enquiry import action_rules
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import suppressed
from tests.kpi.lines_of_enquiry.asking import (
    AFTER,
    EARLY,
    GAP,
    PLANS,
    Q1,
    REFERRALS,
    SECONDARY,
    commented,
    facts,
    said,
    silent,
)


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
        "Head of Inclusion. By when: 31 January 2026: overdue on 1 February 2026. These are "
        "illustrative (made up): the target and the commentary. This is derived from published "
        "figures: our figure."
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


def test_an_overdue_action_below_target(snapshot: Snapshot) -> None:
    found = said(action_rules.overdue_action(facts(snapshot, PLANS, date(2025, 11, 1))))
    assert found.question == (
        "The action on education, health and care plans issued within 20 weeks was due by "
        "31 October 2025. What has been done, and when will it be finished?"
    )
    assert (
        "53.9% in April to June 2025, leaving out exception cases, against a target of 60.0% or "
        "more and an intervention level of 46.4%, the same as England (46.4% in 2024, leaving "
        "out exception cases)"
    ) in found.because


def test_an_overdue_action_is_asked_about_whatever_the_status(snapshot: Snapshot) -> None:
    found = said(action_rules.overdue_action(facts(snapshot, EARLY, AFTER)))  # on target
    assert found.question.startswith("The action on returns to Early Help within 12 months was due")
    assert "against a target of" in found.because
    told = {"action": "Ask the schools again.", "due": date(2025, 10, 31)}
    context = commented(snapshot, REFERRALS, **told)
    found = said(action_rules.overdue_action(facts(context, REFERRALS, AFTER)))  # no target
    assert "target" not in found.because
    assert "Action: Ask the schools again. Who: no owner named." in found.because
    hidden = suppressed(commented(snapshot, PLANS, **told), PLANS, Q1)
    found = said(action_rules.overdue_action(facts(hidden, PLANS, AFTER)))
    assert found.because.startswith(
        "Education, health and care plans issued within 20 weeks: confidential: too few children "
        "to show. Action: Ask the schools again."
    )
    assert "53.9" not in found.because
    assert "target" not in found.because
    awaited = commented(snapshot, GAP, **told)
    found = said(action_rules.overdue_action(facts(awaited, GAP, AFTER)))
    assert "against a target" not in found.because


def test_no_question_on_an_action_not_due_or_not_given(snapshot: Snapshot) -> None:
    assert action_rules.overdue_action(facts(snapshot, PLANS, date(2025, 10, 31))) is None
    assert action_rules.overdue_action(facts(silent(snapshot), PLANS, AFTER)) is None
    no_day = commented(snapshot, PLANS, due=None)
    assert action_rules.overdue_action(facts(no_day, PLANS, AFTER)) is None
    assert action_rules.overdue_action(facts(snapshot, SECONDARY, AFTER)) is None  # the rule above
