"""The line chart of one measure over time, and the parts that benchmark charts share.

Every chart has a title, a subtitle and a text made from the same figures; the page shows the
figures again as a table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial

from kpi.benchmarks.annotations.chart_notes import note_words, notes_of
from kpi.benchmarks.measures import Measure, show
from kpi.benchmarks.time_series import (
    DERIVED,
    ENGLAND_KEY,
    GROUP_MEAN,
    HOME,
    MEDIANS,
    NEIGHBOURS,
    REGION,
    REGION_PART,
    OverTime,
    TimeLine,
)
from kpi.charts.indicator_lines import notes_text
from kpi.charts.specification.chart import LineChart, NoteMark, PeriodBand, VerticalLine
from kpi.charts.specification.end_labels import end_labels
from kpi.charts.specification.lines import (
    ChartLine,
    LinePoint,
    aside_words,
    point_text,
    split_at_breaks,
)
from kpi.charts.specification.styles import (
    PALETTE,
    Marker,
    Role,
    Shape,
    Stroke,
    role_stroke,
)
from kpi.charts.specification.timeline import axis_ticks
from kpi.charts.value_axis import FROM_ZERO, measure_axis, zero_words
from kpi.model.data_status import in_brackets
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.wording.benchmarks import break_words

# Styles of further areas: each differs from the four fixed series in colour, dash and marker.
OTHERS: tuple[tuple[Stroke, Shape], ...] = (
    (Stroke("#3D3D3D", "longdash"), "diamond"),
    (Stroke("#6C4A9E", "dot"), "square"),
    (Stroke("#7A4B00", "dash"), "triangle-up"),
    (Stroke("#00703C", "dashdot"), "x"),
    (Stroke("#1D70B8", "longdashdot"), "star"),
    (Stroke("#B10E1E", "solid"), "triangle-down"),
)
ROLES: dict[str, Role] = {
    HOME: "home",
    REGION: "region",
    NEIGHBOURS: "neighbours",
    GROUP_MEAN: "group",
    ENGLAND_KEY: "england",
}
_SHORT = {NEIGHBOURS: "neighbours", GROUP_MEAN: "chosen group", ENGLAND_KEY: "England"}


def lines_of(
    over: OverTime, *, hidden: Collection[str] = (), median: bool = False
) -> tuple[ChartLine, ...]:
    """Return the lines to draw, in order, without those that are withheld or have no figure."""
    rows, periods = over.table, _periods(over)
    others = [s.key for s in over.series if s.key not in (*ROLES, REGION_PART)]
    lines = []
    for series in over.series:
        column = over.column(series.key, median=median)
        if series.key in hidden or series.withheld or column not in rows.columns:
            continue
        values = rows[column].to_list()
        if any(value is not None for value in values):
            name, kinds = line_name(series, median), rows["data_status"].to_list()
            points = tuple(
                _point(over.measure, name, period, value, status=series.status(kind), aside=why)
                for period, value, kind, why in zip(
                    periods, values, kinds, rows["set_aside"], strict=True
                )
            )
            stroke, marker = _style(series.key, others)
            role = ROLES.get(series.key, "other")
            lines.append(ChartLine(series.key, role, name, _label(series), points, stroke, marker))
    return tuple(lines)


def line_name(series: TimeLine, median: bool = False) -> str:
    """Return a line's full name; for a group it says whether it is the mean or median."""
    if series.key not in MEDIANS:
        return series.name
    return f"{series.name} ({'median' if median else 'mean'})"


def over_time_chart(
    over: OverTime,
    *,
    hidden: Collection[str] = (),
    median: bool = False,
    from_zero: bool = FROM_ZERO,
    notes: tuple[NoteMark, ...] = (),
) -> LineChart:
    """Return the chart with one line per area; gaps stay open and the text gives their reasons."""
    known, lines = over.measure, lines_of(over, hidden=hidden, median=median)
    noted = f" {words}" if (words := notes_text(notes)) else ""
    aside = f" {words}" if (words := aside_words(lines)) else ""
    broken = f" {words}" if lines and (words := break_words(over)) else ""
    return LineChart(
        title=f"{known.name}, over time",
        subtitle=f"{over.series[0].name}. The unit is {known.unit}, and "
        f"{zero_words(from_zero=from_zero)}.{aside}",
        text=f"{_over_time_text(over, lines)}{aside}{broken}{noted}",
        y=measure_axis(known, from_zero=from_zero),
        x_ticks=axis_ticks(_periods(over)),
        lines=split_at_breaks(lines, [period for period, _ in over.breaks]),
        labels=end_labels(lines, partial(_drawn, known)),
        figures={p.period: _bare(known, p.joined) for p in lines[0].points} if lines else {},
        breaks=tuple(VerticalLine(period.start, "break") for period, _ in over.breaks if lines),
        bands=tuple(PeriodBand(period, "no data") for period in _empty_periods(over)),
        notes=notes if lines else (),
    )


