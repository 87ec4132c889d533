"""The views that the tests for everyone look at, and what they measure on each."""

from collections.abc import Sequence
from functools import cache
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Page

from kpi.store import live_snapshot
from kpi.tables import selection
from kpi.tables.selection import Selection
from tests.browser.harness import axe

EHCP = "/indicator?indicator=ehcp-20-weeks"
WIDTHS = (1280, 768, 360)
# A page 1280 by 1024 enlarged to 400%: WCAG 1.4.10.
ENLARGED = {"width": 320, "height": 256}


@cache
def some_table() -> str:
    """The address of a table of three measures."""
    snapshot = live_snapshot.live().snapshot
    wanted = Selection("839", ("ehcp-20-weeks", "secondary-permanent-exclusions", "ks4-fsm-gap"))
    return f"/table?{urlencode({'table': selection.encode(snapshot, wanted)})}"


# Each page as it starts, filtered, and asked for what does not exist or has nothing to show.
VIEWS = {
    "scorecard": "/",
    "scorecard of one indicator": "/?directorate=Education+and+Skills&indicator=ks4-fsm-gap"
    "&quarter=Q3+2025-26",
    "scorecard awaiting data": "/?quarter=Q2+2025-26",
    "scorecard, odd address": "/?quarter=Q9&indicator=zzz",
    "scorecard with a chosen group": "/?group=880,851,852",
    "indicator": EHCP,
    "indicator with a chosen group": f"{EHCP}&group=880,851,852",
    "indicator awaiting data": f"{EHCP}&quarter=Q2+2025-26",
    "indicator of two groups": "/indicator?indicator=ks4-fsm-gap&quarter=Q3+2025-26",
    "indicator without comparators": "/indicator?indicator=early-help-returns",
    "indicator without target": "/indicator?indicator=referrals-rate&quarter=Q1+2023-24",
    "indicator, late figure": "/indicator?indicator=referrals-rate&quarter=Q1+2025-26",
    "indicator, rare rate": "/indicator?indicator=secondary-permanent-exclusions"
    "&quarter=Q1+2025-26",
    "indicator, odd address": "/indicator?indicator=zzz&quarter=Q9",
    "benchmarks": "/benchmarks",
    "benchmarks, all authorities": "/benchmarks?view=all&others=E92000001",
    "benchmarks, neighbours": "/benchmarks?view=neighbours",
    "benchmarks, neighbours and a chosen group": "/benchmarks?view=neighbours&group=880,851,852",
    "benchmarks, region": "/benchmarks?view=region",
    "benchmarks, map": "/benchmarks?view=map",
    "benchmarks, map as a table": "/benchmarks?view=map&as=table",
    "benchmarks, gaps": "/benchmarks?measure=KS2RWM_Expected_STD&view=gaps",
    "benchmarks, gaps as tables": "/benchmarks?measure=TotAbs&view=gaps&as=table",
    "benchmarks, about": "/benchmarks?view=about",
    "benchmarks without figures": "/benchmarks?measure=early-help-returns",
    "benchmarks, odd address": "/benchmarks?measure=zzz&authority=000&view=x",
    "all measures": "/profile",
    "all measures as a table": "/profile?as=table",
    "all measures, filtered": "/profile?band=A&order=name",
    "all measures, none fits": "/profile?topic=Youth+Offending&band=C&against=same",
    "all measures, odd address": "/profile?authority=000&order=x",
    "compare": "/compare",
    "compare, a chosen group": "/compare?group=880,851,852",
    "compare, chosen": "/compare?authority=201&measures=FirstYJS~ehcp-20-weeks~referrals-rate"
    "&beside=908-420&sort=ehcp-20-weeks&lines=908",
    "compare without figures": "/compare?measures=early-help-returns",
    "compare, odd address": "/compare?measures=zzz&beside=000&sort=x",
    "table, nothing chosen": "/table",
    "table of three measures": some_table(),
    "table, odd address": "/table?table=2.x",
    "paper": "/paper",
    "paper, filtered": "/paper?directorate=Education+and+Skills&quarter=Q2+2025-26",
    "paper, odd address": "/paper?quarter=Q9",
    "definitions": "/definitions",
    "definitions of one indicator": "/definitions?indicator=ks4-fsm-gap",
    "definitions of one measure": "/definitions?define=SEN_EHC_Excpt_20wks&list=all",
    "definitions of one term": "/definitions?define=term-attainment-8",
    "definitions, odd address": "/definitions?indicator=zzz",
}

TOO_WIDE = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .map(e => e.scrollWidth - e.clientWidth)"""
CUT_OFF = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, p, li, dd)')]
  .filter(e => e.offsetParent && !e.closest('.visually-hidden, .table-frame'))
  .filter(e => !e.closest('[class*="st-key-columns-of-"]'))  // read out, seen by pointer
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.textContent.slice(0, 60))"""
CUT_LABELS = """() => [...document.querySelectorAll('button *, summary')]
  .filter(e => !e.closest('[data-testid=stFileUploader]'))  // its icons are words of a font
  .filter(e => !e.closest('[class*="st-key-columns-of-"]'))  // read out, seen by pointer
  .filter(e => getComputedStyle(e).overflowX == 'hidden' && e.scrollWidth > e.clientWidth)
  .map(e => e.textContent)"""
