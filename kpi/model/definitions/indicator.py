"""An indicator's definition as a typed object, made from its file and checked."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import Any

from kpi.errors import DefinitionError
from kpi.model.polarity import Polarity
from kpi.model.schemas import Role
from kpi.periods import Kind, Period, parse_period

UNITS = {"percent": "%", "points": "points", "per 10,000 children": "per 10,000 children"}


@dataclass(frozen=True)
class Publication:
    """When a source publishes a period: the end of `month`, `years_after` the period's end."""

    month: int
    years_after: int
    after: str = "period"  # or "financial year": the year to March that holds the period
    term: str = ""  # only for this school term
    status: str = ""  # provisional | revised, where a figure is published twice


@dataclass(frozen=True)
class Reporting:
    """Which reporting quarters show a period."""

    rule: str
    quarters: dict[str, tuple[int, ...]] = field(default_factory=dict)  # by term, or "academic"
    due: str = ""


@dataclass(frozen=True)
class Rebase:
    """A new start of the usual range (kpi.statistics.spc_rules): from when, why, and for which
    area (all).
    """

    start: Period
    reason: str
    area: str = ""


@dataclass(frozen=True)
class Related:
    """A different measure, shown beside the indicator and never judged against it."""

    measure: str
    label: str
    why: str
    publication: tuple[Publication, ...] = ()
    counts: dict[str, Any] = field(default_factory=dict)
    official: bool = False  # the official annual rate of the indicator itself


@dataclass(frozen=True)
class Leg:
    """One of the two figures whose difference an indicator is."""

    id: str
    name: str
    measure: str
    short: str = ""


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
    unit: str
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
    break_sources: dict[Period, str]  # who says so, where it is said
    qualifier: str
    no_comparator: str
    very_small: bool
    notable_gap: float | None
    local_kind: Kind
    local_source: str
    seasonal: bool  # compared with the same period of the year before, as terms differ
    rose: str
    fell: str
    reporting: Reporting
    publication: tuple[Publication, ...]
    benchmark: dict[str, Any]
    related: tuple[Related, ...]
    rebases: tuple[Rebase, ...]
    publish_small_numbers: str  # why counts of 1 to 5 may be shown; empty: they are suppressed
    stated_error: float | None = None  # by how much an estimate may be off, in the unit
    publish_small_complements: str = ""  # the same of those of a percentage that are not counted
    would_take: tuple[str, ...] = ()  # one of what is counted above the line, and several

    @property
    def benchmark_kind(self) -> Kind | None:
        """The kind of period its comparators cover; None when it has no comparator."""
        return Kind(self.benchmark["period_kind"]) if self.benchmark else None

    @property
    def legs(self) -> tuple[Leg, ...]:
        """The parts a difference is made from: the figure is the first minus the second."""
        return tuple(Leg(**leg) for leg in self.benchmark.get("legs", ()))

    @property
    def is_context(self) -> bool:
        """Whether it is outside the indicators that are judged and counted."""
        return self.role == "context"


_REQUIRED = [
    "id", "order", "role", "directorate", "name", "aim", "polarity", "unit", "decimals",
    "counted", "happened", "owner_role", "definition", "numerator", "denominator",
    "why_it_matters", "council_controls", "local", "reporting",
]  # fmt: skip
_TEXTS = set(_REQUIRED) - {"order", "decimals", "local", "reporting"}
_OPTIONAL = [
    "caveats", "breaks", "qualifier", "no_comparator", "very_small", "notable_gap",
    "publication", "benchmark", "related", "rose", "fell", "publish_small_numbers", "rebase",
    "publish_small_complements", "would_take", "stated_error",
]  # fmt: skip

_REASONS = ("publish_small_numbers", "publish_small_complements")


