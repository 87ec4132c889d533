"""The proof of `python -m tools.replicas --check`: visitors on pages while processes restart.

Each function proves one statement of docs/deploying.md and raises AssertionError with what it
found instead. The tests in tests/deploy run the short ones; all take about two minutes.
"""

import difflib
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.harness import BROWSER_ARGS, wait_for_app
from tools.ensure_browser import find_browser
from tools.replicas.processes import BUSY, CLOSED, Cluster, ReplicaError, ask, running

COOKIE = "kpi_replica"
# A view of each page, and the label of a download button where it has one.
VIEWS = (
    ("/?quarter=Q3+2024-25&directorate=Education+and+Skills", "Summary (CSV)"),
    ("/indicator?indicator=ehcp-20-weeks&quarter=Q1+2025-26", "This series (CSV)"),
    ("/benchmarks?view=neighbours", "Figures (CSV)"),
    ("/profile?topic=Adoption", "These measures (CSV)"),
    ("/table", ""),
    ("/paper?quarter=Q2+2025-26", ""),
    ("/definitions?indicator=ks4-fsm-gap", ""),
    ("/guide", ""),
    ("/accessibility", ""),
)
SECURITY_HEADERS = (
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
)
CLOSED_TO_STRANGERS = (
    "/_stcore/metrics",
    "/_stcore/metrics?families=active_sessions",
    "/_stcore/metrics/",
    "//_stcore//metrics",
    "/%5fstcore/metrics",
    "/indicator/../_stcore/metrics",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/interact",
    "/api/metrics",
)


@dataclass
class ReplicaVisitor:
    """A visitor with a page open, and what the page showed at first."""

    page: Page
    context: BrowserContext
    button: str
    drawn: Callable[[], int]
    address: str = ""
    seen: str = ""
    connections: int = 0

    def look(self) -> str:
        """Return all that the page shows when drawn, without announcements to screen readers."""
        wait_for_app(self.page)
        announced = self.page.locator("#what-changed").inner_text()
        return self.page.get_by_role("main").inner_text().replace(announced, "", 1).strip()

    @property
    def replica(self) -> str:
        """The process to which this browser is assigned."""
        return next((c["value"] for c in self.context.cookies() if c.get("name") == COOKIE), "")

    def download(self) -> tuple[str, bytes]:
        """Return the address and the bytes of this page's file."""
        with self.page.expect_download(timeout=15_000) as started:
            self.page.get_by_role("button", name=self.button, exact=True).click()
        return started.value.url, Path(started.value.path()).read_bytes()

    def wait_until_back(self, before: tuple[int, int]) -> None:
        """Wait until the page has reconnected and was redrawn; `before` is its `standing`."""
        give_up, since, last = time.monotonic() + 40, time.monotonic(), before
        while time.monotonic() < give_up:
            self.page.wait_for_timeout(100)
            now = self.standing()
            if now != last:
                since, last = time.monotonic(), now
            came = now[0] > before[0] and now[1] > before[1]
            if came and time.monotonic() - since > 1:
                return
        raise AssertionError(f"{self.address} did not come back: {before}, then {last}")

    def standing(self) -> tuple[int, int]:
        """Return how often it has connected, and how often its page was drawn for anybody."""
        return self.connections, self.drawn()


