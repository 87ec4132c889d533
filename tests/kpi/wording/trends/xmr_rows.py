"""Rows of the scorecard with their reading, real or with the last figures replaced."""

from dataclasses import replace

from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Xmr, reading
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import BCP, row_of


def read(row: ScorecardRow) -> tuple[ScorecardRow, Xmr]:
    found = reading(row.indicator, row.series, row.area.code)
    assert found is not None
    return row, found


def real(snapshot: Snapshot, name: str, area: str = BCP) -> tuple[ScorecardRow, Xmr]:
    return read(row_of(snapshot, name, area=area))


def series_of(snapshot: Snapshot, name: str, values: list[float]) -> tuple[ScorecardRow, Xmr]:
    """The row with its last figures replaced."""
    row = row_of(snapshot, name)
    start = len(row.series) - len(values)
    series = [
        replace(o, value=values[i - start]) if i >= start else o for i, o in enumerate(row.series)
    ]
    return read(replace(row, series=tuple(series)))
