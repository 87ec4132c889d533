"""Waiting times in real Chromium: start, first load, and a change of a filter.

    python -m benchmarks.browser [--changes N] [--loads N] [--dash PYTHON] [--json FILE]

Each figure is compared with a baseline measured in the same run: a bare page as plain
`streamlit run` serves it (one filter, one line of text), Streamlit's own hello page, and a Dash
page of the same texts, tables and charts where `--dash` names a Python that has Dash. A change is
timed in the page: from the key press to the last element drawn.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

from benchmarks.servers import FLOORS, ROOT, Running, free_port, serving, stock, streamlit
from benchmarks.timing import Result, SpeedBar, form, show
from kpi.charts import gap_groups, indicator_trend, indicator_years
from kpi.charts import xmr as xmr_chart
from kpi.charts.renderers import plotly
from kpi.indicators import scorecard
from kpi.indicators.reporting_quarters import default_quarter
from kpi.indicators.scorecard import View
from kpi.indicators.xmr import reading
from kpi.store import live_snapshot
from pages.browser.native_sanitiser import markup_of
from tools.ensure_browser import find_browser

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
DASH, DASH_CHARTS = "Dash, the same content", "Dash, charts and their tables alone"
QUIET_MS, PATIENCE_MS = 400, 30_000
STEPS = 5  # down a list, and up again
OUTSIDE = "[role=listbox], [data-baseweb=popover], .dash-dropdown, #what-changed"
# Records the key press, and the last change in the page's main part.
WATCH = """([outside]) => {
  window.chosenAt = 0; window.drawnAt = 0;
  const main = document.querySelector('[data-testid=stMain]') || document.body;
  addEventListener('keydown', e => {
    if (e.key === 'Enter') { window.chosenAt = performance.now(); window.drawnAt = 0; }
  }, true);
  new MutationObserver(changes => {
    const seen = changes.some(c => !(c.target.closest && c.target.closest(outside)));
    if (!seen || window.asked) return;
    window.asked = true;  // one question a frame: the watch must not slow what it watches
    requestAnimationFrame(() => { window.drawnAt = performance.now(); window.asked = false; });
  }).observe(main, {subtree: true, childList: true, characterData: true,
    attributes: true, attributeFilter: ['d', 'points', 'src', 'transform']});
}"""
SETTLED = """([quiet]) => window.drawnAt > window.chosenAt && window.chosenAt > 0
  && performance.now() - window.drawnAt > quiet
  && !document.querySelector('[data-test-script-state=running]')
  && !document.querySelector('._dash-loading-callback')"""
TOOK = "() => window.drawnAt - window.chosenAt"


@dataclass
class TimedPage:
    """A page with a list to choose from, and the duration of each change."""

    name: str
    server: Running
    page: Page
    label: str
    milliseconds: list[float]
    cpu: list[float]
    turn: int = 0

    def change(self) -> None:
        """Choose the next option of the list by key, and wait until the page is drawn."""
        box = (
            self.page.get_by_role("combobox", name=self.label, exact=True)
            if self.label
            else self.page.locator("#indicator")
        )
        self.page.bring_to_front()
        box.click()
        self.page.wait_for_timeout(150)
        self.page.keyboard.press("ArrowDown" if self.turn % (2 * STEPS) < STEPS else "ArrowUp")
        self.turn += 1
        self.page.wait_for_timeout(100)
        used = self.server.cpu
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(SETTLED, arg=[QUIET_MS], timeout=PATIENCE_MS)
        self.milliseconds.append(self.page.evaluate(TOOK))
        self.cpu.append((self.server.cpu - used) * 1000)


def content_for_dash(file: Path) -> None:
    """Write each indicator page's content as markup, and its charts as plotly figures."""
    snapshot = live_snapshot.live().snapshot
    area = snapshot.home_code()
    quarter = default_quarter(snapshot, area)
    by_indicator: dict[str, Any] = {}
    for row in scorecard.summary(snapshot, View(area, quarter)):
        page = AppTest.from_file(str(ROOT / "pages" / "shell.py"), default_timeout=60)
        page.switch_page("indicator.py")
        page.query_params["indicator"] = row.indicator.id
        bodies = [markup_of(piece.proto.body) for piece in page.run().get("html")]
        unusual = reading(row.indicator, row.series, area)
        drawn = (
            indicator_trend.trend(snapshot, row),
            indicator_years.yearly(snapshot, row),
            gap_groups.legs(snapshot, row),
            xmr_chart.chart(row, unusual) if unusual else None,
        )
        by_indicator[row.indicator.id] = {
            "name": row.indicator.name,
            "markup": [body for body in bodies if not body.startswith("<style>")],
            "figures": [plotly.line_figure(c) for c in drawn if c and not c.is_empty],
        }
        places = sum(body.count('class="plot"') for body in bodies)
        if places != len(by_indicator[row.indicator.id]["figures"]):
            raise RuntimeError(f"{row.indicator.id}: {places} charts on the page, not as given")
    file.write_text(json.dumps(by_indicator, default=str), encoding="utf-8")


