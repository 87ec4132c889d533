"""What the texts of a council's own sheet probably mean: entries to confirm, with how sure each is.

What a mapping says already stands as it is. The rest is proposed: *sure* for exact names and whole
periods, *likely* for similar names, else to be chosen from the nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from kpi.formatting import displayed_difference
from kpi.indicators.reporting_quarters import returned_series
from kpi.model.definitions.indicator import Indicator
from kpi.model.observation import Observation
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.returns.own_sheets import own_headings, sheet_mapping
from kpi.returns.own_sheets.name_matching import NameMatcher
from kpi.returns.own_sheets.own_table import OwnTable
from kpi.returns.own_sheets.sheet_mapping import (
    AS_THEY_ARE,
    LEAVE_OUT,
    NAME,
    OF_PERIOD,
    OF_TARGET,
    SHARES,
    OwnSheet,
)
from kpi.returns.typed_cells import tidy

KEPT, SURE, LIKELY, UNSURE = "kept", "sure", "likely", "unsure"
_TOTAL = re.compile(r"(?:(?:grand|overall|sub)[ -]?)?(?:total|average|mean|sum)s?:?")
_PLAIN = re.compile(r"[0-9]*\.?[0-9]+")
_FAR, _CLOSE = 20.0, 5.0  # usual figure to the sheet's: a fraction of 1, or a percentage
_MOST_NAMED = 3  # cells in a remark
_KNOWN_SHARE = 0.5  # of a sheet's names that a mapping of another name must know to fit it


@dataclass(frozen=True)
class PublishedFigures:
    """What is known of each indicator: the council's own series, and every figure of anybody."""

    own: Mapping[str, Sequence[Observation]]
    every: Mapping[str, tuple[float, ...]]

    @staticmethod
    def of(snapshot: Snapshot, area: str) -> PublishedFigures:
        """Return what a live snapshot knows."""
        return PublishedFigures(
            {i.id: returned_series(snapshot, i, area) for i in snapshot.indicators},
            {
                i.id: tuple(snapshot.observed(i.id)["value"].drop_nulls().to_list())
                for i in snapshot.indicators
            },
        )

    @staticmethod
    def none() -> PublishedFigures:
        """Return what is known before the first snapshot."""
        return PublishedFigures({}, {})


@dataclass(frozen=True)
class MatchEntry:
    """One text of the sheet: its place, what it means or may mean ("" to be chosen), how sure."""

    part: str  # one of sheet_mapping.PARTS
    text: str
    where: str
    meaning: str
    sureness: str
    remark: str = ""
    example: float = 0.0  # a figure of the row, where its unit is asked

    @property
    def is_settled(self) -> bool:
        """Whether the sheet can be read without asking: a period in the usual style needs none."""
        return self.sureness == KEPT or (self.part == "periods" and self.sureness == SURE)


@dataclass(frozen=True)
class SheetMatch:
    """A table with an entry for each text that has to have a meaning."""

    table: OwnTable
    entries: tuple[MatchEntry, ...]
    data_status: str
    is_known: bool  # whether a mapping has this sheet already

    @property
    def open(self) -> tuple[MatchEntry, ...]:
        """The entries by which nothing may be read yet."""
        return tuple(entry for entry in self.entries if not entry.is_settled)

    def mapping(self) -> OwnSheet:
        """Return the sheet's part of a mapping file; what is not sure is a question in it."""
        parts: dict[str, dict[str, str]] = {part: {} for part in sheet_mapping.PARTS}
        for entry in self.entries:
            is_sure = entry.sureness in (KEPT, SURE)
            meaning = entry.meaning if is_sure else sheet_mapping.asked(entry.meaning)
            parts[entry.part][entry.text] = meaning
        headings, periods, indicators, figures = parts.values()
        return OwnSheet(
            self.table.grid.sheet,
            self.table.layout,
            self.data_status,
            headings=headings,
            periods=periods,
            indicators=indicators,
            figures=figures,
        )

    def remarks(self) -> Iterator[tuple[tuple[str, str, str], str]]:
        """Yield a comment for each entry of the mapping file that needs one."""
        for entry in self.entries:
            comment = ", ".join(text for text in (entry.where, entry.remark) if text)
            yield (self.table.grid.sheet, entry.part, entry.text), comment


