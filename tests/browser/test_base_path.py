"""The whole service under a base path, without a proxy: `server.baseUrlPath=kpi`."""

import os
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.harness import Server, download, open_view
from tools.replicas.processes import Replica, free_ports

PAGES = (
    "/", "/indicator", "/benchmarks", "/profile", "/compare", "/table", "/paper", "/definitions",
    "/guide", "/accessibility",
)  # fmt: skip


@pytest.fixture(scope="module")
def based(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose every address begins with /kpi."""
    folder = tmp_path_factory.mktemp("based")
    replica = Replica("based", free_ports(1)[0], folder, os.environ, base="/kpi")
    replica.start()
    try:
        replica.wait_until_ready()
        assert replica.process is not None
        yield Server(replica.url, replica.log_file, replica.process.pid)
    finally:
        replica.end()


def test_every_page_opens_and_links_stay_below(based: Server, warm_page: Page) -> None:
    """Scripts, pictures and files that are missing fail the test through `warm_page`."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    warm_page.on("request", note)
    for path in PAGES:
        sign = "/kpi/api/guide/" if path == "/guide" else "announcements.js"
        with warm_page.expect_request(re.compile(re.escape(sign))):
            open_view(warm_page, based, path)
        links = warm_page.evaluate(
            "() => [...document.querySelectorAll('a[href]')].map(e => e.href)"
        )
        own = [urlsplit(link).path for link in links if urlsplit(link).hostname == "127.0.0.1"]
        assert own
        assert [path for path in own if not path.startswith("/kpi")] == []
    warm_page.remove_listener("request", note)
    ours = {urlsplit(url).path for url in asked if url.startswith("http")}
    assert {path for path in ours if not path.startswith("/kpi")} == set()
    assert any("/kpi/api/guide/" in path for path in ours)
    assert any(path.endswith("announcements.js") for path in ours)


def test_pictures_of_the_guide_are_shown(based: Server, warm_page: Page) -> None:
    open_view(warm_page, based, "/guide")
    pictures = warm_page.locator("main img, [role=main] img, [data-testid=stMain] img")
    assert pictures.count() > 0
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("e => e.naturalWidth") > 0


def test_menu_filters_and_download_work_below(based: Server, warm_page: Page) -> None:
    open_view(warm_page, based, "/?quarter=Q3+2024-25")
    name, content = download(warm_page, "Summary (CSV)")
    assert "q3-2024-25" in name
    assert content
    warm_page.get_by_role("link", name="Definitions and sources").first.click()
    warm_page.wait_for_url("**/kpi/definitions**")
    expect(warm_page.locator("h1")).to_have_count(1)


def test_readiness_and_metrics_below(based: Server) -> None:
    at = based.url.removesuffix("/kpi")
    root = Server(at, based.log_file, based.pid)
    assert based.get("/api/ready").status_code == 200
    assert root.get("/api/ready").status_code == 200
    assert based.get("/_stcore/health").text == "ok"
    assert based.get("/api/metrics").status_code == 404
    assert "script-src 'self'" in based.get("/").headers["content-security-policy"]


def test_the_feed_lies_below_and_leads_there(based: Server) -> None:
    path = urlsplit(based.url).path
    assert path == "/kpi"
    assert 'href="/kpi/feed.atom"' in based.get("/definitions").text
    feed = based.get("/feed.atom")
    assert feed.status_code == 200
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert 'href="/kpi/?quarter=' in feed.text
