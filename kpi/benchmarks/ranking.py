"""All authorities of one measure in one period, ranked, with quartile bands that never overlap.

LAIT's rules (`kpi.statistics.rank_and_quartile_rules`) on unrounded values over the authorities
that existed on the last day of the period. England and regions are listed separately and never
have a rank: a rank is a place among authorities. A figure filed under an authority that did not
exist then is listed last, unranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from math import inf
from operator import attrgetter
from typing import Any, Self

import polars as pl

from kpi.benchmarks.grids.grid import PERIOD, Grid, GridRow
from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.measures import Measure, measure, show
from kpi.benchmarks.missing_changes import no_changes
from kpi.errors import UnknownNameError
from kpi.formatting import count, displayed_difference, listed, place_words, round_half_away
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.model.data_status import in_brackets
from kpi.model.existing_areas import authorities_on, state_words
from kpi.model.missing.missing_reasons import Missing
from kpi.model.missing.missing_words import no_change_short
from kpi.model.polarity import Polarity
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Area, Snapshot
from kpi.periods import Period
from kpi.statistics.rank_and_quartile_rules import LETTERS, NOT_SHOWN, bands_of
from kpi.statistics.rounded_figures import rounding_error

CAUTION = (
    "A rank is not a judgement: authorities differ in their children and how they count, and "
    "places close together may differ by very little."
)
_MORE_DECIMALS = 6
_KINDS = {
    "value": pl.Float64,
    "rank": pl.Int64,
    "shared_by": pl.Int64,
    "previous_value": pl.Float64,
    "change": pl.Float64,
    "shown_change": pl.Float64,
    "in_region": pl.Boolean,
    "is_derived": pl.Boolean,
}
"""The types of columns that are not text."""
OWN, CHOSEN, NEIGHBOUR, SAME_REGION = "own", "chosen", "neighbour", "region"
IN_GROUP = "group"


QUARTERS = dict(
    zip(
        LETTERS,
        ("best quarter", "second best quarter", "second weakest quarter", "weakest quarter"),
        strict=True,
    )
)
"""What each quartile band is in words, by its letter."""
QUARTERS_BY_SIZE = dict(
    zip(
        LETTERS,
        ("highest quarter", "second highest quarter", "second lowest quarter", "lowest quarter"),
        strict=True,
    )
)
"""The same of a measure of which neither way is better."""


def quarter_words(letter: str) -> str:
    """Return a band in words with its letter: `second best quarter (B)`."""
    return f"{QUARTERS[letter]} ({letter})"


@dataclass(frozen=True)
class Band:
    """One quartile band: its letter, its first and last displayed value, and how many are in it.

    `best` is the end that is better. Both ends are None where rounding leaves the band no value.
    `words` is the range from low to high, or why there is none.
    """

    letter: str
    best: float | None
    worst: float | None
    count: int
    words: str


@dataclass(frozen=True)
class ListedArea:
    """A line of a ranking: an area's figure and its change, or in `reason` why it has none.

    `shown_change` is the change as displayed since `previous_value`; where there is none,
    `change_reason` says why. `arrow` is empty where it displays as zero.
    """

    area: str
    name: str
    value: float | None
    previous_value: float | None
    shown_change: float | None
    change_reason: str
    arrow: str
    reason: str

    @property
    def figure(self) -> float:
        """The value, of an area that has one."""
        assert self.value is not None
        return self.value

    @classmethod
    def lines(cls, table: pl.DataFrame) -> tuple[Self, ...]:
        """Return each row of a table of a ranking, in its order."""
        names = [field.name for field in fields(cls)]
        return tuple(cls(*row) for row in table.select(names).iter_rows())


@dataclass(frozen=True)
class RankedAuthority(ListedArea):
    """An authority in a ranking: its place among all, its quartile band, what it is to ours.

    `place` is the rank in words, `shared_by` how many have it, and `rests_on` the cases behind the
    figure where they are few. `mark` is own, chosen, group, neighbour, region or empty.
    """

    region: str | None
    rank: int | None
    shared_by: int | None
    rests_on: str
    place: str
    band: str | None
    mark: str
    in_region: bool

    @property
    def letter(self) -> str:
        """The letter of the quartile band; empty without a band."""
        return self.band if self.band is not None and self.band in LETTERS else ""


@dataclass(frozen=True)
class ListedRegion(ListedArea):
    """A region or England below a ranking: `withheld` says why its figure is not shown.

    It `is_derived` where its figure is a mean of authorities.
    """

    withheld: str
    is_derived: bool


@dataclass(frozen=True, eq=False)
class Ranking:
    """One measure in one period.

    authorities: area, name, region, value, rank, shared_by (how many have that rank),
    rests_on ("1 of 1": the cases behind the figure, where they are fewer than ten),
    place ("joint 1st of 152, shared by 42"), band, previous_period,
    previous_value, change, shown_change, change_reason (why there is none), arrow, mark (own,
    chosen, group, neighbour, region or empty), in_region, reason; best first, then those without a
    value, then those that did not exist in the period. regions: the same without rank, place and
    band, and with `withheld` and `is_derived` (a mean of authorities); England last.
    cuts: minimum, q1, q2, q3, maximum. missing: why the own authority has no change, if so.
    status: the data status of the period's published figures. rounding_error: how far their
    rounding may have moved a change.
    decimals: the measure's own, or as many more as are needed for every displayed value to lie in
    its band's displayed range; values next to the bands are shown with them.
    """

    measure: Measure
    period: Period
    previous: Period | None
    label: str
    of: int
    decimals: int
    authorities: pl.DataFrame
    regions: pl.DataFrame
    cuts: tuple[float, ...]
    bands: tuple[Band, ...]
    sentence: str
    caution: str
    missing: Missing | None
    status: str
    rounding_error: float
    uncounted: frozenset[str]  # areas with a figure that did not exist on the period's last day

    @cached_property
    def ranked(self) -> tuple[RankedAuthority, ...]:
        """The authorities one by one, in their order."""
        return RankedAuthority.lines(self.authorities)

    @cached_property
    def wider(self) -> tuple[ListedRegion, ...]:
        """The regions one by one, England last."""
        return ListedRegion.lines(self.regions)

    @property
    def own(self) -> RankedAuthority | None:
        """The own authority; None where it is not in the ranking."""
        return next((row for row in self.ranked if row.mark == OWN), None)


def ranking(
    snapshot: Snapshot,
    name: str,
    *,
    area: str,
    period: str | None = None,
    model: str | None = None,
    others: Sequence[str | ChosenGroup] = (),
) -> Ranking:
    """Return the ranking of a measure; `period` is LAIT's label or ours, by default the newest.

    `others` are codes of authorities to be marked as chosen, and a chosen group whose members are
    marked as such; in the neighbours' place, those are not marked.

    Raises UnknownNameError for an unknown measure, area, period or model.
    """
    known, home = measure(snapshot, name), snapshot.authority(area)
    grid = grid_of(snapshot, [known.id])
    row = row_of(grid, known, period)
    groups = [each for each in others if isinstance(each, ChosenGroup)]
    is_instead = any(group.instead for group in groups)
    marks = {
        **dict.fromkeys(() if is_instead else snapshot.neighbours(area, model), NEIGHBOUR),
        **{code: IN_GROUP for group in groups for code in group.members},
        **{each: CHOSEN for each in others if isinstance(each, str)},
        area: OWN,
    }
    figures = _figures(snapshot, grid, known, row, area)
    columns = _authorities(snapshot, known, figures, home.region, marks)
    banded = known.has_band and row.peers > 0
    decimals = _telling_decimals(known, row.cuts, columns) if banded else known.decimals
    ranges = _bands(known, row.cuts, columns["band"], decimals) if banded else ()
    own = _line(columns, columns["area"].index(area)) if area in columns["area"] else None
    return Ranking(
        known, row.period, grid.period_before(row), row.label, row.peers, decimals,
        _frame(columns), _regions(snapshot, known, figures), row.cuts, ranges,
        _sentence(known, home, own, row), _caution(known, columns), figures.why.get(area),
        row.data_status,
        sum(rounding_error(known, columns[name]) for name in ("value", "previous_value")),
        frozenset(figures.absent),
    )  # fmt: skip


def periods(snapshot: Snapshot, name: str) -> list[tuple[str, Period]]:
    """Return the published periods of a measure in which an authority has a value, newest first."""
    known = measure(snapshot, name)
    rows = grid_of(snapshot, [known.id]).published_rows(known.id)
    kept = rows.filter(pl.col("peers") > 0)
    columns = kept.select("label", "period_kind", "period_start", "period_end")
    return [(label, Period.of(*rest)) for label, *rest in columns.rows()][::-1]


def band_ranges(
    cuts: Sequence[float], decimals: int, polarity: Polarity
) -> list[tuple[str, float | None, float | None]]:
    """Return letter, better end and worse end of each band at the decimals shown, A first.

    The cuts are rounded, and the next band starts one step of the last decimal further on, so
    that no value is in two bands. Both ends are None where a band is narrower than one step.
    """
    step = 10.0**-decimals
    ends = [round_half_away(cut, decimals) for cut in cuts]
    starts = [ends[0], *(round_half_away(end + step, decimals) for end in ends[1:4])]
    low_first: list[tuple[float | None, float | None]] = [
        (start, end) if start <= end else (None, None)
        for start, end in zip(starts, ends[1:], strict=True)
    ]
    if polarity is Polarity.HIGHER:
        turned = [(end, start) for start, end in reversed(low_first)]
        return [(letter, *pair) for letter, pair in zip(LETTERS, turned, strict=True)]
    return [(letter, *pair) for letter, pair in zip(LETTERS, low_first, strict=True)]


def arrow(shown_change: float | None) -> str:
    """Return an arrow by the sign of the displayed change; empty where it displays as zero."""
    if not shown_change:
        return ""
    return "\N{UPWARDS ARROW}" if shown_change > 0 else "\N{DOWNWARDS ARROW}"


# ---- parts --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Figures:
    """A measure's figures in a period, by area, read from the grid once for the whole ranking.

    `there` are the authorities that existed, by name, and `absent` says why another one that has a
    figure does not count. `before` are the figures compared with, `shown` the changes as displayed,
    and `why` says why an area has no change, in `reasons` as words.
    """

    row: GridRow
    there: tuple[str, ...]
    absent: dict[str, str]
    values: dict[str, float | None]
    before: dict[str, float | None]
    previous_period: str | None
    ranks: dict[str, int | None]
    shown: dict[str, float | None]
    why: dict[str, Missing]
    reasons: dict[str, str]


def _figures(snapshot: Snapshot, grid: Grid, known: Measure, row: GridRow, area: str) -> _Figures:
    """Return the figures of all areas; the own one's reason is looked up whatever its change."""
    values = grid.values_at(row.at)
    before = {} if row.previous is None else grid.values_at(row.previous)
    there = _by_name(snapshot, row.period.end)
    filed = [a for a in grid.lives if values.get(a) is not None and a not in there]
    shown = {
        a: displayed_difference(values[a], before.get(a), known.decimals)
        for a in (*there, *filed, *snapshot.regions, ENGLAND)
    }
    asked = [a for a, change in shown.items() if change is None or a == area]
    why = no_changes(snapshot, grid, known, row, asked) if asked else {}
    once = {id(each): each for each in why.values()}  # many areas have the same
    words = {at: no_change_short(each, lambda v: show(known, v)) for at, each in once.items()}
    return _Figures(
        row,
        there,
        {
            area.code: state_words(area, row.period.end)
            for area in sorted(map(snapshot.area, filed), key=attrgetter("name"))
        },
        values,
        before,
        None if row.previous is None else grid.rows["period"][row.previous],
        grid.ranks_at(row.at) if known.is_judged else {},
        shown,
        why,
        {code: words[id(each)] for code, each in why.items()},
    )


