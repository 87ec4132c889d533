"""The chart of the usual range: our own figures, average and limits; what stands out is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kpi.charts.figure import Figure, Line, end_labels, layout, trace
from kpi.charts.indicator import OURS, Chart
from kpi.charts.marks import aside_words, with_hollows
from kpi.charts.xmr_icons import COLOURS, PLAIN
from kpi.formatting import capital, in_words
from kpi.indicators.scorecard import Row
from kpi.indicators.xmr import Answer, Phase, Xmr
from kpi.model.data_status import in_brackets, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show, when
from kpi.periods import Kind, Period
from kpi.statistics.spc_rules import ENOUGH, Variation, variation
from kpi.wording.headline import counts
from kpi.wording.xmr import NAMES, displayed, point_words, sentence, usual_range

AVERAGE, LOWER, UPPER = "average", "lower", "upper"
DASHES = {AVERAGE: "solid", LOWER: "dash", UPPER: "dash"}
TICKS = 3
PER_YEAR = {Kind.QUARTER: 4, Kind.TERM: 3, Kind.MONTH: 12}
TRIAL_DASH = "dot"
# Shape says whether it is good or bad news; where it lies says whether it is high or low.
SHAPES = {
    Variation.IMPROVEMENT_HIGH: "hexagon",
    Variation.IMPROVEMENT_LOW: "hexagon",
    Variation.CONCERN_HIGH: "diamond",
    Variation.CONCERN_LOW: "diamond",
    Variation.NEUTRAL_HIGH: "square",
    Variation.NEUTRAL_LOW: "square",
}
SHAPE_WORDS = {
    "hexagon": "Hexagons: unusual, an improvement.",
    "diamond": "Diamonds: unusual, a concern.",
    "square": "Squares: unusual.",
}
Levels = tuple[tuple[Period, float | None], ...]


def chart(row: Row, found: Xmr) -> Chart | None:
    """The chart; None where the series is too short for one or not fit to be judged."""
    if found.count < ENOUGH or found.answer in (Answer.CONSTANT, Answer.SELDOM):
        return None
    indicator = row.indicator
    statuses = {o.period: o.data_status for o in row.series}
    drawn_points = tuple((p.period, p.value if p.aside is None else p.aside) for p in found.points)
    aside = {p.period: p.why for p in found.set_aside}
    own = Line("home", row.area.name, drawn_points, OURS, statuses, aside)
    levels = [
        _level(row, found, UPPER, "Upper end of the usual range", "usual up to"),
        _level(row, found, AVERAGE, "Average", "average"),
        _level(row, found, LOWER, "Lower end of the usual range", "usual from"),
    ]
    drawn = [_stretch(row, line, phase) for phase in found.phases for line in levels]
    marks, shapes = _marked(row, found, statuses)
    look = layout(indicator, _ticked(own))
    look["annotations"] = end_labels([own, *levels], indicator)
    look["shapes"] = [_upright(phase.points[0].period) for phase in found.phases[1:]]
    return Chart(
        f"The usual range: {_headline(found)}",
        " ".join(part for part in (_subtitle(row, found, shapes), aside_words([own])) if part),
        {
            "data": [
                *(d for d in drawn if d),
                *with_hollows([own], [trace(own, indicator)]),
                *marks,
            ],
            "layout": look,
        },
        _text(row, found),
        (own, *levels),
        _beside(row, found),
    )


# ---- lines --------------------------------------------------------------------------------


def _ticked(own: Line) -> Line:
    """The points that get a tick: the newest and the same season of the years before it."""
    kind = own.points[-1][0].kind
    step = PER_YEAR[kind] * -(-len(own.points) // (PER_YEAR[kind] * TICKS))
    return replace(own, points=tuple((p, 0.0) for p, _ in own.points[::-1][::step][::-1]))


def _status(row: Row, phase: Phase) -> str:
    """The data status of the limits of a phase: that of its least certain figure."""
    kinds = {o.period: o.data_status for o in row.series}
    return strongest(kinds.get(p.period) for p in phase.points if p.value is not None)


def _level(row: Row, found: Xmr, key: str, name: str, label: str) -> Line:
    """The average or a limit at each point's period, as displayed."""
    statuses = {p.period: _status(row, phase) for phase in found.phases for p in phase.points}
    return Line(key, name, _levels(row.indicator, found, key), label, statuses)


def _levels(indicator: Indicator, found: Xmr, key: str) -> Levels:
    told: list[tuple[Period, float | None]] = []
    for phase in found.phases:
        value = None
        if phase.limits is not None:
            low, high = displayed(indicator, phase.limits)
            value = {LOWER: low, UPPER: high, AVERAGE: phase.limits.mean}[key]
        told += [(p.period, value) for p in phase.points]
    return tuple(told)


