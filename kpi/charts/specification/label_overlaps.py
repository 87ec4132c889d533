"""Labels side by side that would overlap: each is set as near its mark as it can be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise


def dodged(
    wanted: Sequence[float], sizes: Sequence[float], *, apart: float = 0.0, room: float = 100.0
) -> list[float]:
    """Return the middles of labels of these sizes, in the order of `wanted`, which rises.

    Two neighbours' middles are at least `apart` and half of both their sizes from each other, and
    each label lies between 0 and `room`. Together the labels are moved as little as possible: the
    sum of the squared moves is least (isotonic regression by pooling neighbours). Labels that need
    more than `room` are set at equal parts of their distances, and then touch.
    """
    if not wanted:
        return []
    gaps = [max(apart, (a + b) / 2) for a, b in pairwise(sizes)]
    first, last = sizes[0] / 2, room - sizes[-1] / 2
    needed = sum(gaps)
    if needed > last - first:
        share = max(last - first, 0.0) / needed
        gaps = [gap * share for gap in gaps]
    # Measured from the places of labels set close together, the middles only have to rise.
    offsets = [0.0, *accumulate(gaps)]
    level = _rising([want - offset for want, offset in zip(wanted, offsets, strict=True)])
    most = max(last - offsets[-1], first)
    return [
        min(max(each, first), most) + offset for each, offset in zip(level, offsets, strict=True)
    ]


def _rising(values: Sequence[float]) -> list[float]:
    """Return the rising values nearest to some, by pooling neighbours that fall (PAVA)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, many = pools.pop()
            total, count = total + before, count + many
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]