def _by_name(snapshot: Snapshot, day: date) -> tuple[str, ...]:
    """Return the authorities that existed on a day, in the order of their names."""

    def make() -> tuple[str, ...]:
        areas = map(snapshot.area, authorities_on(snapshot, day))
        return tuple(area.code for area in sorted(areas, key=attrgetter("name")))

    return snapshot.remember(("authorities by name on", day), make)


def _caution(known: Measure, columns: dict[str, list[Any]]) -> str:
    if not known.is_judged:
        return ""
    few = [_line(columns, place) for place, cases in enumerate(columns["rests_on"]) if cases]
    return " ".join(part for part in (CAUTION, few_words(few)) if part)


def _line(columns: dict[str, list[Any]], place: int) -> RankedAuthority:
    return RankedAuthority(*(columns[field.name][place] for field in fields(RankedAuthority)))


def _frame(columns: dict[str, list[Any]]) -> pl.DataFrame:
    # A column made with its type takes half the time of one whose type is to be found out.
    return pl.DataFrame(
        [pl.Series(name, column, _KINDS.get(name, pl.String)) for name, column in columns.items()]
    )


def row_of(grid: Grid, known: Measure, period: str | None) -> GridRow:
    """Return a measure's grid row in a period, by default the newest; raises UnknownNameError."""
    rows = grid.published_rows(known.id)
    if period is not None:
        rows = rows.filter((pl.col("label") == period) | (pl.col("period") == period))
    if rows.is_empty():
        what = f"no period '{period}'" if period else "no published figures"
        raise UnknownNameError(f"{known.name} has {what}")
    return grid.row(rows["at"][-1])


