"""Which of LAIT's measures are of a group of children, and which measure each is set beside.

Decided by reading, not by name: the pairs stand in `data/pupil-groups.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import Field

from kpi.formatting import is_share, lower
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from kpi.toml_files import CrossRule, FilledList, FilledText, Listed, TomlModel, load_toml, twice

FILE = DATA / "pupil-groups.toml"
ALL_PUPILS = "all pupils"
_PERIOD = ["period_kind", "period_start", "period_end"]


@dataclass(frozen=True)
class PupilGroup:
    """A group of children: what it is by, its name in sentences and in pictures, and a note."""

    id: str
    kind: str
    name: str
    short: str
    note: str
    in_text: str  # the name inside a sentence
    is_rest: bool = False  # those left of all pupils without another group


@dataclass(frozen=True)
class GroupPair:
    """A measure of a group and the reference measure that it is set beside.

    subject: what both measure. others: whose figure the second is, in a sentence. why: why it is
    not of all pupils, else empty. note: what else differs between the two, else empty.
    """

    group: PupilGroup
    measure: str
    reference: str
    subject: str
    others: str
    why: str
    note: str

    @property
    def notes(self) -> tuple[str, ...]:
        """All that a reader should know of how the two compare."""
        return tuple(text for text in (self.why, self.note, self.group.note) if text)


@dataclass(frozen=True)
class PairList:
    """The pairs in the order of the file, and why each other measure of a group has none."""

    pairs: tuple[GroupPair, ...]
    unpaired: Mapping[str, str]
    kinds: tuple[str, ...]


class GroupTable(TomlModel):
    """One [[group]] of the file."""

    id: FilledText
    kind: FilledText
    name: FilledText
    short: FilledText
    in_text: FilledText | None = None
    note: FilledText | None = None
    rest: bool = False


class GroupedMeasureTable(TomlModel):
    """One [[measure]] of the file."""

    name: FilledText
    all: FilledText | None = None
    against: FilledText | None = None
    others: FilledText | None = None
    why: FilledText | None = None
    note: FilledText | None = None
    groups: dict[FilledText, FilledText] = Field(min_length=1)


class UnpairedTable(TomlModel):
    """One [[unpaired]] of the file."""

    measures: FilledList[FilledText]
    why: FilledText


class PupilGroupsFile(TomlModel):
    """The contents of `data/pupil-groups.toml`."""

    group: FilledList[GroupTable]
    measure: FilledList[GroupedMeasureTable]
    unpaired: Listed[UnpairedTable] = ()


def _unknown_groups(raw: Mapping[str, Any]) -> Iterator[str]:
    known = [group["id"] for group in raw["group"]]
    for name in twice(known):
        yield f"group '{name}' stands twice"
    for number, entry in enumerate(raw["measure"], 1):
        for name in entry["groups"]:
            if name not in known:
                yield f"measure {number} has the group '{name}', which no [[group]] describes"


def _without_reference(raw: Mapping[str, Any]) -> Iterator[str]:
    keys = ("against", "others", "why")
    for number, entry in enumerate(raw["measure"], 1):
        given = [key for key in keys if key in entry]
        if ("all" in entry) == bool(given) or (given and len(given) < len(keys)):
            yield (
                f"measure {number} needs either 'all', or 'against' with 'others' and 'why' it is "
                "not all pupils"
            )


def _paired_again(raw: Mapping[str, Any]) -> Iterator[str]:
    named = [name for entry in raw["measure"] for name in entry["groups"].values()]
    named += [name for entry in raw.get("unpaired", ()) for name in entry["measures"]]
    for name in twice(named):
        yield f"the measure '{name}' stands twice"
    for number, entry in enumerate(raw["measure"], 1):
        reference = entry.get("all") or entry.get("against")
        if reference in entry["groups"].values():
            yield f"measure {number} sets '{reference}' beside itself"


_RULES = (
    CrossRule(("group", "measure"), _unknown_groups),
    CrossRule(("measure",), _without_reference),
    CrossRule(("measure", "unpaired"), _paired_again),
)


@lru_cache(maxsize=4)
def group_pairs(path: Path = FILE) -> PairList:
    """Read the file once; raises DefinitionError that names every fault in it."""
    file = load_toml(path, PupilGroupsFile, rules=_RULES)
    groups = {
        each.id: PupilGroup(
            id=each.id,
            kind=each.kind,
            name=each.name,
            short=each.short,
            note=each.note or "",
            in_text=each.in_text or lower(each.name),
            is_rest=each.rest,
        )
        for each in file.group
    }
    pairs = tuple(
        GroupPair(
            group=groups[name],
            measure=measure,
            reference=each.all or each.against or "",
            subject=each.name,
            others=each.others or ALL_PUPILS,
            why=each.why or "",
            note=each.note or "",
        )
        for each in file.measure
        for name, measure in each.groups.items()
    )
    unpaired = {name: each.why for each in file.unpaired for name in each.measures}
    return PairList(pairs, unpaired, tuple(dict.fromkeys(group.kind for group in groups.values())))


def pairs_in(snapshot: Snapshot) -> tuple[GroupPair, ...]:
    """Return the pairs whose measures a snapshot has and that fit each other, in order."""

    def make() -> tuple[GroupPair, ...]:
        facts = _facts(snapshot.measures)
        return tuple(pair for pair in group_pairs().pairs if not _unfit(pair, facts))

    return snapshot.remember("group pairs", make)


def pairs_about(snapshot: Snapshot, measure: str) -> tuple[GroupPair, ...]:
    """Return the pairs set beside the same measure as this one, or beside this one; or none.

    So a measure of all pupils and that of any of its groups give the same pairs. An indicator of
    our own has those of LAIT's measures that it is compared by.
    """
    pairs = pairs_in(snapshot)
    named = measures_of(snapshot, measure)
    reference = next(
        (pair.reference for pair in pairs if {pair.measure, pair.reference}.intersection(named)),
        None,
    )
    return tuple(pair for pair in pairs if pair.reference == reference)


def measures_of(snapshot: Snapshot, measure: str) -> tuple[str, ...]:
    """Return LAIT's measures that an indicator of our own is compared by; any other name itself."""
    indicator = next((each for each in snapshot.indicators if each.id == measure), None)
    if indicator is None:
        return (measure,)
    benchmark = indicator.benchmark
    measures = [benchmark.measure if benchmark else "", *(leg.measure for leg in indicator.legs)]
    return tuple(name for name in measures if name)


