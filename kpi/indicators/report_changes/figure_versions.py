"""Two versions of one figure: how they differ, and each as it is displayed.

A version is a row of the observations, or the fields of an `Observation`: value, counts, symbol,
reason and data status by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from kpi.formatting import count
from kpi.model.data_status import ILLUSTRATIVE
from kpi.model.definitions.indicator import Indicator
from kpi.model.display import show
from kpi.model.merging import figure_corrections
from kpi.model.merging.figure_corrections import FIGURES
from kpi.model.missing.symbols import SUPPRESSED as SYMBOL

NEW, CHANGED, REMOVED, SUPPRESSED = "new", "changed", "removed", "newly suppressed"
REPLACED = "real in place of illustrative"
FigureVersion: TypeAlias = Mapping[str, Any]


def kind_of(earlier: FigureVersion | None, now: FigureVersion) -> str | None:
    """Return how a figure differs from its earlier version; None where it does not.

    `earlier` is None for a figure that was not there.
    """
    if earlier is not None and all(
        earlier[name] == now[name] for name in (*FIGURES, "data_status")
    ):
        same = (earlier["symbol"] == SYMBOL) == (now["symbol"] == SYMBOL)
        return None if same else SUPPRESSED
    if now["symbol"] == SYMBOL and (earlier is None or earlier["symbol"] != SYMBOL):
        return SUPPRESSED
    if earlier is None:
        return NEW
    if earlier["data_status"] == ILLUSTRATIVE and now["data_status"] != ILLUSTRATIVE:
        return REPLACED
    if earlier["value"] is not None and now["value"] is None:
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
    if now["symbol"] == SYMBOL and earlier is not None:
        was = figure_corrections.NOT_SHOWN
    return was, text


# ---- parts --------------------------------------------------------------------------------


def _figure_text(indicator: Indicator, version: FigureVersion | None) -> str:
    if version is None:
        return ""
    return show(indicator, version["value"]) or str(version["reason"] or "")


def _in_full(indicator: Indicator, version: FigureVersion) -> str:
    """Return a figure with its counts and data status: `96 of 178 (53.9%), provisional`."""
    text, top, bottom = (
        _figure_text(indicator, version),
        version["numerator"],
        version["denominator"],
    )
    if version["value"] is not None and top is not None and bottom is not None:
        text = f"{count(top)} of {count(bottom)} ({text})"
    return f"{text}, {version['data_status']}"
