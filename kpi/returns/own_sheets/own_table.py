"""The table in a council's own sheet: where its headings, names and figures are, either way round.

Headings may be below titles, in two or three rows, and in merged cells. A sheet in which no
heading names a period, or no name is like an indicator's, is no such table.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kpi import visible_text
from kpi.errors import InputError
from kpi.file_readers.cell_grid import Cell, CellGrid
from kpi.periods import Period
from kpi.returns.own_sheets import own_headings
from kpi.returns.own_sheets.name_matching import NameMatcher
from kpi.returns.own_sheets.own_headings import HeadingMeaning
from kpi.returns.own_sheets.sheet_mapping import COLUMNS, NAME, ROWS
from kpi.returns.typed_cells import tidy

_FIRST_LINES = 20
"""Headings end within these first rows (or columns, where the table is turned)."""
_MOST_LOOKED_AT = 400  # names, or headings along a line, by which the table is found
_MOST_NAME_PLACES = 60
_JOIN = " | "
_FIGURE = re.compile(r"[£<]? ?[-+]?[0-9][0-9,]*(?:\.[0-9]+)? ?%?")


@dataclass(frozen=True)
class OwnTable:
    """A table by line (one a name) and place along the line (one a heading), numbered from 1.

    Where it is turned, lines are the sheet's columns and places its rows.
    """

    grid: CellGrid
    is_turned: bool
    heading_lines: tuple[int, ...]
    name_at: int
    pieces: Mapping[int, tuple[str, ...]]  # each place's heading, from the top down
    names: Mapping[int, str]  # each line's name, as written
    titles: tuple[str, ...]  # texts above the table, and the sheet's name

    @property
    def layout(self) -> str:
        """The layout's name in a mapping file."""
        return COLUMNS if self.is_turned else ROWS

    def heading(self, place: int) -> str:
        """Return a place's heading as a mapping file names it: its parts, the year where added."""
        pieces = self.pieces[place]
        year = self.meaning(place).year_from
        return _JOIN.join([year, *pieces] if year else pieces)

    def meaning(self, place: int) -> HeadingMeaning:
        """Return what a place's heading says by itself."""
        return own_headings.meaning(self.pieces[place], self.titles)

    def period_of(self, place: int, heading_periods: Mapping[int, Period]) -> Period | None:
        """Return the period of a place's figures, where headings name `heading_periods`.

        It is the heading's own, else that of the nearest heading to the left (or above) that has
        one, else the one period that the titles name.
        """
        before = [each for each in heading_periods if each <= place]
        if before:
            return heading_periods[max(before)]
        named = own_headings.periods_named(self.titles)
        return named[0] if len(named) == 1 and not heading_periods else None

    def cell(self, line: int, place: int) -> Cell | None:
        """Return the cell of a line under a heading, None where it is empty."""
        row, column = (place, line) if self.is_turned else (line, place)
        return self.grid.rows.get(row, {}).get(column)

    def lines_after_headings(self) -> list[int]:
        """Return every line below (or right of) the headings that has a cell, in order."""
        rows = self.grid.rows
        lines = {n for cells in rows.values() for n in cells} if self.is_turned else set(rows)
        return sorted(line for line in lines if line > max(self.heading_lines))

    def address(self, line: int, place: int) -> str:
        """Return a cell's address in the sheet."""
        row, column = (place, line) if self.is_turned else (line, place)
        return self.grid.address(row, column)

    def has_figures(self, line: int) -> bool:
        """Return whether a line has anything that looks like a figure beside its name."""
        cells = (self.cell(line, place) for place in self.pieces if place != self.name_at)
        return any(cell is not None and _is_figure(cell) for cell in cells)


def _is_figure(cell: Cell) -> bool:
    return cell.formula is not None or bool(_FIGURE.fullmatch(tidy(cell.text)[:60]))


