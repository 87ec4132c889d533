"""The scorecard's table: a row for each indicator, as plain objects that the template draws.

A row says in one line what its picture shows; how and why stands folded below it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup, escape

from kpi.charts import sparkline
from kpi.charts.renderers import range_html
from kpi.formatting import capital
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.scorecard import ScorecardRow
from kpi.model import display
from kpi.model.data_status import PUBLISHED, in_brackets
from kpi.wording import change_words, headline, indicator_notes, streaks
from kpi.wording.comparisons import likely_ranges, official_rate_words
from kpi.wording.comparisons.area_letters import AreaLetter, letters
from kpi.wording.comparisons.comparison_cells import comparator_words, short_stance
from kpi.wording.status import status_reasons, status_words
from pages.components.html import MARKS
from pages.components.templates import render

BEST, WEAKEST, HIGHEST, LOWEST = "best", "weakest", "highest", "lowest"
CONTEXT = "For context, not judged"


@dataclass(frozen=True)
class Tag:
    """A target status as word, shape and the class of its colour."""

    words: str
    shape: str
    kind: str


@dataclass(frozen=True)
class ComparatorCell:
    """One comparator's cell: its figure and how ours compares, or why there is none."""

    key: str
    letter: str
    label: str
    figure: str
    status: str
    words: str
    period: str
    reason: str
    place: str  # the area, where the column's head does not name it


@dataclass(frozen=True)
class ComparedLine:
    """One comparator in the fold, in words: who and when, its figure, and ours against it."""

    who: str
    figure: str
    ours: str


@dataclass(frozen=True)
class Details:
    """What a row's fold says."""

    figure: tuple[str, ...]
    status: str
    changes: tuple[str, ...]
    compared: tuple[ComparedLine, ...]
    no_comparator: str


@dataclass(frozen=True)
class RowView:
    """One row of the table; texts are plain, `range` is markup."""

    id: str
    name: str
    href: str
    better: str
    figure: str
    unit: str
    status: str
    is_revised: bool
    is_old: bool
    is_missing: bool  # `figure` says why there is none
    under_figure: tuple[str, ...]
    tag: Tag
    goal: str
    goal_status: str
    waiting: str
    spark: str
    spark_text: str
    change: str
    change_is_strong: bool
    change_from: str
    change_note: str
    change_status: str
    range: Markup
    comparators: tuple[ComparatorCell, ...]
    no_comparator: str
    details: Details


@dataclass(frozen=True)
class Group:
    """The rows of a directorate; without a name where the heading above says it."""

    name: str
    rows: tuple[RowView, ...]


@dataclass(frozen=True)
class Table:
    """A table with its heads; `low` and `high` name the ends of its range bars.

    `others` says which of the others' figures stand in it.
    """

    caption: str
    heading: str
    anchor: str
    low: str
    high: str
    others: str
    heads: tuple[AreaLetter, ...]
    groups: tuple[Group, ...]


RangeBar = Callable[[ScorecardRow], Markup]


def markup(rows: Sequence[ScorecardRow], query: Mapping[str, str], range_bar: RangeBar) -> str:
    """Return the tables of a scorecard: what is judged, then what is for context.

    `query` goes into the links to each indicator; `range_bar` draws a row's range bar.
    """
    return render(
        "scorecard.html",
        tables=tables(rows, query, range_bar),
        key=Markup(range_html.key(also=_key_parts(rows))),
    )


def tables(
    rows: Sequence[ScorecardRow], query: Mapping[str, str], range_bar: RangeBar
) -> list[Table]:
    """Return the tables of a scorecard as plain objects, as `markup` draws them."""
    heads = _heads(rows)
    others = capital(headline.others_known(rows[0].view)) if rows else ""
    judged = [row for row in rows if not row.indicator.is_context]
    context = [row for row in rows if row.indicator.is_context]
    drawn = []
    if judged:
        groups = [
            Group(
                name,
                tuple(
                    _row(row, query, range_bar, heads)
                    for row in judged
                    if row.indicator.directorate == name
                ),
            )
            for name in dict.fromkeys(row.indicator.directorate for row in judged)
        ]
        caption = f"Indicators in {rows[0].quarter.short}, worst first in each directorate"
        drawn.append(Table(caption, "", "", WEAKEST, BEST, others, heads, tuple(groups)))
    if context:
        made = tuple(_row(row, query, range_bar, heads) for row in context)
        ends = (LOWEST, HIGHEST)
        caption = f"{CONTEXT}, {rows[0].quarter.short}"
        drawn.append(Table(caption, CONTEXT, "context", *ends, others, heads, (Group("", made),)))
    return drawn


def tag(status: str) -> Tag:
    """Return a target status as word, shape and the class of its colour."""
    shape, kind = MARKS[status]
    return Tag(status_words.STATUS_WORDS[status], shape, kind)


