"""The limits beyond which a release needs `--accept-anyway`: of `sources.toml`, else these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class ReleaseLimits:
    """How much a release may change of what there is and still be taken in without a reason.

    What stands here counts where `sources.toml` gives a source no limits of its own.
    """

    values_changed: float = 0.05  # the share of values that change or go
    measures_gone: int = 0
    series_moved: int = 0  # series that move by a year or a factor
    home_values_gone: float = 0.05  # the share of the home authority's values that go


def beyond(
    limits: ReleaseLimits,
    *,
    values_changed: float,
    measures_gone: int,
    series_moved: int,
    home_values_gone: float,
) -> Iterator[str]:
    """Yield each limit that a release passes, in words with both numbers.

    `values_changed` is the share of the published values that change or go, `home_values_gone` the
    share of the home authority's values that go: one authority of 153 would pass the first limit
    without a figure of its own.
    """
    if values_changed > limits.values_changed:
        yield (
            f"{values_changed:.1%} of the published values change or go, more than "
            f"{limits.values_changed:.1%}"
        )
    if home_values_gone > limits.home_values_gone:
        yield (
            f"{home_values_gone:.1%} of the home authority's published values go, more than "
            f"{limits.home_values_gone:.1%}"
        )
    for number, most, one, many in (
        (measures_gone, limits.measures_gone, "measure goes", "measures go"),
        (series_moved, limits.series_moved, "series moves", "series move"),
    ):
        if number > most:
            yield f"{number} {one if number == 1 else many}, more than {most}"