def _stretch(row: Row, line: Line, phase: Phase) -> Figure | None:
    """One level line over one phase; dotted where it is only a trial."""
    first, last = phase.points[0].period, phase.points[-1].period
    value = dict(line.points)[first]
    if value is None:
        return None
    trial = " (trial)" if phase.is_trial else ""
    mark = in_brackets(_status(row, phase))
    said = f"{line.name}{trial}: {show(row.indicator, value)}{mark}"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line.name,
        "x": [first.start.isoformat(), last.end.isoformat()],
        "y": [value, value],
        "text": [said, said],
        "hoverinfo": "text",
        "line": {
            "color": PLAIN,
            "dash": TRIAL_DASH if phase.is_trial else DASHES[line.key],
            "width": 1 if line.key == AVERAGE else 2,
        },
        "showlegend": False,
    }


def _marked(row: Row, found: Xmr, statuses: Mapping[Period, str]) -> tuple[list[Figure], list[str]]:
    """A marker on every point that stands out, by its kind, and the shapes that are used."""
    indicator = row.indicator
    marks: list[Figure] = []
    for kind, shape in SHAPES.items():
        points = [
            p
            for p in found.points
            if p.signal is not None and variation(p.signal, indicator.polarity) is kind
        ]
        if not points:
            continue
        at = Line("home", row.area.name, tuple((p.period, p.value) for p in points), OURS)
        drawn = trace(at, indicator)
        drawn |= {
            "mode": "markers",
            "name": kind.value,
            "text": [
                f"{p.period}: {show(indicator, p.value)}, {point_words(p)}"
                f"{in_brackets(statuses.get(p.period))}"
                for p in points
            ],
            "marker": {
                "color": COLOURS[kind],
                "size": 15,
                "symbol": shape,
                "line": {"color": "#FFFFFF", "width": 1},
            },
        }
        marks.append(drawn)
    return marks, list(dict.fromkeys(m["marker"]["symbol"] for m in marks))


def _upright(start: Period) -> Figure:
    return {
        "type": "line",
        "x0": start.start.isoformat(),
        "x1": start.start.isoformat(),
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"color": "#767676", "width": 1, "dash": "dot"},
    }


# ---- words --------------------------------------------------------------------------------


def _headline(found: Xmr) -> str:
    """What the chart shows about its newest figure."""
    period = when(found.latest.period)
    return {
        Answer.UNUSUAL: f"{period} stands out",
        Answer.ORDINARY: f"nothing unusual in {period}",
        Answer.MISSING: f"no figure for {period}",
        Answer.ASIDE: f"{period} is set aside",
    }.get(found.answer, "too soon to say since the new start")


def _subtitle(row: Row, found: Xmr, shapes: list[str]) -> str:
    parts = [
        f"{row.area.name}, {found.count} {NAMES[found.latest.period.kind]}s.",
        "Thin line: the average. Dashes: the ends of the usual range.",
        *(SHAPE_WORDS[shape] for shape in shapes),
    ]
    if any(phase.is_trial for phase in found.phases):
        parts.append("Dots: a trial range, from few figures.")
    if len(found.phases) > 1:
        parts.append("Upright: a new start.")
    return " ".join(parts)


def _beside(row: Row, found: Xmr) -> dict[Period, str]:
    """What stands beside our own figures in the twin: counts, and why a figure stands out."""
    told = {o.period: counts(row.indicator, o) for o in row.series}
    both = {p.period: (told.get(p.period, ""), point_words(p)) for p in found.points}
    return {period: "; ".join(s for s in said if s) for period, said in both.items() if any(said)}


def _text(row: Row, found: Xmr) -> str:
    indicator = row.indicator
    name = NAMES[found.latest.period.kind]
    parts = [
        f"Line chart of {indicator.name} with the usual range, {found.count} {name}s from "
        f"{found.points[0].period} to {found.latest.period}."
    ]
    for phase in found.phases:
        if phase.limits is not None:
            since = f" from {phase.points[0].period}" if len(found.phases) > 1 else ""
            trial = ", a trial" if phase.is_trial else ""
            parts.append(
                f"Usual range{since}: {usual_range(indicator, phase.limits)}{trial}; average "
                f"{show(indicator, phase.limits.mean)}."
            )
    why: dict[str, list[str]] = {}
    for point in found.points:
        if point.signal:
            why.setdefault(point_words(point), []).append(point.period.short)
    number = sum(map(len, why.values()))
    if number:
        listed = " ".join(
            f"{capital(said)}: {', '.join(periods)}." for said, periods in why.items()
        )
        stand = "stands" if number == 1 else "stand"
        parts.append(f"{in_words(number).capitalize()} {stand} out. {listed}")
    by_why: dict[str, list[str]] = {}
    for point in found.set_aside:
        by_why.setdefault(point.why, []).append(str(point.period))
    parts += [f"Set aside, as {why}: {' and '.join(told)}." for why, told in by_why.items()]
    return " ".join([*parts, sentence(row, found)])
