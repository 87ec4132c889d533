"""Groups of authorities in words: in a sentence, who is in them, and why one was chosen."""

from __future__ import annotations

from kpi.formatting import in_words
from kpi.indicators.comparisons.chosen_groups import GROUP, ChosenGroup
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.indicators.scorecard import View
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.wording.comparisons.area_letters import role_letters

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


def neighbours_and_good(snapshot: Snapshot, view: View) -> str:
    """Return who the statistical neighbours and the Good authorities of a view are."""
    judged = judged_good(snapshot, view.known_by)
    return (
        "Statistical neighbours are the ten authorities most like this one, by "
        f"{model_label(view.neighbour_model(snapshot))}. Other Good authorities are those whose "
        f"children's services Ofsted judged {judged.judgement}. {judged.unknown}"
    ).rstrip()


def chosen_group(snapshot: Snapshot, view: View) -> str:
    """Return who the chosen group of a view is, with its letter; empty without one."""
    if view.group is None:
        return ""
    return f"Chosen ({role_letters(GROUP)}): {in_full(snapshot, view.group, view.area)}"


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