def arrive(browser: Browser, cluster: Cluster, path: str, button: str = "") -> ReplicaVisitor:
    """Open a page in a new browser context."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(20_000)
    mark = f'"page": "{urlsplit(path).path.strip("/") or "scorecard"}"'

    def drawn() -> int:
        return sum(replica.log_file.read_text("utf-8").count(mark) for replica in cluster.replicas)

    person = ReplicaVisitor(context.new_page(), context, button, drawn)

    def opened(_socket: object) -> None:
        person.connections += 1

    person.page.on("websocket", opened)
    person.page.goto(f"{cluster.url}{path}")
    person.seen = person.look()
    person.address = person.page.url
    assert person.page.locator("h1").count() == 1, f"{path} has no heading"
    return person


def same_view(person: ReplicaVisitor) -> None:
    """The address, the filters and every figure are unchanged, and the file downloads."""
    now = person.look()
    assert now == person.seen, (
        f"{person.address} shows something else: {_differing(person.seen, now)}"
    )
    assert person.page.url == person.address, f"{person.address} became {person.page.url}"
    if person.button:
        assert person.download()[1], f"{person.address}: an empty file"


def _differing(before: str, now: str) -> str:
    lines = difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0)
    return " | ".join(list(lines)[2:8])


# ---- proofs by single requests -----------------


def health_and_readiness(cluster: Cluster) -> None:
    """The process is alive and has figures."""
    health, ready = ask(f"{cluster.url}/_stcore/health"), ask(f"{cluster.url}/api/ready")
    assert health is not None
    assert (health.status_code, health.text) == (200, "ok")
    assert ready is not None
    assert ready.status_code == 200
    assert ready.json()["status"] == "ready"


def closed_to_strangers(cluster: Cluster) -> None:
    """Metrics and the API do not answer from outside, however the address is written."""
    for path in CLOSED_TO_STRANGERS:
        answer = raw(cluster, f"GET {cluster.plan.base}{path} HTTP/1.1\r\n")
        assert answer.startswith("HTTP/1.1 404"), f"{path}: {answer[:200]}"
        assert "# TYPE" not in answer


def raw(cluster: Cluster, first_line: str, more: str = "") -> str:
    """Return the answer to a hand-written request."""
    host, _, port = cluster.plan.listen.partition(":")
    with socket.create_connection((host, int(port)), timeout=15) as line:
        line.sendall(
            f"{first_line}Host: {cluster.plan.listen}\r\nConnection: close\r\n{more}\r\n".encode()
        )
        parts = []
        while part := line.recv(65536):
            parts.append(part)
    return b"".join(parts).decode("utf-8", "replace")


def headers_once(cluster: Cluster) -> None:
    """Each security header appears once, on the app's answers and on nginx's own."""
    for path in ("/", "/indicator", "/_stcore/health", "/api/ready", "/_stcore/metrics"):
        answer = ask(f"{cluster.url}{path}")
        assert answer is not None
        names = [name.lower() for name, _ in answer.headers.multi_items()]
        counts = {name: names.count(name) for name in SECURITY_HEADERS}
        assert set(counts.values()) == {1}, f"{path}: {counts}"
        assert answer.headers["server"] == "nginx"


def compressed_and_kept(cluster: Cluster) -> None:
    """The app's gzip and long caching pass through; a cookie sent once is not sent again."""
    page = ask(f"{cluster.url}/")
    assert page is not None
    script = page.text.split('src="')[1].split('"')[0].removeprefix("./").lstrip("/")
    name = page.headers["set-cookie"].split(";")[0].partition("=")[2]
    answer = ask(
        f"{cluster.url}/{script.removeprefix(cluster.plan.base.lstrip('/') + '/')}",
        headers={"Accept-Encoding": "gzip"},
        cookies={COOKIE: name},
    )
    assert answer is not None
    assert answer.headers["content-encoding"] == "gzip"
    assert "max-age=31536000" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers


def too_much(cluster: Cluster) -> None:
    """A very long address, an oversized header and a large body are refused before the app."""
    base = cluster.plan.base
    assert " 414 " in raw(cluster, f"GET {base}/?q={'a' * 40_000} HTTP/1.1\r\n")[:40]
    assert " 400 " in raw(cluster, f"GET {base}/ HTTP/1.1\r\n", f"X-A: {'a' * 40_000}\r\n")[:40]
    whole = f"{cluster.url}/"
    assert httpx.post(whole, content=b"x" * 100_000, trust_env=False).status_code == 413
    upload = f"{cluster.url}/_stcore/upload_file/a/b"
    most = cluster.plan.upload_megabytes * 1024 * 1024
    with httpx.Client(trust_env=False, timeout=20) as client:
        assert client.put(upload, content=b"x" * (most + 200_000)).status_code == 413
        # A return's size passes nginx; the app refuses it, since nobody is signed in.
        assert client.put(upload, content=b"x" * most).status_code == 403


def foreign_page(cluster: Cluster) -> None:
    """A page of another site gets no connection."""
    upgrade = (
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: streamlit\r\n"
    )
    line = f"GET {cluster.plan.base}/_stcore/stream HTTP/1.1\r\n"
    # `raw` sends Connection: close first; nginx makes its own towards the app.
    refused = raw(cluster, line, f"{upgrade}Origin: http://elsewhere.example\r\n")
    assert refused.startswith("HTTP/1.1 403"), refused[:200]


def slow_sender(cluster: Cluster) -> None:
    """A sender of half a request is disconnected; others are served meanwhile."""
    host, _, port = cluster.plan.listen.partition(":")
    lines = [socket.create_connection((host, int(port)), timeout=25) for _ in range(50)]
    try:
        for line in lines:
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        began = time.monotonic()
        health_and_readiness(cluster)
        assert time.monotonic() - began < 2
        for line in lines:
            line.recv(65536)  # a timeout answer, or the end of the connection
        assert time.monotonic() - began < 20, "slow senders are kept for long"
    finally:
        for line in lines:
            line.close()


def too_many(cluster: Cluster) -> None:
    """Beyond an address's connection limit, our plain page is served; afterwards all is normal.

    Meant for a cluster with a small `one_address`.
    """
    held = [_held(cluster) for _ in range(cluster.plan.one_address)]
    try:
        answer = ask(f"{cluster.url}/")
        assert answer is not None
        assert answer.status_code == 429, f"{answer.status_code} with {len(held)} connections"
        assert BUSY[0] in answer.text
    finally:
        for line in held:
            line.close()
    time.sleep(0.5)
    health_and_readiness(cluster)


