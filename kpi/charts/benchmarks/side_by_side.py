"""Measures side by side: a strip for each figure, and a small line chart for each measure.

Right is better in every strip; where neither way is better, right is higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kpi.benchmarks.measures import show
from kpi.benchmarks.side_by_side import ComparedColumn, ComparedFigure, ComparedRow, SideBySide
from kpi.benchmarks.time_series import ENGLAND_KEY, HOME, OverTime
from kpi.charts.benchmark_lines import lines_of
from kpi.charts.benchmarks.dot_rows import scale_of
from kpi.charts.range_bar_layout import quarter_boxes
from kpi.charts.specification.dots import DotScale
from kpi.charts.specification.end_labels import LineEnd, line_ends, wrapped
from kpi.charts.specification.label_overlaps import dodged
from kpi.charts.specification.lines import ChartLine, split_at_breaks, stretches
from kpi.charts.specification.range_bar.parts import RangeScale
from kpi.charts.specification.side_by_side import (
    SmallLabel,
    SmallLine,
    SmallLines,
    SmallRole,
    StripCell,
    StripHead,
    StripRow,
    StripTable,
)
from kpi.charts.specification.timeline import tick_words
from kpi.formatting import capital
from kpi.periods import Period
from kpi.wording import side_by_side as words
from kpi.wording.benchmarks import break_words
from kpi.wording.comparisons.area_letters import role_letters
from kpi.wording.comparisons.range_bar_words import brief

MOST_NAMED = 2
_LINE_HEIGHT = 13.0  # of a label's line, in per cent of a small chart's height
_LABEL_WIDTH = 20  # letters in a line of a label


def strip_table(side_by_side: SideBySide) -> StripTable:
    """Return the table of strips, each column on one scale that takes in all its marks."""
    scales = [_scale(side_by_side, at) for at in range(len(side_by_side.columns))]
    return StripTable(
        caption=words.caption(side_by_side),
        heads=tuple(_head(c, s) for c, s in zip(side_by_side.columns, scales, strict=True)),
        rows=tuple(_row(side_by_side, row, scales) for row in side_by_side.rows),
        place_name=words.place_name(side_by_side),
        places=tuple(words.place(column) for column in side_by_side.columns),
    )


def small_lines(column: ComparedColumn, over: OverTime, named: Sequence[str]) -> SmallLines | None:
    """Return a column's measure over time: ours, England and the `named` areas, the rest grey.

    None where none of the lines has two periods. Gaps and periods set aside are left open.
    """
    lines = split_at_breaks(
        lines_of(over, hidden=words.NOT_DRAWN), [period for period, _ in over.breaks]
    )
    drawn = [p for line in lines for p in line.points if p.joined is not None]
    if len({point.period for point in drawn}) < 2:
        return None
    first, last = (pick(point.period for point in drawn) for pick in (min, max))
    scale = replace(scale_of(column.measure, [p.joined for p in drawn]), turned=False)
    start, end = first.middle.toordinal(), last.middle.toordinal()

    def along(day: date) -> float:
        return round(100 * (day.toordinal() - start) / ((end - start) or 1), 2)

    def across(line: ChartLine) -> list[tuple[float, float] | None]:
        return [
            None
            if day is None or value is None
            else (along(day), round(100 - scale.place(value), 2))
            for day, value, _ in line.corners
        ]

    roles = {line.key: _role(line.key, named) for line in lines}
    ordered = sorted(lines, key=lambda line: _DRAWN.index(roles[line.key]))
    labels = _labels(
        column, [e for e in line_ends(lines) if roles[e.line.key] != "other"], roles, scale, last
    )
    span = f"{brief(first)} to {brief(last)}"
    return SmallLines(
        name=column.measure.name,
        text=words.over_time(
            column, span, tuple(" ".join(label.words) for label in labels), break_words(over)
        ),
        first=_tick(first),
        last=_tick(last),
        top=scale.high_text,
        bottom=scale.low_text,
        lines=tuple(SmallLine(roles[line.key], stretches(across(line))) for line in ordered),
        labels=labels,
        breaks=tuple(at for each, _ in over.breaks if 0 < (at := along(each.start)) < 100),
    )


# ---- parts --------------------------------------------------------------------------------

_DRAWN: tuple[SmallRole, ...] = ("other", "second", "first", "england", "home")


def _scale(side_by_side: SideBySide, at: int) -> RangeScale:
    """Return a column's scale: the ends within the fences, and further out for a mark."""
    column = side_by_side.columns[at]
    marks = [row.figures[at].value for row in side_by_side.rows]
    return RangeScale.holding(
        [*column.national.ends, *(value for value in marks if value is not None)],
        turned=column.lowest_first,
    )


def _head(column: ComparedColumn, scale: RangeScale) -> StripHead:
    left, right = words.ends(column)
    shades = quarter_boxes(column.national, scale) if column.has_quarters else ()
    return StripHead(
        column.measure.id, column.measure.name, capital(words.period(column)), column.status,
        left, right, shades,
    )  # fmt: skip


def _row(side_by_side: SideBySide, row: ComparedRow, scales: Sequence[RangeScale]) -> StripRow:
    cells = zip(side_by_side.columns, row.figures, scales, strict=True)
    return StripRow(
        row.role, row.name, role_letters(row.role, row.name), tuple(_cell(*each) for each in cells)
    )


def _cell(column: ComparedColumn, each: ComparedFigure, scale: RangeScale) -> StripCell:
    figure = words.figure(column, each)
    if each.value is None:
        return StripCell(figure, None, note=each.note)
    return StripCell(
        figure,
        round(scale.inside(each.value), 1),
        words.quarter(column, each.value),
        each.note,
        "" if each.status == column.status else each.status,
    )


def _tick(period: Period) -> str:
    return " ".join(tick_words(period))


def _role(key: str, named: Sequence[str]) -> SmallRole:
    if key == HOME:
        return "home"
    if key == ENGLAND_KEY:
        return "england"
    if key not in named:
        return "other"
    return "second" if named.index(key) else "first"


def _labels(
    column: ComparedColumn,
    ends: Sequence[LineEnd],
    roles: dict[str, SmallRole],
    scale: DotScale,
    newest: Period,
) -> tuple[SmallLabel, ...]:
    """Return the labels of some lines' ends, set apart, highest first; older ones are dated."""
    texts = [
        tuple(
            wrapped(
                f"{'ours' if end.line.role == 'home' else end.line.label} "
                f"{show(column.measure, end.value)}"
                f"{'' if end.period == newest else f' ({_tick(end.period)})'}",
                _LABEL_WIDTH,
            )
        )
        for end in ends
    ]
    places = dodged(
        [100 - scale.place(end.value) for end in ends], [_LINE_HEIGHT * len(t) for t in texts]
    )
    return tuple(
        SmallLabel(roles[end.line.key], text, round(at, 1))
        for end, text, at in zip(ends, texts, places, strict=True)
    )