def _best_first(snapshot: Snapshot, known: Measure, figures: _Figures) -> list[str]:
    """Sort by rank, or by value where neither way is better, then by name; no value last."""
    places: Mapping[str, float | None] = (
        figures.ranks
        if known.is_judged
        else {a: -value for a, value in figures.values.items() if value is not None}
    )

    def key(area: str) -> float:
        place = places.get(area)
        return inf if place is None else place

    # Both are in the order of their names, which a sort keeps where places are equal.
    return [*sorted(figures.there, key=key), *sorted(figures.absent, key=key)]


def _authorities(
    snapshot: Snapshot,
    known: Measure,
    figures: _Figures,
    region: str | None,
    marks: Mapping[str, str],
) -> dict[str, list[Any]]:
    """Return the columns of a ranking's authorities, in their order.

    `region` is the own one, and `marks` what authorities are to ours whatever their region.
    """
    row, absent, areas = figures.row, figures.absent, _best_first(snapshot, known, figures)
    columns = _columns(snapshot, known, figures, areas)
    ranks = columns["rank"]
    in_region = [each == region for each in columns["region"]]
    sharing = Counter(ranks)
    few_of = of_figures(snapshot, known, row) if known.is_own else {}
    rests_on = [few_of.get(a, "") for a in areas]
    polarity = known.polarity.lait if known.has_band else ""
    bands = bands_of(columns["value"], row.ends, polarity)
    for place, area in enumerate(areas):
        if area in absent:
            why = f"{absent[area]}: its figure stays where it was filed and is not counted"
            columns["reason"][place], bands[place] = why, NOT_SHOWN
    return columns | {
        "mark": [
            marks.get(a, SAME_REGION if is_near else "")
            for a, is_near in zip(areas, in_region, strict=True)
        ],
        "in_region": in_region,
        "shared_by": [sharing[rank] if rank else None for rank in ranks],
        "rests_on": rests_on,
        "place": [
            place_words(rank, row.peers, sharing[rank]) + (f", on {few}" if few else "")
            if rank
            else ""
            for rank, few in zip(ranks, rests_on, strict=True)
        ],
        "band": bands,
    }


