"""Wording that only the committee paper needs: marks in brackets, how far off target, in short."""

from __future__ import annotations

from kpi.formatting import difference
from kpi.indicators import ratings
from kpi.indicators.scorecard import ScorecardRow
from kpi.model.definitions.indicator import Indicator

ILLUSTRATIVE = "illustrative"


def marked(text: str, mark: bool | str) -> str:
    """Text with the mark of what it was made from in brackets: `53.9% [illustrative]`.

    `mark` is a data status, or whether anything that the text is made from is made up. Nothing
    is added for published figures, nor to a text that says itself what it is.
    """
    status = (ILLUSTRATIVE if mark else "") if isinstance(mark, bool) else mark
    if not text or status in ("", "published") or status in text.lower():
        return text
    return f"{text} [{status}]"


def misses_by(row: ScorecardRow) -> str:
    """`6.1 points below the target`, of the figure as displayed; empty when it is not missed."""
    target, indicator = row.target, row.indicator
    if target is None or row.status not in (ratings.BELOW_TARGET, ratings.BELOW_INTERVENTION):
        return ""
    side = indicator.polarity.worse_side
    apart = ratings.displayed_change(row.value, target.target, indicator.decimals)
    if not apart:  # a target finer than the figure's decimals
        step = difference(10.0**-indicator.decimals, indicator.unit, indicator.decimals)
        return f"less than {step} {side} the target"
    return f"{difference(apart, indicator.unit, indicator.decimals)} {side} the target"


def shortened(text: str, most: int) -> str:
    """Text of at most about `most` letters, cut at a word, that says where the rest is."""
    even = " ".join(text.split())
    if len(even) <= most:
        return even
    kept = even[:most].rsplit(" ", 1)[0]
    return f"{kept} ... (in full in the indicator's section)"


def ended(text: str) -> str:
    """Text that ends with a full stop."""
    return text if text.endswith(".") else f"{text}."


def titled(indicator: Indicator) -> str:
    """An indicator's name for a table's title, with what its figures leave out."""
    return f"{indicator.name}, {indicator.qualifier}" if indicator.qualifier else indicator.name
