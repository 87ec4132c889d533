"""Tables to start from, defined in `data/tables.toml`, with their first lines.

A definition names groups of areas, so that it holds for any council; all figures are those of
`kpi.tables.builder`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from kpi import settings, units
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.measures import Measure, all_measures, by_id
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from kpi.tables import builder
from kpi.tables.builder_facts import area_facts
from kpi.tables.screen.built_table import OURS, BuiltBlock, BuiltCell, BuiltLine, built_table
from kpi.tables.selection import EXTRAS, GROUPS, Selection
from kpi.toml_files import CrossRule, FilledList, FilledText, Listed, TomlModel, load_toml

FILE = DATA / "tables.toml"
OWN = "own"
MOST_LINES, MOST_MEASURES = 3, 3
NONE_HERE = "none"


class ReadyTable(TomlModel):
    """One [[table]] of the file."""

    title: FilledText
    lead: FilledText
    measures: FilledList[FilledText]
    areas: FilledList[FilledText]
    years: Annotated[int, Field(ge=2, le=20)] | None = None
    columns: Listed[FilledText] = ()
    heads: Listed[FilledText] = ()


class ReadyFile(TomlModel):
    """The contents of `data/tables.toml`."""

    table: FilledList[ReadyTable]


def _unknown(raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield what no table can hold: other groups and columns, and more heads than measures."""
    for each in raw["table"]:
        title = each.get("title", "a table")
        yield from (f"'{title}': no group '{a}'" for a in each["areas"] if a not in GROUPS)
        yield from (
            f"'{title}': no column '{c}'" for c in each.get("columns", []) if c not in EXTRAS
        )
        if len(each.get("heads", [])) > len(each["measures"]):
            yield f"'{title}': more heads than measures"


RULES = (CrossRule(("table",), _unknown),)


@dataclass(frozen=True)
class FirstLine:
    """A line of a preview: its name, the cells and each cell's data status.

    `about` is the unit, and the period that all its figures share; else `periods` has each cell's.
    """

    name: str
    cells: tuple[str, ...]
    statuses: tuple[str, ...]
    about: str
    periods: tuple[str, ...]


@dataclass(frozen=True)
class ReadyMade:
    """A table to start from: its selection, texts, number of rows and first lines.

    `head_abouts` are the units and periods of the heads that are measures; else empty.
    """

    title: str
    lead: str
    chosen: Selection
    rows: int
    corner: str
    heads: tuple[str, ...]
    head_abouts: tuple[str, ...]
    lines: tuple[FirstLine, ...]

    @property
    def statuses(self) -> tuple[str, ...]:
        """The data statuses of the figures shown."""
        return tuple(status for line in self.lines for status in line.statuses)


@lru_cache(maxsize=4)
def definitions(path: Path = FILE) -> tuple[ReadyTable, ...]:
    """Read the file once; raises DefinitionError that names every fault in it."""
    return load_toml(path, ReadyFile, rules=RULES).table


def ready_made(snapshot: Snapshot, home: str, model: str) -> tuple[ReadyMade, ...]:
    """Return the tables for an authority, without those of which the snapshot has no measure."""

    def make() -> tuple[ReadyMade, ...]:
        selections = [
            (each, _selection(snapshot, each, home, model))
            for each in definitions(settings.own_file(FILE.name))
        ]
        return tuple(_made(snapshot, each, chosen) for each, chosen in selections if chosen)

    return snapshot.remember(("ready-made tables", home, model), make)


# ---- parts ----------------------------------------------------------------------------------

# The heads, what stands under each, and the lines.
_Shape: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[FirstLine, ...]]
# A figure with its data status; None where the measure has no line of the area.
_Newest: TypeAlias = tuple[BuiltCell, str] | None


def _selection(snapshot: Snapshot, wanted: ReadyTable, home: str, model: str) -> Selection | None:
    if wanted.measures == (OWN,):
        names = tuple(m.id for m in all_measures(snapshot) if m.is_own)
    else:
        names = tuple(name for name in wanted.measures if name in by_id(snapshot))
    if not names:
        return None
    return Selection(
        home,
        names,
        wanted.areas,
        first=_first_day(snapshot, names, wanted.years) if wanted.years else None,
        newest=wanted.years is None,
        extras=tuple(name for name in EXTRAS if name in wanted.columns),
        wide=True,
        model=model,
    )


def _first_day(snapshot: Snapshot, names: Sequence[str], years: int) -> date | None:
    """Return the first day of the last so many years in which the measures have figures."""
    rows = grid_of(snapshot, names).rows
    ends = [
        day for measure, day in rows.select("measure", "period_end").iter_rows() if measure in names
    ]
    return date(max(ends).year - years + 1, 1, 1) if ends else None


