"""A chart with its title, its text and its table twin one key press away."""

from html import escape

import streamlit as st

from kpi import page_words
from kpi.charts import Chart
from kpi.model import Indicator
from pages.components import markup

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show(chart: Chart, indicator: Indicator, *, key: str) -> None:
    """Draw a chart; its words stand for it where it cannot be seen."""
    markup.draw(
        f'<p class="chart-title">{escape(chart.title)}</p>'
        f'<p class="under">{escape(chart.subtitle)}</p>'
    )
    st.plotly_chart(
        chart.figure, theme=None, config=_CONFIG, key=key, alt=chart.text, width="stretch"
    )
    twin = markup.table(
        f"{chart.title}: the figures",
        ("Period", *(line.name for line in chart.lines)),
        [
            [escape(str(period)), *(escape(cell) for cell in cells)]
            for period, cells in page_words.twin(chart.lines, indicator)
        ],
        kind="twin",
        caption_hidden=True,
    )
    markup.draw(markup.folded("Show these figures as a table", twin))
