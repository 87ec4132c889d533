"""Table 1 of a committee paper: all its indicators at a glance, on one page."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.charts.range_bar_layout import range_bar
from kpi.file_writers.document import Line, RichCell, RichTable, Run
from kpi.formatting import capital
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import KEYS, Comparator
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets import target_status
from kpi.model.display import show_short
from kpi.model.snapshot import Snapshot
from kpi.paper import pictures
from kpi.paper.executive_summary import short_name
from kpi.paper.phrases import mark_of, marked
from kpi.paper.template import Template
from kpi.service import too_few
from kpi.wording.change_words import change_words
from kpi.wording.comparisons.area_letters import REGIONS_LETTER, region_letters, role_letters
from kpi.wording.comparisons.comparison_cells import short_stance
from kpi.wording.headline import goal, value_or_reason
from kpi.wording.indicator_notes import arrow
from kpi.wording.status.status_words import STATUS_WORDS

SIGNS = {
    target_status.ON_TARGET: "\N{BLACK CIRCLE}",
    target_status.OFF_TARGET: "\N{BLACK UP-POINTING TRIANGLE}",
    target_status.BEYOND_INTERVENTION: "\N{BLACK SQUARE}",
    target_status.AWAITING: "\N{WHITE CIRCLE}",
    target_status.SUPPRESSED: "\N{WHITE CIRCLE}",
    target_status.NO_TARGET: "",
}
"""The sign before each status, told apart without colour."""
WIDTHS = (3.1, 3.2, 3.85, 1.74, 1.74, 2.0, 1.37)
WITHOUT_BARS = (3.5, 3.75, 2.9, 1.74, 1.74, 2.0, 1.37)
_OF_FIVE = (3.15, 3.0, 3.5, 1.47, 1.47, 1.47, 1.47, 1.47)
_OF_FIVE_WITHOUT_BARS = (3.4, 3.4, 2.85, 1.47, 1.47, 1.47, 1.47, 1.47)


_NAMES = {
    "england": "England",
    "region": "the region",
    "neighbours": "statistical neighbours",
    GROUP: "the chosen group",
    "good": "other authorities judged Good",
}
_MEANS = {"neighbours": "Neighbours", GROUP: "Chosen", "good": "Good"}


def table(
    snapshot: Snapshot, rows: Sequence[ScorecardRow], words: Template, *, with_bars: bool
) -> RichTable:
    """Return the table: name and figure, status, place among authorities, the comparators."""
    quarter, keys = rows[0].quarter.short, tuple(each.key for each in rows[0].comparators)
    widths: tuple[float, ...] = WIDTHS if with_bars else WITHOUT_BARS
    if len(keys) > len(KEYS):
        widths = _OF_FIVE if with_bars else _OF_FIVE_WITHOUT_BARS
    names = [_NAMES[key] for key in keys]
    return RichTable(
        f"all indicators, {quarter}",
        "One row an indicator: its paragraph, name, figure and period; status, target and change; "
        f"its place among authorities; then the figures of {', '.join(names[:-1])} and "
        f"{names[-1]}, and how ours compares with each.",
        _head(rows, with_bars=with_bars),
        tuple(_row(snapshot, row, words, with_bar=with_bars) for row in rows),
        widths,
        "lined",
    )


def region_head(rows: Sequence[ScorecardRow]) -> tuple[str, str]:
    """Return the region's letters and name; `R` and `Region` where rows have several."""
    names = {row.comparator("region").label for row in rows if row.indicator.benchmark_kind}
    if len(names) != 1:
        return REGIONS_LETTER, "Region"
    (name,) = names
    return region_letters(name), name


def status_words(status: str) -> str:
    """Return a status with the sign before it: `\N{BLACK CIRCLE} On target`."""
    return f"{SIGNS[status]} {STATUS_WORDS[status]}".strip()


# ---- parts ----------------------------------------------------------------------------------


def _head(rows: Sequence[ScorecardRow], *, with_bars: bool) -> tuple[RichCell, ...]:
    left = "weakest left, " if len(rows[0].comparators) == len(KEYS) else ""
    order = f"{left}best right" if with_bars else "1st is best"
    initials, region = region_head(rows)
    means = [each for each in rows[0].comparators if each.key in _MEANS]
    return (
        _titled("Indicator and figure"),
        _titled("Status, target and change"),
        _titled(f"Place among authorities ({order})"),
        _titled(role_letters("england"), "England"),
        _titled(initials, region),
        *(
            # Of three means there is room for the letters, which the note under the table explains.
            _titled(f"{role_letters(each.key)} [d]", _MEANS[each.key] if len(means) < 3 else "")
            for each in means
        ),
    )


