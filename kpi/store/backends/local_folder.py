"""A store in a folder: one lock, atomic renames, every write flushed to disk before it counts."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from kpi.store.backends.backend import ABSENT, MANIFEST, SNAPSHOTS, ChangedError, StoredObject

_LOCK, _MAKING, _ASIDE = ".LOCK", ".making-", "-"


@dataclass(frozen=True)
class LocalFolder:
    """A folder of this machine, or of a mounted drive."""

    root: Path
    is_fast = True

    def is_there(self) -> bool:
        """Return whether the folder exists."""
        return self.root.is_dir()

    def read(self, name: str) -> StoredObject:
        """Return a whole file; its tag is its checksum."""
        data = (self.root / name).read_bytes()
        return StoredObject(data, _tag(data))

    def snapshots(self) -> list[str]:
        """Return the folders with a manifest."""
        return sorted(path.parent.name for path in self._snapshots.glob(f"*/{MANIFEST}"))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock without waiting for it. It is released when its process ends."""
        self.root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.root / _LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise BlockingIOError(errno.EAGAIN, "somebody else holds the lock") from None
        try:
            yield
        finally:
            lock.release()

    def sweep(self) -> None:
        """Remove incomplete snapshots and temporary files."""
        for left in self._snapshots.glob(f"{_MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        for left in self.root.glob(f".*{_ASIDE}*"):
            if left.is_file():
                left.unlink(missing_ok=True)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Provide a folder next to the snapshots, so that the finished one needs only a rename."""
        self._snapshots.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self._snapshots))
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def keep(self, made: Path, snapshot: str) -> None:
        """Move the files by one rename."""
        target = self._snapshots / snapshot
        if target.exists():
            raise FileExistsError(errno.EEXIST, "a snapshot of this name is there already")
        for path in made.iterdir():
            _to_disk(path)
        made.chmod(0o755)
        made.rename(target)
        _to_disk(self._snapshots)

    def discard(self, snapshot: str) -> None:
        """Remove the manifest first, so that no part of it counts as a snapshot."""
        folder = self._snapshots / snapshot
        (folder / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)

    def swap(self, name: str, data: bytes, tag: str) -> None:
        """Write a temporary file, then rename it; only within `alone`."""
        if self._tag_of(name) != tag:
            raise ChangedError(name)
        target = self.root / name
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}{_ASIDE}", dir=target.parent)
        aside = Path(temporary)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            aside.chmod(0o644)
            aside.replace(target)
            _to_disk(target.parent)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def note(self, log: str, line: str) -> None:
        """Append to one file; only within `alone`."""
        handle = os.open(self.root / f"{log}.jsonl", os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o644)
        try:
            # A line cut short by a stopped process is ended first, so that this one is not joined
            # to it.
            size = os.fstat(handle).st_size
            is_cut = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
            data = ("\n" if is_cut else "").encode() + f"{line}\n".encode()
            if os.write(handle, data) < len(data):  # a full disk writes a part without an error
                os.ftruncate(handle, size)
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(handle)
        finally:
            os.close(handle)

    def lines(self, log: str) -> list[str]:
        """Return the lines of the file."""
        path = self.root / f"{log}.jsonl"
        if not path.exists():
            return []
        return path.read_bytes().decode("utf-8", "surrogateescape").split("\n")

    @property
    def _snapshots(self) -> Path:
        return self.root / SNAPSHOTS

    def _tag_of(self, name: str) -> str:
        try:
            return self.read(name).tag
        except FileNotFoundError:
            return ABSENT


def _tag(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _to_disk(path: Path) -> None:
    """Flush a file, or the names in a folder, to disk; folders not on Windows."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
