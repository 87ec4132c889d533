"""All ranked measures of one authority as dots by topic, and how many are in each quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from kpi.benchmarks.authority_profile import (
    BETTER,
    IMPROVED,
    NO_CHANGE,
    SAME,
    WORSE,
    WORSENED,
    rank_share,
    shares_before,
)
from kpi.benchmarks.measures import by_id, show
from kpi.benchmarks.ranking import QUARTERS as BAND_WORDS
from kpi.benchmarks.short_lists import is_current
from kpi.charts.benchmarks.dot_swarm import offsets
from kpi.charts.specification import place_dots
from kpi.charts.specification.place_dots import (
    NO_QUARTER,
    CountBar,
    CountPart,
    PlaceDot,
    PlaceDots,
    PlaceTail,
    TopicRow,
)
from kpi.formatting import number_of
from kpi.model.data_status import in_brackets
from kpi.model.snapshot import Snapshot
from kpi.wording import profile_words
from kpi.wording.profile_words import ProfileLine, ProfileOverview

WIDTH = 480.0
"""The narrowest field that the dots are laid out for, in pixels; in a wider one they lie apart."""
QUARTERS = tuple(reversed(BAND_WORDS.items()))
"""The quarters of a bar from left to right, the weakest first."""
_LETTERS = tuple(letter for letter, _ in QUARTERS)
_DOT, _DIAMOND, _SMALL, _SIGNED = 3.7, 4.4, 2.6, 8.2  # radii, in pixels
_LEAST, _AROUND = 16.0, 1.0  # heights, in pixels
_FIRST_HEADING, _HEADING = 15.0, 20.0  # so that a heading stands apart from the name above it
_ROOM, _TOPIC_ROOM = 0.07, 0.12  # the least share of a bar in which a count can be read


@dataclass(frozen=True)
class ListEntry:
    """One entry of a short list: its sign and its quarter in the picture, and its text.

    `listed` is the list whose sign it has, `band` a quarter's letter or `NO_QUARTER`.
    """

    sign: str
    listed: str
    band: str
    measure: str
    name: str
    words: str


@dataclass(frozen=True)
class EntryList:
    """A short list beside the picture: its heading, its entries, and why it has none.

    `more` says that others stand level with its last one, else it is empty.
    """

    heading: str
    entries: tuple[ListEntry, ...]
    nothing: str
    more: str


def count_bars(table: pl.DataFrame) -> tuple[CountBar, ...]:
    """Return the three bars of a profile: quarters, against neighbours, since the period before."""
    ranked = table.drop_nulls("rank")
    side, way = (Counter(table[name]) for name in ("against_neighbours", "direction"))
    return (
        _quarters("Place among all authorities", ranked["band"], _ROOM),
        _bar(
            "Against statistical neighbours' mean",
            (("D", WORSE, side[WORSE]), ("C", SAME, side[SAME]), ("A", BETTER, side[BETTER])),
            (WORSE, BETTER),
        ),
        _bar(
            "Since the period before",
            (
                ("D", WORSENED, way[WORSENED]),
                ("C", NO_CHANGE, way[NO_CHANGE]),
                ("A", IMPROVED, way[IMPROVED]),
            ),
            (WORSENED, IMPROVED),
        ),
    )


def measure_places(
    snapshot: Snapshot, table: pl.DataFrame, overview: ProfileOverview, area: str, model: str
) -> PlaceDots:
    """Return the picture of a profile's ranked measures; `overview` has its lists and signs."""
    signs = {entry.measure: entry for each in entry_lists(overview) for entry in each.entries}
    rows = _ranked(snapshot, table)
    kept: list[TopicRow] = []
    dots: list[PlaceDot] = []
    top, directorate = 0.0, ""
    for topic in _topics(rows):
        inside = [row for row in rows if row["row"] == topic]
        begun = inside[0]["head"]
        if begun != directorate:
            top += _HEADING if kept else _FIRST_HEADING
        drawn, height = _swarm(snapshot, inside, signs)
        kept.append(
            TopicRow(
                topic=topic,
                directorate=begun if begun != directorate else "",
                top=round(top, 1),
                bottom=round(top + height, 1),
                middle=round(top + height / 2, 1),
                count=len(inside),
                bar=_quarters(topic, [row["band"] for row in inside], _TOPIC_ROOM),
            )
        )
        dots += [_below(dot, top) for dot in drawn]
        top, directorate = top + height, begun
    name = snapshot.area(area).name
    title = f"{number_of(len(dots), 'measure')} by place among all authorities"
    topics = number_of(len(kept), "topic")
    counted = " ".join(profile_words.counts(table, model))
    return PlaceDots(
        title=title,
        text=f"Picture of {title} in {topics}: {name}, best to the right. {counted}",
        width=WIDTH,
        height=round(top, 1),
        rows=tuple(kept),
        dots=tuple(dots),
        tails=_tails(snapshot, overview.worsened, dots, area),
    )


