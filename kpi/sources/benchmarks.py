"""Benchmarks of an indicator, read as its definition says: one row an area and period.

Each reader returns the columns `leg, area, period_kind, period_start, period_end, value,
numerator, denominator, symbol, reason`; `read` adds where the figure is from, its status and
when it was first known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from kpi.errors import DefinitionError, InputError
from kpi.model import OBSERVATIONS, Indicator, Publication, known_from
from kpi.periods import Period, from_ees
from kpi.sources import ees
from kpi.sources.cells import reason_of, symbol_of, value_of

_QUARTER_MONTHS = {
    1: ("April", "May", "June"),
    2: ("July", "August", "September"),
    3: ("October", "November", "December"),
    4: ("January", "February", "March"),
}
_COLUMNS = [
    "leg", "area", "period_kind", "period_start", "period_end",
    "value", "numerator", "denominator", "symbol", "reason",
]  # fmt: skip


_ALWAYS = [
    "time_period", "time_identifier", "geographic_level",
    "country_code", "region_code", "old_la_code", "new_la_code",
]  # fmt: skip


_SHOWN = 12


@dataclass
class Inputs:
    """What readers share: the folder, LAIT's rows, ONS code to area code, EES files read once."""

    folder: Path
    lait: pl.DataFrame
    codes: Mapping[str, str]
    _ees: dict[str, ees.EesFile] = field(default_factory=dict)

    def ees_file(self, name: str) -> ees.EesFile:
        """An EES file of the inputs folder, read once; raises InputError for any fault in it."""
        if name not in self._ees:
            file = ees.read(self.folder / name)
            if file.faults:
                raise InputError(f"{file.name}: {'; '.join(file.faults[:_SHOWN])}")
            _need(file, _ALWAYS)
            self._ees[name] = file
        return self._ees[name]


@dataclass(frozen=True)
class Read:
    """The rows of one indicator's benchmark, and what was withheld and why."""

    rows: pl.DataFrame
    withheld: list[tuple[int, str]]


def read(indicator: Indicator, inputs: Inputs, status: str) -> Read:
    """The benchmark observations (schema `kpi.model.OBSERVATIONS`) of one indicator.

    Raises DefinitionError for an unknown reader, InputError for a file that does not fit.
    """
    if not indicator.benchmark:
        return Read(pl.DataFrame(schema=OBSERVATIONS), [])
    name = indicator.benchmark.get("reader")
    if name not in _READERS:
        raise DefinitionError(f"{indicator.id}: '{name}' is not one of {', '.join(_READERS)}")
    missing = [key for key in ("source", *_NEEDS[name]) if key not in indicator.benchmark]
    if missing:
        raise DefinitionError(f"{indicator.id}: its benchmark lacks {', '.join(missing)}")
    rows, withheld = _READERS[name](indicator.benchmark, inputs)
    derived = name != "ees" and name != "lait"
    rows = rows.with_columns(
        indicator_id=pl.lit(indicator.id),
        data_status=pl.lit("derived" if derived else status),
        source=pl.lit(indicator.benchmark["source"]),
        reporting_quarter=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
    )
    rows = rows.join(_first_known(rows, indicator.publication), on=_PERIOD, how="left")
    return Read(rows.select(OBSERVATIONS.names()).cast(OBSERVATIONS), withheld)


_PERIOD = ["period_kind", "period_start", "period_end"]


def _first_known(rows: pl.DataFrame, publication: tuple[Publication, ...]) -> pl.DataFrame:
    periods = rows.select(_PERIOD).unique()
    known = [known_from(Period.of(*row), publication) for row in periods.iter_rows()]
    return periods.with_columns(pl.Series("known_from", known, pl.Date))


# ---- readers ------------------------------------------------------------------------------

_Rows = tuple[pl.DataFrame, list[tuple[int, str]]]


def _lait(spec: Mapping[str, Any], inputs: Inputs) -> _Rows:
    rows = _lait_measure(inputs.lait, spec["measure"])
    withheld = [_blank(rows)]
    if "counts" in spec:
        counts = _counts(spec["counts"], inputs)
        joined = rows.drop("numerator", "denominator").join(
            counts, on=["area", *_PERIOD], how="left"
        )
        agrees = _agrees(pl.col("numerator") / pl.col("denominator") * 100, pl.col("value"))
        has_counts = joined["numerator"].is_not_null() & joined["value"].is_not_null()
        bad = joined.filter(has_counts).filter(~agrees)
        withheld.append((bad.height, "counts that do not give the published rate: left out"))
        rows = joined.with_columns(pl.when(agrees).then(pl.col("numerator", "denominator"))).select(
            _COLUMNS
        )
    return rows, withheld


