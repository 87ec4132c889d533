"""The command `digest`: a file to look at, or sent; every wrong setting is one line."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from kpi.store import journal, served_snapshots, snapshots
from tests.kpi.cli.running import Done, good, person, run
from tests.kpi.notices.conftest import (
    RunningRelay,
    made_certificate,
    mail,
    no_mail,
    second_quarter,
    store,
)
from tests.kpi.notices.relays import PASSWORD, PEOPLE

__all__ = ["made_certificate", "mail", "no_mail", "second_quarter", "store"]

pytestmark = pytest.mark.usefixtures("store")


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def body(found: EmailMessage, kind: str) -> str:
    part = found.get_body((kind,))  # type: ignore[arg-type]
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text


def refused(*arguments: str) -> str:
    done = run("digest", *arguments)
    assert (done.status, done.out) == (2, b""), done
    (line,) = done.err.splitlines()
    assert not any(person_ in line for person_ in (*PEOPLE, PASSWORD))
    return line


def test_it_writes_a_draft_to_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_ADDRESS", "https://kpi.council.example")
    done = good("digest", "--today", "2025-11-30")
    assert done.err == ""
    found = read(done.out)
    assert found["Subject"].startswith("Illustrative figures (made up): Children's Services")
    assert found["X-Unsent"] == "1"
    assert "2 on target, 2 off target, 1 beyond intervention level" in body(found, "plain")
    assert '<html lang="en-GB">' in body(found, "html")
    assert f"snapshot={snapshots.current_id()}" in body(found, "plain")


def test_without_an_address_it_says_that_there_are_no_links() -> None:
    done = good("digest")
    assert done.err == "kpi: KPI_ADDRESS is not set, so the e-mail has no links\n"
    assert "href" not in body(read(done.out), "html")


def test_it_writes_a_file_once(tmp_path: Path) -> None:
    path = tmp_path / "report.eml"
    done = good("digest", "--output", str(path), "--quarter", "Q4 2024-25")
    assert (done.out, done.err.splitlines()[0]) == (b"", f"wrote {path}")
    assert "Quarter 4 2024-25" in read(path.read_bytes())["Subject"]
    assert refused("--output", str(path)).endswith("is there already; --force writes over it")
    good("digest", "--output", str(path), "--force")
    assert "Quarter 1 2025-26" in read(path.read_bytes())["Subject"]
    assert "cannot be written" in refused("--output", str(tmp_path / "no" / "a.eml"))


def test_since_a_snapshot(second_quarter: Snapshot, store: Path) -> None:
    first = served_snapshots.ids(store)[0]
    done = good("digest", "--since", first, "--quarter", "Q2 2025-26")
    text = body(read(done.out), "plain")
    assert f"Quarter 2 2025-26 now beside snapshot {first}." in text
    assert "3 of 171" not in text
    assert "no snapshot nothing" in refused("--since", "nothing").lower()


def test_it_is_sent_and_recorded(second_quarter: Snapshot, store: Path, mail: RunningRelay) -> None:
    done = run("digest", "--send", "--who", "officer")
    assert (done.status, done.text, done.err) == (
        1,
        "Sent to 3 of 4 addresses; 1 was refused.\n",
        "",
    )
    (letter,) = mail.postbox.letters
    assert letter.message["From"] == "Performance team <performance@council.example>"
    assert "Quarter 2 2025-26" in letter.message["Subject"]
    assert f"snapshot={second_quarter.id}" in letter.html
    last = journal.entries(store)[-1]
    assert (last.action, last.who, last.after) == ("notice sent", "officer", second_quarter.id)
    assert "notice sent" in good("history").text
    line = refused("--send")
    assert line.startswith("kpi: A notice of this snapshot was sent on ")
    assert line.endswith("1 was refused; --again sends it once more")
    again = run("digest", "--send", "--again")
    assert again.status == 1
    assert len(mail.postbox.letters) == 2


def test_other_lists_than_the_one_of_the_setting(tmp_path: Path, mail: RunningRelay) -> None:
    for name, address in (("a.txt", "one@council.example"), ("b.txt", "two@council.example")):
        (tmp_path / name).write_text(f"{address}\n", encoding="utf-8")
    lists = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    done = good("digest", "--send", "--to", *lists)
    assert done.text == "Sent to 2 addresses.\n"
    assert mail.postbox.letters[0].recipients == ("one@council.example", "two@council.example")


def in_an_own_process(*arguments: str) -> Done:
    done = person("digest", *arguments)
    return Done(done.returncode, done.stdout, done.stderr.decode())


def test_as_a_person_sends_it(second_quarter: Snapshot, mail: RunningRelay) -> None:
    done = in_an_own_process("--send")
    assert done.status == 1
    assert done.text == "Sent to 3 of 4 addresses; 1 was refused.\n"
    assert done.err == ""
    assert "98 of 175" in mail.postbox.letters[0].text


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"KPI_ADDRESS": ""}, "KPI_ADDRESS is not set: the e-mail's links begin with it"),
        ({"KPI_ADDRESS": "kpi.council.example"}, "KPI_ADDRESS is no web address"),
        ({"KPI_MAIL_HOST": ""}, "KPI_MAIL_HOST is not set"),
        (
            {"KPI_MAIL_HOST": "", "KPI_MAIL_TLS": "ssl"},
            "KPI_MAIL_TLS is none of starttls, tls, off;",
        ),
        ({"KPI_MAIL_LIST": ""}, "no list of addresses: name a file with --to, or in KPI_MAIL_LIST"),
        (
            {"KPI_MAIL_LIST": "/no/such/people.txt"},
            "people.txt: the list of addresses cannot be read",
        ),
        ({"KPI_MAIL_TLS": "off"}, "with KPI_MAIL_TLS=off no password is sent"),
        ({"KPI_MAIL_PASSWORD": "wrong"}, "does not take the user and password (code 535)"),
        ({"SSL_CERT_FILE": "/no/such/file"}, "certificate is not trusted"),
        ({"KPI_MAIL_PORT": "1"}, "the mail relay cannot be reached: connection refused"),
    ],
)
def test_bad_settings_are_one_line_and_nothing_is_sent(
    mail: RunningRelay, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], told: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert told in refused("--send")
    assert mail.postbox.letters == []


def test_words_that_do_not_fit_together(tmp_path: Path) -> None:
    assert refused("--send", "--output", str(tmp_path / "a.eml")).endswith(
        "give --send or --output, one of the two"
    )
    assert refused("--to", str(tmp_path / "a.txt")).endswith("--to and --again are for --send")
    assert refused("--again").endswith("--to and --again are for --send")
