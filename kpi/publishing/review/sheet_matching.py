"""The match of a council's own sheet as a page shows it: rows to confirm, and words on them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from kpi.formatting import capital, listed, tally
from kpi.model.definitions.indicator import Indicator
from kpi.returns.own_sheets import own_headings, sheet_mapping
from kpi.returns.own_sheets.match_proposal import KEPT, LIKELY, SURE, UNSURE, MatchEntry, SheetMatch
from kpi.returns.own_sheets.own_table import OwnTable
from kpi.returns.own_sheets.sheet_mapping import (
    AS_THEY_ARE,
    LEAVE_OUT,
    MEANINGS,
    NAME,
    OF_COMMENT,
    OF_TARGET,
    SHARES,
    OwnSheet,
)
from kpi.returns.typed_cells import tidy

MOST_LINES = 6  # of figures in the picture of a sheet
_MOST_PLACES = 26
MOST_DRAWN = 120
"""Rows that the page draws at once: a browser may send 300 widgets (`server.message_limits`)."""
MOST_MATCHED = 1_200
"""Rows of a sheet that the page can match; a run takes longer with each."""
_MOST_LETTERS = 60
_MOST_SHOWN = 120  # of a name, which wraps
_UNIT_OF = "Unit of: "
_MOST_NAMED = 4
_WORDS = {
    NAME: "Name of the indicator",
    "value": "Figure",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "status": "The council's own status",
    "note": "Note on the figure",
    "target": "Target",
    "target_upper": "Target, upper bound",
    "intervention_level": "Intervention level",
    "intervention_upper": "Intervention level, upper",
    "rationale": "Reason for the target",
    "what_happened": "What happened (commentary)",
    "why": "Why (commentary)",
    "action": "Action (commentary)",
    "owner_role": "Owner (commentary)",
    "due": "Due date (commentary)",
    LEAVE_OUT: "Left out",
    SHARES: "Fractions of 1",
    AS_THEY_ARE: "Percentages as they are",
}
_NAMES = "names"
_BARS = {KEPT: 3, SURE: 3, LIKELY: 2, UNSURE: 1}


@dataclass(frozen=True)
class MatchRow:
    """One text of the sheet to be matched: what it may mean, and how sure the proposal is."""

    part: str
    text: str  # the key in the mapping
    shown: str  # short enough for the page
    where: str
    sureness: str
    bars: int
    remark: str
    meaning: str
    options: tuple[str, ...]
    is_confirmed: bool
    example: float

    @property
    def may_be_new(self) -> bool:
        """Whether it is a name in the sheet that no indicator of ours is like."""
        return self.part == "indicators" and not self.meaning and not self.is_confirmed

    @property
    def cell(self) -> str:
        """The place without its kind, which the heading above the rows says: `B`, `A5`."""
        return self.where.removeprefix("Column ").removeprefix("Row ").replace("column ", "")

    @property
    def key(self) -> str:
        """The row's name in keys: that of its text, wherever the row stands."""
        return hashlib.sha256(f"{self.part} {self.text}".encode()).hexdigest()[:16]

    @property
    def label(self) -> str:
        """The row's name for screen readers, of which each row has its own."""
        return f"{self.where}, unit" if self.part == "figures" else self.where


@dataclass(frozen=True)
class SheetCell:
    """A cell of the picture of a sheet; `kind` is how sure its column is, "" for no column."""

    text: str
    kind: str


@dataclass(frozen=True)
class SheetPicture:
    """The first lines of a sheet as it is in the file: letters, rows, and how many are left."""

    letters: tuple[SheetCell, ...]
    lines: tuple[tuple[str, tuple[SheetCell, ...]], ...]
    rest: str


@dataclass(frozen=True)
class MatchPortion:
    """The rows of a sheet that are drawn at once: `first` and `last` of all, counted from 1."""

    first: int
    last: int
    columns: tuple[MatchRow, ...]
    lines: tuple[MatchRow, ...]

    @property
    def rows(self) -> tuple[MatchRow, ...]:
        """All of them, headings first."""
        return (*self.columns, *self.lines)


