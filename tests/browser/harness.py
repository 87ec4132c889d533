"""Run the real server in a process of its own, and look at it as a browser or a bare client does.

Fixtures over this are in `conftest.py`; tests import `wait_for_app`, `axe` and `visit` from here.
"""

import csv
import io
import json
import os
import re
import socket
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page, SourceLocation, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests import patience

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60  # budgets on a quiet machine: tests.patience
RUN_SECONDS = 60
LOOKS = "0.2"  # seconds from a server's look at its store to the next, where a test publishes there
NUMBER = re.compile(r"-?[\d,]*\d(?:\.\d+)?")

BROWSER_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Nothing but this machine has an address, so a foreign request can never leave it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

# What the statement of accessibility tells; the one place that names a rule left out below.
KNOWN_LIMITS = tomllib.loads((ROOT / "data" / "accessibility.toml").read_text("utf-8"))["known"]
AXE_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# axe reads the same few colours thousands of times a page, a third of its time: each is read once.
# It finds what it found; a text that is no colour is read, and refused, each time.
AXE_READS_A_COLOUR_ONCE = """() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
    else {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    return this;
  };
}"""

# Console errors that are no fault of a page. Each entry: a pattern, and why it is harmless.
ALLOWED_CONSOLE_ERRORS = (
    (
        re.compile(r"404 \(Not Found\) \[http://[^/]+(/kpi)?/[^/]+/_stcore/(health|host-config)\]"),
        "on a deep link Streamlit first asks under the page's own address whether the app is there",
    ),
)


@dataclass(frozen=True)
class Server:
    """A running server: its address, and the file its log goes to."""

    url: str
    log_file: Path
    pid: int

    def log(self) -> str:
        """All that the server has printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One plain request, with no proxy and no redirect followed."""
        # Plain HTTP: reading the list of authorities would take most of a request's time.
        with httpx.Client(trust_env=False, verify=False, timeout=patience.seconds(30)) as client:
            return client.get(f"{self.url}{path}", headers=dict(headers or {}))


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(
    folder: Path, env: Mapping[str, str] | None = None, store: Path | str | None = None
) -> Iterator[Server]:
    """The app from this checkout in a fresh process, ended at exit; HOME is an empty folder.

    `env` overrides variables, `store` sets KPI_STORE. Raises RuntimeError with the log when the
    server does not become healthy.
    """
    port, log_file, home = free_port(), folder / "server.log", folder / "home"
    home.mkdir(parents=True)
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "KPI_"))}
    variables = inherited | {"HOME": str(home), "PYTHONUNBUFFERED": "1"} | dict(env or {})
    if store is not None:
        variables["KPI_STORE"] = str(store)
    options = (f"--server.port={port}", "--server.address=127.0.0.1")
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", *options],
            cwd=ROOT,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", log_file, process.pid)
    try:
        _wait_until_healthy(server, process)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=patience.seconds(10))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_healthy(server: Server, process: subprocess.Popen[bytes]) -> None:
    def is_settled() -> bool:
        if process.poll() is not None:
            return True
        try:
            return server.get("/_stcore/health").status_code == 200
        except httpx.TransportError:
            return False  # not listening yet

    patience.until(
        is_settled, f"The server did not start: {server.log_file}", at_rest=START_SECONDS
    )
    if process.poll() is not None:
        raise RuntimeError(f"The server ended (exit {process.poll()}). Log:\n{server.log()}")


@dataclass
class Witness:
    """What a browser context asked for and complained about while a test used it."""

    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    allowed: list[re.Pattern[str]] = field(
        default_factory=lambda: [pattern for pattern, _reason in ALLOWED_CONSOLE_ERRORS]
    )

    def allow(self, pattern: str) -> None:
        """Let console errors pass that match, in this test alone."""
        self.allowed.append(re.compile(pattern))

    def watch(self, context: BrowserContext) -> None:
        """Note every foreign request, console error and uncaught exception from now on."""
        context.on("request", lambda request: self._note_address(request.url))
        context.on("console", lambda said: self._note_console(said.type, said.text, said.location))
        context.on("weberror", lambda fault: self.errors.append(f"uncaught: {fault.error}"))
        context.on("page", self._watch_sockets)

    def _watch_sockets(self, page: Page) -> None:
        page.on("websocket", lambda opened: self._note_address(opened.url))

    def _note_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in (
            "127.0.0.1",
            "localhost",
        ):
            self.foreign.append(url)

    def _note_console(self, kind: str, text: str, place: SourceLocation) -> None:
        line = f"{text} [{place['url']}]"
        if kind == "error" and not any(pattern.search(line) for pattern in self.allowed):
            self.errors.append(line)


def wait_for_app(page: Page) -> None:
    """Wait until Streamlit is connected, has run the script to its end and shows no placeholders.

    After a click the run starts a moment later: wait for what the click should show as well.
    """
    timeout = patience.milliseconds(30)
    # Connected, it has not run yet, and its placeholder comes half a second later: only something
    # drawn tells that the run has begun.
    page.locator("[data-testid=stMain] [data-testid=stElementContainer]").first.wait_for(
        state="attached", timeout=timeout
    )
    page.locator(
        "[data-testid=stApp][data-test-connection-state=CONNECTED]"
        "[data-test-script-state=notRunning]"
    ).wait_for(state="attached", timeout=timeout)
    expect(page.locator("[data-testid=stAppSkeleton], [data-testid=stSkeleton]")).to_have_count(
        0, timeout=timeout
    )