def _made(snapshot: Snapshot, wanted: ReadyTable, chosen: Selection) -> ReadyMade:
    home = snapshot.authority(chosen.home)
    region = snapshot.area(home.region).name if home.region else "the region"
    shape = _by_area if wanted.heads else _by_measure
    heads, abouts, lines = shape(snapshot, wanted, chosen)
    return ReadyMade(
        wanted.title.replace("{region}", region),
        wanted.lead.replace("{region}", region),
        chosen,
        builder.row_count(snapshot, chosen),
        "Area" if wanted.heads else "Newest figures",
        heads,
        abouts,
        lines,
    )


def _by_measure(snapshot: Snapshot, _wanted: ReadyTable, chosen: Selection) -> _Shape:
    """Return the newest figure of each area, a line for each of the first measures."""
    areas = builder.areas_of(snapshot, chosen)
    names = chosen.measures[:MOST_MEASURES]
    part = replace(chosen, measures=names, newest=True, first=None, last=None)
    blocks = [b for s in built_table(snapshot, part).sections for b in s.blocks]
    lines = []
    for name in names:
        newest = [_newest([b for b in blocks if b.measure == name], area) for area in areas]
        known = by_id(snapshot)[name]
        lines.append(_line(known.name, newest, known.head_unit, _periods(newest)))
    heads = [OURS if a == chosen.home else _name(snapshot, chosen, a) for a in areas]
    return tuple(heads), tuple("" for _ in heads), tuple(lines)


def _by_area(snapshot: Snapshot, wanted: ReadyTable, chosen: Selection) -> _Shape:
    """Return the first areas' figures of the first measures, then the further columns."""
    measures = chosen.measures[: len(wanted.heads)]
    areas = builder.areas_of(snapshot, chosen)[:MOST_LINES]
    sections = built_table(snapshot, replace(chosen, measures=measures, areas=areas)).sections
    blocks = [block for section in sections for block in section.blocks]
    columns = [
        [_newest([b for b in blocks if b.measure == name], area) for area in areas]
        for name in measures
    ]
    known = by_id(snapshot)
    abouts = [_about(known[name], column) for name, column in zip(measures, columns, strict=True)]
    lines = []
    for at, area in enumerate(areas):
        newest = [column[at] for column in columns]
        periods = tuple(each[at] for _, each in abouts)
        line = _line(_name(snapshot, chosen, area), newest, "", periods)
        extras = newest[-1][0].extras if newest[-1] else ()
        blanks = tuple("" for _ in extras)
        lines.append(
            replace(
                line,
                cells=(*line.cells, *extras),
                statuses=(*line.statuses, *blanks),
                periods=(*periods, *blanks),
            )
        )
    extra_heads = sections[0].extra_heads if sections else ()
    return (
        (*wanted.heads[: len(measures)], *extra_heads),
        (*(about for about, _ in abouts), *_extra_abouts(known[measures[-1]], chosen)),
        tuple(lines),
    )


def _about(measure: Measure, newest: Sequence[_Newest]) -> tuple[str, tuple[str, ...]]:
    """Return a measure's unit with the period that its figures share; else each one's period."""
    unit, periods = measure.head_unit, _periods(newest)
    held = {period for period in periods if period}
    if len(held) > 1:
        return unit, periods
    return ", ".join(part for part in (unit, *held) if part), tuple("" for _ in periods)


def _extra_abouts(measure: Measure, chosen: Selection) -> tuple[str, ...]:
    """Return what stands under the further columns: a change's unit, which is not its measure's."""
    unit = units.POINTS if measure.unit.startswith("%") else measure.head_unit
    return tuple(unit if extra == "change" else "" for extra in chosen.columns)


def _periods(newest: Sequence[_Newest]) -> tuple[str, ...]:
    return tuple(each[0].period if each else "" for each in newest)


def _name(snapshot: Snapshot, chosen: Selection, area: str) -> str:
    return str(area_facts(snapshot, chosen, area)["area_name"])


def _newest(blocks: Sequence[BuiltBlock], area: str) -> _Newest:
    """Return an area's newest figure among a measure's published ones and its own return's."""
    # A return is newer than what is published.
    for block in reversed(blocks):
        for line in block.lines:
            if line.area == area:
                return _last(line)
    return None


def _last(line: BuiltLine) -> tuple[BuiltCell, str]:
    cell = next((c for c in reversed(line.cells) if c.is_held), line.cells[-1])
    return cell, cell.status or (line.status if cell.value is not None else "")


def _line(name: str, newest: Sequence[_Newest], about: str, periods: tuple[str, ...]) -> FirstLine:
    return FirstLine(
        name,
        tuple(each[0].text if each else NONE_HERE for each in newest),
        tuple(each[1] if each else "" for each in newest),
        about,
        periods,
    )