def find(grid: CellGrid, matcher: NameMatcher, layout: str = "") -> OwnTable | None:
    """Return the table of a sheet; None for no table.

    Without a `layout` (of a mapping) it is the way round that has more indicators.
    """
    ways = {ROWS: (False,), COLUMNS: (True,)}.get(layout, (False, True))
    tables = [t for turned in ways if (t := _table(grid, matcher, is_turned=turned))]
    return max(tables, key=lambda table: _named(table, matcher), default=None)


def _named(table: OwnTable, matcher: NameMatcher) -> int:
    matches = (matcher.match(name) for name in table.names.values())
    return sum(match.is_exact or match.is_likely for match in matches)


def _seen(text: str) -> str:
    """Return a cell's text as a mapping file can hold it: without signs that nobody sees."""
    if text.isascii():
        return tidy(text)
    return tidy(visible_text.line(text).encode("utf-8", "replace").decode())


class _View:
    """A grid's texts by line and place, with merged cells filled where headings may be."""

    def __init__(self, grid: CellGrid, *, is_turned: bool) -> None:
        self._grid = grid
        self._turned = is_turned
        self.lines: dict[int, dict[int, str]] = {}
        for row, cells in grid.rows.items():
            for column, cell in cells.items():
                line, place = (column, row) if is_turned else (row, column)
                if text := _seen(cell.text):
                    self.lines.setdefault(line, {})[place] = text
        self._filled: dict[int, dict[int, str]] | None = None

    def merged(self) -> Iterator[tuple[int, int, int, int]]:
        """Yield merged ranges as first and last line, first and last place."""
        for top, bottom, left, right in self._grid.merged:
            yield (left, right, top, bottom) if self._turned else (top, bottom, left, right)

    def headings(self) -> dict[int, dict[int, str]]:
        """Return the texts of the first lines, merged ranges filled with their first cell's.

        Raises InputError where ranges overlap, which could be filled without end.
        """
        if self._filled is None:
            filled = {n: dict(self.lines.get(n, {})) for n in range(1, _FIRST_LINES + 1)}
            known = sorted({place for cells in self.lines.values() for place in cells})
            left_to_fill = _FIRST_LINES * len(known)
            for top, bottom, left, right in self.merged():
                text = self.lines.get(top, {}).get(left)
                if text is None or top > _FIRST_LINES:
                    continue
                places = known[bisect_left(known, left) : bisect_right(known, right)]
                last = min(bottom, _FIRST_LINES)
                left_to_fill -= (last - top + 1) * len(places)
                if left_to_fill < 0:  # there are only so many cells, and none is in two ranges
                    raise InputError(
                        f"{self._grid.file}, {self._grid.sheet}: merged cells that overlap; "
                        "save it again"
                    )
                for line in range(top, last + 1):
                    for place in places:
                        filled[line].setdefault(place, text)
            self._filled = filled
        return self._filled


def _table(grid: CellGrid, matcher: NameMatcher, *, is_turned: bool) -> OwnTable | None:
    view = _View(grid, is_turned=is_turned)
    lines = view.headings()
    first = min((place for cells in view.lines.values() for place in cells), default=0)
    # A period alone at the start of a line is a title's.
    scored = [(_periods_in(cells), -n) for n, cells in lines.items() if set(cells) != {first}]
    most, negative = max(scored, default=(0, 0))
    if most == 0:
        return _without_periods(grid, view, matcher, is_turned=is_turned)
    return _from(grid, view, matcher, -negative, is_turned=is_turned)


def _periods_in(cells: Mapping[int, str]) -> int:
    """Return how many different periods, or parts of a year, a line of headings names."""
    return len(
        {
            text
            for text in list(cells.values())[:_MOST_LOOKED_AT]
            if own_headings.is_part(text) or own_headings.meaning((text,)).period is not None
        }
    )


def _without_periods(
    grid: CellGrid, view: _View, matcher: NameMatcher, *, is_turned: bool
) -> OwnTable | None:
    """Return a table whose one period stands in its title: headings such as Measure, Actual."""
    if is_turned:
        return None
    for line, cells in view.headings().items():
        columns_named = {own_headings.column_named(text) for text in cells.values()}
        if {NAME, "value"} <= columns_named:
            return _from(grid, view, matcher, line, is_turned=False)
    return None


