"""Which areas exist when: an area counts in a period if it existed on the period's last day.

The same rule applies to the past and the future, in ranks, bands, means, neighbours and counts of
England's authorities. A figure filed under the code of an area that did not exist then is shown
there, and is not counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches

import polars as pl

from kpi.formatting import in_words
from kpi.model.snapshot import Area, Snapshot
from kpi.periods import Period


def existed(on: pl.Expr) -> pl.Expr:
    """Return an expression: whether a row's area existed, by created_on and abolished_on."""
    created, abolished = pl.col("created_on"), pl.col("abolished_on")
    return (created.is_null() | (created <= on)) & (abolished.is_null() | (abolished > on))


def existing(snapshot: Snapshot, codes: Iterable[str], day: date) -> tuple[str, ...]:
    """Return those of some areas that existed on a day, in their order."""
    return tuple(code for code in codes if snapshot.area(code).exists_on(day))


def authorities_on(snapshot: Snapshot, day: date) -> tuple[str, ...]:
    """Return the codes of the authorities that existed on a day, in the order of the areas."""

    def make() -> tuple[str, ...]:
        every = snapshot.areas.filter(pl.col("kind") == "authority")
        return tuple(every.filter(existed(pl.lit(day)))["area"])

    return snapshot.remember(("authorities on", day), make)


def state_words(area: Area, day: date) -> str:
    """Return why an area does not count on a day: `ended on 1 April 2019`; empty where it does."""
    if area.abolished_on is not None and area.abolished_on <= day:
        return f"ended on {Period.snapshot(area.abolished_on)}"
    if area.created_on is not None and area.created_on > day:
        return f"did not exist before {Period.snapshot(area.created_on)}"
    return ""


_OF_A_COUNCIL = re.compile(
    r"\b(the|city|county|town|borough|metropolitan|london|royal|unitary|district|council|authority"
    r"|of|mbc|lbc|cc|bc|local)\b",
    re.IGNORECASE,
)
"""Words by which a council is called beside the name of its area."""


def nearest_authority(snapshot: Snapshot, name: str, also: Sequence[str] = ()) -> str:
    """Return `; perhaps 'York'` for `City of York`: the current authority most like a name.

    `also` are further names. Empty without one.
    """
    names = [*(area.name for area in snapshot.current_authorities), *also]
    bare = {_bare(each): each for each in names}
    if bare_name := bare.get(_bare(name)) or next(iter(_close(_bare(name), bare)), ""):
        return f"; perhaps '{bare.get(bare_name, bare_name)}'"
    return ""


def _bare(name: str) -> str:
    """Return a name without what every council is called: `york` of `City of York Council`."""
    words = _OF_A_COUNCIL.sub(" ", name.casefold().replace("&", " and "))
    return " ".join(re.findall(r"[\w']+", words)) or name.casefold()


def _close(name: str, names: Iterable[str]) -> list[str]:
    return get_close_matches(name, [*names], n=1, cutoff=0.7)


def absent_words(snapshot: Snapshot, codes: Sequence[str], day: date) -> str:
    """Return how many of a group did not exist on a day: `two no longer exist`; empty for none."""
    absent = [snapshot.area(code) for code in codes if not snapshot.area(code).exists_on(day)]
    ended = sum(area.abolished_on is not None and area.abolished_on <= day for area in absent)
    to_come = len(absent) - ended
    parts = []
    if ended:
        parts.append(f"{in_words(ended)} no longer exist{'s' if ended == 1 else ''}")
    if to_come:
        parts.append(f"{in_words(to_come)} did not exist yet")
    return " and ".join(parts)


def ended_words(area: Area, today: date) -> str:
    """Return sentences saying that an authority has ended; empty for one that exists.

    `Kent ended on 1 April 2028. The data names no authority that took its place. ...`
    """
    if area.abolished_on is None or area.abolished_on > today:
        return ""
    follows = (
        f"Its place was taken by {area.successors}."
        if area.successors
        else "The data names no authority that took its place."
    )
    return (
        f"{area.name} ended on {Period.snapshot(area.abolished_on)}. {follows} Figures are shown "
        "up to its last period; it counts in no rank or mean of a later one."
    )