def matcher(indicators: Sequence[Indicator], known: Iterable[OwnSheet]) -> NameMatcher:
    """Return the matcher of names, with those that mappings give to indicators."""
    ids = {indicator.id for indicator in indicators}
    called = {
        text: meaning
        for sheet in known
        for text, meaning in sheet.indicators.items()
        if meaning in ids
    }
    return NameMatcher(indicators, called)


def mapping_of(
    sheet: str, names: Iterable[str], known: Sequence[OwnSheet], *, is_csv: bool
) -> OwnSheet | None:
    """Return the part of a mapping that is about a sheet: by its name, else by names in it."""
    for each in known:
        if each.name.casefold() == sheet.casefold() and not (is_csv and len(known) > 1):
            return each
    there = set(names)
    shares = [(_part(there, set(each.indicators)), each) for each in known]
    best = max(shares, key=lambda pair: pair[0], default=None)
    return best[1] if best and best[0] >= _KNOWN_SHARE else None


def _part(there: set[str], known: set[str]) -> float:
    return len(there & known) / len(there) if there else 0.0


def propose(
    table: OwnTable,
    names: NameMatcher,
    figures: PublishedFigures,
    known: OwnSheet | None = None,
) -> SheetMatch:
    """Return a table's entries: what `known` says, and proposals for the rest."""
    own_sheet = known or OwnSheet(table.grid.sheet)
    headings = _with_periods(table, list(_headings(table, own_sheet)))
    lines = _lines(table, own_sheet, headings, names, figures)
    entries = [*headings, *lines, *_shares(table, own_sheet, headings, lines, names, figures)]
    return SheetMatch(table, tuple(entries), own_sheet.data_status, known is not None)


def _kept(entry: MatchEntry, meanings: Mapping[str, str]) -> MatchEntry:
    """Return an entry as a mapping has it; a question in a mapping is one still."""
    kept_meaning = meanings.get(entry.text)
    if kept_meaning is None:
        return entry
    if sheet_mapping.is_asked(kept_meaning):
        own = sheet_mapping.proposed(kept_meaning)
        sure = entry.sureness if entry.sureness in (LIKELY, UNSURE) else LIKELY
        return replace(entry, meaning=own or entry.meaning, sureness=sure if own else UNSURE)
    return replace(entry, meaning=kept_meaning, sureness=KEPT, remark="")


# ---- headings ------------------------------------------------------------------------------


def _headings(table: OwnTable, own_sheet: OwnSheet) -> Iterator[MatchEntry]:
    style = _style(own_sheet.periods)
    seen: dict[tuple[str, str], MatchEntry] = {}
    spaced = _are_quarters(table)
    for place in table.pieces:
        entry = _heading(table, place, own_sheet, style=style, spaced=spaced)
        if entry is None:
            continue
        key = (entry.part, entry.text)
        first = seen.get(key)
        if first is None:
            seen[key] = entry
        else:
            seen[key] = replace(first, where=f"{first.where}, {entry.where}")
    yield from seen.values()


def _with_periods(table: OwnTable, headings: list[MatchEntry]) -> list[MatchEntry]:
    """Return headings with the periods that their columns are of, where others give them."""
    columns, labels = meanings_of(table, headings)
    heading_periods: dict[str, dict[str, None]] = {}
    for place in columns:
        heading_periods.setdefault(table.heading(place), {})[labels.get(place, "no period")] = None
    return [
        replace(e, remark=f"of {', '.join(heading_periods[e.text])}")
        if e.part == "headings" and e.meaning in OF_PERIOD and e.text in heading_periods
        else e
        for e in headings
    ]


