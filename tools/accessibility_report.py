"""Checks every page with axe in a real browser, and writes the results for the statement.

`python -m tools.accessibility_report` starts the dashboard on the shipped figures, opens each view
in several widths, in high contrast, with folds shut and open, and writes
`data/accessibility-results.json`, from which the page Accessibility is made. Exit status 1 when it
found a fault that `data/accessibility.toml` does not list.
"""

import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

from kpi.guidance.accessibility_results import KNOWN_FILE, RESULTS_FILE, read_limits
from tests.browser.harness import AXE_TAGS, BROWSER_ARGS, Server, open_view, running_server
from tools.ensure_browser import find_browser


@dataclass(frozen=True)
class PageState:
    """One way to view a page, and its description in the statement."""

    words: str
    width: int
    forced: bool = False
    opened: bool = True


WAYS = (
    PageState("1,280 pixels wide, folds shut", 1280, opened=False),
    PageState("1,280 pixels wide, every fold open", 1280),
    PageState("768 pixels wide, every fold open", 768),
    PageState("360 pixels wide, every fold open", 360),
    PageState("1,280 pixels wide in high contrast, every fold open", 1280, forced=True),
)
PAGES = (
    "/",
    "/?quarter=Q3+2025-26&directorate=Education+and+Skills",
    "/indicator?indicator=ehcp-20-weeks&quarter=Q1+2025-26",
    "/indicator?indicator=ks4-fsm-gap&quarter=Q3+2025-26",
    "/indicator?indicator=early-help-returns",
    "/indicator?indicator=referrals-rate&quarter=Q1+2023-24",
    "/benchmarks",
    "/benchmarks?view=all",
    "/benchmarks?view=neighbours",
    "/profile",
    "/compare",
    "/table",
    "/paper",
    "/definitions",
    "/guide",
    "/accessibility",
)
OPEN_ALL = "() => document.querySelectorAll('details').forEach(e => { e.open = true; })"
DRAWN = """() => [...document.querySelectorAll('.js-plotly-plot, .plot')]
  .every(e => e.getBoundingClientRect().right <= innerWidth)"""
TOO_WIDE = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .some(e => e.scrollWidth > e.clientWidth)"""
OPTIONS = {"runOnly": list(AXE_TAGS)}


def look(
    browser: Browser, server: Server, address: str, way: PageState
) -> tuple[bool, dict[str, Any]]:
    """Return whether a page scrolls sideways when viewed in a way, and axe's results."""
    context = browser.new_context(
        locale="en-GB",
        viewport={"width": way.width, "height": 800},
        forced_colors="active" if way.forced else "none",
    )
    page = context.new_page()
    page.set_default_timeout(60_000)
    open_view(page, server, address)
    if way.opened:
        page.evaluate(OPEN_ALL)
    page.wait_for_function(DRAWN)
    results = cast(dict[str, Any], Axe().run(page, options=OPTIONS).response)
    is_wide = bool(page.evaluate(TOO_WIDE))
    context.close()
    return is_wide, results


def report(browser: Browser, server: Server) -> dict[str, Any]:
    """Return the results of the whole run in the form that the statement reads."""
    faults: dict[str, dict[str, Any]] = {}
    sideways: list[str] = []
    checks, axe = 0, ""
    for address, way in product(PAGES, WAYS):
        is_wide, answer = look(browser, server, address, way)
        checks += 1
        axe = str(answer["testEngine"]["version"])
        if is_wide:
            sideways.append(f"{address}, {way.words}")
        for rule in answer["violations"]:
            fault = faults.setdefault(
                rule["id"], {"rule": rule["id"], "words": rule["help"], "times": 0, "pages": []}
            )
            fault["times"] += len(rule["nodes"])
            fault["pages"] = sorted({*fault["pages"], address})
        print(f"{checks}: {address}", file=sys.stderr)
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "browser": f"Chromium {browser.version.split('.')[0]}",
        "axe": axe,
        "pages": list(PAGES),
        "ways": [way.words for way in WAYS],
        "checks": checks,
        "sideways": sideways,
        "faults": [faults[rule] for rule in sorted(faults)],
    }


def main() -> int:
    """Write the results; returns 0 without new faults, 1 with some, 2 without a browser."""
    path = find_browser()
    if path is None:
        print("accessibility_report: no Chromium; run 'make browser' first.", file=sys.stderr)
        return 2
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        results = report(browser, server)
        browser.close()
    RESULTS_FILE.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    listed = {each.rule for each in read_limits(KNOWN_FILE)}
    new = [fault for fault in results["faults"] if fault["rule"] not in listed]
    for fault in new:
        print(f"{fault['rule']}: {fault['words']}, on {', '.join(fault['pages'])}")
    print(f"{RESULTS_FILE.name}: {results['checks']} checks, {len(new)} faults not listed before")
    return 1 if new or results["sideways"] else 0


if __name__ == "__main__":
    sys.exit(main())
