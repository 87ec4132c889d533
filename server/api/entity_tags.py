"""The ETag of an answer: it changes when its sources do.

Made without the answer itself, so that a table nobody needs again is not made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from kpi import settings
from kpi.benchmarks.annotations.chart_notes import usable_notes
from kpi.indicators.comparisons.chosen_groups import usable_groups
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from kpi.store import served_snapshots, snapshots

_ROOT = Path(__file__).resolve().parents[2]


def entity_tag(snapshot: Snapshot, parts: Iterable[str]) -> str:
    """Return the strong tag of an answer; `parts` say what was asked, and in which form.

    It also depends on what past snapshots no longer show, on the council's groups, notes and home,
    and on this version of the code and its texts.
    """
    made_of = (
        snapshot.id,
        *served_snapshots.mark(snapshots.root()),
        snapshot.home_code(),
        repr(usable_groups(snapshot)),
        repr(usable_notes(snapshot)),
        _code(),
        *parts,
    )
    digest = hashlib.sha256("\0".join(made_of).encode("utf-8", "surrogatepass"))
    return f'"{digest.hexdigest()[:32]}"'


@cache
def _code() -> str:
    """Return a digest of the code that makes tables, and of the texts and settings it reads."""
    folders = [(_ROOT / "kpi", "**/*.py"), (_ROOT / "server" / "api", "**/*.py"), (DATA, "*.toml")]
    if (own := settings.council_folder()) is not None:
        folders.append((own, "*.toml"))
    digest = hashlib.sha256(metadata.version("polars").encode())
    for folder, pattern in folders:
        for file in sorted(folder.glob(pattern)):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
