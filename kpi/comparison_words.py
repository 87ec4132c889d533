"""The main sentences of a row: the figure, how it moved, and how it stands to the comparators."""

from __future__ import annotations

from kpi.comparators import Comparator
from kpi.evidence import TOO_FEW
from kpi.evidence_words import range_words, than, tie
from kpi.group_words import judged_words, middle_words, passed_words, stance_words
from kpi.like_words import but
from kpi.scorecard import Row
from kpi.words import apart_words, capital, fact, marked, named, waiting


def sentence(row: Row) -> str:
    """The row's main sentence: figure, period, change, and England or who else there is."""
    parts = [fact(row), compared(row), waiting(row), marked(row)]
    return " ".join(part for part in parts if part)


def compared(row: Row) -> str:
    """How the figure stands to England, and to the neighbours; or why nothing exists."""
    if row.indicator.no_comparator:
        return row.indicator.no_comparator
    if row.value is None:
        return ""
    found = [
        c for c in row.comparators if c.key in ("england", "neighbours") and c.value is not None
    ]
    if not found:
        why = dict.fromkeys(row.comparator(key).reason for key in ("england", "neighbours"))
        if list(why) == ["nothing had been published by then"]:
            return "No comparator had been published by then."
        return f"There is nothing to compare with: {'; '.join(why)}."
    return " ".join(_among(row, c) if c.spread is not None else _stands(row, c) for c in found)


# ---- parts --------------------------------------------------------------------------------


def _stands(row: Row, comparator: Comparator) -> str:
    """How ours stands to a published figure: by verdict where counts exist, else by the figures.

    In one sentence with our figure of the comparator's own period, where that stands otherwise.
    """
    found = row.verdicts.get(comparator.key)
    other = but(row, comparator)
    tail = f", {other}." if other else "."
    who = named(row, comparator)
    if found is None or found.word == TOO_FEW:
        return f"It is {apart_words(row, comparator)} {who}{tail}"
    said = f"{than(found.word)} {who}{tie(row.indicator, found, comparator.value)}"
    return f"{capital(range_words(row.indicator, row.likely))}, it is {said}{tail}"


def _among(row: Row, comparator: Comparator) -> str:
    """How ours stands to the mean of a group, and among its members."""
    assert comparator.spread is not None
    assert row.value is not None
    found = row.verdicts.get(comparator.key)
    other = but(row, comparator)
    mean = f"It is {apart_words(row, comparator)} {named(row, comparator)}."
    if other:
        stance = stance_words(row.indicator, row.value, comparator.spread, found)
        half = middle_words(row.indicator, comparator.spread)
        middle = f" Their middle half is {half}." if found and half else ""
        return f"{mean} It is {stance}, {other}.{middle}"
    passed = passed_words(row.indicator, row.value, comparator.spread)
    if found is None:
        return f"{mean} It is {passed}."
    joint = "and" if found.is_judged else "but"
    return f"{mean} It is {passed} {joint} {judged_words(row.indicator, found)}."
