"""The table of a chart: every figure of every line, newest first, with what stands behind ours."""

from kpi.charts.chart_table import twin
from kpi.charts.indicator_trend import trend
from kpi.model.display import show
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import quarter, row_of, suppressed


def test_every_figure_stands_in_its_row_and_column(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    chart = trend(snapshot, row)
    table = twin(chart, row.indicator)
    periods = [period for period, _ in table]
    assert periods == sorted(set(periods), reverse=True)
    cells = dict(table)
    for place, line in enumerate(chart.columns):
        told = {p.period: p.value for p in line.points if p.value is not None}
        for period in periods:
            figure = show(row.indicator, told[period]) if period in told else ""
            assert cells[period][place].partition(" (")[0] == figure


def test_counts_stand_behind_our_own_figures(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "ehcp-20-weeks")
    newest = dict(twin(trend(snapshot, row), row.indicator))[quarter("Q1 2025-26")]
    assert newest[0] == "53.9% (96 of 178 plans)"


def test_a_gap_says_that_there_is_no_figure(snapshot: Snapshot) -> None:
    lost = quarter("Q3 2024-25")
    hole = suppressed(snapshot, "ehcp-20-weeks", lost)
    row = row_of(hole, "ehcp-20-weeks")
    assert dict(twin(trend(hole, row), row.indicator))[lost][0] == "no figure"
