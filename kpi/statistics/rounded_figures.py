"""Figures that are published as whole numbers: which differences of them rounding could make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

_HALF, _CLEAN = 0.5, 10
NO_CERTAIN_CHANGE = "no certain change, as figures are rounded"
NO_CERTAIN_DIFFERENCE = "no certain difference"


class Printed(Protocol):
    """How a measure's figures are printed, and whether they count something."""

    @property
    def decimals(self) -> int:
        """The decimals that the measure has where it is exact."""
        ...

    @property
    def is_count(self) -> bool:
        """Whether its figures are whole by nature."""
        ...


def rounding_error(known: Printed, values: Iterable[float | None]) -> float:
    """Return how far rounding may have moved each of a measure's published figures of a period.

    Half a unit where all are whole numbers though the measure's own are not, else 0.
    """
    if known.is_count or known.decimals < 1:
        return 0.0
    figures = [value for value in values if value is not None]
    return _HALF if figures and all(value % 1 == 0 for value in figures) else 0.0


def is_certain(difference: float | None, most: float) -> bool:
    """Return whether a displayed difference is more than rounding, `most` in all, could make.

    None and no difference are certain: nothing is claimed of them.
    """
    return not difference or round(abs(difference), _CLEAN) > most
