"""How large a figure can be, by its unit; and that a figure beyond it is found in a snapshot."""

from math import inf, nan

import polars as pl
import pytest

from kpi.model.snapshot import Snapshot
from kpi.returns import bounds


@pytest.mark.parametrize(
    ("unit", "inside", "outside"),
    [
        ("percent", [0.0, -0.0, 100.0, 53.9, 1e-9], [-0.1, 100.1, 1e308, 1e-12]),
        ("points", [-100.0, 100.0, 15.2], [100.5, -1e19]),
        ("per 10,000 children", [0.0, 132.1, 100_000.0], [-1.0, 100_000.1, 5e19]),
        ("per 100,000 children", [1_000_000.0], [1_000_001.0]),
        ("days", [0.0, 36_525.0], [-1.0, 36_526.0]),
        ("number", [0.0, 1e8], [-1.0, 1e9]),
        ("pounds", [0.0, 1e12], [-1.0, 1e13]),
        ("per 1,000 pupils", [10_000.0], [10_000.1]),
    ],
)
def test_bounds_of_a_unit(unit: str, inside: list[float], outside: list[float]) -> None:
    limits = bounds.of_unit(unit)
    assert [limits.hold(value) for value in inside] == [True] * len(inside)
    odd = [*outside, inf, -inf, nan, 5e-324]
    assert [limits.hold(value) for value in odd] == [False] * len(odd)


def test_the_shipped_snapshot_is_within_bounds(snapshot: Snapshot) -> None:
    assert list(bounds.out_of_bounds(snapshot)) == []


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("value", 101.0, "its value is 101, expected a percentage from 0 to 100"),
        ("value", nan, "its value is nan, expected"),
        ("numerator", 5e19, "its numerator is 5e+19, expected a whole number from 0 to 100,000"),
        ("denominator", inf, "its denominator is inf, expected"),
    ],
)
def test_a_figure_beyond_bounds_is_named(
    snapshot: Snapshot, column: str, value: float, said: str
) -> None:
    here = (
        (pl.col("indicator_id") == "ehcp-20-weeks")
        & (pl.col("reporting_quarter") == "Q1 2025-26")
        & (pl.col("area") == "839")
    )
    tables = {
        "observations": snapshot.observations.with_columns(
            pl.when(here).then(pl.lit(value)).otherwise(column).alias(column)
        )
    }
    (line,) = bounds.out_of_bounds(snapshot.with_tables(tables))
    assert line.startswith("ehcp-20-weeks of Bournemouth, Christchurch and Poole, Q1 2025-26")
    assert said in line


def test_a_target_and_a_published_figure_beyond_bounds_are_named(snapshot: Snapshot) -> None:
    targets = snapshot.targets.with_columns(intervention_level=pl.lit(1e300)).head(1)
    published = snapshot.held_benchmarks.head(1).with_columns(value=pl.lit(-inf))
    lines = list(
        bounds.out_of_bounds(snapshot.with_tables({"targets": targets, "benchmarks": published}))
    )
    assert len(lines) == 2
    assert "its intervention level is 1e+300, expected" in lines[0]
    assert "its value is -inf, expected a number" in lines[1]
