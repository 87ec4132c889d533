"""Checks of how many statistical neighbours have a figure that an indicator is compared with.

Where only a few have one, their mean says little of the neighbours: pages say the count beside it,
and whoever writes the definition is warned before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kpi import units
from kpi.errors import InputError
from kpi.indicators.comparisons import comparators
from kpi.model.definitions.indicator import Benchmark, Indicator
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.sources import comparators_csv

_PERIOD = ["period_kind", "period_start", "period_end"]


@dataclass(frozen=True)
class ComparedNeighbours:
    """Of an authority's neighbours, how many have a figure in the newest period with any."""

    count: int
    of: int
    period: Period

    @property
    def are_few(self) -> bool:
        """Whether half of them or fewer have one."""
        return self.count * 2 <= self.of


def warnings(
    indicators: Iterable[Indicator], snapshot: Snapshot, home: str, inputs: Path
) -> list[str]:
    """Return a line for each indicator that few neighbours of an authority have a figure of.

    `home` is the three-digit code; `inputs` the folder of the publishers' files.
    """
    return [line for each in indicators for line in _of_one(each, snapshot, home, inputs)]


def own_file_faults(indicators: Iterable[Indicator], snapshot: Snapshot, inputs: Path) -> list[str]:
    """Return what is wrong with the council's own files of comparators, a line each.

    The build stops at each. A file that is not there is a fault of `source_checks`.
    """
    files_of_fault: dict[str, list[str]] = {}
    for each in indicators:
        spec = each.benchmark
        if spec is None or spec.reader != "csv" or not _own_path(spec, inputs).is_file():
            continue
        try:
            _of_own_file(spec, snapshot, inputs, each.unit)
        except InputError as fault:
            files_of_fault.setdefault(str(fault), []).append(f"{each.id}.toml")
    return comparators_csv.with_names(files_of_fault)


def compared(rows: pl.DataFrame, neighbours: Iterable[str]) -> ComparedNeighbours | None:
    """Return how many neighbours have a figure in the newest period; None where nobody has any.

    `rows` have the columns area, value, period_kind, period_start and period_end.
    """
    known = rows.filter(pl.col("value").is_not_null())
    if known.is_empty():
        return None
    last = known.filter(pl.col("period_end") == known["period_end"].max())
    kind, start, end = last.select(_PERIOD).row(0)
    all_of_them = list(neighbours)
    with_figure = last.filter(pl.col("area").is_in(all_of_them))["area"].n_unique()
    return ComparedNeighbours(with_figure, len(all_of_them), Period.of(str(kind), start, end))


# ---- parts --------------------------------------------------------------------------------


def _of_one(indicator: Indicator, snapshot: Snapshot, home: str, inputs: Path) -> Iterator[str]:
    neighbours = snapshot.neighbours(home)
    benchmark = indicator.benchmark
    if benchmark is None or not neighbours or units.is_size(indicator.unit):
        return
    try:
        counted = compared(_figures(indicator, benchmark, snapshot, inputs), neighbours)
    except InputError:  # of a file of the council's own: a fault, reported as one
        return
    if counted is not None and counted.are_few:
        whose = f"the {counted.of} statistical neighbours of {snapshot.area(home).name}"
        of_when = f"a figure of {counted.period.in_words}, the newest"
        has = "has" if counted.count == 1 else "have"
        few = (
            f"only {counted.count} of {whose} {has} {of_when}: their mean says little of the others"
            if counted.count
            else f"none of {whose} has {of_when}: there is no mean of them"
        )
        yield (
            f"{indicator.id}.toml: benchmark: {few}; another measure may have more, or a group of "
            "authorities of your own (docs/comparing.md)"
        )


def _figures(
    indicator: Indicator, benchmark: Benchmark, snapshot: Snapshot, inputs: Path
) -> pl.DataFrame:
    """Return the figures of others as the next build will have them, where they can be known.

    Those of the publishers' own files stand in the snapshot once the indicator was built.
    """
    if benchmark.reader == "lait":
        return _of_lait(snapshot, benchmark.measure)
    if benchmark.reader == "lait difference":
        first, *others = (_of_lait(snapshot, leg.measure) for leg in benchmark.legs)
        for other in others:
            known = other.drop_nulls("value").select("area", *_PERIOD)
            first = first.join(known, on=["area", *_PERIOD], how="semi")
        return first
    if benchmark.reader == "csv":
        return _of_own_file(benchmark, snapshot, inputs, indicator.unit)
    if any(each.id == indicator.id for each in snapshot.indicators):
        return comparators.benchmark_rows(snapshot, indicator)
    return _of_lait(snapshot, "")


def _of_lait(snapshot: Snapshot, measure: str) -> pl.DataFrame:
    rows = snapshot.benchmark_rows([measure]).select("area", "value", *_PERIOD)
    return rows.with_columns(pl.col("area", "period_kind").cast(pl.String))


def _of_own_file(benchmark: Benchmark, snapshot: Snapshot, inputs: Path, unit: str) -> pl.DataFrame:
    """Return the figures of a council's own file; raises InputError for its faults."""
    codes = dict(snapshot.areas.drop_nulls("ons_code").select("ons_code", "area").iter_rows())
    path = _own_path(benchmark, inputs)
    return comparators_csv.read(path, benchmark, codes, snapshot.areas["area"].to_list(), unit)


def _own_path(benchmark: Benchmark, inputs: Path) -> Path:
    return comparators_csv.folder(inputs) / benchmark.file
