"""The step Tell people: shown after publishing, sent on a second yes, and once."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from kpi.store import journal, snapshots
from pages.sections import tell_people
from tests.kpi.notices.conftest import RunningRelay, made_certificate, mail, no_mail
from tests.kpi.notices.relays import PASSWORD, PEOPLE
from tests.kpi.sent_returns import good_return
from tests.pages.reading import faults, headings, markup, notices, summaries, text
from tests.pages.test_publish_page import labels, officer, own_store, press, publish, send, visit

__all__ = ["made_certificate", "mail", "no_mail", "officer", "own_store", "visit"]

pytestmark = pytest.mark.usefixtures("at_a_glance")
ASK, YES = "Send the e-mail to 4 addresses …", "Yes, send it to 4 addresses"
PREVIEW = ["The e-mail, formatted", "The e-mail, as plain text"]


def published(app: AppTest) -> AppTest:
    return publish(send(app, good_return()))


def told(store: Path) -> list[str]:
    return [entry.action for entry in journal.entries(store) if entry.is_notice]


def test_before_publishing_there_is_no_such_step(officer: AppTest, mail: RunningRelay) -> None:
    assert "Tell people" not in headings(officer)
    assert "Tell people" not in headings(send(officer, good_return()))


def test_without_settings_there_is_a_preview_and_no_button(officer: AppTest) -> None:
    app = published(officer)
    assert faults(app) == []
    assert headings(app)[0] == "Tell people"
    assert [title for title in summaries(app) if title in PREVIEW] == PREVIEW
    assert "Quarter 2 2025-26" in text(app).partition("Its subject is:")[2][:120]
    assert tell_people.NOT_SET_UP in text(app)
    assert summaries(app)[2] == "For IT: what is missing"
    assert "Not set: KPI_ADDRESS, KPI_MAIL_HOST, KPI_MAIL_SENDER, KPI_MAIL_LIST." in text(app)
    assert not any(label.startswith(tell_people.SEND) for label in labels(app))


def test_the_preview_is_the_e_mail_in_both_forms(
    officer: AppTest, own_store: Path, mail: RunningRelay
) -> None:
    body = markup(published(officer))
    part = body.partition('<div class="letter-page">')[2].partition("</details>")[0]
    assert "<h3" in part
    assert "<h1" not in part
    assert "<main" not in part
    assert f"snapshot={snapshots.current_id(own_store)}" in part
    plain = body.partition('<div class="letter-text">')[2].partition("</div>")[0]
    assert plain.startswith("ILLUSTRATIVE FIGURES.")
    assert "<" not in plain


def test_it_is_sent_after_a_second_yes(
    officer: AppTest, own_store: Path, mail: RunningRelay
) -> None:
    app = published(officer)
    made = snapshots.current_id(own_store)
    assert mail.postbox.letters == []
    app = press(app, ASK)
    assert mail.postbox.letters == []
    assert f"Send the e-mail on snapshot {made} to 4 addresses? It cannot be called back." in (
        notices(app, "status")
    )
    app = press(app, YES)
    assert faults(app) == []
    (said,) = [each for each in notices(app, "status") if "A notice of this snapshot" in each]
    assert said.endswith("by officer@council.example. Sent to 3 of 4 addresses; 1 was refused.")
    assert YES not in labels(app)
    (letter,) = mail.postbox.letters
    assert "Quarter 2 2025-26" in letter.message["Subject"]
    assert told(own_store) == ["notice begun", "notice sent"]
    assert journal.entries(own_store)[-1].who == "officer@council.example"
    seen = markup(app)
    assert not any(person in seen for person in (*PEOPLE, PASSWORD))


def test_once_sent_that_is_said_before_it_is_offered_again(
    officer: AppTest, own_store: Path, mail: RunningRelay
) -> None:
    app = press(press(published(officer), ASK), YES)
    app.run()
    assert any(each.startswith("A notice of this snapshot") for each in notices(app, "status"))
    again = "Send the e-mail again to 4 addresses …"
    assert again in labels(app)
    assert ASK not in labels(app)
    press(press(app, again), YES)
    assert len(mail.postbox.letters) == 2


def test_two_officers_do_not_both_send_it(
    officer: AppTest, own_store: Path, mail: RunningRelay
) -> None:
    app = press(published(officer), ASK)
    made = snapshots.current_id(own_store)
    (yes,) = [each for each in app.button if each.label == YES]
    entry = journal.JournalEntry(
        journal.now(), "lead@council.example", "Sent to 4 addresses.", journal.NOTICE_SENT,
        made, made,
    )  # fmt: skip
    journal.note(own_store, entry)
    yes.click().run()
    assert mail.postbox.letters == []
    (said,) = [each for each in notices(app, "alert") if each.startswith("Nothing was sent: ")]
    assert "a notice of this snapshot was sent on" in said
    assert "by lead@council.example. Sent to 4 addresses." in said
    assert YES not in labels(app)


def test_who_says_no_sends_nothing(officer: AppTest, own_store: Path, mail: RunningRelay) -> None:
    app = press(press(published(officer), ASK), tell_people.NO)
    assert ASK in labels(app)
    assert YES not in labels(app)
    assert (mail.postbox.letters, told(own_store)) == ([], [])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"KPI_MAIL_TLS": "ssl"}, "No e-mail can be sent: KPI_MAIL_TLS is none of starttls"),
        ({"KPI_MAIL_LIST": "/no/such/people.txt"}, "No e-mail can be sent: people.txt: the list"),
        ({"KPI_ADDRESS": "nowhere"}, "KPI_ADDRESS is no web address"),
    ],
)
def test_a_wrong_setting_is_said_and_nothing_offered(
    officer: AppTest,
    mail: RunningRelay,
    monkeypatch: pytest.MonkeyPatch,
    settings: dict[str, str],
    said: str,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    app = published(officer)
    assert any(each.startswith(said) for each in notices(app, "alert"))
    assert not any(label.startswith(tell_people.SEND) for label in labels(app))


def test_what_the_relay_refuses_is_said(
    officer: AppTest, own_store: Path, mail: RunningRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_MAIL_PASSWORD", "wrong")
    app = press(press(published(officer), ASK), YES)
    assert "The mail relay does not take the user and password (code 535)." in (
        notices(app, "alert")
    )
    assert told(own_store) == ["notice begun", "notice not sent"]
    assert ASK in labels(app)
    assert "code 535" not in " ".join(notices(press(app, ASK), "alert"))
