"""A change of one definition, seen before it is made, then made and published in one step.

The change is built aside, in memory: nothing is written until it is published. The definition's
file is written while the store is locked, after everything was proved showable, and is put back
as it was where anything fails after that.
"""

from __future__ import annotations

import hashlib
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from kpi.disclosure import refused_texts
from kpi.disclosure.small_counts import small_counts_words
from kpi.errors import DefinitionError, InputError
from kpi.indicators import reporting_quarters
from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SUPPRESSED
from kpi.model.snapshot import Snapshot
from kpi.periods import Period
from kpi.publishing import build as building
from kpi.publishing import build_changes, carry_forward
from kpi.publishing.build import BuildResult
from kpi.publishing.definitions import definition_folder, library
from kpi.publishing.go_live import go_live_check
from kpi.resources import DATA
from kpi.store import live_pointer, snapshots
from kpi.store.backends.location import Where
from kpi.store.publisher_lock import StoreBusyError
from kpi.toml_files import no_file

ADD, RETIRE, RESTORE, REMOVE = "add", "retire", "restore", "remove"
INPUTS = DATA / "inputs"
QUARTERS_OFFERED = 5
_MOST_DRAFTS = 2  # some 10 MB each beside the live snapshot, whose benchmarks they share


@dataclass(frozen=True)
class DefinitionChange:
    """What is done with a definition: `kind` is ADD, RETIRE, RESTORE or REMOVE.

    ADD takes the library's definition, with another `directorate` and `owner_role` where given.
    RETIRE needs the first quarter without it, `Q1 2026-27`, and `why`, which the definition keeps.
    """

    kind: str
    indicator_id: str
    directorate: str = ""
    owner_role: str = ""
    start: str = ""
    why: str = ""


@dataclass(frozen=True, eq=False)
class DefinitionDraft:
    """A change as it would be published: nothing of it is written.

    `after` is the snapshot it would make, `also` a line for each further change that a build
    brings; `content` is the definition's file, None where it goes; `folder_mark` and `based_on`
    say which definitions and which snapshot it was made from.
    """

    change: DefinitionChange
    name: str
    based_on: str
    folder_mark: str
    content: bytes | None
    built: BuildResult
    after: Snapshot
    also: tuple[str, ...]

    @property
    def indicator(self) -> Indicator:
        """The indicator as it would be; raises UnknownNameError for one that goes."""
        return self.after.indicator(self.change.indicator_id)


_drafting = threading.Lock()  # one build at a time, however many officers look
_drafts: OrderedDict[tuple[str, str, str, str, DefinitionChange], DefinitionDraft] = OrderedDict()


def draft(
    change: DefinitionChange, live: Snapshot, *, where: Where | None = None, inputs: Path = INPUTS
) -> DefinitionDraft:
    """Return what a change would make of the live snapshot; a build in memory, of some seconds.

    Made once for each change, live snapshot and state of the definitions, and kept a while. Raises
    DefinitionError or InputError for a fault, UnknownNameError for an unknown definition.
    """
    store = where or snapshots.root()
    place = definition_folder.folder()
    key = (live.id, str(store), str(place), folder_mark(place), change)
    with _drafting:
        if key not in _drafts:
            _drafts[key] = _drafted(change, live, store, inputs)
            while len(_drafts) > _MOST_DRAFTS:
                _drafts.popitem(last=False)
        _drafts.move_to_end(key)
        return _drafts[key]