def _held(cluster: Cluster) -> socket.socket:
    host, _, port = cluster.plan.listen.partition(":")
    line = socket.create_connection((host, int(port)), timeout=15)
    line.sendall(
        f"GET {cluster.plan.base}/_stcore/stream HTTP/1.1\r\nHost: {cluster.plan.listen}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: streamlit\r\n\r\n".encode()
    )
    assert line.recv(12) == b"HTTP/1.1 101"
    return line


# ---- people ----------------------------------------


def kept_on_one(person: ReplicaVisitor, cluster: Cluster) -> None:
    """Page and file come from one process, and the others do not have the file."""
    before = person.replica
    address, content = person.download()
    assert content
    assert person.replica == before, f"was on {before}, then on {person.replica}"
    path = address.removeprefix(cluster.url)
    for replica in cluster.replicas:
        own = ask(f"{replica.url}{path}")
        assert own is not None
        assert own.status_code == (200 if replica.name == before else 404), replica.name


def restart_by_turns(people: Sequence[ReplicaVisitor], cluster: Cluster) -> None:
    """Each process is restarted in turn; every page reconnects by itself with the same view."""
    before = [person.standing() for person in people]
    for replica in cluster.roll():
        print(f"       {replica.name} restarted and ready", flush=True)
        people[0].page.wait_for_timeout(1000)  # visitors have moved on by then
    for person, standing in zip(people, before, strict=True):
        person.wait_until_back(standing)
        same_view(person)


def killed(person: ReplicaVisitor, cluster: Cluster) -> None:
    """A process is killed; its visitor continues on another, and stays there afterwards."""
    own = next(replica for replica in cluster.replicas if replica.name == person.replica)
    before = person.standing()
    own.end(SIGKILL)
    person.wait_until_back(before)
    same_view(person)
    there = person.replica
    assert there != own.name, "the cookie still names the killed process"
    own.start()
    own.wait_until_ready()
    same_view(person)
    assert person.replica == there, "the person was moved away from the process that holds the page"


def all_down(person: ReplicaVisitor, cluster: Cluster) -> None:
    """With all processes down, our plain page is served; the open page returns with them."""
    before = person.standing()
    for replica in cluster.replicas:
        replica.end()
    answer = ask(f"{cluster.url}/indicator?indicator=ehcp-20-weeks")
    assert answer is not None
    assert answer.status_code == 503
    assert CLOSED[0] in answer.text
    assert "nginx" not in answer.text
    for replica in cluster.replicas:
        replica.start()
    for replica in cluster.replicas:
        replica.wait_until_ready()
    person.wait_until_back(before)
    same_view(person)


# ---- all of it ----------------------------------------

LOOKS: tuple[Callable[[Cluster], None], ...] = (
    health_and_readiness,
    closed_to_strangers,
    headers_once,
    compressed_and_kept,
    too_much,
    foreign_page,
)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Return Chromium; raises ReplicaError without one."""
    path = find_browser()
    if path is None:
        raise ReplicaError("No Chromium found: run `make browser`, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        yield browser
        browser.close()


def prove(folder: Path, processes: int, base_path: str) -> int:
    """Run everything and print a line for each proof; returns 1 where one fails."""
    failed: list[str] = []

    def tried(name: str, proof: Callable[[], None]) -> None:
        began = time.monotonic()
        try:
            proof()
        except (AssertionError, PlaywrightError) as fault:
            failed.append(name)
            print(f"FAILED {name}: {fault}", file=sys.stderr)
        else:
            print(f"ok     {name} ({time.monotonic() - began:.1f} s)", flush=True)

    with running(folder, processes, base_path=base_path) as cluster, a_browser() as browser:
        for look in (*LOOKS, slow_sender):
            tried(_first_line(look), lambda look=look: look(cluster))  # type: ignore[misc]
        people = [arrive(browser, cluster, path, button) for path, button in VIEWS]
        on = ", ".join(f"{p.page.url.removeprefix(cluster.url)} on {p.replica}" for p in people)
        print(f"       people: {on}")
        files = [person for person in people if person.button]
        for person in files:
            tried(
                f"{_first_line(kept_on_one)} {person.address}",
                lambda p=person: kept_on_one(p, cluster),  # type: ignore[misc]
            )
        tried(_first_line(restart_by_turns), lambda: restart_by_turns(people, cluster))
        tried(_first_line(killed), lambda: killed(files[0], cluster))
        tried(_first_line(all_down), lambda: all_down(files[1], cluster))
    with running(folder / "few", 1, base_path=base_path, one_address=20) as small:
        tried(_first_line(too_many), lambda: too_many(small))
    print(f"{len(failed)} failed" if failed else "Everything held.")
    return 1 if failed else 0


def _first_line(proof: Callable[..., None]) -> str:
    return (proof.__doc__ or "").strip().splitlines()[0]