def note_marks(snapshot: Snapshot, over: OverTime) -> tuple[NoteMark, ...]:
    """Return the officers' notes on the measure, of any area that has a line, over its periods."""
    areas = [line.area for line in over.series if line.area]
    area_notes = notes_of(snapshot, over.measure.id, areas, _periods(over))
    return tuple(
        NoteMark(number, note.day, note_words(snapshot, note, over.series[0].area))
        for number, note in enumerate(area_notes, start=1)
    )


def unit_words(known: Measure) -> str:
    """Return the unit as a heading shows it: `% of pupils`, `£ a week`."""
    return known.unit[:1].upper() + known.unit[1:]


# ---- parts --------------------------------------------------------------------------------


def _label(series: TimeLine) -> str:
    derived = " (derived)" if series.name.endswith(DERIVED) else ""
    return f"{_SHORT.get(series.key, series.name.removesuffix(DERIVED))}{derived}"


def _periods(over: OverTime) -> list[Period]:
    parts = (over.table[name] for name in ("period_kind", "period_start", "period_end"))
    return [Period.of(*row) for row in zip(*parts, strict=True)]


def _bare(known: Measure, value: float | None) -> str:
    """Return a figure without its unit, which the axis shows; empty without one."""
    return _drawn(known, value).removesuffix("%") if value is not None else ""


def _drawn(known: Measure, value: float) -> str:
    """Return a figure as it stands in the picture, with the minus of its axis: `−4.1`."""
    printed = show(known, value)
    return f"−{printed[1:]}" if printed.startswith("-") else printed


def _empty_periods(over: OverTime) -> list[Period]:
    """Return the periods in which no area has a figure."""
    gaps = over.table["is_gap"].to_list()
    return [period for period, is_gap in zip(_periods(over), gaps, strict=True) if is_gap]


def _point(
    known: Measure, name: str, period: Period, value: float | None, *, status: str, aside: str
) -> LinePoint:
    text = point_text(name, period, show(known, value), status=status, aside=aside)
    return LinePoint(period, value, text, status, aside)


def _style(key: str, others: Sequence[str]) -> tuple[Stroke, Marker]:
    if key in ROLES:
        stroke = role_stroke(ROLES[key])
        return stroke, Marker("circle", 8 if key == HOME else 7, stroke.colour)
    if key == REGION_PART:
        return Stroke(PALETTE["region"]), Marker("cross", 7, PALETTE["region"])
    stroke, shape = OTHERS[others.index(key) % len(OTHERS)]
    return stroke, Marker(shape, 7, stroke.colour)


def _over_time_text(over: OverTime, lines: Sequence[ChartLine]) -> str:
    line_texts = [_line_text(line, over.measure) for line in lines]
    empty = zip(_empty_periods(over), over.gaps, strict=True)
    gaps = [f"No data {period.placed_label}: {why}" for period, (_, why) in empty]
    return f"{'. '.join([f'Line chart of {over.measure.name}', *line_texts, *gaps])}."


def _line_text(line: ChartLine, known: Measure) -> str:
    joined = [(p.period, p.joined) for p in line.points if p.joined is not None]
    if not joined:
        return f"{line.name}: no figure but those set aside"
    (first, start), (last, end) = joined[0], joined[-1]
    span = f"from {show(known, start)} {first.placed_label} to " if first != last else ""
    mark = "" if line.name.endswith(DERIVED) else in_brackets(line.mark)
    return f"{line.name}: {span}{show(known, end)} {last.placed_label}{mark}"
