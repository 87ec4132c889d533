"""Comparators: England, region, statistical neighbours, a chosen group, other Good authorities.

Each has its own period, and a reporting quarter uses only periods that had been published by its
end, unless the newest are requested. Means of groups are unweighted, those of England and regions
weighted where the definition names weights (`means_of_authorities`); all are over authorities with
a value, and always have their count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date

import polars as pl

from kpi import units
from kpi.indicators.comparisons import means_of_authorities
from kpi.indicators.comparisons.chosen_groups import GROUP, ChosenGroup
from kpi.indicators.comparisons.comparator_periods import (
    is_of_another_length,
    likeness_of,
    other_period,
)
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.indicators.comparisons.means_of_authorities import PupilWeights, weights_of, with_weight
from kpi.model.data_status import DERIVED, strongest
from kpi.model.definitions.indicator import Indicator
from kpi.model.existing_areas import absent_words, authorities_on, existing
from kpi.model.schemas import ENGLAND
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_up_to
from kpi.periods import Kind, Period
from kpi.statistics.spread import Spread
from kpi.statistics.verdict_rules import ConfidenceInterval, Measured, Verdict, verdict

KEYS = ("england", "region", "neighbours", "good")


@dataclass(frozen=True)
class Comparator:
    """One comparator of an indicator in one period.

    `value` is a published figure or, where `is_mean`, the mean of `count` of `of` authorities,
    with their `median` and, as `spread`, their figures; `weighted` names the weights, empty for an
    unweighted mean. Without a value `reason` says why.
    """

    key: str
    label: str
    period: Period | None
    _: KW_ONLY
    value: float | None = None
    median: float | None = None
    count: int | None = None
    of: int | None = None
    is_mean: bool = False
    status: str = ""
    source: str = ""
    likeness: str = ""
    reason: str = ""
    weighted: str = ""
    absent: str = ""  # how many of the group did not exist then, in words
    spread: Spread | None = None

    @property
    def is_derived_area(self) -> bool:
        """Whether it is a figure of England or a region that no publisher gives."""
        return self.is_mean and self.key in ("england", "region")

    @property
    def basis(self) -> str:
        """How the figure was made, in words."""
        if not self.is_mean:
            return "made from published figures" if self.status == DERIVED else "published figure"
        text = f"mean of {self.count} of {self.of} authorities"
        absent = f": {self.absent}" if self.absent else ""
        return f"{text}, {self.weighted}{absent}" if self.weighted else f"{text}{absent}"


def comparators(
    snapshot: Snapshot,
    indicator: Indicator,
    area: str,
    *,
    local_period: Period | None,
    known_by: date | None,
    model: str | None = None,
) -> tuple[Comparator, ...]:
    """Return the four comparators of an area's figure, in the order of `KEYS`.

    `known_by` is the end of the reporting quarter; with None the newest periods are used. Without
    a neighbour `model` it is the newest.
    """
    home = snapshot.authority(area)
    period = chosen_period(snapshot, indicator, local_period, known_by)
    likeness = likeness_of(local_period, period, indicator.figure_kind)
    weights = weights_of(snapshot, indicator)
    published = _of_england_and_regions(snapshot, indicator, period)
    region = _region_code(published, home.region, home.wider_region)
    names = {
        "england": "England",
        "region": snapshot.area(region).name if region else "Region",
    }
    made = []
    for key, code in (("england", ENGLAND), ("region", region or "")):
        row = published.get(code)
        if row is None and period is not None:
            members = authorities(snapshot, None if key == "england" else home.region, period)
            named = (key, names[key])
            made.append(_mean(snapshot, named, members, period, likeness, indicator, weights))
        else:
            made.append(_published(key, names[key], row, period, likeness, indicator))
    neighbours = snapshot.neighbours(area, model)
    judged = judged_good(snapshot, known_by)
    good = tuple(code for code in judged.members if code != area)
    groups = (
        ("neighbours", "Statistical neighbours", neighbours),
        ("good", judged.label, good),
    )
    for key, label, members in groups:
        made.append(_of_group(snapshot, indicator, (key, label), members, period, likeness))
    if period is None and not indicator.no_comparator:
        nothing = _why_no_period(snapshot, indicator, local_period, known_by)
        made = [replace(c, reason=nothing) for c in made]
    return tuple(made)


def with_group(
    snapshot: Snapshot,
    indicator: Indicator,
    area: str,
    area_comparators: tuple[Comparator, ...],
    group: ChosenGroup | None,
) -> tuple[Comparator, ...]:
    """Return an area's comparators with a chosen group's after the neighbours', or in their place.

    `area_comparators` are what `comparators` returned: the group's figures are of their period.
    """
    if group is None:
        return area_comparators
    period, likeness = area_comparators[0].period, area_comparators[0].likeness
    chosen = _of_group(
        snapshot, indicator, (GROUP, group.name), group.others(area), period, likeness
    )
    if period is None and not indicator.no_comparator:
        chosen = replace(chosen, reason=area_comparators[0].reason)
    made: list[Comparator] = []
    for each in area_comparators:
        if each.key != "neighbours":
            made.append(each)
        else:
            made += [chosen] if group.instead else [each, chosen]
    return tuple(made)


def benchmark_rows(snapshot: Snapshot, indicator: Indicator, leg: str = "") -> pl.DataFrame:
    """Return all areas' rows of the kind of period that the indicator's comparators cover.

    None for numbers that grow with the area: England has more of everything than any authority.
    """

    def make() -> pl.DataFrame:
        rows = snapshot.observed(indicator.id)
        if indicator.benchmark_kind is None or units.is_size(indicator.unit):
            return rows.clear()
        return rows.filter(
            (pl.col("period_kind") == str(indicator.benchmark_kind))
            & (pl.col("leg") == leg)
            # A council's own return is not a benchmark, even of the same kind of period.
            & pl.col("reporting_quarter").is_null()
        )

    return snapshot.remember(("benchmark rows", indicator.id, leg), make)


def in_period(snapshot: Snapshot, indicator: Indicator, period: Period | None) -> pl.DataFrame:
    """Return all areas' benchmark rows of one period; none for no period."""

    def make() -> dict[tuple[object, ...], pl.DataFrame]:
        rows = benchmark_rows(snapshot, indicator)
        return rows.partition_by("period_start", "period_end", as_dict=True)

    parts = snapshot.remember(("benchmark periods", indicator.id), make)
    empty = benchmark_rows(snapshot, indicator).clear()
    return parts.get((period.start, period.end), empty) if period else empty


