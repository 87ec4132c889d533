"""Another site on this machine, and what a page of it tries with an address of ours.

Its address has another host and port than the server's, so for a browser it is another origin.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Frame, Page


class _OtherSite(BaseHTTPRequestHandler):
    """A page of another origin, empty."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>hostile</title><body></body>")

    def log_message(self, *_said: object) -> None:
        pass


@contextmanager
def other_site() -> Iterator[str]:
    """The address of another site, while it runs."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), _OtherSite)
    thread = threading.Thread(target=site.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{site.server_port}/"
    site.shutdown()
    site.server_close()
    thread.join()


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """The address of another site."""
    with other_site() as address:
        yield address


READ = 'url => fetch(url).then(answer => answer.text(), () => "refused")'
OPAQUE = 'url => fetch(url, {mode: "no-cors"}).then(answer => answer.type, () => "refused")'
SCRIPT = """url => new Promise(done => {
    const script = document.createElement("script");
    script.onload = () => done("run"); script.onerror = () => done("refused");
    script.src = url; document.body.append(script);
})"""
FRAME = """url => new Promise(done => {
    document.querySelectorAll("iframe").forEach(each => each.remove());
    const frame = document.createElement("iframe");
    frame.width = 900; frame.height = 700;
    frame.onload = done;
    frame.src = url; document.body.append(frame);
})"""
POSTED = """url => new Promise(done => {
    document.querySelectorAll("iframe, form").forEach(each => each.remove());
    const frame = document.createElement("iframe"), form = document.createElement("form");
    frame.name = "into"; form.target = "into"; form.method = "post"; form.action = url;
    document.body.append(frame, form);
    frame.onload = done;
    form.submit();
})"""
REFUSED = "127.0.0.1 refused to connect."  # Chromium's words for a page that may not be framed


def frame_of(page: Page) -> Frame:
    """The one frame within a page; one that was taken out may still be listed among the frames."""
    frame = page.locator("iframe").element_handle().content_frame()
    assert frame
    return frame


def framed(page: Page, address: str, way: str = FRAME) -> str:
    """What a frame of a page shows of an address: the browser's own words where it is refused."""
    page.evaluate(way, address)
    return frame_of(page).locator("body").inner_text().strip()