def _titled(*texts: str) -> RichCell:
    lines = tuple(Line((Run(text, bold=True),), "letters") for text in texts if text)
    return RichCell(lines, centred=len(texts) > 1)


def _row(
    snapshot: Snapshot, row: ScorecardRow, words: Template, *, with_bar: bool
) -> tuple[RichCell, ...]:
    return (
        _figure(row, words),
        _status(row),
        _place(snapshot, row, with_bar=with_bar),
        *(_comparator(row, each) for each in row.comparators),
    )


def _figure(row: ScorecardRow, words: Template) -> RichCell:
    name = (
        Run(paragraph=row.indicator.id, bold=True),
        Run(f". {short_name(row, words)}", bold=True),
    )
    lines = [Line(name, "glance")]
    now = row.now
    if now is None or now.value is None:
        hidden = now is not None and now.symbol == "c"
        text = too_few() if hidden else value_or_reason(row)
        lines.append(Line((Run(text, bold=True),), "glance"))
    else:
        value, _, unit = show_short(row.indicator, now.value).partition(" ")
        unit_run = (Run(f" {unit}" if unit else "", bold=True, small=True),)
        mark = (Run(mark_of(now.data_status), small=True),)
        lines.append(Line((Run(value, bold=True), *unit_run, *mark), "figure"))
    if now is not None:
        old = "" if row.shown.is_current else "newest: "
        left_out = f"; {row.indicator.qualifier}" if row.indicator.qualifier else ""
        lines.append(_small(f"{old}{now.period.short}{left_out}"))
    return RichCell(tuple(lines))


def _status(row: ScorecardRow) -> RichCell:
    lines = []
    if row.status != target_status.NO_TARGET:
        lines.append(Line((Run(status_words(row.status), bold=True),), "glance"))
    if row.target is not None:
        lines.append(_small(f"target {goal(row)}{mark_of(row.target.data_status)}"))
    change = row.since_last
    if change.before is not None and change.difference is not None:
        then = f"{show_short(row.indicator, change.before.value)}"
        then += mark_of(change.before.data_status)
        if change.test is ChangeVerdict.NOT_TELLABLE:
            lines.append(_small(f"{then} before: {change_words(change)}"))
        else:
            sign = f"{arrow(change)} " if arrow(change) else ""
            tail = f" from {then}{_tested(change.test)}"
            moved = Run(capital(change_words(change)), bold=True)
            lines.append(Line((Run(sign), moved, Run(tail)), "small"))
    return RichCell(
        tuple(lines) or (_small("no target"),),
        shaded=row.status == target_status.BEYOND_INTERVENTION,
    )


def _tested(test: ChangeVerdict) -> str:
    """Return what the counts say of a change, where its own words do not say it."""
    named = (ChangeVerdict.NORMAL, ChangeVerdict.UNTESTED, ChangeVerdict.TOO_FEW)
    return f", {test.value}" if test in named else ""


def _place(snapshot: Snapshot, row: ScorecardRow, *, with_bar: bool) -> RichCell:
    """Return the small range bar, where there is one, and its note: our rank in its period."""
    bar = range_bar(snapshot, row)
    drawn = pictures.small_bar(snapshot, row) if with_bar else None
    lines = [Line(picture=drawn, style="small")] if drawn else []
    lines.append(_small(marked(bar.note, bar.note_status) or bar.absence))
    return RichCell(tuple(lines))


def _comparator(row: ScorecardRow, comparator: Comparator) -> RichCell:
    if comparator.value is None:
        none = "none exists" if row.indicator.no_comparator else "not published"
        return RichCell((_small(none),), centred=True)
    shown = show_short(row.indicator, comparator.value).removesuffix(" points")
    mark = mark_of(comparator.status) if comparator.key in ("england", "region") else ""
    # Beside the figure; on a line of its own where a machine's font is wider than ours.
    lines = [Line((Run(shown, bold=True), Run(" " * bool(mark)), Run(mark.strip())), "small")]
    if stance := short_stance(row, comparator):
        lines.append(_small(stance))
    return RichCell(tuple(lines), centred=True)


def _small(text: str) -> Line:
    return Line((Run(text),), "small")
