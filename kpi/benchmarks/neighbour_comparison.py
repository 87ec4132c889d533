"""A measure's figure compared with the statistical neighbours of each model, and a chosen group.

Differences are between the figures as displayed, so that no difference contradicts the printed
figures. Where the models lead to different answers, a sentence says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from kpi.benchmarks.grids.grid_cache import grid_of
from kpi.benchmarks.grids.neighbour_means import neighbour_means
from kpi.benchmarks.measures import Measure, measure, show, show_difference
from kpi.benchmarks.ranking import row_of
from kpi.formatting import capital, contrasted, displayed_difference, in_words
from kpi.indicators.comparisons.chosen_groups import ChosenGroup
from kpi.model.data_status import DERIVED, inside, strongest
from kpi.model.existing_areas import absent_words, state_words
from kpi.model.neighbour_models import every_list, group_of, in_every, model_label
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.statistics import verdict_rules
from kpi.statistics.rounded_figures import NO_CERTAIN_DIFFERENCE, is_certain, rounding_error
from kpi.statistics.verdict_rules import BETTER, HIGHER, LOWER, SAME, WORSE


@dataclass(frozen=True)
class NeighbourFigure:
    """One neighbour: how close it is, its figure, and our figure less its figure, as displayed."""

    area: str
    name: str
    closeness: str
    in_every: bool  # whether the lists of all models name it
    value: float | None
    difference: float | None
    side: str  # of ours: better, worse, the same; higher or lower without polarity; or empty
    absent: str = ""  # why it does not count in this period: `ended on 1 April 2028`
    is_certain: bool = True  # whether the difference is more than rounding could make


@dataclass(frozen=True)
class NeighbourGroup:
    """The neighbours of one model, closest first, and their mean, median and count.

    A group that the council chose is one too; its `model` is empty and its `label` its name.
    """

    model: str
    label: str
    members: tuple[NeighbourFigure, ...]
    mean: float | None
    median: float | None
    count: int
    difference: float | None  # ours less the mean, as displayed
    side: str
    status: str  # the data status of the mean
    absent: str = ""  # how many of them did not exist then, in words
    is_certain: bool = True  # whether the difference is more than rounding could make

    @property
    def counted(self) -> str:
        """The number of neighbours that count, as in `8 of 10: two no longer exist`."""
        return f"{self.count} of {self.of}{f': {self.absent}' if self.absent else ''}"

    @property
    def of(self) -> int:
        """The number of neighbours the model names."""
        return len(self.members)

    @property
    def among(self) -> str:
        """Our position among the neighbours with a figure: `better than 9 of the 10`."""
        sides = [member.side for member in self.members if member.side]
        parts = [
            f"{name} than {sides.count(name)}"
            for name in (BETTER, WORSE, HIGHER, LOWER)
            if name in sides
        ]
        parts += [f"the same as {sides.count(SAME)}"] if SAME in sides else []
        first, *others = parts
        text = f"{first} of the {len(sides)}"
        if not others:
            return text
        return f"{', '.join([text, *others[:-1]])} and {others[-1]}"


@dataclass(frozen=True)
class NeighbourComparison:
    """One measure in one period compared with the neighbours of every model, newest model first."""

    measure: Measure
    period: Period
    area: str
    name: str
    value: float | None
    groups: tuple[NeighbourGroup, ...]
    withheld: str
    status: str  # the data status of the period's published figures
    chosen: NeighbourGroup | None = None  # the group that the council chose
    is_rounded: bool = False  # whether the figures are published as whole numbers
    instead: bool = False  # whether that group stands in the neighbours' place

    def group(self, model: str) -> NeighbourGroup:
        """Return the neighbours of one model."""
        return next(group for group in self.groups if group.model == model)

    def shown(self, model: str) -> tuple[NeighbourGroup, ...]:
        """Return the groups that are shown: those of the models, the named first, and the chosen.

        Where the chosen one stands in the neighbours' place, it alone.
        """
        chosen = () if self.chosen is None else (self.chosen,)
        if self.instead:
            return chosen
        return (*sorted(self.groups, key=lambda group: group.model != model), *chosen)

    @property
    def groups_in_order(self) -> tuple[NeighbourGroup, ...]:
        """The groups that are shown, the newest model's first."""
        return self.shown(self.groups[0].model)

    @property
    def every_list(self) -> str:
        """What a neighbour that each model names is in: `both lists`."""
        return every_list(len(self.groups))

    @property
    def flips(self) -> bool:
        """Whether the models lead to different answers; no matter where a group replaces them."""
        if self.instead:
            return False
        sides = {group.side for group in self.groups if group.side and group.is_certain}
        return len(sides) > 1

    def sentence(self, model: str) -> str:
        """Return the comparison with the mean that is shown first and its count, or why none.

        That of a model's neighbours, or of the chosen group in their place.
        """
        group = self.shown(model)[0]
        whose = f"the group “{group.label}”"
        who, its = (
            ("Statistical neighbours", "its statistical neighbours")
            if group.model
            else (
                capital(whose),
                whose,
            )
        )
        if self.withheld:
            return f"{who}: not shown. {self.withheld}"
        if not group.of:
            return f"There are no statistical neighbours by {group.label}."
        if group.mean is None:
            members = "statistical neighbours" if group.model else f"authorities of {whose}"
            return f"None of the {in_words(group.of)} {members} has a figure."
        if not group.side:
            mean = show(self.measure, group.mean)
            details = f"mean {mean} of {group.counted}{inside(group.status)}"
            return f"{who}: {details}."
        mean = f"({show(self.measure, group.mean)}, {group.counted}{inside(group.status)})"
        if not group.is_certain:
            return f"{self.name} shows {NO_CERTAIN_DIFFERENCE} from the mean of {its} {mean}."
        compared = f"{self.name} is {_compared(self.measure, group)} the mean of {its} {mean}."
        return compared if self.is_rounded else f"{compared} It is {group.among}."

    @property
    def flip_sentence(self) -> str:
        """What each model says, where they differ; empty where they agree."""
        if not self.flips:
            return ""
        answers = [
            (
                group.side,
                f"{group.side} {'as' if group.side == SAME else 'than'} the mean by {group.label} "
                f"({show(self.measure, group.mean)}, {group.count} of {group.of}"
                f"{inside(group.status)})",
            )
            for group in self.groups
            if group.side and group.is_certain
        ]
        return (
            f"The answer depends on the list of neighbours: {self.name} is {contrasted(answers)}."
        )


