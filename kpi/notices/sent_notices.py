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
from kpi.formatting import long_date, lower
from kpi.notices import mail_relay
from kpi.notices.mail_relay import Delivery
from kpi.notices.mail_settings import MailRelay
from kpi.store import journal, publisher_lock
from kpi.store.backends import backend
from kpi.store.backends.location import Where
from kpi.store.journal import JournalEntry

_WAIT, _TRIES = 0.5, 60
_LOG = logging.getLogger("kpi.notices")


@dataclass(frozen=True)
class EarlierNotice:
    """The last notice of a snapshot that was sent, or begun: `entry`; None where there is none.

    `number` is how many entries on notices of it the history has.
    """

    entry: JournalEntry | None = None
    number: int = 0

    @property
    def in_words(self) -> str:
        """That a notice was sent, when, by whom and to how many; empty for none."""
        if self.entry is None:
            return ""
        by = self.entry.who or "somebody unnamed"
        when = f"{_moment(self.entry.at)} by {by}"
        if self.entry.action == journal.NOTICE_BEGUN:
            return f"A notice of this snapshot was begun on {when}, and its end is not known."
        return f"A notice of this snapshot was sent on {when}. {self.entry.why}"


def earlier_notice(snapshot_id: str, where: Where) -> EarlierNotice:
    """Return what the history says of notices of a snapshot. Raises StoreError."""
    entries = [
        entry for entry in journal.entries(where) if entry.is_notice and entry.after == snapshot_id
    ]
    return EarlierNotice(journal.notice_of(entries, snapshot_id), len(entries))


def _moment(text: str) -> str:
    """Return a time of the history: `30 November 2026 at 09:30 (UTC)`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{long_date(moment)} at {moment:%H:%M} (UTC)"


@dataclass(frozen=True)
class NoticeRecord:
    """What the history records of a notice: of which snapshot, by whom, in which store.

    `known` is the earlier notice that the sender knows of.
    """

    snapshot_id: str
    who: str
    where: Where
    known: EarlierNotice = EarlierNotice()

    def begin(self, number: int) -> None:
        """Record that a notice is about to be sent, unless there is another than the known one.

        Raises NoticeError then, or where the history cannot be written.
        """
        try:
            with publisher_lock.locked(self.where):
                newest = earlier_notice(self.snapshot_id, self.where)
                if newest.entry is not None and newest.number != self.known.number:
                    raise NoticeError(f"nothing was sent: {lower(newest.in_words)}")
                self._note(journal.NOTICE_BEGUN, f"To {number:,} address{'es' * (number != 1)}.")
        except publisher_lock.StoreBusyError:
            raise NoticeError(
                "nothing was sent: somebody is publishing at this moment; try again in a minute"
            ) from None
        except OSError as fault:
            why = backend.reason(fault)
            raise NoticeError(f"nothing was sent: the history cannot be written: {why}") from None

    def end(self, action: str, outcome: str, wait: Callable[[float], None]) -> None:
        """Record how it ended; while somebody publishes, after them.

        Where that stays impossible, the history says that it was begun, and the log that its end
        is not in it.
        """
        for _ in range(_TRIES):
            try:
                with publisher_lock.locked(self.where):
                    self._note(action, outcome)
                return
            except publisher_lock.StoreBusyError:
                wait(_WAIT)
            except (OSError, StoreError):
                break
        _LOG.error("the end of a notice could not be written into the history")

    def _note(self, action: str, outcome: str) -> None:
        entry = JournalEntry(
            journal.now(), self.who, outcome, action, self.snapshot_id, self.snapshot_id
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
