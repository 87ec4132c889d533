"""A notice is sent once, and the history says when, by whom and to how many."""

from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from kpi.errors import NoticeError
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.notices import digest_content, digest_rendering, mail_settings, sent_notices
from kpi.notices.mail_relay import Delivery
from kpi.notices.mail_settings import OFF, MailRelay
from kpi.notices.sent_notices import EarlierNotice, NoticeRecord, earlier_notice, send
from kpi.publishing import preview
from kpi.store import journal, publisher_lock, served_snapshots, snapshots
from tests.kpi.changing import BCP, quarter
from tests.kpi.notices.conftest import RunningRelay
from tests.kpi.notices.relays import HERE, PASSWORD, PEOPLE

WHO = "officer@council.example"


def notice(snapshot: Snapshot) -> EmailMessage:
    view = View(BCP, quarter("Q2 2025-26"))
    made = digest_content.digest(
        snapshot, view, date(2025, 11, 30), address="https://kpi.council.example"
    )
    return digest_rendering.message(made, mail_settings.sender(), datetime.now(UTC))


def told(store: Path) -> list[tuple[str, str, str]]:
    return [(e.action, e.who, e.why) for e in journal.entries(store) if e.is_notice]


def test_a_notice_is_sent_and_recorded(
    second_quarter: Snapshot, store: Path, mail: RunningRelay
) -> None:
    record = NoticeRecord(second_quarter.id, WHO, store)
    sent = send(notice(second_quarter), PEOPLE, mail_settings.relay(), record=record)
    assert sent == Delivery(3, 1, 4)
    assert told(store) == [
        ("notice begun", WHO, "To 4 addresses."),
        ("notice sent", WHO, "Sent to 3 of 4 addresses; 1 was refused."),
    ]
    (letter,) = mail.postbox.letters
    assert "98 of 175 (56.0%)" in letter.text
    assert "98 of 175 (56.0%)" in letter.html
    history = (store / "HISTORY.jsonl").read_text(encoding="utf-8")
    for hidden in ("3 of 171", "1.8%"):
        assert hidden not in letter.text + letter.html + history
    assert not any(person in history for person in (*PEOPLE, PASSWORD))
    assert "56.0" not in history


def test_what_is_live_is_as_before(
    second_quarter: Snapshot, store: Path, mail: RunningRelay
) -> None:
    before, shown = served_snapshots.ids(store), list(served_snapshots.earlier(store))
    send(
        notice(second_quarter), PEOPLE, mail_settings.relay(),
        record=NoticeRecord(second_quarter.id, WHO, store),
    )  # fmt: skip
    assert (served_snapshots.ids(store), list(served_snapshots.earlier(store))) == (before, shown)
    assert snapshots.current_id(store) == second_quarter.id
    newest = preview.history(store)
    assert [each.action for each in newest[:3]] == ["notice sent", "notice begun", "publish"]
    assert [each.is_live for each in newest[:3]] == [False, False, True]
    assert snapshots.verify(store)[-1].fault == ""
    entries = journal.entries(store)
    assert journal.marks(entries, second_quarter.id)[-3:] == ["live", "", ""]


def test_it_is_not_sent_again_unless_the_sender_knows(
    second_quarter: Snapshot, store: Path, mail: RunningRelay
) -> None:
    relay, unknowing = mail_settings.relay(), NoticeRecord(second_quarter.id, WHO, store)
    send(notice(second_quarter), PEOPLE, relay, record=unknowing)
    with pytest.raises(NoticeError) as fault:
        send(notice(second_quarter), PEOPLE, relay, record=unknowing)
    assert str(fault.value).startswith("nothing was sent: a notice of this snapshot was sent on ")
    assert "Sent to 3 of 4 addresses; 1 was refused." in str(fault.value)
    assert len(mail.postbox.letters) == 1
    known = earlier_notice(second_quarter.id, store)
    assert known.number == 2
    knowing = NoticeRecord(second_quarter.id, WHO, store, known)
    send(notice(second_quarter), PEOPLE, relay, record=knowing)
    assert len(mail.postbox.letters) == 2
    with pytest.raises(NoticeError):  # a second click that knew the same
        send(notice(second_quarter), PEOPLE, relay, record=knowing)
    assert len(mail.postbox.letters) == 2


def test_a_notice_of_another_snapshot_is_another(second_quarter: Snapshot, store: Path) -> None:
    first = served_snapshots.ids(store)[0]
    NoticeRecord(first, WHO, store).begin(2)
    assert earlier_notice(second_quarter.id, store).entry is None
    words = earlier_notice(first, store).in_words
    assert words.startswith("A notice of this snapshot was begun on ")
    assert words.endswith(f" (UTC) by {WHO}, and its end is not known.")
    assert EarlierNotice().in_words == ""


def test_where_nothing_could_be_sent_it_may_be_tried_again(
    second_quarter: Snapshot, store: Path, mail: RunningRelay
) -> None:
    wrong = MailRelay(HERE, mail.port, mail_settings.relay().sender, OFF)
    record = NoticeRecord(second_quarter.id, WHO, store)
    with pytest.raises(NoticeError):
        send(notice(second_quarter), PEOPLE, wrong, record=record)
    assert [action for action, _, _ in told(store)] == ["notice begun", "notice not sent"]
    assert earlier_notice(second_quarter.id, store).entry is None
    nobody = ("gone@council.example",)
    with pytest.raises(NoticeError, match="the mail relay refused all 1 addresses"):
        send(notice(second_quarter), nobody, mail_settings.relay(), record=record)
    assert earlier_notice(second_quarter.id, store).entry is None
    assert send(notice(second_quarter), PEOPLE, mail_settings.relay(), record=record).accepted == 3
    assert not any(person in str(told(store)) for person in PEOPLE)


def test_nothing_is_sent_while_somebody_publishes(
    second_quarter: Snapshot, store: Path, mail: RunningRelay
) -> None:
    record = NoticeRecord(second_quarter.id, WHO, store)
    with publisher_lock.locked(store), pytest.raises(NoticeError, match="somebody is publishing"):
        send(notice(second_quarter), PEOPLE, mail_settings.relay(), record=record)
    assert mail.postbox.letters == []
    assert told(store) == []


def test_the_end_waits_for_whoever_publishes(second_quarter: Snapshot, store: Path) -> None:
    record = NoticeRecord(second_quarter.id, WHO, store)
    held = publisher_lock.locked(store)
    held.__enter__()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            held.__exit__(None, None, None)

    record.end(journal.NOTICE_SENT, "Sent to 2 addresses.", wait)
    assert len(waits) == 3
    assert told(store) == [("notice sent", WHO, "Sent to 2 addresses.")]


def test_an_end_that_cannot_be_written_is_logged_without_anything_of_it(
    second_quarter: Snapshot, store: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record = NoticeRecord(second_quarter.id, WHO, store)
    with publisher_lock.locked(store):
        record.end(journal.NOTICE_SENT, "Sent to 2 addresses.", lambda _: None)
    assert caplog.messages == ["the end of a notice could not be written into the history"]


def test_a_history_that_cannot_be_written_stops_it_first(
    second_quarter: Snapshot, store: Path, mail: RunningRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sent_notices.journal, "note", full)
    with pytest.raises(NoticeError, match="the history cannot be written: No space left"):
        send(
            notice(second_quarter), PEOPLE, mail_settings.relay(),
            record=NoticeRecord(second_quarter.id, WHO, store),
        )  # fmt: skip
    assert mail.postbox.letters == []
