"""A whole signed-in publishing of a return: nothing of the officer or the visitor is in the log."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, expect

from kpi.store import snapshots
from tests.browser.harness import open_view, running_server, visit, wait_for_app
from tests.browser.office import (
    PEOPLE,
    PUBLISH,
    SECRET,
    WHY_LABEL,
    Office,
    send,
    write_secrets,
)
from tests.kpi.sent_returns import good_return

WHY = "Quarter two, checked by Jo Bloggs"


@pytest.fixture
def office(browser: Browser, tmp_path: Path) -> Iterator[Office]:
    """A server that logs as in production, and a provider of sign-in."""
    before = os.environ.get("AUTHLIB_INSECURE_TRANSPORT")
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the provider's own check, for plain HTTP
    root = tmp_path / "store"
    shutil.copytree(snapshots.DEFAULT_ROOT, root)
    with run_server_in_thread(user_claims=PEOPLE) as running, ExitStack() as contexts:
        provider = f"http://localhost:{running.server_port}/.well-known/openid-configuration"
        secrets = write_secrets(tmp_path / "secrets.toml", provider)
        env = {"STREAMLIT_SECRETS_FILES": str(secrets), "KPI_LOG": "json", "KPI_METRICS": "on"}
        with running_server(tmp_path / "server", env, root) as server:
            yield Office(server, root, browser, contexts)
    if before is None:
        del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


def test_log_and_metrics_hold_nothing_of_a_person(office: Office) -> None:
    server = office.server
    visit(server, "/indicator", "indicator=private-value&quarter=Q9")
    page = office.signed_in("officer")
    send(page, [(file.name, file.data) for file in good_return()])
    expect(page.get_by_role("heading", name="See what changes")).to_be_visible()
    page.get_by_label(WHY_LABEL, exact=True).fill(WHY)
    page.get_by_role("button", name=PUBLISH, exact=True).click()
    expect(page.get_by_text("Published.")).to_be_visible()
    wait_for_app(page)
    server.get("/no-such-place?token=private-value", {"User-Agent": "Spy/1.0"})
    server.get("/_stcore/stream?private-value")
    open_view(page, server, "/?quarter=Q1+2025-26&indicator=private-value")
    cookies = [str(cookie.get("value")) for cookie in page.context.cookies()]

    lines = [json.loads(line) for line in server.log().splitlines() if line.strip()]
    events = [line["event"] for line in lines]
    assert {"start", "snapshot_loaded", "page_shown", "published"} <= set(events)
    made = next(line["snapshot"] for line in lines if line["event"] == "published")
    assert made == snapshots.current_id(office.root)
    assert {line.get("page") for line in lines} >= {"publish", "indicator", "scorecard"}

    history = (office.root / "HISTORY.jsonl").read_text("utf-8")
    assert "officer@council.example" in history.lower()  # that is where it belongs
    assert WHY in history
    seen = server.log() + server.get("/api/metrics").text
    told = ("officer@", "council.example", "127.0.0.1:", "Spy/1.0", "Mozilla", "private-value",
            "Jo Bloggs", SECRET, "token=", "?quarter", *cookies)  # fmt: skip
    start = next(line for line in server.log().splitlines() if '"event": "start"' in line)
    seen = seen.replace(start, "")  # its own address, and nobody else's
    assert [secret for secret in told if secret and secret.lower() in seen.lower()] == []
    assert len(cookies) > 1
