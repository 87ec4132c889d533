"""Notes where our figure of the comparators' own period compares differently."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import capital, displayed_difference, joint_ordinal, listed
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.like_for_like import LikeForLike, word
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import DERIVED, in_brackets
from kpi.model.display import placed, placed_figure, when
from kpi.periods import Kind, Period
from kpi.statistics import verdict_rules
from kpi.statistics.verdict_rules import NOT_JUDGED, SAME, SIMILAR, Measured, Verdict
from kpi.wording.comparisons.likely_ranges import short, tie
from kpi.wording.comparisons.place_in_group import rank_in_group_words, stance_words
from kpi.wording.headline import place

_OPPOSITES = (
    {verdict_rules.BETTER, verdict_rules.WORSE},
    {verdict_rules.HIGHER, verdict_rules.LOWER},
)
_MOST_WORDS = 30  # of a sentence
_SPANS = {
    Kind.TERM: "term",
    Kind.QUARTER: "quarter",
    Kind.MONTH: "month",
    Kind.SNAPSHOT: "day",
    Kind.QUARTER_DAY: "day",
}


def own_period(row: ScorecardRow, comparator: Comparator, *, ranked: bool = False) -> str:
    """Return `but the council's published 4.8% of that year is worse: 142nd of 150`.

    For a figure of another period than the comparator's, where our own figure of its period
    compares differently; else empty. It follows a clause on the figure shown, which against
    a group gives its verdict, or with `ranked` only how many of the group it passes. It begins with
    `but` where the two stand otherwise, with `and` where they only differ in degree.
    """
    like, indicator = row.like, row.indicator
    if like is None or not _differs(row, like, comparator):
        return ""
    joint, own = _joint(row, like, comparator), own_words(row, like)
    ours, theirs = row.verdicts.get(comparator.key), like.verdicts.get(comparator.key)
    if comparator.spread is None:
        rank = _rank(like) if comparator.key == "england" else ""
        return f"{joint} {own} is {_stands(row, like, comparator)}{rank}"
    stance = stance_words(indicator, like.value, comparator.spread, theirs)
    if _unjudged(ours) and _unjudged(theirs):
        passed = rank_in_group_words(indicator, like.value, comparator.spread)
        if ranked:
            stance = passed
        elif ours is not None and theirs is not None:
            return f"and {own} is not judged either ({passed})"
    return f"{joint} {own} is {stance}{_too(row, stance, comparator)}"


def joined(text: str, other: str) -> str:
    """Return a clause and a note on it as one sentence, or as two where one would be too long.

    Without a full stop at the end; the clause alone without a note.
    """
    if not other:
        return text
    clause = text.rpartition(". ")[2]
    if len(f"{clause}, {other}".split()) <= _MOST_WORDS:
        return f"{text}, {other}"
    return f"{text}. {capital(other)}"


def opposed(row: ScorecardRow, comparator: Comparator) -> tuple[str, str] | None:
    """Return how the figure shown and that of the comparators' period stand: `better`, `worse`.

    None where they are not on opposite sides of the comparator.
    """
    like = row.like
    if like is None or comparator.value is None or row.value is None:
        return None
    ours, theirs = _stances(row, like, comparator)
    return (ours[0], theirs[0]) if {ours[0], theirs[0]} in _OPPOSITES else None


def other_sides(row: ScorecardRow, comparators: Sequence[Comparator]) -> str:
    """Return `the council's 0.061% (derived) in the spring term 2024 is below England`.

    Of the comparators those count on whose other side our figure of their period is, as displayed;
    level with one is no side. Empty without any.
    """
    like, decimals = row.like, row.indicator.decimals
    if like is None:
        return ""
    sides: dict[str, list[str]] = {}
    for comparator in comparators:
        now = displayed_difference(row.value, comparator.value, decimals)
        then = displayed_difference(like.value, comparator.value, decimals)
        if now and then and (now > 0) != (then > 0):
            side = "above" if then > 0 else "below"
            sides.setdefault(side, []).append(place(comparator))
    if not sides:
        return ""
    where = " and ".join(f"{side} {listed(names)}" for side, names in sides.items())
    return f"{own_words(row, like, placed(like.period))} is {where}"


def own_period_short(row: ScorecardRow, comparator: Comparator) -> str:
    """Return the same note for a table's cell: `the council's own 4.8% of 2023: worse`."""
    like = row.like
    if like is None or not _differs(row, like, comparator):
        return ""
    verdict, spread = like.verdicts.get(comparator.key), comparator.spread
    if spread is None:
        stands = _stands(row, like, comparator)
    elif verdict is not None and verdict.is_judged:
        stands = f"judged {verdict.word}"
    else:
        stands = rank_in_group_words(row.indicator, like.value, spread)
    value = short(row.indicator, like.value)
    return f"the council's own {value} of {when(like.period)}: {stands}"


# ---- parts --------------------------------------------------------------------------------


def _differs(row: ScorecardRow, like: LikeForLike, comparator: Comparator) -> bool:
    """Return whether our figure of the comparator's period compares otherwise."""
    if comparator.value is None or row.value is None:
        return False
    ours, theirs = _stances(row, like, comparator)
    judged = (row.verdicts.get(comparator.key), like.verdicts.get(comparator.key))
    if comparator.spread is not None and judged == (None, None):
        # Without counts only another side of the group counts, not a few more or fewer of it.
        return any({mine, other} in _OPPOSITES for mine, other in zip(ours, theirs, strict=True))
    return ours != theirs


def _stances(
    row: ScorecardRow, like: LikeForLike, comparator: Comparator
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return the stance of the figure shown and that of our figure of the comparator's period."""
    assert row.value is not None
    key, indicator = comparator.key, row.indicator
    return (
        _stance(indicator, row.value, row.verdicts.get(key), comparator),
        _stance(indicator, like.value, like.verdicts.get(key), comparator),
    )


def _joint(row: ScorecardRow, like: LikeForLike, comparator: Comparator) -> str:
    """Return `but` between two stances on other sides or of other verdicts, else `and`.

    A verdict is no contrast to a side that is not judged: what is similar may also lie above.
    """
    pair = [row.verdicts.get(comparator.key), like.verdicts.get(comparator.key)]
    stances = _stances(row, like, comparator)
    if comparator.spread is not None:
        verdicts = {NOT_JUDGED if _unjudged(each) else each.word for each in pair if each}
        opposed = {side for _, side in stances} in _OPPOSITES
        return "but" if opposed or len(verdicts) > 1 else "and"
    words = {word for word, _ in stances}
    if words in _OPPOSITES or _unjudged(pair[0]) == _unjudged(pair[1]):
        return "but"
    return "but" if SAME in words and SIMILAR not in words else "and"


def _unjudged(verdict: Verdict | None) -> bool:
    return verdict is None or not verdict.is_judged


def _too(row: ScorecardRow, stance: str, comparator: Comparator) -> str:
    """Return ` too` where the figure shown passes as many of a group as the other does."""
    assert comparator.spread is not None
    assert row.value is not None
    ours = rank_in_group_words(row.indicator, row.value, comparator.spread)
    return " too" if ours == stance and ", the same as" not in stance else ""


def _stance(
    measure: Measured, value: float, verdict: Verdict | None, comparator: Comparator
) -> tuple[str, str]:
    """Return the verdict's word and, for a group, the side, to compare two figures' stances."""
    verdict_word = word(measure, value, verdict, comparator)
    if comparator.spread is None:
        return verdict_word, ""
    passed = comparator.spread.passed(value, measure.decimals)
    if passed.below == passed.above:
        return verdict_word, ""
    return verdict_word, verdict_rules.side(passed.below > passed.above, measure.polarity)


def own_words(row: ScorecardRow, like: LikeForLike, period: str = "") -> str:
    """Return our figure of that period: `the council's published 4.8% of that year`.

    With the `period` in words where it was not named before: `in the spring term 2024`.
    """
    kind = "own " if like.is_own else "published "
    if like.is_added_up:
        kind = "own quarters together, "
    elif like.data_status == DERIVED:
        kind = ""  # the publisher gave what it is made from, not the figure
    close = "," if like.is_added_up else ""
    mark = f" ({like.data_status})" if like.data_status != "published" else ""
    value = short(row.indicator, like.value)
    return f"the council's {kind}{value}{mark} {period or f'of that {_span(like.period)}'}{close}"


def used_among_others(row: ScorecardRow) -> str:
    """Return which figure of ours stands in a list of others' figures of another period.

    `The council's published 77.6% in 2024 stands among them here, not its 53.9% (illustrative) in
    April to June 2025.` Empty where the two are the same as displayed, or only one is published.
    """
    like, indicator, now = row.like, row.indicator, row.now
    if like is None or like.standing is None or now is None or now.value is None:
        return ""
    if not displayed_difference(like.value, now.value, indicator.decimals):
        return ""
    used = capital(own_words(row, like, placed(like.period)))
    shown = f"{short(indicator, now.value)}{in_brackets(row.figure_status)}"
    when_shown = placed_figure(indicator, now.period)
    return f"{used} stands among them here, not its {shown} {when_shown}."


def _span(period: Period) -> str:
    """Return what a period is called that was named before: `that year`, `that term`."""
    if period.months == 12:
        return "year"
    return _SPANS.get(period.kind, "period")


def _stands(row: ScorecardRow, like: LikeForLike, comparator: Comparator) -> str:
    """Return `worse` or `similar`; without a verdict `above England` or `level with England`."""
    verdict = like.verdicts.get(comparator.key)
    if verdict is not None and verdict.is_judged:
        return f"{verdict.word}{tie(row.indicator, verdict, comparator.value)}"
    apart = displayed_difference(like.value, comparator.value, row.indicator.decimals)
    side = "level with" if not apart else "above" if apart > 0 else "below"
    return f"{side} {place(comparator)}"


def _rank(like: LikeForLike) -> str:
    place_of = like.standing
    if place_of is None or place_of.rank is None:
        return ""
    return f": {joint_ordinal(place_of.rank, place_of.sharing)} of {place_of.of}"
