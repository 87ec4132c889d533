"""How the usual range was worked out, in words."""

from dataclasses import replace

from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.xmr import Xmr, reading
from kpi.model.snapshot import Snapshot
from kpi.wording.trends import xmr_method
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


def test_when_most_figures_stand_out(snapshot: Snapshot) -> None:
    most, few = (
        " ".join(xmr_method.notes(*real(snapshot, "referrals-rate", area))) for area in ("330", BCP)
    )
    assert "A new start may be due. It is set by people" in most
    assert "A new start may be due" not in few


def test_screened_changes_are_counted(snapshot: Snapshot) -> None:
    calm = [100.0 + (i % 3) for i in range(20)]
    calm[9] = 300.0
    row, found = series_of(snapshot, "referrals-rate", calm)
    assert (
        "Two changes from one quarter to the next were far larger than the others and left out in "
        "working out the range, so that it is not stretched."
    ) in xmr_method.notes(row, found)