def indicator_from(raw: dict[str, Any], where: str) -> Indicator:
    """Check and type one definition; raises DefinitionError naming every fault in `where`."""
    if not isinstance(raw, dict):
        raise DefinitionError(f"{where}: is not a definition")
    faults = [f"lacks '{key}'" for key in _REQUIRED if key not in raw]
    faults += [f"has an unknown key '{k}'" for k in raw if k not in (*_REQUIRED, *_OPTIONAL)]
    if raw.get("polarity") not in tuple(Polarity):
        faults.append("polarity is not higher, lower or none")
    faults += [
        f"{key} is not text" for key in _TEXTS if key in raw and not isinstance(raw[key], str)
    ]
    if str(raw.get("unit")) not in UNITS:
        faults.append(f"unit '{raw.get('unit')}' is not one of {', '.join(UNITS)}")
    if raw.get("role") not in ("headline", "context"):
        faults.append("role is not headline or context")
    if "would_take" in raw and not _is_pair(raw["would_take"]):
        faults.append('would_take is not a pair of words like ["plan in time", "plans in time"]')
    error = raw.get("stated_error", 1)
    if type(error) not in (int, float) or not 0 < error < inf:
        faults.append("stated_error is not a number above 0")
    faults += [
        f"{key} does not say why in words"
        for key in _REASONS
        if key in raw and not (isinstance(raw[key], str) and raw[key].strip())
    ]
    if raw.get("benchmark") and not raw.get("publication"):
        faults.append("has a benchmark but does not say when it is published")
    if not raw.get("benchmark") and not raw.get("no_comparator"):
        faults.append("has neither a benchmark nor a reason why there is none")
    faults += [
        f"{key} is not a whole number from 0 up"
        for key in ("order", "decimals")
        if key in raw and not (type(raw[key]) is int and 0 <= raw[key] < 1_000)
    ]
    if faults:
        raise DefinitionError(f"{where}: {'; '.join(faults)}")
    try:
        for leg in raw.get("benchmark", {}).get("legs", ()):
            Leg(**leg)  # refused here, not when it is first shown
        return Indicator(
            **{key: raw[key] for key in _REQUIRED if key not in ("polarity", "local", "reporting")},
            polarity=Polarity(raw["polarity"]),
            caveats=tuple(raw.get("caveats", ())),
            breaks=tuple((parse_period(b["period"]), b["note"]) for b in raw.get("breaks", ())),
            break_sources={
                parse_period(b["period"]): b["source"]
                for b in raw.get("breaks", ())
                if "source" in b
            },
            qualifier=raw.get("qualifier", ""),
            no_comparator=raw.get("no_comparator", ""),
            very_small=raw.get("very_small", False),
            notable_gap=raw.get("notable_gap"),
            local_kind=Kind(raw["local"]["period_kind"]),
            local_source=raw["local"]["source"],
            seasonal=raw["local"].get("seasonal", False),
            rose=raw.get("rose", "up from"),
            fell=raw.get("fell", "down from"),
            reporting=_reporting(dict(raw["reporting"]), Kind(raw["local"]["period_kind"])),
            publication=tuple(Publication(**p) for p in raw.get("publication", ())),
            benchmark=dict(raw.get("benchmark", {})),
            related=tuple(_related(r) for r in raw.get("related", ())),
            rebases=tuple(_rebase(r) for r in raw.get("rebase", ())),
            publish_small_numbers=raw.get("publish_small_numbers", ""),
            publish_small_complements=raw.get("publish_small_complements", ""),
            would_take=tuple(raw.get("would_take", ())),
            stated_error=raw.get("stated_error"),
        )
    except KeyError as fault:
        raise DefinitionError(f"{where}: lacks {fault}") from fault
    except (AttributeError, TypeError, ValueError) as fault:
        raise DefinitionError(f"{where}: {fault}") from fault


def known_from(period: Period, publication: tuple[Publication, ...]) -> date:
    """The day by which a period's figure had first been published: the end of that month."""
    days = []
    for rule in publication:
        if rule.term and (period.kind is not Kind.TERM or period.term_name != rule.term):
            continue
        end = period.end
        if rule.after == "financial year":
            end = date(end.year + (end.month > 3), 3, 31)
        year = end.year + rule.years_after
        days.append(date(year, rule.month, calendar.monthrange(year, rule.month)[1]))
    if not days:
        raise DefinitionError(f"no publication rule covers {period}")
    return min(days)


_AFTER = "first quarter to end after the period"
_RULES = ("same quarter", _AFTER, "publication")
_QUARTER_NUMBERS = {"Q1": 1, "Q2": 2, "Q3": 3, "Q4": 4}


def _reporting(raw: dict[str, Any], local: Kind) -> Reporting:
    """The reporting rule; raises ValueError where it does not say which quarters show a period."""
    rule, due = raw.pop("rule"), raw.pop("due", "")
    if rule not in _RULES:
        raise ValueError(f"reporting rule '{rule}' is not one of {', '.join(_RULES)}")
    unknown = [q for quarters in raw.values() for q in quarters if q not in _QUARTER_NUMBERS]
    if unknown:
        raise ValueError(f"reporting quarter '{unknown[0]}' is not one of Q1 to Q4")
    quarters = {name: tuple(_QUARTER_NUMBERS[q] for q in listed) for name, listed in raw.items()}
    needed = ("autumn", "spring", "summer") if local is Kind.TERM else ("academic",)
    missing = [name for name in needed if rule == _AFTER and not quarters.get(name)]
    if missing:
        raise ValueError(f"reporting names no quarter for {', '.join(missing)}")
    return Reporting(rule, quarters, due)


def _rebase(raw: dict[str, Any]) -> Rebase:
    """A new start; raises ValueError without a reason: it is never made silently."""
    unknown = [key for key in raw if key not in ("from", "reason", "area")]
    if unknown:
        raise ValueError(f"rebase has an unknown key '{unknown[0]}'")
    if not str(raw["reason"]).strip():
        raise ValueError(f"the rebase from {raw['from']} gives no reason")
    return Rebase(parse_period(raw["from"]), raw["reason"], raw.get("area", ""))


def _is_pair(found: object) -> bool:
    """Whether a value is two texts that say something."""
    return (
        isinstance(found, list)
        and len(found) == 2
        and all(isinstance(text, str) and text.strip() for text in found)
    )


def _related(raw: dict[str, Any]) -> Related:
    publication = tuple(Publication(**rule) for rule in raw.get("publication", ()))
    if "counts" in raw and not publication:
        raise ValueError(f"related measure {raw.get('measure')} has counts but no publication")
    return Related(**{**raw, "publication": publication})
