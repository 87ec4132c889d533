"""A chosen group of authorities in words: in a sentence, who is in it, and why it was chosen."""

from __future__ import annotations

from kpi.formatting import in_words
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.model.snapshot import Snapshot

_OF_ADDRESS = "Chosen group ("


def in_sentence(name: str) -> str:
    """Return a group by its name, within a sentence: `the group “Coastal authorities”`.

    One of an address is `the chosen group of 10 authorities`.
    """
    if name.startswith(_OF_ADDRESS):
        return f"the chosen group of {name.removeprefix(_OF_ADDRESS).rstrip(')')}"
    return f"the group “{name}”"


def members_in_sentence(name: str) -> str:
    """Return the plural name of a group's members: `authorities of the group “...”`."""
    if name.startswith(_OF_ADDRESS):
        return "authorities of the chosen group"
    return f"authorities of {in_sentence(name)}"


def authorities(snapshot: Snapshot, group: ChosenGroup, area: str) -> str:
    """Return the names of the authorities that an area is compared with, in the group's order."""
    return ", ".join(snapshot.area(code).name for code in group.others(area))


def in_full(snapshot: Snapshot, group: ChosenGroup, area: str) -> str:
    """Return a group's name, its authorities, why it was chosen, and how it is calculated."""
    others = group.others(area)
    own = f" {snapshot.area(area).name} itself is left out." if area in group.members else ""
    why = f" {group.why.rstrip('.')}." if group.why else ""
    place = " It stands in the place of DfE's statistical neighbours." if group.instead else ""
    return (
        f"{group.name}, {in_words(len(others))} authorities: "
        f"{authorities(snapshot, group, area)}.{own}{why}{place} Chosen by the council, not by "
        "DfE: unweighted mean and median of those with a figure, always with their count."
    )
