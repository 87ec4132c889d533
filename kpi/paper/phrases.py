"""Phrases that only the committee paper uses: figures and sentences with their marks."""

from __future__ import annotations

from kpi.model.data_status import ILLUSTRATIVE, SHORTHAND
from kpi.model.definitions.indicator import Indicator


def mark_of(status: str | None) -> str:
    """Return ` [i]`, ` [d]` or ` [p]` to put after a figure; empty for a published one."""
    mark = SHORTHAND.get(status or "", "")
    return f" {mark}" if mark else ""


def marked(text: str, mark: bool | str) -> str:
    """Return a text with the mark of its figures in brackets: `53.9% [i]`.

    `mark` is a data status, or whether any figure behind the text is illustrative. Nothing
    is added for published figures, nor to a text that states its own status.
    """
    status = (ILLUSTRATIVE if mark else "") if isinstance(mark, bool) else mark
    added = mark_of(status)
    if not text or not added or status in text.lower() or text.endswith(added):
        return text
    return f"{text}{added}"


def marked_sentence(text: str, status: str | None) -> str:
    """Return a sentence with its mark before one full stop: `Cases were late [i].`"""
    return f"{text.rstrip().removesuffix('.')}{mark_of(status)}."


def with_marks(text: str) -> str:
    """Return a text with marks instead of words: `53.9% (96 of 178) [i]`, not `illustrative)`."""
    for status, mark in SHORTHAND.items():
        text = text.replace(f" ({status})", f" {mark}").replace(f", {status})", f") {mark}")
    return text


def ended(text: str) -> str:
    """Return a text that ends with a full stop."""
    return text if text.endswith(".") else f"{text}."


def titled(indicator: Indicator) -> str:
    """Return an indicator's name for a table's title, with its exclusions."""
    return f"{indicator.name}, {indicator.qualifier}" if indicator.qualifier else indicator.name
