"""Facts that are the same for all figures of a measure, or of an area, in a built table."""

from __future__ import annotations

from typing import Any

import polars as pl

from kpi.benchmarks.measures import LAIT, by_id
from kpi.model.existing_areas import state_words
from kpi.model.neighbour_models import model_label
from kpi.model.snapshot import Snapshot
from kpi.tables.selection import MEAN, Selection, group_of
from kpi.wording.comparisons import group_names

MEAN_NAME, MEAN_KIND = "Neighbours' mean", "neighbours' mean"


def measure_facts(snapshot: Snapshot, chosen: Selection) -> pl.DataFrame:
    """Return the facts that are the same for all figures of a measure, a row per measure."""
    known, title = by_id(snapshot), snapshot.source(LAIT).title
    rows: list[dict[str, Any]] = []
    for measure in (known[name] for name in chosen.measures):
        wrong = {} if measure.is_count else measure.withheld
        rows.append(
            {
                "measure": measure.id,
                "name": measure.name,
                "topic": measure.topic,
                "directorate": " / ".join(measure.directorates),
                "unit": measure.unit,
                "polarity_words": measure.polarity.words,
                "decimals": measure.decimals,
                "year_type": measure.year_type,
                "source": "" if measure.is_own else title,
                "last_update": measure.last_update,
                "next_update": measure.next_update,
                "wrong_england": wrong.get("england"),
                "wrong_region": wrong.get("region"),
                "sum_words": measure.withheld.get("england") if measure.is_count else None,
                "neighbours_wrong": measure.withheld.get("neighbours"),
                "measure_note": " ".join(measure.notes) if not measure.is_own else "",
            }
        )
    texts = ("wrong_england", "wrong_region", "sum_words", "neighbours_wrong")
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(texts, pl.String))


def area_facts(snapshot: Snapshot, chosen: Selection, code: str) -> dict[str, Any]:
    """Return name, kind, first and last day, and a note where the area has been abolished.

    Of the neighbours' mean, the note says whose neighbours, how many and by which model.
    """
    if code == MEAN:
        return _mean_facts(snapshot, chosen)
    area = snapshot.area(code)
    ended = state_words(area, snapshot.made_on)
    return {
        "area": code,
        "area_name": area.name,
        "area_kind": area.kind,
        "area_note": f"This authority {ended}." if ended else None,
        "created_on": area.created_on,
        "abolished_on": area.abolished_on,
    }


def mean_note(snapshot: Snapshot, chosen: Selection) -> str:
    """Return whose neighbours the mean is of, how many and by which model."""
    many = len(snapshot.neighbours(chosen.home, chosen.model))
    home, model = snapshot.area(chosen.home).name, snapshot.model_named(chosen.model)
    return (
        f"Unweighted mean of the {many} statistical neighbours of {home} "
        f"({model_label(model)}), of those that existed and have a figure."
    )


def group_note(snapshot: Snapshot, chosen: Selection) -> str:
    """Return who is in the chosen group, and why; empty without one."""
    group = group_of(snapshot, chosen)
    return group_names.in_full(snapshot, group, chosen.home) if group else ""


def _mean_facts(snapshot: Snapshot, chosen: Selection) -> dict[str, Any]:
    return {
        "area": MEAN,
        "area_name": MEAN_NAME,
        "area_kind": MEAN_KIND,
        "area_note": mean_note(snapshot, chosen),
        "created_on": None,
        "abolished_on": None,
    }
