"""A built table as it is read on the page: by measure, areas below each other, years across.

A period stands under the year in which it ends. A measure with several periods in a year has
columns of its own. Each figure that is missing says why in a few words, and in whole sentences in
`BuiltTable.reasons`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import polars as pl

from kpi.benchmarks.grids.grid import PUBLISHED
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.measures import Measure, by_id, show
from kpi.benchmarks.topics import topics
from kpi.formatting import fixed, joint_ordinal
from kpi.model.data_status import strongest
from kpi.model.missing.symbol_meanings import NOT_AVAILABLE, SUPPRESSED
from kpi.model.series_discontinuities import Discontinuity, discontinuities
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics.rank_and_quartile_rules import NOT_SHOWN
from kpi.tables import builder, table_limits
from kpi.tables.builder_facts import MEAN_KIND
from kpi.tables.selection import MEAN, Selection
from kpi.wording.comparisons.area_letters import role_letters
from kpi.wording.comparisons.range_bar_words import brief

OURS = "Ours"
NOT_OUT, NOT_YET, NO_FIGURES = "not out yet", "none this early", "no figures"
NOT_KNOWN, NOT_RANKED = "not known", "not ranked"
LineRole = Literal["home", "neighbours", "england", "region", "other"]
_SHORT = {
    SUPPRESSED: "too few to show",
    "z": "not applicable",
    "low": "rounds to 0",
    "k": "rounds to 0",
    "u": "unreliable",
}


@dataclass(frozen=True)
class BuiltCell:
    """A figure as printed, or a few words why there is none.

    `value` is unrounded, for the picture alone; `reason` is the whole sentence for a missing one;
    `note` stands before a mean of fewer neighbours: `9 of 10`. `extras` are the texts of the
    chosen further columns. Where the measure has no such period at all, the cell is not held and
    its `period` is empty.
    """

    text: str
    value: float | None
    status: str = ""
    reason: str = ""
    note: str = ""
    extras: tuple[str, ...] = ()
    is_held: bool = True
    period: str = ""


@dataclass(frozen=True)
class BuiltLine:
    """An area's figures of one measure; `letters` name its line in the picture, empty for none.

    `status` is that of all its figures where they share one; then no figure says it again.
    """

    area: str
    role: LineRole
    name: str
    letters: str
    status: str
    cells: tuple[BuiltCell, ...]
    extras: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """Its name in the table; the own authority is `Ours`, as in the picture."""
        return OURS if self.role == "home" else self.name

    @property
    def least_certain(self) -> str:
        """The least certain data status of its figures."""
        return self.status or strongest(cell.status for cell in self.cells)


@dataclass(frozen=True)
class BuiltBlock:
    """A measure's lines; `basis` says so where the figures are the council's own return.

    `discontinuities` has, for each column, what keeps its figures from comparing with those before.
    """

    measure: str
    name: str
    is_own: bool
    unit: str
    newest: str
    polarity: str
    basis: str
    lines: tuple[BuiltLine, ...]
    discontinuities: tuple[Discontinuity, ...]


@dataclass(frozen=True)
class BuiltSection:
    """Measures with the same columns; `days` are the last days of `heads`."""

    heads: tuple[str, ...]
    days: tuple[date, ...]
    extra_heads: tuple[str, ...]
    blocks: tuple[BuiltBlock, ...]

    def newest(self, most: int) -> BuiltSection:
        """Return the section with its newest columns alone."""
        blocks = tuple(
            replace(
                b,
                lines=tuple(replace(ln, cells=ln.cells[-most:]) for ln in b.lines),
                discontinuities=b.discontinuities[-most:],
            )
            for b in self.blocks
        )
        return replace(self, heads=self.heads[-most:], days=self.days[-most:], blocks=blocks)


@dataclass(frozen=True)
class BuiltTable:
    """All sections, the count of figures, and the sentences behind the missing ones.

    `why` maps a few words to the number of figures missing for that; `statuses` are those of all
    figures.
    """

    sections: tuple[BuiltSection, ...]
    rows: int
    known: int
    why: Mapping[str, int]
    reasons: Mapping[str, tuple[str, ...]]
    statuses: tuple[str, ...]

    @property
    def figures(self) -> int:
        """How many figures the table has place for."""
        return self.known + sum(self.why.values())


@dataclass(frozen=True)
class FigureCounts:
    """How many figures of a long table are known, and how many are missing for each few words."""

    known: int
    why: Mapping[str, int]

    @property
    def figures(self) -> int:
        """How many figures the table has place for."""
        return self.known + sum(self.why.values())


def figure_counts(snapshot: Snapshot, chosen: Selection) -> FigureCounts | None:
    """Return the counts of a table that is not drawn by measure; None where it has too many.

    Raises UnknownNameError.
    """
    plain = replace(chosen, extras=(), wide=False)
    if builder.row_count(snapshot, plain) > table_limits.MOST_COUNTED_FIGURES:
        return None
    rows = builder.described(snapshot, plain)
    missing = rows.filter(pl.col("value").is_null()).select("symbol", "is_blank")
    why = Counter(_why(*row) for row in missing.iter_rows())
    return FigureCounts(rows.height - missing.height, dict(why.most_common()))


def built_table(snapshot: Snapshot, chosen: Selection) -> BuiltTable:
    """Return a built table as it is read. Raises UnknownNameError.

    Its figures are those of `kpi.tables.builder.table`, and it has its rows.
    """
    extras = tuple(dict.fromkeys((*chosen.extras, "neighbours")))
    long = builder.described(snapshot, replace(chosen, extras=extras))
    blocks = [
        _Rows(snapshot, chosen, part)
        for _, part in long.group_by("measure", "basis", maintain_order=True)
    ]
    yearly = [each for each in blocks if each.is_yearly]
    sections = [_yearly(yearly, is_wide=chosen.wide)] if yearly else []
    sections += [each.section() for each in blocks if not each.is_yearly]
    lines = [line for section in sections for block in section.blocks for line in block.lines]
    cells = [cell for line in lines for cell in line.cells if cell.text]
    missing = [cell for cell in cells if cell.value is None]
    return BuiltTable(
        tuple(sections),
        builder.row_count(snapshot, chosen),
        len(cells) - len(missing),
        dict(Counter(cell.text for cell in missing).most_common()),
        _reasons(missing),
        tuple(dict.fromkeys([*(ln.status for ln in lines), *(c.status for c in cells)])),
    )


# ---- one measure ----------------------------------------------------------------------------


class _Rows:
    """The long rows of one measure and basis."""

    def __init__(self, snapshot: Snapshot, chosen: Selection, rows: pl.DataFrame) -> None:
        self.snapshot, self.chosen = snapshot, chosen
        self.rows = rows
        first = rows.row(0, named=True)
        self.measure: Measure = by_id(snapshot)[first["measure"]]
        self.basis: str = first["basis"]
        ends = rows.select("period_kind", "period_start", "period_end").unique()
        periods = sorted(
            (Period.of(*row) for row in ends.iter_rows()), key=lambda p: (p.end, p.start)
        )
        self.periods: tuple[Period, ...] = tuple(periods)
        years = [period.end.year for period in periods]
        self.is_yearly = chosen.newest or len(set(years)) == len(years)

    def section(self) -> BuiltSection:
        """Return the measure with columns of its own."""
        keys = [str(period) for period in self.periods]
        heads = tuple(period.short for period in self.periods)
        return BuiltSection(
            heads,
            tuple(period.end for period in self.periods),
            tuple(_extra_heads(self.chosen)),
            (self.block(keys, {}),),
        )

    def block(self, keys: Sequence[str], absent: Mapping[str, tuple[str, str]]) -> BuiltBlock:
        """Return the measure's lines with a cell for each key; `absent` says why one is not
        there."""
        lines = [
            self._line(part, keys, absent)
            for _, part in self.rows.group_by("area", maintain_order=True)
        ]
        measure = self.measure
        return BuiltBlock(
            measure.id,
            measure.name,
            measure.is_own,
            measure.unit,
            str(self.periods[-1]),
            measure.polarity.words,
            "as we reported them" if self.basis != PUBLISHED else "",
            tuple(lines),
            self._discontinuities(keys, lines),
        )

    def _discontinuities(
        self, keys: Sequence[str], lines: Sequence[BuiltLine]
    ) -> tuple[Discontinuity, ...]:
        """Return what keeps each column's figures, where it has any, from comparing."""
        named = {str(period): period for period in self.periods}
        columns = zip(*(line.cells for line in lines), strict=True)
        known = [any(cell.value is not None for cell in column) for column in columns]
        shown = [named.get(key) if has else None for key, has in zip(keys, known, strict=True)]
        return discontinuities(self.snapshot, self.measure.id, shown)

    def by_year(self, years: Sequence[int], *, is_wide: bool) -> BuiltBlock:
        """Return the measure's lines with a cell for each year."""
        own = {period.end.year: str(period) for period in self.periods}
        keys = [own.get(year, f"{year}") for year in years]
        absent = {f"{year}": self._absent(year) for year in years if year not in own}
        return self.block(keys, absent if is_wide else {})

    def _absent(self, year: int) -> tuple[str, str]:
        """Return in a few words and in a sentence why the measure has no period in a year."""
        rows = grid_of(self.snapshot, [self.measure.id]).rows
        held = rows.filter(pl.col("measure").eq(self.measure.id) & pl.col("basis").eq(self.basis))
        ends = {day.year for day in held["period_end"]}
        if year in ends:
            return "not chosen", "the period that ends in this year ends outside the chosen days"
        if year > max(ends):
            if self.measure.discontinued:
                return "discontinued", "this measure is no longer published"
            return NOT_OUT, "no figure of this year was published by the day of this snapshot"
        if year < min(ends):
            return NOT_YET, "the source holds no figure this early"
        return NO_FIGURES, "the source holds no period that ends in this year"

    def _line(
        self, part: pl.DataFrame, keys: Sequence[str], absent: Mapping[str, tuple[str, str]]
    ) -> BuiltLine:
        rows = {row["period"]: row for row in part.iter_rows(named=True)}
        cells = tuple(
            self._cell(rows[key]) if key in rows else _gap(absent.get(key)) for key in keys
        )
        known = [cell for cell in cells if cell.value is not None]
        statuses = {cell.status for cell in known}
        shared = statuses.pop() if len(statuses) == 1 else ""
        first = part.row(0, named=True)
        role, letters = self._role(first)
        extras = known[-1].extras if known else tuple("" for _ in _extra_heads(self.chosen))
        if shared:
            cells = tuple(replace(cell, status="") for cell in cells)
        return BuiltLine(first["area"], role, first["area_name"], letters, shared, cells, extras)

    def _cell(self, row: Mapping[str, Any]) -> BuiltCell:
        extras = tuple(self._extras(row))
        period = Period.of(row["period_kind"], row["period_start"], row["period_end"])
        if row["value"] is None:
            text, reason = self._missing(row, period)
            return BuiltCell(text, None, reason=reason, extras=extras, period=brief(period))
        few = row["area_kind"] == MEAN_KIND and row["neighbours_count"] != row["neighbours_of"]
        note = f"{row['neighbours_count']} of {row['neighbours_of']}" if few else ""
        return BuiltCell(
            show(self.measure, row["value"]),
            row["value"],
            row["data_status"],
            "",
            note,
            extras,
            period=brief(period),
        )

    def _missing(self, row: Mapping[str, Any], period: Period) -> tuple[str, str]:
        words = _why(row["symbol"], row["is_blank"])
        if row["is_blank"]:
            return words, topics().gap_reason(period)
        return words, row["reason"]

    def _extras(self, row: Mapping[str, Any]) -> Iterator[str]:
        """Yield the texts of the further columns; a figure that is missing says so itself."""
        is_known = row["value"] is not None
        is_authority = row["area_kind"] == "authority"
        for extra in self.chosen.columns:
            if extra == "neighbours":
                has = is_authority and row["neighbours_mean"] is not None
                yield show(self.measure, row["neighbours_mean"]) if has else ""
            elif extra == "group":
                has = row["group_mean"] is not None
                yield show(self.measure, row["group_mean"]) if has else ""
            elif extra == "change":
                unknown = NOT_KNOWN if is_known else ""
                yield unknown if row["change"] is None else self._signed(row["change"])
            elif not (is_known and is_authority):
                yield ""
            elif row["rank"] is None:
                yield NOT_RANKED
            elif extra == "rank":
                yield f"{joint_ordinal(row['rank'], row['shared_by'])} of {row['rank_of']}"
            else:
                yield NOT_RANKED if row["band"] in (None, NOT_SHOWN) else row["band"]

    def _signed(self, change: float) -> str:
        text = fixed(abs(change), self.measure.decimals)
        if float(text.replace(",", "")) == 0:
            return text
        return f"{'+' if change > 0 else '−'}{text}"

    def _role(self, row: Mapping[str, Any]) -> tuple[LineRole, str]:
        """Return the role of an area's line, and its letters in the picture."""
        if row["area"] == self.chosen.home:
            return "home", "ours"
        if row["area"] == MEAN:
            return "neighbours", role_letters("neighbours")
        if row["area_kind"] == "country":
            return "england", role_letters("england")
        home = self.snapshot.area(self.chosen.home)
        if row["area"] in (home.region, home.wider_region):
            return "region", role_letters("region", row["area_name"])
        return "other", ""


