"""What is said of a series, and its points, as page, file and command show them."""

import pytest

from kpi.errors import UnknownNameError
from kpi.indicators.xmr import reading
from kpi.model.snapshot import Snapshot
from kpi.tables.reports import signals_table
from kpi.wording.trends.xmr import sentence
from tests.kpi.changing import row_of


def test_points_of_quarters(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    xmr = reading(row.indicator, row.series, row.area.code)
    assert xmr is not None
    found = signals_table.signals_of(row)
    assert found.sentences[0] == sentence(row, xmr)
    assert all(found.sentences)
    assert found.points.schema == signals_table.POINTS
    assert found.points.equals(signals_table.points_table(row, xmr))
    assert found.points.height == 20
    outside = found.points.filter(sign="outside the usual range")
    assert outside["period"].to_list() == ["Q1 2021-22"]


def test_a_baseline_changes_the_limits_of_every_point(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "referrals-rate")
    usual, fixed = (
        signals_table.signals_of(row).points["upper"],
        signals_table.signals_of(row, baseline=12, is_screened=False).points["upper"],
    )
    assert fixed.n_unique() == 1
    assert fixed[0] != usual[0]


def test_years_have_their_trend(snapshot: Snapshot) -> None:
    found = signals_table.signals_of(row_of(snapshot, "assessments-45-days", area="330"))
    assert found.points.schema == signals_table.YEARS
    assert found.points["in_test"].sum() == 5
    assert found.sentences[-1].startswith("Chi-squared ")


def test_no_figure_at_all(snapshot: Snapshot) -> None:
    row = row_of(snapshot, "early-help-returns", area="330")
    with pytest.raises(UnknownNameError, match="there is no figure of early-help-returns for Birm"):
        signals_table.signals_of(row)
