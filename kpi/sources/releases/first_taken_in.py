"""Periods whose first figures came with a release that was taken in, and the day of that.

`firsts` says which they are, for the release's own folder; `table` gives those of all releases
their days; `applied` puts these into observations in the place of the publication rule's days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from kpi.model.definitions.indicator import Indicator
from kpi.model.schemas import FIRST_TAKEN_IN, WEIGHT_LEG
from kpi.sources.releases import taken_in
from kpi.sources.releases.taken_in import FIRSTS, TakenInRelease

INDICATOR, MEASURE = "indicator", "measure"
_KEY = FIRSTS.names()
_PERIOD = ["period_kind", "period_start", "period_end"]


def firsts(before: Mapping[str, pl.DataFrame], after: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the periods that have a figure in a build's tables, and none in those before it.

    In `taken_in.FIRSTS`. Figures of returns and weights are none of a publisher.
    """
    return _with_figures(after).join(_with_figures(before), on=_KEY, how="anti").sort(_KEY)


def table(
    releases: Iterable[tuple[TakenInRelease, pl.DataFrame]], indicators: Iterable[Indicator]
) -> pl.DataFrame:
    """Return the day on which each such period was first taken in (`FIRST_TAKEN_IN`).

    `releases` are releases with their `firsts`. An indicator that was defined after a release,
    or had another id, is known by what it had then, or by its measures of LAIT.
    """
    recorded = pl.concat(
        [
            pl.DataFrame(schema=FIRST_TAKEN_IN),
            *(_dated(release, firsts_of_release) for release, firsts_of_release in releases),
        ]
    )
    return merged(recorded, *(_of(indicator, recorded) for indicator in indicators))


def merged(*tables: pl.DataFrame) -> pl.DataFrame:
    """Return several such tables as one, each period with its first day."""
    ordered = pl.concat(tables).sort("taken_in", maintain_order=True)
    return ordered.unique(_KEY, keep="first", maintain_order=True).sort(_KEY)


def applied(observations: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Return observations in which figures of publishers are known from the days of `table`."""
    if days.is_empty():
        return observations
    own = days.filter(pl.col("of") == INDICATOR).select(
        pl.col("name").alias("indicator_id"), "leg", *_PERIOD, "taken_in"
    )
    on = ["indicator_id", "leg", *_PERIOD]
    joined = observations.join(own, on=on, how="left", maintain_order="left")
    is_published = pl.col("reporting_quarter").is_null() & pl.col("taken_in").is_not_null()
    known = pl.when(is_published).then("taken_in").otherwise("known_from")
    return joined.with_columns(known_from=known).drop("taken_in")


def kept(taken: Iterable[TakenInRelease]) -> Iterator[tuple[TakenInRelease, pl.DataFrame]]:
    """Yield releases with what their own folders say came first with them."""
    return ((release, taken_in.firsts(release)) for release in taken)


# ---- parts --------------------------------------------------------------------------------


def _with_figures(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the periods in which some area has a figure: of indicators, and of LAIT's measures."""
    published = pl.col("reporting_quarter").is_null() & (pl.col("leg") != WEIGHT_LEG)
    figures = tables["observations"].filter(published & pl.col("value").is_not_null())
    ours = figures.select(
        pl.lit(INDICATOR).alias("of"), pl.col("indicator_id").alias("name"), "leg", *_PERIOD
    )
    figures = tables["benchmarks"].filter(
        pl.col("value").is_not_null() & pl.col("period_end").is_not_null()
    )
    theirs = figures.select(
        pl.lit(MEASURE).alias("of"),
        pl.col("measure").alias("name"),
        pl.lit("").alias("leg"),
        *_PERIOD,
    )
    return pl.concat([part.unique().cast(FIRSTS) for part in (ours, theirs)])


def _dated(release: TakenInRelease, firsts_of_release: pl.DataFrame) -> pl.DataFrame:
    return (
        firsts_of_release.with_columns(
            taken_in=pl.lit(release.day),
            source=pl.lit(release.source),
            edition=pl.lit(release.edition),
        )
        .select(FIRST_TAKEN_IN.names())
        .cast(FIRST_TAKEN_IN)
    )


def _of(indicator: Indicator, recorded: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of an indicator under its id: of its former ids, and of its measures."""
    is_ours = pl.col("of") == INDICATOR
    former = recorded.filter(is_ours & pl.col("name").is_in(list(indicator.formerly)))
    parts = [former.with_columns(name=pl.lit(indicator.id))]
    for leg, measures in _measures(indicator).items():
        rows = recorded.filter((pl.col("of") == MEASURE) & pl.col("name").is_in(list(measures)))
        # A difference is known when the later of its parts is.
        latest = rows.sort("taken_in", descending=True).unique(
            _PERIOD, keep="first", maintain_order=True
        )
        parts.append(
            latest.with_columns(
                of=pl.lit(INDICATOR), name=pl.lit(indicator.id), leg=pl.lit(leg)
            ).cast(FIRST_TAKEN_IN)
        )
    return pl.concat(parts)


def _measures(indicator: Indicator) -> dict[str, tuple[str, ...]]:
    """Return the measures of LAIT behind each leg of an indicator."""
    benchmark = indicator.benchmark
    measures: dict[str, tuple[str, ...]] = {
        each.measure: (each.measure,) for each in indicator.related if each.counts
    }
    if benchmark is not None and benchmark.source == "dfe-lait":
        legs = {leg.id: (leg.measure,) for leg in benchmark.legs}
        own = tuple(leg.measure for leg in benchmark.legs) or (benchmark.measure,)
        measures |= {**legs, "": own}
    return measures