def _lait_difference(spec: Mapping[str, Any], inputs: Inputs) -> _Rows:
    legs = [
        _lait_measure(inputs.lait, leg["measure"]).with_columns(leg=pl.lit(leg["id"]))
        for leg in spec["legs"]
    ]
    if len(legs) != 2:
        raise DefinitionError(f"a difference has two legs, not {len(legs)}")
    first, second = legs
    gap = (
        first.with_columns(leg=pl.lit(""))
        .join(second.select("area", *_PERIOD, minus="value"), on=["area", *_PERIOD])
        # One decimal less one decimal: rounding to ten only takes away the float noise.
        .with_columns(value=(pl.col("value") - pl.col("minus")).round(10))
        .with_columns(
            symbol=pl.when(pl.col("value").is_null()).then(pl.lit("x")),
            reason=pl.when(pl.col("value").is_null()).then(pl.lit("one group has no figure")),
        )
        .select(_COLUMNS)
    )
    return pl.concat([gap, *legs]), [_blank(gap)]


def _ees(spec: Mapping[str, Any], inputs: Inputs) -> _Rows:
    file = inputs.ees_file(spec["file"])
    typed = ees.observations(
        file,
        value=spec["value"],
        numerator=spec["numerator"],
        denominator=spec["denominator"],
        where=spec["where"],
    )
    rows = _with_period(_with_area(typed, inputs.codes, file.name), file.name).select(_COLUMNS)
    withheld = [_blank(rows)]
    check = _agrees(pl.col("numerator") / pl.col("denominator") * 100, pl.col("value"))
    bad = rows.filter(pl.col("numerator").is_not_null() & pl.col("value").is_not_null()).filter(
        ~check
    )
    if bad.height:
        raise InputError(
            f"{file.name}: {bad.height} rates are not their numerator over their denominator, "
            f"for example area {bad['area'][0]}"
        )
    if "cross_check" in spec:
        other = _lait_measure(inputs.lait, spec["cross_check"])
        both = rows.join(other, on=["area", *_PERIOD], suffix="_lait").drop_nulls(
            ["value", "value_lait"]
        )
        differ = both.filter((pl.col("value") - pl.col("value_lait")).abs() > 0.05 + 1e-9)
        withheld.append((differ.height, "differ from LAIT's copy by more than rounding: kept"))
    return rows, withheld


def _exclusions(spec: Mapping[str, Any], inputs: Inputs) -> _Rows:
    folder = inputs.folder / "dfe-exclusions-termly"
    path = next(iter(sorted(folder.glob("*.csv"))), None)
    if path is None:
        raise InputError(f"{folder.name}: no file of exclusion rates")
    file = inputs.ees_file(f"{folder.name}/{path.name}")
    column = "perm_excl_rate_all_estimate"
    _need(file, [column, "education_phase"])
    chosen = file.frame.filter(pl.col("education_phase") == spec["phase"])
    if chosen.is_empty():
        raise InputError(f"{file.name}: no rows of phase '{spec['phase']}'")
    typed = chosen.with_columns(
        value=value_of(column),
        symbol=symbol_of(column),
        reason=reason_of(column),
        numerator=pl.lit(None, pl.Float64),
        denominator=pl.lit(None, pl.Float64),
    )
    rows = _with_period(_with_area(typed, inputs.codes, file.name), file.name).select(_COLUMNS)
    return rows, [_blank(rows)]


def _monthly_rate(spec: Mapping[str, Any], inputs: Inputs) -> _Rows:
    file = inputs.ees_file(spec["file"])
    months = [month for names in _QUARTER_MONTHS.values() for month in names]
    _need(file, months)
    years = file.frame.with_columns(year=_year(file))
    recent = years.filter(pl.col("year") >= spec["first_year"])
    placed = _with_area(recent, inputs.codes, file.name)
    population = _population(inputs, spec["population"])
    quarters = []
    for number, names in _QUARTER_MONTHS.items():
        total = pl.sum_horizontal([value_of(m) for m in names], ignore_nulls=False)
        quarters.append(
            placed.select(
                "area",
                "year",
                number=pl.lit(number),
                numerator=total,
                # The first of the three months' symbols says why there is no sum.
                symbol=pl.coalesce([symbol_of(m) for m in names]),
                reason=pl.coalesce([reason_of(m) for m in names]),
            )
        )
    joined = pl.concat(quarters).join(
        population.with_columns(year=pl.col("mid_year") + 1), on=["area", "year"], how="left"
    )
    periods = {
        (y, n): Period.quarter(y - 1, n)
        for y, n in joined.select("year", "number").unique().iter_rows()
    }
    rows = (
        joined.join(
            pl.DataFrame(
                [
                    {"year": y, "number": n, **_period_columns(period)}
                    for (y, n), period in periods.items()
                ],
                schema_overrides={"year": pl.Int32, "number": pl.Int32},
            ),
            on=["year", "number"],
        )
        .with_columns(
            leg=pl.lit(""),
            denominator=pl.col("population"),
            value=(pl.col("numerator") / pl.col("population") * spec["per"]),
        )
        .with_columns(
            numerator=pl.when(pl.col("symbol").is_null()).then(pl.col("numerator")),
            value=pl.when(pl.col("symbol").is_null()).then(pl.col("value")),
        )
        .select(_COLUMNS)
    )
    return rows, [_blank(rows)]


