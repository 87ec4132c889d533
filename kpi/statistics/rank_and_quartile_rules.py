"""Ranks, quartile cuts and bands, and one area compared with England, region and neighbours.

With `lait_compatible` these are LAIT's own rules exactly; without it an authority counts in the
periods on whose last day it existed, and comparators that would mislead are withheld. Nothing is
rounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

import polars as pl

from kpi.errors import UnknownNameError
from kpi.model.existing_areas import existed
from kpi.model.neighbour_models import NONE
from kpi.model.schemas import ENGLAND
from kpi.model.series_discontinuities import comparable
from kpi.statistics.float_noise import clean, clean_floats
from kpi.statistics.group_means import over_rows

JUDGED = ("High", "Low")
NOT_SHOWN = "-"  # LAIT's mark where a rank or band does not apply
LETTERS = "ABCD"
OUTSIDE = "Error"  # LAIT's band for a value outside the range the cuts were made from

COLUMNS = (
    "area",
    "measure",
    "topic",
    "period",
    "value",
    "england",
    "region",
    "neighbours_mean",
    "neighbours_median",
    "neighbours_count",
    "previous_period",
    "change",
    "rank",
    "rank_of",
    "band",
    "polarity",
)


def compare(  # noqa: PLR0913 - named by every caller
    benchmarks: pl.DataFrame,
    measures: pl.DataFrame,
    areas: pl.DataFrame,
    neighbours: pl.DataFrame,
    *,
    area: str,
    measures_wanted: Sequence[str] | None = None,
    period: str | None = None,
    model: str | None = None,
    lait_compatible: bool = False,
) -> pl.DataFrame:
    """Return one area's figures and its comparators: the columns `COLUMNS`, sorted by measure.

    With `lait_compatible` there is one row for each entry of LAIT's dictionary (446: a measure with
    two long names has two), else one for each measure (434). `period` is LAIT's label; without it
    each measure's latest is used. Null means there is no figure: `value`, `rank` and `band` where
    the area has no value, `rank` and `rank_of` also where the polarity is not High or Low, `period`
    too where the measure has no such period. `band` is "-" where LAIT shows none. `change` is the
    value less that of `previous_period`: LAIT's is the next lower year whatever the gap; ours the
    last comparable one (`kpi.model.series_discontinuities`): not set aside, with no year in common
    and no break between. Values, comparators and change are in the measure's unit; `rank_of` counts
    ranked areas.

    Without a neighbour `model` it is the newest. Raises UnknownNameError for an area, measure,
    period or model that the tables do not hold.
    """
    here = _known_area(areas, area)
    models = neighbours["model"].unique().to_list()
    model = model or max(models, default=NONE)
    if model != NONE and model not in models:
        raise UnknownNameError(f"no neighbour model '{model}'")
    rows = _wanted(benchmarks, measures, measures_wanted)
    if not lait_compatible:
        # LAIT's label "0" names no period (trap 7); float noise would rank equal figures apart.
        rows = rows.drop_nulls("period_end").with_columns(clean("value"))
    now = _periods(rows, areas, period, lait_compatible)
    current = rows.join(now, on=["measure", "label"]).select(
        "measure", "area", "value", "period_end"
    )
    peers = _counted(current, areas, lait_compatible).join(
        measures.select("measure", "polarity"), on="measure"
    )
    table = (
        _entries(measures.join(rows, on="measure", how="semi"), lait_compatible)
        .join(now, on="measure", how="left")
        .join(_of_area(current, area, "value"), on="measure", how="left")
        .join(_of_area(current, ENGLAND, "england"), on="measure", how="left")
        .join(_region(rows, areas, here, current, lait_compatible), on="measure", how="left")
        .join(_neighbours(peers, neighbours, area, model), on="measure", how="left")
        .join(_previous(rows, now, area, lait_compatible), on="measure", how="left")
        .join(_ranks(peers).filter(pl.col("area") == area).drop("area"), on="measure", how="left")
        .join(cuts(peers), on="measure", how="left")
    )
    if not lait_compatible:
        table = clean_floats(table)
    change = pl.col("value") - pl.col("previous_value")
    judged = pl.col("polarity").is_in(JUDGED)
    banded = judged & ~pl.col("no_quartile")
    table = table.with_columns(
        pl.lit(area).alias("area"),
        pl.col("label").alias("period"),
        pl.col("neighbours_count").fill_null(0),
        (change if lait_compatible else change.round(10)).alias("change"),
        pl.when(judged).then(pl.col("peers")).alias("rank_of"),
        # An authority that did not exist then may have a value, but no rank and no band.
        pl.when(~banded)
        .then(pl.lit(NOT_SHOWN))
        .when(pl.col("rank").is_not_null())
        .then(bands("value"))
        .alias("band"),
    )
    if not lait_compatible:
        table = _withhold(table, measures)
    return table.sort("measure", "order").select(COLUMNS)


def rank(value: str = "value", polarity: str = "polarity") -> pl.Expr:
    """Return the expression of LAIT's rank: 1 is best, ties share the lowest number.

    Null without a value or a judged polarity. Use with `.over("measure")`, or on one measure's
    rows.
    """
    return (
        pl.when(pl.col(polarity) == "High")
        .then(rank_of("High", value))
        .when(pl.col(polarity) == "Low")
        .then(rank_of("Low", value))
    )


def rank_of(polarity: str, value: str = "value") -> pl.Expr:
    """Return `rank` for rows that all have the given polarity."""
    if polarity not in JUDGED:
        return pl.lit(None, pl.Int64)
    return pl.col(value).rank("min", descending=polarity == "High").cast(pl.Int64)


def bands(value: str = "value", polarity: str = "polarity") -> pl.Expr:
    """Return the expression of LAIT's quartile band, A (best) to D.

    The table has columns minimum, q1, q2, q3, maximum. A value on a cut is in the lower quarter:
    for High a value on q1 is D. "-" where the polarity is not High or Low, null without a value,
    "Error" outside minimum to maximum or where the cut that would decide is null.
    """
    v = pl.col(value)
    quarter = (
        pl.when((v >= pl.col("minimum")) & (v <= pl.col("q1")))
        .then(1)
        .when((v > pl.col("q1")) & (v <= pl.col("q2")))
        .then(2)
        .when((v > pl.col("q2")) & (v <= pl.col("q3")))
        .then(3)
        .when((v > pl.col("q3")) & (v <= pl.col("maximum")))
        .then(4)
    )
    best = pl.when(pl.col(polarity) == "High").then(5 - quarter).otherwise(quarter)
    letters = best.replace_strict({1: "A", 2: "B", 3: "C", 4: "D"}, return_dtype=pl.String)
    return (
        pl.when(~pl.col(polarity).is_in(JUDGED))
        .then(pl.lit(NOT_SHOWN))
        .when(v.is_not_null())
        .then(letters.fill_null(OUTSIDE))
    )


def band_of(value: float | None, ends: Sequence[float | None], polarity: str) -> str | None:
    """Return the band of one value as `bands` does; `ends` are minimum, q1, q2, q3, maximum.

    For a few values and one set of cuts, where a polars query takes longer.
    """
    if polarity not in JUDGED:
        return NOT_SHOWN
    if value is None:
        return None
    letters = LETTERS[::-1] if polarity == "High" else LETTERS
    for quarter, (below, top) in enumerate(pairwise(ends)):
        if below is None or top is None:
            continue
        if (below < value or (quarter == 0 and below == value)) and value <= top:
            return letters[quarter]
    return OUTSIDE


def bands_of(
    values: Iterable[float | None], ends: Sequence[float | None], polarity: str
) -> list[str | None]:
    """Return the `band_of` each of many values of a period."""
    complete = [end for end in ends if end is not None]
    if polarity not in JUDGED or len(complete) < len(ends):
        return [band_of(value, ends, polarity) for value in values]
    low, *inner, high = complete
    letters = LETTERS[::-1] if polarity == "High" else LETTERS
    return [
        None
        if value is None
        else letters[bisect_left(inner, value)]
        if low <= value <= high
        else OUTSIDE
        for value in values
    ]


def cuts(peers: pl.DataFrame) -> pl.DataFrame:
    """Return measure, peers (count), minimum, q1, q2, q3, maximum of the non-null values."""
    # Each measure is sorted once; the rest is look-ups in the sorted lists.
    ordered = peers.group_by("measure").agg(pl.col("value").sort())
    return ordered.select("measure", *_cut_columns())


@cache
def _cut_columns() -> tuple[pl.Expr, ...]:
    """Return the expressions of `cuts` on sorted lists; building them is the slow part."""
    quartiles = enumerate((0.25, 0.5, 0.75), 1)
    return (
        pl.col("value").list.len().cast(pl.Int64).alias("peers"),
        pl.col("value").list.first().alias("minimum"),
        *(_type_7(share).alias(f"q{number}") for number, share in quartiles),
        pl.col("value").list.last().alias("maximum"),
    )


def withheld(measures: pl.DataFrame) -> pl.DataFrame:
    """Return measure, comparator (england, region or neighbours) and reason of what is withheld."""
    return (
        measures.select("measure", "withheld").explode("withheld").drop_nulls().unnest("withheld")
    )


def as_lait(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table of `compare` with `rank` as LAIT prints it: text, "-" without a rank."""
    return table.with_columns(
        pl.when(pl.col("polarity").is_in(JUDGED))
        .then(pl.col("rank").cast(pl.String))
        .otherwise(pl.lit(NOT_SHOWN))
        .alias("rank")
    )


