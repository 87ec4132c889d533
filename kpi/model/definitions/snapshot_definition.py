"""Turns a definition as a snapshot holds it into an `Indicator`.

What a snapshot holds was checked when it was built (`kpi.model.definitions.definition_format`).
Here only what the dashboard could not use is refused, at the first fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any, NamedTuple, TypeVar, get_args

from kpi import units
from kpi.errors import DefinitionError
from kpi.model.definitions import rules_across_keys
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.definitions.indicator import (
    Benchmark,
    CountSource,
    Indicator,
    Leg,
    Quarter,
    Rebase,
    Related,
    Reporting,
    ReportingRule,
    WeightSource,
)
from kpi.model.definitions.month_rule import MonthRule
from kpi.model.definitions.publication_dates import Publication
from kpi.model.polarity import Polarity
from kpi.model.schemas import Role
from kpi.periods import Kind, Period, parse_period

T = TypeVar("T")

_QUARTER_NUMBERS = {name: number for number, name in enumerate(get_args(Quarter), 1)}
_SCHOOL_PARTS = ("academic", "autumn", "spring", "summer")


class Part:
    """One table of a definition. Each value is read by its key and type.

    Every method raises DefinitionError, naming the place and the key, where there is no such value.
    """

    def __init__(self, raw: object, where: str) -> None:
        if not isinstance(raw, dict):
            raise DefinitionError(f"{where}: is not a table of names and values")
        self.raw: dict[str, Any] = raw
        self.where = where
        self._asked: set[str] = set()

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; the default where the key is missing."""
        return str(self._value(key, (str,), "text", default))

    def filled(self, key: str) -> str:
        """Return a text that is not blank; empty where the key is missing."""
        if key in self.raw and not (isinstance(self.raw[key], str) and self.raw[key].strip()):
            raise DefinitionError(f"{self.where}: {key} does not say why in words")
        return self.text(key, "")

    def flag(self, key: str) -> bool:
        """Return true or false; false where the key is missing."""
        return bool(self._value(key, (bool,), "true or false", False))

    def whole(self, key: str) -> int:
        """Return a whole number from 0 to 999."""
        value = int(self._value(key, (int,), "a whole number from 0 up", None))
        if not 0 <= value < 1_000:
            raise DefinitionError(f"{self.where}: {key} is not a whole number from 0 up")
        return value

    def number(self, key: str) -> float | None:
        """Return a number above 0; None where the key is missing."""
        if key not in self.raw:
            return None
        value: float = self._value(key, (int, float), "a number above 0", None)
        if not isfinite(value) or value <= 0:
            raise DefinitionError(f"{self.where}: {key} is not a number above 0")
        return value

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str:
        """Return a text that is one of those known."""
        value, names = self.text(key, default), tuple(known)
        if value not in names:
            raise DefinitionError(
                f"{self.where}: {key} is '{value}', not one of {', '.join(names)}"
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; none where the key is missing."""
        values = self._value(key, (list,), "a list of texts", [])
        if not all(isinstance(each, str) for each in values):
            raise DefinitionError(f"{self.where}: {key} is not a list of texts")
        return tuple(values)

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return a table of texts as pairs of name and text; none where the key is missing."""
        values = self._value(key, (dict,), "a table of names and values", {})
        if not all(isinstance(each, str) for each in values.values()):
            raise DefinitionError(f"{self.where}: {key} is not a table of texts")
        return tuple(values.items())

    def period(self, key: str) -> Period:
        """Return a period read from its label."""
        try:
            return parse_period(self.text(key))
        except ValueError as fault:
            raise DefinitionError(f"{self.where}: {key}: {fault}") from fault

    def part(self, key: str, make: Callable[[Part], T]) -> T | None:
        """Return `make` of a table; None where the key is missing or the table is empty."""
        self._asked.add(key)
        raw = self.raw.get(key, {})
        return None if raw == {} else make(Part(raw, f"{self.where}: {key}"))

    def needed(self, key: str, make: Callable[[Part], T]) -> T:
        """Return `make` of a table that must be present."""
        raw = self._value(key, (dict,), "a table of names and values", None)
        return make(Part(raw, f"{self.where}: {key}"))

    def parts(self, key: str, make: Callable[[Part], T]) -> tuple[T, ...]:
        """Return `make` of each table of a list; an empty tuple where the key is missing."""
        values = self._value(key, (list,), "a list of tables", [])
        return tuple(
            make(Part(raw, f"{self.where}: {key} {number}")) for number, raw in enumerate(values, 1)
        )

    def complete(self, made: T) -> T:
        """Return `made`; raises DefinitionError for a key that was not read, as it may matter."""
        for key in self.raw:
            if key not in self._asked:
                raise DefinitionError(f"{self.where}: has an unknown key '{key}'")
        return made

    def _value(self, key: str, types: tuple[type, ...], words: str, default: object) -> Any:
        self._asked.add(key)
        value = self.raw.get(key, default)
        if key not in self.raw and default is None:
            raise DefinitionError(f"{self.where}: lacks '{key}'")
        if type(value) not in types:
            raise DefinitionError(f"{self.where}: {key} is not {words}")
        return value


def indicator_from(raw: object, where: str) -> Indicator:
    """Return the indicator of a recorded definition; raises DefinitionError naming a fault."""
    part = Part(raw, where)
    local = part.needed("local", _local)
    by_quarter = part.needed("reporting", _reporting).rule == "same quarter"
    breaks = part.parts("breaks", _break)
    would_take = part.texts("would_take")
    if "would_take" in part.raw and not (len(would_take) == 2 and all(map(str.strip, would_take))):
        raise DefinitionError(f"{where}: would_take is not a pair of words")
    retired = part.part("retired", _retired)
    made = Indicator(
        id=part.text("id"),
        order=part.whole("order"),
        role=_role(part),
        directorate=part.text("directorate"),
        name=part.text("name"),
        aim=part.text("aim"),
        polarity=_polarity(part),
        unit=_unit(part),
        decimals=part.whole("decimals"),
        counted=part.text("counted"),
        happened=part.text("happened"),
        owner_role=part.text("owner_role"),
        definition=part.text("definition"),
        numerator=part.text("numerator"),
        denominator=part.text("denominator"),
        why_it_matters=part.text("why_it_matters"),
        council_controls=part.text("council_controls"),
        caveats=part.texts("caveats"),
        breaks=tuple((period, note) for period, note, _ in breaks),
        break_sources={period: source for period, _, source in breaks if source},
        qualifier=part.text("qualifier", ""),
        no_comparator=part.text("no_comparator", ""),
        very_small=part.flag("very_small"),
        notable_gap=part.number("notable_gap"),
        local_kind=_reported_kind(local, by_quarter=by_quarter),
        local_source=local.source,
        seasonal=local.seasonal,
        figure_kind=local.figure_kind,
        rose=part.text("rose", "up from"),
        fell=part.text("fell", "down from"),
        reporting=part.needed("reporting", _reporting),
        publication=part.parts("publication", _publication),
        benchmark=part.part("benchmark", benchmark_from),
        related=part.parts("related", _related),
        rebases=part.parts("rebase", _rebase),
        publish_small_numbers=part.filled("publish_small_numbers"),
        stated_error=part.number("stated_error"),
        publish_small_complements=part.filled("publish_small_complements"),
        would_take=would_take,
        quarter_from=local.quarter_from,
        may_exceed_100=part.filled("may_exceed_100"),
        formerly=part.texts("formerly"),
        retired_from=retired[0] if retired else None,
        retired_why=retired[1] if retired else "",
    )
    for rule in rules_across_keys.RECORDED:
        for fault in rule(part.raw):
            raise DefinitionError(f"{where}: {fault}")
    return part.complete(made)


def benchmark_from(part: Part) -> Benchmark:
    """Return the benchmark of its table; unknown keys are ignored, as they change nothing shown."""
    return Benchmark(
        reader=part.text("reader", ""),
        period_kind=_kind(part),
        source=part.text("source"),
        name=part.text("name"),
        measure=part.text("measure", ""),
        counts=part.part("counts", _counts),
        legs=part.parts("legs", _leg),
        file=part.text("file", ""),
        value=part.text("value", ""),
        numerator=part.text("numerator", ""),
        denominator=part.text("denominator", ""),
        where=part.pairs("where"),
        cross_check=part.text("cross_check", ""),
        phase=part.text("phase", ""),
        weights=part.part("weights", _weights),
        population=part.text("population", ""),
        per=part.number("per"),
        first_year=int(part.number("first_year") or 0) or None,
        why_different=part.text("why_different", ""),
    )


# ---- parts --------------------------------------------------------------------------------


def _role(part: Part) -> Role:
    role: Role = part.one_of("role", get_args(Role))  # type: ignore[assignment]
    return role


def _polarity(part: Part) -> Polarity:
    return Polarity(part.one_of("polarity", tuple(Polarity)))


def _unit(part: Part) -> str:
    unit = part.text("unit")
    if not units.is_known(unit):
        raise DefinitionError(f"{part.where}: unit is '{unit}', not {units.POSSIBLE}")
    return unit


def _kind(part: Part) -> Kind:
    return Kind(part.one_of("period_kind", Kind))


class _Local(NamedTuple):
    """The council's own figures."""

    kind: Kind
    source: str
    seasonal: bool
    figure_kind: FigureKind
    quarter_from: MonthRule | None


def _reported_kind(local: _Local, *, by_quarter: bool) -> Kind:
    """Return the kind of period that reports show."""
    if local.quarter_from:
        return Kind.QUARTER
    return local.kind.of_quarter if by_quarter else local.kind


def _local(part: Part) -> _Local:
    """Return the table; before definitions gave the kind of figure, all of them were flows."""
    kind = FigureKind(part.one_of("figure_kind", FigureKind)) if "figure_kind" in part.raw else None
    figure_kind = kind or FigureKind.FLOW
    # The quarters of one year to date grow on each other: only those of other years compare.
    seasonal = part.flag("seasonal") or figure_kind is FigureKind.CUMULATIVE
    period_kind = _kind(part)
    if figure_kind is FigureKind.CUMULATIVE and period_kind is Kind.QUARTER:
        period_kind = Kind.TO_DATE
    rule = part.one_of("quarter_from", MonthRule) if "quarter_from" in part.raw else ""
    months = MonthRule(rule) if rule else None
    return _Local(period_kind, part.text("source"), seasonal, figure_kind, months)


def _reporting(part: Part) -> Reporting:
    quarters = {}
    for name in part.raw:
        if name in _SCHOOL_PARTS:
            listed = part.texts(name)
            if unknown := [each for each in listed if each not in _QUARTER_NUMBERS]:
                raise DefinitionError(
                    f"{part.where}: {name} has '{unknown[0]}', not one of Q1 to Q4"
                )
            quarters[name] = tuple(_QUARTER_NUMBERS[each] for each in listed)
    rule = part.one_of("rule", get_args(ReportingRule))
    return part.complete(Reporting(rule, quarters, part.text("due", "")))


def _publication(part: Part) -> Publication:
    return part.complete(
        Publication(
            month=part.whole("month"),
            years_after=part.whole("years_after"),
            after=part.text("after", "period"),
            term=part.text("term", ""),
            status=part.text("status", ""),
        )
    )


def _counts(part: Part) -> CountSource:
    return CountSource(
        file=part.text("file"),
        numerator=part.texts("numerator"),
        denominator=part.texts("denominator"),
        counted=part.text("counted", ""),
        source=part.text("source", ""),
    )


def _weights(part: Part) -> WeightSource:
    return WeightSource(
        file=part.text("file"),
        value=part.text("value"),
        where=part.pairs("where"),
        counted=part.text("counted"),
        source=part.text("source"),
    )


def _leg(part: Part) -> Leg:
    return part.complete(
        Leg(part.text("id"), part.text("name"), part.text("measure"), part.text("short", ""))
    )


def _related(part: Part) -> Related:
    return part.complete(
        Related(
            measure=part.text("measure"),
            label=part.text("label"),
            why=part.text("why"),
            publication=part.parts("publication", _publication),
            counts=part.part("counts", _counts),
            official=part.flag("official"),
        )
    )


def _break(part: Part) -> tuple[Period, str, str]:
    return part.period("period"), part.text("note"), part.text("source", "")


def _retired(part: Part) -> tuple[Period, str]:
    return part.complete((part.period("from"), part.text("why")))


def _rebase(part: Part) -> Rebase:
    reason = part.text("reason")
    if not reason.strip():
        raise DefinitionError(f"{part.where}: gives no reason")  # a new start needs a reason
    return part.complete(Rebase(part.period("from"), reason, part.text("area", "")))
