"""The e-mail and the feed in a real browser and server, and a whole sending without a trace."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import feedparser
import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, Page, expect

from kpi.indicators.scorecard import View
from kpi.notices import digest_content, digest_rendering
from kpi.store import live_snapshot, snapshots
from tests.browser.harness import Server, axe, known_limit, open_view, running_server, wait_for_app
from tests.browser.office import PEOPLE as OFFICERS
from tests.browser.office import PUBLISH, WHY_LABEL, Office, send, write_secrets
from tests.kpi.changing import BCP, quarter
from tests.kpi.notices.relays import (
    PASSWORD,
    PEOPLE,
    Postbox,
    certificate,
    environment,
    starttls_relay,
)
from tests.kpi.notices.test_atom_feed import faults
from tests.kpi.sent_returns import good_return

UPLOADERS_OWN = (known_limit("presentation-role-conflict"),)
ASK, YES = "Send the e-mail to 4 addresses …", "Yes, send it to 4 addresses"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("of", ["Q1 2025-26", "Q1 2023-24"])
def test_the_e_mail_is_accessible(new_page: Callable[..., Page], of: str, width: int) -> None:
    snapshot = live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot
    made = digest_content.digest(
        snapshot,
        View(BCP, quarter(of)),
        date(2025, 11, 30),
        address="https://kpi.council.example",
    )
    page = new_page(width, 900)
    page.set_content(digest_rendering.html_page(made))
    assert axe(page) == []
    assert page.title() == made.subject
    expect(page.get_by_role("heading", level=1)).to_have_text("Children's Services performance")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_feed_is_named_by_every_page_and_valid(server: Server, warm_page: Page) -> None:
    first = server.get("/indicator").text
    (link,) = re.findall(r"<link rel=\"alternate\"[^>]*>", first)
    assert 'type="application/atom+xml"' in link
    assert 'href="/feed.atom"' in link
    feed = server.get("/feed.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert feed.headers["x-content-type-options"] == "nosniff"
    assert faults(feed.content) == []
    assert server.get("/feed.atom", {"If-None-Match": feed.headers["etag"]}).status_code == 304
    read = feedparser.parse(f"{server.url}/feed.atom")
    assert read.bozo is False
    assert read.entries[0].link.startswith(f"{server.url}/?quarter=")
    warm_page.goto(read.entries[0].link)
    wait_for_app(warm_page)
    expect(warm_page.locator("h1")).to_be_visible()


def test_definitions_lead_to_the_feed(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/definitions")
    link = warm_page.locator('a[href="feed.atom"]')
    expect(link).to_have_count(1)
    assert link.evaluate("link => link.href") == f"{server.url}/feed.atom"


@pytest.fixture
def postbox(tmp_path: Path) -> Iterator[tuple[Postbox, dict[str, str]]]:
    """A relay, and the settings of a dashboard that sends through it."""
    made = certificate(tmp_path)
    box = Postbox(refused=frozenset({"gone@council.example"}))
    with starttls_relay(box, made) as port:
        yield box, dict(environment(port, made, tmp_path))


@pytest.fixture
def office(
    browser: Browser, tmp_path: Path, postbox: tuple[Postbox, dict[str, str]]
) -> Iterator[Office]:
    """A server with sign-in and a relay, that logs as in production."""
    before = os.environ.get("AUTHLIB_INSECURE_TRANSPORT")
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the provider's own check, for plain HTTP
    root = tmp_path / "store"
    shutil.copytree(snapshots.DEFAULT_ROOT, root)
    with run_server_in_thread(user_claims=OFFICERS) as running, ExitStack() as contexts:
        provider = f"http://localhost:{running.server_port}/.well-known/openid-configuration"
        secrets = write_secrets(tmp_path / "secrets.toml", provider)
        env = {**postbox[1], "STREAMLIT_SECRETS_FILES": str(secrets), "KPI_LOG": "json"}
        with running_server(tmp_path / "server", env, root) as server:
            yield Office(server, root, browser, contexts)
    if before is None:
        del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


def test_an_officer_publishes_and_tells_people(
    office: Office, postbox: tuple[Postbox, dict[str, str]]
) -> None:
    page = office.signed_in("officer")
    send(page, [(file.name, file.data) for file in good_return()])
    expect(page.get_by_role("heading", name="See what changes")).to_be_visible()
    page.get_by_label(WHY_LABEL, exact=True).fill("Quarter 2 return")
    page.get_by_role("button", name=PUBLISH, exact=True).click()
    expect(page.get_by_role("heading", name="Tell people")).to_be_visible()
    wait_for_app(page)
    page.get_by_text("The e-mail, formatted").click()
    expect(page.locator(".letter-page h3")).to_have_text("Children's Services performance")
    assert axe(page, ignore=UPLOADERS_OWN) == []
    page.get_by_role("button", name=ASK, exact=True).click()
    page.get_by_role("button", name=YES, exact=True).click()
    expect(page.get_by_text("Sent to 3 of 4 addresses; 1 was refused.").first).to_be_visible()
    assert office.faults == []

    (letter,) = postbox[0].letters
    assert letter.is_encrypted
    assert "98 of 175" in letter.text
    log = office.server.log()
    events = [json.loads(line)["event"] for line in log.splitlines() if line.strip()]
    assert "notice_sent" in events
    seen = (log + page.content()).lower()
    secrets = (*PEOPLE, *(person.split("@")[0] for person in PEOPLE[:2]), PASSWORD)
    assert [secret for secret in secrets if secret in seen] == []
    history = (office.root / "HISTORY.jsonl").read_text("utf-8")
    assert "Sent to 3 of 4 addresses; 1 was refused." in history
    assert [secret for secret in secrets if secret in history] == []
