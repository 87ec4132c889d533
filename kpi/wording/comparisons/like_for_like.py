"""Notes where our figure of the comparators' own period compares differently."""

from __future__ import annotations

from kpi.formatting import displayed_difference, ordinal
from kpi.indicators.comparisons.comparators import Comparator
from kpi.indicators.comparisons.like_for_like import LikeForLike, word
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.display import when
from kpi.statistics import verdict_rules
from kpi.statistics.verdict_rules import Measured, Verdict
from kpi.wording.comparisons.likely_ranges import short, tie
from kpi.wording.comparisons.place_in_group import rank_in_group_words, stance_words

_OPPOSITES = (
    {verdict_rules.BETTER, verdict_rules.WORSE},
    {verdict_rules.HIGHER, verdict_rules.LOWER},
)


def but(row: ScorecardRow, comparator: Comparator) -> str:
    """Return `but the council's own published 4.8% of that year is worse: 142nd of 150`.

    For a figure of a shorter period than the comparator's, where our own figure of the longer
    period compares differently; else empty.
    """
    like, indicator = row.like, row.indicator
    if like is None or comparator.value is None or row.value is None:
        return ""
    spread = comparator.spread
    ours = _stance(indicator, row.value, row.verdicts.get(comparator.key), comparator)
    theirs = _stance(indicator, like.value, like.verdicts.get(comparator.key), comparator)
    if ours == theirs:
        return ""
    own = f"but {own_words(row, like)} is"
    found = like.verdicts.get(comparator.key)
    if spread is not None:
        return f"{own} {stance_words(indicator, like.value, spread, found)}"
    return f"{own} {_stands(row, like, comparator)}{_rank(like)}"


def contradicts(row: ScorecardRow, comparator: Comparator) -> bool:
    """Return whether our figure of the comparators' period is on the other side of a comparator."""
    like, indicator = row.like, row.indicator
    if like is None or comparator.value is None or row.value is None:
        return False
    ours = _stance(indicator, row.value, row.verdicts.get(comparator.key), comparator)
    theirs = _stance(indicator, like.value, like.verdicts.get(comparator.key), comparator)
    return {ours[0], theirs[0]} in _OPPOSITES


def but_short(row: ScorecardRow, comparator: Comparator) -> str:
    """Return the same note for a table's cell: `but own 4.8% of 2023: worse`."""
    like = row.like
    if like is None or not but(row, comparator):
        return ""
    found, spread = like.verdicts.get(comparator.key), comparator.spread
    if spread is None:
        stands = _stands(row, like, comparator)
    elif found is not None and found.is_judged:
        stands = f"judged {found.word}"
    else:
        stands = rank_in_group_words(row.indicator, like.value, spread)
    return f"but own {short(row.indicator, like.value)} of {when(like.period)}: {stands}"


# ---- parts --------------------------------------------------------------------------------


def _stance(
    measure: Measured, value: float, found: Verdict | None, comparator: Comparator
) -> tuple[str, str]:
    """Return the verdict's word and, for a group, the side, to compare two figures' stances."""
    said = word(measure, value, found, comparator)
    if comparator.spread is None:
        return said, ""
    passed = comparator.spread.passed(value, measure.decimals)
    if passed.below == passed.above:
        return said, ""
    return said, verdict_rules.side(passed.below > passed.above, measure.polarity)


def own_words(row: ScorecardRow, like: LikeForLike) -> str:
    """Return our figure of that period: `the council's own published 4.8% of that year`."""
    kind = "own quarters together, " if like.is_added_up else "own published "
    close = "," if like.is_added_up else ""
    mark = f" ({like.data_status})" if like.data_status != "published" else ""
    span = "year" if like.period.months == 12 else "period"
    return f"the council's {kind}{short(row.indicator, like.value)}{mark} of that {span}{close}"


def _stands(row: ScorecardRow, like: LikeForLike, comparator: Comparator) -> str:
    """Return `worse` or `similar`; without a verdict `above it`, `below it` or `level with it`."""
    found = like.verdicts.get(comparator.key)
    if found is not None and found.is_judged:
        return f"{found.word}{tie(row.indicator, found, comparator.value)}"
    apart = displayed_difference(like.value, comparator.value, row.indicator.decimals)
    return "level with it" if not apart else "above it" if apart > 0 else "below it"


def _rank(like: LikeForLike) -> str:
    place_of = like.standing
    if place_of is None or place_of.rank is None:
        return ""
    return f": {ordinal(place_of.rank)} of {place_of.of}"
