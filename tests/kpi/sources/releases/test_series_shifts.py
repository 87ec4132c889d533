"""Series that moved as a whole, and series that only look so."""

import polars as pl
import pytest

from kpi.sources.releases.series_shifts import BY_FACTOR, BY_YEARS, SeriesShift, shifts

YEARS = range(2015, 2023)
AREAS = [str(code) for code in range(801, 821)]


def series(*, step: float = 1.37) -> pl.DataFrame:
    """Figures of 20 areas and 8 years, each another number."""
    rows = [
        ("Measure", area, year, "", 10 + place * step + (year - 2015) * 0.61)
        for place, area in enumerate(AREAS)
        for year in YEARS
    ]
    return pl.DataFrame(rows, ["measure", "area", "year", "part", "value"], orient="row").cast(
        {"year": pl.Int32}
    )


@pytest.mark.parametrize("years", [1, -1, 2, -2])
def test_other_years_are_found_either_way(years: int) -> None:
    after = series().with_columns(pl.col("year") + years)
    number = 20 * 8  # every figure has its place in the release after
    assert shifts(series(), after) == (SeriesShift("Measure", BY_YEARS, years, number, number),)


@pytest.mark.parametrize("factor", [10.0, 100.0, 1000.0, 0.1, 0.01, 52.0, -1.0])
def test_one_factor_is_found(factor: float) -> None:
    after = series().with_columns(pl.col("value") * factor)
    assert shifts(series(), after) == (SeriesShift("Measure", BY_FACTOR, factor, 160, 160),)


def test_a_factor_is_found_in_rounded_figures() -> None:
    """A rate per 1,000 that is now per 10,000, both to one decimal."""
    exact = series().with_columns(pl.col("value") / 7)
    before = exact.with_columns(pl.col("value").round(1))
    after = exact.with_columns((pl.col("value") * 10).round(1))
    (found,) = shifts(before, after)
    assert (found.kind, found.by) == (BY_FACTOR, 10.0)
    assert found.moved >= 0.95 * found.of


def test_a_year_is_found_though_some_were_revised_too() -> None:
    after = series().with_columns(pl.col("year") + 1)
    revised = (pl.col("area") == "801") & (pl.col("year") < 2019)
    after = after.with_columns(value=pl.when(revised).then(99.0).otherwise(pl.col("value")))
    (found,) = shifts(series(), after)
    assert (found.by, found.moved, found.of) == (1, 157, 160)


@pytest.mark.parametrize(
    "after",
    [
        series(),
        series().with_columns(pl.col("value") * 1.02),  # a revision of each figure
        series().with_columns(pl.col("value") + 5),
        series(step=2.11),
        series().filter(pl.col("year") < 2018),
        series().clear(),
    ],
)
def test_other_changes_are_no_shift(after: pl.DataFrame) -> None:
    assert shifts(series(), after) == ()


def test_a_series_of_one_number_fits_every_year_and_is_no_shift() -> None:
    flat = series().with_columns(value=pl.lit(0.0))
    moved = flat.with_columns(pl.col("year") + 1)
    assert shifts(flat, moved) == ()


def test_few_figures_prove_nothing() -> None:
    few = series().filter(pl.col("area").is_in(["801", "802"]))
    assert shifts(few, few.with_columns(pl.col("value") * 10)) == ()
