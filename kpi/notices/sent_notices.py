"""Sending the notice of a snapshot, once, and what the history says of it.

The history holds when, by whom and to how many, and no address. It is written before anything is
sent, so that a notice is not sent twice because a program ended in between.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from kpi.errors import NoticeError, StoreError
from kpi.formatting import lower
from kpi.notices import mail_relay
from kpi.notices.mail_relay import Delivery
from kpi.notices.mail_settings import MailRelay
from kpi.store import journal, publisher_lock
from kpi.store.backends import backend
from kpi.store.backends.location import Where
from kpi.store.journal import JournalEntry

_WAIT, _TRIES = 0.5, 60
_LOG = logging.getLogger("kpi.notices")


def earlier_notice(snapshot_id: str, where: Where) -> JournalEntry | None:
    """Return the last notice of a snapshot that was sent, or begun; None for none."""
    return journal.notice_of(journal.entries(where), snapshot_id)


def earlier_words(entry: JournalEntry | None) -> str:
    """Return that a notice was sent, when, by whom and to how many; empty for none."""
    if entry is None:
        return ""
    day = datetime.fromisoformat(entry.at)
    when = f"{day.day} {day:%B %Y} at {day:%H:%M} (UTC) by {entry.who or 'somebody unnamed'}"
    if entry.action == journal.NOTICE_BEGUN:
        return f"A notice of this snapshot was begun on {when}, and its end is not known."
    return f"A notice of this snapshot was sent on {when}. {entry.why}"


@dataclass(frozen=True)
class NoticeRecord:
    """What the history is told of a notice: of which snapshot, by whom, in which store.

    `known` is the earlier notice that the sender has been told of.
    """

    snapshot_id: str
    who: str
    where: Where
    known: JournalEntry | None = None

    def begin(self, number: int) -> None:
        """Record that a notice is about to be sent, unless there is another than the known one.

        Raises NoticeError then, or where the history cannot be written.
        """
        try:
            with publisher_lock.locked(self.where):
                found = earlier_notice(self.snapshot_id, self.where)
                if found != self.known:
                    raise NoticeError(f"nothing was sent: {lower(earlier_words(found))}")
                self._note(journal.NOTICE_BEGUN, f"To {number:,} address{'es' * (number != 1)}.")
        except publisher_lock.StoreBusyError:
            raise NoticeError(
                "nothing was sent: somebody is publishing at this moment; try again in a minute"
            ) from None
        except OSError as fault:
            why = backend.reason(fault)
            raise NoticeError(f"nothing was sent: the history cannot be written: {why}") from None

    def end(self, action: str, told: str, wait: Callable[[float], None]) -> None:
        """Record how it ended; while somebody publishes, after them.

        Where that stays impossible, the history says that it was begun, and the log that its end
        is not in it.
        """
        for _ in range(_TRIES):
            try:
                with publisher_lock.locked(self.where):
                    self._note(action, told)
                return
            except publisher_lock.StoreBusyError:
                wait(_WAIT)
            except (OSError, StoreError):
                break
        _LOG.error("the end of a notice could not be written into the history")

    def _note(self, action: str, told: str) -> None:
        entry = JournalEntry(
            journal.now(), self.who, told, action, self.snapshot_id, self.snapshot_id
        )
        journal.note(self.where, entry)


def send(
    message: EmailMessage,
    recipients: Sequence[str],
    relay: MailRelay,
    *,
    record: NoticeRecord,
    wait: Callable[[float], None] = time.sleep,
) -> Delivery:
    """Send a notice to some addresses and record it; returns how many the relay took.

    Raises NoticeError where nothing was sent: also where another notice of the snapshot was sent
    or begun than the one that the sender knows of.
    """
    record.begin(len(recipients))
    try:
        sent = mail_relay.deliver(message, recipients, relay)
    except NoticeError as fault:
        record.end(journal.NOTICE_FAILED, f"Nothing was sent: {fault}.", wait)
        raise
    if not sent.accepted:
        record.end(journal.NOTICE_FAILED, sent.in_words, wait)
        raise NoticeError(f"the mail relay refused all {sent.of:,} addresses; nothing was sent")
    record.end(journal.NOTICE_SENT, sent.in_words, wait)
    return sent
