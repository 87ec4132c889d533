"""Published methods beside those that pages use: quantile groups, means, control limits.

Rules: reference "Statistical methods", 4.1. They are here so that a figure from another tool can
be checked by its own rule.
"""

from __future__ import annotations

from math import ceil, sqrt

from kpi.statistics.intervals import Z95, Interval, wilson


def quantile_group(rank: int, count: int, groups: int) -> int | None:
    """The group, 1 to `groups`, of a place among `count`; None where `count` is below `groups`."""
    if count < groups:
        return None
    return max(groups + 1 - ceil((count + 1 - rank) * groups / count), 1)


def mean_interval(count: int, total: float, deviation: float) -> Interval:
    """The 95% interval of a mean by Student's t; raises ValueError below two values."""
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    if count < 2:
        raise ValueError("a mean's interval needs two values or more")
    half = float(stdtrit(count - 1, 0.975)) * deviation / sqrt(count)
    return Interval(total / count - half, total / count + half)


def control_limits(percent: float, n: float, z: float = Z95) -> Interval:
    """Where an area of `n` cases may lie by chance about a benchmark, in per cent."""
    return wilson(percent / 100 * n, n, z).times(100)
