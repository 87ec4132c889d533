"""Neighbours, a region's authorities, the regions and each period's spread as dots on one scale.

Right is better; where neither way is, right is higher. Figures stand beside their dots, so the
pictures need no hovering.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from kpi.benchmarks.coverage import PeriodCoverage
from kpi.benchmarks.measures import Measure, show
from kpi.benchmarks.neighbour_comparison import NeighbourComparison, NeighbourGroup
from kpi.benchmarks.ranking import (
    IN_GROUP,
    NEIGHBOUR,
    OWN,
    ListedArea,
    ListedRegion,
    RankedAuthority,
    Ranking,
)
from kpi.charts.specification.dots import (
    CoveragePicture,
    CoverageRow,
    DotLine,
    DotList,
    DotRow,
    DotScale,
    DotStrip,
    RankingEnd,
    StripList,
)
from kpi.formatting import capital, in_words, joint_ordinal, place_words
from kpi.model.data_status import DERIVED, strongest
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.wording.benchmarks import group_short, moved_short

ENDS = 5
_MOST_LISTED = 8  # authorities at one end of a ranking that are listed one by one


def neighbour_lists(
    comparison: NeighbourComparison, ranking: Ranking, model: str
) -> tuple[DotList, ...]:
    """Return each model's neighbours with our own figure among them, the chosen model first.

    A chosen group follows, or stands alone in their place.
    """
    known, shown = comparison.measure, comparison.shown(model)
    england = _england(ranking)
    values = [member.value for group in shown for member in group.members]
    wider = None if england is None else england.value
    scale = scale_of(known, [*values, comparison.value, wider, *_means(shown)])
    return tuple(_neighbours(comparison, group, scale, england) for group in shown)


def region_list(ranking: Ranking, name: str, region: str | None) -> DotList:
    """Return the authorities of the own region, best first, those without a figure last."""
    known = ranking.measure
    inside = [row for row in ranking.ranked if row.in_region]
    wider = {row.area: row for row in ranking.wider}
    lines = [wider.get(region or ""), _england(ranking)]
    lines_with_values = [row for row in lines if row is not None and row.value is not None]
    scale = scale_of(known, [row.value for row in (*inside, *lines_with_values)])
    counted = [row for row in inside if row.value is not None and not _is_out(ranking, row)]
    orders = _orders(known, [row.figure for row in counted])
    by_area = {row.area: order for row, order in zip(counted, orders, strict=True)}
    own = next((row for row in counted if row.mark == OWN), None)
    heading = f"Authorities in {name}"
    if known.is_judged and own is not None:
        place = by_area[own.area]
        heading = f"{joint_ordinal(place, orders.count(place))} of {len(counted)} in {name}"
    return DotList(
        heading=heading,
        summary=f"{capital(order_words(known))} One axis, {scale.left} to {scale.right}.",
        caption=f"Authorities in {name}, {ranking.period}",
        scale=scale,
        lines=tuple(
            _line(
                "region" if row.area == region else "england", known, row, scale, ranking.status
            )
            for row in lines_with_values
        ),
        rows=tuple(
            _row(
                ranking, row, scale,
                order=_order_words(orders, by_area[row.area])
                if known.is_judged and row.area in by_area
                else "",
            )
            for row in inside
        ),
    )  # fmt: skip


def region_strips(snapshot: Snapshot, ranking: Ranking, area: str) -> StripList:
    """Return each region that has a figure with its authorities, best first; `area` is our own.

    London is one region where all London has a figure, else its inner and its outer part are two.
    """
    known = ranking.measure
    rows = {row.area: row for row in ranking.wider[:-1] if row.value is not None}
    inside: dict[str, list[RankedAuthority]] = {}
    for each in ranking.ranked:
        if not _is_out(ranking, each):
            inside.setdefault(_region_of(snapshot, each.area, rows), []).append(each)
    shown_regions = [row for code, row in rows.items() if code in inside]
    shown_regions.sort(key=lambda row: (_sign(known) * row.figure, row.name))
    england = _england(ranking)
    figures = [row.value for listed in inside.values() for row in listed]
    scale = scale_of(known, [*figures, *(row.value for row in shown_regions)])
    orders = _orders(known, [row.figure for row in shown_regions])
    home = _region_of(snapshot, area, rows)
    strips = tuple(
        _strip(
            ranking, row, scale, inside[row.area],
            order=_order_words(orders, order), is_home=row.area == home,
        )
        for row, order in zip(shown_regions, orders, strict=True)
    )  # fmt: skip
    ours = next(
        (
            (row, order)
            for row, order in zip(shown_regions, orders, strict=True)
            if row.area == home
        ),
        None,
    )
    return StripList(
        heading=f"{ours[0].name} is {joint_ordinal(ours[1], orders.count(ours[1]))} of "
        f"{len(strips)} regions"
        if ours and known.is_judged
        else "Regions",
        note="Bar: region. Dots: its authorities.",
        scale=scale,
        lines=(_line("england", known, england, scale, ranking.status),) if england else (),
        strips=strips,
    )


def coverage_picture(known: Measure, periods: Sequence[PeriodCoverage]) -> CoveragePicture:
    """Return each period's quarters, with England and our own figure."""
    values = [value for each in periods for value in (*each.cuts, each.england, each.own)]
    scale = scale_of(known, values)
    notes = [
        f"A line above {each.period}: the series breaks. {each.broken}"
        for each in periods
        if each.broken
    ]
    judged = known.is_judged
    return CoveragePicture(
        scale,
        tuple(_coverage_row(known, each, scale) for each in periods),
        tuple(notes),
        "weakest" if judged else "lowest",
        "best" if judged else "highest",
    )