@contextmanager
def dash(python: str, *, charts_only: bool = False) -> Iterator[Running]:
    """Run the Dash page in its own process; with `charts_only`, without most of its content."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "content.json"
        content_for_dash(file)
        port = free_port()
        command = [python, str(FLOORS / "dash_page.py"), str(port), str(file)]
        command += ["charts"] if charts_only else []
        with serving(command, f"http://127.0.0.1:{port}", "/", {"PYTHONPATH": ""}) as running:
            yield running


def opened(browser: Browser, url: str, wait: str) -> Page:
    """Return a page after it has been drawn."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page.goto(url)
    page.wait_for_selector(wait, timeout=PATIENCE_MS)
    page.wait_for_timeout(2_000)
    page.evaluate(WATCH, [OUTSIDE])
    return page


def changes(browser: Browser, rounds: int, dash_python: str | None) -> list[Result]:
    """Measure milliseconds from key press to the last element drawn, pages taking turns."""
    with ExitStack() as stack:
        bare = stack.enter_context(stock())
        ours = stack.enter_context(streamlit(ready="/api/ready"))
        indicator = f"{ours.url}/indicator?indicator=assessments-45-days"
        places = [
            TimedPage("bare", bare, opened(browser, bare.url, "text=Quarter Q"), "Quarter", [], []),
            TimedPage("scorecard", ours, opened(browser, ours.url, "h1"), "Quarter", [], []),
            TimedPage(
                "indicator", ours, opened(browser, indicator, ".plot"), "Indicator", [], []
            ),
        ]  # fmt: skip
        if dash_python:
            for name, charts_only in ((DASH, False), (DASH_CHARTS, True)):
                other = stack.enter_context(dash(dash_python, charts_only=charts_only))
                shown = opened(browser, other.url, ".main-svg")
                places.append(TimedPage(name, other, shown, "", [], []))
        for place in places:
            place.change()  # warm-up
            place.milliseconds.clear()
            place.cpu.clear()
        for _ in range(rounds):
            for place in places:
                place.change()
        took = {place.name: statistics.median(place.milliseconds) for place in places}
        used = {place.name: statistics.mean(place.cpu) for place in places}
    results = [
        Result(
            "1 scorecard: a change of quarter to paint",
            {"ours": took["scorecard"], "a bare Streamlit page": took["bare"]},
            (SpeedBar("a bare Streamlit page", 1.5),),
        )
    ]
    if dash_python:
        results.append(
            Result(
                "2 indicator page: a change of indicator to its charts painted",
                {"ours": took["indicator"], DASH: took[DASH], DASH_CHARTS: took[DASH_CHARTS]},
                (SpeedBar(DASH, 1.5),),
            )
        )
    else:
        results.append(
            Result(
                "2 indicator page: a change of indicator to its charts painted",
                {"ours": took["indicator"], "a bare Streamlit page": took["bare"]},
                (),
            )
        )
    return results + [
        Result(
            f"4 {name}: processor of the server a change",
            {"ours": used[name], "a bare page and 20 ms": used["bare"] + 20},
            (SpeedBar("a bare page and 20 ms", 1.0),),
        )
        for name in ("scorecard", "indicator")
    ]


