"""The sections after the indicators: a council's statements with the paper's figures filled in.

A statement is left out where its indicator is not in the paper, or has no such figure.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence

from kpi.exports.document import Heading, RichParagraph, Run, Runs
from kpi.formatting import capital, count
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.display import placed, show
from kpi.paper.executive_summary import off_target_words
from kpi.paper.paragraph import counted_figure, joined
from kpi.paper.phrases import mark_of
from kpi.paper.template import OF_THE_WHOLE, Implication, Statement, Template

_NOTHING = Run("[officer to add, or: none]", placeholder=True)


def sections(rows: Sequence[ScorecardRow], words: Template) -> list[Heading | RichParagraph]:
    """Return each section's heading and its numbered paragraph."""
    by_id = {row.indicator.id: row for row in rows}
    parts: list[Heading | RichParagraph] = []
    for each in words.implications:
        parts.append(Heading(each.heading, 2))
        parts.append(RichParagraph(_section(each, by_id, rows), "numbered"))
    return parts


def _section(
    each: Implication, by_id: Mapping[str, ScorecardRow], rows: Sequence[ScorecardRow]
) -> Runs:
    said = [filled(statement, by_id, rows) for statement in each.statements]
    told = [runs for runs in said if runs]
    if each.instruction:
        told.append((Run(each.instruction, placeholder=True),))
    return joined(told) if told else (_NOTHING,)


def filled(
    statement: Statement, by_id: Mapping[str, ScorecardRow], rows: Sequence[ScorecardRow]
) -> Runs:
    """Return a statement with its figures; empty where one of them is not known."""
    if any(name not in by_id for name in statement.indicators):
        return ()
    runs: list[Run] = []
    for text, field, _, _ in string.Formatter().parse(statement.text):
        if text:
            runs.append(Run(text))
        if field is None:
            continue
        if field == OF_THE_WHOLE:
            runs += off_target_words(rows)
            continue
        value = _value(field, by_id[statement.indicators[0]])
        if not value:
            return ()
        runs.append(Run(value if runs else capital(value)))
    return tuple(runs)


def _value(field: str, row: ScorecardRow) -> str:
    """Return a field of a statement (`kpi.paper.template.FIELDS`); empty where it is not known."""
    if row.now is None or row.value is None:
        return ""
    if field == "figure":
        return f"{show(row.indicator, row.value)}{mark_of(row.figure_status)}"
    if field == "figure_counted":
        return counted_figure(row)
    if field == "not_counted":
        return _not_counted(row)
    if field == "when":
        return placed(row.now.period)
    return _of(row, row.comparator(field))


def _of(row: ScorecardRow, found: Comparator) -> str:
    if found.value is None:
        return ""
    return f"{show(row.indicator, found.value)}{mark_of(found.status)}"


def _not_counted(row: ScorecardRow) -> str:
    """Return `82 of 178 plans [i]`: those of the denominator that the numerator leaves."""
    now = row.now
    if now is None or now.numerator is None or now.denominator is None:
        return ""
    left = count(now.denominator - now.numerator)
    mark = mark_of(row.figure_status)
    return f"{left} of {count(now.denominator)} {row.indicator.counted}{mark}"