def _from(
    grid: CellGrid, view: _View, matcher: NameMatcher, line: int, *, is_turned: bool
) -> OwnTable | None:
    lines = _block(view, line)
    filled = view.headings()
    body = {n: cells for n, cells in view.lines.items() if n > lines[-1]}
    name_at = _name_place(filled, lines, body, matcher)
    if name_at is None:
        return None
    places = sorted({place for n in lines for place in filled[n]} | _used(body))
    years = _years(filled, lines)
    pieces = {
        place: tuple(
            dict.fromkeys(
                [*years.get(place, ()), *(filled[n][place] for n in lines if place in filled[n])]
            )
        )
        for place in places
    }
    pieces = {place: texts for place, texts in pieces.items() if texts or place == name_at}
    above = [text for n in range(1, lines[0]) for text in filled.get(n, {}).values()]
    names = {n: cells[name_at] for n, cells in sorted(body.items()) if name_at in cells}
    titles = tuple(dict.fromkeys([*above, grid.sheet]))
    return OwnTable(grid, is_turned, lines, name_at, pieces, names, titles)


def _years(
    filled: Mapping[int, Mapping[int, str]], lines: tuple[int, ...]
) -> dict[int, tuple[str, ...]]:
    """Return the year of each place above which a year stands further left, in no merged cell.

    It goes on over `Q2`, `Q3`, `Q4` and over months, as long as each is later than the one before.
    """
    year_of_place: dict[int, tuple[str, ...]] = {}
    last = filled[lines[-1]]
    for line in lines[:-1]:
        year, before = "", None
        for place in sorted({*filled[line], *last}):
            above, part = filled[line].get(place, ""), last.get(place, "")
            named = own_headings.meaning((above or year, part)).period
            if above:
                year, before = (above, named) if own_headings.is_year(above) else ("", None)
            elif year and named is not None and own_headings.is_part(part):
                if before is not None and named.end <= before.end:
                    year = ""
                    continue
                year_of_place[place], before = (year,), named
    return year_of_place


def _used(body: Mapping[int, Mapping[int, str]]) -> set[int]:
    return {place for cells in body.values() for place in cells}


def _block(view: _View, line: int) -> tuple[int, ...]:
    """Return the lines of headings around the one that names most periods."""
    filled = view.headings()
    first = last = line
    while first > 1 and line - first < 2 and _belongs(view, first - 1):
        first -= 1
    below = filled.get(last + 1, {})
    known = [text for text in below.values() if own_headings.column_named(text)]
    if below and known and not any(_FIGURE.fullmatch(text[:60]) for text in below.values()):
        last += 1
    return tuple(range(first, last + 1))


def _belongs(view: _View, line: int) -> bool:
    """Return whether a line above the periods has headings too, and is not a title."""
    cells = view.lines.get(line, {})
    if len(cells) < 2:
        spans = [left != right for top, _, left, right in view.merged() if top == line]
        one = next(iter(cells.values()), "")
        return bool(cells) and any(spans) and own_headings.is_year(one)
    return any(
        own_headings.is_year(text)
        or own_headings.column_named(text)
        or own_headings.complete_period(text)
        for text in cells.values()
    )


def _name_place(
    filled: Mapping[int, Mapping[int, str]],
    lines: tuple[int, ...],
    body: Mapping[int, Mapping[int, str]],
    matcher: NameMatcher,
) -> int | None:
    """Return the place whose texts are most like indicators' names; None where none is."""
    best: tuple[int, int, int] | None = None
    for place in sorted(_used(body))[:_MOST_NAME_PLACES]:
        texts = [cells[place] for cells in body.values() if place in cells][:_MOST_LOOKED_AT]
        matches = [matcher.match(text) for text in texts if not _FIGURE.fullmatch(text[:60])]
        good = sum(2 * match.is_exact + match.is_likely for match in matches)
        heading = {own_headings.column_named(filled[n].get(place, "")) for n in lines}
        score = (good, int(NAME in heading), -place)
        if good and (best is None or score > best):
            best = score
    return -best[2] if best else None
