"""Notes on charts over time: a date and a text that officers give for an indicator or measure.

They stand in `notes.toml`, in the council's own folder (`KPI_DATA`), else in `data`. Each is of one
authority, the council itself unless it says another, or of England.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import polars as pl
from pydantic import Field, ValidationError

from kpi import settings
from kpi.benchmarks.measures import by_id
from kpi.disclosure.refused_texts import names_a_number
from kpi.errors import DefinitionError
from kpi.formatting import long_date
from kpi.model.existing_areas import nearest_authority
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import ComparedByValue
from kpi.periods import Period
from kpi.toml_files import (
    CrossRule,
    FilledList,
    FilledText,
    TomlModel,
    load_each,
    load_toml,
    nearest,
)
from kpi.visible_text import line

NAME = "notes.toml"
COLUMN = "chart_note"  # in files
MOST_LETTERS, MOST_NOTES = 200, 500
EARLIEST = date(1990, 1, 1)
_LINK = re.compile(r"://|\bwww\.|\bmailto:|[<>]", re.IGNORECASE)
_ENGLAND = "England"


@dataclass(frozen=True)
class ChartNote(ComparedByValue):
    """A note: its day, its text, the id of its indicator or measure, and its area's code."""

    day: date
    text: str
    measure: str
    area: str


class NoteInFile(TomlModel):
    """One [[note]] of the file; `authority` is a code or a name, or England."""

    date: date
    text: Annotated[FilledText, Field(max_length=MOST_LETTERS)]
    indicator: FilledText
    authority: FilledText | None = None


class NotesInFile(TomlModel):
    """The contents of `notes.toml`."""

    note: Annotated[FilledList[NoteInFile], Field(max_length=MOST_NOTES)]


def file() -> Path:
    """Return where the file of notes is looked for."""
    return settings.own_file(NAME)


def chart_notes(snapshot: Snapshot) -> tuple[ChartNote, ...]:
    """Return the file's notes in time order; none without a file.

    Raises DefinitionError that names every fault in it.
    """
    notes, fault = usable_notes(snapshot)
    if fault:
        raise DefinitionError(fault)
    return notes


def usable_notes(snapshot: Snapshot) -> tuple[tuple[ChartNote, ...], str]:
    """Return the file's notes; none where it has faults, with the sentence that says them.

    For pages and files of figures, which go on without the notes. Read once for a snapshot: charts
    are kept with it, and all of a running server's must have the same notes.
    """
    path, home = file(), snapshot.home_code()

    def make() -> tuple[tuple[ChartNote, ...], str]:
        if not path.exists():
            return (), ""
        try:
            return resolved(snapshot, read(path, [_rule(snapshot, home)]), home), ""
        except DefinitionError as fault:
            return (), str(fault)

    return snapshot.remember(("chart notes", str(path), home), make)


def faults(snapshot: Snapshot) -> list[str]:
    """Return every fault of the file, a line each; none without a file."""
    path, home = file(), snapshot.home_code()
    if not path.exists():
        return []
    return load_each([path], NotesInFile, rules=[_rule(snapshot, home)]).faults


def read(path: Path, rules: Sequence[CrossRule] = ()) -> NotesInFile:
    """Read a file of notes; raises DefinitionError that names every fault in it."""
    return load_toml(path, NotesInFile, rules=rules)


def _rule(snapshot: Snapshot, home: str) -> CrossRule:
    """Return the rule that notes are of what a snapshot has; a note with other faults is left."""

    def check(raw: Mapping[str, Any]) -> Iterator[str]:
        notes = raw.get("note")
        for number, each in enumerate(notes if isinstance(notes, list) else (), start=1):
            with suppress(ValidationError):
                yield from _wrong(snapshot, number, NoteInFile.model_validate(each), home)

    return CrossRule((), check)


def resolved(snapshot: Snapshot, in_file: NotesInFile, home: str) -> tuple[ChartNote, ...]:
    """Return the notes with the ids and codes that a snapshot knows, in time order.

    Raises DefinitionError for each unknown one, and for a text that could give away a figure.
    """
    numbered = list(enumerate(in_file.note, start=1))
    if wrong := [fault for at, each in numbered for fault in _wrong(snapshot, at, each, home)]:
        raise DefinitionError(f"{NAME}: {'; '.join(wrong)}")
    notes = []
    for _, each in numbered:
        measure, area = _measure(snapshot, each.indicator), _area(snapshot, each.authority, home)
        if measure is not None and area is not None:
            notes.append(ChartNote(each.date, line(each.text), measure, area))
    return tuple(sorted(notes, key=lambda note: note.day))


