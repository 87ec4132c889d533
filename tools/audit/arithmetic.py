"""Rounding, confidence intervals and quantiles, from their formulas."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

Z = 1.959963984540054


def rounded(value: float, places: int) -> Decimal:
    """Return a number rounded half away from zero, from its decimal text."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def wilson(x: float, n: float) -> tuple[float, float]:
    """Return the 95% Wilson score interval of a share."""
    p = x / n
    middle = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low, high = ((middle + sign * half) / (1 + Z * Z / n) for sign in (-1, 1))
    return (0.0 if x == 0 else low), (1.0 if x == n else high)


def poisson(x: float) -> tuple[float, float]:
    """Return the 95% interval of a number of events: Byar's from ten, exact below."""
    if x >= 10:
        low = x * (1 - 1 / (9 * x) - Z / (3 * math.sqrt(x))) ** 3
        y = x + 1
        return low, y * (1 - 1 / (9 * y) + Z / (3 * math.sqrt(y))) ** 3

    def below(mean: float, most: int) -> float:
        return sum(
            math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(most + 1)
        )

    def solve(wanted: float, most: int) -> float:
        low, high = 1e-12, 100.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if below(middle, most) > wanted else (low, middle)
        return low

    return (0.0 if x == 0 else solve(0.975, int(x) - 1)), solve(0.025, int(x))


def apart(now: Sequence[float], then: Sequence[float]) -> tuple[float, float]:
    """Return the interval of a difference (square-and-add) from (estimate, low, high) of each."""
    (p, p_low, p_high), (q, q_low, q_high) = now, then
    low = p - q - math.sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = p - q + math.sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return low, high


def quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile by R's default, type 7."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def median(values: Sequence[float]) -> float:
    """Return the middle value, or the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def least_certain(statuses: Iterable[str | None]) -> str:
    """Return the least certain of several data statuses."""
    present = set(statuses)
    return next(
        (s for s in ("illustrative", "provisional", "derived") if s in present), "published"
    )
