"""The history of who made which snapshot live, when and why."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from kpi import visible_text
from kpi.errors import StoreError
from kpi.store.backends import backend, location
from kpi.store.backends.location import Where

_JOURNAL = "HISTORY"
FILE = "HISTORY.jsonl"
"""The history's name for people; in an object store it is the folder HISTORY."""
WITHHOLD = "withhold"
NOTICE_BEGUN, NOTICE_SENT, NOTICE_FAILED = "notice begun", "notice sent", "notice not sent"
_NOTICES = (NOTICE_BEGUN, NOTICE_SENT, NOTICE_FAILED)


@dataclass(frozen=True)
class JournalEntry:
    """One move of the pointer: `action` is build, publish, roll back or withhold.

    Or a notice of a snapshot that people were sent, which moves nothing: `before` and `after` are
    the snapshot.
    """

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
            object.__setattr__(self, name, visible_text.clean(getattr(self, name)))

    @property
    def is_notice(self) -> bool:
        """Whether it records a notice to people and no move of the pointer."""
        return self.action in _NOTICES


def note(store: Where, entry: JournalEntry) -> None:
    """Write an entry durably, before the pointer moves.

    An entry whose move did not happen, because the machine stopped between the two or somebody
    else was first, is recognised by the entries that follow: see `took_effect`.
    """
    location.open_backend(store).note(_JOURNAL, json.dumps(asdict(entry), ensure_ascii=False))


@dataclass(frozen=True)
class DamagedLine:
    """A damaged line of the history: its number from 1, and what is wrong."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line} {self.what}"


@dataclass(frozen=True)
class History:
    """Every entry that can be read, oldest first, and every line that is damaged."""

    entries: tuple[JournalEntry, ...]
    damage: tuple[DamagedLine, ...]


def history(store: Where) -> History:
    """Return the whole history; a damaged line does not affect the others.

    Raises StoreError when the store does not answer.
    """
    try:
        lines = location.open_backend(store).lines(_JOURNAL)
    except OSError as fault:
        raise StoreError(f"The history cannot be read: {backend.reason(fault)}.") from None
    entries_read: list[JournalEntry] = []
    damage: list[DamagedLine] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue  # the end of the file
        entry, what = _read(line)
        if entry:
            entries_read.append(entry)
        if what:
            damage.append(DamagedLine(number, what))
    return History(tuple(entries_read), tuple(damage))


def entries(store: Where) -> list[JournalEntry]:
    """Return every entry that can be read, oldest first, without lines cut short.

    Raises StoreError when the store does not answer.
    """
    return list(history(store).entries)


def _read(line: str) -> tuple[JournalEntry | None, str]:
    """Return a line's entry, or None, and what is wrong with it, "" for nothing.

    A line that is cut short never took effect: the pointer moves only once it is written whole.
    """
    text = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    foreign = text != line
    try:
        entry = JournalEntry(**json.loads(text))
    except (ValueError, TypeError, RecursionError):
        if foreign:
            return None, "holds bytes that are no text, and cannot be read"
        if line.startswith(_BEGINS) and not line.rstrip().endswith("}"):
            return None, "is cut short"
        return None, "is no entry"
    return entry, "holds bytes that are no text; the rest of it is shown" if foreign else ""


_BEGINS = '{"at"'


def took_effect(all_entries: list[JournalEntry], current: str) -> list[bool]:
    """Return for each entry whether its move happened: a later one starts from it, or it is live.

    A publisher who starts from a snapshot read the pointer there. Entries after the next move to
    the same snapshot prove nothing about this one. A notice always happened.
    """
    return [
        entry.is_notice or _is_witnessed(entry.after, all_entries[number:], current)
        for number, entry in enumerate(all_entries, start=1)
    ]


def marks(all_entries: Sequence[JournalEntry], current: str) -> list[str]:
    """Return the mark of each entry in a list of the history: `live`, `did not take effect`, or "".

    `live` marks every move to the snapshot that is live now.
    """
    return [
        _mark(entry, current) if done else "did not take effect"
        for entry, done in zip(all_entries, took_effect(list(all_entries), current), strict=True)
    ]


def _mark(entry: JournalEntry, current: str) -> str:
    return "live" if entry.after == current and not entry.is_notice else ""


def notice_of(all_entries: Sequence[JournalEntry], snapshot: str) -> JournalEntry | None:
    """Return the last entry on a notice of a snapshot; None where none was sent or begun."""
    notices = [entry for entry in all_entries if entry.is_notice and entry.after == snapshot]
    sent = [entry for entry in notices if entry.action == NOTICE_SENT]
    if notices and notices[-1].action == NOTICE_FAILED:  # an earlier one may have gone out
        return sent[-1] if sent else None
    return notices[-1] if notices else None


def _is_witnessed(snapshot: str, later: list[JournalEntry], current: str) -> bool:
    for entry in later:
        if entry.before == snapshot:
            return True
        if entry.after == snapshot:
            return False
    return snapshot == current


def now() -> str:
    """Return the present time in the format of entries and manifests."""
    return datetime.now(UTC).isoformat(timespec="seconds")
