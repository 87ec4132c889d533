"""Lines by period, ticks, labels and texts that the charts of an indicator share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from kpi import units
from kpi.benchmarks.annotations.chart_notes import note_words, notes_of
from kpi.charts.specification.chart import NoteMark, VerticalLine
from kpi.charts.specification.end_labels import EndLabel, end_labels
from kpi.charts.specification.lines import ChartLine, LinePoint, is_level, point_text
from kpi.charts.specification.styles import PALETTE, Marker, Role, role_stroke
from kpi.charts.specification.timeline import PeriodTick, axis_ticks
from kpi.formatting import fixed, with_unit_symbol
from kpi.indicators import change_verdicts as changes
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.indicators.comparisons.comparator_periods import is_of_another_length
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.series_table import series
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.data_status import PUBLISHED, in_brackets
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.observation import Observation
from kpi.model.schemas import ENGLAND
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.statistics.verdict_rules import ConfidenceInterval
from kpi.wording.comparisons.likely_ranges import range_words
from kpi.wording.headline import counts
from kpi.wording.target_words import aim_words

OURS = "ours"
QUARTERS_SHOWN, YEARS_SHOWN = 13, 10
BARS = " Upright bars: the range that our figure is likely in, by its counts."
Figures = tuple[tuple[Period, float | None], ...]


# ---- lines --------------------------------------------------------------------------------


def with_gaps(observations: Sequence[Observation]) -> Figures:
    """Return the figures in time order, with an empty one where a period is missing."""
    return _gapped((o.period, o.value) for o in observations)


def _gapped(dated_values: Iterable[tuple[Period, float | None]]) -> Figures:
    """Return the figures in time order, with an empty one where a period is missing."""
    figures: list[tuple[Period, float | None]] = []
    for period, value in dated_values:
        if figures and not _follows(figures[-1][0], period):
            figures.append((figures[-1][0], None))
        figures.append((period, value))
    return tuple(figures)


def _follows(earlier: Period, later: Period) -> bool:
    """Return whether no period is missing between two, so that a line may join them."""
    if later.kind is Kind.SNAPSHOT:  # a yearly count may move to another day of the year
        return later.end.year - earlier.end.year <= 1
    return later.previous() in (None, earlier)


def recent(observations: Sequence[Observation], row: ScorecardRow) -> list[Observation]:
    """Return the latest observations that fit on a chart, starting at the first with a figure."""
    shown = QUARTERS_SHOWN if row.indicator.local_kind.is_part_of_year else YEARS_SHOWN
    kept = list(observations[-shown:])
    while kept and kept[0].value is None:
        kept.pop(0)
    return kept


def line_points(
    indicator: Indicator, name: str, figures: Figures, statuses: Mapping[Period, str]
) -> tuple[LinePoint, ...]:
    """Return a line's points; a point in a period that is set aside carries the reason."""
    return tuple(
        line_point(
            indicator,
            name,
            (period, value),
            status=statuses.get(period, PUBLISHED),
            aside=why.reason if (why := aside_of(indicator, period)) else "",
        )
        for period, value in figures
    )


def line_point(
    indicator: Indicator,
    name: str,
    figure: tuple[Period, float | None],
    *,
    status: str = PUBLISHED,
    aside: str = "",
) -> LinePoint:
    """Return one point of a line, with its full text."""
    period, value = figure
    text = point_text(name, period, show(indicator, value), status=status, aside=aside)
    return LinePoint(period, value, text, status, aside)


def indicator_line(
    indicator: Indicator,
    role: Role,
    label: str,
    name: str,
    points: Sequence[LinePoint],
    *,
    years: bool = False,
) -> ChartLine:
    """Return a line in the style of its role; `years` says that all its periods are years."""
    among_quarters = not years and indicator.local_kind.is_quarterly
    level = is_level([point.period for point in points], among_quarters=among_quarters)
    own = role == "home"
    return ChartLine(
        role,
        role,
        name,
        label,
        tuple(points),
        role_stroke(role),
        Marker("circle", 8 if own else 6, PALETTE[role]) if own or not level else None,
        "level" if level else "slope",
    )


