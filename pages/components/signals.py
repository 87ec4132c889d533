"""Is this unusual? The newest figure beside the ups and downs of its own series."""

from html import escape

from kpi.charts import xmr as xmr_chart
from kpi.charts import xmr_icons
from kpi.indicators import recent_trend
from kpi.indicators.scorecard import Row
from kpi.indicators.xmr import SHORT_KINDS, Xmr, reading
from kpi.model.data_status import of_figures
from kpi.model.snapshot import Snapshot
from kpi.wording import recent_trend as recent_trend_wording
from kpi.wording import xmr as xmr_wording
from kpi.wording import xmr_method
from pages.components import charting, markup


def show(snapshot: Snapshot, row: Row) -> None:
    """The section of the indicator page: the answer with its icons, the chart, how to read it."""
    markup.header("Is this unusual?")
    found = reading(row.indicator, row.series, row.area.code)
    kinds = of_figures(o.data_status for o in row.series if o.value is not None)
    mark = f" {markup.data_mark(kinds)}" if kinds else ""
    if found is not None:
        _ranged(row, found, mark)
    elif row.now is None or row.now.period.kind in SHORT_KINDS:
        markup.draw(markup.paragraphs([xmr_wording.NO_FIGURES]))
    else:
        trend = recent_trend.of_series(row.indicator, row.series)
        said = recent_trend_wording.trend_sentence(row.indicator, trend, row.series)
        markup.draw(markup.marked(said, mark, kind="prose"))
        markup.draw(_tested())
    years = recent_trend.yearly(snapshot, row)
    if years is not None:
        said = recent_trend_wording.yearly_sentence(row, years)
        markup.draw(markup.paragraphs([said], kind="prose"), _tested())


def _tested() -> str:
    return markup.folded("How the years are tested", escape(recent_trend_wording.METHOD))


def _ranged(row: Row, found: Xmr, mark: str) -> None:
    kind, goal = xmr_wording.varied(row, found), xmr_wording.assured(row, found)
    drawn = [
        markup.picture(xmr_icons.icon_uri(each), xmr_icons.icon_text(each), kind="signal")
        for each in (kind, goal)
        if each is not None
    ]
    words = [xmr_wording.sentence(row, found), xmr_wording.target_sentence(row, found)]
    for picture, said in zip(drawn or [""], words, strict=False):
        markup.draw(f'<div class="signal">{picture}{markup.marked(said, mark, kind="prose")}</div>')
    markup.draw(markup.marked(xmr_wording.earlier(row, found), mark, kind="prose"))
    chart = xmr_chart.chart(row, found)
    if chart is not None:
        charting.show(chart, row.indicator)
    markup.draw(
        markup.folded(
            "How to read this", markup.paragraphs(xmr_method.notes(row, found), kind="prose")
        )
    )
