"""A publisher's new release: read aside, compared with the one in force, and taken in.

Looking changes nothing. Taking it in keeps its files, publishes a snapshot with it, and then makes
it the one in force: a fault before that leaves everything as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from kpi.errors import InputError
from kpi.formatting import long_date
from kpi.model import schemas
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.merging import figure_corrections
from kpi.model.schemas import ILLUSTRATIVE_RETURN, LOCAL_RETURN
from kpi.model.snapshot import Snapshot
from kpi.publishing import build as building
from kpi.publishing import carry_forward
from kpi.publishing.build import BuildResult
from kpi.publishing.releases import source_revisions
from kpi.publishing.releases.release_effects import PageEffect, effects
from kpi.sources import comparators_csv
from kpi.sources import register as registers
from kpi.sources.groups import neighbour_groups
from kpi.sources.register import LAIT, OFSTED, Register, ReleaseAddress
from kpi.sources.releases import (
    first_taken_in,
    neighbour_changes,
    release_comparison,
    release_figures,
    staging,
    taken_in,
)
from kpi.sources.releases.neighbour_changes import NeighbourChange
from kpi.sources.releases.release_comparison import CHANGED, ReleaseComparison
from kpi.sources.releases.release_limits import ReleaseLimits, beyond
from kpi.sources.releases.staging import StagedFiles
from kpi.sources.releases.taken_in import TakenInRelease
from kpi.store import live_pointer
from kpi.store.backends import location
from kpi.store.backends.location import Where

NOT_REFRESHED = (ILLUSTRATIVE_RETURN, LOCAL_RETURN)


@dataclass(frozen=True)
class ReleaseRequest:
    """Which release is looked at: its source, where it comes from, and what it is compared with.

    `onto` is a folder of another release to compare with, instead of the one in force. `origin`
    is how the release log names where it came from; `notices` are what its publisher says of it,
    `major` what of that only a person may accept.
    """

    source: str
    folder: Path
    inputs: Path
    indicators: Path
    area: str
    illustrative: bool
    onto: Path | None = None
    edition: str = ""
    published: date | None = None
    origin: str = ""
    notices: tuple[str, ...] = ()
    major: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refresh:
    """A release that was looked at: what it changes, on the pages too, and whether it may.

    `beyond` are the limits of its source that it passes, in words; `warnings` what its importer
    and the build say of it; `neighbours` which lists of statistical neighbours came or
    changed, `first` the periods whose first figures it brings (`taken_in.FIRSTS`);
    `used_by` the indicators that name a measure which goes or has another code, by its code before.
    """

    request: ReleaseRequest
    staged: StagedFiles
    comparison: ReleaseComparison
    effects: tuple[PageEffect, ...]
    beyond: tuple[str, ...]
    warnings: tuple[str, ...]
    built: BuildResult
    taken: TakenInRelease
    neighbours: tuple[NeighbourChange, ...] = ()
    first: pl.DataFrame = field(default_factory=partial(pl.DataFrame, schema=taken_in.FIRSTS))
    used_by: Mapping[str, tuple[Indicator, ...]] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The source that the release is of."""
        return self.request.source


def sources_of(inputs: Path) -> list[str]:
    """Return the sources that have releases, in the order of `sources.toml`."""
    register = registers.read(inputs, comparators_csv.folder(inputs))
    return [name for name in register.shipped if name not in NOT_REFRESHED]


def addresses_of(inputs: Path) -> dict[str, ReleaseAddress]:
    """Return where the newest release of each source is, of those with an address."""
    return registers.read(inputs, comparators_csv.folder(inputs)).addresses


@contextmanager
def looked_at(request: ReleaseRequest, today: date, where: Where) -> Iterator[Refresh]:
    """Give what a release would change; its files are gone when the context ends.

    Raises InputError or DefinitionError where it cannot be read or built.
    """
    register = registers.read(request.inputs, comparators_csv.folder(request.inputs))
    known = [name for name in register.shipped if name not in NOT_REFRESHED]
    if request.source not in known:
        raise InputError(f"no source '{request.source}'; there are {', '.join(known)}")
    with TemporaryDirectory(prefix="kpi-refresh-") as made:
        yield _look(request, register, Path(made), today, where)


