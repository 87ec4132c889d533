"""Gaps between a group of children and all pupils, in words: above, below or level, and how exact.

The sentences give a side, never a judgement.
"""

from __future__ import annotations

from collections.abc import Sequence

from kpi import units
from kpi.benchmarks.pupil_groups.group_pairs import group_pairs
from kpi.benchmarks.pupil_groups.pupil_gaps import (
    LARGER,
    NO_GAP,
    NOT_CERTAIN,
    OTHER_SIDE,
    SIDES,
    GapChange,
    GapSeries,
    PupilGap,
    england_side,
)
from kpi.formatting import difference, fixed, is_percent, many
from kpi.indicators.change_verdicts import ChangeVerdict
from kpi.model.data_status import in_brackets

HOW_MADE = (
    "A gap is derived: the group's figure minus that of all pupils, of the same area and period, "
    "from published figures. Published figures are rounded: two gaps that differ by no more than "
    "rounding can make are not told apart. Chance is not weighed, though some groups are a few "
    "children; and a gap does not say why it is there."
)
NO_SEX = "LAIT has no measure by sex."


def size(value: float, decimals: int) -> str:
    """Return the size of a gap or of a difference of gaps: `14.2 points`, `1 point`."""
    return difference(value, units.POINTS, decimals)


def side(value: float, others: str, decimals: int) -> str:
    """Return a gap in words: `14.2 points below all pupils`, `level with all pupils`."""
    if not value:
        return f"level with {others}"
    return f"{size(value, decimals)} {'above' if value > 0 else 'below'} {others}"


def signed_gap(value: float | None, decimals: int) -> str:
    """Return a gap as a file holds it: `-14.2`, `+3.4`, `0.0`; empty for none."""
    if value is None:
        return ""
    return f"{'+' if value > 0 else ''}{fixed(value, decimals)}"


def shown_gap(value: float | None, decimals: int) -> str:
    """Return the same as a page prints it, with the minus of its axes: `−14.2`."""
    return signed_gap(value, decimals).replace("-", "−")


def figure(gaps: GapSeries, value: float | None) -> str:
    """Return one of the two figures a gap is made of, with the gap's decimals: `36.3`, `44%`."""
    if value is None:
        return "no figure"
    sign = "%" if is_percent(gaps.other.unit) else ""
    return f"{fixed(value, gaps.decimals)}{sign}"


def against_england(gaps: GapSeries) -> str:
    """Return the newest gap against England's in a few words: `3.2 points larger`; or why not."""
    beyond, where = gaps.beyond_england, england_side(gaps)
    if beyond is None or where in (NO_GAP, NOT_CERTAIN):
        return "cannot be calculated" if beyond is None else where
    apart = size(beyond, gaps.decimals)
    if where == OTHER_SIDE:
        return f"{apart} apart, {where}"
    return f"{apart} {'larger' if where == LARGER else 'smaller'}"


def beside_england(gaps: GapSeries) -> str:
    """Return the same for a list on a page, which names the two sides where they differ."""
    now, beyond = gaps.now, gaps.beyond_england
    if now is None or now.shown is None or beyond is None or england_side(gaps) != OTHER_SIDE:
        return against_england(gaps)
    here, there = ("above", "below") if now.shown > 0 else ("below", "above")
    return f"{size(beyond, gaps.decimals)} apart: {here} here, {there} in England"


def now_words(gaps: GapSeries, area: str) -> str:
    """Return the newest gap in a sentence, with both figures, the period and its mark."""
    name, now, others = gaps.pair.group.name, gaps.now, gaps.pair.others
    if now is None:
        return f"{name}: no period has figures of them and of {others}."
    if now.shown is None:
        return f"{name} in {area}, {now.period}: no gap, as there is {now.reason}."
    return (
        f"{name} in {area} were {side(now.shown, others, gaps.decimals)} "
        f"{now.period.placed}: {figure(gaps, now.group)} against "
        f"{figure(gaps, now.reference)}{in_brackets(now.status)}."
    )


