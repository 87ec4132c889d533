"""Texts around a built table on the page: its counts, the choice in one line, and its notes."""

from __future__ import annotations

from dataclasses import dataclass

from kpi.formatting import capital, number_of
from kpi.model.snapshot import Snapshot
from kpi.tables import builder
from kpi.tables.builder_text import TableSize
from kpi.tables.screen.built_table import (
    OURS,
    BuiltSection,
    BuiltTable,
    FigureCounts,
)
from kpi.tables.selection import MEAN, Selection
from kpi.tables.table_limits import MOST_DRAWN_COLUMNS, PREVIEW_ROWS


@dataclass(frozen=True)
class TableCounts:
    """How large a table is, and what that is made of; `is_too_large` where no file is made."""

    size: str
    more: str
    is_too_large: bool = False

    @property
    def whole(self) -> str:
        """Both in one sentence."""
        return f"{self.size}: {self.more}." if self.more else f"{self.size}."


def counts(table: BuiltTable, size: TableSize) -> TableCounts:
    """Return `12 rows, 60 figures` and `57 known, 3 not out yet`."""
    return TableCounts(
        f"{number_of(table.rows, 'row')}, {number_of(table.figures, 'figure')}",
        _known(table),
        bool(size.no_csv),
    )


def large_counts(size: TableSize, counted: FigureCounts | None) -> TableCounts:
    """Return the counts of a table of which only the first rows are shown.

    `counted` is None where it has too many figures to say which are known.
    """
    rows = number_of(size.rows, "row")
    if size.no_csv:
        return TableCounts(rows, "too large for a file from this page", is_too_large=True)
    more = f"the first {PREVIEW_ROWS:,} rows are shown" if size.rows > PREVIEW_ROWS else ""
    if counted is None:
        return TableCounts(rows, more)
    return TableCounts(
        f"{rows}, {number_of(counted.figures, 'figure')}",
        "; ".join(part for part in (_known(counted), more) if part),
    )


def in_files(size_words: str) -> str:
    """Return what the files of a table hold; `size_words` as in `builder_text.size_words`."""
    return (
        f"In the files: {size_words} Figures are unrounded there, with source, edition, unit, "
        "symbol and the reason for each figure that is not there."
    )


def choice(snapshot: Snapshot, chosen: Selection) -> str:
    """Return the choice in one line: `4 measures, 3 areas, 2021 to 2025, years across`."""
    measures, areas = len(chosen.measures), len(builder.areas_of(snapshot, chosen))
    shape = "years across" if chosen.wide else "one line a figure"
    return ", ".join(
        [
            number_of(measures, "measure") if measures else "no measure yet",
            number_of(areas, "area") if areas else "no area yet",
            _years(chosen),
            shape,
        ]
    )


def columns(chosen: Selection) -> str:
    """Return the further columns in a few words: `Columns: figure, change`."""
    words = {
        "neighbours": "neighbours", "group": "chosen group", "change": "change", "rank": "place",
        "band": "quarter",
    }  # fmt: skip
    if len(chosen.columns) > 1:
        return f"Columns: figure and {len(chosen.columns)} more"
    return f"Columns: {', '.join(['figure', *(words[extra] for extra in chosen.columns)])}"


def notes(
    table: BuiltTable, chosen: Selection, mean_note: str, group_note: str = ""
) -> tuple[str, ...]:
    """Return the sentences under a table: who is meant, the mean, and each reason once."""
    lines = [line for section in table.sections for b in section.blocks for line in b.lines]
    own = next((line.name for line in lines if line.role == "home"), "")
    texts = [f"{OURS}: {own}."] if own else []
    if table.sections and not chosen.newest and chosen.wide:
        texts.append("A period stands under the year in which it ends.")
    if MEAN in chosen.areas and mean_note:
        texts.append(f"Neighbours' mean: {mean_note[:1].lower()}{mean_note[1:]}")
    if group_note:
        texts.append(f"Chosen group: {group_note}")
    if sum(len(section.blocks) for section in table.sections) > 1:
        texts.append("Each picture has its own scale: pictures are not compared with one another.")
    if {"rank", "band"} & {*chosen.extras}:
        texts.append("Place and quarter are among authorities: 1st and A are best.")
    if "change" in chosen.extras:
        texts.append("Each change that is not known has its reason in the files.")
    texts += [_reason(words, reasons) for words, reasons in table.reasons.items()]
    return tuple(texts)


def hidden(section: BuiltSection) -> str:
    """Return the words of the fold with all columns; empty where all are shown."""
    if len(section.heads) <= MOST_DRAWN_COLUMNS:
        return ""
    what = "years" if all(head.isdigit() for head in section.heads) else "periods"
    return (
        f"All {len(section.heads)} {what}, {section.heads[0]} to {section.heads[-1]} "
        f"(above: the newest {MOST_DRAWN_COLUMNS})"
    )


# ---- parts ----------------------------------------------------------------------------------


def _known(counted: BuiltTable | FigureCounts) -> str:
    """Return `57 known, 3 not out yet`."""
    why = [f"{number:,} {words}" for words, number in counted.why.items()]
    return ", ".join([f"{counted.known:,} known", *why])


def _reason(words: str, reasons: tuple[str, ...]) -> str:
    """Return few words and the sentences behind them, which may begin with the same words."""
    endings = [reason.removeprefix(words).removeprefix(": ").rstrip(".") for reason in reasons]
    return f"{capital(words)}: {'; '.join(endings)}."


def _years(chosen: Selection) -> str:
    if chosen.newest:
        return "newest period"
    if not (chosen.first or chosen.last):
        return "all years"
    if not chosen.last:
        return f"from {chosen.first:%Y}" if chosen.first else ""
    if not chosen.first:
        return f"to {chosen.last:%Y}"
    return f"{chosen.first:%Y} to {chosen.last:%Y}"