def first_load(browser: Browser, url: str, wait: str) -> tuple[float, int]:
    """Return seconds from request, with an empty cache, to the content; and bytes transferred."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url, wait_until="commit")
    page.wait_for_selector(wait, timeout=PATIENCE_MS)
    took = float(page.evaluate("performance.now()"))
    page.wait_for_timeout(1_500)
    context.close()
    return took, round(sum(received))


def loads(browser: Browser, rounds: int) -> list[Result]:
    """Measure the first load of the scorecard and of Streamlit's own hello page."""
    hello = Path(st.__file__ or "").parent / "hello" / "streamlit_app.py"
    seconds: dict[str, list[float]] = {"ours": [], "hello": []}
    sizes: dict[str, int] = {}
    with streamlit(ready="/api/ready") as ours, stock(hello) as other:
        for turn in range(rounds + 1):
            for name, server, wait in (
                ("ours", ours, "table.scorecard"),
                ("hello", other, "[data-testid=stMain] h1"),
            ):
                waited, sizes[name] = first_load(browser, server.url, wait)
                if turn:  # the first round warms the server
                    seconds[name].append(waited)
    took = {name: statistics.median(times) for name, times in seconds.items()}
    return [
        Result(
            "3 scorecard: first load to content, empty cache",
            {"ours": took["ours"], "Streamlit's hello page": took["hello"]},
            (SpeedBar("Streamlit's hello page", 1.2),),
        ),
        Result(
            "3 scorecard: bytes of the first load",
            {"ours": sizes["ours"] / 1024, "Streamlit's hello page": sizes["hello"] / 1024},
            (SpeedBar("Streamlit's hello page", 0.4),),
            "KiB",
        ),
    ]


def starts(rounds: int) -> list[Result]:
    """Measure the time from process start to healthy, for ours and a bare Streamlit page."""
    seconds: dict[str, list[float]] = {"ours": [], "bare": []}
    memory: dict[str, float] = {}
    for _ in range(rounds):
        with streamlit(ready="/api/ready") as ours:
            seconds["ours"].append(ours.seconds)
            memory["ours"] = ours.memory
        with stock() as bare:
            seconds["bare"].append(bare.seconds)
            memory["bare"] = bare.memory
    return [
        Result(
            "8 start to ready, all data in memory",
            {
                "ours": statistics.median(seconds["ours"]) * 1000,
                "a bare Streamlit page": statistics.median(seconds["bare"]) * 1000,
            },
            (SpeedBar("a bare Streamlit page", 2.0),),
        ),
        Result(
            "memory idle",
            {"ours": memory["ours"], "a bare Streamlit page": memory["bare"]},
            (),
            "MiB",
        ),
    ]


def run(rounds: int, load_rounds: int, dash_python: str | None) -> list[Result]:
    """Run all measurements; raises RuntimeError where there is no browser."""
    path = find_browser()
    if path is None:
        raise RuntimeError("no Chromium; run 'make browser' first")
    results = starts(load_rounds)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        results += loads(browser, load_rounds)
        results += changes(browser, rounds, dash_python)
        browser.close()
    return results


def main() -> int:
    """Run and print; returns 1 where a limit is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.browser", description=__doc__)
    parser.add_argument("--changes", type=int, default=15)
    parser.add_argument("--loads", type=int, default=5)
    parser.add_argument("--dash", default=os.environ.get("BENCH_DASH_PYTHON"))
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    os.chdir(ROOT)
    results = run(asked.changes, asked.loads, asked.dash)
    for result in results:
        show(result)
    if asked.json:
        asked.json.write_text(json.dumps([form(r) for r in results], indent=2) + "\n")
    return 0 if all(r.is_met(bar) for r in results for bar in r.bars) else 1


if __name__ == "__main__":
    sys.exit(main())
