"""A chart with its title, its text and its table twin one key press away."""

from html import escape
from weakref import WeakKeyDictionary

from kpi.charts import svg, table_twin
from kpi.charts.figure import Line
from kpi.charts.indicator import Chart
from kpi.model.data_status import in_brackets
from kpi.model.definitions.indicator import Indicator
from pages.components import html

_made: WeakKeyDictionary[Chart, str] = WeakKeyDictionary()  # gone with their charts


def show(chart: Chart, indicator: Indicator) -> None:
    """Draw a chart; its words stand for it where it cannot be seen."""
    if chart.is_empty:
        html.draw(html.paragraphs(["There are no figures to draw."]))
        return
    if chart not in _made:
        _made[chart] = _markup(chart, indicator)
    html.draw(_made[chart])


def _markup(chart: Chart, indicator: Indicator) -> str:
    mark = html.data_mark(chart.mark)
    twin = html.table(
        f"{chart.title}: the figures",
        ("Period", *(_name(line) for line in chart.lines)),
        [
            [escape(str(period)), *(escape(cell) for cell in cells)]
            for period, cells in table_twin.twin(chart, indicator)
        ],
        kind="twin",
        caption_hidden=True,
    )
    return (
        f'<div class="chart"><p class="chart-title">{escape(chart.title)} {mark}</p>'
        f'<p class="under">{escape(chart.subtitle)}</p>'
        f"{svg.drawn(chart.figure, chart.text)}</div>"
        f"{html.folded('Show these figures as a table', twin)}"
    )


def _name(line: Line) -> str:
    """A line's name with the mark of its figures; those of several kinds are marked one by one."""
    return f"{line.name}{in_brackets(line.mark)}"
