"""Comparators and sources of data, as the definitions page explains them.

Neighbour lists, Ofsted's judgements, sources, known faults and the build report, all read from
the snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.benchmarks import map_boundaries
from kpi.formatting import capital, count, how_many, in_words, listed, long_date
from kpi.indicators import sources_in_use
from kpi.indicators.comparisons.comparators import comparators
from kpi.indicators.comparisons.good_authorities import judged_good
from kpi.model.data_status import PUBLISHED
from kpi.model.definitions.indicator import Indicator
from kpi.model.neighbour_models import NONE, group_of, in_every, model_label, month_words
from kpi.model.snapshot import Snapshot, Source, in_order
from kpi.periods import Period

_AREAS_OF = {"england": "England", "region": "the region"}
_FEW = 5
_REPORT_NAMES = {"areas": "Authorities, regions and England"}


@dataclass(frozen=True)
class Neighbour:
    """One statistical neighbour: its rank in a model, its closeness, whether all models name it."""

    rank: int
    name: str
    closeness: str
    in_every: bool


@dataclass(frozen=True)
class NeighbourAverages:
    """The neighbours' mean and median of one indicator by one model."""

    mean: float
    median: float
    count: int
    of: int


@dataclass(frozen=True)
class ModelEffect:
    """The effect of the neighbour model on one indicator; None where a model has no figure."""

    indicator: Indicator
    period: Period
    by_model: Mapping[str, NeighbourAverages | None]


@dataclass(frozen=True)
class FaultGroup:
    """One known fault, what is withheld because of it, and the measures concerned."""

    fault: str
    withheld: str
    measures: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether it concerns too many measures to list them unfolded."""
        return len(self.measures) > _FEW


@dataclass(frozen=True)
class ReportLine:
    """What the build read from one source, used and withheld, and why."""

    name: str
    read: str
    kept: str
    withheld: str
    why: str


# ---- comparators --------------------------------------------------------------------------


def neighbour_lists(snapshot: Snapshot, area: str) -> dict[str, tuple[Neighbour, ...]]:
    """Return an authority's statistical neighbours by model, closest first; newest model first."""
    codes = {model: snapshot.neighbours(area, model) for model in snapshot.neighbour_models}
    shared = in_every(codes)
    close = {
        (row["group"], row["member"]): row["detail"]
        for row in snapshot.groups.filter(pl.col("area") == area).iter_rows(named=True)
    }
    return {
        model: tuple(
            Neighbour(
                rank,
                snapshot.area(code).name,
                str(close[(group_of(model), code)] or "").lower(),
                code in shared,
            )
            for rank, code in enumerate(listed, start=1)
        )
        for model, listed in codes.items()
    }


def neighbours_by_rank(
    lists: Mapping[str, tuple[Neighbour, ...]],
) -> list[tuple[int, tuple[Neighbour | None, ...]]]:
    """Return rows of a rank and each model's neighbour of that rank."""
    most = max((len(listed) for listed in lists.values()), default=0)
    return [
        (rank, tuple(_at(listed, rank) for listed in lists.values())) for rank in range(1, most + 1)
    ]


def neighbours_changed(lists: Mapping[str, tuple[Neighbour, ...]]) -> str:
    """Return a sentence with the number of neighbours that the newest model kept."""
    missing = [model for model, listed in lists.items() if not listed]
    if missing == [NONE]:
        return "No list of statistical neighbours is loaded."
    if missing:
        return f"The {listed([*map(month_words, missing)])} model has no list for this authority."
    newest, *earlier = lists
    if not earlier:
        return ""
    last = {neighbour.name for neighbour in lists[earlier[0]]}
    kept = sum(neighbour.name in last for neighbour in lists[newest])
    changed = len(lists[newest]) - kept
    are = "is" if kept == 1 else "are"
    where = "both lists" if len(lists) == 2 else f"the {month_words(earlier[0])} list too"
    return (
        f"{capital(how_many(kept))} of the {in_words(len(lists[newest]))} {are} in {where}; "
        f"{how_many(changed)} changed when DfE made the {month_words(newest)} model."
    )


def models_words(snapshot: Snapshot) -> str:
    """Return by which models the neighbours are: the newest, and those that can be chosen."""
    newest, *earlier = map(model_label, snapshot.neighbour_models)
    if not earlier:
        return newest
    are = "is a choice" if len(earlier) == 1 else "are choices"
    return f"{newest}; {listed(earlier)} {are} on the other pages"


