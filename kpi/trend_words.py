"""The recent trend of a yearly series in words (the test is in `kpi.trends`)."""

from __future__ import annotations

from collections.abc import Sequence

from kpi import trends
from kpi.model import Indicator
from kpi.numbers import in_words
from kpi.reporting import Observation
from kpi.scorecard import Row
from kpi.signal_words import marks
from kpi.trends import Trend
from kpi.words import lower, when

METHOD = (
    "The last five years with a figure are tested for a steady rise or fall (the recent-trend test "
    "of Fingertips, the public health profiles). It counts as one on two conditions. Chance alone "
    "would make so large a change only about twice in a thousand times. And the direction stays "
    "the same with any one year left out. Years before and after a break in the series do not "
    "compare."
)


def yearly_sentence(row: Row, found: Trend) -> str:
    """As `trend_sentence`, for our published years where our own figures are quarters or terms."""
    said = trend_sentence(row.indicator, found, ())
    return f"Year by year, by the published figures: {lower(said)}"


def trend_sentence(indicator: Indicator, found: Trend, series: Sequence[Observation]) -> str:
    """The result of the recent-trend test in a sentence or two."""
    if found.direction is None:
        return (
            "Whether the figure rises or falls over five years cannot be calculated: "
            f"{_why(indicator, found)}.{marks(series)}"
        )
    span = f"Over the five years from {when(found.periods[0])} to {when(found.periods[-1])}"
    if found.direction == trends.NO_CHANGE:
        reason = (
            "Without one single year the direction would be another, so it is not called a trend"
            if found.outlier
            else "The changes are no more than chance could make"
        )
        said = f"{span} there is no clear rise or fall. {reason}."
    else:
        way = "rising" if found.direction == trends.INCREASING else "falling"
        judged = found.judged(indicator.polarity)
        said = (
            f"{span} the figure is {way}{f' and {judged}' if judged else ''}. Chance alone would "
            "rarely make such a change, and no single year makes it."
        )
    if found.untested:
        newer = " and ".join(when(p) for p in found.untested)
        said += f" The figure for {newer} has no counts here, so it is not in this test."
    return f"{said}{marks(series)}"


def _why(indicator: Indicator, found: Trend) -> str:
    if found.why == trends.TOO_FEW:
        return f"five years are needed, and there are {in_words(len(found.periods))}"
    if found.why == trends.BROKEN and found.broken is not None:
        note = next(text for period, text in indicator.breaks if period == found.broken)
        return f"{found.why} (in {when(found.broken)}: {note.rstrip('.')})"
    return found.why
