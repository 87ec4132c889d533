"""A series in tidy form, a row for each area or group and period, for chart and download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from kpi.errors import UnknownNameError
from kpi.indicators.comparisons.chosen_groups import GROUP, ChosenGroup
from kpi.indicators.comparisons.comparators import authorities, benchmark_rows
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.indicators.comparisons.means_of_authorities import (
    PupilWeights,
    counted,
    mean,
    median,
    note,
    weights_of,
    with_weight,
)
from kpi.indicators.comparisons.official_annual_rates import with_official
from kpi.indicators.months.quarters_of_months import quarters_of_months
from kpi.indicators.reporting_quarters import of_months
from kpi.indicators.scorecard import target_in, target_in_month, targets
from kpi.indicators.targets.targets_in_force import AMOUNTS, Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.existing_areas import absent_words, existing
from kpi.model.neighbour_models import model_label
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND, OBSERVATIONS
from kpi.model.series_discontinuities import aside_of
from kpi.model.snapshot import Area, Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.periods import Kind, Period
from kpi.statistics.verdict_rules import confidence_interval

AREAS = ("home", "england", "region", "neighbours", "good")
COLUMNS = pl.Schema(
    {
        "indicator_id": pl.String,
        "indicator": pl.String,
        "group": pl.String,
        "area": pl.String,
        "area_name": pl.String,
        "period": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
        "value": pl.Float64,
        "numerator": pl.Float64,
        "denominator": pl.Float64,
        "value_low": pl.Float64,
        "value_high": pl.Float64,
        "interval_method": pl.String,
        "median": pl.Float64,
        "count": pl.Int64,
        "count_of": pl.Int64,
        "unit": pl.String,
        "symbol": pl.String,
        "symbol_reason": pl.String,
        "set_aside": pl.String,  # why the figure is in no change, range or trend
        "data_status": pl.String,
        "source": pl.String,
        "last_updated": pl.Date,
        "known_from": pl.Date,
        "reporting_quarter": pl.String,
        "note": pl.String,
        "snapshot": pl.String,
    }
)
_PERIOD = ["period_kind", "period_start", "period_end"]
_COUNTED = ["value", "numerator", "denominator"]


@cached_on_snapshot
def series(
    snapshot: Snapshot,
    indicator: Indicator,
    *,
    area: str,
    groups: Sequence[str | ChosenGroup] = AREAS,
    model: str | None = None,
    known_by: date | None = None,
) -> pl.DataFrame:
    """Return a row for each area or group and period, in time order.

    Columns are `COLUMNS`, then one for each leg, then the target of each of our months and
    quarters, where targets were given by month. `groups` are names of `AREAS`, three-digit
    authority codes, or chosen groups of authorities. England and region are the published
    figures, or means of authorities where nobody publishes one; groups, neighbours and Good
    authorities are unweighted means with median and count. `known_by`, the end of a reporting
    quarter, decides which Ofsted judgements define the Good ones; None takes the newest list. All
    periods are given whatever the day. Raises UnknownNameError.
    """
    home, chosen = snapshot.authority(area), snapshot.model_named(model)
    parts = [_of(snapshot, indicator, name, home, chosen, known_by) for name in groups]
    table = pl.concat(parts) if parts else pl.DataFrame(schema=COLUMNS)
    table = table.sort("period_end", "period_start", maintain_order=True)
    return _with_targets(snapshot, indicator, home.code, table)


def _with_targets(
    snapshot: Snapshot, indicator: Indicator, area: str, table: pl.DataFrame
) -> pl.DataFrame:
    """Return the rows with the target of our months and quarters, where it was given by month."""
    if indicator.quarter_from is None:
        return table
    if not any(each.is_monthly for each in targets(snapshot, indicator, area)):
        return table
    in_force = {Kind.MONTH: target_in_month, Kind.QUARTER: target_in}
    row_targets: list[Target | None] = []
    for group, *covers in table.select("group", *_PERIOD).iter_rows():
        period = Period.of(*covers)
        find = in_force.get(period.kind) if group == "home" else None
        row_targets.append(find(snapshot, indicator, area, period) if find else None)
    amounts = AMOUNTS if indicator.polarity is Polarity.RANGE else AMOUNTS[:2]
    return table.with_columns(
        *(
            pl.Series(n, [getattr(each, n, None) for each in row_targets], pl.Float64)
            for n in amounts
        ),
        pl.Series(
            "target_data_status",
            [each.data_status if each else None for each in row_targets],
            pl.String,
        ),
    )


def areas_with(group: ChosenGroup | None) -> tuple[str | ChosenGroup, ...]:
    """Return `AREAS` with a chosen group after the neighbours, or in their place."""
    if group is None:
        return AREAS
    groups: tuple[str | ChosenGroup, ...] = (group,) if group.instead else ("neighbours", group)
    at = AREAS.index("neighbours")
    return (*AREAS[:at], *groups, *AREAS[at + 1 :])


def _of(
    snapshot: Snapshot,
    indicator: Indicator,
    name: str | ChosenGroup,
    home: Area,
    model: str,
    known_by: date | None,
) -> pl.DataFrame:
    area, region, wider = home.code, home.region or "", home.wider_region
    if isinstance(name, ChosenGroup):
        return _group_means(snapshot, indicator, name.others(area), GROUP, name.name)
    if name == "home":
        return _area_rows(snapshot, indicator, area, "home", quarters=True)
    if name == "neighbours":
        members = snapshot.neighbours(area, model)
        label = f"Statistical neighbours ({model_label(model)})"
        return _group_means(snapshot, indicator, members, "neighbours", label)
    if name == "good":
        judged = judged_good(snapshot, known_by)
        members = tuple(code for code in judged.members if code != area)
        return _group_means(snapshot, indicator, members, "good", judged.label)
    if name in ("england", "region"):
        code = ENGLAND if name == "england" else region
        rows = _area_rows(snapshot, indicator, code, name)
        if rows["value"].null_count() == rows.height and name == "region" and wider:
            whole = _area_rows(snapshot, indicator, wider, name)
            if whole.height:
                code, rows = wider, whole
        if rows.height or indicator.benchmark_kind is None:
            return rows
        return _authority_means(snapshot, indicator, name, code, region)
    if (code := snapshot.code_of(name)).isdigit():
        return _area_rows(snapshot, indicator, snapshot.area(code).code, "chosen")
    known = ", ".join(AREAS)
    raise UnknownNameError(f"no areas '{name}'; there are {known}, three-digit and ONS codes")


def _area_rows(
    snapshot: Snapshot, indicator: Indicator, code: str, group: str, *, quarters: bool = False
) -> pl.DataFrame:
    """Return an area's rows; with `quarters` those made of a monthly indicator's months too."""
    observed = snapshot.observed(indicator.id).filter(pl.col("area") == code)
    if quarters and indicator.quarter_from:
        made = _made_quarters(snapshot, indicator, code)
        observed = pl.concat([observed.join(made, on=_PERIOD, how="anti"), made])
    # As in `reporting.observations`: a council's own figure takes precedence over the published
    # one.
    rows = (
        observed.filter(pl.col("leg") == "")
        .sort(pl.col("reporting_quarter").is_null(), maintain_order=True)
        .unique(_PERIOD, keep="first", maintain_order=True)
    )
    for leg in indicator.legs:
        values = observed.filter(pl.col("leg") == leg.id).select(
            *_PERIOD, pl.col("value").alias(leg.id)
        )
        rows = rows.join(values, on=_PERIOD, how="left").with_columns(
            # The parts are the publisher's and do not apply to a council's own figure.
            pl.when(pl.col("reporting_quarter").is_null()).then(leg.id).alias(leg.id)
        )
    return _finish(
        snapshot,
        indicator,
        rows.with_columns(
            symbol_reason="reason",
            group=pl.lit(group),
            area_name=pl.lit(snapshot.area(code).name),
            median=pl.lit(None, pl.Float64),
            count=pl.lit(None, pl.Int64),
            count_of=pl.lit(None, pl.Int64),
        ),
    )


def _made_quarters(snapshot: Snapshot, indicator: Indicator, code: str) -> pl.DataFrame:
    made = quarters_of_months(indicator, of_months(snapshot, indicator, code))
    rows = [
        {
            **{name: getattr(each, name, None) for name in OBSERVATIONS.names()},
            "indicator_id": indicator.id,
            "leg": "",
            "area": code,
            "period_kind": str(each.period.kind),
            "period_start": each.period.start,
            "period_end": each.period.end,
            "reporting_quarter": each.period.short,
        }
        for each in made
    ]
    return pl.DataFrame(rows, schema=OBSERVATIONS)


def _authority_means(
    snapshot: Snapshot, indicator: Indicator, name: str, code: str, region: str
) -> pl.DataFrame:
    """Return means of authorities that existed in each period, for an unpublished figure."""
    weights = weights_of(snapshot, indicator)
    kind = "Weighted mean" if weights else "Mean"
    label = f"{kind} of authorities in {snapshot.area(code).name}"
    inside = region if name == "region" else None
    members = {
        period: authorities(snapshot, inside, period)
        for period in snapshot.period_rows(benchmark_rows(snapshot, indicator))
    }
    named = (name, code, label)
    rows = _means(snapshot, indicator, _membership(members, members), named, weights)
    return with_official(snapshot, indicator, rows)


def _group_means(
    snapshot: Snapshot, indicator: Indicator, members: Sequence[str], group: str, label: str
) -> pl.DataFrame:
    """Return the mean of a fixed group in every period, over members that existed on its last day.

    As in `comparators`: the others are in the group's size, but their figures not in the mean.
    """
    periods = snapshot.period_rows(benchmark_rows(snapshot, indicator))
    counted = {period: existing(snapshot, members, period.end) for period in periods}
    membership = _membership(counted, dict.fromkeys(periods, tuple(members)))
    means = _means(snapshot, indicator, membership, (group, "", label), None)
    absent = [absent_words(snapshot, members, day) for day in means["period_end"]]
    notes = [
        f"{note}: {words}" if words else note
        for note, words in zip(means["note"], absent, strict=True)
    ]
    return means.with_columns(pl.Series("note", notes, pl.String))


def _membership(
    counted: Mapping[Period, Sequence[str]], all_of: Mapping[Period, Sequence[str]]
) -> pl.DataFrame:
    """Return one row for each period and authority in its mean, with the size of the group."""
    rows = [
        (period.start, period.end, code, len(all_of[period]))
        for period, codes in counted.items()
        for code in codes
    ]
    schema = {"period_start": pl.Date, "period_end": pl.Date, "area": pl.String}
    return pl.DataFrame(rows, schema={**schema, "count_of": pl.Int64}, orient="row")


def _means(
    snapshot: Snapshot,
    indicator: Indicator,
    membership: pl.DataFrame,
    named: tuple[str, str, str],
    weights: PupilWeights | None,
) -> pl.DataFrame:
    """Return the means of a membership; `named` are the group, area code and name."""
    group, code, label = named

    def means(leg: str) -> pl.DataFrame:
        rows = with_weight(benchmark_rows(snapshot, indicator, leg), weights)
        return (
            rows.join(membership, on=["period_start", "period_end", "area"])
            .group_by(_PERIOD)
            .agg(
                mean(),
                median(),
                counted(),
                pl.col("count_of").first(),
                pl.col("source").first(),
                pl.col("known_from").first(),
            )
        )

    rows = means("")
    for leg in indicator.legs:
        values = means(leg.id).select(*_PERIOD, pl.col("value").alias(leg.id))
        rows = rows.join(values, on=_PERIOD, how="left")
    missing = pl.col("value").is_null()
    return _finish(
        snapshot,
        indicator,
        rows.with_columns(
            indicator_id=pl.lit(indicator.id),
            group=pl.lit(group),
            area=pl.lit(code),
            area_name=pl.lit(label),
            numerator=pl.lit(None, pl.Float64),
            denominator=pl.lit(None, pl.Float64),
            symbol=pl.when(missing).then(pl.lit("x")),
            symbol_reason=pl.when(missing).then(pl.lit("no authority of the group has a value")),
            data_status=pl.lit("derived"),
            reporting_quarter=pl.lit(None, pl.String),
            note=note(weights, "count_of"),
        ),
    )


def _finish(snapshot: Snapshot, indicator: Indicator, rows: pl.DataFrame) -> pl.DataFrame:
    periods = rows.select(_PERIOD).unique()
    covered = [Period.of(*row) for row in periods.iter_rows()]
    why = [aside_of(indicator, period) for period in covered]
    labels = periods.with_columns(
        pl.Series("period", [str(period) for period in covered], pl.String),
        pl.Series("set_aside", [each.reason if each else None for each in why], pl.String),
    )
    titles = {s: snapshot.source(s).title for s in rows["source"].drop_nulls().unique()}
    days = {s: snapshot.last_updated(s) for s in titles}
    return (
        _with_ranges(rows, indicator)
        .join(labels, on=_PERIOD, how="left")
        .with_columns(
            indicator=pl.lit(indicator.name),
            unit=pl.lit(indicator.unit),
            snapshot=pl.lit(snapshot.id),
            last_updated=pl.col("source").replace_strict(days, default=None, return_dtype=pl.Date),
            source=pl.col("source").replace_strict(titles, default=None, return_dtype=pl.String),
        )
        .select(*COLUMNS.names(), *(leg.id for leg in indicator.legs))
        .cast(dict(COLUMNS))  # type: ignore[arg-type]
        .sort("period_end", "period_start")
    )


def _with_ranges(rows: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    """Return the rows with the likely range of each value that has counts, and its method."""
    ranges = [
        confidence_interval(indicator, *counts) for counts in rows.select(_COUNTED).iter_rows()
    ]
    return rows.with_columns(
        pl.Series("value_low", [f and round(f.low, 10) for f in ranges], pl.Float64),
        pl.Series("value_high", [f and round(f.high, 10) for f in ranges], pl.Float64),
        pl.Series("interval_method", [f and f.method for f in ranges], pl.String),
    )
