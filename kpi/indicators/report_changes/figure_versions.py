"""Two versions of one figure: how they differ, and each as it is displayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kpi.formatting import count
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.merging import figure_corrections
from kpi.model.missing.symbol_meanings import SUPPRESSED as SYMBOL
from kpi.model.observation import Observation

NEW, CHANGED, REMOVED, SUPPRESSED = "new", "changed", "removed", "newly suppressed"
REPLACED = "real in place of illustrative"


@dataclass(frozen=True)
class FigureVersion:
    """One version of a figure: its value and counts, or why there is none, and its data status."""

    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str | None
    reason: str | None
    data_status: str

    @staticmethod
    def of_row(row: Mapping[str, Any]) -> FigureVersion:
        """Return the version that a row of the observations holds."""
        return FigureVersion(
            row["value"],
            row["numerator"],
            row["denominator"],
            row["symbol"],
            row["reason"],
            row["data_status"],
        )

    @staticmethod
    def of(observation: Observation) -> FigureVersion:
        """Return the version that an observation holds."""
        return FigureVersion(
            observation.value,
            observation.numerator,
            observation.denominator,
            observation.symbol,
            observation.reason,
            observation.data_status,
        )

    @property
    def is_suppressed(self) -> bool:
        """Whether it is not shown, as it is of few children."""
        return self.symbol == SYMBOL

    @property
    def figures_and_status(self) -> tuple[float | None, float | None, float | None, str]:
        """What a reader is told: value, counts and data status."""
        return self.value, self.numerator, self.denominator, self.data_status


def kind_of(earlier: FigureVersion | None, now: FigureVersion) -> str | None:
    """Return how a figure differs from its earlier version; None where it does not.

    `earlier` is None for a figure that was not there.
    """
    if earlier is not None and earlier.figures_and_status == now.figures_and_status:
        return None if earlier.is_suppressed == now.is_suppressed else SUPPRESSED
    if now.is_suppressed and (earlier is None or not earlier.is_suppressed):
        return SUPPRESSED
    if earlier is None:
        return NEW
    if earlier.data_status == ILLUSTRATIVE and now.data_status != ILLUSTRATIVE:
        return REPLACED
    if earlier.value is not None and now.value is None:
        return REMOVED
    return CHANGED


def as_displayed(
    indicator: Indicator, earlier: FigureVersion | None, now: FigureVersion
) -> tuple[str, str]:
    """Return both versions as text: with counts and data status where all else reads the same.

    A figure that is suppressed now is not repeated as it was.
    """
    was, text = _figure_text(indicator, earlier), _figure_text(indicator, now)
    if was == text and earlier is not None:  # what differs is not displayed
        was, text = _in_full(indicator, earlier), _in_full(indicator, now)
    if now.is_suppressed and earlier is not None:
        was = figure_corrections.NOT_SHOWN
    return was, text


# ---- parts --------------------------------------------------------------------------------


def _figure_text(indicator: Indicator, version: FigureVersion | None) -> str:
    if version is None:
        return ""
    return show(indicator, version.value) or version.reason or ""


def _in_full(indicator: Indicator, version: FigureVersion) -> str:
    """Return a figure with its counts and data status: `96 of 178 (53.9%), provisional`."""
    text, top = _figure_text(indicator, version), version.numerator
    bottom = version.denominator
    if version.value is not None and top is not None and bottom is not None:
        text = f"{count(top)} of {count(bottom)} ({text})"
    return f"{text}, {version.data_status}"
