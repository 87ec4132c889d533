"""The chart of the usual range: lines, limits, signs, gaps, and its table."""

import pytest

from kpi.charts import chart_table
from kpi.charts import xmr as xmr_chart
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Xmr, XmrAnswer, reading
from kpi.model.snapshot import Snapshot
from kpi.wording.trends import xmr as xmr_wording
from tests.kpi.changing import BCP, missing, quarter, row_of
from tests.kpi.charts.layers import all_values


def read(row: ScorecardRow) -> tuple[ScorecardRow, Xmr]:
    found = reading(row.indicator, row.series, row.area.code)
    assert found is not None
    return row, found


def real(snapshot: Snapshot, name: str, area: str = BCP) -> tuple[ScorecardRow, Xmr]:
    return read(row_of(snapshot, name, area=area))


def test_chart_of_referrals(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "referrals-rate")
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    assert chart.title == "The usual range: nothing unusual in January to March 2024"
    levels = {each.name: each.value for each in chart.stretches}
    assert levels["Average"] == pytest.approx(147.37285, abs=1e-5)
    assert levels["Upper end of the usual range"] == pytest.approx(219.5989, abs=1e-4)
    assert levels["Lower end of the usual range"] == pytest.approx(75.1468, abs=1e-4)
    assert [point.value for point in chart.lines[0].points] == [o.value for o in row.series]
    signals = {each.name: each for each in chart.signals}
    high, low = signals["unusual, high"], signals["unusual, low"]
    assert (len(high.corners), len(low.corners)) == (7, 2)
    assert {high.marker.shape, low.marker.shape} == {"square"}
    assert high.corners[3].text == (
        "Q1 2021-22 (Apr to Jun 2021): 221.8 per 10,000 children, above the usual range (derived)"
    )
    assert xmr_wording.sentence(row, found) in chart.text
    assert "Nine stand out." in chart.text
    assert (
        "Above the usual range" in chart.text or "above the usual range: Q1 2021-22" in chart.text
    )
    assert [(" ".join(label.words), label.bold) for label in chart.labels] == [
        ("usual up to 219.6", False),
        ("average 147.4", False),
        ("ours 135.1", True),
        ("usual from 75.1", False),
    ]


def test_twin_has_limits_and_signs(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "referrals-rate")
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    twin = dict(chart_table.twin(chart, row.indicator))
    assert len(twin) == 20
    assert twin[quarter("Q1 2021-22")] == [
        "221.8 per 10,000 children (1,626 referrals to children's social care; above the usual "
        "range)",
        "219.6 per 10,000 children",
        "147.4 per 10,000 children",
        "75.1 per 10,000 children",
    ]


def test_limits_are_never_drawn_below_nought(snapshot: Snapshot) -> None:
    row, found = real(snapshot, "primary-permanent-exclusions", "311")
    assert found.now.limits is not None
    assert found.now.limits.lower < 0
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    assert min(all_values(chart)) == 0.0


def test_a_gap_stays_open_in_the_chart(snapshot: Snapshot) -> None:
    lost = quarter("Q3 2021-22")
    row, found = read(row_of(missing(snapshot, "referrals-rate", lost), "referrals-rate"))
    chart = xmr_chart.chart(row, found)
    assert chart is not None
    assert chart.lines[0].points[10].value is None
    assert dict(chart_table.twin(chart, row.indicator))[lost][0] == "no figure"


def test_ticks_are_few_and_of_one_season(snapshot: Snapshot) -> None:
    for name in ("referrals-rate", "secondary-permanent-exclusions"):
        row, found = real(snapshot, name)
        chart = xmr_chart.chart(row, found)
        assert chart is not None
        assert 2 <= len(chart.x_ticks) <= 3
        assert len({tick.words[0] for tick in chart.x_ticks}) == 1


def test_unfit_series_have_no_chart(snapshot: Snapshot) -> None:
    for name, area, answer in (
        ("primary-permanent-exclusions", "201", XmrAnswer.CONSTANT),
        ("secondary-permanent-exclusions", "420", XmrAnswer.SELDOM),
    ):
        row, found = real(snapshot, name, area)
        assert found.answer is answer
        assert xmr_chart.chart(row, found) is None
