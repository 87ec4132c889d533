"""The main sentences of a row: the figure, its change, and how it compares."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import capital
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.display import placed, show
from kpi.statistics.verdict_rules import TOO_FEW
from kpi.wording.comparisons.like_for_like import joined, other_sides, own_period
from kpi.wording.comparisons.likely_ranges import range_words, than, tie
from kpi.wording.comparisons.official_rate_words import official_words
from kpi.wording.comparisons.place_in_group import (
    judged_words,
    middle_words,
    rank_in_group_words,
    stance_words,
)
from kpi.wording.headline import distance_words, fact, marked, named, place, waiting


def sentence(row: ScorecardRow) -> str:
    """Return the row's main sentence: figure, period, change, and England or another comparator."""
    parts = [fact(row), compared(row), waiting(row), marked(row)]
    return " ".join(part for part in parts if part)


def compared(row: ScorecardRow) -> str:
    """Return how the figure compares with England, region and neighbours, or why it cannot be.

    Where England is derived for a term, DfE's official annual rate comes first: a figure that
    nobody publishes never represents the country alone.
    """
    if row.indicator.no_comparator:
        return row.indicator.no_comparator
    if row.value is None:
        return ""
    comparators = [c for c in row.comparators if c.key != "good" and c.value is not None]
    if not comparators:
        why = dict.fromkeys(c.reason for c in (row.comparator("england"), row.alike))
        if list(why) == ["nothing had been published by then"]:
            return "No comparator had been published by then."
        return f"There is nothing to compare with: {'; '.join(why)}."
    official = official_words(row)
    derived = [c for c in comparators if c.is_derived_area] if official else []
    sentences = [official, _derived(row, derived) if derived else ""]
    sentences += [_against(row, c) for c in comparators if c not in derived]
    if other := other_sides(row, derived):
        sentences.append(f"But {other}.")
    return " ".join(text for text in sentences if text)


# ---- parts --------------------------------------------------------------------------------


def _derived(row: ScorecardRow, comparators: Sequence[Comparator]) -> str:
    """Return how ours compares with the means of England and region that we derive for the term."""
    period = placed(comparators[0].period)
    sentences: list[str] = []
    for comparator in comparators:
        subject, span = ("It", "") if sentences else ("The term's figure", f" {period}")
        value = show(row.indicator, comparator.value)
        sentences.append(
            f"{subject} is {distance_words(row, comparator)} {place(comparator)} as derived "
            f"({value}{span}, {_mean_of(comparator)})."
        )
    return " ".join(sentences)


def _mean_of(comparator: Comparator) -> str:
    """Return how many authorities are in a mean: `weighted mean of 151 of 153`."""
    weighted = "weighted " if comparator.weighted else ""
    number = f"{comparator.count}"
    if comparator.count != comparator.of:
        number += f" of {comparator.of}"
    return f"{weighted}mean of {number}"


def _against(row: ScorecardRow, comparator: Comparator) -> str:
    if comparator.spread is not None:
        return _among(row, comparator)
    return _region(row, comparator) if comparator.key == "region" else _stands(row, comparator)


def _region(row: ScorecardRow, region: Comparator) -> str:
    """As `_stands`, without the likely range, which England's sentence has given."""
    verdict = row.verdicts.get(region.key)
    if verdict is None or verdict.word == TOO_FEW or row.comparator("england").value is None:
        return _stands(row, region)
    other = own_period(row, region)
    rounding_note = tie(row.indicator, verdict, region.value)
    clause = joined(f"It is {than(verdict.word)} {named(row, region)}{rounding_note}", other)
    return f"{clause}."


def _stands(row: ScorecardRow, comparator: Comparator) -> str:
    """Return how ours compares with a published figure: the verdict, or without counts the sides.

    Adds our figure of the comparator's own period where that compares differently.
    """
    verdict = row.verdicts.get(comparator.key)
    other = own_period(row, comparator)
    who = named(row, comparator)
    if verdict is None or verdict.word == TOO_FEW:
        clause = joined(f"It is {distance_words(row, comparator)} {who}", other)
        return f"{clause}."
    rounding_note = tie(row.indicator, verdict, comparator.value)
    likely = capital(range_words(row.indicator, row.likely))
    clause = f"{likely}, it is {than(verdict.word)} {who}{rounding_note}"
    return f"{joined(clause, other)}."


def _among(row: ScorecardRow, comparator: Comparator) -> str:
    """Return how ours compares with a group's mean, and with how many of its members."""
    assert comparator.spread is not None
    assert row.value is not None
    verdict = row.verdicts.get(comparator.key)
    other = own_period(row, comparator)
    mean = f"It is {distance_words(row, comparator)} {named(row, comparator)}."
    if other:
        stance = stance_words(row.indicator, row.value, comparator.spread, verdict)
        half = middle_words(row.indicator, comparator.spread)
        middle = f" Their middle half is {half}." if verdict and half else ""
        return f"{mean} {joined(f'It is {stance}', other)}.{middle}"
    passed = rank_in_group_words(row.indicator, row.value, comparator.spread)
    if verdict is None:
        return f"{mean} It is {passed}."
    joint = "and" if verdict.is_judged else "but"
    return f"{mean} It is {passed} {joint} {judged_words(row.indicator, verdict)}."
