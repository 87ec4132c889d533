"""The legend under a page: the marks after figures that occur on it, and what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kpi.indicators.scorecard import ScorecardRow
from kpi.model.data_status import LEGEND, SHORTHAND, named_in


@dataclass(frozen=True)
class MarkMeaning:
    """A mark, such as `[d]`, and, in words, what a figure with it is."""

    mark: str
    meaning: str


REVISED = MarkMeaning("[r]", "revised: published differently before")


def meanings(statuses: Iterable[str], *, is_revised: bool = False) -> tuple[MarkMeaning, ...]:
    """Return the marks that occur among some data statuses, the least certain first.

    A status may name several kinds, as that of a mean does; `is_revised` adds the mark of a
    revision.
    """
    named = named_in(" ".join(statuses))
    known = tuple(MarkMeaning(SHORTHAND[status], LEGEND[status]) for status in named)
    return (*known, REVISED) if is_revised else known


def marks_of(rows: Sequence[ScorecardRow], others: Iterable[str] = ()) -> tuple[MarkMeaning, ...]:
    """Return the marks that a scorecard's figures, targets, changes and comparators have.

    `others` are data statuses of what is shown with them, such as a commentary's.
    """
    statuses = [
        status
        for row in rows
        for status in (
            row.figure_status,
            row.target.data_status if row.target else "",
            row.since_last.status,
            row.since_last_year.status,
            row.judged_status,
            row.streak.status,
            row.beats.status if row.beats else "",
            *(each.status for each in row.comparators if each.value is not None),
        )
    ]
    return meanings(
        [*statuses, *others], is_revised=any(row.now and row.now.symbol == "r" for row in rows)
    )
