"""The changes of a report as a few lines for print."""

from datetime import date

from kpi.indicators.report_changes.report import report_changes
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.wording.report_changes.lines import ChangeLine, compared_with, lines
from tests.kpi.changing import BCP, quarter

NAMES = {
    "assessments-45-days": "assessments",
    "early-help-returns": "returns",
    "ehcp-20-weeks": "plans",
    "secondary-permanent-exclusions": "secondary exclusions",
    "primary-permanent-exclusions": "primary exclusions",
    "ks4-fsm-gap": "the gap",
}


def of(
    snapshot: Snapshot, label: str, today: date = date.min
) -> tuple[str, tuple[ChangeLine, ...]]:
    view = View(BCP, quarter(label))
    found = report_changes(snapshot, view, today, indicator_ids=list(NAMES))
    return compared_with(found), lines(found, NAMES)


def test_the_lines_of_the_shipped_report(snapshot: Snapshot) -> None:
    compared, found = of(snapshot, "Q1 2025-26")
    assert compared == (
        "Compared with the report of Quarter 4 2024-25: no figure was corrected or is late "
        "for this report."
    )
    assert [line.label for line in found] == ["Status", "Clear changes", "New figures"]
    assert found[0].text.startswith(
        "Secondary exclusions: awaiting data, now beyond intervention level (illustrative); "
        "plans: on target, now off target (illustrative); "
    )
    assert len(found[0].parts) == 4
    assert found[0].parts[1] == "Plans: on target, now off target (illustrative)."
    assert found[1].parts == (found[1].text,)
    assert found[2].parts[-1] == "Others' are newer for three."
    assert found[1].text == (
        "Plans: worsened clearly, from 69.4% (118 of 170, illustrative) to 53.9% (96 of 178, "
        "illustrative), leaving out exception cases."
    )
    assert found[2].text == (
        "3 of Q1 2025-26 (illustrative); 2 of spring term 2025 (derived). Others' are newer for "
        "three."
    )


def test_indicators_of_which_the_same_is_told_share_a_line(snapshot: Snapshot) -> None:
    _, found = of(snapshot, "Q2 2025-26")
    by_label = {line.label: line.text for line in found}
    assert "Assessments and returns: on target, now awaiting data" in by_label["Status"]
    assert by_label["Late"] == (
        "Assessments, returns and plans, for July to September 2025; primary exclusions and "
        "secondary exclusions, for the summer term 2025."
    )


def test_what_has_not_happened_is_said(snapshot: Snapshot) -> None:
    compared, found = of(snapshot, "Q4 2025-26")
    assert compared == (
        "Compared with the report of Quarter 3 2025-26: no status changed and no figure changed "
        "clearly, is new or was corrected."
    )
    assert [line.label for line in found] == ["Late"]


def test_only_a_day_makes_an_action_due(snapshot: Snapshot) -> None:
    _, found = of(snapshot, "Q1 2025-26", date(2025, 10, 31))
    assert found[-1].label == "Actions"
    assert found[-1].text == (
        "Returns: due by 30 September 2025: overdue (illustrative); plans: due by 31 October 2025 "
        "(illustrative)."
    )


def test_a_first_report_has_none(snapshot: Snapshot) -> None:
    assert of(snapshot, "Q1 2023-24") == ("There is no report before this one.", ())