def accept(
    refresh: Refresh, *, who: str, reason: str = "", where: Where, prove: live_pointer.SnapshotCheck
) -> tuple[TakenInRelease, str]:
    """Take a release in and publish; returns it, and the id of the snapshot with it.

    Raises InputError where the release passes a limit and there is no `reason`, or is compared
    with another release than the one in force.
    """
    request = refresh.request
    if request.onto is not None:
        raise InputError("a release is taken in onto the one in force: leave out --onto")
    if refresh.beyond and not reason:
        raise InputError(
            f"{request.source}: not taken in, as {'; '.join(refresh.beyond)}. If that is right, "
            "say why: --accept-anyway REASON"
        )
    about = replace(refresh.taken, reason=reason)
    revised = refresh.comparison.cells.filter(pl.col("change") == CHANGED)
    place = taken_in.place(request.inputs)
    kept = taken_in.keep(refresh.taken.folder, place, about, revised, refresh.first)
    built = _built(request, kept)
    snapshot_id, _ = building.publish(
        built,
        why=f"{about.origin}: {_title(built, request.source)}, {about.edition}",
        who=who,
        store_root=where,
        prove=prove,
        revised=_revised(refresh, built, _live(where)),
    )
    taken_in.put_in_force(kept)
    return kept, snapshot_id


# ---- looking ------------------------------------------------------------------------------


def _look(
    request: ReleaseRequest, register: Register, made: Path, today: date, where: Where
) -> Refresh:
    source = request.source
    shipped = register.shipped[source]
    in_force = register.taken[source].folder if source in register.taken else shipped
    base = in_force
    if request.onto is not None:
        base = made / "onto"
        staging.lay_out(source, request.onto, in_force, base, register.neighbour_models)
    was = _before(request, base)
    staged = made / "new"
    files_used = staging.lay_out(source, request.folder, base, staged, register.neighbour_models)
    before = release_figures.read(source, base, shipped)
    after = release_figures.read(source, staged, shipped)
    comparison = release_comparison.compare(before, after, _codes(request, where))
    used_by: dict[str, tuple[Indicator, ...]] = {}
    if source == LAIT:
        gone = [each.measure for each in comparison.removed]
        other_codes = [each.before for each in comparison.renamed]
        used_by = _used_by(was, [*gone, *other_codes])
        # An indicator that names a measure by its old code keeps the last figures it had there.
        kept = [*gone, *(code for code in other_codes if code in used_by)]
        staging.keep_measures(staged, base, kept, today)
    origin = request.origin or f"folder {request.folder.name}"
    taken = TakenInRelease(
        source, staged, _edition(request, staged, today), request.published, today, origin,
        counts=_counts(comparison),
    )  # fmt: skip
    built = _built(request, taken)
    first = first_taken_in.firsts(was.tables, built.tables)
    built = _with_days(built, taken, first)
    pages = _effects(request, built, was if request.onto else None, where)
    warnings = [
        *request.notices,
        *after.warnings,
        *(f"{name}: not used" for name in files_used.unused),
        *(f"folder {name}: nothing in it is read" for name in files_used.folders),
    ]
    passed = beyond(
        register.limits.get(source, ReleaseLimits()),
        values_changed=comparison.share_changed,
        measures_gone=len(comparison.removed),
        series_moved=len(comparison.shifted),
        home_values_gone=comparison.home_share_gone,
    )
    return Refresh(
        request, files_used, comparison, pages,
        (*request.major, *passed, *_unknown_codes(comparison, used_by)),
        tuple(warnings), built, taken, _neighbours(request, register, base, staged),
        first, used_by,
    )  # fmt: skip


def _used_by(was: BuildResult, measures: Sequence[str]) -> dict[str, tuple[Indicator, ...]]:
    """Return the indicators whose definitions name a measure, of the measures that any names."""
    typed = definition_reader.from_table(was.tables["indicators"])
    indicators_of = {each: tuple(i for i in typed if each in i.measures) for each in measures}
    return {measure: using for measure, using in indicators_of.items() if using}


