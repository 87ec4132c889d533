"""What a build would change of the live snapshot, indicator by indicator, for `build --dry-run`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kpi.formatting import capital
from kpi.model.definitions import files
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot

NOTHING = "nothing would change"
_FIGURE = ("value", "numerator", "denominator", "symbol")
_KEY = ["leg", "area", "period_kind", "period_start", "period_end"]
_LONGEST = 60  # characters of a value in a line


def changes(live: Snapshot, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return a line for each change that built tables would make, `NOTHING` alone without any.

    `live` has the ids of the new definitions (`carry_forward.renamed`), and `tables` the published
    returns. Definitions are compared key by key, figures by area and period.
    """
    new = {each.id: each for each in files.from_table(tables["indicators"])}
    ids = {old: each.id for each in new.values() for old in each.formerly}
    old = {ids.get(each.id, each.id): each for each in live.indicators}
    raw = {
        "before": _definitions(live.definitions),
        "after": _definitions(tables["indicators"]),
    }
    told = [f"{each.name} ({each.id}): added" for key, each in new.items() if key not in old]
    told += [
        f"{each.name} ({each.id}): no longer defined" for key, each in old.items() if key not in new
    ]
    for key, each in new.items():
        if key not in old:
            continue
        said = [
            *_keys(raw["before"].get(_before(each, raw["before"]), {}), raw["after"][key]),
            *_figures(_rows(live.observations, key), _rows(tables["observations"], key)),
        ]
        told += [f"{each.name} ({each.id}): {line}" for line in said]
    told += _measures(live, tables)
    return told or [NOTHING]


# ---- parts --------------------------------------------------------------------------------


def _definitions(table: pl.DataFrame) -> dict[str, dict[str, Any]]:
    rows = table.select("indicator_id", "definition").iter_rows()
    return {name: json.loads(text) for name, text in rows}


def _before(indicator: Indicator, known: Mapping[str, object]) -> str:
    """Return the id under which an indicator's definition stood before."""
    names = (indicator.id, *reversed(indicator.formerly))
    return next((name for name in names if name in known), indicator.id)


def _keys(before: Mapping[str, Any], after: Mapping[str, Any], way: str = "") -> list[str]:
    """Return a line for each key of a definition that differs, those of its tables too."""
    told: list[str] = []
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            told += _keys(old, new, f"{way}{key}: ")
        else:
            told.append(f"{way}{key}: {_shown(old)} becomes {_shown(new)}")
    return told


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    text = " ".join(str(value).split())
    return f"'{text}'" if len(text) <= _LONGEST else f"'{text[:_LONGEST]}…'"


def _rows(observations: pl.DataFrame, indicator_id: str) -> pl.DataFrame:
    return observations.filter(pl.col("indicator_id") == indicator_id).select(*_KEY, *_FIGURE)


def _figures(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Return how many figures come, go and change."""
    come = after.join(before, on=_KEY, how="anti").height
    gone = before.join(after, on=_KEY, how="anti").height
    both = before.join(after, on=_KEY, suffix="_new")
    differs = pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_new")) for c in _FIGURE)
    changed = both.filter(differs).height
    parts = [(come, "new"), (changed, "changed"), (gone, "gone")]
    said = [f"{number:,} {word}" for number, word in parts if number]
    return [f"figures: {', '.join(said)}"] if said else []


def _measures(live: Snapshot, tables: Mapping[str, pl.DataFrame]) -> Sequence[str]:
    """Return which measures of LAIT come and go."""
    before, after = set(live.measures["measure"]), set(tables["measures"]["measure"])
    parts = [(sorted(after - before), "added"), (sorted(before - after), "gone")]
    return [
        capital(f"measures of LAIT {word}: {', '.join(names)}") for names, word in parts if names
    ]
