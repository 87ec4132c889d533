"""Who made which snapshot live, when and why; and the lock that lets one publisher in at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from kpi import places, plain
from kpi.errors import StoreError
from kpi.places import Where

_JOURNAL = "HISTORY"


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
def locked(store: Where) -> Iterator[None]:
    """Hold the store's lock. It dies with its process; nobody waits for it.

    Raises BusyError when another process holds it. An object store has none: there whoever moves
    the pointer first wins.
    """
    with ExitStack() as held:
        try:
            held.enter_context(places.at(store).alone())
        except BlockingIOError:
            raise BusyError(
                "Somebody else is publishing at this moment. Nothing of yours was published. "
                "Wait until they have finished, check again, and publish again."
            ) from None
        yield


def note(store: Where, entry: Entry) -> None:
    """Write an entry down, for good, before the pointer moves.

    An entry whose move did not happen, because the machine stopped between the two or somebody
    else was first, is told from what followed: see `took_effect`.
    """
    places.at(store).note(_JOURNAL, json.dumps(asdict(entry), ensure_ascii=False))


def entries(store: Where) -> list[Entry]:
    """Every entry that can be read, oldest first; a line cut short by a dead process is not one.

    Raises StoreError when the store does not answer.
    """
    try:
        lines = places.at(store).lines(_JOURNAL)
    except OSError as fault:
        raise StoreError(f"The history cannot be read: {places.reason(fault)}.") from None
    found = []
    for line in lines:
        try:
            found.append(Entry(**json.loads(line)))
        except (ValueError, TypeError, RecursionError):
            continue  # never took effect: the pointer moves only after the whole line is written
    return found


def took_effect(all_entries: list[Entry], current: str) -> list[bool]:
    """Whether each entry's move happened: a later one starts from it, or it is live now.

    Whoever starts from a snapshot read the pointer there. What follows the next move to the same
    snapshot says nothing of this one.
    """
    return [
        _is_witnessed(entry.after, all_entries[number:], current)
        for number, entry in enumerate(all_entries, start=1)
    ]


def _is_witnessed(snapshot: str, later: list[Entry], current: str) -> bool:
    for entry in later:
        if entry.before == snapshot:
            return True
        if entry.after == snapshot:
            return False
    return snapshot == current


def now() -> str:
    """This moment, as entries and manifests write it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
