"""Runs in words: of the shipped return, and only where they are worth saying."""

from dataclasses import replace

import pytest

from kpi.indicators.scorecard import Streak
from kpi.model.snapshot import Snapshot
from kpi.wording.streaks import beats_words, streak_words
from tests.kpi.changing import between, row_of


@pytest.mark.parametrize(
    ("indicator", "when", "streak", "beats"),
    [
        (
            "early-help-returns",
            "Q1 2025-26",
            "at or below target for the 7th quarter in a row",
            "the lowest in nine quarters",
        ),
        (
            "ehcp-20-weeks",
            "Q3 2024-25",
            "at or above target for the 4th quarter in a row",
            "the highest in four quarters",
        ),
        ("early-help-returns", "Q4 2023-24", "", "the lowest in four quarters"),
        # The report shows an older figure: the run is not said of it again.
        ("early-help-returns", "Q2 2025-26", "", "the lowest in nine quarters"),
        ("ks4-fsm-gap", "Q1 2025-26", "", ""),
    ],
)
def test_runs_of_the_shipped_return(
    snapshot: Snapshot, indicator: str, when: str, streak: str, beats: str
) -> None:
    row = row_of(snapshot, indicator, when)
    assert (streak_words(row), beats_words(row)) == (streak, beats)


def test_a_run_on_less_certain_figures_says_so(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns")
    mixed = replace(row, streak=Streak(7, "provisional"), beats=Streak(8, "provisional"))
    assert streak_words(mixed) == (
        "at or below target for the 7th quarter in a row (some of the figures are provisional)"
    )
    assert beats_words(mixed) == (
        "the lowest in nine quarters (some of the figures are provisional)"
    )


@pytest.mark.parametrize(("length", "said"), [(2, False), (3, True)])
def test_two_in_a_row_are_not_worth_saying(snapshot: Snapshot, length: int, said: bool) -> None:
    row = row_of(snapshot, "early-help-returns")
    row = replace(row, streak=replace(row.streak, length=length), beats=None)
    assert (streak_words(row) != "") == said
    assert beats_words(row) == ""


def test_a_streak_within_two_bounds(snapshot: Snapshot) -> None:
    """75.6, 86.0, 90.3, 69.4, 53.9: the last four are from 50 to 91."""
    made = between(snapshot, "ehcp-20-weeks", (50, 91))
    said = streak_words(row_of(made, "ehcp-20-weeks"))
    assert said.startswith("within its target for the ")
    assert beats_words(row_of(made, "ehcp-20-weeks")) == ""
    assert streak_words(row_of(between(snapshot, "ehcp-20-weeks", (60, 91)), "ehcp-20-weeks")) == ""