def _heading(
    table: OwnTable, place: int, own_sheet: OwnSheet, *, style: str, spaced: bool
) -> MatchEntry | None:
    text, meaning = table.heading(place), table.meaning(place)
    where = _place_name(table, place)
    if place == table.name_at:
        text = text or NAME
        return _kept(MatchEntry("headings", text, where, NAME, SURE), own_sheet.headings)
    if not any(table.cell(line, place) for line in table.names) and meaning.period is None:
        return None  # nothing is under it
    if meaning.period is not None and (not meaning.column or meaning.column in OF_PERIOD):
        return _kept(_period(meaning, text, where, style, is_quarterly=spaced), own_sheet.periods)
    if not meaning.column and text in own_sheet.periods:
        return _kept(MatchEntry("periods", text, where, "", UNSURE), own_sheet.periods)
    if meaning.column:
        column = LEAVE_OUT if meaning.column == NAME else meaning.column  # another has the names
        return _kept(MatchEntry("headings", text, where, column, SURE), own_sheet.headings)
    if any(own_headings.is_part(piece) for piece in table.pieces[place]):
        remark = "names no year: write it into the sheet, or leave the column out"
        return _kept(MatchEntry("headings", text, where, "", UNSURE, remark), own_sheet.headings)
    if any(
        own_headings.is_year(piece) or own_headings.is_of_year(piece)
        for piece in table.pieces[place]
    ):
        remark = "a whole year, and these are figures of quarters or months"
        return _kept(
            MatchEntry("headings", text, where, LEAVE_OUT, LIKELY, remark), own_sheet.headings
        )
    return _kept(MatchEntry("headings", text, where, "", UNSURE), own_sheet.headings)


def _place_name(table: OwnTable, place: int) -> str:
    address = table.address(max(table.heading_lines), place)
    if table.is_turned or table.grid.is_csv:
        return f"row {place}" if table.is_turned else f"column {place}"
    return f"column {address.rstrip('0123456789')}"


def _period(
    meaning: own_headings.HeadingMeaning,
    text: str,
    where: str,
    style: str,
    *,
    is_quarterly: bool,
) -> MatchEntry:
    """Return the entry of a heading that names a period; months may stand for quarters."""
    period = meaning.period
    assert period is not None
    if period.kind is Kind.MONTH or _is_plain_day(text, period):
        quarter = Period.containing(Kind.QUARTER, period.end)
        if style == "quarter" and quarter.end == period.end:
            return MatchEntry("periods", text, where, quarter.short, SURE)
        if not style and is_quarterly:
            what = "with this month" if period.kind is Kind.MONTH else "on this day"
            remark = f"the quarter that ends {what}, as every heading is three months on"
            return MatchEntry("periods", text, where, quarter.short, LIKELY, remark)
    if meaning.year_from and style != f"year {meaning.year_from}":
        remark = f"the year {meaning.year_from} stands above the table"
        return MatchEntry("periods", text, where, own_headings.label(period), LIKELY, remark)
    return MatchEntry("periods", text, where, own_headings.label(period), SURE)


def _style(periods: Mapping[str, str]) -> str:
    """Return how a mapping reads headings that need more than themselves.

    `quarter` where months stand for quarters, `year 2025/26` where that year is added to them.
    """
    for text, meaning in periods.items():
        named = own_headings.complete_period(text)
        if sheet_mapping.is_asked(meaning):
            continue
        if named is not None and (named.kind is Kind.MONTH or _is_plain_day(text, named)):
            return "as it is" if own_headings.label(named) == meaning else "quarter"
        pieces = text.split(" | ")
        if own_headings.is_year(pieces[0]) and any(map(own_headings.is_part, pieces[1:])):
            return f"year {pieces[0]}"
    return ""


