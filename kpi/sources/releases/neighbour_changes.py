"""Lists of statistical neighbours that a release brings or changes, and how far ours stay."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.model.neighbour_models import month_words
from kpi.sources.releases.release_comparison import ADDED, CHANGED


@dataclass(frozen=True)
class NeighbourChange:
    """A neighbour model that came or changed: `same` of the `of` neighbours of ours are the same.

    One that came is compared with the newest model before it, as `compared_with` says (empty where
    there was none). `areas` of the `of_areas` authorities have another list.
    """

    model: str
    change: str  # added | changed
    compared_with: str
    same: int
    of: int
    areas: int
    of_areas: int

    @property
    def name(self) -> str:
        """The model's month in words."""
        return month_words(self.model)


def changes(before: pl.DataFrame, after: pl.DataFrame, area: str) -> tuple[NeighbourChange, ...]:
    """Return the models that came or changed, newest first.

    Both are groups of `neighbour_groups.read`; `area` is the home authority.
    """
    old, new = _lists(before), _lists(after)
    model_changes = []
    for model in sorted(new, reverse=True):
        if model in old:
            if old[model] != new[model]:
                model_changes.append(_change(model, CHANGED, model, old[model], new[model], area))
        else:
            last = max(old, default="")
            model_changes.append(_change(model, ADDED, last, old.get(last, {}), new[model], area))
    return tuple(model_changes)


# ---- parts --------------------------------------------------------------------------------

_Lists = dict[str, tuple[str, ...]]


def _lists(groups: pl.DataFrame) -> dict[str, _Lists]:
    """Return each authority's neighbours by model, closest first."""
    lists: dict[str, _Lists] = {}
    ordered = groups.sort("model", "area", "rank").group_by("model", "area").agg("neighbour")
    for model, area, listed in ordered.iter_rows():
        lists.setdefault(model, {})[area] = tuple(listed)
    return lists


def _change(
    model: str, change: str, compared_with: str, old: _Lists, new: _Lists, area: str
) -> NeighbourChange:
    ours = new.get(area, ())
    every = old.keys() | new.keys()
    return NeighbourChange(
        model,
        change,
        compared_with,
        len(set(ours) & set(old.get(area, ()))),
        len(ours),
        sum(old.get(each) != new.get(each) for each in every),
        len(every),
    )
