"""An indicator's definition as typed objects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.definitions.publication_dates import Publication, known_from
from kpi.model.polarity import Polarity
from kpi.model.schemas import Role
from kpi.periods import Kind, Period
from kpi.units import PERCENT

Quarter = Literal["Q1", "Q2", "Q3", "Q4"]
ReportingRule = Literal["same quarter", "first quarter to end after the period", "publication"]
ReaderName = Literal[
    "lait", "lait difference", "ees", "exclusions estimate", "monthly rate", "csv"
]  # fmt: skip


@dataclass(frozen=True)
class Reporting:
    """The rule that decides which reporting quarters show a period."""

    rule: str
    quarters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)  # by term, or "academic"
    due: str = ""


@dataclass(frozen=True)
class Rebase:
    """A new start of the usual range (`kpi.statistics.xmr_rules`): from when, why, for which area.

    An empty `area` stands for all areas.
    """

    start: Period
    reason: str
    area: str = ""


@dataclass(frozen=True)
class CountSource:
    """The source of the counts behind percentages: a file, and the columns that add up to each."""

    file: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    counted: str = ""  # in the plural, where pages name it
    source: str = ""


@dataclass(frozen=True)
class WeightSource:
    """The source of the weights of authorities in a mean of authorities."""

    file: str
    value: str  # a column
    where: tuple[tuple[str, str], ...]  # columns, and the value that each must have
    counted: str
    source: str


@dataclass(frozen=True)
class Related:
    """A different measure, shown with the indicator and never judged against it."""

    measure: str
    label: str
    why: str
    publication: tuple[Publication, ...] = ()
    counts: CountSource | None = None
    official: bool = False  # the official annual rate of the indicator itself


@dataclass(frozen=True)
class Leg:
    """One of the two figures whose difference an indicator is."""

    id: str
    name: str
    measure: str
    short: str = ""


@dataclass(frozen=True)
class Benchmark:
    """The published figures that an indicator is compared with, and how they are read.

    `kpi.model.definitions.rules_across_keys` lists what each reader needs; the rest is empty.
    """

    reader: str
    period_kind: Kind
    source: str
    name: str
    measure: str = ""  # LAIT's short name
    counts: CountSource | None = None
    legs: tuple[Leg, ...] = ()
    file: str = ""
    value: str = ""  # columns of `file`, as numerator and denominator are
    numerator: str = ""
    denominator: str = ""
    where: tuple[tuple[str, str], ...] = ()  # columns, and the value that each must have
    cross_check: str = ""  # LAIT's short name of the same measure
    phase: str = ""
    weights: WeightSource | None = None
    population: str = ""  # a file
    per: float | None = None
    first_year: int | None = None
    why_different: str = ""  # why unit, polarity or period are not LAIT's


@dataclass(frozen=True)
class Indicator:
    """One indicator's definition, as written in `data/indicators/<id>.toml`."""

    id: str
    order: int
    role: Role
    directorate: str
    name: str
    aim: str
    polarity: Polarity
    unit: str  # one of `kpi.units`
    decimals: int
    counted: str
    happened: str
    owner_role: str
    definition: str
    numerator: str
    denominator: str
    why_it_matters: str
    council_controls: str
    caveats: tuple[str, ...]
    breaks: tuple[tuple[Period, str], ...]
    break_sources: dict[Period, str]  # the publication that states each break, where known
    qualifier: str
    no_comparator: str
    very_small: bool
    notable_gap: float | None
    local_kind: Kind  # of the figures of a return, as the report shows them
    local_source: str
    seasonal: bool  # compared with the same period of the year before, as terms differ
    rose: str
    fell: str
    reporting: Reporting
    publication: tuple[Publication, ...]
    benchmark: Benchmark | None
    related: tuple[Related, ...]
    rebases: tuple[Rebase, ...]
    publish_small_numbers: str  # why counts of 1 to 5 may be shown; empty: they are suppressed
    stated_error: float | None = None  # by how much an estimate may be off, in the unit
    publish_small_complements: str = ""  # the same of those of a percentage that are not counted
    would_take: tuple[str, ...] = ()  # the noun of the numerator, singular and plural
    figure_kind: FigureKind = FigureKind.FLOW
    quarter_from: MonthRule | None = None  # of an indicator that is returned by month
    may_exceed_100: str = ""  # why a percentage may be above 100; empty: it may not
    formerly: tuple[str, ...] = ()  # earlier ids
    retired_from: Period | None = None  # the first reporting quarter without it
    retired_why: str = ""

    @property
    def returned_kind(self) -> Kind:
        """The kind of period that a return gives its figures for: months, where it is monthly."""
        return Kind.MONTH if self.quarter_from else self.local_kind

    @property
    def accepted_kinds(self) -> tuple[Kind, ...]:
        """The kinds of period that a return may give, its own first.

        Beside quarters that are flows it may give months and the year to date, and beside months
        that make a quarter the year to date. They are shown on the indicator's page and never in
        place of a quarter.
        """
        own = self.returned_kind
        if self.figure_kind is not FigureKind.FLOW or own not in (Kind.QUARTER, Kind.MONTH):
            return (own,)
        if own is Kind.MONTH:
            return (own, Kind.TO_DATE) if self.quarter_from else (own,)
        return (own, Kind.MONTH, Kind.TO_DATE)

    @property
    def benchmark_kind(self) -> Kind | None:
        """The kind of period its comparators cover; None when it has no comparator."""
        return self.benchmark.period_kind if self.benchmark else None

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The parts of a difference: the figure is the first minus the second."""
        return self.benchmark.legs if self.benchmark else ()

    @property
    def measures(self) -> frozenset[str]:
        """The measures of LAIT that the definition names, by their short names."""
        named = [*(leg.measure for leg in self.legs), *(each.measure for each in self.related)]
        if self.benchmark is not None:
            named += [self.benchmark.measure, self.benchmark.cross_check]
        return frozenset(filter(None, named))

    def is_of_legs(self, source: str) -> bool:
        """Return whether a figure of this source is the difference of the two published ones.

        A council's own figure from its return is not, so theirs are never shown as its parts.
        """
        return self.benchmark is not None and bool(self.legs) and source == self.benchmark.source

    def due_on(self, period: Period) -> date:
        """Return when a period is due: by its source's rule; at its end for a return."""
        return known_from(period, self.publication) if self.publication else period.end

    def is_reported(self, quarter: Period) -> bool:
        """Return whether a reporting quarter's report has the indicator."""
        return self.retired_from is None or quarter < self.retired_from

    @property
    def is_context(self) -> bool:
        """Whether it is outside the indicators that are judged and counted."""
        return self.role == "context"

    @property
    def aim_is_share(self) -> bool:
        """Whether the aim only names the share that is to rise: `plans issued within 20 weeks`.

        The committee paper puts before it what is wanted; every other aim says that itself.
        """
        return self.polarity is Polarity.HIGHER and self.unit == PERCENT


def is_id(text: str) -> bool:
    """Return whether a text can be an indicator's id: letters, digits and single hyphens."""
    parts = text.split("-")
    return all(part.isascii() and part.isalnum() and part == part.lower() for part in parts)
