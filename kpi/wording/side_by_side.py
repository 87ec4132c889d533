"""Measures side by side in words: the heading, our place, and why a figure or column is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpi.benchmarks.measures import show
from kpi.benchmarks.ranking import QUARTERS, QUARTERS_BY_SIZE
from kpi.benchmarks.side_by_side import ComparedColumn, ComparedFigure, SideBySide
from kpi.benchmarks.time_series import NEIGHBOURS, REGION, REGION_PART, OverTime
from kpi.formatting import capital, in_words, lower, many
from kpi.model.neighbour_models import model_label
from kpi.model.polarity import Polarity
from kpi.statistics.rank_and_quartile_rules import LETTERS, band_of
from kpi.wording.benchmarks import over_time_rows
from kpi.wording.comparisons import group_names
from kpi.wording.comparisons.place_in_group import place_among_words
from kpi.wording.comparisons.range_bar_words import brief, end_words

LEAD = "Newest published figures, one period a column"
HOW = (
    "Each strip spans all authorities' figures of the column's period, without the few far from "
    "the rest; its shades are quarters of them. Right is better; where neither way is better, "
    "right is higher. "
    "No figure here is from the council's own return, so all of a column are like for like. Our "
    "place is among the authorities listed, by figures as shown."
)
_QUARTERS = tuple(QUARTERS.values())
_SIZES = tuple(QUARTERS_BY_SIZE.values())
NOT_DRAWN = (REGION, REGION_PART, NEIGHBOURS)
"""Lines that the small charts leave out, so that single authorities can be seen."""
_NEIGHBOURS = "statistical neighbours"
_NO_FIGURE, _NOT_SHOWN = "no figure", "not shown"


@dataclass(frozen=True)
class LineTable:
    """The figures of a small line chart as a table: a head for each column, newest period first."""

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def heading(side_by_side: SideBySide) -> str:
    """Return the page's heading: `Compare: six indicators, side by side`."""
    is_own = all(column.measure.is_own for column in side_by_side.columns)
    what = many(len(side_by_side.columns), "indicator" if is_own else "measure")
    return f"Compare: {what} side by side"


def others_named(side_by_side: SideBySide) -> str:
    """Return who stands beside ours: `ten statistical neighbours`; `four chosen`."""
    number, group = in_words(len(side_by_side.others)), side_by_side.request.group
    if side_by_side.request.areas:
        return f"{number} chosen"
    return f"{number} {group_names.members_in_sentence(group.name) if group else _NEIGHBOURS}"


def caption(side_by_side: SideBySide) -> str:
    """Return what the table holds, for those who hear it."""
    wider = ", ".join(row.name for row in side_by_side.rows if row.role in ("england", "region"))
    chosen = side_by_side.request.group
    if side_by_side.request.areas:
        who = "chosen authorities"
    elif chosen is not None:
        who = group_names.members_in_sentence(chosen.name)
    else:
        who = f"{_NEIGHBOURS} by {model_label(side_by_side.request.model)}"
    return (
        f"{side_by_side.home.name} beside {wider} and {who}: published figures, one period a column"
    )


def place_name(side_by_side: SideBySide) -> str:
    """Return what the last row is called."""
    among = {"chosen": "those chosen", "member": "the group", "neighbour": "the neighbours"}
    return f"Our place among {among[side_by_side.request.other_role]}"


def place(column: ComparedColumn) -> str:
    """Return our place in a column, `3rd of 11`, or that there is none."""
    if column.passed is None:
        return "no place"
    return place_among_words(column.passed, column.measure.polarity)


def ends(column: ComparedColumn) -> tuple[str, str]:
    """Return the words at the ends of a column's strips."""
    return end_words(column.measure.polarity)


def period(column: ComparedColumn) -> str:
    """Return a column's period as briefly as it is clear, and the unit that figures do not have."""
    return ", ".join(part for part in (brief(column.period), column.measure.head_unit) if part)


def quarter(column: ComparedColumn, value: float) -> str:
    """Return the quarter of all authorities that a figure lies in, in words."""
    if not column.has_quarters:
        return ""
    polarity = column.measure.polarity
    cuts = (column.national.lowest, *column.national.quartiles, column.national.highest)
    letter = band_of(value, cuts, (polarity if polarity.is_judged else Polarity.HIGHER).lait)
    if letter is None or letter not in LETTERS:
        return ""
    return (_QUARTERS if polarity.is_judged else _SIZES)[LETTERS.index(letter)]


def figure(column: ComparedColumn, each: ComparedFigure) -> str:
    """Return a figure as shown, or in two words that there is none."""
    if each.value is not None:
        return show(column.measure, each.value)
    return _NOT_SHOWN if each.withheld else _NO_FIGURE


def left_out(side_by_side: SideBySide) -> Iterator[str]:
    """Yield a sentence for each measure without a column."""
    for each in side_by_side.left_out:
        yield f"{each.name} has no column. {capital(each.reason)}."


def missing(side_by_side: SideBySide) -> Iterator[str]:
    """Yield a sentence for each reason why figures are missing, with the areas it is true of."""
    for at, column in enumerate(side_by_side.columns):
        by_reason: dict[str, list[str]] = {}
        for row in side_by_side.rows:
            each = row.figures[at]
            if each.value is None:
                by_reason.setdefault(each.reason or _NO_FIGURE, []).append(row.name)
        for reason, names in by_reason.items():
            listed = ", ".join(names)
            yield f"{column.measure.name}, {brief(column.period)}: {listed}: {lower(reason)}."


def over_time(
    column: ComparedColumn, span: str, end_figures: tuple[str, ...], broken: str = ""
) -> str:
    """Return the text of a small line chart: its span, the figures at its lines' ends, breaks."""
    figures = "; ".join(end_figures) or "no figure of the named areas"
    return f"{column.measure.name} over time, {span}: {figures}.{f' {broken}' if broken else ''}"


def twin(over: OverTime) -> LineTable:
    """Return the table with the figures of a small line chart."""
    drawn = [line for line in over.series if line.key not in NOT_DRAWN and not line.withheld]
    columns = tuple((line.key, line.name) for line in drawn)
    rows = over_time_rows(over, columns)
    return LineTable(
        over.measure.name,
        ("Period", *(line.name for line in drawn)),
        tuple((period, tuple(cells)) for period, cells in rows),
    )
