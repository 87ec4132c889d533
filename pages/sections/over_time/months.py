"""By month: the months of an indicator, and its year to date where a return gives one."""

from collections.abc import Iterator

from kpi.charts.months.monthly_lines import monthly
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.snapshot import Snapshot
from kpi.wording.trends import months as months_wording
from pages.components import html, indicator_chart


def pieces(snapshot: Snapshot, row: ScorecardRow) -> Iterator[str]:
    """Yield the section's markup; none without months and without a year to date."""
    chart = monthly(snapshot, row)
    to_date, status = months_wording.to_date_words(snapshot, row)
    if chart is None and not to_date:
        return
    yield html.heading("By month" if chart else "The year to date")
    if chart is not None:
        yield html.paragraphs([months_wording.month_words(snapshot, row)], kind="prose")
        yield indicator_chart.markup(chart, row.indicator)
    if to_date:
        yield html.marked(to_date, f" {html.data_mark(status)}", kind="prose")
