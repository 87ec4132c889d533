"""The recent trend of a yearly series in words (the test is in `kpi.indicators.recent_trend`)."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import lower, there_are
from kpi.indicators import recent_trend
from kpi.indicators.recent_trend import Trend
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import placed, when
from kpi.model.observation import Observation
from kpi.model.series_discontinuities import aside_of
from kpi.wording.trends.xmr import marks, marks_of

METHOD = (
    "The last five years with a figure are tested for a steady rise or fall (the recent-trend test "
    "of Fingertips, the public health profiles). It counts as one on two conditions. Chance alone "
    "would make so large a change only about twice in a thousand times. And the direction stays "
    "the same with any one year left out. Years before and after a break in the series do not "
    "compare."
)


def yearly_sentence(row: ScorecardRow, trend: Trend) -> str:
    """As `trend_sentence`, for our published years where our own series is quarters or terms."""
    sentence = trend_sentence(row.indicator, trend, ())
    return f"Year by year, by the published figures: {lower(sentence)}{marks_of(trend.statuses)}"


def trend_sentence(indicator: Indicator, trend: Trend, series: Sequence[Observation]) -> str:
    """Return the result of the recent-trend test in one or two sentences."""
    if trend.direction is None:
        return (
            "Whether the figure rises or falls over five years cannot be calculated: "
            f"{_why(indicator, trend)}.{marks(series)}"
        )
    span = f"Over the five years from {when(trend.periods[0])} to {when(trend.periods[-1])}"
    now = trend.is_present
    if trend.direction == recent_trend.NO_CHANGE:
        one = "is" if now else "was"
        reason = (
            f"Without one single year the direction would be another, so it {one} not called a "
            "trend"
            if trend.outlier
            else f"The changes {'are' if now else 'were'} no more than chance could make"
        )
        sentence = f"{span} there {one} no clear rise or fall. {reason}."
    else:
        rises = trend.direction == recent_trend.INCREASING
        present, past = ("rising", "rose") if rises else ("falling", "fell")
        judged = trend.judged(indicator.polarity)
        better = judged if now else judged.replace("getting", "got")
        way = f"is {present}" if now else past
        sentence = (
            f"{span} the figure {way}{f' and {better}' if better else ''}. Chance alone would "
            f"rarely make such a change, and no single year {'makes' if now else 'made'} it."
        )
    return f"{sentence}{_newer(indicator, trend)}{marks(series)}"


_SEVERAL = {
    recent_trend.MISSING_YEAR: "years are missing among the last five",
    recent_trend.ASIDE_YEAR: "years among the last five are set aside",
}
"""Reasons that name one year, as they are said of several."""


def _newer(indicator: Indicator, trend: Trend) -> str:
    """Return what is known of years after those of the test, and why they are not in it."""
    aside = [p for p in trend.untested if aside_of(indicator, p)]
    bare = [p for p in trend.untested if p not in aside]
    text = ""
    if bare:
        newer = " and ".join(when(p) for p in bare)
        text += f" The figure for {newer} has no counts here, so it is not in this test."
    if aside:
        text += f" The figure for {' and '.join(when(p) for p in aside)} is set aside."
    if trend.blank:
        listed = " and ".join(when(p) for p in trend.blank)
        text += f" There is no figure for {listed}, so this says nothing about today."
    return text


def _why(indicator: Indicator, trend: Trend) -> str:
    if trend.why == recent_trend.TOO_FEW:
        held = len(trend.periods)
        few = f"five years are needed, and {there_are(held)}"
        if not trend.missing:
            return few
        listed = " and ".join(when(period) for period in trend.missing)
        return f"{few} ({listed} {'is' if len(trend.missing) == 1 else 'are'} set aside)"
    if trend.why == recent_trend.BROKEN and trend.broken is not None:
        note = next(text for period, text in indicator.breaks if period == trend.broken)
        return f"{trend.why} ({placed(trend.broken)}: {note.rstrip('.')})"
    if trend.missing:
        why = _SEVERAL.get(trend.why, trend.why) if len(trend.missing) > 1 else trend.why
        return f"{why} ({' and '.join(when(period) for period in trend.missing)})"
    return trend.why