def neighbour_comparison(
    snapshot: Snapshot,
    name: str,
    *,
    area: str,
    period: str | None = None,
    group: ChosenGroup | None = None,
) -> NeighbourComparison:
    """Compare one measure with the neighbours of each model, and with a chosen group.

    `period` is as in `kpi.benchmarks.ranking`. Raises UnknownNameError for an unknown measure, area
    or period.
    """
    known, home = measure(snapshot, name), snapshot.authority(area)
    grid = grid_of(snapshot, [known.id])
    row = row_of(grid, known, period)
    values = grid.values.row(row.at, named=True)
    withheld = known.withheld.get("neighbours", "")
    lists = {model: snapshot.neighbours(area, model) for model in snapshot.neighbour_models}
    shared = in_every(lists)
    ours = values.get(area)
    rounding = 2 * rounding_error(known, (values.get(a) for a in grid.ranks.columns))

    def made(model: str, label: str, listed: tuple[str, ...]) -> NeighbourGroup:
        at = pl.Series([row.at], dtype=pl.UInt32)
        mean, median, count = neighbour_means(grid, at, listed).row(0)
        if withheld:
            mean, median, count = None, None, 0
        close = _closeness(snapshot, area, model) if model else {}
        difference = displayed_difference(ours, mean, known.decimals)
        return NeighbourGroup(
            model,
            label,
            tuple(
                _member_figure(
                    snapshot, known, c, values, ours, close, bool(model) and c in shared,
                    row.period.end, rounding,
                )
                for c in listed
            ),
            mean,
            median,
            count or 0,
            difference,
            side(known, difference),
            strongest((DERIVED, row.data_status)),
            absent_words(snapshot, listed, row.period.end),
            is_certain(difference, rounding),
        )  # fmt: skip

    return NeighbourComparison(
        known,
        row.period,
        area,
        home.name,
        ours,
        tuple(made(model, model_label(model), listed) for model, listed in lists.items()),
        withheld,
        row.data_status,
        made("", group.name, group.others(area)) if group else None,
        rounding > 0,
        group is not None and group.instead,
    )


def side(known: Measure, difference: float | None) -> str:
    """Return which side of another figure ours is on, as displayed; empty if not known."""
    if difference is None:
        return ""
    if difference == 0:
        return SAME
    return verdict_rules.side(difference > 0, known.polarity)


def against_words(known: Measure, other: NeighbourFigure | NeighbourGroup) -> str:
    """Return ours against another figure: `13.3 percentage points better`; `the same`.

    Empty where there is none; no side is taken where rounding could make the difference.
    """
    if not other.is_certain:
        return NO_CERTAIN_DIFFERENCE
    return side_words(known, other.difference)


def side_words(known: Measure, difference: float | None) -> str:
    """Return a difference in words: `13.3 percentage points better`; `the same`; empty for none."""
    word = side(known, difference)
    if not word or word == SAME:
        return word
    return f"{show_difference(known, difference)} {word}"


# ---- parts --------------------------------------------------------------------------------


def _compared(known: Measure, group: NeighbourGroup) -> str:
    if group.side == SAME:
        return "the same as"
    return f"{show_difference(known, group.difference)} {group.side} than"


def _member_figure(  # noqa: PLR0913 - a part of its one caller
    snapshot: Snapshot,
    known: Measure,
    code: str,
    values: Mapping[str, Any],
    ours: float | None,
    close: Mapping[str, str],
    in_all: bool,
    day: date,
    rounding: float,
) -> NeighbourFigure:
    area = snapshot.area(code)
    absent = state_words(area, day)
    value = None if absent else values.get(code)
    difference = displayed_difference(ours, value, known.decimals)
    return NeighbourFigure(
        code, area.name, close.get(code, ""), in_all, value, difference, side(known, difference),
        absent, is_certain(difference, rounding),
    )  # fmt: skip


def _closeness(snapshot: Snapshot, area: str, model: str) -> dict[str, str]:
    def make() -> dict[tuple[str, str, str], str]:
        columns = snapshot.groups.select("area", "group", "member", "detail")
        return {(a, g, m): str(d or "").lower() for a, g, m, d in columns.iter_rows()}

    every = snapshot.remember("closeness of neighbours", make)
    listed = snapshot.neighbours(area, model)
    return {code: every.get((area, group_of(model), code), "") for code in listed}