def own_line(row: ScorecardRow) -> ChartLine:
    """Return the line of the area's own figures, as far back as the chart has room for."""
    statuses = {o.period: o.data_status for o in row.series}
    name, figures = row.area.name, with_gaps(recent(row.series, row))
    points = line_points(row.indicator, name, figures, statuses)
    return indicator_line(row.indicator, "home", OURS, name, points)


def comparator_lines(
    snapshot: Snapshot, row: ScorecardRow, ours: Sequence[Observation] = (), *, years: bool = False
) -> list[ChartLine]:
    """Return the lines of England, region, neighbours and chosen group, as far back as our own.

    Only periods published by the reporting quarter are used. None beside numbers that grow with
    the area: England's would leave nothing of ours to see.
    """
    own = ours or recent(row.series, row)
    if not own or row.indicator.benchmark_kind is None or units.is_size(row.indicator.unit):
        return []
    group, known_by = row.view.group, row.known_by
    roles = _roles(group)
    groups = tuple(group if role == "group" and group else role for role in roles)
    table = series(snapshot, row.indicator, area=row.area.code, groups=groups, model=row.model)
    names = {
        "england": ("England", "England"),
        "region": (row.comparator("region").label,) * 2,
        "neighbours": ("Statistical neighbours", "neighbours"),
        "group": (group.name if group else "", "chosen group"),
    }
    lines = []
    for role in roles:
        name, label = names[role]
        dated_rows = [
            (Period.of(r["period_kind"], r["period_start"], r["period_end"]), r)
            for r in table.filter(table["group"] == role).iter_rows(named=True)
            if r["period_end"] >= own[0].period.start
            and (known_by is None or (r["known_from"] and r["known_from"] <= known_by))
            and r["period_start"] <= own[-1].period.end
        ]
        dated_rows = [
            each
            for each in dated_rows
            if not is_of_another_length(row.indicator, own[-1].period, each[0])
        ]
        if dated_rows:
            figures = _gapped((period, r["value"]) for period, r in dated_rows)
            statuses = {period: r["data_status"] for period, r in dated_rows}
            points = line_points(row.indicator, name, figures, statuses)
            lines.append(indicator_line(row.indicator, role, label, name, points, years=years))
    return lines


def target_line(
    indicator: Indicator,
    own: ChartLine,
    targets: Mapping[Period, Target | None],
    *,
    upper: bool = False,
) -> ChartLine | None:
    """Return the target of each period of our own line as steps; None where no period has one.

    `upper` is the upper bound of a range.
    """
    points = []
    for point in own.points:
        target = targets[point.period]
        goal, status = (target.aims[upper], target.data_status) if target else (None, PUBLISHED)
        aim = aim_words(indicator, target) if target else ""
        words = f"Target: {aim}{in_brackets(status)}"
        points.append(LinePoint(point.period, goal, words if goal is not None else "", status))
    stroke = role_stroke("target")
    line = ChartLine("target", "target", "Target", "target", tuple(points), stroke, course="steps")
    return line if line.has_figures else None


def _roles(group: ChosenGroup | None) -> tuple[Role, ...]:
    if group is None:
        return "england", "region", "neighbours"
    alike: tuple[Role, ...] = ("group",) if group.instead else ("neighbours", "group")
    return ("england", "region", *alike)


def likely_ranges(
    indicator: Indicator, own: Sequence[Observation], line: ChartLine
) -> dict[Period, ConfidenceInterval]:
    """Return the likely range of each point of a line that has counts."""
    drawn = {point.period for point in line.points if point.value is not None}
    by_period = {o.period: changes.likely_of(indicator, o) for o in own if o.period in drawn}
    return {period: likely for period, likely in by_period.items() if likely is not None}


def with_ranges(line: ChartLine, ranges: Mapping[Period, ConfidenceInterval]) -> ChartLine:
    """Return the line with its likely ranges as error bars; level stretches get none."""
    if line.course == "level":
        return line
    return replace(line, points=tuple(_with_range(p, ranges.get(p.period)) for p in line.points))


def _with_range(point: LinePoint, likely: ConfidenceInterval | None) -> LinePoint:
    if point.value is None or likely is None:
        return point
    up, down = max(likely.high - point.value, 0.0), max(point.value - likely.low, 0.0)
    return replace(point, up=up, down=down)