@dataclass(frozen=True)
class MatchView:
    """A sheet to be matched."""

    sheet: str
    summary: str
    counts: str
    picture: SheetPicture
    columns: tuple[MatchRow, ...]
    lines: tuple[MatchRow, ...]
    lines_heading: str
    columns_heading: str


def portions(shown: MatchView) -> tuple[MatchPortion, ...]:
    """Return the rows of a sheet in portions that the page can draw at once."""
    rows = (*shown.columns, *shown.lines)
    headings = len(shown.columns)
    return tuple(
        MatchPortion(
            start + 1,
            min(start + MOST_DRAWN, len(rows)),
            rows[start : max(start, min(start + MOST_DRAWN, headings))],
            rows[max(start, headings) : start + MOST_DRAWN],
        )
        for start in range(0, max(1, len(rows)), MOST_DRAWN)
    )


def portion_words(portion: MatchPortion, number: int, waiting: Sequence[MatchRow]) -> str:
    """Return the choice of a portion of `number` rows, `1 to 120 of 260: 12 to confirm`."""
    left = f"{len(waiting):,} to confirm" if waiting else "all confirmed"
    return f"{portion.first:,} to {portion.last:,} of {number:,}: {left}"


def view(match: SheetMatch, indicators: Sequence[Indicator]) -> MatchView:
    """Return what the page shows of a sheet to be matched."""
    table = match.table
    ids = tuple(i.id for i in indicators if not i.is_context)
    rows = [_row(entry, ids) for entry in match.entries]
    placed = ("Rows", "Columns") if table.is_turned else ("Columns", "Rows")
    return MatchView(
        table.grid.sheet or table.grid.file,
        _summary(table),
        _counts(rows),
        _picture(match),
        tuple(row for row in rows if row.part in ("headings", "periods")),
        tuple(row for row in rows if row.part in ("indicators", "figures")),
        f"{placed[1]}: which indicator",
        f"{placed[0]}: what, and which period",
    )


def _summary(table: OwnTable) -> str:
    noun = "column" if table.is_turned else "row"
    names = [get_column_letter(n) if table.is_turned else str(n) for n in table.heading_lines]
    return f"Headings in {noun if len(names) == 1 else f'{noun}s'} {listed(names)}."


def _counts(rows: Sequence[MatchRow]) -> str:
    """Return `12 matches: 5 sure, 5 likely, 2 to choose.`"""
    sure = sum(row.sureness in (SURE, KEPT) for row in rows)
    likely = sum(row.sureness == LIKELY for row in rows)
    open_ones = len(rows) - sure - likely
    counted = ((sure, "sure"), (likely, "likely"), (open_ones, "to choose"))
    parts = ", ".join(f"{number} {word}" for number, word in counted if number)
    return f"{len(rows)} {'match' if len(rows) == 1 else 'matches'}: {parts}."


def _row(entry: MatchEntry, ids: tuple[str, ...]) -> MatchRow:
    return MatchRow(
        entry.part,
        entry.text,
        _short(f"{_UNIT_OF}{entry.text}" if entry.part == "figures" else entry.text, _MOST_SHOWN),
        capital(entry.where),
        entry.sureness,
        _BARS[entry.sureness],
        _short(entry.remark, 2 * _MOST_LETTERS),
        entry.meaning,
        _options(entry, ids),
        entry.sureness in (KEPT, SURE),
        entry.example,
    )


def _short(text: str, most: int = _MOST_LETTERS) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\u2026"


def _options(entry: MatchEntry, ids: tuple[str, ...]) -> tuple[str, ...]:
    if entry.part == "figures":
        return (SHARES, AS_THEY_ARE)
    if entry.part == "indicators":
        return (*ids, LEAVE_OUT)
    if entry.part == "headings":
        return MEANINGS
    named = own_headings.complete_period(entry.text) or own_headings.complete_period(entry.meaning)
    labels = [entry.meaning, *(own_headings.may_mean(named) if named else ())]
    return (*dict.fromkeys(label for label in labels if label and label != LEAVE_OUT), LEAVE_OUT)