def chosen_period(
    snapshot: Snapshot, indicator: Indicator, local: Period | None, known_by: date | None
) -> Period | None:
    """Return the comparators' period: the newest known, like for like if possible, or None.

    Where comparators and own figure cover the same kind of period, no period newer than the own
    one is used, and a school term is compared only with the same term. A rate is compared with
    rates of as many months alone.
    """
    periods = [
        period
        for period, known_from in _published_periods(snapshot, indicator)
        if known_by is None or known_from <= known_by
    ]
    if local is not None and local.kind is indicator.benchmark_kind:
        periods = [p for p in periods if p <= local]
        if local.kind is Kind.TERM:
            periods = [p for p in periods if p.term_name == local.term_name]
    if local is not None:
        periods = [p for p in periods if not is_of_another_length(indicator, local, p)]
    return max(periods, default=None)


def _why_no_period(
    snapshot: Snapshot, indicator: Indicator, local: Period | None, known_by: date | None
) -> str:
    """Return why `chosen_period` is None: nothing at all, by then, or up to that time."""
    if units.is_size(indicator.unit):
        return "not compared: depends on the area's size"
    periods = _published_periods(snapshot, indicator)
    if not periods:
        return "nothing has been published"
    if known_by is not None and all(known_from > known_by for _, known_from in periods):
        return "nothing had been published by then"
    assert local is not None  # else the newest known period would have been chosen
    newest = max(p for p, known_from in periods if known_by is None or known_from <= known_by)
    if is_of_another_length(indicator, local, newest):
        other = other_period(local, newest, indicator.figure_kind)
        return f"not compared, as a rate grows with its months: {other}"
    published = "had been published by then" if known_by else "has been published"
    earlier = [p for p, known_from in periods if known_by is None or known_from <= known_by]
    if local.kind is Kind.TERM and any(p <= local for p in earlier):
        return (
            f"nothing {published} for the {local.term_name} term of any year up to "
            f"{local.start.year}"
        )
    return f"nothing {published} for {local.in_words} or before"


def _published_periods(snapshot: Snapshot, indicator: Indicator) -> list[tuple[Period, date]]:
    """Return the periods in which any area has a value, and when each was first published."""

    def make() -> list[tuple[Period, date]]:
        rows = benchmark_rows(snapshot, indicator).filter(pl.col("value").is_not_null())
        columns = ["period_kind", "period_start", "period_end", "known_from"]
        covered = rows.select(columns).unique()
        return [(Period.of(kind, start, end), day) for kind, start, end, day in covered.iter_rows()]

    return snapshot.remember(("published periods", indicator.id), make)


def authorities(snapshot: Snapshot, region: str | None, period: Period) -> tuple[str, ...]:
    """Return the authorities (of a region) that existed on the last day of a period."""
    codes = authorities_on(snapshot, period.end)
    if region is None:
        return codes

    def make() -> tuple[str, ...]:
        return tuple(code for code in codes if snapshot.area(code).region == region)

    return snapshot.remember(("authorities", region, period.end), make)


# ---- parts --------------------------------------------------------------------------------


