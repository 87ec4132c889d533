"""A quarter published while people look: seen without a restart, past views kept, nothing told."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kpi.store import snapshots
from tests.browser.harness import (
    LOOKS,
    Server,
    command_line,
    download,
    open_view,
    running_server,
    until_loaded,
    wait_for_app,
)

RETURN = {
    "values.csv": (
        "indicator_id,period,reporting_quarter,value,numerator,denominator,symbol,data_status,"
        "source,note\n"
        "early-help-returns,Q2 2025-26,Q2 2025-26,1.9,3,157,,provisional,Local return,\n"
        "ehcp-20-weeks,Q2 2025-26,Q2 2025-26,61.0,111,182,,provisional,Local return,\n"
    ),
    "targets.csv": (
        "indicator_id,from_quarter,to_quarter,target,intervention_level,target_type,data_status,"
        "rationale\n"
    ),
    "commentary.csv": (
        "indicator_id,reporting_quarter,data_status,what_happened,why,action,owner_role,due\n"
        "ehcp-20-weeks,Q2 2025-26,provisional,111 of 182 plans were issued in time.,"
        "More advice came in time.,Keep the locum psychologists.,Head of SEND,2026-03-31\n"
    ),
}
TELLING = re.compile(r"\b3 of 157\b|\b157\b|(?<![\d.])1\.9(?:1\d*)?\b")


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    shutil.copytree(snapshots.DEFAULT_ROOT, folder / "store")
    (folder / "return").mkdir()
    for name, text in RETURN.items():
        (folder / "return" / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def running(where: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(
        tmp_path_factory.mktemp("running"), {"KPI_STORE_CHECK": LOOKS}, where / "store"
    ) as server:
        yield server


@pytest.fixture(scope="module")
def before(where: Path) -> str:
    return snapshots.current_id(where / "store")


@pytest.fixture(scope="module")
def published(where: Path, running: Server, before: str) -> str:
    """The return goes live while the server runs; nobody restarts it."""
    assert running.get("/_stcore/health").status_code == 200
    done = command_line(
        "publish", str(where / "return"), "--why", "Return of Q2", store=where / "store"
    )
    assert done.returncode == 0, done.stderr.decode()
    now = snapshots.current_id(where / "store")
    assert now != before
    until_loaded(running, now)
    return now


def page_and_wire(page: Page) -> str:
    """All that the browser holds of a page: its source and the figures of its charts."""
    pictures = page.evaluate(
        "[...document.querySelectorAll('img[src^=\"data:image/svg+xml;base64,\"]')]"
        ".map(e => atob(e.src.split(',')[1]))"
    )
    return page.content() + json.dumps(pictures)


def test_a_running_app_shows_the_new_quarter(
    running: Server, published: str, warm_page: Page
) -> None:
    page = warm_page
    open_view(page, running, "/?quarter=Q2+2025-26")
    row = page.locator("table.scorecard tr.r").filter(has_text="Education, health and care")
    expect(row).to_contain_text("61.0%")
    expect(row).to_contain_text("provisional")
    expect(page.locator("footer.foot")).to_contain_text(published)


@pytest.mark.parametrize(
    "address",
    [
        "/?quarter=Q2+2025-26",
        "/indicator?indicator=early-help-returns&quarter=Q2+2025-26",
        "/definitions",
    ],
)
def test_a_small_count_is_nowhere_in_the_page(
    running: Server, published: str, warm_page: Page, address: str
) -> None:
    page = warm_page
    open_view(page, running, address)
    if "early-help" in address or address.startswith("/?"):
        expect(page.get_by_text("too few children to show").first).to_be_visible()
    seen = page_and_wire(page)
    # Only what is said of the figure: the style sheet and Streamlit's own numbers are no leak.
    body = re.sub(r"<style.*?</style>|<svg.*?</svg>", "", seen, flags=re.DOTALL)
    texts = re.findall(r">([^<>]+)<|(?:alt|aria-label|title)=\"([^\"]+)\"", body)
    told = [text for pair in texts for text in pair if TELLING.search(text)]
    assert told == []


def test_a_small_count_is_in_no_download(running: Server, published: str, warm_page: Page) -> None:
    page = warm_page
    open_view(page, running, "/indicator?indicator=early-help-returns&quarter=Q2+2025-26")
    for button in ("This series (CSV)", "This row (CSV)"):
        _, content = download(page, button)
        lines = [line for line in content.decode().splitlines() if "Q2 2025-26" in line]
        assert lines
        assert not any(TELLING.search(line) for line in lines), button


def test_the_past_is_shown_as_it_was(
    running: Server, before: str, published: str, warm_page: Page
) -> None:
    page = warm_page
    open_view(page, running, f"/?snapshot={before}&quarter=Q2+2025-26")
    expect(page.get_by_text("This page shows the figures as they were")).to_be_visible()
    row = page.locator("table.scorecard tr.r").filter(has_text="Education, health and care")
    expect(row).to_contain_text("53.9%")
    expect(page.locator("footer.foot")).to_contain_text(before)
    row.get_by_role("link").click()
    wait_for_app(page)
    expect(page.get_by_text("This page shows the figures as they were")).to_be_visible()
    expect(page.locator("p.huge .value")).to_have_text("53.9%")
    assert before in page.url
    page.get_by_role("link", name="Show the newest figures").click()
    wait_for_app(page)
    expect(page.get_by_text("This page shows the figures as they were")).to_have_count(0)
    expect(page.locator("footer.foot")).to_contain_text(published)


def test_an_unknown_snapshot_is_named_and_ignored(
    running: Server, published: str, warm_page: Page
) -> None:
    page = warm_page
    open_view(page, running, "/?snapshot=2020-01-01-000000-abcdef")
    expect(page.get_by_text("There is no snapshot 2020-01-01-000000-abcdef")).to_be_visible()
    expect(page.locator("footer.foot")).to_contain_text(published)
