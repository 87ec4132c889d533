"""The range bar: where its marks, boxes and rail stand on its scale.

The scale's ends are `kpi.indicators.comparisons.national_range`'s.
"""

from __future__ import annotations

from itertools import pairwise

from kpi.charts.specification.range_bar.parts import (
    QuarterBox,
    RailKind,
    RailPart,
    RangeBar,
    RangeEnd,
    RangeMark,
    RangeRole,
    RangeScale,
    Whisker,
)
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.national_range import (
    FiguresInRange,
    NationalRange,
    figures_in_range,
)
from kpi.indicators.scorecard import ScorecardRow
from kpi.indicators.targets.targets_in_force import Target
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot
from kpi.statistics.verdict_rules import ConfidenceInterval
from kpi.wording.comparisons import range_bar_words as words
from kpi.wording.comparisons.area_letters import TARGET_LETTER, role_letters, short_area_name

_GOALS: dict[RangeRole, str] = {"target": "target", "level": "intervention level"}
_ENDS: dict[RangeRole, str] = {
    "target": "target from",
    "upper": "target to",
    "level": "intervention level",
}
_ROLES: dict[str, RangeRole] = {
    "england": "england",
    "region": "region",
    "neighbours": "neighbours",
    "group": "group",
    "good": "good",
}


@cached_on_snapshot
def range_bar(snapshot: Snapshot, row: ScorecardRow) -> RangeBar:
    """Return the range bar of a row, on the scale of the comparators' period.

    The scale ends at the furthest figures within the fences around the quartiles, and further out
    where a mark of ours, a comparator, the target or the intervention level needs it;
    where nobody else has a figure, also where our likely range does.
    """
    return of_figures(figures_in_range(snapshot, row))


def of_figures(figures: FiguresInRange) -> RangeBar:
    """Return the range bar of a row's figures; without any it has an `absence` and no scale."""
    row, national, past = figures.row, figures.national, _past(figures)
    if national is None and past is None:
        return RangeBar(text=words.text(figures), absence=words.nothing(figures))
    comparators = [(c, c.value) for c in row.comparators if c.value is not None]
    target = row.target if row.indicator.polarity.has_target else None
    level = target.intervention_level if target else None
    aims = (*target.aims, *target.levels) if target else ()
    scale = RangeScale.holding(
        [
            # Beside others a wide likely range is cut, so that they lie apart; alone it is whole.
            *(national.ends if national else _likely_ends(figures)),
            *(past or ()),
            *([figures.now.value] if figures.now and figures.now.value is not None else ()),
            *([figures.apart.value] if figures.apart else ()),
            *(value for _, value in comparators),
            *(value for value in aims if value is not None),
        ],
        turned=row.indicator.polarity is Polarity.LOWER,
    )

    return RangeBar(
        text=words.text(figures),
        heading=words.heading(figures),
        note=words.note(figures),
        note_status=words.note_status(figures),
        large_note=words.large_note(figures),
        scale=scale,
        boxes=quarter_boxes(national, scale) if national else (),
        ticks=_ticks(national, scale),
        ends=_ends(national, scale, row) if national else _past_ends(past, scale, figures),
        comparators=tuple(_comparator(c, value, scale, row) for c, value in comparators),
        target=_goal("target", target.target, target, scale, row) if target else None,
        upper=_goal("upper", target.target_upper, target, scale, row)
        if target and target.target_upper is not None
        else None,
        level=_goal("level", level, target, scale, row) if target and level is not None else None,
        own=_own(figures, scale),
        published=_published(figures, scale),
        whisker=_whisker(row.likely, scale) if figures.now else None,
        past=_between(past, scale) if past else None,
        rail=_rail(target, scale),
    )


def quarter_boxes(national: NationalRange, scale: RangeScale) -> tuple[QuarterBox, ...]:
    """Return the quarters of all authorities on a scale, from left to right."""
    cuts = sorted(scale.place(value) for value in national.quartiles)
    return tuple(QuarterBox(start, end) for start, end in pairwise([0.0, *cuts, 100.0]))


# ---- parts --------------------------------------------------------------------------------


def _past(figures: FiguresInRange) -> tuple[float, float] | None:
    values = [o.value for o in figures.past if o.value is not None]
    return (min(values), max(values)) if values else None


def _likely_ends(figures: FiguresInRange) -> tuple[float, ...]:
    """Return the ends of our figure's likely range; none where it is not drawn."""
    likely = figures.row.likely if figures.now else None
    return (likely.low, likely.high) if likely else ()


def _comparator(
    comparator: Comparator, value: float, scale: RangeScale, row: ScorecardRow
) -> RangeMark:
    figure = words.figure(row.indicator, value)
    letters = role_letters(comparator.key, comparator.label)
    return RangeMark(
        _ROLES[comparator.key],
        value,
        scale.place(value),
        figure,
        letters=letters,
        before=short_area_name(comparator),
        brief=f"{letters} {figure}",
        status=comparator.status,
    )