# An icon is written as a word, which its font draws as one sign: wider, it is not in the font.
ICON_WORDS = """async () => { await document.fonts.ready;
  return [...document.querySelectorAll('span, i')]
  .filter(e => getComputedStyle(e).fontFamily.includes('Material Symbols') && !e.children.length)
  .filter(e => { const inside = document.createRange(); inside.selectNodeContents(e);
    return inside.getBoundingClientRect().width > 1.1 * parseFloat(getComputedStyle(e).fontSize) })
  .map(e => e.textContent) }"""
# Heads of a table that run into the next one.
CROWDED = """() => [...document.querySelectorAll('table.kpi thead th')]
  .filter(e => e.offsetParent && e.scrollWidth > e.clientWidth).map(e => e.textContent)"""
# Tables that reach out of their column, and under what stands beside it.
UNDER_ANOTHER = """() => [...document.querySelectorAll('[data-testid=stColumn]')]
  .flatMap(column => [...column.querySelectorAll('table')].map(e => [e, column]))
  .filter(([e]) => e.checkVisibility() && !e.closest('.visually-hidden, .table-frame'))
  .filter(([e, column]) =>
    e.getBoundingClientRect().right > column.getBoundingClientRect().right + 1)
  .map(([e]) => (e.caption || e).textContent.trim().slice(0, 60))"""
# What can be pressed and is smaller than 24 pixels either way. Links within a sentence are free
# of that (WCAG 2.5.8); a choice is pressed by its whole label.
SMALL = """() => [...document.querySelectorAll('a, button, summary, [role=combobox],'
    + 'label:has(input[type=radio], input[type=checkbox])')]
  .filter(e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .filter(e => e.dataset.testid != 'stSkipToContent')
  .filter(e => !(e.matches('a') && e.closest('p, dd, li, td, .under') &&
    e.closest('p, dd, li, td, .under').textContent.trim() != e.textContent.trim()))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && (Math.ceil(box.width) < 24 || Math.ceil(box.height) < 24))
  .map(([e, box]) => `${e.tagName} ${e.getAttribute('aria-label') || e.textContent.slice(0, 50)} `
    + `${Math.round(box.width)}x${Math.round(box.height)}`)"""
# Every colour on the page, to be compared between light and dark mode.
COLOURS = """() => [...document.querySelectorAll('*')].map(e => {
  const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.borderTopColor].join() })
  .join(';')"""
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6, [role=heading]')]
  .map(e => Number(e.ariaLevel || e.tagName[1]))"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach(e => { e.open = true; })"
CHARTS_FIT = """() => [...document.querySelectorAll(
  '.js-plotly-plot, .plot, .plot .ends li, [data-testid=stDataFrame]')]
  .every(e => e.getBoundingClientRect().right <= innerWidth)"""


def misfits(page: Page) -> list[str]:
    """What does not fit the window as it is."""
    too_wide = page.evaluate(TOO_WIDE)
    cut_off = page.evaluate(CUT_OFF) + page.evaluate(CUT_LABELS)
    found = [f"scrolls sideways by {too_wide}"] if any(too_wide) else []
    found += [f"a word and no icon: {word}" for word in page.evaluate(ICON_WORDS)]
    found += [f"reaches out of its column: {text}" for text in page.evaluate(UNDER_ANOTHER)]
    return found + [f"cut off: {text}" for text in cut_off]


def resize(page: Page, width: int, height: int = 800) -> None:
    """Another window; waits for the charts, which are drawn anew for it."""
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_function(CHARTS_FIT)


def turns_dark(page: Page) -> bool:
    """Whether dark mode changes any colour; the page is in dark mode after it.

    A page still being drawn changes by itself: where the looks differ, only a look between two
    like ones tells.
    """

    def look(scheme: Literal["dark", "light"]) -> str:
        page.emulate_media(color_scheme=scheme)
        return str(page.evaluate(COLOURS))

    for _attempt in range(5):
        light, dark = look("light"), look("dark")
        if light == dark:
            return False
        if look("light") == light and look("dark") == dark:
            return True
    raise AssertionError("the page does not come to rest")


def faults(page: Page, ignore: Sequence[str] = ()) -> list[str]:
    """Faults at every width, light and dark: what axe finds, what does not fit, what is small.

    `ignore` names rules of axe, each by `known_limit`.
    """
    found = []
    for width in WIDTHS:
        page.emulate_media(color_scheme="light")
        resize(page, width)
        seen = [*axe(page, ignore=ignore), *misfits(page)]
        seen += [f"too small to press: {each}" for each in page.evaluate(SMALL)]
        seen += [f"heads run together: {each}" for each in page.evaluate(CROWDED)]
        # Where no colour changes, axe would find what it found.
        if turns_dark(page):
            seen += [
                "changes in dark mode",
                *(f"dark: {each}" for each in axe(page, ignore=ignore)),
            ]
        found += [f"{width}: {fault}" for fault in seen]
    page.emulate_media(color_scheme=None)
    resize(page, **ENLARGED)
    return found + [f"enlarged: {fault}" for fault in misfits(page)]
