"""Measures the first screen of every page: `python -m tools.first_screens [--only PAGE]`.

Opens each page in Chromium at 1280 by 800, and again at 360 by 740, and prints a line each:
pictures wholly visible, pixels from the top to the first picture, words on the first screen,
indicators wholly visible, height of the filters in pixels, and the layout shift while it loaded
(the score of the browser itself, largest session window). What a page must reach stands in
`GOALS`; exit status 1 where one is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.harness import BROWSER_ARGS, Server, open_view, running_server
from tools.ensure_browser import find_browser

SCREEN, PHONE = (1280, 800), (360, 740)
SHIFT = 0.1
"""Largest layout shift of a good page, by web.dev's thresholds of Core Web Vitals."""

# Layout shifts are only reported to observers that were there, or asked for what was buffered.
WATCH_SHIFTS = """() => { window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(
  e => { if (!e.hadRecentInput) window.shifts.push([e.startTime, e.value]); }))
  .observe({type: 'layout-shift', buffered: true}); }"""

MEASURE = """() => {
const main = document.querySelector('[data-testid=stMain]');
const size = e => e.getBoundingClientRect();
const seen = r => r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight;
const whole = r => r.width > 0 && r.height > 0 && r.top >= 0 && r.bottom <= innerHeight
  && r.left >= 0 && r.right <= innerWidth + 1;
const drawn = [...main.querySelectorAll('[role=img], .js-plotly-plot, .picture')]
  .filter(e => !e.parentElement.closest('[role=img], .js-plotly-plot, .picture'))
  .filter(e => size(e).width >= 60 && size(e).height >= 8 && e.checkVisibility());
const words = [];
const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
while (walk.nextNode()) {
  const node = walk.currentNode, range = document.createRange();
  if (!node.data.trim() || !node.parentElement.checkVisibility()) continue;
  if (node.parentElement.closest('.visually-hidden, style, script')) continue;
  range.selectNodeContents(node);
  if (seen(range.getBoundingClientRect())) words.push(...node.data.trim().split(/\\s+/));
}
const rows = [...main.querySelectorAll('[data-indicator]')].filter(e => whole(size(e)));
const line = main.querySelector('.st-key-line, .st-key-choices');
const windows = []; let last = -1e9, first = -1e9;
for (const [at, value] of window.shifts) {
  if (at - last > 1000 || at - first > 5000) { windows.push(0); first = at; }
  windows[windows.length - 1] += value; last = at;
}
const csv = [...main.querySelectorAll('[data-testid=stDownloadButton], .file a')]
  .some(e => e.textContent.includes('CSV') && whole(size(e)));
const tally = main.querySelector('.tally');
return {pictures: drawn.filter(e => whole(size(e))).length,
  first: drawn.length ? Math.round(Math.min(...drawn.map(e => size(e).top))) : null,
  words: words.filter(w => /\\w/.test(w)).length,
  indicators: rows.length,
  pictured: rows.filter(
    e => [...e.querySelectorAll('[role=img]')].some(p => whole(size(p)))).length,
  filters: line ? Math.round(size(line).height) : 0,
  csv: csv, counts: Boolean(tally && whole(size(tally))),
  shift: Math.max(0, ...windows)};
}"""


@dataclass(frozen=True)
class FirstScreen:
    """What the first screen of a page holds; heights and places in pixels."""

    pictures: int
    first: int | None
    words: int
    indicators: int
    pictured: int
    filters: int
    csv: bool
    counts: bool
    shift: float


@dataclass(frozen=True)
class ScreenGoal:
    """What a page must reach: the first picture's lowest begin, and indicators with pictures.

    `counts`: its counts and a whole picture are visible. On a phone too, nothing may jump.
    """

    name: str
    address: str
    first: int | None = None
    indicators: int = 0
    csv: bool = False
    phone: bool = False
    counts: bool = False