# ---- ticks and labels ---------------------------------------------------------------------


def ticks(own: ChartLine) -> tuple[PeriodTick, ...]:
    """Return ticks at some of our own periods with a figure, the newest among them."""
    periods = [point.period for point in own.points if point.value is not None]
    return axis_ticks(periods)


def labels(lines: Sequence[ChartLine], indicator: Indicator) -> tuple[EndLabel, ...]:
    """Return the labels at the ends of lines, without the unit, which the axis shows.

    Pounds keep their sign: a bare 1,250 is taken for a count.
    """
    return end_labels(lines, partial(_at_end, indicator))


def point_figures(own: ChartLine, indicator: Indicator) -> dict[Period, str]:
    """Return the figures beside our own points, without the unit, which the axis shows.

    None beside the ends of likely ranges, which would stand in their way.
    """
    if own.course == "level" or any(point.up is not None for point in own.points):
        return {}
    return {p.period: _at_end(indicator, p.joined) for p in own.points if p.joined is not None}


def _at_end(indicator: Indicator, value: float) -> str:
    printed = fixed(value, indicator.decimals)
    return with_unit_symbol(indicator.unit, printed) if indicator.unit == units.POUNDS else printed


def note_marks(snapshot: Snapshot, row: ScorecardRow, own: ChartLine) -> tuple[NoteMark, ...]:
    """Return the officers' notes on the indicator, our own or on England, within our periods."""
    home = row.area.code
    drawn = [point.period for point in own.points]
    area_notes = notes_of(snapshot, row.indicator.id, (home, ENGLAND), drawn)
    return tuple(
        NoteMark(number, note.day, note_words(snapshot, note, home))
        for number, note in enumerate(area_notes, start=1)
    )


def notes_text(notes: Sequence[NoteMark]) -> str:
    """Return the notes as they end a chart's text, each a sentence; empty without one."""
    return " ".join(f"{note.words.rstrip('.')}." for note in notes)


def breaks(indicator: Indicator, own: ChartLine) -> tuple[VerticalLine, ...]:
    """Return a vertical line at each break in the series within the periods drawn."""
    drawn = {point.period for point in own.points}
    return tuple(
        VerticalLine(period.start, "break") for period, _ in indicator.breaks if period in drawn
    )


# ---- words --------------------------------------------------------------------------------


def counts_words(indicator: Indicator, own: Sequence[Observation]) -> dict[Period, str]:
    """Return the counts behind our own figures, where known: `96 of 178 plans`."""
    return {o.period: text for o in own if (text := counts(indicator, o))}


def ranges_words(
    indicator: Indicator, ranges: Mapping[Period, ConfidenceInterval]
) -> dict[Period, str]:
    """Return each likely range in words."""
    return {period: range_words(indicator, likely) for period, likely in ranges.items()}


def newest_range(indicator: Indicator, ranges: Mapping[Period, ConfidenceInterval]) -> str:
    """Return the newest likely range in words, for readers who cannot see the bars."""
    if not ranges:
        return ""
    last = max(ranges)
    return f" Upright bars show likely ranges: {last} is {range_words(indicator, ranges[last])}."


def unit_words(indicator: Indicator) -> str:
    """Return the unit as the subtitle of a chart shows it."""
    return {units.PERCENT: "%", units.POUNDS: "£"}.get(indicator.unit, indicator.unit)


def line_text(line: ChartLine, indicator: Indicator) -> str:
    """Return a line in words: its first and last figure not set aside, and its data mark."""
    figures = [(p.period, p.joined) for p in line.points if p.joined is not None]
    if not figures:
        return f"{line.name}: no figure"
    (first, start), (last, end) = figures[0], figures[-1]
    span = f"from {show(indicator, start)} {first.placed_label} to " if first != last else ""
    tail = f", {indicator.qualifier}" if indicator.qualifier else ""
    tail += in_brackets(line.mark)
    return f"{line.name}: {span}{show(indicator, end)} {last.placed_label}{tail}"


def more(text: str, also: str) -> str:
    """Return two texts joined; the first alone where the second is empty."""
    return f"{text} {also}" if also else text