def ends_of(ranking: Ranking) -> tuple[RankingEnd, RankingEnd]:
    """Return the first and the last `ENDS` authorities that have a figure, in order.

    No list cuts through a shared place: all that share it are listed too, or counted in one row
    where they are many.
    """
    rows = [row for row in ranking.ranked if row.value is not None and not _is_out(ranking, row)]
    scale = scale_of(ranking.measure, [row.value for row in rows])
    tied = [
        list(each)
        for _, each in groupby(rows, lambda row: row.value if row.rank is None else row.rank)
    ]
    first = _outermost(tied)
    last = _outermost(tied[len(first) :][::-1])[::-1]
    judged = ranking.measure.is_judged
    names = ("Best", "Weakest") if judged else ("Highest", "Lowest")
    return _end(ranking, scale, names[0], first), _end(ranking, scale, names[1], last)


def scale_of(known: Measure, values: Iterable[float | None]) -> DotScale:
    """Return a scale from zero, or the lowest figure below it, to the highest figure."""
    numbers = [value for value in values if value is not None]
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    low_text, high_text = (show(known, end, None if end else 0) for end in (low, high))
    return DotScale(low, high, low_text, high_text, known.polarity is Polarity.LOWER)


def order_words(known: Measure) -> str:
    """Return in which order lists stand and what their right side means."""
    return "best first; right is better." if known.is_judged else "highest first; right is higher."


# ---- parts --------------------------------------------------------------------------------


def _means(groups: Iterable[NeighbourGroup]) -> list[float | None]:
    return [group.mean for group in groups]


def _england(ranking: Ranking) -> ListedRegion | None:
    row = ranking.wider[-1]
    return row if row.value is not None else None


def _is_out(ranking: Ranking, row: ListedArea) -> bool:
    return row.area in ranking.uncounted


def _orders(known: Measure, values: Sequence[float]) -> list[int]:
    """Return each value's place among all, equal values sharing the better one."""
    better = sorted(values, reverse=known.polarity is not Polarity.LOWER)
    return [better.index(value) + 1 for value in values]


def _order_words(orders: Sequence[int], order: int) -> str:
    return f"{'joint ' if orders.count(order) > 1 else ''}{order}"


def _outermost(tied: Sequence[list[RankedAuthority]]) -> list[list[RankedAuthority]]:
    """Return as many groups from the first on as have `ENDS` authorities."""
    kept: list[list[RankedAuthority]] = []
    for group in tied:
        if sum(map(len, kept)) >= ENDS:
            break
        kept.append(group)
    return kept


def _end(
    ranking: Ranking, scale: DotScale, name: str, groups: Sequence[list[RankedAuthority]]
) -> RankingEnd:
    number = sum(map(len, groups))
    if number <= _MOST_LISTED:
        rows = [
            _row(ranking, row, scale, order=_rank_order(row)) for group in groups for row in group
        ]
        return RankingEnd(f"{name} {in_words(number)}", tuple(rows))
    return RankingEnd(
        f"{name} {'places' if ranking.measure.is_judged else 'figures'}",
        tuple(
            row
            for group in groups
            for row in (
                [_shared_row(ranking, group, scale)]
                if len(group) > ENDS
                else [_row(ranking, each, scale, order=_rank_order(each)) for each in group]
            )
        ),
    )


def _rank_order(row: RankedAuthority) -> str:
    if row.rank is None:
        return ""
    return f"{'joint ' if (row.shared_by or 1) > 1 else ''}{row.rank}"


def _shared_row(ranking: Ranking, group: Sequence[RankedAuthority], scale: DotScale) -> DotRow:
    """Return the row of many that share a place; it is ours where we are among them."""
    first, ours = group[0], next((row for row in group if row.mark == OWN), None)
    shared = "this figure" if first.rank is None else "this place"
    among = f", {ours.name} among them" if ours else ""
    row = _row(ranking, ours or first, scale, order=_rank_order(first))
    return replace(row, name=f"{len(group)} authorities share {shared}{among}", tag="")


def _line(key: str, known: Measure, row: ListedRegion, scale: DotScale, published: str) -> DotLine:
    status = strongest((DERIVED, published)) if row.is_derived else published
    return DotLine(key, row.name, show(known, row.value), status, scale.place(row.figure))


def _stem(scale: DotScale, value: float) -> tuple[float, float]:
    """Return where a stem from zero to a value begins, and how wide it is."""
    zero, at = scale.place(0.0), scale.place(value)
    return min(zero, at), round(abs(at - zero), 2)


