"""What a build would change of the live snapshot, indicator by indicator, for `build --dry-run`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from kpi.formatting import capital
from kpi.model.definitions import definition_reader
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
    new = {each.id: each for each in definition_reader.from_table(tables["indicators"])}
    ids = {old: each.id for each in new.values() for old in each.formerly}
    old = {ids.get(each.id, each.id): each for each in live.indicators}
    raw = {
        "before": _definitions(live.definitions),
        "after": _definitions(tables["indicators"]),
    }
    change_lines = [
        f"{each.name} ({each.id}): added" for key, each in new.items() if key not in old
    ]
    change_lines += [
        f"{each.name} ({each.id}): no longer defined" for key, each in old.items() if key not in new
    ]
    for key, each in new.items():
        if key not in old:
            continue
        indicator_lines = [
            *_keys(raw["before"].get(_before(each, raw["before"]), {}), raw["after"][key]),
            *_figures(_rows(live.observations, key), _rows(tables["observations"], key)),
        ]
        change_lines += [f"{each.name} ({each.id}): {line}" for line in indicator_lines]
    change_lines += _measures(live, tables)
    return change_lines or [NOTHING]


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
    change_lines: list[str] = []
    for key in dict.fromkeys((*before, *after)):
        change_lines += _differing(before.get(key), after.get(key), f"{way}{key}")
    return change_lines


def _differing(old: Any, new: Any, place: str) -> list[str]:
    """Return a line for each difference of a value; of lists, for each item that comes or goes."""
    if old == new:
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _keys(old, new, f"{place}: ")
    lists = [each for each in (old, new) if isinstance(each, list)]
    if not lists or not all(isinstance(each, list | None) for each in (old, new)):
        return [f"{place}: {_shown(old)} becomes {_shown(new)}"]
    gone = [each for each in old or () if each not in (new or ())]
    come = [each for each in new or () if each not in (old or ())]
    if not gone and not come:
        return [f"{place}: in another order"]
    if len(gone) == len(come) and len(old or ()) > 1:
        numbers = [(old or []).index(each) + 1 for each in gone]
        changed = zip(numbers, gone, come, strict=True)
        return [line for number, a, b in changed for line in _differing(a, b, f"{place} {number}")]
    if len(gone) == len(come) == 1:
        return _differing(gone[0], come[0], place)
    return [
        *(f"{place}: {_shown(each)} becomes nothing" for each in gone),
        *(f"{place}: nothing becomes {_shown(each)}" for each in come),
    ]


def _shown(value: object) -> str:
    """Return a value as the file of a definition has it, in words: `from 'Q1 2026-27'`."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_shown(each)}" for key, each in value.items())
    if isinstance(value, list):
        return "; ".join(map(_shown, value))
    written = str(value).lower() if isinstance(value, bool) else str(value)
    text = " ".join(written.split())
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
    counts = [f"{number:,} {word}" for number, word in parts if number]
    return [f"figures: {', '.join(counts)}"] if counts else []


def _measures(live: Snapshot, tables: Mapping[str, pl.DataFrame]) -> Sequence[str]:
    """Return which measures of LAIT come and go."""
    before, after = set(live.measures["measure"]), set(tables["measures"]["measure"])
    parts = [(sorted(after - before), "added"), (sorted(before - after), "gone")]
    return [
        capital(f"measures of LAIT {word}: {', '.join(names)}") for names, word in parts if names
    ]