_READERS: dict[str, Callable[[Mapping[str, Any], Inputs], _Rows]] = {
    "lait": _lait,
    "lait difference": _lait_difference,
    "ees": _ees,
    "exclusions estimate": _exclusions,
    "monthly rate": _monthly_rate,
}
_NEEDS: dict[str, tuple[str, ...]] = {
    "lait": ("measure",),
    "lait difference": ("legs",),
    "ees": ("file", "value", "numerator", "denominator", "where"),
    "exclusions estimate": ("phase",),
    "monthly rate": ("file", "population", "per", "first_year"),
}


# ---- parts --------------------------------------------------------------------------------


def _agrees(rate: pl.Expr, published: pl.Expr) -> pl.Expr:
    """Whether a rate made from counts is the published one, within half a printed digit."""
    return (rate - published).abs() <= 0.05 + 1e-9


def _blank(rows: pl.DataFrame) -> tuple[int, str]:
    return rows["value"].null_count(), "no value in the source (symbol and reason kept)"


def _need(file: ees.EesFile, columns: list[str]) -> None:
    missing = [column for column in columns if column not in file.frame.columns]
    if missing:
        raise InputError(f"{file.name} lacks the columns {', '.join(missing)}")


def _lait_measure(lait: pl.DataFrame, measure: str) -> pl.DataFrame:
    rows = lait.filter((pl.col("measure") == measure) & pl.col("period_kind").is_not_null())
    if rows.is_empty():
        raise DefinitionError(f"LAIT has no measure '{measure}'")
    return rows.select(
        pl.lit("").alias("leg"),
        pl.col("area").cast(pl.String),
        pl.col("period_kind").cast(pl.String),
        "period_start",
        "period_end",
        "value",
        pl.lit(None, pl.Float64).alias("numerator"),
        pl.lit(None, pl.Float64).alias("denominator"),
        pl.col("symbol").cast(pl.String),
        pl.when(pl.col("value").is_null())
        .then(pl.lit("not available: suppressed, not collected or not applicable"))
        .alias("reason"),
    )


def _counts(spec: Mapping[str, Any], inputs: Inputs) -> pl.DataFrame:
    file = inputs.ees_file(spec["file"])
    _need(file, [*spec["numerator"], *spec["denominator"]])
    sums = {
        name: pl.sum_horizontal([value_of(c) for c in spec[name]], ignore_nulls=False)
        for name in ("numerator", "denominator")
    }
    rows = _with_period(
        _with_area(file.frame.with_columns(**sums), inputs.codes, file.name), file.name
    )
    return rows.select("area", *_PERIOD, "numerator", "denominator")


def _population(inputs: Inputs, name: str) -> pl.DataFrame:
    file = inputs.ees_file(name)
    _need(file, ["population_estimate"])
    return _with_area(file.frame, inputs.codes, file.name).select(
        "area",
        mid_year=_year(file),
        population=value_of("population_estimate"),
    )


def _year(file: ees.EesFile) -> pl.Series:
    """The years of a file that has one a row; raises InputError where it has not."""
    years = file.frame["time_period"].cast(pl.Int32, strict=False)
    if years.null_count():
        found = file.frame.filter(years.is_null())["time_period"][0]
        raise InputError(f"{file.name}: time_period '{found}' is not a year")
    return years


def _with_area(rows: pl.DataFrame, codes: Mapping[str, str], name: str) -> pl.DataFrame:
    """Rows with `area`, by ONS code; a code nobody knows is a fault, not a dropped row."""
    ons_code = (
        pl.when(pl.col("geographic_level") == "National")
        .then(pl.col("country_code"))
        .when(pl.col("geographic_level") == "Regional")
        .then(pl.col("region_code"))
        .when(pl.col("geographic_level") == "Local authority")
        .then(pl.col("new_la_code"))
    )
    placed = rows.with_columns(area=ons_code.replace_strict(dict(codes), default=None))
    lost = placed.filter(pl.col("area").is_null()).select(
        pl.coalesce("new_la_code", "region_code", "country_code", "geographic_level")
    )
    if lost.height:
        found = ", ".join(sorted(set(lost.to_series().to_list()))[:5])
        raise InputError(f"{name}: {lost.height} rows of unknown areas, for example {found}")
    return placed


def _with_period(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Rows with the three period columns, from `time_identifier` and `time_period`."""
    pairs = rows.select("time_identifier", "time_period").unique()
    periods = pl.DataFrame(
        [
            {"time_identifier": i, "time_period": p, **_period_columns(_period(i, p, name))}
            for i, p in pairs.iter_rows()
        ]
    )
    extra = {} if "leg" in rows.columns else {"leg": pl.lit("")}
    return rows.join(periods, on=["time_identifier", "time_period"]).with_columns(**extra)


def _period(identifier: str | None, time_period: str | None, name: str) -> Period:
    try:
        return from_ees(identifier or "", time_period or "")
    except ValueError as fault:
        raise InputError(f"{name}: {fault}") from fault


def _period_columns(period: Period) -> dict[str, Any]:
    return {
        "period_kind": str(period.kind),
        "period_start": period.start,
        "period_end": period.end,
    }
