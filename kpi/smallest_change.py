"""The smallest change of a figure that can be told: one case, or what an estimate may be off by.

A rate moves by steps of one case. A difference of less than a step is no event at all: it comes
from rounding, from the number below the line, or from how an estimate is made. Where the definition
states by how much an estimate is off (`stated_error`), a difference of two estimates may be off by
both errors together.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.evidence import multiplier
from kpi.model import Indicator
from kpi.numbers import count, difference, fixed, round_half_away
from kpi.reporting import Observation


@dataclass(frozen=True)
class TooSmall:
    """Why a difference says nothing: it is `cases` of one case among `among`, or within `error`.

    `error` is by how much each of the two figures may be off, in the indicator's unit; None where
    the difference is less than one case.
    """

    cases: float
    among: float
    error: float | None = None


def too_small(
    indicator: Indicator,
    change: float | None,
    now: Observation,
    before: Observation,
    among: float | None = None,
) -> TooSmall | None:
    """Why the difference of two figures, as displayed, says nothing; None where it may.

    `among` is how many there are, where the figures do not say it themselves.
    """
    if not change:
        return None
    size = round(abs(change), 10)  # as displayed, without float noise
    per = multiplier(indicator.unit)
    base = min((o.denominator for o in (now, before) if o.denominator), default=among)
    if per is not None and base:
        cases = size * base / per
        if cases < 1:
            return TooSmall(cases, base)
    error = indicator.stated_error
    if error is not None and size <= round(2 * error, 10):
        return TooSmall(0.0, 0.0, error)
    return None


def too_small_words(indicator: Indicator, found: TooSmall) -> str:
    """`That is about 0.4 of one permanent exclusion among 20,712 secondary pupils, ...`."""
    end = "so no change can be told"
    if found.error is not None:
        decimals = indicator.decimals
        while round_half_away(found.error, decimals) != found.error and decimals < 10:
            decimals += 1
        size = difference(found.error, indicator.unit, decimals)
        return f"Each of the two estimates may be off by {size}, {end}."
    one = indicator.would_take[0] if indicator.would_take else "case"
    share = fixed(found.cases, 1)
    about = "less than 0.1" if float(share) == 0 else f"about {share}"
    among = f"{count(round_half_away(found.among, 0))} {indicator.counted}"
    return f"That is {about} of one {one} among {among}, {end}."
