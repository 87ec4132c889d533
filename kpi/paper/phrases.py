"""Phrases that only the committee paper uses: marks in brackets, distance from target."""

from __future__ import annotations

from kpi.formatting import difference, displayed_difference
from kpi.indicators import target_status
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator

ILLUSTRATIVE = "illustrative"


def marked(text: str, mark: bool | str) -> str:
    """Return a text with the mark of its figures in brackets: `53.9% [illustrative]`.

    `mark` is a data status, or whether any figure behind the text is illustrative. Nothing
    is added for published figures, nor to a text that states its own status.
    """
    status = (ILLUSTRATIVE if mark else "") if isinstance(mark, bool) else mark
    if not text or status in ("", "published") or status in text.lower():
        return text
    return f"{text} [{status}]"


def misses_by(row: ScorecardRow) -> str:
    """Return `6.1 points below the target`, from displayed figures; empty where it is met."""
    target, indicator = row.target, row.indicator
    if target is None or row.status not in (
        target_status.OFF_TARGET,
        target_status.BEYOND_INTERVENTION,
    ):
        return ""
    side = indicator.polarity.worse_side
    apart = displayed_difference(row.value, target.target, indicator.decimals)
    if not apart:  # the target has more decimals than the figure shows
        step = difference(10.0**-indicator.decimals, indicator.unit, indicator.decimals)
        return f"less than {step} {side} the target"
    return f"{difference(apart, indicator.unit, indicator.decimals)} {side} the target"


def shortened(text: str, most: int) -> str:
    """Return a text of about `most` letters, cut at a word, with a note where the rest is."""
    even = " ".join(text.split())
    if len(even) <= most:
        return even
    kept = even[:most].rsplit(" ", 1)[0]
    return f"{kept} ... (in full in the indicator's section)"


def ended(text: str) -> str:
    """Return a text that ends with a full stop."""
    return text if text.endswith(".") else f"{text}."


def titled(indicator: Indicator) -> str:
    """Return an indicator's name for a table's title, with its exclusions."""
    return f"{indicator.name}, {indicator.qualifier}" if indicator.qualifier else indicator.name
