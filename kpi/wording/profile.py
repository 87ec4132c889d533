"""An authority's profile in words: where it stands out, and what has worsened unusually.

Counts include every measure that is judged. The short lists leave out figures that are no
longer updated and measures that few authorities have; the rule is shown with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi import formatting
from kpi.benchmarks.measures import LAIT, Measure, by_id, show, show_difference
from kpi.benchmarks.profile import BETTER, IMPROVED, UNUSUAL, WORSE, WORSENED, unusually_worse
from kpi.formatting import fixed, in_words, round_half_away
from kpi.indicators.comparisons.comparators import model_label
from kpi.model.data_status import DERIVED, in_brackets
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot

MOST = 5
"""The most rows of a short list."""
FEWEST_AUTHORITIES = 100
OLDEST_YEARS = 2
BANDS = {
    "A": "A: best quarter of authorities",
    "B": "B: second quarter",
    "C": "C: third quarter",
    "D": "D: weakest quarter",
}
AGAINST = {
    "better": "Better than neighbours' mean",
    "worse": "Worse than neighbours' mean",
    "same": "The same as neighbours' mean",
}
DIRECTIONS = {
    "improved": "Improved",
    "worsened": "Worsened",
    "no change": "No change",
    "up": "Up (not judged)",
    "down": "Down (not judged)",
}
SIZE_WORDS = (
    "First the typical change is taken off: that of the median authority. What is left is set "
    "against the spread of all authorities' changes in the same measure (the span of the middle "
    f"half of them). Here {fixed(UNUSUAL, 0)} times the spread or more counts as unusual. Where "
    "more than half of the authorities moved alike there is no spread, and nothing is called "
    "unusual."
)
NONE_UNUSUAL = (
    "None of these measures has worsened unusually by these rules: each change for the worse is "
    "within what is common among authorities."
)
HEAD = ("Measure", "Figure", "Place", "England", "Statistical neighbours", "Change")
_ARROWS = {1: "\N{UPWARDS ARROW}", -1: "\N{DOWNWARDS ARROW}"}
_BEST, _WEAKEST = 0.25, 0.75  # shares of the ranks from which a measure stands out


@dataclass(frozen=True)
class ProfileLine:
    """One row of a short list, as plain text ready to be shown."""

    measure: str
    name: str
    topic: str
    better: str
    figure: str
    period: str
    place: str
    england: str
    neighbours: str
    neighbours_of: str
    change: str
    change_from: str
    size: str
    typical: str


@dataclass(frozen=True)
class ProfileOverview:
    """The counts in words, the rule of the lists, and the three lists."""

    counts: tuple[str, ...]
    rule: str
    best: tuple[ProfileLine, ...]
    worst: tuple[ProfileLine, ...]
    worsened: tuple[ProfileLine, ...]


def overview(snapshot: Snapshot, table: pl.DataFrame, area: str, model: str) -> ProfileOverview:
    """Return the overview of the measures of a profile made for `area` and `model`."""
    since = recent_from(snapshot)
    placed = table.with_columns(_share())
    listed = placed.filter(
        ~pl.col("discontinued")
        & (pl.col("period_end") >= since)
        & (pl.col("rank_of") >= FEWEST_AUTHORITIES)
    )
    best = listed.filter(pl.col("share") <= _BEST).sort("share", "measure")
    worst = listed.filter(pl.col("share") >= _WEAKEST)
    of = len(snapshot.neighbours(area, model))
    return ProfileOverview(
        counts(table, model),
        rule(snapshot),
        _lines(snapshot, best, of),
        _lines(snapshot, worst.sort("share", "measure", descending=[True, False]), of),
        _lines(snapshot, unusually_worse(listed), of),
    )


def lead(snapshot: Snapshot, about: str) -> str:
    """Return the page's subject: LAIT's edition, and the part of it that was chosen."""
    edition = f"DfE's benchmark figures (LAIT), {snapshot.source(LAIT)['edition']} edition"
    return f"{about} · {edition}" if about else edition


def recent_from(snapshot: Snapshot) -> date:
    """Return the earliest end of a period that may be in the short lists."""
    edition = snapshot.last_updated(LAIT) or snapshot.made_on
    return date(edition.year - OLDEST_YEARS, edition.month, 1)


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
        return (f"None of {_measures(table.height)} here has a rank for this authority.",)
    band, side, way = (_tally(table, name) for name in ("band", "against_neighbours", "direction"))
    unjudged = table.filter(pl.col("better") == Polarity.NONE).height
    blank = table.filter((pl.col("better") != Polarity.NONE) & pl.col("value").is_null()).height
    found = [
        f"Of {_measures(ranked)} with a rank, {band.get('A', 0)} are in the best quarter of "
        f"authorities and {band.get('D', 0)} in the weakest quarter.",
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
        found.append(f"The other measures: {'; '.join(left)}.")
    return tuple(found)


def shown_words(shown: int, of: int) -> str:
    """Return how many measures the table shows."""
    if shown == of:
        return f"The table shows all {_measures(of)}."
    return f"The table shows {shown} of {_measures(of)}."


def place_words(rank: int | None, of: int | None, sharing: int = 1) -> str:
    """Return a rank: `3rd of 151`, or where others share it `1st of 151, shared by 12`."""
    if rank is None or of is None:
        return "not ranked"
    return formatting.place_words(rank, of, sharing)


def arrow(change: float | None) -> str:
    """Return the arrow after a number; empty where nothing changed or the change is not known."""
    return "" if not change else _ARROWS[1 if change > 0 else -1]


# ---- parts --------------------------------------------------------------------------------


def _measures(count: int) -> str:
    return f"{count} measure{'' if count == 1 else 's'}"


def _tally(table: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(table[column].drop_nulls().value_counts().iter_rows())


def _share() -> pl.Expr:
    """The rank as a share from 0 (best) to 1 (worst); shared ranks take their middle.

    Otherwise sixty authorities sharing zero would all rank first, and forty sharing the last
    figure would not rank last.
    """
    middle = pl.col("rank") - 1 + (pl.col("shared_by") - 1) / 2
    return (middle / pl.max_horizontal(pl.col("rank_of") - 1, pl.lit(1))).alias("share")


def _lines(snapshot: Snapshot, rows: pl.DataFrame, of: int) -> tuple[ProfileLine, ...]:
    known = by_id(snapshot)
    return tuple(_line(known[row["measure"]], row, of) for row in rows.head(MOST).to_dicts())


def _line(known: Measure, row: Mapping[str, object], of: int) -> ProfileLine:
    def number(name: str) -> float | None:
        value = row[name]
        return float(value) if isinstance(value, int | float) else None

    near = row["neighbours_count"]
    size = number("change_size")
    typical = _typical(known, number("typical_change")) if size is not None else ""
    return ProfileLine(
        measure=known.id,
        name=known.name,
        topic=known.topic,
        better=known.polarity.words,
        figure=show(known, number("value")),
        period=f"{row['period']}{in_brackets(str(row['data_status']))}",
        place=place_words(
            _whole(row["rank"]), _whole(row["rank_of"]), _whole(row["shared_by"]) or 1
        ),
        england=show(known, number("england")) or _no_comparator(known, "england"),
        neighbours=show(known, number("neighbours_mean")) or _no_comparator(known, "neighbours"),
        neighbours_of=f"mean of {near} of {of}, {DERIVED}" if near else "",
        change=_change(known, row, number("shown_change")),
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
        return f"cannot be calculated: {row['change_reason']}"
    if change == 0:
        return "no change"
    way = "up" if change > 0 else "down"
    judged = f": {row['direction']}" if row["better"] != Polarity.NONE else ""
    return f"{arrow(change)} {way} {show_difference(known, change)}{judged}"


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