# ---- parts ----------------------------------------------------------------------------------


def _why(symbol: str, is_blank: bool) -> str:
    """Return in a few words why a figure is missing; `is_blank` as in `builder.described`."""
    return NO_FIGURES if is_blank else _SHORT.get(symbol, NOT_AVAILABLE)


def _yearly(blocks: Sequence[_Rows], *, is_wide: bool) -> BuiltSection:
    """Return measures with one period a year, with a column for each year from first to last."""
    if blocks[0].chosen.newest:
        return _newest(blocks)
    ends = [period.end.year for each in blocks for period in each.periods]
    years = range(min(ends), max(ends) + 1)
    return BuiltSection(
        tuple(f"{year}" for year in years),
        tuple(date(year, 12, 31) for year in years),
        tuple(_extra_heads(blocks[0].chosen)),
        tuple(each.by_year(years, is_wide=is_wide) for each in blocks),
    )


def _newest(blocks: Sequence[_Rows]) -> BuiltSection:
    """Return measures with one column, the newest period of each, which the block names."""
    return BuiltSection(
        ("Newest",),
        (max(each.periods[-1].end for each in blocks),),
        tuple(_extra_heads(blocks[0].chosen)),
        tuple(each.block([str(each.periods[-1])], {}) for each in blocks),
    )


def _gap(absent: tuple[str, str] | None) -> BuiltCell:
    text, reason = absent or ("", "")
    return BuiltCell(text, None, reason=reason, is_held=False)


def _extra_heads(chosen: Selection) -> list[str]:
    heads = {
        "neighbours": "Its neighbours",
        "group": "Chosen group (derived)",
        "change": "Change",
        "rank": "Place",
        "band": "Quarter",
    }
    return [heads[extra] for extra in chosen.columns]


def _reasons(missing: Sequence[BuiltCell]) -> dict[str, tuple[str, ...]]:
    """Return the sentences behind each of the few words, each once."""
    reasons_by_text: dict[str, dict[str, None]] = {}
    for cell in missing:
        reasons_by_text.setdefault(cell.text, {})[cell.reason] = None
    return {text: tuple(reasons) for text, reasons in reasons_by_text.items()}
