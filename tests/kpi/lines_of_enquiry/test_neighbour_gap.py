"""The gap to the neighbours' mean, by the periods known then."""

from kpi.lines_of_enquiry.neighbour_gap import gaps
from kpi.model.snapshot import Snapshot
from tests.kpi.changing import row_of
from tests.kpi.lines_of_enquiry.asking import (
    EARLY,
    PLANS,
    REFERRALS,
    SECONDARY,
)


def test_gaps_are_those_of_the_periods_known_then(snapshot: Snapshot) -> None:
    found = gaps(snapshot, row_of(snapshot, SECONDARY))
    assert [each.period.short for each in found][-3:] == [
        "spring term 2022", "spring term 2023", "spring term 2024",
    ]  # fmt: skip
    assert [each.worse for each in found][-3:] == [0.072, 0.082, 0.051]  # 0.115 less 0.064
    newest = gaps(snapshot, row_of(snapshot, SECONDARY, newest=True))
    assert newest[-1].period.short == "spring term 2025"
    assert [each.period.short for each in gaps(snapshot, row_of(snapshot, PLANS))] == [
        "2023 (calendar year)", "2024 (calendar year)",
    ]  # fmt: skip
    assert gaps(snapshot, row_of(snapshot, REFERRALS)) == ()
    assert gaps(snapshot, row_of(snapshot, EARLY)) == ()
