"""A benchmark chart with title, text alternative, table and download buttons."""

from collections.abc import Callable, Collection, Hashable, Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from kpi.benchmarks.ranking import CHOSEN, NEIGHBOUR
from kpi.charts.benchmark_images import FORMS, MIME
from kpi.charts.renderers.html import line_plot, note_list
from kpi.charts.specification.chart import LineChart
from kpi.downloads.csv_tables import PageTable
from kpi.wording.comparisons.area_letters import role_letters
from pages.components import downloads, html

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def show_pressed(
    figure: dict[str, Any], text: str, *, key: str, press: Callable[[str], None]
) -> None:
    """Draw a plotly figure with its text; `press` is called with the code of what is pressed.

    What pressing does must also be possible by another control: keys do not reach the figure.
    """
    st.plotly_chart(
        figure,
        theme=None,
        config=CONFIG,
        key=key,
        alt=text,
        width="stretch",
        on_select=partial(_pressed, key, press),
        selection_mode="points",
    )


def _pressed(key: str, press: Callable[[str], None]) -> None:
    for point in st.session_state[key]["selection"]["points"]:
        code = point["customdata"]
        press(code if isinstance(code, str) else code[0])


def show_lines(chart: LineChart, share: float = 1.0) -> None:
    """Draw lines over time, without plotly; `share` is of a chart's usual height."""
    if chart.is_empty:
        html.draw(html.paragraphs(["There are no figures to draw."]))
        return
    html.draw(f'<div class="chart">{line_plot(chart, share)}{note_list(chart)}</div>')


def lines_twin(
    chart: LineChart, head: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Draw the table of the same figures as the lines."""
    html.draw(
        html.table(
            f"{chart.title}: the figures",
            head,
            [[escape(first), *(escape(cell) for cell in cells)] for first, cells in rows],
            kind="twin",
            caption_hidden=True,
        ),
        note_list(chart),
    )


def legend(area_name: str, region_name: str, marks: Collection[str], group: str) -> str:
    """Return the legend of the bars' colours and letters, as markup.

    `marks` are those of the bars, `group` is the chosen group's name or empty.
    """
    has_neighbours = not group or NEIGHBOUR in marks
    roles = {
        "neighbours": "statistical neighbours" if has_neighbours else "",
        "group": group,
        "region": region_name,
    }
    lettered = [
        (role, f"{role_letters(role, name)} {name}") for role, name in roles.items() if name
    ]
    chosen = [("chosen", "chosen")] if CHOSEN in marks else []
    swatches = [("own", area_name), *lettered, *chosen]
    return " ".join(
        f'<span class="of-line"><i class="dash {kind}" aria-hidden="true"></i>{escape(name)}</span>'
        for kind, name in swatches
    )


def figures_button(name: Callable[[str], str], table: PageTable[...], *choices: Hashable) -> None:
    """Draw the buttons for a view's figures as CSV; `name` returns the name for an extension."""
    downloads.table_buttons(
        "Figures (CSV)", table, *choices, file_name=name("csv"), key="download-view"
    )


def picture_buttons(
    name: Callable[[str], str], picture: Callable[..., bytes], *choices: Hashable
) -> None:
    """Draw the buttons for a view's chart as an image, behind one button."""
    with st.popover("Picture"):
        for form in FORMS:
            downloads.button(
                f"Download this chart ({form.upper()})",
                picture,
                *choices,
                form,
                file_name=name(form),
                mime=MIME[form],
                key=f"download-{form}",
            )
