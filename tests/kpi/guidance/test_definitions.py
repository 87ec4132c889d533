"""What the definitions page says of each indicator, against the shipped data."""

import pytest

from kpi.guidance import definitions
from kpi.indicators.targets import target_status
from kpi.model import snapshot as snapshot_model
from kpi.model.snapshot import Snapshot

HOME = "839"


def test_marks_are_those_of_the_data(snapshot: Snapshot) -> None:
    marks = {m.indicator.id: m for m in definitions.marked(snapshot, HOME)}
    own = {name: m.own for name, m in marks.items()}
    assert own == {
        "assessments-45-days": ("illustrative",),
        "early-help-returns": ("illustrative",),
        "ehcp-20-weeks": ("illustrative",),
        "ks4-fsm-gap": ("derived",),
        "primary-permanent-exclusions": ("derived",),
        "secondary-permanent-exclusions": ("derived",),
        "referrals-rate": ("derived",),
    }
    assert {name for name, m in marks.items() if not m.target} == {"referrals-rate"}
    assert marks["ehcp-20-weeks"].comparators == ("published",)
    assert marks["early-help-returns"].comparators == ()


def test_what_is_made_up_is_named(snapshot: Snapshot) -> None:
    said = definitions.illustrative_words(definitions.marked(snapshot, HOME))
    assert "of three of the seven indicators are illustrative now" in said
    assert "Returns to Early Help within 12 months" in said
    assert "All targets and intervention levels, of six indicators, are illustrative now." in said
    assert "Secondary permanent exclusions" not in said


def test_nothing_is_made_up_for_an_area_without_a_return(snapshot: Snapshot) -> None:
    assert definitions.illustrative_words(definitions.marked(snapshot, "383")) == ""
    assert definitions.examples(snapshot, "383") == []


def test_boundary_cases_of_both_directions(snapshot: Snapshot) -> None:
    higher, lower = definitions.examples(snapshot, HOME)
    statuses = [
        target_status.ON_TARGET, target_status.ON_TARGET,
        target_status.OFF_TARGET, target_status.OFF_TARGET, target_status.BEYOND_INTERVENTION,
    ]  # fmt: skip
    for example in (higher, lower):
        assert [case.status for case in example.cases] == statuses
    assert [c.figure for c in higher.cases] == ["90.0%", "89.96%", "89.9%", "82.5%", "82.4%"]
    assert [c.figure for c in lower.cases] == ["15.0%", "15.04%", "15.1%", "20.0%", "20.1%"]
    assert higher.cases[1].why == "shown as 90.0%, and judged as shown: met"
    assert lower.rule == "target 15.0% or less, intervention level above 20.0%"


def test_target_history_is_newest_first_and_marked(snapshot: Snapshot) -> None:
    lines = definitions.target_history(snapshot, snapshot.indicator("ehcp-20-weeks"), HOME)
    assert [line.when for line in lines] == [
        "From Q1 2025-26 on", "From Q1 2023-24 to Q4 2024-25",
    ]  # fmt: skip
    assert lines[0].words.startswith("60.0% or more. Intervention level: below 46.4%. Local")
    assert lines[1].words.endswith("Reason: Recovery plan milestone.")
    assert {line.data_status for line in lines} == {"illustrative"}


@pytest.mark.parametrize(
    ("indicator_id", "words"),
    [
        ("ehcp-20-weeks", "Percent, shown to one decimal place"),
        ("primary-permanent-exclusions", "Percent, shown to three decimal places"),
        ("ks4-fsm-gap", "Points, shown to one decimal place"),
        ("referrals-rate", "Per 10,000 children, shown to one decimal place"),
    ],
)
def test_unit_and_decimals_in_words(snapshot: Snapshot, indicator_id: str, words: str) -> None:
    assert definitions.measured_in(snapshot.indicator(indicator_id)) == words


def test_comparators_or_why_there_are_none(snapshot: Snapshot) -> None:
    none = definitions.comparator_lines(snapshot, snapshot.indicator("early-help-returns"))
    assert len(none) == 1
    assert none[0].startswith("No national figure exists")
    some = definitions.comparator_lines(snapshot, snapshot.indicator("ehcp-20-weeks"))
    assert some[0].endswith("excluding exceptions (DfE SEN2).")
    assert "Newest here: 2024 (calendar year)." in some


def test_related_measures_say_why_they_are_no_comparators(snapshot: Snapshot) -> None:
    (line,) = definitions.related_lines(snapshot.indicator("early-help-returns"))
    assert line.startswith("Re-referrals to children's social care within 12 months. A different")
    assert definitions.related_lines(snapshot.indicator("ehcp-20-weeks")) == []


def test_sources_name_publisher_and_edition(snapshot: Snapshot) -> None:
    assert definitions.source_lines(snapshot, snapshot.indicator("assessments-45-days")) == [
        "Own figure: Illustrative local return, This project, Q1 2023-24 to Q1 2025-26.",
        "Comparators: Local Authority Interactive Tool (LAIT), Department for Education, "
        "April 2026.",
        "Counts behind the comparators: Children in need, Department for Education, 2024.",
    ]


def test_indicators_are_in_the_order_of_their_directorates(snapshot: Snapshot) -> None:
    names = [i.directorate for i in snapshot_model.in_order(snapshot)]
    assert names == ["Children's Social Care"] * 3 + ["Education and Skills"] * 4
