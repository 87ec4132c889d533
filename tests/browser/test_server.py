"""The server as a visitor meets it: first HTML, headers, compression, readiness, first visits."""

import base64
import gzip
import hashlib
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli
import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit import file_util

from server import preload
from tests import patience
from tests.browser.harness import ROOT, Server, Visit, Witness, as_json, visit, wait_for_app

SERVICE = "Children's Services performance"
DEEP_LINK = "/indicator?indicator=ehcp-20-weeks"
VISITORS = 25
URL_PATHS = {"indicator", "profile", "compare", "table", "definitions", "guide", "accessibility"}
StartServer = Callable[..., Server]

pages = pytest.mark.parametrize("path", ["/", "/index.html", DEEP_LINK, "/definitions"])
both_encodings = pytest.mark.parametrize("encoding", ["gzip", "identity"])
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress}


def asset_names(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="\.(/static/[^"]+\.(?:js|css))"', html)


@pages
@both_encodings
def test_first_html_is_ours(server: Server, path: str, encoding: str) -> None:
    answer = server.get(path, {"Accept-Encoding": encoding})
    assert answer.status_code == 200
    assert f"<title>{SERVICE}</title>" in answer.text
    assert '<html lang="en-GB">' in answer.text
    assert '<meta name="description" content="Key performance indicators' in answer.text
    assert "<title>Streamlit</title>" not in answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers.get("content-encoding") == ("gzip" if encoding == "gzip" else None)
    assert answer.headers["cache-control"] == "no-cache"


def test_first_html_still_names_every_asset_of_streamlits_own(server: Server) -> None:
    index = Path(file_util.get_static_dir(), "index.html").read_text(encoding="utf-8")
    expected = asset_names(index)
    assert len(expected) > 5
    names = asset_names(server.get("/").text)
    ahead = [name for name in names if name not in expected]
    assert [name for name in names if name in expected] == expected
    assert len(ahead) > len(preload.KINDS)
    assert all(server.get(name).status_code == 200 for name in ahead)


@pages
def test_first_html_is_not_sent_again_when_unchanged(server: Server, path: str) -> None:
    etag = server.get(path).headers["etag"]
    assert server.get(path, {"If-None-Match": etag}).status_code == 304
    for sent in (f"W/{etag}", f'"other", {etag}', "*"):
        assert server.get(path, {"If-None-Match": sent}).status_code == 304
    assert server.get(path, {"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/", DEEP_LINK])
def test_head_says_what_get_sends(server: Server, path: str) -> None:
    got = server.get(path, {"Accept-Encoding": "gzip"})
    head = httpx.head(
        f"{server.url}{path}", headers={"Accept-Encoding": "gzip"}, trust_env=False, timeout=30
    )
    assert head.content == b""
    same = ("content-length", "etag", "content-encoding", "content-type")
    assert {n: head.headers.get(n) for n in same} == {n: got.headers.get(n) for n in same}