# ---- steps -------------------------------------------------------------------------------


def _known_area(areas: pl.DataFrame, area: str) -> dict[str, object]:
    matching = areas.filter(pl.col("area") == area)
    if matching.is_empty():
        raise UnknownNameError(f"no area with the code '{area}'")
    return matching.row(0, named=True)


def _wanted(
    benchmarks: pl.DataFrame, measures: pl.DataFrame, wanted: Sequence[str] | None
) -> pl.DataFrame:
    rows = benchmarks
    if wanted is not None:
        if unknown := set(wanted) - set(measures["measure"]):
            raise UnknownNameError(f"no measure {', '.join(sorted(map(repr, unknown)))}")
        rows = benchmarks.filter(pl.col("measure").is_in(list(wanted)))
    return rows.with_columns(pl.col("measure", "area", "label").cast(pl.String))


def _counted(current: pl.DataFrame, areas: pl.DataFrame, lait_compatible: bool) -> pl.DataFrame:
    """Return the figures that count in ranks, cuts and means.

    LAIT counts all authorities of all times; we count those that existed on the period's last day.
    """
    authorities = areas.filter(pl.col("kind") == "authority").select(
        "area", "created_on", "abolished_on"
    )
    figures = current.drop_nulls("value").join(authorities, on="area", maintain_order="left")
    if not lait_compatible:
        figures = figures.filter(existed(pl.col("period_end")))
    return figures.select("measure", "area", "value")