def _of_england_and_regions(
    snapshot: Snapshot, indicator: Indicator, period: Period | None
) -> Mapping[str, Mapping[str, object]]:
    """Return the published rows of a period by area code, without those of authorities."""

    def make() -> dict[str, dict[str, object]]:
        single = snapshot.areas.filter(pl.col("kind") == "authority")["area"].to_list()
        rows = in_period(snapshot, indicator, period).filter(~pl.col("area").is_in(single))
        return {row["area"]: row for row in rows.iter_rows(named=True)}

    return snapshot.remember(("published areas", indicator.id, period), make)


def _region_code(
    published: Mapping[str, Mapping[str, object]], region: str | None, wider: str | None
) -> str | None:
    """Return the region's code, or London's where inner or outer London has no value of its own."""

    def has_value(code: str | None) -> bool:
        row = published.get(code or "")
        return row is not None and row["value"] is not None

    return wider if has_value(wider) and not has_value(region) else region


def _published(
    key: str,
    label: str,
    row: Mapping[str, object] | None,
    period: Period | None,
    likeness: str,
    indicator: Indicator,
) -> Comparator:
    if row is None:
        reason = indicator.no_comparator or "nothing had been published by then"
        return Comparator(key, label, period, likeness=likeness, reason=reason)
    value = row["value"]
    assert value is None or isinstance(value, float)
    reason = str(row["reason"]) if value is None else ""
    return Comparator(
        key,
        label,
        period,
        value=value,
        status=str(row["data_status"]),
        source=str(row["source"]),
        likeness=likeness,
        reason=reason,
    )


def _of_group(
    snapshot: Snapshot,
    indicator: Indicator,
    named: tuple[str, str],
    members: tuple[str, ...],
    period: Period | None,
    likeness: str,
) -> Comparator:
    """Return the mean of a group of authorities; `named` are the comparator's key and label.

    A member that did not exist then is in the group's size, but its figure is not in the mean.
    """
    counted = existing(snapshot, members, period.end) if period else members
    mean = _mean(snapshot, named, counted, period, likeness, indicator)
    absent = absent_words(snapshot, members, period.end) if period else ""
    return replace(mean, of=len(members), absent=absent)


def _mean(  # noqa: PLR0913 - a part of its one caller
    snapshot: Snapshot,
    named: tuple[str, str],
    members: tuple[str, ...],
    period: Period | None,
    likeness: str,
    indicator: Indicator,
    weights: PupilWeights | None = None,
) -> Comparator:
    made = _figures(snapshot, indicator, members, period, is_weighted=weights is not None)
    reason = ""
    if made.mean is None:
        now = in_period(snapshot, indicator, period)
        nothing = "nothing had been published by then"
        reason = indicator.no_comparator or (nothing if now.is_empty() else "none has a figure")
        if not members and not now.is_empty():
            reason = "no such group for this authority"
    key, label = named
    return Comparator(
        key,
        label,
        period,
        value=made.mean,
        median=made.median,
        count=made.count,
        of=len(members),
        is_mean=True,
        status=strongest((DERIVED, *made.statuses)),
        source=made.source,
        likeness=likeness,
        reason=reason,
        weighted=weights.words if weights else "",
        spread=made.spread,
    )


@dataclass(frozen=True)
class _GroupFigures:
    """What the figures of a group of authorities come to; nothing where none has a figure."""

    mean: float | None
    median: float | None
    count: int
    source: str
    statuses: tuple[str, ...]
    spread: Spread | None


@cached_up_to(2048)
def _figures(
    snapshot: Snapshot,
    indicator: Indicator,
    members: tuple[str, ...],
    period: Period | None,
    *,
    is_weighted: bool,
) -> _GroupFigures:
    """Return a group's figures of a period: the same for every authority that it stands beside."""
    weights = weights_of(snapshot, indicator) if is_weighted else None
    inside = with_weight(
        in_period(snapshot, indicator, period).lazy().filter(pl.col("area").is_in(members)), weights
    )
    counted = pl.col("weight").is_not_null() & pl.col("value").is_not_null()
    values = inside.select(
        means_of_authorities.mean(),
        means_of_authorities.median(),
        means_of_authorities.counted(),
        pl.col("source").first(),
        pl.col("data_status").filter(pl.col("value").is_not_null()).implode(),
        pl.col("value").filter(counted).implode().alias("spread"),
    ).collect()
    mean, median, count, source, statuses, spread = values.row(0)
    return _GroupFigures(
        mean, median, count, source or "", tuple(dict.fromkeys(statuses)), Spread.of(spread)
    )


def against(
    measure: Measured, figure: ConfidenceInterval | None, comparator: Comparator
) -> Verdict | None:
    """Return the verdict against a comparator; None for another measure, never judged."""
    if not comparator.likeness.startswith("same measure"):
        return None
    return verdict(figure, comparator.value, measure.polarity, comparator.spread)