def _are_quarters(table: OwnTable) -> bool:
    """Return whether headings name months or days, and only the last ones of quarters."""
    named = [
        period
        for place in table.pieces
        if (period := table.meaning(place).period) is not None
        and (period.kind is Kind.MONTH or _is_plain_day(table.heading(place), period))
    ]
    return bool(named) and all(Period.containing(Kind.QUARTER, p.end).end == p.end for p in named)


def _is_plain_day(text: str, period: Period) -> bool:
    """Return whether a heading is the last day of a quarter, and says no more than that."""
    return period.kind is Kind.QUARTER_DAY and own_headings.is_plain_day(text)


def meanings_of(
    table: OwnTable, entries: Iterable[MatchEntry]
) -> tuple[dict[int, str], dict[int, str]]:
    """Return what each place holds (a meaning), and the label of the period of each.

    Places that are left out, or have no meaning yet, are not there.
    """
    by_text = {(e.part, e.text): e.meaning for e in entries if e.part in ("headings", "periods")}
    columns: dict[int, str] = {}
    labels: dict[int, str] = {}
    for place in table.pieces:
        text = table.heading(place)
        if place == table.name_at:
            continue
        label = by_text.get(("periods", text))
        column = by_text.get(("headings", text), "")
        if label and label != LEAVE_OUT:
            columns[place] = table.meaning(place).column or "value"
            labels[place] = label
        elif column and column not in (LEAVE_OUT, NAME):
            columns[place] = column
    heading_periods = {
        place: p for place, text in labels.items() if (p := own_headings.complete_period(text))
    }
    for place, column in columns.items():
        if column in OF_PERIOD and place not in labels:
            period = table.period_of(place, heading_periods)
            if period is not None:
                labels[place] = own_headings.label(period)
    return columns, labels


# ---- names ---------------------------------------------------------------------------------


def _lines(
    table: OwnTable,
    own_sheet: OwnSheet,
    headings: Sequence[MatchEntry],
    names: NameMatcher,
    figures: PublishedFigures,
) -> list[MatchEntry]:
    columns, labels = meanings_of(table, headings)
    ids = {indicator.id: indicator for indicator in names.indicators}
    entries: dict[str, MatchEntry] = {}
    for line, text in table.names.items():
        where = table.address(line, table.name_at)
        match = names.match(text)
        if not table.has_figures(line) and not match.is_exact and text not in own_sheet.indicators:
            continue  # a heading between rows
        if text in entries:
            first = entries[text]
            remark = "stands more than once: give each row a name of its own"
            entries[text] = replace(
                first, where=f"{first.where}, {where}", sureness=UNSURE, remark=remark
            )
            continue
        sureness = SURE if match.is_exact else LIKELY if match.is_likely else UNSURE
        best = match.ids[0] if match.ids and sureness != UNSURE else ""
        remark = ""
        if match.ids and not match.is_exact:
            agreed = _agreed(table, line, ids[match.ids[0]], columns, labels, figures)
            remark = agreed or (f"nearest: {', '.join(match.ids)}" if not best else "")
        if not match.ids:
            remark = "no indicator has a name like it"
        if _TOTAL.fullmatch(tidy(text).casefold()) and not match.is_exact:
            best, sureness, remark = LEAVE_OUT, LIKELY, "a row of totals"
        entry = MatchEntry("indicators", text, where, best, sureness, remark)
        entries[text] = _kept(entry, own_sheet.indicators)
    return _one_name_each(list(entries.values()))


def _agreed(
    table: OwnTable,
    line: int,
    indicator: Indicator,
    columns: Mapping[int, str],
    labels: Mapping[int, str],
    figures: PublishedFigures,
) -> str:
    """Return a period in which the published figure is the sheet's, in words; "" for none."""
    live = {o.period: o.value for o in figures.own.get(indicator.id, ())}
    for place, label in labels.items():
        cell = table.cell(line, place) if columns[place] == "value" else None
        period = own_headings.complete_period(label)
        number = tidy(cell.text).removesuffix("%") if cell else ""
        if period is None or live.get(period) is None or not _PLAIN.fullmatch(number):
            continue
        for value in (float(number), float(number) * 100):
            if displayed_difference(value, live[period], indicator.decimals) == 0:
                return f"{label} agrees with what is published"
    return ""


