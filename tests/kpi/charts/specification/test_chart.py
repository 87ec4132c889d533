"""The specification of a chart: frozen, its layers in order, its marks from all that it shows."""

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from kpi.charts import xmr
from kpi.charts.indicator_trend import trend
from kpi.charts.specification.chart import PeriodBand, ValueAxis
from kpi.indicators.xmr import reading
from kpi.model.snapshot import Snapshot
from kpi.periods import parse_period
from tests.kpi.changing import BCP, row_of
from tests.kpi.charts.layers import OURS, names


def test_layers_are_lines_then_hollow_points_then_target_and_ring(snapshot: Snapshot) -> None:
    plans = trend(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    compared = ["England", "South West", "Statistical neighbours"]
    assert names(plans) == [OURS, *compared, "Target", "Same period last year"]
    gap = trend(snapshot, row_of(snapshot, "ks4-fsm-gap"))
    hollow = [f"{name}, set aside" for name in (OURS, *compared)]
    assert names(gap)[: 2 * len(hollow)] == [OURS, *compared, *hollow]


def test_limits_are_columns_but_drawn_as_stretches(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    found = reading(row.indicator, row.series, BCP)
    assert found is not None
    chart = xmr.chart(row, found)
    assert chart is not None
    usual = ["Upper end of the usual range", "Average", "Lower end of the usual range"]
    assert [line.name for line in chart.columns] == [OURS, *usual]
    assert names(chart) == [*usual, OURS, *(each.name for each in chart.signals)]


def test_the_mark_counts_the_target_too(snapshot: Snapshot) -> None:
    chart = trend(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    assert chart.mark == "illustrative"  # all of our own figures are
    others = replace(chart, lines=chart.lines[1:2])
    assert others.mark == "some figures illustrative"  # England's are not, the target is
    assert replace(others, target=None).mark == "published"


def test_a_specification_is_frozen(snapshot: Snapshot) -> None:
    chart = trend(snapshot, row_of(snapshot, "ehcp-20-weeks"))
    with pytest.raises(FrozenInstanceError):
        chart.title = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("unit", "prefix", "suffix"),
    [("percent", "", "%"), ("£ a week", "£", ""), ("per 10,000 children", "", "")],
)
def test_units_at_a_tick(unit: str, prefix: str, suffix: str) -> None:
    axis = ValueAxis(unit, 1, from_zero=True)
    assert (axis.prefix, axis.suffix) == (prefix, suffix)


def test_bands_that_touch_have_one_label(snapshot: Snapshot) -> None:
    labels = ("2018/19", "2019/20", "2021/22", "2022/23")
    *years, last = [parse_period(f"academic year {each}") for each in labels]
    bands = (*(PeriodBand(year, "no data") for year in years), PeriodBand(last, "new"))
    chart = replace(trend(snapshot, row_of(snapshot, "ks4-fsm-gap")), bands=bands)
    assert list(chart.band_labels) == [
        (date(2019, 9, 1), "no data"),
        (years[2].middle, "no data"),
        (last.middle, "new"),
    ]
