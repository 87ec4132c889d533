"""The short lists hold current figures only, at most five of each."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from kpi.benchmarks.authority_profile import profile, rank_share, shares_before
from kpi.benchmarks.ranking import periods, ranking
from kpi.benchmarks.short_lists import (
    FEWEST_AUTHORITIES,
    MOST,
    is_current,
    recent_from,
    short_lists,
)
from kpi.model.snapshot import Snapshot


@pytest.mark.parametrize("area", ["839", "420", "908"])
def test_lists_hold_current_figures_in_order(snapshot: Snapshot, area: str) -> None:
    table = profile(snapshot, area)
    found = short_lists(snapshot, table)
    for each in (found.best, found.worst, found.worsened):
        assert each.height <= MOST
        assert not each["discontinued"].any()
        assert each["period_end"].min() >= recent_from(snapshot)
        assert each["rank_of"].min() >= FEWEST_AUTHORITIES
    assert found.best["share"].is_sorted()
    assert found.worst["share"].is_sorted(descending=True)
    assert found.best["share"].max() <= 0.25
    assert found.worst["share"].min() >= 0.75
    assert set(found.worsened["direction"]) <= {"worsened"}


def test_what_is_older_than_two_years_is_not_current(snapshot: Snapshot) -> None:
    rows = pl.DataFrame(
        {
            "discontinued": [False, True, False, False],
            "period_end": [
                date(2024, 4, 1),
                date(2025, 3, 31),
                date(2024, 3, 31),
                date(2025, 3, 31),
            ],
            "rank_of": [100, 150, 150, 99],
        }
    )
    assert rows.select(is_current(snapshot)).to_series().to_list() == [True, False, False, False]


def test_shared_ranks_take_their_middle() -> None:
    rows = pl.DataFrame({"rank": [1, 1, 151, 1], "rank_of": [151, 151, 151, 1],
                         "shared_by": [1, 61, 1, 1]})  # fmt: skip
    assert rows.select(rank_share()).to_series().to_list() == [0.0, 0.2, 1.0, 0.0]


def test_places_before_are_those_of_the_ranking_then(snapshot: Snapshot) -> None:
    table = profile(snapshot, "839")
    names = short_lists(snapshot, table).worsened["measure"].to_list()
    found = shares_before(snapshot, "839", names)
    assert list(found) != []
    for name, share in found.items():
        (row,) = table.filter(pl.col("measure") == name).to_dicts()
        labels = {str(period): label for label, period in periods(snapshot, name)}
        then = ranking(snapshot, name, area="839", period=labels[row["previous_period"]])
        ranks = then.authorities.drop_nulls("rank")
        own = ranks.filter(pl.col("area") == "839")["rank"][0]
        sharing = (ranks["rank"] == own).sum()
        assert share == pytest.approx((own - 1 + (sharing - 1) / 2) / (ranks.height - 1))
    assert shares_before(snapshot, "839", []) == {}
