"""By month: the months of an indicator, and its year to date where a return gives one."""

from kpi.charts.months.monthly_lines import monthly
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.wording import months as months_wording
from pages.components import html, indicator_chart


def show(snapshot: Snapshot, row: ScorecardRow) -> None:
    """Draw the section; nothing for an indicator with neither months nor a year to date."""
    chart = monthly(snapshot, row)
    said, status = months_wording.to_date_words(snapshot, row)
    if chart is None and not said:
        return
    html.header("By month" if chart else "The year to date")
    if chart is not None:
        html.draw(html.paragraphs([months_wording.month_words(snapshot, row)], kind="prose"))
        indicator_chart.show(chart, row.indicator)
    if said:
        html.draw(html.marked(said, f" {html.data_mark(status)}", kind="prose"))
