"""A chart with its title, its text and its table twin one key press away."""

from html import escape
from weakref import WeakKeyDictionary

from kpi import page_words, plots
from kpi.charts import Chart
from kpi.figures import Line
from kpi.model import Indicator
from pages.components import markup

_made: WeakKeyDictionary[Chart, dict[bool, str]] = WeakKeyDictionary()  # gone with their charts


def show(chart: Chart, indicator: Indicator, *, made_up: bool = False) -> None:
    """Draw a chart; its words stand for it where it cannot be seen.

    `made_up` says whether our own figures are illustrative: the title and the twin then say so.
    """
    if chart.is_empty:
        markup.draw(markup.paragraphs(["There are no figures to draw."]))
        return
    made = _made.setdefault(chart, {})
    if made_up not in made:
        made[made_up] = _markup(chart, indicator, made_up)
    markup.draw(made[made_up])


def _markup(chart: Chart, indicator: Indicator, made_up: bool) -> str:
    mark = markup.illustrative() if made_up else ""
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
    return (
        f'<div class="chart"><p class="chart-title">{escape(chart.title)} {mark}</p>'
        f'<p class="under">{escape(chart.subtitle)}</p>'
        f"{plots.drawn(chart.figure, chart.text)}</div>"
        f"{markup.folded('Show these figures as a table', twin)}"
    )


def _name(line: Line, made_up: bool) -> str:
    return f"{line.name} (illustrative)" if made_up and line.key == "home" else line.name
