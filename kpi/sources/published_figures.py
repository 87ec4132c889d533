"""Benchmarks of an indicator, read by its definition: one row per area and period.

Each reader returns the columns `leg, area, period_kind, period_start, period_end, value,
numerator, denominator, symbol, reason`; `read` adds the figure's source, its status and
the day it was first known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import polars as pl

from kpi import units
from kpi.errors import DefinitionError, InputError
from kpi.model.definitions.indicator import Benchmark, CountSource, Indicator
from kpi.model.definitions.publication_dates import Publication, known_from
from kpi.model.definitions.rules_across_keys import NEEDS
from kpi.model.missing.source_cells import reason_of, symbol_of, value_of
from kpi.model.missing.symbol_meanings import LAIT_DASH_SYMBOL
from kpi.model.schemas import ENGLAND, OBSERVATIONS, WEIGHT_LEG
from kpi.periods import Period
from kpi.sources import comparators_csv
from kpi.sources.definition_faults import plainly
from kpi.sources.ees import pupil_weights as ees_pupil_weights
from kpi.sources.ees import reader as ees_reader
from kpi.sources.ees.areas_and_periods import (
    PERIOD,
    agrees,
    need,
    period_columns,
    with_area,
    with_period,
    years_of,
)

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


_EXCLUSIONS = "dfe-exclusions-termly"
_SHOWN = 12


_WITHHELD = pl.Schema(dict.fromkeys(("measure", "comparator", "reason"), pl.String))


@dataclass
class BenchmarkInputs:
    """Inputs that readers share: folder, LAIT's rows, ONS to area codes, cached EES files."""

    folder: Path
    lait: pl.DataFrame
    codes: Mapping[str, str]
    place: Callable[[str], Path] | None = None  # of a named file, where not in the folder
    asked: set[str] = field(default_factory=set)  # the EES files that figures were taken from
    # measure, comparator and reason of LAIT's figures that would mislead
    withheld: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=_WITHHELD))
    regions: tuple[str, ...] = ()
    _ees: dict[str, ees_reader.EesFile] = field(default_factory=dict)

    def withhold(self, measures: pl.DataFrame, areas: pl.DataFrame) -> None:
        """Leave out from now on what would mislead: figures of England and regions, with reasons.

        `measures` has the columns measure and withheld, `areas` area and kind.
        """
        pairs = measures.select("measure", "withheld").explode("withheld").drop_nulls()
        self.withheld = pairs.unnest("withheld").cast(_WITHHELD)
        self.regions = tuple(areas.filter(pl.col("kind") == "region")["area"].cast(pl.String))

    def path(self, name: str) -> Path:
        """Return the path of a file that a definition names."""
        return self.place(name) if self.place else self.folder / name

    def ees_file(self, name: str) -> ees_reader.EesFile:
        """Return an EES file of the inputs folder, read once; raises InputError for any fault."""
        self.asked.add(name)
        if name not in self._ees:
            file = ees_reader.read(self.path(name))
            if file.faults:
                raise InputError(f"{file.name}: {'; '.join(file.faults[:_SHOWN])}")
            need(file, _ALWAYS)
            self._ees[name] = file
        return self._ees[name]


@dataclass(frozen=True)
class BenchmarkRows:
    """The rows of one indicator's benchmark, and what was withheld and why."""

    rows: pl.DataFrame
    withheld: list[tuple[int, str]]


@plainly
def read(indicator: Indicator, inputs: BenchmarkInputs, status: str) -> BenchmarkRows:
    """Return one indicator's benchmark observations (schema `kpi.model.schemas.OBSERVATIONS`).

    Raises DefinitionError for an unknown reader, InputError for a faulty file.
    """
    benchmark = indicator.benchmark
    if benchmark is None:
        return BenchmarkRows(pl.DataFrame(schema=OBSERVATIONS), [])
    name = benchmark.reader
    if name not in _READERS:
        raise DefinitionError(f"{indicator.id}: '{name}' is not one of {', '.join(_READERS)}")
    missing = [key for key in NEEDS[name] if not getattr(benchmark, key)]
    if missing:
        raise DefinitionError(f"{indicator.id}: its benchmark lacks {', '.join(missing)}")
    reads = partial(_csv, unit=indicator.unit) if name == "csv" else _READERS[name]
    rows, withheld = reads(benchmark, inputs)
    derived = name not in _AS_PUBLISHED
    rows = rows.with_columns(
        indicator_id=pl.lit(indicator.id),
        data_status=pl.lit("derived" if derived else status),
        source=pl.lit(benchmark.source),
        reporting_quarter=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
        supplied_status=pl.lit(None, pl.String),
    )
    known = _first_known(rows, indicator.publication, f"{indicator.id}.toml: publication")
    rows = rows.join(known, on=PERIOD, how="left")
    return BenchmarkRows(rows.select(OBSERVATIONS.names()).cast(OBSERVATIONS), withheld)


