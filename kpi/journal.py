"""Who made which snapshot live, when and why; and the lock that lets one publisher in at a time."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kpi import plain
from kpi.errors import StoreError

_JOURNAL, _LOCK = "HISTORY.jsonl", ".LOCK"


@dataclass(frozen=True)
class Entry:
    """One move of the pointer: `action` is build, publish or roll back."""

    at: str
    who: str
    why: str
    action: str
    before: str
    after: str

    def __post_init__(self) -> None:
        if not all(isinstance(part, str) for part in vars(self).values()):
            raise TypeError("an entry holds text alone")
        for name in ("who", "why"):  # typed by people
            object.__setattr__(self, name, plain.clean(getattr(self, name)))


class BusyError(StoreError):
    """Somebody else is publishing, or has published since this publisher looked."""


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Hold the store's lock. It dies with its process; nobody waits for it.

    Raises BusyError when another process holds it.
    """
    store.mkdir(parents=True, exist_ok=True)
    lock = FileLock(store / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError(
            "Somebody else is publishing at this moment. Nothing of yours was published. "
            "Wait until they have finished, check again, and publish again."
        ) from None
    try:
        yield
    finally:
        lock.release()


def note(store: Path, entry: Entry) -> None:
    """Write an entry down, for good, before the pointer moves.

    An entry whose move did not happen, because the machine stopped between the two, is told from
    the pointer: see `entries`.
    """
    path = store / _JOURNAL
    line = json.dumps(asdict(entry), ensure_ascii=False) + "\n"
    handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o644)
    try:
        # A line cut short by a dead process is closed off, so that it cannot swallow this one.
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = "\n" + line
        os.write(handle, line.encode("utf-8"))
        os.fsync(handle)
    finally:
        os.close(handle)


def entries(store: Path) -> list[Entry]:
    """Every entry that can be read, oldest first; a line cut short by a dead process is not one."""
    path = store / _JOURNAL
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            found.append(Entry(**json.loads(line)))
        except (ValueError, TypeError, RecursionError):
            continue  # never took effect: the pointer moves only after the whole line is written
    return found


def took_effect(all_entries: list[Entry], current: str) -> list[bool]:
    """Whether each entry's move happened: the next one starts from it, or it is live now."""
    following = [*(entry.before for entry in all_entries[1:]), *([current] if all_entries else [])]
    return [entry.after == before for entry, before in zip(all_entries, following, strict=True)]


def now() -> str:
    """This moment, as entries and manifests write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
