"""An authority's profile in words: where it stands out, and what has worsened unusually.

Counts include every measure that is judged. The short lists leave out figures that are no
longer updated and measures that few authorities have; the rule is shown with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from kpi import formatting
from kpi.benchmarks.authority_profile import BETTER, IMPROVED, UNUSUAL, WORSE, WORSENED
from kpi.benchmarks.measures import LAIT, Measure, by_id, show, show_difference
from kpi.benchmarks.ranking import QUARTERS
from kpi.benchmarks.short_lists import (
    FEWEST_AUTHORITIES,
    OLDEST_YEARS,
    recent_from,
    short_lists,
)
from kpi.formatting import capital, fixed, in_words, number_of, round_half_away
from kpi.indicators import change_verdicts
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.model.data_status import DERIVED, in_brackets
from kpi.model.neighbour_models import model_label
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot

BANDS = {letter: f"{letter}: {words}" for letter, words in QUARTERS.items()}
AGAINST = {
    "better": "Better than neighbours' mean",
    "worse": "Worse than neighbours' mean",
    "same": "The same as neighbours' mean",
}
DIRECTIONS = {
    IMPROVED: "Improved",
    WORSENED: "Worsened",
    ChangeVerdict.NO_CHANGE.value: "No change",
    change_verdicts.DIRECTIONS.higher: "Up (not judged)",
    change_verdicts.DIRECTIONS.lower: "Down (not judged)",
}
KEY = {
    **{letter: words.removesuffix(" quarter") for letter, words in QUARTERS.items()},
    "A": QUARTERS["A"],
    "D": QUARTERS["D"],
    "none": "no quarter",
    "small": "small and hollow: older, discontinued or few authorities",
    "tail": "from its place the period before",
}
PICTURE_WORDS = (
    "Each dot is one measure. It stands where this authority stands among all authorities with a "
    "figure: the first at the right end, the last at the left. Authorities that share a place "
    "stand in its middle. Colour and shape are the quarter by DfE's own rule, which goes by the "
    "figures: with shared places a dot may stand just past a line. Dots are moved up and down so "
    "that none covers another. Places say who is before whom and not by how much.",
    "Topics stand by directorate, the weakest on average first. A measure of two topics is drawn "
    "in its first. Small hollow dots are left out of the three lists. Numbers and letters lead to "
    "the lists; a line leads from the place in the period before to the place now, for what "
    "worsened most.",
)
SIZE_WORDS = (
    "First the typical change is taken off: that of the median authority. What is left is set "
    "against the spread of all authorities' changes in the same measure (the span of the middle "
    f"half of them). Here {fixed(UNUSUAL, 0)} times the spread or more counts as unusual. Where "
    "more than half of the authorities moved alike there is no spread, and nothing is called "
    "unusual."
)
NONE_BEST = "None of these measures is in the best quarter of authorities by these rules."
NONE_WEAKEST = "None of these measures is in the weakest quarter of authorities by these rules."
NONE_UNUSUAL = (
    "None of these measures has worsened unusually by these rules: each change for the worse is "
    "within what is common among authorities."
)
HEAD = ("Measure", "Figure", "Place", "England", "Statistical neighbours", "Change")
_ARROWS = {1: "\N{UPWARDS ARROW}", -1: "\N{DOWNWARDS ARROW}"}


@dataclass(frozen=True)
class ProfileLine:
    """One row of a short list, as plain text ready to be shown."""

    measure: str
    name: str
    topic: str
    better: str
    figure: str
    period: str
    status: str
    place: str
    band: str
    england: str
    neighbours: str
    neighbours_of: str
    change: str
    moved: str
    change_from: str
    size: str
    typical: str


@dataclass(frozen=True)
class ProfileOverview:
    """The counts in words, the rule of the lists, the three lists, and what a list leaves out."""

    counts: tuple[str, ...]
    rule: str
    best: tuple[ProfileLine, ...]
    worst: tuple[ProfileLine, ...]
    worsened: tuple[ProfileLine, ...]
    best_more: str = ""
    worst_more: str = ""


def overview(snapshot: Snapshot, table: pl.DataFrame, area: str, model: str) -> ProfileOverview:
    """Return the overview of the measures of a profile made for `area` and `model`."""
    lists = short_lists(snapshot, table)
    of = len(snapshot.neighbours(area, model))
    return ProfileOverview(
        counts(table, model),
        rule(snapshot),
        _lines(snapshot, lists.best, of),
        _lines(snapshot, lists.worst, of),
        _lines(snapshot, lists.worsened, of),
        _level_words(lists.best_more, "high"),
        _level_words(lists.worst_more, "low"),
    )


def _level_words(more: int, way: str) -> str:
    """Return how many measures stand level with a list's last; empty for none."""
    if not more:
        return ""
    stand = "stands" if more == 1 else "stand"
    return f"{capital(in_words(more))} more {stand} just as {way} as the last of these."


