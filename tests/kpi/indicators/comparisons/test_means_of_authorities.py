"""Pupils that weigh a term's rate: of another year, of an authority that ended."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from kpi.indicators.comparisons.means_of_authorities import mean, weights_of, with_weight
from kpi.model.snapshot import Snapshot
from kpi.periods import Period

INPUTS = Path(__file__).parents[4] / "data" / "inputs"
PRIMARY, SECONDARY = "primary-permanent-exclusions", "secondary-permanent-exclusions"
BOTH = (PRIMARY, SECONDARY)


@pytest.mark.parametrize("indicator_id", BOTH)
def test_pupils_of_another_year_would_hardly_move_it(snapshot: Snapshot, indicator_id: str) -> None:
    """Each area's pupils moved back by how its children changed in number since."""
    indicator = snapshot.indicator(indicator_id)
    weights = weights_of(snapshot, indicator)
    assert weights is not None
    assert weights.period == Period.academic_year(2024)
    path = next((INPUTS / "ons-population").glob("*.csv"))
    people = pl.read_csv(path, infer_schema=False).select(
        pl.col("time_period").alias("year"),
        pl.col("old_la_code").alias("area"),
        pl.col("population_estimate").cast(pl.Float64, strict=False).alias("children"),
    )
    children = {(y, a): n for y, a, n in people.drop_nulls().iter_rows()}
    rows = with_weight(
        snapshot.observed(indicator_id).filter(
            (pl.col("leg") == "") & (pl.col("period_kind") == "term")
        ),
        weights,
    ).drop_nulls(["value", "weight"])
    for year in range(2019, 2024):
        inside = rows.filter(
            (pl.col("period_start") >= date(year, 9, 1))
            & (pl.col("period_end") <= date(year + 1, 8, 31))
        )
        back = [
            children.get((str(year), area), 1.0) / children.get(("2024", area), 1.0)
            if (str(year), area) in children and ("2024", area) in children
            else 1.0
            for area in inside["area"]
        ]
        moved = inside.with_columns(weight=pl.col("weight") * pl.Series(back))
        now = sum(part.select(mean()).item() for part in inside.partition_by("period_start"))
        then = sum(part.select(mean()).item() for part in moved.partition_by("period_start"))
        assert inside["period_start"].n_unique() == 3
        assert 0 < abs(then / now - 1) < 0.006


def test_an_authority_that_ended_counts_for_its_successors(snapshot: Snapshot) -> None:
    weights = weights_of(snapshot, snapshot.indicator(PRIMARY))
    assert weights is not None
    by_area = weights.by_area
    assert by_area["909"] == by_area["942"] + by_area["943"]
    assert by_area["928"] == by_area["940"] + by_area["941"]
    # Dorset's old county, Bournemouth and Poole share a successor: nobody knows their parts.
    assert by_area.keys().isdisjoint({"835", "836", "837"})
    assert "201" not in by_area  # hidden by DfE: one school
    assert weights.words == "weighted by pupils on roll in the academic year 2024/25"