def misfits(measures: pl.DataFrame, benchmarks: pl.DataFrame) -> list[str]:
    """Return a warning for each pair that does not fit, and one for all measures that are gone.

    measures: measure, unit, title, better. benchmarks: measure, period_kind, period_start,
    period_end, value. Beyond what `pairs_in` asks, both measures must have figures of one period.
    """
    facts, listed = _facts(measures), group_pairs()
    known = benchmarks.drop_nulls(["period_end", "value"]).select("measure", *_PERIOD).unique()
    periods: dict[str, set[tuple[Any, ...]]] = {}
    for measure, *period in known.iter_rows():
        periods.setdefault(str(measure), set()).add(tuple(period))
    named = [name for pair in listed.pairs for name in (pair.measure, pair.reference)]
    gone = [name for name in dict.fromkeys((*named, *listed.unpaired)) if name not in facts]
    warnings = []
    if gone:
        warnings.append(
            f"{FILE.name} names measures that LAIT lacks, and no gap of them is shown: "
            f"{', '.join(gone)}"
        )
    for pair in listed.pairs:
        if pair.measure in gone or pair.reference in gone:
            continue
        why = _unfit(pair, facts)
        if not why and not periods.get(pair.measure, set()) & periods.get(pair.reference, set()):
            why = "they have figures of no period in common"
        if why:
            warnings.append(
                f"no gap of '{pair.measure}' against '{pair.reference}' is shown: {why} "
                f"({FILE.name})"
            )
    return warnings


# ---- parts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _PairFacts:
    """What two measures must have in common: being a percentage or not, and polarity."""

    is_share: bool
    better: str


def _facts(measures: pl.DataFrame) -> dict[str, _PairFacts]:
    rows: Iterable[tuple[str, str | None, str | None, str]] = measures.select(
        "measure", "unit", "title", "better"
    ).iter_rows()
    return {
        measure: _PairFacts(is_share(unit, title), better) for measure, unit, title, better in rows
    }


def _unfit(pair: GroupPair, facts: Mapping[str, _PairFacts]) -> str:
    """Return why two measures cannot be set beside each other; empty where they can."""
    if pair.measure not in facts or pair.reference not in facts:
        return "LAIT lacks one of them"
    group, reference = facts[pair.measure], facts[pair.reference]
    if group.is_share != reference.is_share:
        return "one of them is a percentage, the other is not"
    if group.better != reference.better:
        return f"{group.better} is better in one and {reference.better} in the other"
    return ""