def _key_parts(rows: Sequence[ScorecardRow]) -> list[str]:
    """Return what the first table has beside its range bars, for the key under it."""
    trends = sparkline.key_parts([row for row in rows if not row.indicator.is_context])
    good = [head.letter for head in _heads(rows) if head.key == "good"]
    return [*trends, *(f"<b>{escape(each)}</b> judged Good by Ofsted" for each in good)]


def _heads(rows: Sequence[ScorecardRow]) -> tuple[AreaLetter, ...]:
    """Return the heads of the comparators' columns; `Region` where not all rows have the same."""
    columns = [letters(row.comparators) for row in rows]
    return tuple(
        column[0] if len(set(column)) == 1 else replace(column[0], label=capital(column[0].key))
        for column in zip(*columns, strict=True)
    )


def _row(
    row: ScorecardRow,
    query: Mapping[str, str],
    range_bar: RangeBar,
    heads: Sequence[AreaLetter],
) -> RowView:
    indicator, now, change = row.indicator, row.now, row.since_last
    moved, chance = change_words.change_in_cell(row, change)
    change_text = f"{indicator_notes.arrow(change)} {capital(moved)}".strip()
    none = headline.no_comparator(row, row.comparators[0]) if indicator.no_comparator else ""
    return RowView(
        id=indicator.id,
        name=indicator.name,
        href=f"indicator?{urlencode({**query, 'indicator': indicator.id})}",
        better=capital(indicator.polarity.words),
        figure=headline.figure_alone(row),
        unit=headline.unit_after_figure(row),
        status=row.figure_status,
        is_revised=now is not None and now.symbol == "r",
        is_old=not row.shown.is_current,
        is_missing=row.value is None,
        under_figure=_under_figure(row),
        tag=tag(row.status),
        goal=headline.goal(row),
        goal_status=row.target.data_status if row.target else PUBLISHED,
        waiting=headline.next_due(row),
        spark=sparkline.spark_uri(row),
        spark_text=sparkline.spark_text(row),
        change=change_text,
        change_is_strong=bool(change.clear),
        change_from=change_words.change_from(row, change),
        change_note=chance,
        change_status=change.status,
        range=range_bar(row),
        comparators=tuple(
            _cell(row, each, own, head)
            for each, own, head in zip(
                row.comparators, letters(row.comparators), heads, strict=True
            )
        ),
        no_comparator=capital(none),
        details=_details(row),
    )


def _under_figure(row: ScorecardRow) -> tuple[str, ...]:
    now, indicator = row.now, row.indicator
    if now is None:
        return ()
    made = headline.counts_short(indicator, now) or display.rare_short(indicator, row.value)
    newest = "" if row.shown.is_current else "newest: "
    return tuple(line for line in (made, f"{newest}{now.period.short}") if line)


def _cell(row: ScorecardRow, each: Comparator, own: AreaLetter, head: AreaLetter) -> ComparatorCell:
    england = row.comparator("england")
    apart = each.period is not None and each.period != england.period
    return ComparatorCell(
        key=each.key,
        letter=own.letter,
        label=own.label,
        figure=headline.number(row.indicator, each.value),
        status=each.status or PUBLISHED,
        words=short_stance(row, each),
        period=each.period.short if apart and each.period else "",
        reason=headline.no_comparator(row, each),
        place=own.label if own.label != head.label else "",
    )


def _details(row: ScorecardRow) -> Details:
    indicator, now = row.indicator, row.now
    figure = [
        "; ".join(
            part
            for part in (
                headline.counts(indicator, now),
                likely_ranges.range_words(indicator, row.likely),
            )
            if part
        ),
        indicator.qualifier,
        indicator_notes.no_count(indicator, now),
        headline.period_note(row),
        headline.waiting(row),
    ]
    changes = [
        *indicator_notes.moved(row),
        _sentence(streaks.streak_words(row), row.streak.status),
        _sentence(streaks.beats_words(row), row.beats.status if row.beats else PUBLISHED),
    ]
    return Details(
        figure=tuple(capital(line) for line in figure if line),
        status=status_reasons.why_status(row),
        changes=tuple(line for line in changes if line),
        compared=tuple(_compared(row, each) for each in row.comparators),
        no_comparator=indicator.no_comparator,
    )


def _compared(row: ScorecardRow, each: Comparator) -> ComparedLine:
    if each.value is None:
        return ComparedLine(each.label, headline.no_comparator(row, each), "")
    figure = f"{display.show(row.indicator, each.value)}{in_brackets(each.status)}"
    made = "; ".join(
        part for part in (each.basis, official_rate_words.official_short(row, each)) if part
    )
    words = comparator_words(row, each)
    return ComparedLine(
        who=f"{each.label}, {each.period}" if each.period else each.label,
        figure=f"{figure}, {made}" if made else figure,
        ours=f"{words}{in_brackets(row.status_against(each))}" if words else "",
    )


def _sentence(text: str, status: str) -> str:
    return f"{capital(text)}{in_brackets(status)}." if text else ""
