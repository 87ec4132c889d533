"""The XmR chart of our own figures with average and usual range; signals are marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kpi.charts.indicator_lines import OURS, indicator_line, labels, line_point
from kpi.charts.specification.chart import LineChart, VerticalLine
from kpi.charts.specification.lines import (
    ChartLine,
    ChartPoints,
    Corner,
    LevelStretch,
    LinePoint,
    aside_words,
)
from kpi.charts.specification.styles import Dash, Marker, Shape, Stroke
from kpi.charts.specification.timeline import PeriodTick, period_ticks
from kpi.charts.value_axis import indicator_axis
from kpi.charts.xmr_icons import COLOURS, PLAIN
from kpi.formatting import capital, in_words
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Phase, Xmr, XmrAnswer
from kpi.model.data_status import PUBLISHED, in_brackets, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show, when
from kpi.periods import Kind, Period
from kpi.statistics.xmr_rules import ENOUGH, Variation, variation
from kpi.wording.headline import counts
from kpi.wording.trends.xmr import NAMES, displayed, point_words, sentence, usual_range

AVERAGE, LOWER, UPPER = "average", "lower", "upper"
STROKES = {
    AVERAGE: Stroke(PLAIN, "solid", 1),
    LOWER: Stroke(PLAIN, "dash", 2),
    UPPER: Stroke(PLAIN, "dash", 2),
}
TICKS = 3
PER_YEAR = {Kind.QUARTER: 4, Kind.QUARTER_DAY: 4, Kind.TERM: 3, Kind.MONTH: 12}
TRIAL_DASH: Dash = "dot"
# The shape shows good or bad news; the position shows high or low.
SHAPES: dict[Variation, Shape] = {
    Variation.IMPROVEMENT_HIGH: "hexagon",
    Variation.IMPROVEMENT_LOW: "hexagon",
    Variation.CONCERN_HIGH: "diamond",
    Variation.CONCERN_LOW: "diamond",
    Variation.NEUTRAL_HIGH: "square",
    Variation.NEUTRAL_LOW: "square",
}
SHAPE_WORDS: dict[Shape, str] = {
    "hexagon": "Hexagons: unusual, an improvement.",
    "diamond": "Diamonds: unusual, a concern.",
    "square": "Squares: unusual.",
}


def chart(row: ScorecardRow, xmr: Xmr) -> LineChart | None:
    """Return the chart; None where the series is too short or not fit to be judged."""
    if xmr.count < ENOUGH or xmr.answer in (XmrAnswer.CONSTANT, XmrAnswer.SELDOM):
        return None
    indicator = row.indicator
    statuses = {o.period: o.data_status for o in row.series}
    own = _own(row, xmr, statuses)
    limits = (
        _limit(row, xmr, UPPER, "Upper end of the usual range", "usual up to"),
        _limit(row, xmr, AVERAGE, "Average", "average"),
        _limit(row, xmr, LOWER, "Lower end of the usual range", "usual from"),
    )
    stretches = [_stretch(row, line, phase) for phase in xmr.phases for line in limits]
    signals = _signals(row, xmr, statuses)
    shapes = list(dict.fromkeys(each.marker.shape for each in signals))
    return LineChart(
        title=f"The usual range: {_headline(xmr)}",
        subtitle=" ".join(
            part for part in (_subtitle(row, xmr, shapes), aside_words([own])) if part
        ),
        text=_text(row, xmr),
        y=indicator_axis(indicator),
        x_ticks=_ticks(own),
        lines=(own,),
        limits=limits,
        labels=labels([own, *limits], indicator),
        stretches=tuple(each for each in stretches if each is not None),
        signals=signals,
        breaks=tuple(VerticalLine(phase.points[0].period.start) for phase in xmr.phases[1:]),
        counts=_figure_notes(row, xmr),
    )


# ---- lines --------------------------------------------------------------------------------


def _own(row: ScorecardRow, xmr: Xmr, statuses: Mapping[Period, str]) -> ChartLine:
    """Return the line of our own figures; points that are set aside are hollow."""
    aside = {p.period: p.why for p in xmr.set_aside}
    points = [
        line_point(
            row.indicator,
            row.area.name,
            (p.period, p.value if p.aside is None else p.aside),
            status=statuses.get(p.period, PUBLISHED),
            aside=aside.get(p.period, ""),
        )
        for p in xmr.points
    ]
    return indicator_line(row.indicator, "home", OURS, row.area.name, points)


def _ticks(own: ChartLine) -> tuple[PeriodTick, ...]:
    """Return ticks at the newest point and at the same season of some earlier years."""
    periods = [point.period for point in own.points]
    per_year = PER_YEAR[periods[-1].kind]
    step = per_year * -(-len(periods) // (per_year * TICKS))
    return period_ticks(periods[::-1][::step])


def _status(row: ScorecardRow, phase: Phase) -> str:
    """Return the data status of a phase's limits: that of its least certain figure."""
    kinds = {o.period: o.data_status for o in row.series}
    return strongest(kinds.get(p.period) for p in phase.points if p.value is not None)


