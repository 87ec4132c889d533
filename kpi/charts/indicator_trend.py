"""The chart of an indicator over time with its comparators, target and last year's figure."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.charts.indicator_lines import (
    BARS,
    breaks,
    comparator_lines,
    counts_words,
    labels,
    likely_ranges,
    line_text,
    more,
    newest_range,
    note_marks,
    notes_text,
    own_line,
    point_figures,
    ranges_words,
    target_line,
    ticks,
    unit_words,
    with_ranges,
)
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import (
    ChartLine,
    ChartPoints,
    Corner,
    aside_words,
    split_at_breaks,
)
from kpi.charts.specification.styles import PALETTE, Marker
from kpi.charts.value_axis import indicator_axis
from kpi.indicators import scorecard
from kpi.indicators.reporting_quarters import reported_in
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import ILLUSTRATIVE, in_brackets
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import PERIOD_NAMES, placed_figure, show
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.wording.target_words import aim_words

RING = Marker("circle", 18, "rgba(255,255,255,0)", PALETTE["home"], 2)


@cached_on_snapshot
def trend(snapshot: Snapshot, row: ScorecardRow, *, ranges: bool = False) -> LineChart:
    """Return the chart of the indicator with comparators, target and last year's same period.

    With `ranges`, our own points that have counts carry their likely range as an error bar.
    """
    indicator = row.indicator
    own = own_line(row)
    likely = likely_ranges(indicator, row.series, own) if ranges else {}
    own = with_ranges(own, likely)
    lines = [own, *comparator_lines(snapshot, row)]
    target, upper = _target(snapshot, row, own), _target(snapshot, row, own, upper=True)
    before = _year_ago(row)
    aims = [line for line in (target, upper) if line is not None]
    notes = note_marks(snapshot, row, own)
    labelled = [*lines, *(line for line in aims if line.points[-1].value is not None)]
    return LineChart(
        title=f"{indicator.name}: {_headline(row)}",
        subtitle=more(_subtitle(row, target is not None), aside_words(lines)) + BARS * bool(likely),
        text=more(
            more(_text(row, lines), aside_words(lines)) + newest_range(indicator, likely),
            notes_text(notes),
        ),
        y=indicator_axis(indicator),
        x_ticks=ticks(own),
        lines=split_at_breaks(lines, [period for period, _ in indicator.breaks]),
        labels=labels(labelled, indicator),
        target=target,
        upper=upper,
        ring=_ring(before, indicator) if before else None,
        breaks=breaks(indicator, own),
        figures=point_figures(own, indicator),
        counts=counts_words(indicator, row.series),
        ranges=ranges_words(indicator, likely),
        notes=notes,
    )


# ---- target and ring ----------------------------------------------------------------------


def _target(
    snapshot: Snapshot, row: ScorecardRow, own: ChartLine, *, upper: bool = False
) -> ChartLine | None:
    """Return the target in force when each of our own periods was first reported, or None.

    `upper` is the upper bound of a range.
    """
    quarters = {o.period: reported_in(row.indicator, o)[0] for o in row.series}
    area = row.area.code
    in_force = {
        point.period: scorecard.target_in(snapshot, row.indicator, area, quarters[point.period])
        for point in own.points
    }
    return target_line(row.indicator, own, in_force, upper=upper)


def _year_ago(row: ScorecardRow) -> Observation | None:
    """Return last year's same period, to be marked; None for a yearly series."""
    before = row.since_last_year.before
    if before is None or before.value is None or not before.period.kind.is_part_of_year:
        return None
    return before


def _ring(before: Observation, indicator: Indicator) -> ChartPoints:
    """Return a ring around the same period of the year before."""
    words = f"Same period last year, {before.period}: {show(indicator, before.value)}"
    words += in_brackets(before.data_status)
    corner = Corner(before.period.middle, before.value, words)
    return ChartPoints("Same period last year", (corner,), RING)


# ---- words --------------------------------------------------------------------------------


def _subtitle(row: ScorecardRow, has_target: bool) -> str:
    """Return the subtitle: area, unit, and what dashes and ring mean."""
    parts = [f"{row.area.name}, {unit_words(row.indicator)}."]
    if has_target:
        parts.append("Long dashes: the target.")
    before = _year_ago(row)
    if before is not None:
        name = PERIOD_NAMES.get(before.period.kind, "period")
        parts.append(f"Ring: the same {name} last year.")
    return " ".join(parts)


def _headline(row: ScorecardRow) -> str:
    if row.now is None or row.now.value is None:
        return "no figure in this period"
    return f"{show(row.indicator, row.now.value)} {placed_figure(row.indicator, row.now.period)}"


def _text(row: ScorecardRow, lines: Sequence[ChartLine]) -> str:
    """Return the chart in words: each line's first and last figure, and the target."""
    sentences = [line_text(line, row.indicator) for line in lines]
    if row.target is not None:
        mark = in_brackets(row.target.data_status)
        sentences.append(f"Target {aim_words(row.indicator, row.target)}{mark}")
    before = _year_ago(row)
    if before is not None:
        value = f"{show(row.indicator, before.value)}{in_brackets(before.data_status)}"
        sentences.append(f"Same period last year, {before.period}: {value}")
    parts = [f"Line chart of {row.indicator.name}", *(s for s in sentences if s)]
    made_up = {ILLUSTRATIVE, f"some figures {ILLUSTRATIVE}"} & {line.mark for line in lines}
    return f"{'. '.join([*parts, *(['Illustrative means made up, not real'] if made_up else [])])}."
