"""The operations a store needs of its backend, and the errors a backend may raise.

A backend raises the system's own errors: FileNotFoundError, FileExistsError, PermissionError, and
OSError for the rest. `reason` words them in a few plain words, without paths, addresses or secrets.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

POINTER, MANIFEST, SNAPSHOTS = "CURRENT", "manifest.json", "snapshots"
ABSENT = ""
"""The tag of a file that does not exist."""


class ChangedError(Exception):
    """A file has changed since its tag was read; nothing was written."""


@dataclass(frozen=True)
class StoredObject:
    """A file's bytes, and a tag that differs for every state of the file."""

    data: bytes
    tag: str


@runtime_checkable
class StoreBackend(Protocol):
    """The operations on a store. Names are relative, with `/`.

    Whatever is written is durable before a method returns.
    """

    @property
    def is_fast(self) -> bool:
        """Whether reads are fast enough for every page to check the store."""

    def is_there(self) -> bool:
        """Return whether the place exists and answers; False for a mount that was lost."""

    def read(self, name: str) -> StoredObject:
        """Return a whole file; raises FileNotFoundError."""

    def snapshots(self) -> list[str]:
        """Return the names of the folders in `snapshots` that hold a manifest, in order."""

    def alone(self) -> AbstractContextManager[None]:
        """Lock out other publishers where possible; raises BlockingIOError if one is at work."""

    def sweep(self) -> None:
        """Remove what an interrupted publisher left; only within `alone`."""

    def workshop(self) -> AbstractContextManager[Path]:
        """Provide a local folder to make a snapshot in; it is removed at the end."""

    def keep(self, made: Path, snapshot: str) -> None:
        """Move the files of `made` to `snapshots`; they become visible only when all are there.

        Raises FileExistsError where a snapshot of this name exists or was begun.
        """

    def discard(self, snapshot: str) -> None:
        """Remove a snapshot that was never live."""

    def swap(self, name: str, data: bytes, tag: str) -> None:
        """Replace a file atomically if its tag is unchanged; else raises ChangedError."""

    def note(self, log: str, line: str) -> None:
        """Append a line to a log, durably."""

    def lines(self, log: str) -> list[str]:
        """Return the lines of a log in order; one cut short by a stopped process may be among them.

        Bytes that are not UTF-8 become lone surrogates, as with Python's `surrogateescape`.
        """


def reason(fault: OSError) -> str:
    """Return the reason of an error in a few words: `permission denied`; never a path."""
    words = fault.strerror or str(fault) or type(fault).__name__
    return " ".join(words.split()).rstrip(".")
