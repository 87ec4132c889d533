"""The table with the same figures as a chart."""

from __future__ import annotations

from collections.abc import Iterable

from kpi.benchmarks.annotations.chart_notes import period_of
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine
from kpi.model.data_status import in_brackets
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.periods import Period


def twin(
    chart: LineChart, indicator: Indicator, *, marks: bool = True
) -> list[tuple[Period, list[str]]]:
    """Return the rows of a chart's table: each period with every line's figure, newest first.

    Our own figures are followed by their counts, and by their likely ranges while those are
    shown. With `marks`, figures of a line with several data statuses carry their own; where all
    are alike, the head of the column has it. A chart with notes has them as one more column.
    """
    lines = chart.columns
    figures = [{p.period: p.value for p in reversed(line.points)} for line in lines]
    periods = sorted({period for by_period in figures for period in by_period}, reverse=True)
    notes = notes_in(chart, (p.period for p in lines[0].points)) if chart.notes else {}
    return [
        (
            period,
            [
                _twin_cell(indicator, line, by_period.get(period), _behind(chart, line).get(period))
                + _mixed_mark(line, period) * marks
                if period in by_period
                else ""
                for line, by_period in zip(lines, figures, strict=True)
            ]
            + [notes.get(period, "")] * bool(chart.notes),
        )
        for period in periods
    ]


def notes_in(chart: LineChart, periods: Iterable[Period]) -> dict[Period, str]:
    """Return the notes of a chart by the period in whose row of its table they stand."""
    there = list(periods)
    by_period: dict[Period, list[str]] = {}
    for note in chart.notes:
        period = period_of(note.day, there)
        if period is not None:
            by_period.setdefault(period, []).append(note.words)
    return {period: "; ".join(words) for period, words in by_period.items()}


def _behind(chart: LineChart, line: ChartLine) -> dict[Period, str]:
    """Return what follows a line's figures in brackets: the reason for setting one aside.

    For our own line, the counts come first, then the likely range.
    """
    own = (chart.counts, chart.ranges) if line is chart.lines[0] else ()
    aside = {p.period: f"set aside: {p.aside}" for p in line.points if p.aside}
    parts = (*own, aside)
    periods = [period for part in parts for period in part]
    return {p: "; ".join(text for part in parts if (text := part.get(p))) for p in periods}


def _mixed_mark(line: ChartLine, period: Period) -> str:
    """Return the mark of one figure in a line whose figures differ in data status."""
    mixed = line.mark not in ("", *line.figure_statuses)
    return in_brackets(line.status_of(period)) if mixed else ""


def _twin_cell(
    indicator: Indicator, line: ChartLine, value: float | None, behind: str | None
) -> str:
    figure = show(indicator, value) or ("no target" if line.role == "target" else "no figure")
    return figure if behind is None else f"{figure} ({behind})"