def _wrong(snapshot: Snapshot, number: int, note: NoteInFile, home: str) -> Iterator[str]:
    """Yield a fault for each part of a note that a snapshot does not know or may not show."""
    wrong = [*_wrong_text(note.text, has_hidden=_has_hidden(snapshot, home))]
    if _measure(snapshot, note.indicator) is None:
        similar = nearest(note.indicator, by_id(snapshot))
        wrong.append(f"indicator is '{note.indicator}', which is no indicator or measure{similar}")
    if _area(snapshot, note.authority, home) is None:
        similar = nearest_authority(snapshot, str(note.authority), [_ENGLAND])
        wrong.append(f"authority is '{note.authority}', which is none{similar}")
    if not EARLIEST <= note.date <= snapshot.made_on.replace(year=snapshot.made_on.year + 2):
        wrong.append(f"date is {note.date}, which is on no chart")
    yield from (f"note {number}: {fault}" for fault in wrong)


def notes_of(
    snapshot: Snapshot, measure: str, areas: Collection[str], periods: Iterable[Period]
) -> tuple[ChartNote, ...]:
    """Return the notes on a measure of some areas, from the first to the last day of periods."""
    there = list(periods)
    if not there:
        return ()
    first, last = min(p.start for p in there), max(p.end for p in there)
    return tuple(
        note
        for note in usable_notes(snapshot)[0]
        if note.measure == measure and note.area in areas and first <= note.day <= last
    )


def note_words(snapshot: Snapshot, note: ChartNote, home: str) -> str:
    """Return a note with its day, and whose it is where not the home authority's."""
    whose = "" if note.area == home else f"{snapshot.area(note.area).name}: "
    return f"{long_date(note.day)}: {whose}{note.text}"


def period_of(day: date, periods: Iterable[Period]) -> Period | None:
    """Return the period in whose row a note stands: the first that ends on its day or later."""
    later = [period for period in periods if period.end >= day]
    return min(later, key=lambda p: (p.end, -p.start.toordinal()), default=None)


def with_notes(snapshot: Snapshot, measure: str, table: pl.DataFrame, home: str) -> pl.DataFrame:
    """Return a table of figures over time with the notes on its areas in a last column.

    It needs area, period_kind, period_start and period_end. A measure without a note has no such
    column. A note stands as on the chart: in the first period that ends on its day or later.
    """
    notes = [note for note in usable_notes(snapshot)[0] if note.measure == measure]
    if not notes:
        return table
    rows = table.select("area", "period_kind", "period_start", "period_end").rows()
    by_row: dict[tuple[str, Period], list[str]] = {}
    for note in notes:
        # A note on England after its last figure stands in ours: the chart goes on until then.
        for whose in dict.fromkeys((note.area, home)):
            periods = {Period.of(*rest) for area, *rest in rows if area == whose}
            period = period_of(note.day, periods)
            if period is not None and min(p.start for p in periods) <= note.day:
                words = by_row.setdefault((whose, period), [])
                words.append(note_words(snapshot, note, home))
                break
    texts = ["; ".join(by_row.get((area, Period.of(*rest)), ())) for area, *rest in rows]
    return table.with_columns(pl.Series(COLUMN, [text or None for text in texts], pl.String))


# ---- parts ----------------------------------------------------------------------------------


def _wrong_text(text: str, *, has_hidden: bool) -> Sequence[str]:
    if _LINK.search(text):
        return ["text holds a link or markup: say it in words"]
    if has_hidden and names_a_number(text):
        return [
            "text names a small number while figures of the council are suppressed: say it "
            "without the number"
        ]
    return []


def _has_hidden(snapshot: Snapshot, home: str) -> bool:
    """Return whether a figure of the council's own is suppressed."""
    own = snapshot.observations.filter((pl.col("area") == home) & (pl.col("symbol") == SUPPRESSED))
    return not own.is_empty()


def _measure(snapshot: Snapshot, named: str) -> str | None:
    known = by_id(snapshot)
    if named in known:
        return named
    former = next((i.id for i in snapshot.indicators if named in i.formerly), None)
    return former if former in known else None


def _area(snapshot: Snapshot, named: str | None, home: str) -> str | None:
    if named is None:
        return home
    if named.strip().casefold() == _ENGLAND.casefold():
        return ENGLAND
    code = snapshot.code_of(named)
    if snapshot.has_area(code) and snapshot.area(code).kind == "authority":
        return code
    names = {area.name.casefold(): area.code for area in snapshot.current_authorities}
    return names.get(named.strip().casefold())
