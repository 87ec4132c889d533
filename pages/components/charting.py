"""A chart with its title, its text and its table twin one key press away."""

from html import escape
from weakref import WeakKeyDictionary

import plotly.graph_objects as go
import streamlit as st

from kpi import page_words
from kpi.charts import Chart
from kpi.figures import Line
from kpi.model import Indicator
from pages.components import markup

_figures: WeakKeyDictionary[Chart, go.Figure] = WeakKeyDictionary()  # gone with their charts
_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(chart: Chart, indicator: Indicator, *, key: str, made_up: bool = False) -> None:
    """Draw a chart; its words stand for it where it cannot be seen.

    `made_up` says whether our own figures are illustrative: the title and the twin then say so.
    """
    if chart.is_empty:
        markup.draw(markup.paragraphs(["There are no figures to draw."]))
        return
    mark = markup.illustrative() if made_up else ""
    markup.draw(
        f'<p class="chart-title">{escape(chart.title)} {mark}</p>'
        f'<p class="under">{escape(chart.subtitle)}</p>'
    )
    st.plotly_chart(
        _validated(chart), theme=None, config=_CONFIG, key=key, alt=chart.text, width="stretch"
    )
    twin = markup.table(
        f"{chart.title}: the figures",
        ("Period", *(_name(line, made_up) for line in chart.lines)),
        [
            [escape(str(period)), *(escape(cell) for cell in cells)]
            for period, cells in page_words.twin(chart, indicator)
        ],
        kind="twin",
        caption_hidden=True,
    )
    markup.draw(markup.folded("Show these figures as a table", twin))


def _validated(chart: Chart) -> go.Figure:
    """The figure as plotly's own object, made once a chart.

    Of a plain dict plotly would look through every property anew each time it is shown, which
    was a sixth of the page's time.
    """
    if chart not in _figures:
        _figures[chart] = go.Figure(chart.figure)
    return _figures[chart]


def _name(line: Line, made_up: bool) -> str:
    return f"{line.name} (illustrative)" if made_up and line.key == "home" else line.name