def lead(snapshot: Snapshot, table: pl.DataFrame, about: str) -> str:
    """Return the page's subject: LAIT's edition, how many measures, and the part chosen."""
    edition = f"DfE's benchmark figures (LAIT), {snapshot.source(LAIT).edition} edition"
    extent = f"{edition}: {number_of(table.height, 'measure')}, {table['rank'].count()} ranked"
    return f"{about} · {extent}" if about else extent


def list_headings(profile: ProfileOverview) -> tuple[str, str, str]:
    """Return the headings of the three lists: a list of fewer than five says how many it has."""

    def counted(word: str, lines: Sequence[ProfileLine]) -> str:
        return f"{word} {in_words(len(lines))}" if lines else word

    best, weakest = counted("Best", profile.best), counted("Weakest", profile.worst)
    return best, weakest, "Worsened most, for its kind"


def no_quarter_words(table: pl.DataFrame) -> str:
    """Return how many ranked measures have no quarter, and why; empty for none."""
    count = table.drop_nulls("rank").filter(~pl.col("band").is_in(list(BANDS))).height
    if not count:
        return ""
    has = "has" if count == 1 else "have"
    return (
        f"{capital(in_words(count))} of the ranked measures {has} a place but no quarter, as LAIT "
        "gives none. No count of a quarter includes them."
    )


def rule(snapshot: Snapshot) -> str:
    """Return which figures are in the short lists."""
    return (
        "The three lists use current figures only. The measure is not discontinued, the period "
        f"ended in or after {recent_from(snapshot):%B %Y}, and at least {FEWEST_AUTHORITIES} "
        "authorities have a figure."
    )


def why_rule() -> str:
    """Return the reason for the short lists' rule."""
    return (
        "DfE renews most figures every year, up to a year after the period has ended. If the "
        f"period ended more than {in_words(OLDEST_YEARS)} years before this edition, the figure "
        "has missed its turn and may say nothing about today. Where few authorities have a "
        "figure, it is about few children and jumps from year to year. Counts and money totals "
        "are never judged. Nor are measures where neither way is better. The counts above and the "
        "full table below leave nothing out."
    )


def counts(table: pl.DataFrame, model: str) -> tuple[str, ...]:
    """Return how many measures are in each position, in sentences, for all of the given table."""
    ranked = table.drop_nulls("rank").height
    if not ranked:
        return (
            f"None of {number_of(table.height, 'measure')} here has a rank for this authority.",
        )
    band, side, way = (_tally(table, name) for name in ("band", "against_neighbours", "direction"))
    unjudged = table.filter(pl.col("better") == Polarity.NONE).height
    blank = table.filter((pl.col("better") != Polarity.NONE) & pl.col("value").is_null()).height
    sentences = [
        f"Of {number_of(ranked, 'measure')} with a rank, {band.get('A', 0)} are in the best "
        f"quarter of authorities and {band.get('D', 0)} in the weakest quarter.",
        f"Better than the mean of its statistical neighbours in {side.get(BETTER, 0)}, worse in "
        f"{side.get(WORSE, 0)} ({model_label(model)}). That goes by the figures alone and is no "
        "verdict.",
        f"Since the period before, {way.get(IMPROVED, 0)} improved and {way.get(WORSENED, 0)} "
        "worsened. These changes are not tested for chance, as LAIT has no counts.",
    ]
    left = []
    if unjudged:
        left.append(f"{unjudged} not judged (counts, money, or neither way is better)")
    if blank:
        left.append(f"{blank} without a figure for this authority")
    if left:
        sentences.append(f"The other measures: {'; '.join(left)}.")
    return tuple(sentences)