_DESKTOP = (
    ScreenGoal("scorecard", "/", 380, 6, csv=True),
    ScreenGoal("indicator", "/indicator?indicator=ehcp-20-weeks", 380),
    ScreenGoal("indicator, long pill", "/indicator?indicator=secondary-permanent-exclusions", 380),
    ScreenGoal("benchmarks, over time", "/benchmarks", 380),
    ScreenGoal("benchmarks, all authorities", "/benchmarks?view=all", 380),
    ScreenGoal("benchmarks, neighbours", "/benchmarks?view=neighbours", 380),
    ScreenGoal("benchmarks, region", "/benchmarks?view=region", 380),
    ScreenGoal("benchmarks, map", "/benchmarks?view=map", 320),
    ScreenGoal("benchmarks, about", "/benchmarks?view=about"),
    ScreenGoal("all measures", "/profile", 320),
    ScreenGoal("compare", "/compare", 380),
    ScreenGoal("build a table", "/table"),
    ScreenGoal(
        "build a table, filled",
        "/table?table=1.06Kzfn9RJHh9Ct_B.839.h-m-e.20210101-20251231.~.w.202505",
        380,
        csv=True,
    ),
    ScreenGoal("committee paper", "/paper"),
    ScreenGoal("definitions", "/definitions"),
    ScreenGoal("guide", "/guide"),
    ScreenGoal("accessibility", "/accessibility"),
)
GOALS = (
    *_DESKTOP,
    *(
        ScreenGoal(
            f"{goal.name}, phone",
            goal.address,
            phone=True,
            counts=goal.name == "scorecard",
        )
        for goal in _DESKTOP
    ),
)


def measure(page: Page, server: Server, address: str) -> FirstScreen:
    """Return what the first screen of an address holds, once nothing on it moves any more."""
    open_view(page, server, address)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_function(
        """() => { const now = document.querySelector('[data-testid=stMain]').scrollHeight
          + ' ' + document.querySelectorAll('.js-plotly-plot .main-svg').length;
        if (now !== window.before) { window.before = now; window.since = performance.now(); }
        return performance.now() - window.since > 800; }""",
        polling=100,
    )
    return FirstScreen(**page.evaluate(MEASURE))


def missed(goal: ScreenGoal, got: FirstScreen) -> list[str]:
    """Return what a page does not reach, in words; empty where it reaches all."""
    wrong = []
    if goal.first is not None and (got.first is None or got.first > goal.first):
        wrong.append(f"the first picture begins at {got.first}, not within {goal.first}")
    if got.pictured < goal.indicators:
        wrong.append(f"{got.pictured} of {goal.indicators} indicators are visible with a picture")
    if goal.csv and not got.csv:
        wrong.append("no CSV button is visible")
    if goal.counts and not (got.counts and got.pictures):
        wrong.append("the counts and the first picture are not both visible")
    if got.shift > SHIFT:
        wrong.append(f"the layout shifted by {got.shift:.3f}, more than {SHIFT}")
    return wrong


def screens(
    browser: Browser, server: Server, goals: Sequence[ScreenGoal], *, slower: int = 1
) -> Iterator[tuple[ScreenGoal, FirstScreen]]:
    """Measure each page in a browser context of its own, as a first visitor finds it.

    `slower` is by how many times the browser is to be slower than this machine lets it be.
    """
    for goal in goals:
        width, height = PHONE if goal.phone else SCREEN
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        context.add_init_script(f"({WATCH_SHIFTS})()")
        page = context.new_page()
        page.set_default_timeout(60_000)
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        yield goal, measure(page, server, goal.address)
        context.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all pages, or the named ones; returns 0, 1 with a miss, or 2 without a browser."""
    parser = argparse.ArgumentParser(prog="python -m tools.first_screens", description=__doc__)
    parser.add_argument("--only", default="", help="pages whose name holds this")
    chosen = parser.parse_args(arguments)
    path = find_browser()
    if path is None:
        print("first_screens: no Chromium; run 'make browser' first.", file=sys.stderr)
        return 2
    goals = [goal for goal in GOALS if chosen.only in goal.name]
    print(_line("page", "pictures", "first at", "words", "indicators", "filters", "shift"))
    misses = []
    with (
        tempfile.TemporaryDirectory() as log,
        running_server(Path(log)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        for goal, got in screens(browser, server, goals):
            figures = (got.pictures, "-" if got.first is None else got.first, got.words)
            more = (got.indicators, got.filters, f"{got.shift:.3f}")
            print(_line(goal.name, *(str(figure) for figure in figures + more)), flush=True)
            misses += [f"{goal.name}: {why}" for why in missed(goal, got)]
        browser.close()
    for miss in misses:
        print(miss)
    return 1 if misses else 0


def _line(name: str, *figures: str) -> str:
    return f"{name:<38}" + "".join(f"{figure:>12}" for figure in figures)


if __name__ == "__main__":
    sys.exit(main())