def open_view(page: Page, server: Server, address: str = "/") -> None:
    """Open an address of the app and wait for its heading."""
    page.goto(f"{server.url}{address}")
    wait_for_app(page)
    expect(page.locator("h1")).to_be_visible()


def until_loaded(server: Server, snapshot: str) -> None:
    """Nobody visits meanwhile: the app looks and loads by itself, within seconds."""
    patience.until(
        lambda: as_json(server.get("/api/ready")).get("snapshot") == snapshot,
        f"{snapshot} is not loaded",
    )


def choose(page: Page, label: str, option: str) -> None:
    """Choose another option of a select box, by the names a person reads.

    Waits until the address tells of it, which is the last thing a page does.
    """
    before = page.url
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_url(lambda address: address != before)
    wait_for_app(page)


def download(page: Page, button: str) -> tuple[str, bytes]:
    """The name and the bytes of the file that one click on a button or link brings."""
    named = [page.get_by_role(role, name=button, exact=True) for role in ("button", "link")]
    with page.expect_download() as started:
        named[0].or_(named[1]).click()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def parsed(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, each by column name."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def same_number(shown: str, exact: str) -> bool:
    """Whether the first number in a text is `exact`, rounded half away from nought to its places.

    Reckoned apart from the app's own rounding, so that the two check each other.
    """
    found = NUMBER.search(shown)
    assert found, f"no number in {shown!r}"
    number = Decimal(found.group().replace(",", ""))
    return Decimal(exact).quantize(number, rounding=ROUND_HALF_UP) == number


def command_line(
    *arguments: str, store: Path | str | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run `python -m kpi` in a process of its own, on the shipped store or on `store`."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("KPI_")}
    if store is not None:
        variables["KPI_STORE"] = str(store)
    return subprocess.run(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=ROOT,
        env=variables,
        capture_output=True,
        check=False,
    )


def known_limit(rule: str) -> str:
    """A rule of axe that may be left out, as the list of known limits tells why.

    Raises LookupError for one that it does not name.
    """
    if not any(entry["rule"] == rule for entry in KNOWN_LIMITS):
        raise LookupError(f"data/accessibility.toml does not tell why {rule} is left out")
    return rule


def axe(page: Page, context: str | None = None, ignore: Sequence[str] = ()) -> list[str]:
    """One line for each accessibility fault axe finds (WCAG 2.2 AA and best practice): none is [].

    `context` limits it to a CSS selector; `ignore` names rules, each by `known_limit`.
    """
    options = {
        "runOnly": list(AXE_TAGS),
        "resultTypes": ["violations"],
        "preload": False,  # of style sheets, for experimental rules alone, which are not asked
        "rules": {rule: {"enabled": False} for rule in ignore},
    }
    if not page.evaluate("() => 'axe' in window"):  # half a megabyte: once a document
        page.evaluate(AXE_SCRIPT)
        page.evaluate(AXE_READS_A_COLOUR_ONCE)
    found = page.evaluate(
        "([where, options]) => axe.run(where ?? document, options).then(all => all.violations)",
        [context, options],
    )
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['target']} {node['html'][:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


@dataclass(frozen=True)
class Visit:
    """What one visitor's browser was sent for a first view of a page."""

    url_paths: frozenset[str]
    headings: tuple[str, ...]
    kinds: tuple[str, ...]
    faults: tuple[str, ...]


def visit(server: Server, path: str = "/", query: str = "") -> Visit:
    """Open a page as Streamlit's front end does, without a browser, and read until it is done."""
    request = BackMsg()
    request.rerun_script.query_string = query
    request.rerun_script.page_name = path.strip("/")
    address = f"ws{server.url.removeprefix('http')}/_stcore/stream"
    url_paths: set[str] = set()
    elements: list[Element] = []
    faults: list[str] = []
    with connect(
        address,
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        proxy=None,
        open_timeout=patience.seconds(RUN_SECONDS),
    ) as socket_:
        socket_.send(request.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(_as_bytes(socket_.recv(timeout=patience.seconds(RUN_SECONDS))))
            kind = message.WhichOneof("type")
            if kind == "navigation":
                url_paths |= {page.url_pathname for page in message.navigation.app_pages}
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                elements.append(message.delta.new_element)
            elif kind == "page_not_found":
                faults.append(f"page not found: {message.page_not_found.page_name}")
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    faults.append(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))
                break
    faults += [fault for element in elements if (fault := _fault_in(element))]
    return Visit(
        url_paths=frozenset(url_paths),
        headings=tuple(e.heading.body for e in elements if e.WhichOneof("type") == "heading"),
        kinds=tuple(str(e.WhichOneof("type")) for e in elements),
        faults=tuple(faults),
    )


def _as_bytes(data: str | bytes) -> bytes:
    return data.encode("utf-8") if isinstance(data, str) else data


def _fault_in(element: Element) -> str | None:
    kind = element.WhichOneof("type")
    if kind == "exception":
        return f"{element.exception.type}: {element.exception.message}"
    if kind == "alert" and element.alert.format == element.alert.ERROR:
        return element.alert.body
    return None


def as_json(response: httpx.Response) -> dict[str, str]:
    """The JSON object an answer holds."""
    body = json.loads(response.text)
    assert isinstance(body, dict), body
    return body
