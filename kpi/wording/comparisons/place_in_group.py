"""A figure within a group of authorities, in words: how many it is better than, and the verdict.

A mean of authorities has a spread, which may be wide, so a verdict needs more than the mean
(`kpi.statistics.verdict_rules.beyond`).
"""

from __future__ import annotations

from kpi.formatting import in_words, ordinal, place_words
from kpi.indicators.comparisons.chosen_groups import GROUP
from kpi.indicators.comparisons.comparators import Comparator
from kpi.model.polarity import Polarity
from kpi.statistics import verdict_rules
from kpi.statistics.spread import FEWEST_MEMBERS, PassedCount, Spread
from kpi.statistics.verdict_rules import NOT_JUDGED, TOO_FEW, Measured, Verdict
from kpi.wording.comparisons import group_names
from kpi.wording.comparisons.likely_ranges import short, than, tie
from kpi.wording.headline import place

VERDICT_RULE = (
    "Against a published figure ours is better or worse where its whole likely range lies on that "
    "side of it, and similar where the range takes it in."
)
"""The rule for published figures, as pages, files and the paper state it."""
GROUP_RULE = (
    "Against a mean of authorities ours is judged only where its whole likely range lies outside "
    "the middle half of their figures. Else it is only said how many of them ours is better or "
    "worse than."
)
"""The rule for means of authorities, as pages, files and the paper state it."""
WITH_FIGURE = " with a figure"


def rank_in_group_words(
    measure: Measured, value: float, spread: Spread, group: str = "", *, brief: bool = False
) -> str:
    """Return how many of a group a figure is better than, as displayed: `better than 6 of the 10`.

    `group` is the plural name of its members. Higher or lower where the measure has no polarity.
    `brief` leaves out how many of the others have the same figure, or are as many, and "the", for
    a narrow cell: `worse than 118 of 151`.
    """
    passed = spread.passed(value, measure.decimals)
    best, worst = (
        (verdict_rules.side(is_above, measure.polarity), number)
        for is_above, number in _sides(measure, passed.below, passed.above)
    )
    named = f" {group}" if group else ""
    if spread.count == 1:
        whole = named.removesuffix(WITH_FIGURE)
        one = f"the one{' of the' + whole if group else ''}{WITH_FIGURE}"
        return f"{than(next((w for w, n in (best, worst) if n), verdict_rules.SAME))} {one}"
    if passed.level == spread.count:
        return f"the same as all {spread.count}{named}"
    (first, most), (second, fewer) = sorted((best, worst), key=lambda each: -each[1])
    if most == spread.count:
        return f"{first} than all {most}{named}"
    if brief:
        return f"{first} than {most} of {spread.count}{named}"
    text = f"{first} than {most} of the {spread.count}{named}"
    if fewer == most:
        text += f" and {second} than {fewer}"
    return f"{text}, the same as {passed.level}" if passed.level else text


def place_among_words(passed: PassedCount, polarity: Polarity) -> str:
    """Return a figure's place in a group that it belongs to, as displayed: `3rd of 11`.

    A shared place says so; where neither way is better, `2nd highest of 11`.
    """
    at = passed.place(lowest_first=polarity is Polarity.LOWER)
    if polarity.is_judged:
        return place_words(at, passed.of, passed.sharing)
    if passed.sharing == passed.of:
        return f"the same as all {passed.level}"
    shared = f", shared by {passed.sharing}" if passed.sharing > 1 else ""
    joint = "joint " if shared else ""
    if not passed.below:
        return f"{joint}lowest of {passed.of}{shared}"
    return f"{joint}{f'{ordinal(at)} ' if at > 1 else ''}highest of {passed.of}{shared}"


def middle_words(measure: Measured, spread: Spread) -> str:
    """Return the middle half of a group, `15.3% to 65.5%`; empty where the group is too small."""
    middle = spread.middle
    if middle is None:
        return ""
    return f"{short(measure, middle.lower)} to {short(measure, middle.upper)}"


def judged_words(measure: Measured, verdict: Verdict) -> str:
    """Return `not judged, as the range meets their middle half (15.3% to 65.5%)`."""
    assert verdict.spread is not None
    if verdict.word == TOO_FEW:
        return f"not judged, as too few {measure.counted} are behind it"
    middle = verdict.spread.middle
    if middle is None:
        return f"not judged, as fewer than {in_words(FEWEST_MEMBERS)} of them have a figure"
    half = f"their middle half ({middle_words(measure, verdict.spread)})"
    if verdict.word == NOT_JUDGED:
        return f"not judged, as the range meets {half}"
    side = "above" if verdict.low > middle.upper else "below"
    bound = middle.upper if verdict.low > middle.upper else middle.lower
    edge = tie(measure, verdict, bound)
    return f"judged {verdict.word}, as the whole range lies {side} {half}{edge}"


def stance_words(measure: Measured, value: float, spread: Spread, verdict: Verdict | None) -> str:
    """Return `judged better (than 9 of the 10)` or `not judged (better than 6 of the 10)`.

    Without counts there is no verdict, only how many the figure is better than.
    """
    passed = rank_in_group_words(measure, value, spread)
    if verdict is None:
        return passed
    if not verdict.is_judged:
        return f"{NOT_JUDGED} ({passed})"
    return f"judged {verdict.word} ({passed.removeprefix(f'{verdict.word} ')})"


def members(comparator: Comparator) -> str:
    """Return the plural name of a group's members: `statistical neighbours`."""
    names = {
        "neighbours": "statistical neighbours",
        GROUP: group_names.members_in_sentence(comparator.label),
        "good": "authorities judged Good",
    }
    return names.get(comparator.key) or f"authorities in {place(comparator)}"


def members_with_figure(comparator: Comparator) -> str:
    """Return `members`, and where some of the group have no figure, that those meant have one."""
    is_whole = comparator.count == comparator.of
    return members(comparator) if is_whole else f"{members(comparator)}{WITH_FIGURE}"


# ---- parts --------------------------------------------------------------------------------


def _sides(measure: Measured, below: int, above: int) -> tuple[tuple[bool, int], ...]:
    """Return for each side whether our figure is above and of how many, the better side first."""
    sides = ((True, below), (False, above))
    return sides[::-1] if measure.polarity is Polarity.LOWER else sides