def _one_name_each(entries: list[MatchEntry]) -> list[MatchEntry]:
    """Return entries in which two names that mean one indicator are a question."""
    alike: dict[str, list[MatchEntry]] = {}
    for entry in entries:
        if entry.meaning and entry.meaning != LEAVE_OUT:
            alike.setdefault(entry.meaning, []).append(entry)
    return [_yielding(entry, alike.get(entry.meaning, [])) for entry in entries]


def _yielding(entry: MatchEntry, alike: Sequence[MatchEntry]) -> MatchEntry:
    """Return an entry as a question where other entries mean the same indicator."""
    if len(alike) < 2 or entry.sureness not in (LIKELY, SURE):
        return entry
    others = [each for each in alike if each is not entry][:_MOST_NAMED]
    is_taken = any(each.sureness in (KEPT, SURE) for each in others)
    if entry.sureness == SURE and not is_taken:
        return entry
    other_places = " and ".join(each.where for each in others)
    remark = f"{entry.meaning} is also the nearest to {other_places}: say which it is"
    return replace(entry, meaning="", sureness=UNSURE, remark=remark)


# ---- fractions -----------------------------------------------------------------------------


def _shares(
    table: OwnTable,
    own_sheet: OwnSheet,
    headings: Sequence[MatchEntry],
    lines: Sequence[MatchEntry],
    names: NameMatcher,
    figures: PublishedFigures,
) -> Iterator[MatchEntry]:
    """Yield an entry for each percentage that is written as fractions of 1."""
    columns, _ = meanings_of(table, headings)
    ids = {indicator.id: indicator for indicator in names.indicators}
    by_name = {entry.text: entry for entry in lines}
    seen: set[str] = set()
    for line, text in table.names.items():
        entry = by_name.get(text)
        indicator = ids.get(entry.meaning) if entry else None
        if entry is None or indicator is None or indicator.unit != "percent" or text in seen:
            continue
        plain = list(_plain_numbers(table, line, columns))
        if text not in own_sheet.figures and not (plain and max(plain) <= 1 and any(plain)):
            continue
        seen.add(text)
        meaning, sureness, why = _share(plain, figures.every.get(indicator.id, ()))
        shown = next((n for n in plain if n), 0.0)
        remark = f"{shown:g} is {shown * 100:g}% or {shown:g}%"
        if meaning:
            remark = f"{shown:g} is {shown * (100 if meaning == SHARES else 1):g}%, as {why}"
        where = entry.where
        yield _kept(
            MatchEntry("figures", text, where, meaning, sureness, remark, shown),
            own_sheet.figures,
        )


def _share(plain: Sequence[float], every: Sequence[float]) -> tuple[str, str, str]:
    """Return whether numbers are fractions of 1, how sure that is, and why.

    By all published figures of the indicator, of any area; without any it has to be chosen.
    """
    if not every or not any(plain):
        return "", UNSURE, ""
    usual = median(every)
    ratio = usual / max(plain)
    why = f"published figures are around {usual:.3g}%"
    if ratio > _FAR:
        return SHARES, SURE if min(every) > 1 else LIKELY, why
    return (AS_THEY_ARE, LIKELY, why) if ratio < _CLOSE else ("", UNSURE, "")


def _plain_numbers(table: OwnTable, line: int, columns: Mapping[int, str]) -> Iterator[float]:
    for place, column in columns.items():
        if column == "value" or (column in OF_TARGET and column != "rationale"):
            cell = table.cell(line, place)
            text = tidy(cell.text) if cell else ""
            if len(text) <= 20 and _PLAIN.fullmatch(text):
                yield float(text)