def _latest(rows: pl.DataFrame, areas: pl.DataFrame, lait_compatible: bool) -> pl.DataFrame:
    """Return measure and label: LAIT takes authorities' largest label as text; we take the last."""
    authorities = areas.filter(pl.col("kind") == "authority")["area"].to_list()
    named = rows.filter(pl.col("area").is_in(authorities))
    if lait_compatible:
        return named.group_by("measure").agg(pl.col("label").max())
    return named.group_by("measure").agg(pl.col("label").sort_by("period_end", "label").last())


def _periods(
    rows: pl.DataFrame, areas: pl.DataFrame, period: str | None, lait_compatible: bool
) -> pl.DataFrame:
    """Return measure and label of the period that is compared; raises UnknownNameError."""
    if period is None:
        return _latest(rows, areas, lait_compatible)
    matching = rows.filter(pl.col("label") == period).select("measure", "label").unique()
    if matching.is_empty():
        raise UnknownNameError(f"no measure has a period '{period}'")
    return matching


def _entries(measures: pl.DataFrame, lait_compatible: bool) -> pl.DataFrame:
    """Return measure, order, polarity, topic, no_quartile: the rows of the result."""
    if not lait_compatible:
        # Trap 15: a band that LAIT withholds under one name only is withheld under both.
        return measures.select(
            "measure", pl.lit(0).alias("order"), "polarity", "topic", "no_quartile"
        )
    return (
        measures.select("measure", "polarity", "entries")
        .explode("entries")
        .unnest("entries")
        .with_columns(pl.int_range(pl.len()).over("measure").alias("order"))
        .select("measure", "order", "polarity", "topic", "no_quartile")
    )


def _of_area(current: pl.DataFrame, area: str, name: str) -> pl.DataFrame:
    return current.filter(pl.col("area") == area).select("measure", pl.col("value").alias(name))


