"""What a store needs of the place it lies in, and the faults a place may have.

A place's faults are the system's own: FileNotFoundError, FileExistsError, PermissionError, and
OSError for the rest. `reason` says them in a few plain words, without paths, addresses or secrets.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

POINTER, MANIFEST, SNAPSHOTS = "CURRENT", "manifest.json", "snapshots"
ABSENT = ""
"""The tag of a file that is not there."""


class ChangedError(Exception):
    """A file is not as it was when its tag was read; nothing was written."""


@dataclass(frozen=True)
class StoredObject:
    """A file's bytes, and the tag that tells this state of it from every other."""

    data: bytes
    tag: str


@runtime_checkable
class StoreBackend(Protocol):
    """Names are relative, with `/`. Whatever is written stays written before a method returns."""

    @property
    def is_near(self) -> bool:
        """Whether looking costs next to nothing, so that each page may look."""

    def is_there(self) -> bool:
        """Whether the place itself exists and answers; of a mount that went away, False."""

    def read(self, name: str) -> StoredObject:
        """A file whole."""

    def snapshots(self) -> list[str]:
        """The names of the folders in `snapshots` that hold a manifest, in order."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep other publishers out where the place can; raises BlockingIOError if one is in."""

    def sweep(self) -> None:
        """Clear away what a publisher left that was stopped half way; only when `alone`."""

    def workshop(self) -> AbstractContextManager[Path]:
        """A folder of this machine to make a snapshot in; what is left in it goes at the end."""

    def keep(self, made: Path, snapshot: str) -> None:
        """Put the files of `made` in `snapshots`, seen by nobody before all of them are there.

        Raises FileExistsError where a snapshot of this name was begun already.
        """

    def discard(self, snapshot: str) -> None:
        """Take away a snapshot that never was live."""

    def swap(self, name: str, data: bytes, tag: str) -> None:
        """Replace a file in one step, if its tag is still this one; else raises ChangedError."""

    def note(self, log: str, line: str) -> None:
        """Add a line to a log, for good, after all that are there."""

    def lines(self, log: str) -> list[str]:
        """The lines of a log in order; a line cut short by a dead process may be among them.

        Bytes that are no UTF-8 come as lone surrogates, as Python's `surrogateescape` makes them.
        """


def reason(fault: OSError) -> str:
    """Why in a few words: `permission denied`; never a path."""
    told = fault.strerror or str(fault) or type(fault).__name__
    return " ".join(told.split()).rstrip(".")