@plainly
def read_related(indicator: Indicator, inputs: BenchmarkInputs) -> BenchmarkRows:
    """Return an indicator's related measures with counts: one leg for each measure."""
    parts, withheld = [pl.DataFrame(schema=OBSERVATIONS)], []
    for related in indicator.related:
        if not related.counts:
            continue
        rows, left_out = _lait_with_counts(related.measure, related.counts, inputs)
        rows = rows.with_columns(
            indicator_id=pl.lit(indicator.id),
            leg=pl.lit(related.measure),
            data_status=pl.lit("published"),
            source=pl.lit("dfe-lait"),
            reporting_quarter=pl.lit(None, pl.String),
            note=pl.lit(None, pl.String),
            supplied_status=pl.lit(None, pl.String),
        )
        place = f"{indicator.id}.toml: related measure {related.measure}: publication"
        known = _first_known(rows, related.publication, place)
        rows = rows.join(known, on=PERIOD, how="left")
        parts.append(rows.select(OBSERVATIONS.names()).cast(OBSERVATIONS))
        withheld += left_out
    return BenchmarkRows(pl.concat(parts), withheld)


@plainly
def read_weights(indicator: Indicator, inputs: BenchmarkInputs) -> BenchmarkRows:
    """Return each authority's weight in a mean of all, where a definition names weights.

    The numbers are of one year and are used for every year: they are known as a weight from the
    end of that year. Raises InputError as `kpi.sources.ees.pupil_weights`.
    """
    spec = indicator.benchmark.weights if indicator.benchmark else None
    if spec is None:
        return BenchmarkRows(pl.DataFrame(schema=OBSERVATIONS), [])
    inputs.asked.add(spec.file)
    path = inputs.path(spec.file)
    rows = ees_pupil_weights.read(
        replace(spec, file=path.name), path.parent, inputs.codes
    ).with_columns(
        indicator_id=pl.lit(indicator.id),
        leg=pl.lit(WEIGHT_LEG),
        numerator=pl.lit(None, pl.Float64),
        denominator=pl.lit(None, pl.Float64),
        data_status=pl.lit("published"),
        source=pl.lit(spec.source),
        known_from="period_end",
        reporting_quarter=pl.lit(None, pl.String),
        note=pl.lit(None, pl.String),
        supplied_status=pl.lit(None, pl.String),
    )
    return BenchmarkRows(
        rows.select(OBSERVATIONS.names()).cast(OBSERVATIONS),
        [(rows["value"].null_count(), "hidden by DfE: no weight")],
    )


def _first_known(
    rows: pl.DataFrame, publication: tuple[Publication, ...], place: str
) -> pl.DataFrame:
    """Return the periods of rows, each with the day from which it was known.

    Raises DefinitionError that names the `place` of a definition where a period has no line.
    """
    periods = rows.select(PERIOD).unique(maintain_order=True)
    try:
        known = [known_from(Period.of(*row), publication) for row in periods.iter_rows()]
    except DefinitionError as fault:
        raise DefinitionError(
            f"{place}: {fault}; add [[publication]] without a term, which holds for all periods"
        ) from fault
    return periods.with_columns(pl.Series("known_from", known, pl.Date))


# ---- readers ------------------------------------------------------------------------------

_Rows = tuple[pl.DataFrame, list[tuple[int, str]]]


def _lait(spec: Benchmark, inputs: BenchmarkInputs) -> _Rows:
    return _lait_with_counts(spec.measure, spec.counts, inputs)


def _lait_with_counts(measure: str, spec: CountSource | None, inputs: BenchmarkInputs) -> _Rows:
    rows = _lait_measure(inputs, measure)
    withheld = [_blank(rows)]
    if spec:
        counts = _counts(spec, inputs)
        joined = rows.drop("numerator", "denominator").join(
            counts, on=["area", *PERIOD], how="left"
        )
        fits = agrees(pl.col("numerator") / pl.col("denominator") * 100, pl.col("value"))
        has_counts = joined["numerator"].is_not_null() & joined["value"].is_not_null()
        bad = joined.filter(has_counts).filter(~fits)
        withheld.append((bad.height, "counts that do not give the published rate: left out"))
        rows = joined.with_columns(pl.when(fits).then(pl.col("numerator", "denominator"))).select(
            _COLUMNS
        )
    return rows, withheld