def effects_title(snapshot: Snapshot) -> str:
    """Return the title of the table of `model_effects`."""
    each = "both models" if len(snapshot.neighbour_models) == 2 else "each model"
    return f"Statistical neighbours' figures by {each}, newest period"


def model_effects(snapshot: Snapshot, area: str) -> list[ModelEffect]:
    """Return the neighbours' mean and median by each model, for each indicator that has them."""
    effects = []
    for indicator in in_order(snapshot):
        by_model: dict[str, NeighbourAverages | None] = {}
        period = None
        for model in snapshot.neighbour_models:
            compared = comparators(
                snapshot, indicator, area, local_period=None, known_by=None, model=model
            )
            neighbours = next(c for c in compared if c.key == "neighbours")
            period = period or neighbours.period
            by_model[model] = None
            if neighbours.value is not None and neighbours.median is not None:
                by_model[model] = NeighbourAverages(
                    neighbours.value, neighbours.median, neighbours.count or 0, neighbours.of or 0
                )
        if period is not None and any(by_model.values()):
            effects.append(ModelEffect(indicator, period, by_model))
    return effects


def good_words(snapshot: Snapshot, area: str) -> str:
    """Return how many other authorities Ofsted judges Good, with date and publication."""
    about = snapshot.source("ofsted-ilacs")
    judged = judged_good(snapshot)
    good = judged.members
    others = [code for code in good if code != area]
    name = snapshot.area(area).name
    ours = f"{name} is one of them and is left out" if area in good else f"{name} is not among them"
    return (
        f"{count(len(good))} authorities are judged {judged.judgement} "
        f"({about.publisher}, published {day_words(about.published)}). {ours}, so the mean "
        f"is made of up to {count(len(others))} authorities. A report of an earlier quarter uses "
        "the judgements that Ofsted had published by its end."
    )


def region_words(snapshot: Snapshot, area: str) -> str:
    """Return the authority's region and its present number of authorities."""
    code = snapshot.authority(area).region
    members = sum(area.region == code for area in snapshot.current_authorities)
    if code is None:
        return "This authority has no region in the data."
    return f"{snapshot.area(code).name}, which has {count(members)} authorities"


# ---- sources and faults -------------------------------------------------------------------


def sources(snapshot: Snapshot) -> list[Source]:
    """Return each source in use.

    The boundaries of the map come last: they are of the project, and in no snapshot.
    """
    used = sources_in_use.names(snapshot)
    every = snapshot.known_sources.values()
    return [*(each for each in every if each.source in used), _boundaries()]


def _boundaries() -> Source:
    about = map_boundaries.SOURCE
    return Source(
        source="ons-boundaries",
        title=about.title,
        publisher=about.publisher,
        edition=about.edition,
        published=None,
        licence=about.licence,
        status=PUBLISHED,
        link=about.link,
        note=f"Shapes of the map. {capital(about.note)}",
    )


def faults(snapshot: Snapshot) -> list[FaultGroup]:
    """Return known faults, one entry per reason, those that concern most measures first."""
    groups = snapshot.faults.group_by("fault").agg(
        pl.col("comparator").drop_nulls().unique().sort(), pl.col("subject").unique().sort()
    )
    ordered = groups.sort(pl.col("subject").list.len(), "fault", descending=[True, False])
    return [
        FaultGroup(
            row["fault"],
            " and ".join(_AREAS_OF.get(key, key) for key in row["comparator"]),
            tuple(row["subject"]),
        )
        for row in ordered.iter_rows(named=True)
    ]


def report(snapshot: Snapshot) -> list[ReportLine]:
    """Return the build report, with sources and indicators by name."""
    names = {name: about.title for name, about in snapshot.known_sources.items()}
    for indicator in snapshot.indicators:
        names[indicator.id] = f"{indicator.name}: comparators"
        names[f"{indicator.id} (related)"] = f"{indicator.name}: related measure"
        names[f"{indicator.id} (weights)"] = f"{indicator.name}: pupils that weight England"
    return [
        ReportLine(
            {**names, **_REPORT_NAMES}.get(line["source"], capital(line["source"])),
            count(line["read"]),
            count(line["kept"]),
            count(line["withheld"]),
            capital(line["why"]) or "Nothing was left out",
        )
        for line in snapshot.manifest["report"]
    ]


def day_words(day: date | None) -> str:
    """Return `8 April 2026`, or `no date given` for None."""
    return long_date(day) if day else "no date given"


# ---- parts --------------------------------------------------------------------------------


def _at(listed: tuple[Neighbour, ...], rank: int) -> Neighbour | None:
    return listed[rank - 1] if rank <= len(listed) else None