def _columns(
    snapshot: Snapshot, known: Measure, figures: _Figures, codes: Sequence[str]
) -> dict[str, list[Any]]:
    """Return the columns of a ranking that are the same for authorities and regions."""
    areas = [snapshot.area(code) for code in codes]
    shown = [figures.shown[code] for code in codes]
    pairs = [(figures.values[code], figures.before.get(code)) for code in codes]
    return {
        "area": list(codes),
        "name": [area.name for area in areas],
        "region": [area.region for area in areas],
        "value": [now for now, _ in pairs],
        "rank": [figures.ranks.get(code) for code in codes],
        "previous_period": [figures.previous_period] * len(codes),
        "previous_value": [then for _, then in pairs],
        "change": [
            None if now is None or then is None else round(now - then, 10) for now, then in pairs
        ],
        "shown_change": shown,
        "change_reason": [
            figures.reasons.get(code, "") if change is None else ""
            for code, change in zip(codes, shown, strict=True)
        ],
        "arrow": [arrow(change) for change in shown],
        "reason": ["no figure published" if now is None else "" for now, _ in pairs],
    }


def _regions(snapshot: Snapshot, known: Measure, figures: _Figures) -> pl.DataFrame:
    """Return regions by value, then England; a withheld figure is replaced by the reason."""
    # This list is shown below single authorities: a region's sum is withheld as England's is.
    region = known.withheld.get("region", "")

    def key(code: str) -> tuple[bool, float, str]:
        value = None if region else figures.values[code]
        return value is None, value or 0.0, snapshot.area(code).name

    columns = _columns(snapshot, known, figures, [*sorted(snapshot.regions, key=key), ENGLAND])
    del columns["region"], columns["rank"]
    columns["withheld"] = [*(region for _ in snapshot.regions), known.withheld.get("england", "")]
    for place, why in enumerate(columns["withheld"]):
        if why:
            for name in ("value", "previous_value", "change", "shown_change"):
                columns[name][place] = None
            columns["arrow"][place], columns["reason"][place] = "", why
            columns["change_reason"][place] = ""
    columns["is_derived"] = [figures.row.is_derived] * len(columns["area"])
    return _frame(columns)


