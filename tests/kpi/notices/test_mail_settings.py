"""Settings of the relay: all faults in one line, no password in any of them."""

from pathlib import Path

import pytest

from kpi.errors import NoticeError
from kpi.notices import mail_settings
from kpi.notices.mail_settings import OFF, STARTTLS, TLS, MailRelay

GOOD = {"KPI_MAIL_HOST": "mail.council.example", "KPI_MAIL_SENDER": "kpi@council.example"}


def put(monkeypatch: pytest.MonkeyPatch, **more: str) -> None:
    for name, value in {**GOOD, **more}.items():
        monkeypatch.setenv(name, value)


def fault() -> str:
    with pytest.raises(NoticeError) as found:
        mail_settings.relay()
    return str(found.value)


def test_the_least_settings_ask_for_starttls(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch)
    found = mail_settings.relay()
    assert (found.host, found.port, found.security) == ("mail.council.example", 587, STARTTLS)
    assert (found.sender.addr_spec, found.user, found.password) == ("kpi@council.example", "", "")


@pytest.mark.parametrize(("security", "port"), [(TLS, 465), (OFF, 25), ("STARTTLS", 587)])
def test_the_usual_port_follows_the_encryption(
    monkeypatch: pytest.MonkeyPatch, security: str, port: int
) -> None:
    put(monkeypatch, KPI_MAIL_TLS=security)
    assert mail_settings.relay().port == port
    put(monkeypatch, KPI_MAIL_TLS=security, KPI_MAIL_PORT="2525")
    assert mail_settings.relay().port == 2525


def test_a_password_comes_from_a_file_first_and_is_never_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("from the file \n", encoding="utf-8")
    put(monkeypatch, KPI_MAIL_USER="kpi", KPI_MAIL_PASSWORD="plain")
    assert mail_settings.relay().password == "plain"
    put(monkeypatch, KPI_MAIL_PASSWORD_FILE=str(tmp_path / "secret"))
    found = mail_settings.relay()
    assert isinstance(found, MailRelay)
    assert found.password == "from the file "
    assert "from the file" not in repr(found)


def test_every_fault_is_in_the_line_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    put(
        monkeypatch,
        KPI_MAIL_HOST="mail council\n",
        KPI_MAIL_SENDER="nobody",
        KPI_MAIL_TLS="maybe",
        KPI_MAIL_PORT="99999",
        KPI_MAIL_PASSWORD="secret-word",
    )
    line = fault()
    assert line == (
        "KPI_MAIL_TLS is none of starttls, tls, off; KPI_MAIL_HOST is no name of a host; "
        "KPI_MAIL_PORT is no port, a number from 1 to 65535; KPI_MAIL_SENDER is no address, such "
        "as performance@council.example; KPI_MAIL_USER and a password belong together, and one is "
        "missing"
    )


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("KPI_MAIL_HOST", "", "KPI_MAIL_HOST is not set"),
        ("KPI_MAIL_SENDER", " ", "KPI_MAIL_SENDER is not set"),
        ("KPI_MAIL_SENDER", "a@b.example\nBcc: c@d.example", "KPI_MAIL_SENDER is no address"),
        ("KPI_MAIL_PORT", "0", "KPI_MAIL_PORT is no port"),
        ("KPI_MAIL_PORT", "²5", "KPI_MAIL_PORT is no port"),
        ("KPI_MAIL_PASSWORD_FILE", "/no/such/file", "names a file that cannot be read"),
    ],
)
def test_one_fault_alone(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str, told: str
) -> None:
    put(monkeypatch, **{setting: value})
    line = fault()
    assert told in line
    assert ";" not in line


def test_an_empty_password_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n", encoding="utf-8")
    put(monkeypatch, KPI_MAIL_USER="kpi", KPI_MAIL_PASSWORD_FILE=str(tmp_path / "secret"))
    assert fault() == "KPI_MAIL_PASSWORD_FILE names an empty file"


def test_no_password_goes_out_without_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, KPI_MAIL_TLS="off", KPI_MAIL_USER="kpi", KPI_MAIL_PASSWORD="secret-word")
    assert fault() == "with KPI_MAIL_TLS=off no password is sent: set it to starttls or tls"


def test_a_sender_may_have_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, KPI_MAIL_SENDER='"Team, performance" <kpi@council.example>')
    sender = mail_settings.sender()
    assert sender is not None
    assert (sender.display_name, sender.addr_spec) == ("Team, performance", "kpi@council.example")


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert mail_settings.missing() == (
        "KPI_ADDRESS",
        "KPI_MAIL_HOST",
        "KPI_MAIL_SENDER",
        "KPI_MAIL_LIST",
    )
    put(monkeypatch, KPI_ADDRESS="https://kpi.council.example", KPI_MAIL_LIST="people.txt")
    assert mail_settings.missing() == ()
    assert mail_settings.list_file() == Path("people.txt")
    monkeypatch.delenv("KPI_MAIL_LIST")
    with pytest.raises(NoticeError, match="name a file with --to, or in KPI_MAIL_LIST"):
        mail_settings.list_file()


def test_a_password_that_smtp_cannot_carry_is_refused_and_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    put(monkeypatch, KPI_MAIL_USER="kpi", KPI_MAIL_PASSWORD="corréct horse")
    assert fault() == "the user and the password may hold plain letters, digits and signs only"