def england_words(gaps: GapSeries) -> str:
    """Return England's gap of the newest period and how ours lies to it, in a sentence."""
    england = gaps.england_now
    if england is None:
        return ""
    if england.shown is None:
        return f"England's gap is not shown: {england.reason}."
    theirs = f"In England they were {side(england.shown, gaps.pair.others, gaps.decimals)}"
    where = england_side(gaps)
    if where == NO_GAP:
        return f"{theirs}."
    if where == NOT_CERTAIN:
        return f"{theirs}: {where}, as the figures are rounded."
    return f"{theirs}: our gap is {against_england(gaps)}."


def change_words(gaps: GapSeries) -> str:
    """Return how our gap has moved within five years and how England's has, in a sentence."""
    change = gaps.change
    if change is None:
        return "No earlier gap of the last five years compares with it."
    theirs = gaps.england_change
    of_england = f"; England's: {moved(theirs, gaps.decimals)}" if theirs is not None else ""
    ours = moved(change, gaps.decimals)
    return f"Our gap since {change.before.period.in_words}: {ours}{of_england}."


def moved(change: GapChange | None, decimals: int) -> str:
    """Return a change of a gap in a few words: `2.0 points larger`, `1.0 point smaller`."""
    if change is None or change.now.shown is None or change.before.shown is None:
        return ChangeVerdict.MISSING.value
    if not change.is_beyond_rounding:
        return ChangeVerdict.NOT_TELLABLE.value
    if change.now.shown * change.before.shown < 0:
        before, now = (
            f"{size(gap, decimals)} {'above' if gap > 0 else 'below'}"
            for gap in (change.before.shown, change.now.shown)
        )
        return f"from {before} to {now}"
    grew = abs(change.now.shown) > abs(change.before.shown)
    return f"{size(change.shown, decimals)} {'larger' if grew else 'smaller'}"


def change_of_width(change: GapChange | None, decimals: int) -> str:
    """Return the same for a list on a page: `narrowed by 2.0 points`, `widened by 1.0 point`."""
    moved_by = moved(change, decimals)
    for ending, verb in ((" smaller", "narrowed"), (" larger", "widened")):
        if moved_by.endswith(ending):
            return f"{verb} by {moved_by.removesuffix(ending)}"
    return moved_by


def rounding_words(gaps: GapSeries) -> str:
    """Return how exact a gap of the newest period is; empty where there is none."""
    if gaps.now is None:
        return ""
    most = size(gaps.now.off_by, max(gaps.decimals, 1) if gaps.now.off_by % 1 else 0)
    return f"Both figures are rounded, so a gap may be off by up to {most}."


def notes(series: Sequence[GapSeries]) -> tuple[str, ...]:
    """Return what a reader should know of how groups and all pupils compare, each once."""
    return tuple(dict.fromkeys(text for gaps in series for text in gaps.pair.notes))


def counts_words(series: Sequence[GapSeries], area: str) -> str:
    """Return how many gaps of an authority are larger or smaller than England's."""
    if not series:
        return "No gap of these topics is published."
    sides = [england_side(gaps) for gaps in series]
    larger, smaller, crossed, alike, none = (sides.count(each) for each in SIDES)
    differ = "differs" if alike == 1 else "differ"
    return (
        f"{area}: {many(len(series), 'gap')}. {_are(larger)} {LARGER}, {_are(smaller)} smaller. "
        f"In {crossed} the group is above all pupils here and below them in England, or the other "
        f"way round. {alike} {differ} from England's by no more than rounding can make. "
        f"{_are(none)} without figures."
    )


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def unpaired_words(measure: str) -> str:
    """Return why a measure of a group has no gap; empty for a measure of no group."""
    return group_pairs().unpaired.get(measure, "")


def reason(gap: PupilGap) -> str:
    """Return why there is no gap, with its symbol; empty where there is one."""
    return f"{gap.reason} [{gap.symbol}]" if gap.symbol else ""


def line_name(gaps: GapSeries) -> str:
    """Return the name of a gap over time: `Gap between disadvantaged pupils and all pupils`."""
    return f"Gap between {gaps.pair.group.in_text} and {gaps.pair.others}"
