"""A chart with title, text alternative, and its table in an expander."""

from html import escape
from weakref import WeakKeyDictionary

from kpi.charts import table_twin
from kpi.charts.renderers.html import line_plot
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine
from kpi.model.data_status import in_brackets
from kpi.model.definitions.indicator import Indicator
from pages.components import html

_made: WeakKeyDictionary[LineChart, str] = WeakKeyDictionary()  # freed with their charts


def show(chart: LineChart, indicator: Indicator) -> None:
    """Draw a chart, with its text for readers who cannot see it."""
    if chart.is_empty:
        html.draw(html.paragraphs(["There are no figures to draw."]))
        return
    if chart not in _made:
        _made[chart] = _markup(chart, indicator)
    html.draw(_made[chart])


def _markup(chart: LineChart, indicator: Indicator) -> str:
    mark = html.data_mark(chart.mark)
    twin = html.table(
        f"{chart.title}: the figures",
        ("Period", *(_name(line) for line in chart.columns)),
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
        f"{line_plot(chart)}</div>"
        f"{html.folded('Show these figures as a table', twin)}"
    )


def _name(line: ChartLine) -> str:
    """Return a line's name with its data mark; figures of mixed status are marked one by one."""
    return f"{line.name}{in_brackets(line.mark)}"