def _lait_difference(spec: Benchmark, inputs: BenchmarkInputs) -> _Rows:
    legs = [
        _lait_measure(inputs, leg.measure).with_columns(leg=pl.lit(leg.id)) for leg in spec.legs
    ]
    if len(legs) != 2:
        raise DefinitionError(f"a difference has two legs, not {len(legs)}")
    first, second = legs
    gap = (
        first.with_columns(leg=pl.lit(""))
        .join(second.select("area", *PERIOD, minus="value"), on=["area", *PERIOD])
        # One decimal less one decimal: rounding to ten only removes float noise.
        .with_columns(value=(pl.col("value") - pl.col("minus")).round(10))
        .with_columns(
            symbol=pl.when(pl.col("value").is_null()).then(pl.lit("x")),
            reason=pl.when(pl.col("value").is_null()).then(pl.lit("one group has no figure")),
        )
        .select(_COLUMNS)
    )
    rows = pl.concat([gap, *legs])
    return rows, [_blank(rows)]


def _ees(spec: Benchmark, inputs: BenchmarkInputs) -> _Rows:
    file = inputs.ees_file(spec.file)
    typed = ees_reader.observations(
        file,
        value=spec.value,
        numerator=spec.numerator,
        denominator=spec.denominator,
        where=dict(spec.where),
    )
    rows = with_period(with_area(typed, inputs.codes, file.name), file.name).select(_COLUMNS)
    withheld = [_blank(rows)]
    check = agrees(pl.col("numerator") / pl.col("denominator") * 100, pl.col("value"))
    bad = rows.filter(pl.col("numerator").is_not_null() & pl.col("value").is_not_null()).filter(
        ~check
    )
    if bad.height:
        raise InputError(
            f"{file.name}: {bad.height} rates are not their numerator over their denominator, "
            f"for example area {bad['area'][0]}"
        )
    if spec.cross_check:
        other = _lait_measure(inputs, spec.cross_check)
        both = rows.join(other, on=["area", *PERIOD], suffix="_lait").drop_nulls(
            ["value", "value_lait"]
        )
        differ = both.filter(~agrees(pl.col("value"), pl.col("value_lait")))
        withheld.append((differ.height, "differ from LAIT's copy by more than rounding: kept"))
    return rows, withheld


def _exclusions(spec: Benchmark, inputs: BenchmarkInputs) -> _Rows:
    folder = inputs.path(f"{_EXCLUSIONS}/any").parent
    names = [f"{_EXCLUSIONS}/{path.name}" for path in sorted(folder.glob("*.csv"))]
    if not names:
        raise InputError(f"{folder.name}: no file of exclusion rates")
    # Of several files, the one with the newest term; the build names the others.
    file = max(map(inputs.ees_file, names), key=_newest_term)
    inputs.asked.difference_update(name for name in names if not name.endswith(f"/{file.name}"))
    column = "perm_excl_rate_all_estimate"
    need(file, [column, "education_phase"])
    chosen = file.frame.filter(pl.col("education_phase") == spec.phase)
    if chosen.is_empty():
        raise InputError(f"{file.name}: no rows of phase '{spec.phase}'")
    typed = chosen.with_columns(
        value=value_of(column),
        symbol=symbol_of(column),
        reason=reason_of(column),
        numerator=pl.lit(None, pl.Float64),
        denominator=pl.lit(None, pl.Float64),
    )
    rows = with_period(with_area(typed, inputs.codes, file.name), file.name).select(_COLUMNS)
    return rows, [_blank(rows)]


def _newest_term(file: ees_reader.EesFile) -> tuple[str, str, str]:
    """Return the newest term of a file of terms: its last year, and that year's last term."""
    # The terms of a year happen to be in alphabetical order.
    pairs = file.frame.select("time_period", "time_identifier").unique().iter_rows()
    return max((str(year), str(name).lower(), file.name) for year, name in pairs)


