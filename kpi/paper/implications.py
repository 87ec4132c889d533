"""The sections after the indicators: a council's statements with the paper's figures filled in.

A statement is left out where its indicator is not in the paper, or has no such figure. Below the
section that asks for them stand the gaps between groups of children and all pupils in what the
indicators measure, as known at the end of the quarter; nothing where no indicator has any.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from kpi.benchmarks.pupil_groups.group_pairs import pairs_about
from kpi.benchmarks.pupil_groups.pupil_gaps import GapSeries, PupilGap, gap_series
from kpi.file_writers.document import Heading, Line, RichCell, RichParagraph, RichTable, Run, Runs
from kpi.formatting import capital, count, listed
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import DERIVED, MEANINGS, SHORTHAND
from kpi.model.display import placed, placed_figure, show
from kpi.model.snapshot import Snapshot
from kpi.paper.executive_summary import off_target_words
from kpi.paper.paragraph import counted_figure, joined
from kpi.paper.phrases import mark_of
from kpi.paper.template import NOT_BY, OFF_TARGET, Implication, Statement, Template
from kpi.periods import Period
from kpi.wording import pupil_gaps as gaps_wording

_NOTHING = Run("[officer to add, or: none]", placeholder=True)


Part: TypeAlias = Heading | RichParagraph | RichTable
Gaps: TypeAlias = tuple[tuple[GapSeries, ...], ...]
MOST_TABLES = 2  # of gaps, so that the paper stays short
_WIDTHS = (6.6, 2.3, 2.3, 5.8)  # of the table of gaps, in cm
_GROUPS = {"Ethnic group": "ethnic group", "Special educational needs": "special educational need"}
"""Kinds of groups that a reader expects figures of, as the file and as a sentence calls them."""


def sections(
    snapshot: Snapshot, rows: Sequence[ScorecardRow], words: Template, *, with_tables: bool
) -> list[Part]:
    """Return each section's heading, its numbered paragraph, and the gaps where it has them.

    Without tables a sentence says where the gaps are.
    """
    by_id = {row.indicator.id: row for row in rows}
    asked = any(each.gaps for each in words.implications)
    gaps = gaps_of(snapshot, rows)[:MOST_TABLES] if asked else ()
    parts: list[Part] = []
    for each in words.implications:
        shown = gaps if with_tables else ()
        runs = _section(each, by_id, rows, shown)
        if each.gaps and gaps and not with_tables:
            runs = (*runs, Run(f" {_elsewhere(gaps)}"))
        parts.append(Heading(each.heading, 2))
        parts.append(RichParagraph(runs, "numbered"))
        if each.gaps:
            parts += [part for series in shown for part in _gap_table(snapshot, series)]
    return parts


def _elsewhere(gaps: Gaps) -> str:
    """Return the sentence of a paper without tables: where the gaps are."""
    subjects = listed([series[0].pair.subject for series in gaps])
    return f"Gaps between groups of children are on the dashboard: {subjects}."


def gaps_of(snapshot: Snapshot, rows: Sequence[ScorecardRow]) -> Gaps:
    """Return the gaps in what the indicators measure, a group of series for each of the measures.

    Each series is as known at the end of the quarter, or the newest where the view asks for that.
    Those left of all pupils without another group are left out, and so is a group for which
    neither the council nor England has a gap.
    """
    by_measure: dict[str, tuple[GapSeries, ...]] = {}
    for row in rows:
        for pair in pairs_about(snapshot, row.indicator.id):
            if pair.group.is_rest or pair.reference in by_measure:
                continue
            every = (
                gap_series(snapshot, each, row.area.code).as_known(row.view.known_by)
                for each in pairs_about(snapshot, row.indicator.id)
                if not each.group.is_rest
            )
            by_measure[pair.reference] = tuple(
                series
                for series in every
                if series.now is not None
                and series.england_now is not None
                and (series.now.shown is not None or series.england_now.shown is not None)
            )
    return tuple(series for series in by_measure.values() if series)


def _section(
    each: Implication,
    by_id: Mapping[str, ScorecardRow],
    rows: Sequence[ScorecardRow],
    gaps: Gaps,
) -> Runs:
    filled_statements = [filled(statement, by_id, rows, gaps) for statement in each.statements]
    sentences = [runs for runs in filled_statements if runs]
    if each.instruction:
        sentences.append((Run(each.instruction, placeholder=True),))
    return joined(sentences) if sentences else (_NOTHING,)


def filled(
    statement: Statement,
    by_id: Mapping[str, ScorecardRow],
    rows: Sequence[ScorecardRow],
    gaps: Gaps = (),
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
        if field == OFF_TARGET:
            runs += off_target_words(rows)
            continue
        value = _not_by(gaps) if field == NOT_BY else _value(field, by_id[statement.indicators[0]])
        if not value:
            return ()
        runs.append(Run(value if runs else capital(value)))
    return tuple(runs)


def _not_by(gaps: Gaps) -> str:
    """Return by which groups the paper has no figures: `sex, ethnic group or ...`.

    LAIT has no measure by sex, so no gap is.
    """
    there = {series.pair.group.kind for group in gaps for series in group}
    return listed(["sex", *(name for kind, name in _GROUPS.items() if kind not in there)], "or")


def _gap_table(snapshot: Snapshot, series: Sequence[GapSeries]) -> list[Part]:
    """Return the gaps of one measure as a table, and where its figures come from."""
    first, newest = series[0], _newest(series)
    source = snapshot.source(first.known.source)
    notes = " ".join(gaps_wording.notes(series))
    source_text = (
        f"Source: {source.title}, {source.publisher}. {SHORTHAND[DERIVED]} "
        f"{MEANINGS[DERIVED]}. Minus: below {first.pair.others}. Differences that rounding can "
        f"make are not told. {notes}"
    )
    return [
        RichTable(
            f"{first.pair.subject}: gaps to {first.pair.others}, {newest}, in points",
            "One row a group of children: its name, our gap, England's gap, and how ours compares. "
            f"A gap is the group's figure minus that of {first.pair.others}.",
            tuple(map(_head, ("Group", "Ours", "England", "Our gap against England's"))),
            tuple(_gap_row(each, newest) for each in series),
            _WIDTHS,
            "lined",
        ),
        RichParagraph((Run(source_text.strip()),), "source"),
    ]


def _head(text: str) -> RichCell:
    return RichCell((Line((Run(text, bold=True),), "letters"),))


def _gap_row(gaps: GapSeries, newest: Period | None) -> tuple[RichCell, ...]:
    cells = (
        f"{gaps.pair.group.name}{_when(gaps, newest)}",
        _figure(gaps, gaps.now),
        _figure(gaps, gaps.england_now),
        gaps_wording.against_england(gaps),
    )
    return tuple(RichCell((Line((Run(text),), "small"),)) for text in cells)


def _newest(series: Sequence[GapSeries]) -> Period | None:
    return max((each.now.period for each in series if each.now), default=None)


def _when(gaps: GapSeries, newest: Period | None) -> str:
    """Return a gap's period in brackets where it is another than that of the others."""
    return f" ({gaps.now.period})" if gaps.now and gaps.now.period != newest else ""


def _figure(gaps: GapSeries, gap: PupilGap | None) -> str:
    """Return a gap with its mark as the paper prints it, or that no figure is published."""
    if gap is None or gap.shown is None:
        return "no figure"
    return f"{gaps_wording.signed_gap(gap.shown, gaps.decimals)}{mark_of(gap.status)}"


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
        return placed_figure(row.indicator, row.now.period)
    if field == "others_when":
        period = row.comparator("england").period
        return placed(period) if period else ""
    return _of(row, row.comparator(field))


def _of(row: ScorecardRow, comparator: Comparator) -> str:
    if comparator.value is None:
        return ""
    return f"{show(row.indicator, comparator.value)}{mark_of(comparator.status)}"


def _not_counted(row: ScorecardRow) -> str:
    """Return `82 of 178 plans [i]`: those of the denominator that the numerator leaves."""
    now = row.now
    if now is None or now.numerator is None or now.denominator is None:
        return ""
    left = count(now.denominator - now.numerator)
    mark = mark_of(row.figure_status)
    return f"{left} of {count(now.denominator)} {row.indicator.counted}{mark}"
