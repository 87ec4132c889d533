"""How the usual range was worked out, in words."""

from kpi.model.snapshot import Snapshot
from kpi.wording.trends import xmr_method
from tests.kpi.changing import BCP
from tests.kpi.wording.trends.xmr_rows import real, series_of


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
