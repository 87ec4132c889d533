"""DfE's official annual rate, shown with the national figure that we derive for a year's terms.

Nobody publishes England or regions by term, so theirs are means of authorities
(`kpi.indicators.comparisons.means_of_authorities`). The official national rate is known for whole
years: a definition marks the related measure that is the official rate of the same thing
(`official = true`). The three terms of a year, each a share of the same pupils, add up to it but
for the estimate's error.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.formatting import figure
from kpi.indicators.comparisons.comparators import authorities, benchmark_rows
from kpi.indicators.comparisons.means_of_authorities import mean, weights_of, with_weight
from kpi.model.definitions.indicator import Indicator, Related
from kpi.model.recorded_first_days import related_known_from
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period

TERMS = 3


@dataclass(frozen=True)
class AnnualRate:
    """The official rates of one academic year: the area's own, England's and the region's."""

    period: Period
    own: float | None
    england: float | None
    region: float | None
    region_name: str


@dataclass(frozen=True)
class YearSum:
    """England's three derived terms of a year added up, and DfE's official rate of that year."""

    period: Period
    derived: float
    official: float

    @property
    def gap(self) -> float:
        """The terms' sum less the official rate; negative where it is below."""
        return round(self.derived - self.official, 10)


def official_measure(indicator: Indicator) -> Related | None:
    """Return the related measure that is an indicator's official annual rate, or None."""
    return next((related for related in indicator.related if related.official), None)


def annual_rate(
    snapshot: Snapshot, indicator: Indicator, area: str, known_by: date | None
) -> AnnualRate | None:
    """Return the newest official rates published by a day, or None where there is no such measure.

    A measure that LAIT no longer has counts as none.
    """
    official = official_measure(indicator)
    if official is None or official.measure not in snapshot.measures["measure"]:
        return None
    newest = newest_known(snapshot, official, known_by)
    if newest is None:
        return None
    period, label = newest
    values = snapshot.remember(
        ("official rates by label", official.measure), lambda: _by_label(snapshot, official)
    )[label]
    home = snapshot.authority(area)
    # Inner and outer London have no figure of their own where all of London has one.
    region = home.region or ""
    if values.get(region) is None and home.wider_region:
        region = home.wider_region
    name = snapshot.area(region).name if region else "Region"
    return AnnualRate(period, values.get(area), values.get(ENGLAND), values.get(region), name)


def newest_known(
    snapshot: Snapshot, related: Related, known_by: date | None
) -> tuple[Period, str] | None:
    """Return a related measure's newest period published by a day, and LAIT's label for it."""
    labelled = snapshot.remember(
        ("labelled periods", related.measure), lambda: _labelled_periods(snapshot, related)
    )
    known = [
        (period, label)
        for period, label in labelled
        if known_by is None or related_known_from(snapshot, related, period) <= known_by
    ]
    return max(known, default=None)


def _labelled_periods(snapshot: Snapshot, related: Related) -> tuple[tuple[Period, str], ...]:
    """Return the periods in which any area has a value, each with LAIT's label."""
    rows = snapshot.benchmark_rows([related.measure]).drop_nulls(["value", "period_start"])
    labels = rows.select(
        pl.col("period_kind").cast(pl.String),
        "period_start",
        "period_end",
        pl.col("label").cast(pl.String),
    ).unique()
    return tuple(
        (Period.of(kind, start, end), label) for kind, start, end, label in labels.iter_rows()
    )


def _by_label(snapshot: Snapshot, official: Related) -> dict[str, dict[str, float | None]]:
    """Return each area's value of a measure, by LAIT's label of the period."""
    rows = snapshot.benchmark_rows([official.measure]).select(
        pl.col("label", "area").cast(pl.String), "value"
    )
    by_label: dict[str, dict[str, float | None]] = {}
    for label, area, value in rows.iter_rows():
        by_label.setdefault(label, {})[area] = value
    return by_label


def official_rates(snapshot: Snapshot, indicator: Indicator, area: str) -> dict[Period, float]:
    """Return an area's official rate of each academic year; empty without an official measure."""
    official = official_measure(indicator)
    if official is None:
        return {}
    rows = snapshot.remember(
        ("official rates", official.measure), lambda: _yearly(snapshot, official)
    )
    periods = rows.filter(pl.col("area") == area).select("period_start", "value")
    return {Period.academic_year(start.year): value for start, value in periods.iter_rows()}


def _yearly(snapshot: Snapshot, official: Related) -> pl.DataFrame:
    """Return area, period_start and value of all academic years of the official measure.

    A release may have dropped the measure, or list it without a row.
    """
    rows = snapshot.benchmark_rows([official.measure])
    return (
        rows.filter(pl.col("period_kind").cast(pl.String) == str(Kind.ACADEMIC))
        .drop_nulls("value")
        .select(pl.col("area").cast(pl.String), "period_start", "value")
    )


def with_official(snapshot: Snapshot, indicator: Indicator, rows: pl.DataFrame) -> pl.DataFrame:
    """Return derived rows of England and regions with DfE's official rate of the year in `note`.

    `rows` have area, period_start, period_end and note; their order is unchanged.
    """

    def make() -> pl.DataFrame:
        terms = snapshot.period_rows(benchmark_rows(snapshot, indicator))
        official = [
            (code, term.start, term.end, f"; DfE's official rate for {year}: {shown(value)}")
            for code in (ENGLAND, *snapshot.regions)
            for year, value in official_rates(snapshot, indicator, code).items()
            for term in terms
            if year.start <= term.start and term.end <= year.end
        ]
        return pl.DataFrame(
            official,
            {"area": pl.String, "period_start": pl.Date, "period_end": pl.Date, "also": pl.String},
            orient="row",
        )

    def shown(value: float) -> str:
        return figure(value, indicator.unit, indicator.decimals + 2)

    notes = snapshot.remember(("official notes", indicator.id), make)
    on = ["area", "period_start", "period_end"]
    joined = rows.join(notes, on=on, how="left", maintain_order="left")
    extended = pl.concat_str("note", pl.col("also").fill_null(""))
    return joined.with_columns(note=extended).drop("also")


def year_sums(snapshot: Snapshot, indicator: Indicator) -> tuple[YearSum, ...]:
    """Return each year with England's three terms and an official rate, oldest first."""

    def make() -> tuple[YearSum, ...]:
        terms = _england(snapshot, indicator)
        official = official_rates(snapshot, indicator, ENGLAND)
        sums = []
        for year, value in sorted(official.items()):
            inside = [v for p, v in terms.items() if year.start <= p.start and p.end <= year.end]
            if len(inside) == TERMS:
                sums.append(YearSum(year, round(sum(inside), 10), value))
        return tuple(sums)

    return snapshot.remember(("year sums", indicator.id), make)


def _england(snapshot: Snapshot, indicator: Indicator) -> dict[Period, float]:
    """Return England's derived mean of each term, as the module `comparators` makes it."""
    if indicator.benchmark_kind is not Kind.TERM:
        return {}
    rows = with_weight(benchmark_rows(snapshot, indicator), weights_of(snapshot, indicator))
    means = {}
    for period in snapshot.period_rows(rows):
        inside = (
            (pl.col("period_start") == period.start)
            & (pl.col("period_end") == period.end)
            & pl.col("area").is_in(authorities(snapshot, None, period))
        )
        value = rows.filter(inside).select(mean()).item()
        if value is not None:
            means[period] = value
    return means
