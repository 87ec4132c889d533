"""Whole series that moved: by years, or by one factor, such as a rate per another number.

A publisher that files a series under other years, or changes its unit, changes nearly every figure
by one rule. Reported as that rule it is one line, where single changes would hide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

BY_YEARS, BY_FACTOR = "years", "factor"
_YEARS = (1, -1, 2, -2)
_NEARLY_ALL = 0.95
_FEWEST = 20  # figures that a rule is read from
_DIFFERENT = 5  # numbers among them: a series of one number fits every rule
_SAME = 1e-9
_OF_FACTOR = 0.005  # by which a rounded figure may miss the factor
_NO_FACTOR = 0.05  # a factor this close to 1 is a revision of each figure, no other unit
_NO_ROUNDED_FACTOR = 0.5  # where rounding hides how close the figures are
_LARGE = 10  # times the last decimal: its rounding is then a twentieth at most
_DECIMALS = 4
_OF_ROUND = 0.02
_ROUND = (10.0, 100.0, 1_000.0, 10_000.0, 100_000.0)


@dataclass(frozen=True)
class SeriesShift:
    """A measure whose figures moved as a whole.

    `by` is years (1: each figure stands one year later) or a factor; `moved` of the `of` figures
    that could follow the rule do.
    """

    measure: str
    kind: str
    by: float
    moved: int
    of: int


def shifts(before: pl.DataFrame, after: pl.DataFrame) -> tuple[SeriesShift, ...]:
    """Return the measures that moved as a whole, by name.

    Both have measure, area, year, part and value, one row a figure, without nulls.
    """
    pairs = _paired(before, after, 0)
    stays = _by_measure(pairs, _is_same())
    unmoved = {m: same / n for m, n, same, _ in stays if n}
    shift_of_measure: dict[str, SeriesShift] = {}
    for years in _YEARS:
        moved = _paired(before, after, years)
        for measure, number, same, different in _by_measure(moved, _is_same()):
            is_rule = (
                number >= _FEWEST
                and different >= _DIFFERENT
                and same >= _NEARLY_ALL * number
                and unmoved.get(measure, 0.0) < 1 - _NEARLY_ALL / 2
            )
            if is_rule and (
                measure not in shift_of_measure or shift_of_measure[measure].moved < same
            ):
                shift_of_measure[measure] = SeriesShift(measure, BY_YEARS, years, same, number)
    for shift in _factors(pairs):
        shift_of_measure.setdefault(shift.measure, shift)
    return tuple(shift_of_measure[measure] for measure in sorted(shift_of_measure))


# ---- parts --------------------------------------------------------------------------------


def _paired(before: pl.DataFrame, after: pl.DataFrame, years: int) -> pl.DataFrame:
    """Return the figures that both have, those before `years` earlier: value and value_new."""
    key = ["measure", "area", "year", "part"]
    return before.with_columns(pl.col("year") + years).join(
        after.select(*key, value_new="value"), on=key
    )


def _is_same() -> pl.Expr:
    apart = (pl.col("value") - pl.col("value_new")).abs()
    return apart <= _SAME * pl.max_horizontal(pl.col("value").abs(), pl.col("value_new").abs())


def _by_measure(pairs: pl.DataFrame, rule: pl.Expr) -> Iterator[tuple[str, int, int, int]]:
    """Yield each measure, its pairs, those that follow a rule, and how many numbers these are."""
    return (
        pairs.group_by("measure")
        .agg(pl.len(), rule.sum().alias("same"), pl.col("value").filter(rule).n_unique().alias("d"))
        .iter_rows()
    )


def _factors(pairs: pl.DataFrame) -> Iterator[SeriesShift]:
    """Yield the measures whose figures were nearly all multiplied by one number.

    Figures that are printed with few decimals miss the factor by their rounding; that is allowed
    for where the factor is far from 1, and the figures are large compared with their last decimal.
    """
    before, after = pl.col("value"), pl.col("value_new")
    # Zeros stay under any factor, and so say nothing.
    kept = pairs.filter((before != 0) & (after != 0)).with_columns(
        unit=_last_decimal("value").over("measure"),
        unit_new=_last_decimal("value_new").over("measure"),
    )
    large = (before.abs() >= _LARGE * pl.col("unit")) & (after.abs() >= _LARGE * pl.col("unit_new"))
    ratios = kept.filter(large).with_columns(
        middle=(after / before).median().over("measure"),
    )
    expected = before * pl.col("middle")
    exactly = (after - expected).abs() <= _OF_FACTOR * expected.abs()
    rounding = (pl.col("unit") * pl.col("middle").abs() + pl.col("unit_new")) / 2
    nearly = exactly | ((after - expected).abs() <= rounding)
    for is_close, least in ((exactly, _NO_FACTOR), (nearly, _NO_ROUNDED_FACTOR)):
        measures = (
            ratios.group_by("measure")
            .agg(
                pl.col("middle").first(),
                pl.len(),
                is_close.sum().alias("same"),
                before.filter(is_close).n_unique().alias("d"),
            )
            .sort("measure")
        )
        for measure, middle, number, same, different in measures.iter_rows():
            is_rule = number >= _FEWEST and different >= _DIFFERENT and same >= _NEARLY_ALL * number
            if is_rule and abs(middle - 1) > least:
                yield SeriesShift(measure, BY_FACTOR, _rounded(middle), same, number)


def _last_decimal(column: str) -> pl.Expr:
    """Return an expression: the unit of the last decimal that a series is printed with."""
    value = pl.col(column)
    unit = pl.lit(0.0)  # more decimals than any that are rounded for readers
    for decimals in reversed(range(_DECIMALS)):
        is_enough = ((value - value.round(decimals)).abs() <= _SAME).all()
        unit = pl.when(is_enough).then(pl.lit(10.0**-decimals)).otherwise(unit)
    return unit


def _rounded(factor: float) -> float:
    """Return a factor as the power of ten, or its inverse, that it is near; else to 3 digits."""
    for power in _ROUND:
        for exact in (power, 1 / power):
            if abs(factor / exact - 1) <= _OF_ROUND:
                return exact
    return float(f"{factor:.3g}")