def _monthly_rate(spec: Benchmark, inputs: BenchmarkInputs) -> _Rows:
    file = inputs.ees_file(spec.file)
    months = [month for names in _QUARTER_MONTHS.values() for month in names]
    need(file, months)
    years = file.frame.with_columns(year=years_of(file))
    recent = years.filter(pl.col("year") >= spec.first_year)
    placed = with_area(recent, inputs.codes, file.name)
    population = _population(inputs, spec.population)
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
    nobody = joined.filter(pl.col("population").is_null() & pl.col("symbol").is_null())
    if nobody.height:
        area, year = nobody.select("area", "year").row(0)
        raise InputError(f"{spec.population}: no children of area {area} in mid-{year - 1}")
    periods = {
        (y, n): Period.quarter(y - 1, n)
        for y, n in joined.select("year", "number").unique().iter_rows()
    }
    rows = (
        joined.join(
            pl.DataFrame(
                [
                    {"year": y, "number": n, **period_columns(period)}
                    for (y, n), period in periods.items()
                ],
                schema_overrides={"year": pl.Int32, "number": pl.Int32},
            ),
            on=["year", "number"],
        )
        .with_columns(
            leg=pl.lit(""),
            denominator=pl.col("population"),
            value=(pl.col("numerator") / pl.col("population") * spec.per),
        )
        .with_columns(
            numerator=pl.when(pl.col("symbol").is_null()).then(pl.col("numerator")),
            value=pl.when(pl.col("symbol").is_null()).then(pl.col("value")),
        )
        .select(_COLUMNS)
    )
    return rows, [_blank(rows)]


def _csv(spec: Benchmark, inputs: BenchmarkInputs, *, unit: str = units.PERCENT) -> _Rows:
    place = comparators_csv.folder(inputs.folder)
    path = place / spec.file
    if path.parent != place:
        raise DefinitionError(f"file is '{spec.file}', not the name of a file in {place.name}")
    if place.parent == inputs.folder:
        inputs.asked.add(f"{place.name}/{path.name}")
    areas = inputs.lait["area"].cast(pl.String).unique().to_list()
    rows = comparators_csv.read(path, spec, inputs.codes, areas, unit)
    return rows, [_blank(rows)]


_AS_PUBLISHED = ("lait", "ees", "csv")
"""The readers that take figures as they stand; the others work them out."""
_READERS: dict[str, Callable[[Benchmark, BenchmarkInputs], _Rows]] = {
    "lait": _lait,
    "lait difference": _lait_difference,
    "ees": _ees,
    "exclusions estimate": _exclusions,
    "monthly rate": _monthly_rate,
    "csv": _csv,
}


# ---- parts --------------------------------------------------------------------------------


def _blank(rows: pl.DataFrame) -> tuple[int, str]:
    return rows[
        "value"
    ].null_count(), "without a value from the publisher: the reason is shown instead"


def _lait_measure(inputs: BenchmarkInputs, measure: str) -> pl.DataFrame:
    """Return LAIT's rows of a measure; England and regions have the reason where withheld."""
    rows = inputs.lait.filter((pl.col("measure") == measure) & pl.col("period_kind").is_not_null())
    if rows.is_empty():
        raise DefinitionError(f"LAIT has no measure '{measure}'")
    held = inputs.withheld.filter(pl.col("measure") == measure)
    why = dict(held.select("comparator", "reason").iter_rows())
    area = pl.col("area").cast(pl.String)
    misleads = (
        pl.when(area == ENGLAND)
        .then(pl.lit(why.get("england"), pl.String))
        .when(area.is_in(inputs.regions))
        .then(pl.lit(why.get("region"), pl.String))
    )
    rows = rows.with_columns(withheld=misleads).with_columns(
        value=pl.when(pl.col("withheld").is_null()).then("value"),
        symbol=pl.when(pl.col("withheld").is_null())
        .then(pl.col("symbol").cast(pl.String))
        .otherwise(pl.lit(LAIT_DASH_SYMBOL)),
    )
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
        pl.when(pl.col("withheld").is_not_null())
        .then(pl.format("not shown: {}", "withheld"))
        .when(pl.col("value").is_null())
        .then(pl.lit("not available: suppressed, not collected or not applicable"))
        .alias("reason"),
    )


def _counts(spec: CountSource, inputs: BenchmarkInputs) -> pl.DataFrame:
    file = inputs.ees_file(spec.file)
    parts = {"numerator": spec.numerator, "denominator": spec.denominator}
    need(file, [column for columns in parts.values() for column in columns])
    sums = {
        name: pl.sum_horizontal([value_of(column) for column in columns], ignore_nulls=False)
        for name, columns in parts.items()
    }
    rows = with_period(
        with_area(file.frame.with_columns(**sums), inputs.codes, file.name), file.name
    )
    return rows.select("area", *PERIOD, "numerator", "denominator")


def _population(inputs: BenchmarkInputs, name: str) -> pl.DataFrame:
    file = inputs.ees_file(name)
    need(file, ["population_estimate"])
    return with_area(file.frame, inputs.codes, file.name).select(
        "area",
        mid_year=years_of(file),
        population=value_of("population_estimate"),
    )
