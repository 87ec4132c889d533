"""The recent trend of a yearly series in words (the test is in `kpi.indicators.recent_trend`)."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import lower, there_are
from kpi.indicators import recent_trend
from kpi.indicators.recent_trend import Trend
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.comparability import aside_of
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, when
from kpi.model.observation import Observation
from kpi.wording.trends.xmr import marks, marks_of

METHOD = (
    "The last five years with a figure are tested for a steady rise or fall (the recent-trend test "
    "of Fingertips, the public health profiles). It counts as one on two conditions. Chance alone "
    "would make so large a change only about twice in a thousand times. And the direction stays "
    "the same with any one year left out. Years before and after a break in the series do not "
    "compare."
)


def yearly_sentence(row: ScorecardRow, found: Trend) -> str:
    """As `trend_sentence`, for our published years where our own series is quarters or terms."""
    said = trend_sentence(row.indicator, found, ())
    return f"Year by year, by the published figures: {lower(said)}{marks_of(found.statuses)}"


def trend_sentence(indicator: Indicator, found: Trend, series: Sequence[Observation]) -> str:
    """Return the result of the recent-trend test in one or two sentences."""
    if found.direction is None:
        return (
            "Whether the figure rises or falls over five years cannot be calculated: "
            f"{_why(indicator, found)}.{marks(series)}"
        )
    span = f"Over the five years from {when(found.periods[0])} to {when(found.periods[-1])}"
    now = found.is_present
    if found.direction == recent_trend.NO_CHANGE:
        one = "is" if now else "was"
        reason = (
            f"Without one single year the direction would be another, so it {one} not called a "
            "trend"
            if found.outlier
            else f"The changes {'are' if now else 'were'} no more than chance could make"
        )
        said = f"{span} there {one} no clear rise or fall. {reason}."
    else:
        rises = found.direction == recent_trend.INCREASING
        present, past = ("rising", "rose") if rises else ("falling", "fell")
        judged = found.judged(indicator.polarity)
        better = judged if now else judged.replace("getting", "got")
        way = f"is {present}" if now else past
        said = (
            f"{span} the figure {way}{f' and {better}' if better else ''}. Chance alone would "
            f"rarely make such a change, and no single year {'makes' if now else 'made'} it."
        )
    return f"{said}{_newer(indicator, found)}{marks(series)}"


_SEVERAL = {
    recent_trend.MISSING_YEAR: "years are missing among the last five",
    recent_trend.ASIDE_YEAR: "years among the last five are set aside",
}
"""Reasons that name one year, as they are said of several."""


def _newer(indicator: Indicator, found: Trend) -> str:
    """Return what is known of years after those of the test, and why they are not in it."""
    aside = [p for p in found.untested if aside_of(indicator, p)]
    bare = [p for p in found.untested if p not in aside]
    said = ""
    if bare:
        newer = " and ".join(when(p) for p in bare)
        said += f" The figure for {newer} has no counts here, so it is not in this test."
    if aside:
        said += f" The figure for {' and '.join(when(p) for p in aside)} is set aside."
    if found.blank:
        listed = " and ".join(when(p) for p in found.blank)
        said += f" There is no figure for {listed}, so this says nothing about today."
    return said


def _why(indicator: Indicator, found: Trend) -> str:
    if found.why == recent_trend.TOO_FEW:
        held = len(found.periods)
        few = f"five years are needed, and {there_are(held)}"
        if not found.missing:
            return few
        listed = " and ".join(when(period) for period in found.missing)
        return f"{few} ({listed} {'is' if len(found.missing) == 1 else 'are'} set aside)"
    if found.why == recent_trend.BROKEN and found.broken is not None:
        note = next(text for period, text in indicator.breaks if period == found.broken)
        return f"{found.why} ({placed(found.broken)}: {note.rstrip('.')})"
    if found.missing:
        why = _SEVERAL.get(found.why, found.why) if len(found.missing) > 1 else found.why
        return f"{why} ({' and '.join(when(period) for period in found.missing)})"
    return found.why
