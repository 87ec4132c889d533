"""England and regions that nobody publishes: the same means as the series, everywhere."""

from __future__ import annotations

import polars as pl
import pytest

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.ranking import ranking
from kpi.benchmarks.time_series import over_time
from kpi.indicators.comparisons import england_and_region_means
from kpi.indicators.comparisons.means_of_authorities import weights_of
from kpi.indicators.series_table import series
from kpi.model.snapshot import Snapshot
from kpi.tables.builder import table
from kpi.tables.selection import Selection

TERMLY = ("primary-permanent-exclusions", "secondary-permanent-exclusions")


def test_only_termly_exclusions_have_no_published_england(snapshot: Snapshot) -> None:
    assert [indicator.id for indicator in england_and_region_means.unpublished(snapshot)] == list(
        TERMLY
    )


@pytest.mark.parametrize("indicator", TERMLY)
@pytest.mark.parametrize(("home", "region"), [("839", "990"), ("201", "987"), ("908", "990")])
def test_the_means_are_those_of_the_series(
    snapshot: Snapshot, indicator: str, home: str, region: str
) -> None:
    told = series(
        snapshot, snapshot.indicator(indicator), area=home, groups=("england", "region")
    ).filter(pl.col("data_status") == "derived")
    assert told["area"].unique().sort().to_list() == ["970", region]
    made = england_and_region_means.with_means(snapshot).filter(
        (pl.col("indicator_id") == indicator) & (pl.col("data_status") == "derived")
    )
    both = told.join(made, on=["area", "period_start", "period_end"], how="left")
    assert both.height == 34  # 17 terms, England and a region
    assert both["value"].to_list() == both["value_right"].to_list()
    assert both["note"].to_list() == both["note_right"].to_list()


def london_part(snapshot: Snapshot, region: str) -> list[str]:
    return snapshot.areas.filter(pl.col("region") == region)["area"].to_list()


def test_london_is_all_of_it(snapshot: Snapshot) -> None:
    found = grid(snapshot)
    rows, values = found.published_of(TERMLY[1])
    inner, outer, london = (values[code][-1] for code in ("987", "988", "986"))
    assert rows["is_derived"].all()
    assert (round(inner, 10), round(outer, 10)) == (0.0382206693, 0.0383810863)
    # All of London's pupils are those of its two parts, so its rate lies between theirs.
    weights = weights_of(snapshot, snapshot.indicator(TERMLY[1]))
    assert weights is not None
    pupils = {
        part: sum(weights.by_area.get(code, 0) for code in london_part(snapshot, part))
        for part in ("987", "988")
    }
    both = (pupils["987"] * inner + pupils["988"] * outer) / sum(pupils.values())
    assert london == pytest.approx(both, abs=1e-9)


def test_every_view_marks_them(snapshot: Snapshot) -> None:
    lines = {line.key: line for line in over_time(snapshot, TERMLY[1], area="839").series}
    assert lines["england"].name == "England (derived mean of authorities)"
    assert lines["region"].name == "South West (derived mean of authorities)"
    regions = ranking(snapshot, TERMLY[1], area="839").regions
    assert regions["is_derived"].all()
    assert regions.filter(pl.col("area") == "970")["value"].to_list() == [0.0738075923]
    assert not ranking(snapshot, "ehcp-20-weeks", area="839").regions["is_derived"].any()
    built = table(snapshot, Selection(home="839", measures=(TERMLY[1],), areas=("england",)))
    assert built["data_status"].unique().to_list() == ["derived"]
    assert built["note"][-1].startswith("Mean of 151 of 153 authorities, weighted by pupils")
