"""Is this unusual? The newest figure against the variation of its own series."""

from collections.abc import Iterator
from html import escape

from kpi.charts import xmr as xmr_chart
from kpi.charts import xmr_icons
from kpi.indicators import recent_trend
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import SHORT_KINDS, Xmr, reading
from kpi.model.snapshot import Snapshot
from kpi.wording.trends import recent_trend as recent_trend_wording
from kpi.wording.trends import xmr as xmr_wording
from kpi.wording.trends import xmr_method
from pages.components import html, indicator_chart


def pieces(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    """Yield the section's markup: the answer with icons, the chart, and notes.

    Every sentence says itself which figures are not published ones: no mark follows it.
    """
    yield html.heading("Is this unusual?")
    xmr = reading(row.indicator, row.series, row.area.code)
    never = xmr_wording.why_never(row)
    if never:
        yield html.paragraphs([never], kind="prose")
    elif xmr is not None:
        yield from _ranged(row, xmr)
    elif row.now is None or row.now.period.kind in SHORT_KINDS:
        yield html.paragraphs([xmr_wording.NO_FIGURES])
    else:
        trend = recent_trend.of_series(row.indicator, row.series)
        sentence = recent_trend_wording.trend_sentence(row.indicator, trend, row.series)
        yield html.paragraphs([sentence], kind="prose")
        yield _tested()
    years = recent_trend.yearly(snapshot, row)
    if years is not None:
        sentence = recent_trend_wording.yearly_sentence(row, years)
        yield f"{html.paragraphs([sentence], kind='prose')}{_tested()}"


def _tested() -> str:
    return html.folded("How the years are tested", escape(recent_trend_wording.METHOD))


def _ranged(row: ScorecardRow, xmr: Xmr) -> Iterator[str]:
    kind, goal = xmr_wording.varied(row, xmr), xmr_wording.assured(row, xmr)
    drawn = [
        html.picture(xmr_icons.icon_uri(each), xmr_icons.icon_text(each), kind="signal")
        for each in (kind, goal)
        if each is not None
    ]
    words = [xmr_wording.sentence(row, xmr), xmr_wording.target_sentence(row, xmr)]
    for picture, text in zip(drawn or [""], words, strict=False):
        yield f'<div class="signal">{picture}{html.paragraphs([text], kind="prose")}</div>'
    yield html.paragraphs([xmr_wording.earlier(row, xmr)], kind="prose")
    chart = xmr_chart.chart(row, xmr)
    if chart is not None:
        yield indicator_chart.markup(chart, row.indicator)
    yield html.folded("How to read this", html.paragraphs(xmr_method.notes(row, xmr), kind="prose"))
