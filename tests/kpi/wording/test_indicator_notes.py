"""Notes below an indicator: targets of both years, sources, terms not said twice."""

import re

import pytest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import ScorecardRow, View
from kpi.model.snapshot import Snapshot
from kpi.wording import indicator_notes
from tests.kpi.changing import BCP, quarter, row_of

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