def _unknown_codes(
    comparison: ReleaseComparison, used_by: Mapping[str, Sequence[Indicator]]
) -> Iterator[str]:
    """Yield each measure that has another code than the definitions of indicators say."""
    for each in comparison.renamed:
        if using := used_by.get(each.before):
            have = "definition has" if len(using) == 1 else "definitions have"
            ids = ", ".join(indicator.id for indicator in using)
            yield f"{each.before} is now {each.after}, and the {have} the old code: {ids}"


def _neighbours(
    request: ReleaseRequest, register: Register, base: Path, staged: Path
) -> tuple[NeighbourChange, ...]:
    if request.source != LAIT:
        return ()
    before, after = (
        neighbour_groups.read(each, register.neighbour_models).groups for each in (base, staged)
    )
    return neighbour_changes.changes(before, after, request.area)


def _built(request: ReleaseRequest, taken: TakenInRelease) -> BuildResult:
    return building.build(
        request.inputs,
        request.indicators,
        illustrative=request.illustrative,
        staged={request.source: taken},
    )


def _before(request: ReleaseRequest, base: Path) -> BuildResult:
    """Return a build with the release in force, or with the one compared with."""
    if request.onto is not None:
        return _built(
            request, TakenInRelease(request.source, base, "compared with", None, date.min, "")
        )
    return building.build(request.inputs, request.indicators, illustrative=request.illustrative)


def _with_days(built: BuildResult, taken: TakenInRelease, first: pl.DataFrame) -> BuildResult:
    """Return a build in which a release's first figures are known from the day it is taken in."""
    typed = definition_reader.from_table(built.tables["indicators"])
    before = built.tables.get("first_taken_in", pl.DataFrame(schema=schemas.FIRST_TAKEN_IN))
    new = first_taken_in.table([(taken, first)], typed)
    days = first_taken_in.merged(before, new)
    if days.is_empty():
        return built
    observations = first_taken_in.applied(built.tables["observations"], days)
    tables = {**built.tables, "observations": observations, "first_taken_in": days}
    return replace(built, tables=tables)


def _effects(
    request: ReleaseRequest, built: BuildResult, onto: BuildResult | None, where: Where
) -> tuple[PageEffect, ...]:
    """Return what differs on the pages from what is live, or from the release compared with."""
    live = _live(where)
    if live is None:
        return ()
    after = carry_forward.carried_snapshot(live, built.tables, where)
    before = live
    if onto is not None:
        before = carry_forward.carried_snapshot(live, onto.tables, where)
    return effects(before, after, request.area)


def _codes(request: ReleaseRequest, where: Where) -> frozenset[str]:
    """Return the codes by which a source names the home authority; Ofsted has the ONS code."""
    live = _live(where) if request.source == OFSTED else None
    return frozenset({request.area, *([live.area(request.area).ons_code] if live else [])})


def _edition(request: ReleaseRequest, staged: Path, today: date) -> str:
    if request.edition:
        return request.edition
    if request.published:
        return f"{request.published:%B %Y}"
    return f"taken in on {long_date(today)}"


def _counts(comparison: ReleaseComparison) -> dict[str, int]:
    counts = comparison.counts
    return {
        "measures_added": len(comparison.added),
        "measures_gone": len(comparison.removed),
        "measures_renamed": len(comparison.renamed),
        "series_moved": len(comparison.shifted),
        "values_added": counts["values_added"],
        "values_changed": counts["values_changed"],
        "values_gone": counts["values_gone"],
    }


# ---- taking in ----------------------------------------------------------------------------


def _title(built: BuildResult, source: str) -> str:
    rows = built.tables["sources"].filter(pl.col("source") == source)
    return str(rows["title"].item())


def _revised(refresh: Refresh, built: BuildResult, live: Snapshot | None) -> pl.DataFrame:
    """Return the changed published figures of indicators, as revisions of their source."""
    if live is None:
        return pl.DataFrame(schema=schemas.REVISIONS)
    why = figure_corrections.by_source(_title(built, refresh.source), refresh.taken.edition)
    typed = definition_reader.from_table(built.tables["indicators"])
    before = carry_forward.renamed(live, typed).observations
    return source_revisions.revisions(before, built.tables["observations"], why, refresh.taken.day)


def _live(where: Where) -> Snapshot | None:
    return carry_forward.last_good(where) if location.open_backend(where).is_there() else None
