"""All authorities of one measure in one period, ranked, with quartile bands that never overlap.

LAIT's rules (`kpi.statistics.rank_and_quartile_rules`) on unrounded values over the authorities
that existed on the last day of the period. England and regions are listed separately and never
have a rank: a rank is a place among authorities. A figure filed under an authority that did not
exist then is listed last, unranked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
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
from kpi.statistics.rank_and_quartile_rules import LETTERS, NOT_SHOWN, band_of
from kpi.statistics.rounded_figures import rounding_error

CAUTION = (
    "A rank is not a judgement: authorities differ in their children and how they count, and "
    "places close together may differ by very little."
)
_MORE_DECIMALS = 6
_KINDS = {
    "region": pl.String,
    "value": pl.Float64,
    "rank": pl.Int64,
    "shared_by": pl.Int64,
    "previous_period": pl.String,
    "previous_value": pl.Float64,
    "change": pl.Float64,
    "shown_change": pl.Float64,
    "band": pl.String,
}
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
    found = grid_of(snapshot, [known.id])
    row = row_of(found, known, period)
    groups = [each for each in others if isinstance(each, ChosenGroup)]
    is_instead = any(group.instead for group in groups)
    kinds = (
        (CHOSEN, frozenset(each for each in others if isinstance(each, str))),
        (IN_GROUP, frozenset(code for group in groups for code in group.members)),
        (NEIGHBOUR, frozenset(() if is_instead else snapshot.neighbours(area, model))),
    )
    areas = _listed(snapshot, found, row)
    figures = _figures(snapshot, found, row, areas, known)
    why = no_changes(snapshot, found, known, row, [area]) if area in areas else {}
    figures["mark"] = [_mark(snapshot, a, area, kinds, home.region) for a in areas]
    figures["absent"] = [state_words(snapshot.area(a), row.period.end) for a in areas]
    figures["in_region"] = [region == home.region for region in figures["region"]]
    sharing = Counter(figures["rank"])
    figures["shared_by"] = [sharing[rank] if rank else None for rank in figures["rank"]]
    rests_on = of_figures(snapshot, known, row) if known.is_own else {}
    figures["rests_on"] = [rests_on.get(a, "") for a in areas]
    figures["place"] = [
        place_words(rank, row.peers, sharing[rank]) + (f", on {few}" if few else "") if rank else ""
        for rank, few in zip(figures["rank"], figures["rests_on"], strict=True)
    ]
    figures["band"] = [
        band_of(value, row.ends, known.polarity.lait)
        if known.has_band and not absent
        else NOT_SHOWN
        for value, absent in zip(figures["value"], figures["absent"], strict=True)
    ]
    figures["reason"] = [
        f"{absent}: its figure stays where it was filed and is not counted" if absent else reason
        for absent, reason in zip(figures["absent"], figures["reason"], strict=True)
    ]
    ordered = _best_first(figures, known)
    authorities = pl.DataFrame(ordered, schema_overrides=_KINDS).drop("absent")
    uncounted = frozenset(a for a, absent in zip(areas, figures["absent"], strict=True) if absent)
    regions = _regions(snapshot, found, row, known)
    banded = known.has_band and row.peers > 0
    decimals = _telling_decimals(known, row.cuts, authorities) if banded else known.decimals
    ranges = _bands(known, row.cuts, authorities, decimals) if banded else ()
    own = None
    if area in areas:
        at = list(ordered["area"]).index(area)
        own = RankedAuthority(*(ordered[field.name][at] for field in fields(RankedAuthority)))
    sentence = _sentence(known, home, own, row)
    return Ranking(
        known, row.period, found.period_before(row), row.label, row.peers, decimals,
        authorities, regions, row.cuts, ranges, sentence,
        _caution(known, authorities), why.get(area), row.data_status,
        sum(rounding_error(known, authorities[name]) for name in ("value", "previous_value")),
        uncounted,
    )  # fmt: skip


def periods(snapshot: Snapshot, name: str) -> list[tuple[str, Period]]:
    """Return the published periods of a measure in which an authority has a value, newest first."""
    known = measure(snapshot, name)
    rows, _ = grid_of(snapshot, [known.id]).published_of(known.id)
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


def _listed(snapshot: Snapshot, grid: Grid, row: GridRow) -> tuple[str, ...]:
    """Return a period's authorities, then those that did not exist but have a figure in it."""
    there = authorities_on(snapshot, row.period.end)
    values = grid.values.row(row.at, named=True)
    filed = (a for a in grid.lives if a not in there and values.get(a) is not None)
    return (*there, *filed)


def _mark(
    snapshot: Snapshot,
    code: str,
    area: str,
    kinds: Sequence[tuple[str, Collection[str]]],
    region: str | None,
) -> str:
    if code == area:
        return OWN
    for kind, members in kinds:
        if code in members:
            return kind
    return SAME_REGION if snapshot.area(code).region == region else ""