def _telling_decimals(known: Measure, cut: Sequence[float], columns: dict[str, list[Any]]) -> int:
    """Return the fewest decimals, from the measure's own, at which each value lies in its range."""
    by_band: dict[str, list[float]] = {}
    for value, band in zip(columns["value"], columns["band"], strict=True):
        if value is not None and band in LETTERS:
            by_band.setdefault(band, []).append(value)
    # Rounding keeps the order, so it is enough to check the two ends of a band.
    extremes = [(band, end(values)) for band, values in by_band.items() for end in (min, max)]
    for decimals in range(known.decimals, known.decimals + _MORE_DECIMALS):
        ranges = {
            letter: sorted((best, worst))
            for letter, best, worst in band_ranges(cut, decimals, known.polarity)
            if best is not None and worst is not None
        }
        if all(
            band in ranges
            and ranges[band][0] <= round_half_away(value, decimals) <= ranges[band][1]
            for band, value in extremes
        ):
            return decimals
    return known.decimals  # float noise in the source: no number of decimals separates them


def _bands(
    known: Measure, cut: Sequence[float], letters: Sequence[str | None], decimals: int
) -> tuple[Band, ...]:
    counts = Counter(letters)
    bands = []
    for letter, best, worst in band_ranges(cut, decimals, known.polarity):
        count = counts[letter]
        if best is None or worst is None:
            words = "too narrow for a range" if count else "no authority"
        elif best == worst:
            words = show(known, best, decimals)
        else:
            low, high = (show(known, end, decimals) for end in sorted((best, worst)))
            words = f"{low} to {high}"
        bands.append(Band(letter, best, worst, count, words))
    return tuple(bands)


def _sentence(
    known: Measure,
    home: Area,
    own: RankedAuthority | None,
    row: GridRow,
) -> str:
    """Return a sentence with the own authority's figure, rank and quarter, and the range of all."""
    absent, period = state_words(home, row.period.end), row.period
    if own is None or own.value is None:
        why = f": it {absent}" if absent else ""
        return f"{home.name} has no published figure for {period.in_words}{why}."
    mark = in_brackets(row.data_status)
    start = f"{home.name}: {show(known, own.value)} {period.placed}{mark}"
    low, high = (show(known, end) for end in (row.ends[0], row.ends[-1]))
    spread = f"authorities range from {low} to {high}"
    if absent:
        return f"{start}; it {absent}, so it has no rank in this period; {spread}."
    if own.rank is None or own.shared_by is None:
        return f"{start}; {known.polarity.words}, so there is no rank; {spread}."
    band = f", in the {quarter_words(own.letter)}" if own.letter else ""
    place = place_words(own.rank, row.peers, own.shared_by, "authorities")
    few = f" It rests on {own.rests_on}." if own.rests_on else ""
    return f"{start}, {place} (1st is best){band}; {spread}.{few}"


FEW_CASES = 10
"""A rank on fewer cases than these means little: one case more or less would move it far."""
_MOST_FEW = 4  # authorities with few cases that are named


def few_words(authorities: Sequence[RankedAuthority]) -> str:
    """Return which of these authorities' places rest on few cases; empty where none does."""
    few = [f"{row.name} ({row.rests_on})" for row in authorities if row.rests_on and row.rank]
    if not few:
        return ""
    others = len(few) - _MOST_FEW
    named = few if others <= 1 else [*few[:_MOST_FEW], f"{others} others"]
    places = "this place" if len(few) == 1 else "these places"
    return (
        f"Fewer than {FEW_CASES} cases, so that one more or less would move {places} far: "
        f"{listed(named)}."
    )


def few_cases(numerator: float | None, denominator: float | None) -> str:
    """Return `1 of 1` where a figure rests on fewer than `FEW_CASES`; else empty."""
    if numerator is None or denominator is None or denominator >= FEW_CASES:
        return ""
    return f"{count(numerator)} of {count(denominator)}"


def of_figures(snapshot: Snapshot, known: Measure, row: GridRow) -> dict[str, str]:
    """Return, by area, the counts behind an own indicator's published figures where few."""
    period = (row.period.kind.value, row.period.start, row.period.end)
    here = (pl.col(name) == value for name, value in zip(PERIOD, period, strict=True))
    observations = snapshot.observed(known.id).filter(
        pl.col("leg") == "", pl.col("value").is_not_null(), *here
    )
    counts = observations.select("area", "numerator", "denominator").iter_rows()
    return {area: few for area, top, bottom in counts if (few := few_cases(top, bottom))}
