"""LAIT's measures and our own indicators as one list to choose from, and how they are printed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kpi import units
from kpi.benchmarks.topics import Topics, topics
from kpi.errors import UnknownNameError
from kpi.formatting import capital, is_percent, lower, number, with_unit_symbol
from kpi.model.definitions.indicator import Indicator
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods.period import MONTHS

LAIT = "dfe-lait"
OWN_TOPIC = "Our own indicators"


@dataclass(frozen=True)
class Measure:
    """One measure of LAIT, or one of our own indicators, as every benchmark view needs it.

    `withheld` maps a comparator (england, region, neighbours) to the reason it is not shown.
    `unit_words` is the unit with what it is of, where `unit` does not say so; `qualifier` says what
    is left out.
    """

    id: str
    name: str
    also_known_as: str
    topics: tuple[str, ...]
    directorates: tuple[str, ...]
    unit: str
    polarity: Polarity
    decimals: int
    year_type: str
    is_own: bool
    is_count: bool
    has_band: bool
    discontinued: bool
    definition: str
    methodology: str
    publisher: str
    source: str
    link: str
    last_update: str
    next_update: str
    notes: tuple[str, ...]
    withheld: Mapping[str, str]
    unit_words: str
    qualifier: str

    @property
    def head_unit(self) -> str:
        """The unit as a head above bare figures says it; empty where each figure has its sign."""
        return "" if self.unit.startswith("%") else lower(self.unit)

    @property
    def topic(self) -> str:
        """All its topics in one text."""
        return " / ".join(self.topics)

    @property
    def is_judged(self) -> bool:
        """Whether the measure's polarity gives a rank a meaning."""
        return self.polarity.is_judged


def all_measures(snapshot: Snapshot) -> tuple[Measure, ...]:
    """Return our own indicators in their order, then LAIT's measures by topic and name."""

    def make() -> tuple[Measure, ...]:
        wording = topics()
        own = [_own(snapshot, indicator) for indicator in snapshot.indicators]
        lait = [_lait(row, wording) for row in snapshot.measures.iter_rows(named=True)]
        return (*own, *sorted(lait, key=lambda m: (m.topic, m.name.lower(), m.id)))

    return snapshot.remember("measures", make)


def by_id(snapshot: Snapshot) -> Mapping[str, Measure]:
    """Return measures by their id: LAIT's short name, or our indicator's id."""
    return snapshot.remember(
        "measures by id", lambda: {measure.id: measure for measure in all_measures(snapshot)}
    )


def names(snapshot: Snapshot) -> Mapping[str, str]:
    """Return the names of measures by their id."""
    return snapshot.remember(
        "names of measures", lambda: {name: each.name for name, each in by_id(snapshot).items()}
    )


def measure(snapshot: Snapshot, name: str) -> Measure:
    """Return the measure with this id (an indicator's earlier one too) or exact name.

    Raises UnknownNameError.
    """
    known = by_id(snapshot).get(snapshot.id_of(name)) or _by_name(snapshot).get(_folded(name))
    if known is None:
        similar = [f"'{m.id}' ({m.name})" for m in search(snapshot, name)[:3]]
        hint = f"; did you mean {' or '.join(similar)}?" if similar else ""
        raise UnknownNameError(f"no measure '{name}'{hint}")
    return known