def _caution(known: Measure, authorities: pl.DataFrame) -> str:
    if not known.is_judged:
        return ""
    return " ".join(
        part for part in (CAUTION, few_words(RankedAuthority.lines(authorities))) if part
    )


def row_of(grid: Grid, known: Measure, period: str | None) -> GridRow:
    """Return a measure's grid row in a period, by default the newest; raises UnknownNameError."""
    rows, _ = grid.published_of(known.id)
    if period is not None:
        rows = rows.filter((pl.col("label") == period) | (pl.col("period") == period))
    if rows.is_empty():
        what = f"no period '{period}'" if period else "no published figures"
        raise UnknownNameError(f"{known.name} has {what}")
    return grid.row(rows["at"][-1])


def _best_first(figures: dict[str, list[Any]], known: Measure) -> dict[str, list[Any]]:
    """Sort by rank, or by value where neither way is better, then by name; no value last."""
    values, ranks, names = figures["value"], figures["rank"], figures["name"]

    def key(i: int) -> tuple[bool, bool, float, str]:
        first = ranks[i] if known.is_judged else None if values[i] is None else -values[i]
        return bool(figures["absent"][i]), first is None, first or 0.0, names[i]

    order = sorted(range(len(names)), key=key)
    return {name: [column[i] for i in order] for name, column in figures.items()}


def _figures(
    snapshot: Snapshot, grid: Grid, row: GridRow, areas: Sequence[str], known: Measure
) -> dict[str, list[Any]]:
    """Return the columns of a ranking that are the same for authorities and regions.

    area, name, region, value, rank, previous_period, previous_value, change, shown_change,
    change_reason, arrow, reason.
    """
    at, before = row.at, row.previous
    values, ranks = grid.values.row(at, named=True), grid.ranks.row(at, named=True)
    earlier = grid.values.row(before, named=True) if before is not None else {}
    pairs = [(values[a], earlier.get(a)) for a in areas]
    shown = [displayed_difference(now, then, known.decimals) for now, then in pairs]
    without = [a for a, change in zip(areas, shown, strict=True) if change is None]
    why = no_changes(snapshot, grid, known, row, without) if without else {}
    return {
        "area": list(areas),
        "name": [snapshot.area(a).name for a in areas],
        "region": [snapshot.area(a).region for a in areas],
        "value": [now for now, _ in pairs],
        "rank": [ranks.get(a) if known.is_judged else None for a in areas],
        "previous_period": [None if before is None else grid.rows["period"][before]] * len(areas),
        "previous_value": [then for _, then in pairs],
        "change": [
            None if now is None or then is None or change is None else round(now - then, 10)
            for (now, then), change in zip(pairs, shown, strict=True)
        ],
        "shown_change": shown,
        "change_reason": [
            no_change_short(why[a], lambda value: show(known, value)) if a in why else ""
            for a in areas
        ],
        "arrow": [arrow(change) for change in shown],
        "reason": ["no figure published" if now is None else "" for now, _ in pairs],
    }


def _regions(snapshot: Snapshot, grid: Grid, row: GridRow, known: Measure) -> pl.DataFrame:
    """Return regions by value, then England; a withheld figure is replaced by the reason."""
    codes = [a for a in snapshot.areas["area"] if snapshot.area(a).kind == "region"]
    columns = _figures(snapshot, grid, row, [*codes, ENGLAND], known)
    # This list is shown below single authorities: a region's sum is withheld as England's is.
    region = known.withheld.get("region", "")
    columns["withheld"] = [*(region for _ in codes), known.withheld.get("england", "")]
    for place, why in enumerate(columns["withheld"]):
        if why:
            for name in ("value", "previous_value", "change", "shown_change"):
                columns[name][place] = None
            columns["arrow"][place], columns["reason"][place] = "", why
            columns["change_reason"][place] = ""
    values, names = columns["value"], columns["name"]
    order = sorted(range(len(codes)), key=lambda i: (values[i] is None, values[i] or 0.0, names[i]))
    kept = {
        name: [column[i] for i in (*order, len(codes))]
        for name, column in columns.items()
        if name not in ("rank", "shared_by", "rests_on", "region")
    }
    kept["is_derived"] = [row.is_derived] * len(values)
    kinds = {name: kind for name, kind in _KINDS.items() if name in kept}
    return pl.DataFrame(kept, schema_overrides=kinds)


def _telling_decimals(known: Measure, cut: Sequence[float], authorities: pl.DataFrame) -> int:
    """Return the fewest decimals, from the measure's own, at which each value lies in its range."""
    by_band: dict[str, list[float]] = {}
    for value, band in zip(authorities["value"], authorities["band"], strict=True):
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
    known: Measure, cut: Sequence[float], authorities: pl.DataFrame, decimals: int
) -> tuple[Band, ...]:
    counts = dict(authorities["band"].value_counts().iter_rows())
    bands = []
    for letter, best, worst in band_ranges(cut, decimals, known.polarity):
        count = counts.get(letter, 0)
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
