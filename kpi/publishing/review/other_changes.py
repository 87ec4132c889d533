"""What a return changes besides figures: targets, commentary, notes and statuses, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi.indicators.targets.targets_in_force import Target
from kpi.model.definitions.indicator import Indicator
from kpi.model.merging import target_succession
from kpi.model.merging.figure_corrections import FIGURES
from kpi.model.merging.replaced_rows import COMMENT_KEY, KEY
from kpi.periods import Period
from kpi.wording.target_words import aim_words, level_words

TARGET, LEVEL, COMMENT, NOTE = "target", "intervention level", "commentary", "note"
NEW, CHANGED = "new", "changed"
_NONE = "none"
_ABOUT_TARGET = {"target_type": "type", "data_status": "data status", "rationale": "rationale"}
_ABOUT_FIGURES = {
    "note": NOTE,
    "supplied_status": "the council's own status",
    "reporting_quarter": "the report that shows it first",
    "reason": "symbol",
    "symbol": "symbol",
}
"""What a row of figures says about them, and what it is called."""


@dataclass(frozen=True)
class OtherChange:
    """One change of a target, a comment or what a row says of a figure."""

    what: str  # such as TARGET or COMMENT
    indicator: str
    place: str  # `from Q2 2025-26`, `of Q2 2025-26`
    words: str  # `85.0% becomes 80.0%`, `90.0% (new)`, `changed`

    @property
    def line(self) -> str:
        """The change in a line: `target: School attendance, from Q2 2025-26: 85.0% becomes ...`."""
        return f"{self.what}: {self.indicator}, {self.place}: {self.words}"


@dataclass(frozen=True)
class SaidTables:
    """The tables of one state that say something besides figures."""

    local: pl.DataFrame  # the council's own observations
    targets: pl.DataFrame
    commentary: pl.DataFrame


def other_changes(
    before: SaidTables, after: SaidTables, indicators: Mapping[str, Indicator]
) -> tuple[OtherChange, ...]:
    """Return every change but those of figures: targets, then commentary, then notes."""
    return (
        *_of_targets(before.targets, after.targets, indicators),
        *_of_commentary(before.commentary, after.commentary, indicators),
        *_about_figures(before.local, after.local, indicators),
    )


def _pairs(
    old: pl.DataFrame, new: pl.DataFrame, key: Sequence[str]
) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """Yield each row that is new or differs, with the one it replaces; None for none.

    The source is passed over: `replaced_rows.with_sources` keeps it where all else is the same.
    """
    old, new = old.drop("source"), new.drop("source")
    known = {tuple(r[k] for k in key): r for r in old.iter_rows(named=True)}
    for row in new.iter_rows(named=True):
        was = known.get(tuple(row[k] for k in key))
        if was != row:
            yield was, row


# ---- targets ------------------------------------------------------------------------------


def _of_targets(
    old: pl.DataFrame, new: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> Iterator[OtherChange]:
    for was, row in _pairs(old, target_succession.in_order(new), target_succession.KEY):
        indicator = indicators[row["indicator_id"]]
        place = f"from {row['from_quarter']}"
        parts = _new_target(indicator, row) if was is None else _moved(indicator, was, row)
        for what, words in parts:
            yield OtherChange(what, indicator.name, place, words)


def _target(row: Mapping[str, Any]) -> Target:
    return Target(**{k: v for k, v in row.items() if k not in ("indicator_id", "area")})


def _new_target(indicator: Indicator, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    target = _target(row)
    until = f" to {row['to_quarter']}" if row["to_quarter"] else ""
    yield TARGET, f"{aim_words(indicator, target)}{until} (new)"
    if target.has_level:
        yield LEVEL, f"{level_words(indicator, target)} (new)"


def _moved(
    indicator: Indicator, was: Mapping[str, Any], row: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield what changed of one target: itself, its level, its last quarter, its notes."""
    before, after = _target(was), _target(row)
    if before.aims != after.aims:
        yield TARGET, f"{aim_words(indicator, before)} becomes {aim_words(indicator, after)}"
    if before.levels != after.levels:
        both_levels = [level_words(indicator, each) or _NONE for each in (before, after)]
        yield LEVEL, " becomes ".join(both_levels)
    if before.to_quarter != after.to_quarter:
        ends = [t.to_quarter or "no end" for t in (before, after)]
        yield TARGET, f"last period: {' becomes '.join(ends)}"
    about = [name for column, name in _ABOUT_TARGET.items() if was[column] != row[column]]
    if about:
        yield TARGET, f"{', '.join(about)} changed"


# ---- commentary, and what rows say of figures ---------------------------------------------


def _of_commentary(
    old: pl.DataFrame, new: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> Iterator[OtherChange]:
    for was, row in _pairs(old, new.sort(COMMENT_KEY), COMMENT_KEY):
        name = indicators[row["indicator_id"]].name
        yield OtherChange(COMMENT, name, f"of {row['reporting_quarter']}", CHANGED if was else NEW)


def _about_figures(
    old: pl.DataFrame, new: pl.DataFrame, indicators: Mapping[str, Indicator]
) -> Iterator[OtherChange]:
    """Yield what changed about figures that stay as they are; others are changes themselves."""
    for was, row in _pairs(old, new.sort("indicator_id", "period_end"), KEY):
        if was is None or any(was[name] != row[name] for name in (*FIGURES, "data_status")):
            continue
        period = Period.of(row["period_kind"], row["period_start"], row["period_end"])
        for what in _changed(was, row):
            name = indicators[row["indicator_id"]].name
            yield OtherChange(what, name, f"of {period.short}", CHANGED)


def _changed(was: Mapping[str, Any], row: Mapping[str, Any]) -> Iterable[str]:
    changed_names = [name for column, name in _ABOUT_FIGURES.items() if was[column] != row[column]]
    return dict.fromkeys(changed_names)