def _limit(row: ScorecardRow, xmr: Xmr, key: str, name: str, label: str) -> ChartLine:
    """Return the line of the average or of a limit, with displayed values by period."""
    points = tuple(
        LinePoint(p.period, _level(row.indicator, phase, key), status=_status(row, phase))
        for phase in xmr.phases
        for p in phase.points
    )
    return ChartLine(key, "limit", name, label, points, STROKES[key])


def _level(indicator: Indicator, phase: Phase, key: str) -> float | None:
    if phase.limits is None:
        return None
    low, high = displayed(indicator, phase.limits)
    return {LOWER: low, UPPER: high, AVERAGE: phase.limits.mean}[key]


def _stretch(row: ScorecardRow, line: ChartLine, phase: Phase) -> LevelStretch | None:
    """Return the level line of one phase, dotted for trial limits."""
    first, last = phase.points[0].period, phase.points[-1].period
    value = _level(row.indicator, phase, line.key)
    if value is None:
        return None
    trial = " (trial)" if phase.is_trial else ""
    mark = in_brackets(_status(row, phase))
    line_text = f"{line.name}{trial}: {show(row.indicator, value)}{mark}"
    stroke = replace(line.stroke, dash=TRIAL_DASH) if phase.is_trial else line.stroke
    return LevelStretch(line.name, first.start, last.end, value, line_text, stroke)


def _signals(
    row: ScorecardRow, xmr: Xmr, statuses: Mapping[Period, str]
) -> tuple[ChartPoints, ...]:
    """Return a marker on every point with a signal, grouped by kind of signal."""
    indicator = row.indicator
    marked = []
    for kind, shape in SHAPES.items():
        corners = tuple(
            Corner(
                p.period.middle,
                p.value,
                f"{p.period}: {show(indicator, p.value)}, {point_words(p)}"
                f"{in_brackets(statuses.get(p.period))}",
            )
            for p in xmr.points
            if p.signal is not None and variation(p.signal, indicator.polarity) is kind
        )
        if corners:
            marker = Marker(shape, 15, COLOURS[kind], "#FFFFFF", 1)
            marked.append(ChartPoints(kind.value, corners, marker))
    return tuple(marked)


# ---- words --------------------------------------------------------------------------------


def _headline(xmr: Xmr) -> str:
    """Return the title: what the chart shows about its newest figure."""
    period = when(xmr.latest.period)
    return {
        XmrAnswer.UNUSUAL: f"{period} stands out",
        XmrAnswer.ORDINARY: f"nothing unusual {xmr.latest.period.placed}",
        XmrAnswer.MISSING: f"no figure for {period}",
        XmrAnswer.ASIDE: f"{period} is set aside",
    }.get(xmr.answer, "too soon to say since the new start")


def _subtitle(row: ScorecardRow, xmr: Xmr, shapes: Sequence[Shape]) -> str:
    parts = [
        f"{row.area.name}, {xmr.count} {NAMES[xmr.latest.period.kind]}s.",
        "Thin line: the average. Dashes: the ends of the usual range.",
        *(SHAPE_WORDS[shape] for shape in shapes),
    ]
    if any(phase.is_trial for phase in xmr.phases):
        parts.append("Dots: a trial range, from few figures.")
    if len(xmr.phases) > 1:
        parts.append("Upright: a new start.")
    return " ".join(parts)


def _figure_notes(row: ScorecardRow, xmr: Xmr) -> dict[Period, str]:
    """Return the notes on our own figures in the table: counts, and reasons for signals."""
    counted = {o.period: counts(row.indicator, o) for o in row.series}
    both = {p.period: (counted.get(p.period, ""), point_words(p)) for p in xmr.points}
    return {
        period: "; ".join(s for s in notes if s) for period, notes in both.items() if any(notes)
    }


def _text(row: ScorecardRow, xmr: Xmr) -> str:
    indicator = row.indicator
    name = NAMES[xmr.latest.period.kind]
    parts = [
        f"Line chart of {indicator.name} with the usual range, {xmr.count} {name}s from "
        f"{xmr.points[0].period} to {xmr.latest.period}."
    ]
    for phase in xmr.phases:
        if phase.limits is not None:
            since = f" from {phase.points[0].period}" if len(xmr.phases) > 1 else ""
            trial = ", a trial" if phase.is_trial else ""
            parts.append(
                f"Usual range{since}: {usual_range(indicator, phase.limits)}{trial}; average "
                f"{show(indicator, phase.limits.mean)}."
            )
    why: dict[str, list[str]] = {}
    for point in xmr.points:
        if point.signal:
            why.setdefault(point_words(point), []).append(point.period.short)
    number = sum(map(len, why.values()))
    if number:
        listed = " ".join(
            f"{capital(reason)}: {', '.join(periods)}." for reason, periods in why.items()
        )
        stand = "stands" if number == 1 else "stand"
        parts.append(f"{in_words(number).capitalize()} {stand} out. {listed}")
    by_why: dict[str, list[str]] = {}
    for point in xmr.set_aside:
        by_why.setdefault(point.why, []).append(str(point.period))
    parts += [f"Set aside, as {why}: {' and '.join(aside)}." for why, aside in by_why.items()]
    return " ".join([*parts, sentence(row, xmr)])