def too_many_words(shown: MatchView) -> str:
    """Return why a sheet is too long to be matched on the page, and the remedy; "" where not."""
    number = len(shown.columns) + len(shown.lines)
    if number <= MOST_MATCHED:
        return ""
    return (
        f"{number:,} headings and names have to be matched, and the page takes {MOST_MATCHED:,}. "
        "By command, python -m kpi map FILE --keep matches them, and the page reads the sheet then."
    )


def option_words(row: MatchRow, meaning: str, indicators: Mapping[str, str]) -> str:
    """Return an option in words, of a unit `0.894 means 89.4%`; `indicators` are names by id."""
    if row.part == "periods" and meaning != LEAVE_OUT:
        return f"Figure of {meaning}"
    if row.part == "figures" and row.example and meaning in (SHARES, AS_THEY_ARE):
        return f"{row.example:g} means {row.example * (100 if meaning == SHARES else 1):g}%"
    return indicators.get(meaning, _WORDS.get(meaning, meaning))


def answered(
    match: SheetMatch, answers: Mapping[tuple[str, str], str], data_status: str
) -> OwnSheet:
    """Return the mapping that an officer has confirmed: `answers` by part and text."""
    entries = tuple(
        replace(e, meaning=answers[e.part, e.text], sureness=KEPT) for e in match.entries
    )
    return replace(match, entries=entries, data_status=data_status).mapping()


def left_words(waiting: Sequence[MatchRow]) -> str:
    """Return which rows are still to be confirmed, `2 to confirm first (Column I, A8).`"""
    if not waiting:
        return ""
    places = ", ".join(row.where for row in waiting[:_MOST_NAMED])
    more = len(waiting) - _MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return f"{len(waiting)} to confirm first ({places}{rest})."


def likely_words(number: int) -> str:
    """Return the button that confirms what is likely, `Confirm the 5 likely ones`."""
    return "Confirm the likely one" if number == 1 else f"Confirm the {number} likely ones"


# ---- the picture ---------------------------------------------------------------------------


def _picture(match: SheetMatch) -> SheetPicture:
    """Return the first rows of the sheet, its columns marked by how sure their meaning is."""
    table, grid = match.table, match.table.grid
    by_text = {e.text: e for e in match.entries if e.part in ("headings", "periods")}
    kinds: dict[int, str] = {}
    if not table.is_turned:
        for place in table.pieces:
            entry = by_text.get(table.heading(place))
            kinds[place] = _kind(entry) if entry else ""
    columns = sorted({n for cells in grid.rows.values() for n in cells})[:_MOST_PLACES]
    first = 1 if table.is_turned else table.heading_lines[0]
    last = max(table.heading_lines) if not table.is_turned else 1
    rows = [n for n in sorted(grid.rows) if n >= first]
    shown = [n for n in rows if n <= last] + [n for n in rows if n > last][:MOST_LINES]
    lines = tuple(
        (
            str(row),
            tuple(
                SheetCell(_cell(grid.rows[row], n, kinds.get(n, "")), kinds.get(n, ""))
                for n in columns
            ),
        )
        for row in shown
    )
    letters = tuple(SheetCell(get_column_letter(n), kinds.get(n, "")) for n in columns)
    left = len(rows) - len(shown)
    return SheetPicture(letters, lines, f"And {tally(left, 'more row')}." if left else "")


def _cell(cells: Mapping[int, object], number: int, kind: str) -> str:
    cell = cells.get(number)
    most = _MOST_SHOWN if kind == _NAMES else 34
    return _short(tidy(getattr(cell, "text", "")), most)


def _kind(entry: MatchEntry) -> str:
    if entry.meaning == LEAVE_OUT:
        return "out"
    if entry.meaning == NAME:
        return _NAMES
    if entry.meaning in (*OF_TARGET, *OF_COMMENT) and entry.sureness in (KEPT, SURE):
        return "other"
    return {KEPT: "sure", SURE: "sure", LIKELY: "likely", UNSURE: "unsure"}[entry.sureness]


def kept_words(kept: Sequence[OwnSheet], *, fault: str) -> str:
    """Return what became of a confirmed match: kept for the next quarter, or why not."""
    if fault:
        return f"The match is used now and could not be kept: {fault}"
    names = ", ".join(sheet.name or "the file" for sheet in kept)
    return f"The match of {names} is kept in {sheet_mapping.kept_file().name} for next quarter."
