"""The data status of a figure (illustrative, provisional, derived, published) and its wording.

One rule: whatever is made of several figures (a sentence, change, streak, mean, total, chart) has
the data status of its least certain part. Objects carry their status; pages and files show it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from kpi.formatting import listed

ILLUSTRATIVE, PROVISIONAL, DERIVED = "illustrative", "provisional", "derived"
PUBLISHED = "published"
STATUSES = (ILLUSTRATIVE, PROVISIONAL, DERIVED, PUBLISHED)
"""Every data status, the least certain first."""

LEGEND = {
    ILLUSTRATIVE: "illustrative: made up, not real",
    PROVISIONAL: "provisional: may be revised",
    DERIVED: "derived from published figures",
}
"""What the marks after figures mean, as a page's legend says it."""
MEANINGS = {
    **LEGEND,
    DERIVED: f"{LEGEND[DERIVED]}, not an official statistic",
    PUBLISHED: "published",
}
IN_SENTENCES = {
    ILLUSTRATIVE: "illustrative (made up)",
    PROVISIONAL: "provisional",
    DERIVED: "derived from published figures",
}

SHORTHAND = {ILLUSTRATIVE: "[i]", PROVISIONAL: "[p]", DERIVED: "[d]"}
"""Marks after figures where there is no room for the word; a page explains those it shows."""


def strongest(statuses: Iterable[str | None]) -> str:
    """Return the least certain of some data statuses; `published` where no other is among them.

    Empty ones and None, which stand for a missing figure, are ignored.
    """
    given = set(statuses)
    return next((status for status in STATUSES if status in given), PUBLISHED)


def named_in(text: str) -> tuple[str, ...]:
    """Return the data statuses that a text names, the least certain first: a mean may have two."""
    return tuple(status for status in SHORTHAND if status in text)


def shorthand_of(text: str) -> str:
    """Return the mark of the least certain status that a text names, `[d]`; empty for none."""
    return next((SHORTHAND[status] for status in named_in(text)), "")


def is_marked(status: str | None) -> bool:
    """Return whether figures of this status are shown with a mark: all but published ones."""
    return status in IN_SENTENCES


def strongest_of(*columns: str) -> pl.Expr:
    """Return an expression: `strongest` of some columns of a table, row by row."""
    least_certain = pl.lit(PUBLISHED)
    for status in reversed(STATUSES[:-1]):
        has = pl.any_horizontal(pl.col(name) == status for name in columns).fill_null(False)
        least_certain = pl.when(has).then(pl.lit(status)).otherwise(least_certain)
    return least_certain


def mark_of(column: str) -> pl.Expr:
    """Return an expression: `in_brackets` of a column of a table."""
    marked = pl.col(column).is_in(list(IN_SENTENCES))
    return pl.when(marked).then(pl.format(" ({})", column)).otherwise(pl.lit(""))


def of_figures(statuses: Iterable[str | None]) -> str:
    """Return the mark of several figures: `derived`; `some figures derived`; empty if published."""
    known = [status or PUBLISHED for status in statuses]
    status = strongest(known)
    if not is_marked(status):
        return ""
    return status if all(each == status for each in known) else f"some figures {status}"


def in_brackets(status: str | None) -> str:
    """Return the mark after a figure in a text: ` (illustrative)`; empty for a published one."""
    return f" ({status})" if status and status != PUBLISHED else ""


def inside(status: str | None) -> str:
    """Return the mark within brackets already open: `, derived`; empty for a published one."""
    return f", {status}" if is_marked(status) else ""


def marks(used: Mapping[str, str]) -> list[str]:
    """Return sentences naming what is not a published figure; an empty list where all is.

    `used` maps names of things to their data status: `{"our figure": "derived"}` gives
    `This is derived from published figures: our figure.`
    """
    return [
        f"{'This is' if len(names) == 1 else 'These are'} {words}: {listed(names)}."
        for status, words in IN_SENTENCES.items()
        if (names := [name for name, each in used.items() if each == status])
    ]
