"""The range bar in words, from the shipped figures."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from kpi.formatting import fixed
from kpi.indicators.comparisons.national_range import FiguresInRange, figures_in_range
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.comparisons import range_bar_words as words
from tests.kpi.changing import BCP, changed, missing, quarter, row_of, suppressed
from tests.kpi.made_up import ID, Case, cases, made

Q1 = quarter("Q1 2025-26")
PLANS = "ehcp-20-weeks"


def found(snapshot: Snapshot, indicator: str, **how: str) -> FiguresInRange:
    return figures_in_range(snapshot, row_of(snapshot, indicator, **how))  # type: ignore[arg-type]


def test_text_of_plans(snapshot: Snapshot) -> None:
    assert words.text(found(snapshot, PLANS)) == (
        "Range bar, better to the right: 151 authorities, 2024, from 3.2% (weakest) to 100.0% "
        "(best); the middle half from 29.2% to 79.4%. Ours now 53.9%, likely between 46.6% and "
        "61.1%. Ours in their period 77.6%, 43rd of 151. England 46.4%. South West 28.5%. "
        "Statistical neighbours 40.6%. Other authorities judged Good overall as at 31 March 2025 "
        "58.6%. Target 60.0% or more, intervention level 46.4%. These are illustrative (made up): "
        "our figure and the target. These are derived from published figures: the "
        "neighbours' mean and the mean of Good authorities."
    )


def test_text_where_lower_is_better_runs_from_the_highest(snapshot: Snapshot) -> None:
    said = words.text(found(snapshot, "secondary-permanent-exclusions"))
    assert "from 0.377% (weakest) to 0.000% (best); the middle half from 0.110% to 0.035%." in said
    assert "Ours in their period 0.115%, joint 117th of 152, shared by 3." in said
    assert "Target 0.090% or less, intervention level 0.110%." in said


def test_text_without_polarity_judges_nothing(snapshot: Snapshot) -> None:
    said = words.text(found(snapshot, "referrals-rate"))
    assert said.startswith("Range bar, from lowest to highest: 149 authorities, ")
    assert "best" not in said
    assert "Target" not in said
    assert " of 149" not in said


def test_text_while_data_are_awaited(snapshot: Snapshot) -> None:
    said = words.text(found(snapshot, "ks4-fsm-gap"))
    assert (
        "Ours now: no figure of this report. Ours in their period 17.0 points, joint 115th" in said
    )


def test_text_of_a_suppressed_figure(snapshot: Snapshot) -> None:
    hidden = suppressed(snapshot, PLANS, Q1)
    said = words.text(found(hidden, PLANS))
    assert "Ours now: too few children to show. Ours in their period 77.6%" in said
    assert "53.9" not in said
    assert "likely" not in said


def test_text_of_our_own_past(snapshot: Snapshot) -> None:
    assert words.text(found(snapshot, "early-help-returns")).startswith(
        "Range bar, better to the right: our own last 9 quarters: 16.8% to 10.5%. No other "
        "authority has a figure. Ours now 10.5%, likely between 6.7% and 15.9%. Target 15.0% or "
        "less, intervention level 20.0%."
    )


@pytest.mark.parametrize(
    ("indicator", "note", "status"),
    [
        (PLANS, "2024: ours 77.6%, 43rd of 151", "published"),
        ("assessments-45-days", "year to March 2024: ours 90.2%, 40th of 152", "published"),
        (
            "secondary-permanent-exclusions",
            "spring term 2024: ours 0.115%, joint 117th of 152",
            "derived",
        ),
        ("ks4-fsm-gap", "academic year 2023/24: joint 115th of 152", "derived"),
        ("referrals-rate", "Q4 2023-24: 149 authorities", "derived"),
        ("early-help-returns", "our own last 9 quarters: 16.8% to 10.5%", "illustrative"),
    ],
)
def test_notes(snapshot: Snapshot, indicator: str, note: str, status: str) -> None:
    assert words.note(found(snapshot, indicator)) == note
    assert words.note_status(found(snapshot, indicator)) == status


def test_a_gap_in_our_own_past_is_told(snapshot: Snapshot) -> None:
    for gap in (suppressed, missing):
        there = gap(snapshot, "early-help-returns", Q1)
        assert words.note(found(there, "early-help-returns")) == (
            "our own 8 figures from Q1 2023-24 to Q4 2024-25: 16.8% to 11.5%"
        )


def test_the_note_names_other_periods(snapshot: Snapshot) -> None:
    row = row_of(snapshot, PLANS)
    earlier = Period.calendar_year(2023)
    others = tuple(replace(c, period=earlier) if c.key == "region" else c for c in row.comparators)
    told = replace(figures_in_range(snapshot, row), row=replace(row, comparators=others))
    assert words.note(told) == "2024: ours 77.6%, 43rd of 151; South West: 2023"
    assert "South West 28.5% in 2023. " in words.text(told)
    assert words.large_note(told).endswith(" South West: 2023.")


def test_without_a_published_figure_of_ours_the_note_counts_authorities(
    snapshot: Snapshot,
) -> None:
    none = missing(snapshot, PLANS, Period.calendar_year(2024))
    assert words.note(found(none, PLANS)) == "2024: 150 authorities"


def test_a_rank_on_few_cases_says_so(snapshot: Snapshot) -> None:
    few = changed(snapshot, PLANS, Period.calendar_year(2024), numerator=7.0, denominator=9.0)
    assert words.note(found(few, PLANS)) == "2024: ours 77.6%, 43rd of 151, on 7 of 9"


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["beyond", "short", "met"], "thick red is beyond the intervention level, dashed is off "
         "target, thin green is on target."),
        (["met", "short"], "dashed is off target, thin green is on target."),
    ],
)  # fmt: skip
def test_the_line_under_a_bar_is_named_by_its_parts(kinds: list[str], said: str) -> None:
    assert words.rail_words(kinds) == f"Line under the bar: {said}"
    assert words.rail_words([]) == ""


def test_headings_and_labels(snapshot: Snapshot) -> None:
    plans = found(snapshot, PLANS)
    assert words.heading(plans) == "Among 151 authorities, 2024"
    assert plans.apart is not None
    assert words.published_labels(plans, plans.apart) == (
        "ours in 2024:",
        ", 43rd of 151",
        "then 77.6%, 43rd",
    )
    assert words.heading(found(snapshot, "early-help-returns")) == (
        "Our own last 9 quarters; others have no figure"
    )
    assert words.large_note(plans) == (
        "Each tick is one of them; boxes are quarters. Bar through our "
        "dot: likely between 46.6% and 61.1%."
    )


def test_sides() -> None:
    assert words.sided((1, 2), Polarity.HIGHER) == (1, 2)
    assert words.sided((1, 2), Polarity.LOWER) == (2, 1)
    assert words.end_words(Polarity.NONE) == ("lowest", "highest")


@given(cases())
@settings(max_examples=40, deadline=None)
def test_the_text_of_any_figures_says_each_and_marks_it(snapshot: Snapshot, case: Case) -> None:
    there = made(snapshot, case)
    told = figures_in_range(there, row_of(there, ID, area=BCP))
    said = words.text(told)
    if told.national is None and not told.past:
        assert said.startswith("No range: ")
        return
    for comparator in told.row.comparators:
        if comparator.value is not None:
            shown = fixed(comparator.value, case.decimals)
            money = "£" if case.unit == "pounds" else ""
            assert f"{comparator.label} {money}{shown}" in said
    if told.now is None:
        assert "Ours now: " in said
    if told.row.target is not None and case.target_status == "illustrative":
        assert "illustrative (made up)" in said
    assert "None" not in said
    assert "nan" not in said
