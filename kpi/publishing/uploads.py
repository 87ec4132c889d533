"""Files uploaded over the web, passed to `kpi.publishing.submission` and nowhere else.

While they are read they are in a temporary folder, under neutral names, because a file's own name
may hold anything, even a child's name. Messages to the officer show the original names.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath

from kpi.errors import InputError
from kpi.file_readers.limits import LARGEST_FILE
from kpi.model.snapshot import Snapshot
from kpi.publishing import own_sheet_match, publication, submission
from kpi.publishing.proposed_changes import Proposal
from kpi.publishing.review import return_preview
from kpi.publishing.review.return_preview import ReturnPreview
from kpi.publishing.submission import CheckedReturn
from kpi.returns.column_names import is_ignored, kind_of_name
from kpi.returns.own_sheets.match_proposal import SheetMatch
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.records import NOTES
from kpi.store.publisher_lock import StoreBusyError

MOST_FILES = 8
MOST_MEGABYTES = LARGEST_FILE // 1_000_000
"""Limit of one file; `server.maxUploadSize` in .streamlit/config.toml must not be less."""
_LONGEST_NAME = 60
_KNOWN_ENDINGS = (".xlsx", ".csv", ".txt", ".tsv")


@dataclass(frozen=True)
class UploadedReturn:
    """An uploaded file; its name is the sender's and only for display."""

    name: str
    data: bytes

    @property
    def shown(self) -> str:
        """The name without control and direction characters, shortened."""
        plain = "".join(letter for letter in self.name if letter.isprintable()).strip()
        plain = plain or "a file without a name"
        return plain if len(plain) <= _LONGEST_NAME else f"{plain[: _LONGEST_NAME - 1]}\u2026"


@dataclass(frozen=True)
class CheckedUpload:
    """A checked return, the scorecard it would make, and what of it can be published.

    `proposal` is None while the return has errors: `compared` is then made without the lines in
    error, and is for looking at only.
    """

    received: CheckedReturn
    compared: ReturnPreview
    proposal: Proposal | None = None

    @property
    def after(self) -> Snapshot | None:
        """The snapshot that publishing would make; None while the return has errors."""
        return self.compared.after if self.proposal else None


def mark(uploads: Sequence[UploadedReturn], live: Snapshot) -> str:
    """Return a short text that changes with the files, their names or the live snapshot."""
    return hashlib.sha256(f"{live.id} {file_mark(uploads)}".encode()).hexdigest()


def file_mark(uploads: Sequence[UploadedReturn]) -> str:
    """Return a short text that changes with the files or their names."""
    digest = hashlib.sha256()
    for upload in uploads:
        digest.update(hashlib.sha256(upload.name.encode("utf-8", "replace")).digest())
        digest.update(hashlib.sha256(upload.data).digest())
    return digest.hexdigest()


def matches(
    uploads: Sequence[UploadedReturn], live: Snapshot, *, area: str, known: Sequence[OwnSheet]
) -> tuple[SheetMatch, ...]:
    """Return the councils' own sheets in files as far as `known` goes; none in a return of ours.

    Raises InputError for a file that cannot be read.
    """
    with _laid_out(uploads) as (paths, names):
        files = {f"{path.parent.name}/{path.name}": path.read_bytes() for path in paths}
        try:
            return own_sheet_match.matches(files, live, area, known)
        except InputError as fault:
            raise InputError(_with_names(str(fault), names)) from fault


def check(
    uploads: Sequence[UploadedReturn],
    live: Snapshot,
    *,
    area: str,
    today: date,
    kept: Sequence[OwnSheet] | None = None,
) -> CheckedUpload:
    """Read and check files, and find what publishing them would change.

    `kept` reads a council's own sheet, as in `submission.receive`. Raises InputError where nothing
    can be read, or where a comment names a figure that must not be shown.
    """
    with _laid_out(uploads) as (paths, names):
        try:
            received = submission.receive(paths, live, area=area, today=today, kept=kept)
        except InputError as fault:
            raise InputError(_with_names(str(fault), names)) from fault
    own = tuple(replace(f, file=names.get(f.file, f.file)) for f in received.faults)
    shown = replace(received, faults=own)
    if received.errors:
        # By the neutral names, under which the lines of the return know their own faults.
        draft = return_preview.without_errors(received, live, area=area, today=today)
        refusal = _with_names(draft.refusal, names)
        return CheckedUpload(shown, replace(draft, refusal=refusal))
    proposal = submission.proposal(received, live, area=area, why="", today=today)
    return CheckedUpload(shown, return_preview.compared(live, proposal), proposal)


def publish(  # noqa: PLR0913 - named by every caller
    uploads: Sequence[UploadedReturn],
    live: Snapshot,
    *,
    area: str,
    who: str,
    why: str,
    today: date,
    looked_at: str,
    kept: Sequence[OwnSheet] | None = None,
) -> str:
    """Publish files on top of the live snapshot; returns the new snapshot's id.

    `looked_at` is the snapshot that the changes were shown against. Raises StoreBusyError where
    another is live by now, InputError where the files have errors.
    """
    if live.id != looked_at:
        raise StoreBusyError(
            "Somebody else has published since you looked. Nothing of yours was published. "
            "Look at the changes again, and publish again."
        )
    with _laid_out(uploads) as (paths, names):
        try:
            received = submission.receive(paths, live, area=area, today=today, kept=kept)
            proposal = submission.proposal(received, live, area=area, why=why, today=today)
        except InputError as fault:
            raise InputError(_with_names(str(fault), names)) from fault
        if proposal.is_empty:
            raise InputError(f"Nothing would change, so {live.id} stays live.")
        return publication.publish(proposal, who=who, why=why, files=paths)


@contextmanager
def _laid_out(uploads: Sequence[UploadedReturn]) -> Iterator[tuple[list[Path], dict[str, str]]]:
    """Yield the files on disk under neutral names, and the original name of each."""
    if len(uploads) > MOST_FILES:
        raise InputError(f"{len(uploads)} files were sent; a return is at most {MOST_FILES}")
    with tempfile.TemporaryDirectory(prefix="return-") as folder:
        paths, names = [], {}
        for number, upload in enumerate(uploads, start=1):
            path = Path(folder) / str(number) / _neutral(upload)
            path.parent.mkdir()
            path.write_bytes(upload.data)
            paths.append(path)
            names[f"{number}/{path.name}"] = upload.shown
            names.setdefault(path.name, upload.shown)
        yield paths, names


def _neutral(upload: UploadedReturn) -> str:
    """Return a neutral name, `values.csv` or `file.xlsx`: the kind of sheet and the extension."""
    own = PurePosixPath(upload.name.replace("\\", "/"))
    ending = own.suffix.lower()
    kind = NOTES if is_ignored(own.stem) else kind_of_name(own.stem) or "file"
    return f"{kind}{ending if ending in _KNOWN_ENDINGS else '.other'}"


def _with_names(text: str, names: dict[str, str]) -> str:
    """Return a message with neutral file names at its start replaced by the original ones."""
    head, colon, tail = text.partition(": ")
    if not colon:
        return text
    own_names = [names.get(name, name) for name in head.split(", ")]
    return f"{', '.join(own_names)}: {tail}"