def _region(
    rows: pl.DataFrame,
    areas: pl.DataFrame,
    here: dict[str, object],
    current: pl.DataFrame,
    lait_compatible: bool,
) -> pl.DataFrame:
    """Return measure and region: the home region's value, or London's where that is blank.

    LAIT decides by the newest period, for all periods at once; we decide by the period shown.
    """
    own = _of_area(current, str(here["region"]), "own")
    wider = _of_area(current, str(here["wider_region"]), "wider")
    decides = own
    if lait_compatible:
        newest = rows.join(_latest(rows, areas, lait_compatible), on=["measure", "label"])
        decides = _of_area(newest, str(here["region"]), "own")
    return (
        current.select("measure")
        .unique()
        .join(own, on="measure", how="left")
        .join(wider, on="measure", how="left")
        .join(decides.rename({"own": "decides"}), on="measure", how="left")
        .select(
            "measure",
            pl.when(pl.col("decides").is_null() & (pl.lit(here["wider_region"]).is_not_null()))
            .then("wider")
            .otherwise("own")
            .alias("region"),
        )
    )


def _neighbours(
    peers: pl.DataFrame, neighbours: pl.DataFrame, area: str, model: str
) -> pl.DataFrame:
    """Return measure, neighbours_mean, _median and _count of those with a value, unweighted."""
    listed = neighbours.filter((pl.col("model") == model) & (pl.col("area") == area))
    group = over_rows(is_rounded=False)
    return (
        peers.filter(pl.col("area").is_in(listed["neighbour"].to_list()))
        .group_by("measure")
        .agg(
            group.mean.alias("neighbours_mean"),
            group.median.alias("neighbours_median"),
            group.counted.alias("neighbours_count"),
        )
    )


def _previous(
    rows: pl.DataFrame, now: pl.DataFrame, area: str, lait_compatible: bool
) -> pl.DataFrame:
    """Return measure, previous_period and previous_value of an area.

    LAIT's is the next lower year number, whatever the gap; ours is the last comparable one before
    (`kpi.model.series_discontinuities`).
    """
    own = rows.filter(pl.col("area") == area)
    shown = own.join(now, on=["measure", "label"]).select(
        "measure", pl.col("label").alias("shown_label"), pl.col("year_number").alias("shown")
    )
    earlier = own.join(shown, on="measure").filter(pl.col("year_number") < pl.col("shown"))
    if not lait_compatible:
        earlier = earlier.join(comparable(own), on=["measure", "shown_label", "label"])
    return earlier.group_by("measure").agg(
        pl.col("label").sort_by("year_number").last().alias("previous_period"),
        pl.col("value").sort_by("year_number").last().alias("previous_value"),
    )


def _ranks(peers: pl.DataFrame) -> pl.DataFrame:
    """Return measure, area and rank: null rank where the polarity is not judged."""
    return peers.select("measure", "area", rank().over("measure").alias("rank"))


def _type_7(share: float) -> pl.Expr:
    """Return R's default quantile (type 7) of sorted lists.

    In R's own order of operations: a value on a cut must compare equal.
    """
    ordered = pl.col("value").list
    place = (ordered.len().cast(pl.Int64) - 1) * share
    low = ordered.get(place.floor().cast(pl.Int64))
    high = ordered.get(place.ceil().cast(pl.Int64))
    part = place - place.floor()
    return pl.when((part == 0) | (low == high)).then(low).otherwise((1 - part) * low + part * high)


def _withhold(table: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Replace withheld comparators with null; `withheld` has the reasons."""
    pairs = withheld(measures)

    def of(comparator: str) -> list[str]:
        return pairs.filter(pl.col("comparator") == comparator)["measure"].to_list()

    kept = {name: ~pl.col("measure").is_in(of(name)) for name in ("england", "region")}
    shows_neighbours = ~pl.col("measure").is_in(of("neighbours"))
    return table.with_columns(
        *(pl.when(rule).then(pl.col(name)).alias(name) for name, rule in kept.items()),
        *(
            pl.when(shows_neighbours).then(pl.col(name)).alias(name)
            for name in ("neighbours_mean", "neighbours_median")
        ),
        pl.when(shows_neighbours)
        .then(pl.col("neighbours_count"))
        .otherwise(0)
        .alias("neighbours_count"),
    )
