"""Fixtures for tests in a real browser against the real server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests import patience
from tests.browser.harness import BROWSER_ARGS, Server, Witness, running_server
from tools.ensure_browser import find_browser

HERE = Path(__file__).parent
VIEWPORT: ViewportSize = {"width": 1280, "height": 900}
STEP = 20  # seconds that one step of a test may take on a quiet machine: tests.patience


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder `browser`, so that `-m "not browser"` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def step_budget() -> None:
    """Every wait for a sign on a page has the budget of a machine as busy as it is now."""
    expect.set_options(timeout=patience.milliseconds(STEP))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server on the shipped data for all tests that only read."""
    with running_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """`start_server(env=..., store=...)`: a fresh process of the server; all end with the test."""
    numbers = count(1)
    with ExitStack() as running:

        def start(env: dict[str, str] | None = None, store: Path | str | None = None) -> Server:
            folder = tmp_path / f"server-{next(numbers)}"
            return running.enter_context(running_server(folder, env, store))

        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole session; each page gets a context, so cookies, of its own."""
    path = find_browser()
    assert path, "No Chromium found: run `make browser`, or set CHROMIUM to its path."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        yield running
        running.close()


@pytest.fixture
def witness() -> Witness:
    """What this test's pages asked for and complained about; `witness.allow(pattern)` excuses."""
    return Witness()


@pytest.fixture
def new_page(browser: Browser, witness: Witness) -> Iterator[Callable[..., Page]]:
    """`new_page(width, height)`: a page in a new context.

    The test fails at its end if any of its pages asked a foreign host for something, wrote an
    error to the console or let an exception go uncaught.
    """
    with ExitStack() as contexts:

        def make(width: int = 1280, height: int = 900, **options: object) -> Page:
            viewport = {"width": width, "height": height}
            context = browser.new_context(viewport=viewport, locale="en-GB", **options)  # type: ignore[arg-type]
            contexts.callback(context.close)
            context.set_default_timeout(patience.milliseconds(STEP))
            witness.watch(context)
            return context.new_page()

        yield make
    assert witness.foreign == [], "the page asked foreign hosts"
    assert witness.errors == [], "the page wrote errors to the console"


@dataclass
class Tab:
    """A browser context with one page that is used again and again, and what it complained of."""

    context: BrowserContext
    witness: Witness = field(default_factory=Witness)

    def fresh_page(self, server: Server) -> Page:
        """The page as a new one is: empty, of the usual size, with the pointer in the corner."""
        self.context.set_default_timeout(patience.milliseconds(STEP))
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        if page.url == "about:blank":
            self._rest(page, server)
        page.set_viewport_size(VIEWPORT)
        page.emulate_media(
            media="null", color_scheme="null", forced_colors="null", reduced_motion="null"
        )
        page.mouse.move(0, 0)
        self.witness.foreign.clear()
        self.witness.errors.clear()
        return page

    def leave(self, page: Page, server: Server) -> None:
        """Forget what the site stored, close other pages, and end what still runs on this one."""
        for other in self.context.pages:
            if other is not page:
                other.close()
        if page.is_closed():
            return
        if page.url.startswith("http"):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        self._rest(page, server)
        self.context.clear_cookies()

    def _rest(self, page: Page, server: Server) -> None:
        # A page of the same site, as one elsewhere would end the process that holds the front end.
        page.goto(f"{server.url}/_stcore/health")


@pytest.fixture(scope="session")
def _tab(browser: Browser) -> Iterator[Tab]:
    context = browser.new_context(viewport=VIEWPORT, locale="en-GB")
    tab = Tab(context)
    tab.witness.watch(context)
    yield tab
    context.close()


@pytest.fixture
def warm_page(_tab: Tab, server: Server) -> Iterator[Page]:
    """One page for the whole session, reset for each test: its process holds the front end.

    Opening an address in it takes half of what it takes in a new page. It starts 1280 wide and 900
    high, without cookies or storage. It is watched like those of `new_page`. A test that adds a
    script or looks at the first load takes `new_page`; a listener is removed by who adds it.
    """
    page = _tab.fresh_page(server)
    yield page
    _tab.leave(page, server)
    assert _tab.witness.foreign == [], "the page asked foreign hosts"
    assert _tab.witness.errors == [], "the page wrote errors to the console"


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page 1280 wide and 900 high."""
    return new_page()
