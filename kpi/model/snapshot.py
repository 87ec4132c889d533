"""One published state of all data, in memory and read-only, and its look-ups by id and code.

All visitors share it. An indicator's earlier ids find it too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from kpi import settings
from kpi.errors import StoreError, UnknownNameError
from kpi.model import neighbour_models, schemas
from kpi.model.data_status import ILLUSTRATIVE, PROVISIONAL
from kpi.model.definitions.indicator import Indicator
from kpi.periods import Period
from kpi.service import service

if TYPE_CHECKING:
    from kpi.model.benchmark_file import LazyBenchmarks

T = TypeVar("T")


@dataclass(frozen=True)
class Area:
    """An authority, a region or England."""

    code: str
    name: str
    kind: str
    region: str | None
    wider_region: str | None
    is_current: bool  # existed on the day the snapshot was made
    successors: str
    created_on: date | None = None
    abolished_on: date | None = None
    ons_code: str = ""

    def exists_on(self, day: date) -> bool:
        """Return whether the area existed on a day: created by then, and not yet abolished."""
        is_created = self.created_on is None or self.created_on <= day
        return is_created and (self.abolished_on is None or self.abolished_on > day)


@dataclass(frozen=True)
class Source:
    """A row of the register of sources: its id, what it is, who publishes it and since when."""

    source: str
    title: str
    publisher: str
    edition: str
    published: date | None
    licence: str
    status: str
    link: str
    note: str

    @staticmethod
    def rows(table: pl.DataFrame) -> tuple[Source, ...]:
        """Return each row of a table of sources, in its order."""
        return tuple(Source(*row) for row in table.select(schemas.SOURCES.names()).iter_rows())


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The tables of `kpi.model.schemas` and LAIT's, with the look-ups that all views use.

    Compared and hashed by identity: two loads of one snapshot are two objects, and caches that
    are keyed by a snapshot are freed with it.
    """

    id: str
    manifest: Mapping[str, Any]
    indicators: tuple[Indicator, ...]
    areas: pl.DataFrame
    groups: pl.DataFrame
    observations: pl.DataFrame
    targets: pl.DataFrame
    commentary: pl.DataFrame
    sources: pl.DataFrame
    measures: pl.DataFrame
    faults: pl.DataFrame
    benchmarks: pl.DataFrame | LazyBenchmarks
    revisions: pl.DataFrame
    definitions: pl.DataFrame  # the table `indicators`, as stored
    releases: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=schemas.RELEASES))
    release_revisions: pl.DataFrame = field(
        default_factory=partial(pl.DataFrame, schema=schemas.RELEASE_REVISIONS)
    )
    first_taken_in: pl.DataFrame = field(
        default_factory=partial(pl.DataFrame, schema=schemas.FIRST_TAKEN_IN)
    )
    _memory: dict[Hashable, Any] = field(init=False, repr=False, default_factory=dict)

    def remember(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` returns, calculated once for this snapshot and freed with it.

        For small look-ups, at most one for each indicator and area, not for results that depend on
        visitors' free choices.
        """
        if key not in self._memory:
            # If two threads make it at once, both get the same object.
            self._memory.setdefault(key, make())
        made: T = self._memory[key]
        return made

    @property
    def later_tables(self) -> dict[str, pl.DataFrame]:
        """The tables that older snapshots lack, those that hold something, by name."""
        tables = {name: getattr(self, name) for name in schemas.LATER_TABLES}
        return {name: table for name, table in tables.items() if not table.is_empty()}

    def with_tables(self, tables: Mapping[str, pl.DataFrame]) -> Snapshot:
        """Return a snapshot with other tables, to preview one that is not published yet."""
        kept: dict[str, Any] = {n: table for n, table in tables.items() if n != "indicators"}
        return replace(self, id=f"{self.id} (not published)", **kept)

    @cached_property
    def _areas(self) -> dict[str, Area]:
        by_code = {}
        for r in self.areas.iter_rows(named=True):
            area = Area(
                r["area"],
                r["name"],
                r["kind"],
                r["region"],
                r["wider_region"],
                False,
                " or ".join((r["successors"] or "").split(";")),
                r["created_on"],
                r["abolished_on"],
                r["ons_code"] or "",
            )
            by_code[area.code] = replace(area, is_current=area.exists_on(self.made_on))
        return by_code

    @cached_property
    def _by_ons_code(self) -> dict[str, str]:
        return {area.ons_code.upper(): code for code, area in self._areas.items() if area.ons_code}

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def _formerly(self) -> dict[str, Indicator]:
        return {old: indicator for indicator in self.indicators for old in indicator.formerly}

    @cached_property
    def _by_indicator(self) -> dict[str, pl.DataFrame]:
        ordered = self.observations.sort("indicator_id", "leg", "area", "period_end")
        return {
            str(key[0]): rows
            for key, rows in ordered.partition_by("indicator_id", as_dict=True).items()
        }

    @cached_property
    def _by_measure(self) -> Mapping[str, tuple[pl.DataFrame, int, int]]:
        """Map each measure to a table, its first row in it and its number of rows."""
        rows = self.held_benchmarks
        if rows["measure"].rle_id().n_unique() > rows["measure"].n_unique():
            rows = rows.sort("measure", maintain_order=True)
        counts = rows["measure"].rle().struct.unnest()
        ends = counts["len"].cum_sum()
        measures = counts["value"].cast(pl.String)
        return {
            measure: (rows, end - count, count)
            for measure, end, count in zip(measures, ends, counts["len"], strict=True)
        }

    @property
    def held_benchmarks(self) -> pl.DataFrame:
        """The benchmarks as one table; raises StoreError where they are too large for memory."""
        if isinstance(self.benchmarks, pl.DataFrame):
            return self.benchmarks
        raise StoreError(
            f"Snapshot {self.id} has {self.benchmarks.height:,} rows of benchmarks, too many to be "
            "held at once: this can be done for named measures only."
        )

    def benchmark_rows(self, measures: Sequence[str]) -> pl.DataFrame:
        """Return LAIT's rows of some measures; unknown names have none."""
        if isinstance(self.benchmarks, pl.DataFrame):
            return self.benchmarks.filter(pl.col("measure").is_in(list(measures)))
        return self.benchmarks.rows(measures)

    def area(self, code: str) -> Area:
        """Return the area with this three-digit code; raises UnknownNameError."""
        if code not in self._areas:
            raise UnknownNameError(f"no area has the code '{code}'; for example 839")
        return self._areas[code]

    def has_area(self, code: str) -> bool:
        """Return whether an area has this three-digit code."""
        return code in self._areas

    def code_of(self, text: str) -> str:
        """Return the three-digit code for a three-digit or ONS code, as typed or in an address.

        An ONS code may be in any case. Other text is returned stripped, for `area` to refuse.
        """
        tidy = text.strip()
        return self._by_ons_code.get(tidy.upper(), tidy)

    def authority(self, code: str) -> Area:
        """Return the authority with this three-digit code; raises UnknownNameError."""
        area = self.area(code)
        if area.kind != "authority":
            raise UnknownNameError(f"'{code}' is {area.name}, not an authority")
        return area

    @cached_property
    def current_authorities(self) -> tuple[Area, ...]:
        """The authorities that existed when the snapshot was made, in alphabetical order."""
        current = (a for a in self._areas.values() if a.kind == "authority" and a.is_current)
        return tuple(sorted(current, key=lambda area: area.name))

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """The codes of the regions, those of London included."""
        return tuple(code for code, area in self._areas.items() if area.kind == "region")

    def home_code(self) -> str:
        """Return the three-digit code of the home authority as set (`KPI_HOME`)."""
        return self.code_of(settings.authority())

    def home(self, code: str) -> Area:
        """Return the authority with this code, if its pages can be shown.

        One that has ended can be shown where it has no known successor. Raises UnknownNameError for
        one with successors, which it names.
        """
        area = self.authority(code)
        if not area.is_current and area.successors:
            raise UnknownNameError(
                f"'{code}' is {area.name}, which was abolished; choose {area.successors} instead"
            )
        return area

    def id_of(self, text: str) -> str:
        """Return today's id of an indicator for one that it had before; other text unchanged."""
        renamed = None if text in self._indicators else self._formerly.get(text)
        return renamed.id if renamed else text

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id, or that had it before; raises UnknownNameError."""
        indicator = self._indicators.get(self.id_of(indicator_id))
        if indicator is None:
            known = ", ".join(self._indicators)
            raise UnknownNameError(f"no indicator '{indicator_id}'; there are {known}")
        return indicator

    def observed(self, indicator_id: str) -> pl.DataFrame:
        """Return all observations of one indicator, in order of leg, area and time."""
        empty = self.observations.clear()
        return self._by_indicator.get(self.indicator(indicator_id).id, empty)

    def measure_rows(self, measure: str) -> pl.DataFrame:
        """Return LAIT's rows of one measure; raises UnknownNameError."""
        if not isinstance(self.benchmarks, pl.DataFrame):
            rows = self.benchmarks.rows([measure])
        elif measure in self._by_measure:
            table, first, count = self._by_measure[measure]
            rows = table.slice(first, count)
        else:
            rows = self.benchmarks.clear()
        if rows.is_empty():
            raise UnknownNameError(f"no measure '{measure}'; see the definitions page for names")
        return rows

    @cached_property
    def directorates(self) -> tuple[str, ...]:
        """The directorates, in the service's order; others in that of their indicators."""
        return service().in_order(i.directorate for i in self.indicators)

    def directorate(self, name: str) -> str:
        """Return the name of a directorate that has an indicator; raises UnknownNameError."""
        if name not in self.directorates:
            known = "; ".join(self.directorates)
            raise UnknownNameError(f"no directorate '{name}'; there are {known}")
        return name

    @cached_property
    def _members(self) -> dict[tuple[str, str], tuple[str, ...]]:
        ordered = self.groups.sort("group", "area", "rank", nulls_last=True)
        by_group: dict[tuple[str, str], list[str]] = {}
        for group, area, member in ordered.select("group", "area", "member").iter_rows():
            by_group.setdefault((group, area), []).append(member)
        return {key: tuple(members) for key, members in by_group.items()}

    @cached_property
    def neighbour_models(self) -> tuple[str, ...]:
        """DfE's models of statistical neighbours, newest first; only `NONE` where it has none."""
        return neighbour_models.models_of(self.groups["group"].unique().cast(pl.String))

    @property
    def newest_model(self) -> str:
        """The newest neighbour model, which is used where none is chosen."""
        return self.neighbour_models[0]

    def model_named(self, text: str | None) -> str:
        """Return a neighbour model by its name, without one the newest; raises UnknownNameError."""
        if not text:
            return self.newest_model
        if text not in self.neighbour_models:
            known = ", ".join(self.neighbour_models)
            raise UnknownNameError(f"no neighbour model '{text}'; there are {known}")
        return text

    def neighbours(self, area: str, model: str | None = None) -> tuple[str, ...]:
        """Return an authority's statistical neighbours, closest first; empty where it has none.

        Without a model they are those of the newest.
        """
        return self._members.get((neighbour_models.group_of(self.model_named(model)), area), ())

    @cached_property
    def known_sources(self) -> dict[str, Source]:
        """Each source by its id, in the order of the register."""
        return {row.source: row for row in Source.rows(self.sources)}

    def source(self, source: str) -> Source:
        """Return a source by its id."""
        return self.known_sources[source]

    def last_updated(self, source: str) -> date | None:
        """Return the day a source was published; for a return, the day it was loaded; else None."""
        about = self.known_sources[source]
        if about.published is None and about.status in (ILLUSTRATIVE, PROVISIONAL):
            return self.made_on
        return about.published

    @property
    def made_on(self) -> date:
        """The day the snapshot was made."""
        return date.fromisoformat(str(self.manifest["made_at"])[:10])

    def period_rows(self, rows: pl.DataFrame) -> list[Period]:
        """Return the distinct periods of some rows, in time order."""
        columns = rows.select("period_kind", "period_start", "period_end").unique()
        return sorted(Period.of(*row) for row in columns.iter_rows())


def in_order(snapshot: Snapshot) -> list[Indicator]:
    """Return the indicators by directorate, in the order of the paper."""
    return sorted(
        snapshot.indicators, key=lambda i: (snapshot.directorates.index(i.directorate), i.order)
    )
