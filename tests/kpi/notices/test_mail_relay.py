"""Sending to a real SMTP server on this machine, and every way in which a relay fails."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from kpi.errors import NoticeError
from kpi.notices import mail_relay, mail_settings
from kpi.notices.mail_relay import Delivery, deliver
from kpi.notices.mail_settings import OFF, STARTTLS, TLS, MailRelay
from tests.kpi.notices.conftest import RunningRelay
from tests.kpi.notices.relays import (
    HERE,
    PASSWORD,
    PEOPLE,
    USER,
    Certificate,
    Postbox,
    certificate,
    relay,
    starttls_relay,
)

SENDER = Address("Team", "performance", "council.example")


def letter() -> EmailMessage:
    made = EmailMessage()
    made["Subject"], made["To"] = "Quarter 1", "undisclosed-recipients:;"
    made.set_content("Good news\n.\n.. and more\n")
    return made


def open_relay(port: int) -> MailRelay:
    return MailRelay(HERE, port, SENDER, OFF)


def refusal(settings: MailRelay, recipients: tuple[str, ...] = PEOPLE) -> str:
    with pytest.raises(NoticeError) as fault:
        deliver(letter(), recipients, settings)
    assert fault.value.__cause__ is None
    assert fault.value.__suppress_context__ or fault.value.__context__ is None
    line = str(fault.value)
    assert not any(person in line or person.split("@")[0] in line for person in PEOPLE)
    assert PASSWORD not in line
    return line


def test_starttls_a_password_and_an_envelope_that_only_the_relay_sees(
    mail: RunningRelay, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        sent = deliver(letter(), PEOPLE, mail_settings.relay())
    assert sent == Delivery(3, 1, 4)
    assert sent.in_words == "Sent to 3 of 4 addresses; 1 was refused."
    (found,) = mail.postbox.letters
    assert found.recipients == tuple(p for p in PEOPLE if p != "gone@council.example")
    assert found.sender == "performance@council.example"
    assert (found.is_encrypted, found.user) == (True, USER)
    assert found.greeting == "council.example"
    assert not any(person.encode() in found.data for person in PEOPLE)
    assert found.message.get_content().replace("\r", "") == "Good news\n.\n.. and more\n"
    ours = [str(r.__dict__) for r in caplog.records if not r.name.startswith("mail.")]  # aiosmtpd
    told = "".join((*ours, *capfd.readouterr()))
    assert not any(person in told for person in (*PEOPLE, PASSWORD))


def test_groups_of_addresses_are_envelopes_of_their_own() -> None:
    postbox = Postbox()
    people = tuple(f"person{n}@council.example" for n in range(mail_relay.MOST_AT_ONCE * 2 + 1))
    with relay(postbox) as port:
        assert deliver(letter(), people, open_relay(port)) == Delivery(101, 0, 101)
    assert [len(found.recipients) for found in postbox.letters] == [50, 50, 1]
    assert [p for found in postbox.letters for p in found.recipients] == list(people)


def test_a_group_that_is_refused_whole_does_not_stop_the_next() -> None:
    people = tuple(f"person{n}@council.example" for n in range(60))
    postbox = Postbox(refused=frozenset(people[:50]))
    with relay(postbox) as port:
        assert deliver(letter(), people, open_relay(port)) == Delivery(10, 50, 60)


def test_after_the_longest_time_no_further_group_is_begun() -> None:
    postbox, times = Postbox(), iter([0.0, 1.0, mail_relay.LONGEST + 1])
    people = tuple(f"person{n}@council.example" for n in range(120))
    with relay(postbox) as port:
        sent = deliver(letter(), people, open_relay(port), clock=lambda: next(times))
    assert sent.in_words == (
        "Sent to 50 of 120 addresses; the mail relay broke off before the other 70."
    )


def test_tls_from_the_start(made_certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(made_certificate.authority))
    postbox = Postbox()
    with relay(postbox, ssl_context=made_certificate.context()) as port:
        assert deliver(letter(), PEOPLE, MailRelay(HERE, port, SENDER, TLS)).is_whole
    assert len(postbox.letters) == 1


# ---- what goes wrong --------------------------------------------------------------------------


def test_a_relay_without_starttls_gets_nothing() -> None:
    postbox = Postbox()
    with relay(postbox) as port:
        assert refusal(MailRelay(HERE, port, SENDER, STARTTLS)).startswith(
            "the mail relay offers no STARTTLS, and nothing was sent without it"
        )
    assert postbox.letters == []


def test_a_certificate_of_a_stranger_is_not_trusted(
    made_certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    postbox = Postbox()
    with starttls_relay(postbox, made_certificate) as port:
        line = refusal(MailRelay(HERE, port, SENDER, STARTTLS, USER, PASSWORD))
    assert line.startswith("the mail relay's certificate is not trusted for 127.0.0.1: ")
    assert postbox.letters == []


def test_a_certificate_of_another_host_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certificate(tmp_path, "other.council.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(other.authority))
    with starttls_relay(Postbox(), other) as port:
        assert "certificate is not trusted" in refusal(MailRelay(HERE, port, SENDER, STARTTLS))


def test_a_wrong_password(mail: RunningRelay) -> None:
    wrong = MailRelay(HERE, mail.port, SENDER, STARTTLS, USER, "a wrong one")
    assert refusal(wrong) == "the mail relay does not take the user and password (code 535)"
    assert mail.postbox.letters == []


@pytest.mark.parametrize(
    ("postbox", "told"),
    [
        (
            Postbox(refuses_sender=True),
            "the mail relay does not take KPI_MAIL_SENDER as sender (code 550)",
        ),
        (Postbox(refuses_data=True), "the mail relay does not take the e-mail (code 554)"),
    ],
)
def test_what_the_relay_refuses_is_said_in_our_words(postbox: Postbox, told: str) -> None:
    with relay(postbox) as port:
        assert refusal(open_relay(port)) == told


def test_all_addresses_refused_is_no_fault_of_the_relay() -> None:
    with relay(Postbox(refused=frozenset(PEOPLE))) as port:
        sent = deliver(letter(), PEOPLE, open_relay(port))
    assert sent == Delivery(0, 4, 4)
    assert sent.in_words == "Sent to 0 of 4 addresses; 4 were refused."


def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        port = probe.getsockname()[1]
    assert refusal(open_relay(port)) == "the mail relay cannot be reached: connection refused"


@contextmanager
def speaking(*lines: bytes) -> Iterator[int]:
    """A server that says some lines, one at each connection or command, then nothing more."""
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        listener.listen(1)

        def serve() -> None:
            with listener.accept()[0] as connection, connection.makefile("rb") as commands:
                try:
                    for line in lines:
                        connection.sendall(line)
                        commands.readline()
                except (ConnectionResetError, BrokenPipeError):
                    pass  # who called has heard enough and is gone, at times with lines unread

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
    thread.join(5)


def test_a_relay_that_breaks_off() -> None:
    with speaking(b"220 here\r\n") as port:
        assert refusal(open_relay(port)) == "the mail relay broke off the connection"


def test_a_port_that_speaks_no_smtp() -> None:
    with speaking(b"HTTP/1.1 400 Bad Request\r\n") as port:
        assert refusal(open_relay(port)).startswith("the mail relay refused")
    with speaking(b"220 here\r\n", b"250 fine\r\n") as port:
        told = refusal(MailRelay(HERE, port, SENDER, TLS))
        assert told == "the mail relay does not speak TLS at this port"


def test_a_silent_relay_is_waited_for_a_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_relay, "SECONDS", 0.2)
    with socket.socket() as silent:
        silent.bind((HERE, 0))
        silent.listen(1)
        told = refusal(open_relay(silent.getsockname()[1]))
    assert told == "the mail relay did not answer within 0.2 seconds"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (Delivery(120, 0, 120), "Sent to 120 addresses."),
        (Delivery(1, 0, 1), "Sent to 1 address."),
        (Delivery(117, 3, 120), "Sent to 117 of 120 addresses; 3 were refused."),
        (
            Delivery(1_000, 1, 1_050),
            "Sent to 1,000 of 1,050 addresses; 1 was refused; the mail relay broke off before the "
            "other 49.",
        ),
    ],
)
def test_a_delivery_in_words(sent: Delivery, told: str) -> None:
    assert sent.in_words == told