def publish(
    drafted: DefinitionDraft,
    *,
    who: str,
    why: str,
    where: Where | None = None,
    prove: live_pointer.SnapshotCheck = go_live_check.prove,
) -> str:
    """Write a draft's definition and make its snapshot live; returns the snapshot's id.

    All or nothing: where the proof or the store fails, the folder of definitions is as it was.
    Raises StoreBusyError where somebody else has published, or changed the definitions, since the
    draft was made; InputError where the file cannot be written or nothing would change.
    """
    place = definition_folder.folder()
    path = place / f"{drafted.change.indicator_id}.toml"
    _refuse_revealing(why, drafted)
    with _put_back(path) as begin:

        def prove_and_write(snapshot: Snapshot) -> None:
            if snapshot.manifest.get("based_on") != drafted.based_on:
                raise StoreBusyError(
                    "Somebody else has published since you looked. Nothing of yours was published. "
                    "Look at the change again."
                )
            prove(snapshot)
            if folder_mark(place) != drafted.folder_mark:
                raise StoreBusyError(
                    "The definitions were changed since you looked. Nothing was published. Look "
                    "at the change again."
                )
            begin()
            _write(path, drafted.content)

        made, is_new = building.publish(
            drafted.built,
            why=f"{done_words(drafted)}: {why}",
            who=who,
            store_root=where,
            prove=prove_and_write,
        )
        if not is_new:
            raise InputError(f"Nothing would change, so {made} stays live.")
    with _drafting:
        _drafts.clear()
    return made


def refuse_shipped() -> None:
    """Raise InputError where the definitions are those of the checkout, not a council's own."""
    if not definition_folder.is_own():
        raise InputError(SHIPPED_WORDS)


SHIPPED_WORDS = (
    "The indicators here are those that came with the dashboard: the next version of it would "
    "undo a change, or conflict with it. So nothing can be added or retired on this page until "
    "the council has a folder of its own: ask IT to set KPI_DATA."
)


def folder_mark(place: Path) -> str:
    """Return a digest of the definitions of a folder."""
    digest = hashlib.sha256()
    for path in definition_reader.paths(place):
        digest.update(path.name.encode())
        # What is no file has no content; a build names it.
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


def retirement_quarters(live: Snapshot, area: str) -> tuple[Period, ...]:
    """Return the quarters from which an indicator can be retired: the newest report's, and on."""
    quarters_offered = [reporting_quarters.default_quarter(live, area)]
    while (
        len(quarters_offered) < QUARTERS_OFFERED
        and (following := quarters_offered[-1].next()) is not None
    ):
        quarters_offered.append(following)
    return tuple(quarters_offered)


# ---- in words -----------------------------------------------------------------------------


def done_words(drafted: DefinitionDraft) -> str:
    """Return what was done, for the history: `Indicator added: Persistent absence`."""
    done = {ADD: "added", RETIRE: "retired", RESTORE: "restored", REMOVE: "removed"}
    start = f" from {drafted.change.start}" if drafted.change.kind == RETIRE else ""
    return f"Indicator {done[drafted.change.kind]}{start}: {drafted.name}"


def effect_words(drafted: DefinitionDraft, before: Snapshot) -> tuple[str, ...]:
    """Return what a change does, a sentence each, before it is made."""
    change, name = drafted.change, drafted.name
    rows = f"{len(before.indicators)} indicators become {len(drafted.after.indicators)}."
    if change.kind == ADD:
        return (
            f"{name} stands on the scorecard, on a page of its own, in downloads and in the "
            f"committee paper, under {drafted.indicator.directorate}. {rows}",
            "It has no target until a return gives one in its sheet of targets.",
        )
    if change.kind == RETIRE:
        return (
            f"Reports from {change.start} on do not have {name} any more. Earlier reports still "
            "show it, and its history stays.",
            "You can restore it at any time.",
        )
    if change.kind == RESTORE:
        return (f"Reports have {name} again, as before it was retired.",)
    return (
        f"{name} is gone from every report, past quarters too. {rows} Earlier snapshots still "
        "show it.",
    )


# ---- parts --------------------------------------------------------------------------------