def entry_lists(overview: ProfileOverview) -> tuple[EntryList, EntryList, EntryList]:
    """Return the three lists with the signs by which the picture knows their measures.

    What worsened most and is among the weakest keeps its number there; the others have letters.
    """
    best = _numbered(overview.best, place_dots.BEST)
    weakest = _numbered(overview.worst, place_dots.WEAKEST)
    known = {entry.measure: entry for entry in (*best, *weakest)}
    letters = iter("abcdefghij")
    worsened = []
    for line in overview.worsened:
        there = known.get(line.measure)
        sign, listed = (there.sign, there.listed) if there else (next(letters), place_dots.WORSENED)
        worsened.append(_entry(line, sign, listed, line.moved))
    headings = profile_words.list_headings(overview)
    nothing = profile_words.NONE_BEST, profile_words.NONE_WEAKEST, profile_words.NONE_UNUSUAL
    more = overview.best_more, overview.worst_more, ""
    lists = zip(headings, (best, weakest, tuple(worsened)), nothing, more, strict=True)
    first, second, third = (EntryList(*each) for each in lists)
    return first, second, third


# ---- parts --------------------------------------------------------------------------------


def _bar(
    heading: str,
    counted: Sequence[tuple[str, str, int]],
    ends: tuple[str, str] = ("", ""),
    room: float = _ROOM,
) -> CountBar:
    of = sum(count for _, _, count in counted) or 1
    parts = (CountPart(key, words, count, count / of >= room) for key, words, count in counted)
    return CountBar(heading, tuple(parts), *ends)


def _quarters(heading: str, bands: Sequence[str] | pl.Series, room: float) -> CountBar:
    counts = Counter(bands)
    return _bar(
        heading,
        [(letter, words, counts[letter]) for letter, words in QUARTERS],
        (QUARTERS[0][1], QUARTERS[-1][1]),
        room,
    )


def _numbered(lines: Sequence[ProfileLine], listed: str) -> tuple[ListEntry, ...]:
    return tuple(
        _entry(line, str(number), listed, line.place + line.status)
        for number, line in enumerate(lines, start=1)
    )


def _entry(line: ProfileLine, sign: str, listed: str, words: str) -> ListEntry:
    band = line.band if line.band in _LETTERS else NO_QUARTER
    return ListEntry(sign, listed, band, line.measure, line.name, words)


def _ranked(snapshot: Snapshot, table: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the ranked measures with `share`, `current`, and their first topic and directorate.

    A measure of two topics is drawn once, in the first.
    """
    return (
        table.drop_nulls("rank")
        .with_columns(
            rank_share().alias("share"),
            is_current(snapshot).alias("current"),
            pl.col("topic").str.split(" / ").list.first().alias("row"),
            pl.col("directorate").str.split(" / ").list.first().alias("head"),
            pl.when(pl.col("band").is_in(_LETTERS)).then("band").otherwise(pl.lit(NO_QUARTER))
            .alias("band"),
        )
        .to_dicts()
    )  # fmt: skip


def _topics(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the topics by directorate, the weakest on average first."""
    shares: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        shares.setdefault((row["head"], row["row"]), []).append(row["share"])
    means = {key: sum(each) / len(each) for key, each in shares.items()}
    return [topic for _, topic in sorted(means, key=lambda key: (key[0], -means[key], key[1]))]


def _swarm(
    snapshot: Snapshot, rows: Sequence[Mapping[str, Any]], signs: Mapping[str, ListEntry]
) -> tuple[list[PlaceDot], float]:
    """Return the dots of one topic, from its top at 0, and its height."""
    entries = [signs.get(row["measure"]) for row in rows]
    places = [round(100 - 100 * row["share"], 2) for row in rows]
    radii = [_radius(row, entry) for row, entry in zip(rows, entries, strict=True)]
    first = [index for index, entry in enumerate(entries) if entry is not None]
    down = offsets(
        [(x * WIDTH / 100, radius) for x, radius in zip(places, radii, strict=True)], first
    )
    above = max(radius - y for y, radius in zip(down, radii, strict=True)) + _AROUND
    below = max(radius + y for y, radius in zip(down, radii, strict=True)) + _AROUND
    height = max(above + below, _LEAST)
    line = above + (height - above - below) / 2
    known = by_id(snapshot)
    dots = [
        PlaceDot(
            measure=row["measure"],
            name=row["name"],
            topic=row["row"],
            band=row["band"],
            is_current=bool(row["current"]),
            sign=entry.sign if entry else "",
            listed=entry.listed if entry else "",
            x=x,
            y=line + y,
            radius=radius,
            text=(
                f"{row['name']}: {show(known[row['measure']], row['value'])}, "
                f"{profile_words.place_words(row['rank'], row['rank_of'], row['shared_by'])}, "
                f"{row['period']}{in_brackets(str(row['data_status']))}"
            ),
        )
        for row, entry, x, y, radius in zip(rows, entries, places, down, radii, strict=True)
    ]
    return dots, height


def _radius(row: Mapping[str, Any], entry: ListEntry | None) -> float:
    if entry is not None:
        return _SIGNED
    if not row["current"]:
        return _SMALL
    return _DIAMOND if row["band"] == "D" else _DOT


def _below(dot: PlaceDot, top: float) -> PlaceDot:
    return replace(dot, y=round(top + dot.y, 2))


def _tails(
    snapshot: Snapshot, worsened: Sequence[ProfileLine], dots: Sequence[PlaceDot], area: str
) -> tuple[PlaceTail, ...]:
    before = shares_before(snapshot, area, [line.measure for line in worsened])
    by_measure = {dot.measure: dot for dot in dots}
    return tuple(
        PlaceTail(name, round(100 - 100 * share, 2), by_measure[name].x, by_measure[name].y)
        for name, share in before.items()
    )
