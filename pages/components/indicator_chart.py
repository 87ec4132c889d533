"""A chart with title, text alternative, and its table in an expander."""

from html import escape
from weakref import WeakKeyDictionary

from kpi.charts import chart_table
from kpi.charts.renderers.html import line_plot, note_list
from kpi.charts.specification.chart import LineChart
from kpi.charts.specification.lines import ChartLine
from kpi.model.data_status import in_brackets
from kpi.model.definitions.indicator import Indicator
from pages.components import html
from pages.components.templates import render

# Freed with their charts.
_made: WeakKeyDictionary[LineChart, dict[tuple[float, str], str]] = WeakKeyDictionary()


def markup(chart: LineChart, indicator: Indicator, share: float = 1.0, title: str = "") -> str:
    """Return a chart with its text and its table; `share` is its part of the usual height.

    `title` stands in the place of the chart's own, as the heading of a section.
    """
    if chart.is_empty:
        return html.paragraphs(["There are no figures to draw."])
    by_size = _made.setdefault(chart, {})
    if (share, title) not in by_size:
        by_size[share, title] = _markup(chart, indicator, share, title)
    return by_size[share, title]


def _markup(chart: LineChart, indicator: Indicator, share: float, title: str) -> str:
    mark = html.data_mark(chart.mark)
    head = (
        render("heading.html", anchor=html.slug(title), title=title, status=chart.mark)
        if title
        else f'<p class="chart-title">{escape(chart.title)} {mark}</p>'
    )
    markup = (
        f'<div class="chart">{head}'
        f'<p class="under">{escape(chart.subtitle)}</p>'
        f"{line_plot(chart, share)}{note_list(chart)}</div>"
        f"{html.folded('Show these figures as a table', twin(chart, indicator))}"
    )
    # Under a section's heading the way to the table stands in the line of the heading.
    return f'<div class="pictured">{markup}</div>' if title else markup


def twin(chart: LineChart, indicator: Indicator) -> str:
    """Return the table with the same figures as a chart."""
    return html.table(
        f"{chart.title}: the figures",
        ("Period", *(_name(line) for line in chart.columns), *(["Notes"] if chart.notes else [])),
        [
            [escape(str(period)), *(escape(cell) for cell in cells)]
            for period, cells in chart_table.twin(chart, indicator)
        ],
        kind="twin",
        caption_hidden=True,
    )


def _name(line: ChartLine) -> str:
    """Return a line's name with its data mark; figures of mixed status are marked one by one."""
    return f"{line.name}{in_brackets(line.mark)}"