def _drafted(
    change: DefinitionChange, live: Snapshot, where: Where, inputs: Path
) -> DefinitionDraft:
    place = definition_folder.folder()
    mark = folder_mark(place)
    with TemporaryDirectory(prefix="definitions-") as aside:
        copy = Path(aside) / place.name
        copy.mkdir()
        _refuse_unreadable(place)
        for path in definition_reader.paths(place):
            shutil.copy(path, copy)
        _apply(change, copy)
        changed = copy / f"{change.indicator_id}.toml"
        content = changed.read_bytes() if changed.is_file() else None
        built = building.build(inputs, copy, illustrative=building.uses_illustrative(where, live))
    typed = definition_reader.from_table(built.tables["indicators"])
    carry_forward.refuse_loss(carry_forward.renamed(live, typed), built.tables)
    tables = _sharing(carry_forward.carry(live, built.tables, where).tables, live)
    after = replace(live.with_tables(tables), indicators=typed, definitions=tables["indicators"])
    name = (live if content is None else after).indicator(change.indicator_id).name
    own = f"{name} ({change.indicator_id}): "
    change_lines = build_changes.changes(carry_forward.renamed(live, typed), tables)
    also = tuple(
        line for line in change_lines if line != build_changes.NOTHING and not line.startswith(own)
    )
    shared = replace(built, tables=_sharing(built.tables, live))
    return DefinitionDraft(change, name, live.id, mark, content, shared, after, also)


def _refuse_unreadable(place: Path) -> None:
    """Raise DefinitionError where something in the folder is no file, or has a name that is not
    read.
    """
    faults = definition_reader.misnamed(place) if place.is_dir() else []
    faults += [fault for path in definition_reader.paths(place) if (fault := no_file(path))]
    if faults:
        raise DefinitionError("; ".join(faults))


def _refuse_revealing(why: str, drafted: DefinitionDraft) -> None:
    """Raise InputError for a reason that may name a count that is hidden of the indicator.

    The count itself is not in the store, so any small one may be it.
    """
    observed = drafted.after.observations.filter(
        pl.col("indicator_id") == drafted.change.indicator_id
    )
    is_hidden = pl.col("reporting_quarter").is_not_null() & (pl.col("symbol") == SUPPRESSED)
    if observed.filter(is_hidden).height and refused_texts.names_a_number(why):
        raise InputError(
            f"Nothing was published: the reason has a number of {small_counts_words()}, and "
            "figures of this indicator that small are not shown. The history keeps the reason "
            "permanently: write it without the number."
        )


def _apply(change: DefinitionChange, place: Path) -> None:
    """Change one definition of a folder."""
    if change.kind == ADD:
        text = library.adapted(
            library.entry(change.indicator_id),
            directorate=change.directorate,
            owner_role=change.owner_role,
        )
        definition_folder.add(place, change.indicator_id, text)
    elif change.kind == RETIRE:
        definition_folder.retire(place, change.indicator_id, start=change.start, why=change.why)
    elif change.kind == RESTORE:
        definition_folder.restore(place, change.indicator_id)
    else:
        definition_folder.remove(place, change.indicator_id)


def _sharing(tables: Mapping[str, pl.DataFrame], live: Snapshot) -> dict[str, pl.DataFrame]:
    """Return tables with the live benchmarks where theirs are the same, to hold them once."""
    held = live.benchmarks
    if isinstance(held, pl.DataFrame) and held.equals(tables["benchmarks"]):
        return {**tables, "benchmarks": held}
    return dict(tables)


@contextmanager
def _put_back(path: Path) -> Iterator[_Beginning]:
    """Yield what to call before a file is written; where the context fails, it is as before."""
    beginning = _Beginning(path)
    try:
        yield beginning
    except BaseException:
        beginning.undo()
        raise


class _Beginning:
    """The bytes of a file before it is written, once this was called."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_begun = False
        self._before: bytes | None = None

    def __call__(self) -> None:
        self._before = self._path.read_bytes() if self._path.is_file() else None
        self._is_begun = True

    def undo(self) -> None:
        """Write the file as it was, or take it away; nothing before it was begun."""
        if self._is_begun:
            with suppress(InputError):  # the first error is the one to raise
                _write(self._path, self._before)


def _write(path: Path, content: bytes | None) -> None:
    """Replace a file in one step, or take it away; raises InputError where that cannot be."""
    new = path.with_name(f".{path.name}.new")
    try:
        if content is None:
            path.unlink(missing_ok=True)
            return
        new.write_bytes(content)
        new.replace(path)
    except OSError as fault:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise InputError(
            f"Nothing was published: the definition {path.name} cannot be written "
            f"({fault.strerror or 'the disk refused'}). Tell IT."
        ) from fault
