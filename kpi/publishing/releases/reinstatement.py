"""The release before the one in force, put in force again: looked at, or done.

What the release that is left had changed is shown no longer: figures, marks and the log are those
of the time before it. The history of the store says who went back, when and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kpi.errors import InputError
from kpi.model.snapshot import Source
from kpi.publishing import build as building
from kpi.publishing import carry_forward
from kpi.publishing.build import BuildResult
from kpi.publishing.releases.release_effects import PageEffect, effects
from kpi.sources.releases import taken_in
from kpi.sources.releases.taken_in import TakenInRelease
from kpi.store import live_pointer
from kpi.store.backends import location
from kpi.store.backends.location import Where


@dataclass(frozen=True)
class Reinstatement:
    """Which release is left, which comes in force again, and what differs on the pages.

    `earlier` is None for the shipped release.
    """

    source: str
    title: str
    left: TakenInRelease
    earlier: TakenInRelease | None
    built: BuildResult
    effects: tuple[PageEffect, ...]

    @property
    def edition(self) -> str:
        """The edition of the release that comes in force again."""
        return _about(self.built, self.source).edition


def looked_at(
    source: str, inputs: Path, indicators: Path, area: str, where: Where, *, illustrative: bool
) -> Reinstatement:
    """Return what it would change to go back by one release; changes nothing.

    Raises InputError where no release of the source was taken in, or an earlier one is damaged.
    """
    in_force = taken_in.current(taken_in.place(inputs))
    if source not in in_force:
        known = ", ".join(sorted(in_force)) or "none"
        raise InputError(
            f"no release of '{source}' was taken in, so there is none to go back from; sources "
            f"with one: {known}"
        )
    left = in_force[source]
    earlier = taken_in.before(left)
    built = building.build(inputs, indicators, illustrative=illustrative, staged={source: earlier})
    title = _about(built, source).title
    live = carry_forward.last_good(where) if location.open_backend(where).is_there() else None
    page_effects: tuple[PageEffect, ...] = ()
    if live is not None:
        page_effects = effects(
            live, carry_forward.carried_snapshot(live, built.tables, where), area
        )
    return Reinstatement(source, title, left, earlier, built, page_effects)


def accept(
    reinstatement: Reinstatement,
    *,
    who: str,
    why: str,
    where: Where,
    prove: live_pointer.SnapshotCheck,
) -> str:
    """Publish with the earlier release and put it in force; returns the id of the snapshot.

    A fault before the last step leaves everything as it was.
    """
    left, edition = reinstatement.left, reinstatement.edition
    reason = f"{reinstatement.title}: {left.edition} taken back, {edition} in force again. {why}"
    snapshot_id, _ = building.publish(
        reinstatement.built, why=reason, who=who, store_root=where, prove=prove
    )
    taken_in.put_out_of_force(left)
    return snapshot_id


def _about(built: BuildResult, source: str) -> Source:
    """Return what the build's register says of a source."""
    (entry,) = Source.rows(built.tables["sources"].filter(source=source))
    return entry
