"""A benchmark chart with title, text alternative, table and download buttons."""

from collections.abc import Callable, Hashable, Sequence
from html import escape

import streamlit as st

from kpi.charts.benchmark_images import FORMS, MIME
from kpi.charts.renderers import plotly
from kpi.charts.renderers.html import line_plot
from kpi.charts.specification.chart import ChartSpec, LineChart, RankingChart
from pages.components import downloads, html

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show_ranking(chart: RankingChart, *, key: str) -> None:
    """Draw a ranking with plotly, and its text for readers who cannot see it."""
    html.draw(_title(chart))
    figure = plotly.ranking_figure(chart)
    st.plotly_chart(figure, theme=None, config=CONFIG, key=key, alt=chart.text, width="stretch")


def show_lines(
    chart: LineChart, *, head: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Draw lines over time, without plotly, and a table of `rows`."""
    if chart.is_empty:
        html.draw(html.paragraphs(["There are no figures to draw."]))
        return
    twin = html.table(
        f"{chart.title}: the figures",
        head,
        [[escape(first), *(escape(cell) for cell in cells)] for first, cells in rows],
        kind="twin",
        caption_hidden=True,
    )
    html.draw(
        f'<div class="chart">{_title(chart)}{line_plot(chart)}</div>',
        html.folded("Show these figures as a table", twin),
    )


def _title(chart: ChartSpec) -> str:
    return (
        f'<p class="chart-title">{escape(chart.title)}</p>'
        f'<p class="under">{escape(chart.subtitle)}</p>'
    )


def legend(area_name: str, *, has_bands: bool) -> str:
    """Return the legend of the bars' colours and patterns, as markup."""
    swatches = (("home", area_name), ("neighbours", "Statistical neighbours"), ("region", "Region"))
    marks = " ".join(
        f'<span class="key"><span class="swatch {kind}" aria-hidden="true"></span>'
        f"{escape(name)}</span>"
        for kind, name in swatches
    )
    bands = " Shaded: quartile bands, A is the best quarter." if has_bands else ""
    return f"{marks}{bands}"


def take_away(
    name: Callable[[str], str],
    table: Callable[..., bytes],
    picture: Callable[..., bytes] | None,
    *choices: Hashable,
) -> None:
    """Draw the download buttons of a view: its figures, and its chart where it has one.

    `name` returns the file name for an extension; `table` and `picture` are functions of
    `kpi.downloads.page_files`.
    """
    with st.container(horizontal=True):
        downloads.button(
            "Download these figures (CSV)",
            table,
            *choices,
            file_name=name("csv"),
            mime="text/csv",
            key="download-view",
        )
        for form in FORMS if picture else ():
            downloads.button(
                f"Download this chart ({form.upper()})",
                picture,
                *choices,
                form,
                file_name=name(form),
                mime=MIME[form],
                key=f"download-{form}",
            )
