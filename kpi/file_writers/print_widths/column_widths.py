"""Widths of a table's columns that fit the longest word, as close as possible to given widths."""

from __future__ import annotations

from collections.abc import Sequence


def fitted(wished: Sequence[float], needed: Sequence[float]) -> list[float]:
    """Return widths with the sum of those wished for, each at least as wide as needed.

    What a column lacks is taken from those with room to spare, in proportion to that room. Where
    the needs are more than there is, the widest of them give way.
    """
    total = sum(wished)
    least = _capped(needed, total)
    lack = sum(max(need - wish, 0.0) for wish, need in zip(wished, least, strict=True))
    spare = sum(max(wish - need, 0.0) for wish, need in zip(wished, least, strict=True))
    if not lack:
        return list(wished)
    part = lack / spare if spare else 0.0
    return [
        need if need >= wish else wish - (wish - need) * part
        for wish, need in zip(wished, least, strict=True)
    ]


def _capped(needed: Sequence[float], total: float) -> list[float]:
    """Return the needs, the widest cut to one width where their sum is more than the total."""
    if sum(needed) <= total:
        return list(needed)
    left, many = total, len(needed)
    for need in sorted(needed):
        if need > left / many:
            break
        left, many = left - need, many - 1
    return [min(need, left / many) for need in needed]
