"""How far figures reach: counts, spread and place of each period agree with the ranking's."""

from __future__ import annotations

import pytest

from kpi.benchmarks.coverage import MOST, coverage
from kpi.benchmarks.ranking import periods, ranking
from kpi.model.snapshot import Snapshot


@pytest.mark.parametrize(
    ("measure", "area"),
    [("ehcp-20-weeks", "839"), ("FirstYJS", "908"), ("referrals-rate", "330")],
)
def test_each_period_is_that_of_the_ranking(snapshot: Snapshot, measure: str, area: str) -> None:
    found = coverage(snapshot, measure, area=area)
    labels = periods(snapshot, measure)[:MOST][::-1]
    assert [each.period for each in found] == [period for _, period in labels]
    for each, (label, _) in zip(found, labels, strict=True):
        ranked = ranking(snapshot, measure, area=area, period=label)
        own = ranked.authorities.to_dicts()
        row = next((row for row in own if row["area"] == area), None)
        assert (each.count, each.cuts) == (ranked.of, ranked.cuts)
        assert each.count <= each.of
        assert each.own == (row and row["value"])
        assert (each.rank, each.shared_by) == (
            (row["rank"], row["shared_by"]) if row and row["rank"] else (None, 0)
        )
        england = ranked.regions.row(-1, named=True)
        assert each.england == england["value"]


def test_a_break_is_told_at_its_period(snapshot: Snapshot) -> None:
    found = coverage(snapshot, "ehcp-20-weeks", area="839")
    assert [each.period.end.year for each in found if each.broken] == [2023]
