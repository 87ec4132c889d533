"""What a chart's specification draws under a name, for tests."""

from datetime import date

from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine, ChartPoints, LevelStretch

OURS = "Bournemouth, Christchurch and Poole"


def layer(chart: LineChart, name: str) -> ChartLine | ChartPoints | LevelStretch:
    """The one layer of that name."""
    (found,) = [each for each in chart.layers if each.name == name]
    return found


def names(chart: LineChart) -> list[str]:
    """The names of all layers, in the order they are drawn."""
    return [each.name for each in chart.layers]


def values(chart: LineChart, name: str) -> list[float | None]:
    """The values at a layer's corners."""
    return [corner.value for corner in layer(chart, name).corners]


def days(chart: LineChart, name: str) -> list[date | None]:
    """The days of a layer's corners."""
    return [corner.day for corner in layer(chart, name).corners]


def texts(chart: LineChart, name: str) -> list[str]:
    """The texts at a layer's corners."""
    return [corner.text for corner in layer(chart, name).corners]


def all_values(chart: LineChart) -> list[float]:
    """Every value that is drawn."""
    corners = [corner for each in chart.layers for corner in each.corners]
    return [corner.value for corner in corners if corner.value is not None]