def _goal(
    role: RangeRole, value: float, target: Target, scale: RangeScale, row: ScorecardRow
) -> RangeMark:
    """Return the mark of the target, which has a letter, or of its intervention level."""
    figure, letters = words.figure(row.indicator, value), TARGET_LETTER if role != "level" else ""
    return RangeMark(
        role,
        value,
        scale.place(value),
        figure,
        letters=letters,
        before=_GOALS[role] if target.target_upper is None else _ENDS[role],
        brief=f"{letters} {figure}",
        status=target.data_status,
    )


def _own(figures: FiguresInRange, scale: RangeScale) -> RangeMark | None:
    now = figures.now
    if now is None or now.value is None:
        return None
    figure = words.figure(figures.row.indicator, now.value)
    place = scale.place(now.value)
    brief = f"ours {figure}"
    return RangeMark(
        "home", now.value, place, figure, before="ours now", brief=brief, status=now.data_status
    )


def _published(figures: FiguresInRange, scale: RangeScale) -> RangeMark | None:
    then = figures.apart
    if then is None:
        return None
    before, after, brief = words.published_labels(figures, then)
    return RangeMark(
        "published",
        then.value,
        scale.place(then.value),
        words.figure(figures.row.indicator, then.value),
        before=before,
        after=after,
        brief=brief,
        status=then.data_status,
    )


def _between(pair: tuple[float, float], scale: RangeScale) -> tuple[float, float]:
    """Return the places of two values, the left one first."""
    left, right = sorted(scale.place(value) for value in pair)
    return left, right


def _ticks(national: NationalRange | None, scale: RangeScale) -> tuple[float, ...]:
    if national is None:
        return ()
    low, high = _drawn(national, scale)
    return tuple(sorted(scale.place(v) for v in national.values if low <= v <= high))


def _drawn(national: NationalRange, scale: RangeScale) -> tuple[float, float]:
    """Return the lowest and the highest authority's figure that the bar reaches."""
    reached = [v for v in national.values if scale.low <= v <= scale.high]
    return (min(reached), max(reached)) if reached else (scale.low, scale.high)


def _past_ends(
    past: tuple[float, float] | None, scale: RangeScale, figures: FiguresInRange
) -> tuple[RangeEnd, RangeEnd] | None:
    """Return our own lowest and highest figure; None where they are one, as the note has it."""
    if past is None or past[0] == past[1]:
        return None
    indicator = figures.row.indicator
    left, right = (
        RangeEnd(
            name,
            words.figure(indicator, value),
            place=scale.place(value),
            status=words.note_status(figures),
        )
        for name, value in zip(
            words.own_end_words(indicator.polarity),
            words.sided(past, indicator.polarity),
            strict=True,
        )
    )
    return left, right


def _ends(
    national: NationalRange, scale: RangeScale, row: ScorecardRow
) -> tuple[RangeEnd, RangeEnd]:
    polarity = row.indicator.polarity
    low, high = _drawn(national, scale)
    outside = (national.lowest < low, national.highest > high)
    names = words.end_words(polarity)
    values = words.end_values(national, polarity)
    left, right = (
        RangeEnd(name, words.figure(row.indicator, value), is_outside)
        for name, value, is_outside in zip(
            names, values, outside[::-1] if scale.turned else outside, strict=True
        )
    )
    return left, right


def _whisker(likely: ConfidenceInterval | None, scale: RangeScale) -> Whisker | None:
    if likely is None:
        return None
    left, right = _between((likely.low, likely.high), scale)
    return Whisker(max(left, 0.0), min(right, 100.0), left < 0, right > 100)


def _rail(target: Target | None, scale: RangeScale) -> tuple[RailPart, ...]:
    """Return the rail's parts from left to right; a part without a width is left out."""
    if target is None:
        return ()
    if target.target_upper is not None:
        return _rail_of_range(target, target.target_upper, scale)
    goal = scale.inside(target.target)
    level = target.intervention_level
    # A level on the better side of its target would leave nothing short of the target.
    turn = 0.0 if level is None else min(scale.inside(level), goal)
    kinds: tuple[RailKind, ...] = ("beyond", "short", "met")
    parts = zip(kinds, pairwise([0.0, turn, goal, 100.0]), strict=True)
    return tuple(RailPart(kind, start, end) for kind, (start, end) in parts if end > start)


def _rail_of_range(target: Target, upper: float, scale: RangeScale) -> tuple[RailPart, ...]:
    """Return the rail of a target between two bounds: figures on either side miss it."""
    low, high = scale.inside(target.target), scale.inside(upper)
    below, above = target.levels
    turns = [
        0.0,
        0.0 if below is None else min(scale.inside(below), low),
        low,
        high,
        100.0 if above is None else max(scale.inside(above), high),
        100.0,
    ]
    kinds: tuple[RailKind, ...] = ("beyond", "short", "met", "short", "beyond")
    parts = zip(kinds, pairwise(turns), strict=True)
    return tuple(RailPart(kind, start, end) for kind, (start, end) in parts if end > start)
