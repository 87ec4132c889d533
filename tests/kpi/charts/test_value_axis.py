"""The value axis: in the figures' unit, and from zero unless a reader chose otherwise."""

import pytest

from kpi.benchmarks.measures import measure
from kpi.charts.specification.chart import ValueAxis
from kpi.charts.value_axis import FROM_ZERO, indicator_axis, measure_axis, zero_words
from kpi.downloads.page_files import LineOptions
from kpi.model.snapshot import Snapshot


def test_every_indicator_and_measure_starts_at_zero(snapshot: Snapshot) -> None:
    assert FROM_ZERO
    assert all(indicator_axis(each).from_zero for each in snapshot.indicators)
    assert measure_axis(measure(snapshot, "ehcp-20-weeks")) == ValueAxis("percent", 1, True)
    assert LineOptions().from_zero


@pytest.mark.parametrize(
    ("from_zero", "words"),
    [(True, "the axis starts at zero"), (False, "the axis does not start at zero")],
)
def test_a_reader_may_have_a_measures_axis_fitted(
    snapshot: Snapshot, from_zero: bool, words: str
) -> None:
    axis = measure_axis(measure(snapshot, "ehcp-20-weeks"), from_zero=from_zero)
    assert axis.from_zero is from_zero
    assert zero_words(from_zero=from_zero) == words
