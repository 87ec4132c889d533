"""Gaps in words: a side and a size, never a judgement; every sentence from its own numbers."""

from __future__ import annotations

import re

import pytest

from kpi.benchmarks.pupil_groups import pupil_gaps
from kpi.benchmarks.pupil_groups.group_pairs import group_pairs
from kpi.benchmarks.pupil_groups.pupil_gaps import GapSeries, all_gaps, gap_series, listed_gaps
from kpi.model.snapshot import Snapshot
from kpi.wording import pupil_gaps as words

BCP, NAME = "839", "Bournemouth, Christchurch and Poole"


def of(snapshot: Snapshot, measure: str) -> GapSeries:
    pair = next(pair for pair in group_pairs().pairs if pair.measure == measure)
    return gap_series(snapshot, pair, BCP)


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (-14.2, 1, "14.2 points below all pupils"),
        (1.0, 0, "1 point above all pupils"),
        (1.0, 1, "1.0 point above all pupils"),
        (0.0, 1, "level with all pupils"),
    ],
)
def test_a_gap_has_a_side(value: float, decimals: int, said: str) -> None:
    assert words.side(value, "all pupils", decimals) == said


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [(-14.2, 1, "-14.2"), (3.4, 1, "+3.4"), (0.0, 0, "0"), (None, 1, "")],
)
def test_a_gap_in_a_table_has_a_sign(value: float | None, decimals: int, said: str) -> None:
    assert words.signed_gap(value, decimals) == said


def test_both_figures_and_the_period_are_said(snapshot: Snapshot) -> None:
    found = of(snapshot, "FSM_AVG_Attain8_Score")
    assert words.now_words(found, NAME) == (
        f"Pupils eligible for free school meals in {NAME} were 14.2 points below all pupils in "
        "the academic year 2024/25: 36.3 against 50.5 (derived)."
    )
    assert words.england_words(found) == (
        "In England they were 11.0 points below all pupils: our gap is 3.2 points larger."
    )
    assert words.change_words(found) == (
        "Our gap since the academic year 2022/23: 0.4 points larger; England's: 0.5 points smaller."
    )
    assert words.rounding_words(found) == (
        "Both figures are rounded, so a gap may be off by up to 0.1 points."
    )


def test_percentages_are_told_as_such(snapshot: Snapshot) -> None:
    found = of(snapshot, "LAC_Over_Abs")
    assert "were 0.8 points above all pupils" in words.now_words(found, NAME)
    assert "7.3% against 6.5% (derived)." in words.now_words(found, NAME)
    assert words.against_england(found) == "1.4 points smaller"


def test_what_rounding_can_make_is_no_difference(snapshot: Snapshot) -> None:
    found = of(snapshot, "NonFSM_NEW_KS2_RWM")
    assert pupil_gaps.england_side(found) == pupil_gaps.NOT_CERTAIN
    assert words.england_words(found) == (
        "In England they were 6 points above all pupils: no certain difference, as the "
        "figures are rounded."
    )
    assert words.change_words(found) == (
        "Our gap since the academic year 2021/22: no certain change; England's: no certain change."
    )
    assert words.rounding_words(found).endswith("up to 1 point.")


def test_gaps_on_both_sides_of_all_pupils(snapshot: Snapshot) -> None:
    found = of(snapshot, "FSP_Gooddev_Chinese")
    assert pupil_gaps.england_side(found) == pupil_gaps.OTHER_SIDE
    assert words.against_england(found) == "15.3 points apart, on the other side"
    assert words.beside_england(found) == "15.3 points apart: below here, above in England"
    assert words.change_of_width(found.change, 1) == "from 11.4 points above to 4.8 points below"
    assert words.change_words(found).startswith(
        "Our gap since the academic year 2022/23: from 11.4 points above to 4.8 points below;"
    )


def test_why_there_is_no_gap_is_said(snapshot: Snapshot) -> None:
    found = of(snapshot, "LAC_KS2_ExpStd_RWM")
    assert words.now_words(found, NAME) == (
        f"Children looked after in {NAME}, academic year 2024/25: no gap, as there is no figure "
        "for children looked after."
    )
    assert words.england_words(found) == "In England they were 28 points below all pupils."
    assert words.change_words(found) == "No earlier gap of the last five years compares with it."
    assert words.against_england(found) == "cannot be calculated"


def test_the_counts_add_up(snapshot: Snapshot) -> None:
    series = all_gaps(snapshot, BCP)
    said = words.counts_words(series, NAME)
    total, *parts = map(int, re.findall(r"\d+", said.replace(NAME, "")))
    assert total == len(series) == sum(parts)
    assert parts == [
        sum(pupil_gaps.england_side(found) == where for found in series)
        for where in pupil_gaps.SIDES
    ]  # fmt: skip
    assert words.counts_words((), NAME) == "No gap of these topics is published."


def test_a_change_is_wider_or_narrower(snapshot: Snapshot) -> None:
    wider, narrower = of(snapshot, "FSM_AVG_Attain8_Score"), of(snapshot, "FSM_NEW_KS2_RWM")
    assert words.change_of_width(wider.change, 1) == "widened by 0.4 points"
    assert words.change_of_width(narrower.change, 0) == "narrowed by 4 points"
    assert words.beside_england(narrower) == "4 points larger"
    alike = of(snapshot, "NonFSM_NEW_KS2_RWM")
    assert words.change_of_width(alike.change, 0) == "no certain change"
    assert words.change_of_width(None, 0) == "cannot be calculated"


def test_what_differs_is_said_once(snapshot: Snapshot) -> None:
    absent = listed_gaps(snapshot, BCP, topic="All Pupil Absence & Exclusions")
    said = words.notes(absent)
    assert len(said) == len(set(said)) == 3
    assert any("by enrolment" in text for text in said)
    assert any("authority that is responsible" in text for text in said)
    assert words.notes(listed_gaps(snapshot, BCP, kind="Ethnic group")) == ()


def test_other_pupils_are_named_where_it_is_not_all(snapshot: Snapshot) -> None:
    found = of(snapshot, "KS4_SEN_Des_incSpec")
    assert "below pupils without special educational needs" in words.now_words(found, NAME)
    assert any("mainstream schools" in text for text in found.pair.notes)


def test_no_sentence_judges(snapshot: Snapshot) -> None:
    for found in all_gaps(snapshot, BCP):
        said = f"{words.now_words(found, NAME)} {words.england_words(found)} " + words.change_words(
            found
        )
        for word in ("better", "worse", "improved", "worsened", "good", "poor", "nan", "None"):
            assert not re.search(rf"\b{word}\b", said.replace("Good level", "")), said