def shown_words(shown: int, of: int) -> str:
    """Return how many measures the table shows."""
    if shown == of:
        return f"The table shows all {number_of(of, 'measure')}."
    return f"The table shows {shown} of {number_of(of, 'measure')}."


def place_words(rank: int | None, of: int | None, sharing: int = 1) -> str:
    """Return a rank: `3rd of 151`, or where others share it `joint 1st of 151, shared by 12`."""
    if rank is None or of is None:
        return "not ranked"
    return formatting.place_words(rank, of, sharing)


def arrow(change: float | None) -> str:
    """Return the arrow after a number; empty where nothing changed or the change is not known."""
    return "" if not change else _ARROWS[1 if change > 0 else -1]


# ---- parts --------------------------------------------------------------------------------


def _tally(table: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(table[column].drop_nulls().value_counts().iter_rows())


def _lines(snapshot: Snapshot, rows: pl.DataFrame, of: int) -> tuple[ProfileLine, ...]:
    known = by_id(snapshot)
    return tuple(_line(known[row["measure"]], row, of) for row in rows.to_dicts())


def _line(known: Measure, row: Mapping[str, object], of: int) -> ProfileLine:
    def number(name: str) -> float | None:
        value = row[name]
        return float(value) if isinstance(value, int | float) else None

    neighbours_count = row["neighbours_count"]
    size = number("change_size")
    typical = _typical(known, number("typical_change")) if size is not None else ""
    return ProfileLine(
        measure=known.id,
        name=known.name,
        topic=known.topic,
        better=known.polarity.words,
        figure=show(known, number("value")),
        period=f"{row['period']}{in_brackets(str(row['data_status']))}",
        status=in_brackets(str(row["data_status"])),
        place=place_words(
            _whole(row["rank"]), _whole(row["rank_of"]), _whole(row["shared_by"]) or 1
        ),
        band=str(row["band"]),
        england=show(known, number("england")) or _no_comparator(known, "england"),
        neighbours=show(known, number("neighbours_mean")) or _no_comparator(known, "neighbours"),
        neighbours_of=f"mean of {neighbours_count} of {of}, {DERIVED}" if neighbours_count else "",
        change=_change(known, row, number("shown_change")),
        moved=_moved(known, number("shown_change")),
        change_from=_since(known, row, number("previous_value")),
        size=f"{fixed(size, 1)} times the spread" if size is not None else "",
        typical=typical,
    )


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _no_comparator(known: Measure, who: str) -> str:
    return known.withheld.get(who, "no figure")


def _change(known: Measure, row: Mapping[str, object], change: float | None) -> str:
    if change is None:
        return f"{ChangeVerdict.MISSING}: {row['change_reason']}"
    judged = f": {row['direction']}" if change and row["better"] != Polarity.NONE else ""
    return f"{_moved(known, change)}{judged}"


def _moved(known: Measure, change: float | None) -> str:
    """Return a change without its judgement; empty where there is none."""
    if change is None:
        return ""
    if change == 0:
        return ChangeVerdict.NO_CHANGE.value
    way = "up" if change > 0 else "down"
    return f"{arrow(change)} {way} {show_difference(known, change)}"


def _typical(known: Measure, change: float | None) -> str:
    """Return `where the median authority fell 9.09 percentage points`; empty where not known."""
    if change is None:
        return ""
    shown = round_half_away(change, known.decimals)
    if not shown:
        return "where the median authority did not change"
    way = "rose" if shown > 0 else "fell"
    return f"where the median authority {way} {show_difference(known, shown)}"


def _since(known: Measure, row: Mapping[str, object], before: float | None) -> str:
    if before is None:
        return ""
    return f"from {show(known, before)} ({row['previous_period']})"


def heads(sizes: bool) -> Sequence[str]:
    """Return the column heads of a short list; `sizes` adds the size of changes."""
    return (*HEAD, "Beyond the typical change") if sizes else HEAD