def _row(ranking: Ranking, row: RankedAuthority, scale: DotScale, order: str) -> DotRow:
    known, value = ranking.measure, row.value
    role = {NEIGHBOUR: "neighbour", IN_GROUP: "in the group"}.get(row.mark, "")
    few = f"on {row.rests_on}" if row.rests_on else ""
    return DotRow(
        area=row.area,
        name=row.name,
        key=OWN if row.mark == OWN else "region",
        figure=show(known, value, ranking.decimals),
        at=None if value is None else scale.place(value),
        stem=None if value is None else _stem(scale, value),
        reason=row.reason,
        tag=", ".join(part for part in (role, few) if part),
        order=order,
        rank=joint_ordinal(row.rank, row.shared_by) if row.rank else "",
        change=moved_short(known, row),
    )


def _neighbours(
    comparison: NeighbourComparison,
    group: NeighbourGroup,
    scale: DotScale,
    england: ListedRegion | None,
) -> DotList:
    known, key = comparison.measure, "neighbours" if group.model else IN_GROUP
    rows = [
        (
            member.value,
            DotRow(
                area=member.area,
                name=member.name,
                key=key,
                figure=show(known, member.value),
                at=None if member.value is None else scale.place(member.value),
                stem=None if member.value is None else _stem(scale, member.value),
                reason=member.absent or ("" if member.value is not None else "no figure"),
                tag=comparison.every_list if member.in_every else "",
            ),
        )
        for member in group.members
    ]
    if comparison.value is not None:
        ours = DotRow(
            area=comparison.area, name=comparison.name, key=OWN,
            figure=show(known, comparison.value),
            at=scale.place(comparison.value), stem=_stem(scale, comparison.value),
        )  # fmt: skip
        rows.append((comparison.value, ours))
    sign = _sign(known)
    rows.sort(key=lambda each: (each[0] is None, sign * (each[0] or 0.0), each[1].name))
    lines = []
    if group.mean is not None:
        lines.append(
            DotLine(key, "mean", show(known, group.mean), group.status, scale.place(group.mean))
        )
    if england is not None:
        lines.append(_line("england", known, england, scale, comparison.status))
    return DotList(
        heading=f"By {group.label}" if group.model else group.label,
        summary=group_short(comparison, group),
        caption=f"{'Neighbours by ' if group.model else ''}{group.label}, {comparison.period}",
        scale=scale,
        lines=tuple(lines),
        rows=tuple(row for _, row in rows),
    )


def _region_of(snapshot: Snapshot, code: str, rows: Mapping[str, object]) -> str:
    """Return an authority's region; all London for its parts, where that has a figure."""
    area = snapshot.area(code)
    return (area.wider_region if area.wider_region in rows else area.region) or ""


def _sign(known: Measure) -> int:
    """Return by what a figure is multiplied so that the best sorts first."""
    return 1 if known.polarity is Polarity.LOWER else -1


def _strip(
    ranking: Ranking,
    row: ListedRegion,
    scale: DotScale,
    authorities: Sequence[RankedAuthority],
    *,
    order: str,
    is_home: bool,
) -> DotStrip:
    known = ranking.measure
    inside = [each for each in authorities if each.value is not None]
    own = next((each for each in inside if each.mark == OWN), None)
    status = strongest((DERIVED, ranking.status)) if row.is_derived else ranking.status
    figure = show(known, row.value)
    values = [each.figure for each in inside]
    spread = (
        f"; its {len(inside)} authorities from {show(known, min(values))} to "
        f"{show(known, max(values))}"
        if values
        else ""
    )
    return DotStrip(
        name=row.name,
        order=order if known.is_judged else "",
        count=len(inside),
        figure=figure,
        status=status,
        at=scale.place(row.figure),
        dots=tuple(scale.place(each.figure) for each in inside if each is not own),
        own=None if own is None else scale.place(own.figure),
        is_home=is_home,
        text=f"{row.name} {figure}{spread}",
    )


def _coverage_row(known: Measure, each: PeriodCoverage, scale: DotScale) -> CoverageRow:
    lowest, first, _, third, highest = each.cuts
    england = f" England {show(known, each.england)}." if each.england is not None else ""
    place = place_words(each.rank, each.count, each.shared_by) if each.rank else ""
    ours = show(known, each.own)
    own = f" Ours {ours}{f', {place}' if place else ''}." if ours else " Ours: no figure."
    return CoverageRow(
        period=capital(each.period.in_words.removeprefix("the ")),
        count=str(each.count),
        of=str(each.of),
        edges=tuple(sorted(scale.place(cut) for cut in each.cuts)),
        england=None if each.england is None else scale.place(each.england),
        own=None if each.own is None else scale.place(each.own),
        figure=ours or "no figure",
        rank=place,
        text=(
            f"{each.period}: {each.count} authorities from {show(known, lowest)} to "
            f"{show(known, highest)}, the middle half from {show(known, first)} to "
            f"{show(known, third)}.{england}{own}"
        ),
        is_break=bool(each.broken),
    )