def named(snapshot: Snapshot, names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of measures given by id or exact name; `all` alone means every measure.

    Raises UnknownNameError that lists every unknown name.
    """
    if list(names) == ["all"]:
        return tuple(each.id for each in all_measures(snapshot))
    ids, faults = [], []
    for name in names:
        try:
            ids.append(measure(snapshot, name).id)
        except UnknownNameError as fault:
            faults.append(str(fault))
    if faults:
        raise UnknownNameError("; ".join(faults))
    return tuple(ids)


def directorates(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the directorates that have a measure, our own ones first."""
    used = {name for each in all_measures(snapshot) for name in each.directorates}
    order = dict.fromkeys((*snapshot.directorates, *topics().directorates, *sorted(used)))
    return tuple(name for name in order if name in used)


def topic_names(snapshot: Snapshot, directorate: str | None = None) -> tuple[str, ...]:
    """Return the topics (of a directorate) in alphabetical order, our own indicators first."""
    used = {
        name
        for each in all_measures(snapshot)
        if directorate is None or directorate in each.directorates
        for name in each.topics
    }
    return tuple(sorted(used, key=lambda name: (name != OWN_TOPIC, name)))


def search(
    snapshot: Snapshot,
    text: str = "",
    *,
    topic: str | None = None,
    directorate: str | None = None,
) -> tuple[Measure, ...]:
    """Return the measures whose text holds every typed word, best first; all of them for no text.

    The order is: the exact id or name; the typed words together at the start of the name; together
    anywhere in it; each at the start of a word in it; each anywhere in it; only in the second name,
    topic or id; the whole text in the definition. Equal ones stay in the order of `all_measures`.
    """
    chosen = [
        each
        for each in all_measures(snapshot)
        if (topic is None or topic in each.topics)
        and (directorate is None or directorate in each.directorates)
    ]
    typed = _folded(text)
    if not typed:
        return tuple(chosen)
    scored = [(_score(each, typed), place) for place, each in enumerate(chosen)]
    return tuple(chosen[place] for score, place in sorted(s for s in scored if s[0] is not None))


def show(known: Measure, value: float | None, decimals: int | None = None) -> str:
    """Return a figure as LAIT prints it, with its unit: `77.6%`, `£1.250 million`, `1,234`.

    Empty for no value: the caller says why there is none. `decimals` replaces the measure's own.
    """
    if value is None:
        return ""
    return with_unit_symbol(
        known.unit, number(value, known.decimals if decimals is None else decimals)
    )


def show_difference(known: Measure, value: float | None) -> str:
    """Return the size of a difference; between percentages it is in percentage points."""
    if value is None:
        return ""
    printed = number(abs(value), known.decimals)
    if is_percent(known.unit):
        return f"{printed} percentage point{'' if float(printed.replace(',', '')) == 1 else 's'}"
    return with_unit_symbol(known.unit, printed)


# ---- parts --------------------------------------------------------------------------------


def _lait(row: Mapping[str, Any], wording: Topics) -> Measure:
    listed: Sequence[str] = row["topics"]
    named = dict.fromkeys(name for topic in listed for name in wording.directorates_of(topic))
    return Measure(
        id=row["measure"],
        name=row["name"],
        also_known_as=row["also_known_as"] or "",
        topics=tuple(wording.name(topic) for topic in listed),
        directorates=tuple(named),
        unit=wording.units.get(_unit(row["unit"]), _unit(row["unit"])),
        polarity=Polarity(row["better"]),
        decimals=row["decimals"],
        year_type=row["year_type"],
        is_own=False,
        is_count=row["is_count"],
        has_band=Polarity(row["better"]).is_judged and not row["no_quartile"],
        discontinued=row["status"] == "discontinued",
        definition=row["description"],
        methodology=row["methodology"],
        publisher=row["source"],
        source=LAIT,
        link=row["link"],
        last_update=_month(row["last_update"], row["last_update_text"]),
        next_update=_month(row["next_update"], row["next_update_text"]),
        notes=tuple(row["notes"]),
        withheld={w["comparator"]: w["reason"] for w in row["withheld"]},
        unit_words="",
        qualifier="",
    )


def _own(snapshot: Snapshot, indicator: Indicator) -> Measure:
    benchmark = indicator.benchmark
    source = (benchmark.source if benchmark else "") or indicator.local_source
    about = snapshot.known_sources.get(source)
    return Measure(
        id=indicator.id,
        name=indicator.name,
        also_known_as=indicator.aim,
        topics=(OWN_TOPIC,),
        directorates=(indicator.directorate,),
        unit={units.PERCENT: "%", units.POUNDS: "£"}.get(indicator.unit, indicator.unit),
        polarity=indicator.polarity,
        decimals=indicator.decimals,
        year_type=capital(str(indicator.benchmark_kind or indicator.local_kind)),
        is_own=True,
        is_count=False,
        has_band=indicator.polarity.is_judged,
        discontinued=False,
        definition=indicator.definition,
        methodology="",
        publisher=about.publisher if about else "",
        source=source,
        link=about.link if about else "",
        last_update=_month(snapshot.last_updated(source), "") if about else "",
        next_update="",
        notes=indicator.caveats,
        withheld={},
        unit_words=f"% of {indicator.counted}" if indicator.unit == units.PERCENT else "",
        qualifier=indicator.qualifier or "",
    )


def _unit(text: str) -> str:
    """Return LAIT's axis name on one line, without the spaces that only position it on a chart."""
    return re.sub(r"\s+", " ", text).strip()


def _month(day: Any, text: str) -> str:
    """Return a month as `March 2026`, or LAIT's own words where there is no date."""
    return f"{MONTHS[day.month]} {day.year}" if day is not None else text


def _by_name(snapshot: Snapshot) -> Mapping[str, Measure]:
    def make() -> dict[str, Measure]:
        by_name: dict[str, Measure] = {}
        for one in reversed(all_measures(snapshot)):
            for name in (one.also_known_as, one.name):
                if name:
                    by_name[_folded(name)] = one
        return by_name

    return snapshot.remember("measures by name", make)


@lru_cache(maxsize=4_096)  # four texts a measure, looked at again at every search
def _folded(text: str) -> str:
    """Return text in lower case, with single spaces, plain apostrophes and no hyphens."""
    plain = re.sub("[\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]", "'", text)
    return re.sub(r"[\s\-\N{EN DASH}]+", " ", plain.casefold()).strip()


def _score(known: Measure, typed: str) -> int | None:
    """Return how well a measure matches, 0 best; None where a typed word is nowhere."""
    name = _folded(known.name)
    if typed in (_folded(known.id), name):
        return 0
    if name.startswith(typed):
        return 1
    if re.search(rf"\b{re.escape(typed)}", name):
        return 2
    words = typed.split()
    if all(re.search(rf"(?<!\w){re.escape(word)}", name) for word in words):
        return 3
    if all(word in name for word in words):
        return 4
    rest = _folded(" ".join((name, known.also_known_as, known.topic, known.id)))
    if all(word in rest for word in words):
        return 5
    return 6 if typed in _folded(known.definition) else None