@pytest.mark.parametrize("path", ["/", DEEP_LINK, "/_stcore/health", "/api/ready", "ASSET"])
def test_every_answer_carries_the_security_headers(server: Server, path: str) -> None:
    headers = server.get(asset_names(server.get("/").text)[0] if path == "ASSET" else path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_policy_allows_our_own_scripts_only(server: Server) -> None:
    answer = server.get("/")
    inline = re.findall(r"<script>(.*?)</script>", answer.text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in inline]
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    # Of pages/browser: menu_steps.js and native_sanitiser.js.
    ours = [script for script in inline if "fromMenu" in script or "setHTML" in script]
    assert (len(inline), len(ours)) == (3, 2), "the front end's own, the menu's, the sanitiser's"
    assert policy["script-src"].split() == ["'self'", *(f"'sha256-{h}'" for h in hashes)]
    assert policy["default-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["object-src"] == "'none'"
    assert "http" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(("coding", "share"), [("gzip", 0.4), ("br", 0.35)])
def test_assets_are_compressed_once_right_and_cached_for_a_year(
    server: Server, coding: str, share: float
) -> None:
    names = asset_names(server.get("/").text)
    plain_bytes = packed_bytes = 0
    for name in names:
        plain = server.get(name, {"Accept-Encoding": "identity"})
        with httpx.Client(trust_env=False, timeout=patience.seconds(30)) as client:
            address = f"{server.url}{name}"
            with client.stream("GET", address, headers={"Accept-Encoding": coding}) as packed:
                raw = b"".join(packed.iter_raw())
        assert packed.headers["content-encoding"] == coding
        assert int(packed.headers["content-length"]) == len(raw)
        assert UNPACK[coding](raw) == plain.content
        assert "content-encoding" not in plain.headers
        for answer in (plain, packed):
            assert answer.headers["vary"] == "Accept-Encoding"
            assert "immutable" in answer.headers["cache-control"]
            assert "max-age=31536000" in answer.headers["cache-control"]
            kind = answer.headers["content-type"].split(";")[0].rpartition("/")[2]
            assert kind == ("css" if name.endswith(".css") else "javascript")
        plain_bytes += len(plain.content)
        packed_bytes += len(raw)
    assert packed_bytes < share * plain_bytes


def test_the_font_asked_for_ahead_is_the_smaller_one(server: Server) -> None:
    ahead = re.findall(r'href="\.(/static/media/[^"]+)"', server.get("/").text)
    assert len(ahead) == 1
    smaller, whole = server.get(ahead[0]), server.get(ahead[0].partition("?")[0])
    for answer in (smaller, whole):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "font/woff2"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(smaller.content) < 0.4 * len(whole.content)
    old = server.get(f"{ahead[0]}0")
    assert old.content == whole.content


def test_part_of_an_asset_is_sent_plain(server: Server) -> None:
    name = asset_names(server.get("/").text)[0]
    part = server.get(name, {"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert part.status_code == 206
    assert len(part.content) == 10
    assert "content-encoding" not in part.headers


@pytest.mark.parametrize("path", ["/static/js/no-such-file.js", "/static/../app.py"])
def test_unknown_asset_is_never_cached_nor_a_file_of_ours(server: Server, path: str) -> None:
    answer = server.get(path, {"Accept-Encoding": "gzip"})
    assert "immutable" not in answer.headers.get("cache-control", "")
    assert "st.App" not in answer.text


def test_ready_names_the_live_snapshot(server: Server) -> None:
    answer = server.get("/api/ready")
    assert answer.status_code == 200, answer.text
    body = as_json(answer)
    assert body["status"] == "ready"
    assert re.fullmatch(r"[\w.:-]{4,}", body["snapshot"])
    assert answer.headers["cache-control"] == "no-store"


def test_without_a_store_it_starts_and_says_why_it_is_not_ready(
    start_server: StartServer, tmp_path: Path
) -> None:
    empty = start_server(store=tmp_path / "nothing-here")
    assert empty.get("/_stcore/health").status_code == 200
    answer = empty.get("/api/ready")
    assert answer.status_code == 503
    body = as_json(answer)
    assert body["status"] == "unavailable"
    assert body["reason"]
    assert "\n" not in body["reason"]
    assert "Traceback" not in answer.text


def test_ready_answers_get_only(server: Server) -> None:
    assert httpx.post(f"{server.url}/api/ready", trust_env=False).status_code == 405


def test_deep_link_as_first_request_gets_the_page_in_its_frame(
    start_server: StartServer, page: Page
) -> None:
    fresh = start_server()
    page.goto(f"{fresh.url}{DEEP_LINK}")
    wait_for_app(page)
    expect(page.locator("html")).to_have_attribute("lang", "en-GB")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("a[href$='/definitions']").first).to_be_attached()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
    assert "indicator=ehcp-20-weeks" in page.url
    first_heading = page.locator("h1").inner_text()
    page.goto(fresh.url)
    wait_for_app(page)
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("h1").inner_text() != first_heading


def test_deep_link_as_first_request_is_routed_for_a_bare_client(start_server: StartServer) -> None:
    fresh = start_server()
    first = visit(fresh, "/indicator", "indicator=ehcp-20-weeks")
    assert first.faults == ()
    assert first.url_paths >= URL_PATHS
    assert not first.url_paths & {"shell", "scorecard.py", "app"}


def test_first_visitors_all_at_once_all_get_the_page(start_server: StartServer) -> None:
    fresh = start_server()
    together = threading.Barrier(VISITORS)

    def come(number: int) -> Visit:
        together.wait()
        if number % 2:
            return visit(fresh, "/indicator", "indicator=ehcp-20-weeks")
        return visit(fresh)

    with ThreadPoolExecutor(VISITORS) as crowd:
        visits = list(crowd.map(come, range(VISITORS)))
    assert [v.faults for v in visits if v.faults] == []
    assert len(visits) == VISITORS
    assert all(v.url_paths >= URL_PATHS for v in visits)
    # Each visitor of one page was sent the very same elements.
    assert len({v.kinds for v in visits[0::2]}) == 1
    assert len({v.kinds for v in visits[1::2]}) == 1
    assert "Traceback" not in fresh.log()


def test_start_imports_ahead_and_freezes_the_collector() -> None:
    """In a process of its own, since this one has imported everything already."""
    script = """
import asyncio, gc, sys
import app
from kpi.store import live_snapshot
async def start():
    async with app.lifespan(app.app):
        names = sorted({"pandas", "plotly.graph_objects", "polars", "pyarrow"} & set(sys.modules))
        snapshot = live_snapshot.standing().snapshot
        held = snapshot.remember("grid", lambda: None).rows.height
        print(gc.get_freeze_count(), gc.isenabled(), app.warmed.done(), held, *names)
asyncio.run(start())
"""
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    frozen, collects, is_warmed, rows, *imported = run.stdout.split()
    assert (collects, is_warmed) == ("True", "True")
    assert int(rows) > 3_000
    assert imported == ["plotly.graph_objects", "polars", "pyarrow"]
    assert int(frozen) > 50_000


def test_unknown_page_shows_the_start_page_not_an_error(
    server: Server, page: Page, witness: Witness
) -> None:
    witness.allow("The page that you have requested does not seem to exist")
    page.goto(f"{server.url}/no-such-page")
    wait_for_app(page)
    expect(page.locator("h1").first).to_be_attached()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)


def test_harness_catches_a_foreign_request_and_a_blocked_script(
    server: Server, browser: Browser
) -> None:
    """The watch itself is tested: a page that does both must be noticed."""
    witness = Witness()
    context = browser.new_context()
    witness.watch(context)
    page = context.new_page()
    page.goto(server.url)
    wait_for_app(page)
    assert witness.foreign == []
    assert witness.errors == []
    page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = true';"
        " document.head.append(s); }"
    )
    page.evaluate("() => fetch('https://example.org/').catch(() => {})")
    patience.until(
        lambda: any("example.org" in error for error in witness.errors),
        "the refused request was never told",
        wait=lambda seconds: page.wait_for_timeout(1_000 * seconds),
    )
    assert page.evaluate("() => window.ran") is None
    context.close()
    assert any("Content Security Policy" in error for error in witness.errors), witness.errors
