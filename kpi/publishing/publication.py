"""Publishing proposed changes as a new snapshot.

Nothing is changed in place: a snapshot is written whole, proved showable, then made live.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kpi import visible_text
from kpi.disclosure import refused_texts
from kpi.publishing.go_live import go_live_check
from kpi.publishing.proposed_changes import FigureChange, Proposal
from kpi.store import live_pointer, snapshots, writer
from kpi.store.backends.location import Where


def publish(
    proposal: Proposal,
    *,
    who: str,
    why: str,
    files: Sequence[Path],
    store_root: Where | None = None,
    prove: live_pointer.SnapshotCheck = go_live_check.prove,
) -> str:
    """Make a proposal the live snapshot; returns its id.

    Raises publisher_lock.StoreBusyError where another user has published since it was made, and
    start_check.UnshowableError where some page or file could not be made from it.
    """
    report: list[dict[str, Any]] = [
        {"source": d.indicator_id, "read": 1, "kept": 1, "withheld": 0, "why": _change_words(d)}
        for d in proposal.differences
    ]
    return writer.write(
        proposal.tables,
        why=visible_text.line(why),
        who=visible_text.line(who),
        inputs=[_input(path, proposal) for path in files],
        report=report,
        store=store_root,
        based_on=proposal.based_on,
        prove=prove,
    )


def _input(path: Path, proposal: Proposal) -> dict[str, str]:
    """Return a file's name and checksum. If the rest of a file is known, its checksum reveals which
    of 1 to 5 a hidden count is: for a file that may hold one, no checksum is recorded, nor a name
    in which a number may be that count."""
    name = visible_text.line(path.name)
    if proposal.hidden:
        if refused_texts.names_a_number(path.stem):
            name = f"a return{path.suffix.lower()}"
        return {"path": name, "sha256": "", "why": "the file may hold numbers not shown"}
    return {"path": name, "sha256": snapshots.file_digest(path)}


def _change_words(difference: FigureChange) -> str:
    return f"{difference.period}: {difference.kind}"
