"""Scorecard and indicator page for everyone: axe, small screens, keyboard, no sideways scrolling.

No rule of axe is left out but one, for Streamlit's own open list of choices. Foreign requests
and console errors fail each test through the `warm_page` fixture.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from kpi import store, writer
from tests.browser.harness import Server, axe, open_view, running_server

# Streamlit draws an open list with React Aria, which puts it at the end of `body`, outside `main`;
# its combobox owns it (`aria-controls`), so it is reached and read all the same. A best practice of
# axe, no criterion of WCAG; other popovers meet it too (dequelabs/axe-core#991, on dialogs).
STREAMLITS_OWN = ("region",)
WIDTHS = (1280, 768, 360)
EHCP = "/indicator?indicator=ehcp-20-weeks"
STATES = [
    "/",
    "/?directorate=Education+and+Skills&indicator=ks4-fsm-gap&quarter=Q3+2025-26",
    "/?quarter=Q2+2025-26",
    "/?quarter=Q9&indicator=zzz",
    EHCP,
    f"{EHCP}&quarter=Q2+2025-26",
    "/indicator?indicator=ks4-fsm-gap&quarter=Q3+2025-26",
    "/indicator?indicator=early-help-returns",
    "/indicator?indicator=referrals-rate&quarter=Q1+2023-24",
    "/indicator?indicator=referrals-rate&quarter=Q1+2025-26",
    "/indicator?indicator=secondary-permanent-exclusions&quarter=Q1+2025-26",
]
TOO_WIDE = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .map(e => e.scrollWidth - e.clientWidth)"""
CUT_OFF = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, p, li, dd)')]
  .filter(e => e.offsetParent && !e.closest('.visually-hidden'))
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.textContent.slice(0, 60))"""
CUT_LABELS = """() => [...document.querySelectorAll('button *, summary')]
  .filter(e => getComputedStyle(e).overflowX == 'hidden' && e.scrollWidth > e.clientWidth)
  .map(e => e.textContent)"""
OPEN_ALL = "() => document.querySelectorAll('details').forEach(e => { e.open = true; })"


def faults(page: Page) -> list[str]:
    """Faults at every width, each with its width: what axe finds, and what does not fit."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        # The charts are drawn anew for the width; until then they still have the old one.
        page.wait_for_function(
            "() => [...document.querySelectorAll('.js-plotly-plot, .stDataFrame')]"
            ".every(e => e.getBoundingClientRect().right <= innerWidth)"
        )
        too_wide = page.evaluate(TOO_WIDE)
        cut_off = page.evaluate(CUT_OFF) + page.evaluate(CUT_LABELS)
        found += [f"{width}: {fault}" for fault in axe(page)]
        found += [f"{width}: scrolls sideways by {too_wide}"] if any(too_wide) else []
        found += [f"{width}: cut off: {text}" for text in cut_off]
    return found


@pytest.mark.parametrize("address", STATES)
def test_pages_are_accessible_at_every_width(server: Server, warm_page: Page, address: str) -> None:
    open_view(warm_page, server, address)
    assert faults(warm_page) == []


def test_what_is_folded_away_is_accessible_too(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/indicator?indicator=ks4-fsm-gap&quarter=Q3+2025-26")
    warm_page.evaluate(OPEN_ALL)
    expect(warm_page.locator("table.twin").first).to_be_visible()
    expect(warm_page.get_by_role("radio", name="Newest published")).to_be_visible()
    assert faults(warm_page) == []


def test_a_list_of_choices_is_accessible_while_open(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    warm_page.get_by_role("combobox", name="Quarter", exact=True).click()
    expect(warm_page.get_by_role("option", name="Q4 2024-25", exact=True)).to_be_visible()
    assert axe(warm_page, ignore=STREAMLITS_OWN) == []
    left_out = axe(warm_page)
    assert len(left_out) == 1
    assert left_out[0].startswith("region (moderate)")
    assert 'role="listbox"' in left_out[0]


# ---- a suppressed figure ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def suppressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose store withholds the newest figure of returns to Early Help."""
    root = tmp_path_factory.mktemp("suppressed")
    live = store.DEFAULT_ROOT / "snapshots" / store.current_id(store.DEFAULT_ROOT)
    tables = {name: pl.read_parquet(live / f"{name}.parquet") for name in store.TABLES}
    newest = (pl.col("indicator_id") == "early-help-returns") & (
        pl.col("period_start") == pl.date(2025, 4, 1)
    )
    assert tables["observations"].filter(newest).height == 1

    def unless_newest(name: str, instead: str | None) -> pl.Expr:
        return pl.when(newest).then(pl.lit(instead)).otherwise(pl.col(name)).alias(name)

    tables["observations"] = tables["observations"].with_columns(
        *(
            pl.when(~newest).then(pl.col(name)).alias(name)
            for name in ("value", "numerator", "denominator")
        ),
        unless_newest("symbol", "c"),
        unless_newest("reason", "fewer than 6 children"),
    )
    writer.write(tables, why="test", who="tests", inputs=[], report=[], store=Path(root))
    with running_server(tmp_path_factory.mktemp("server"), store=root) as running:
        yield running
    shutil.rmtree(root)


def test_a_suppressed_figure_is_words_and_never_a_number(
    suppressed: Server, warm_page: Page
) -> None:
    open_view(warm_page, suppressed)
    expect(warm_page.locator("p.counts").first).to_have_text(
        "1 on target, 2 below target, 1 below intervention level, 1 awaiting data, 1 suppressed"
    )
    row = warm_page.locator("table.scorecard tbody tr").filter(has_text="Returns to Early Help")
    cells = row.locator("td").all_inner_texts()
    assert cells[0].splitlines()[0] == "Fewer than 6 children"
    assert cells[2] == "○ Too few to show"
    assert "cannot be calculated" in cells[3]
    assert "10.5" not in " ".join(cells)
    assert faults(warm_page) == []

    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, suppressed, "/indicator?indicator=early-help-returns")
    expect(warm_page.locator("p.big")).to_have_text("Fewer than 6 children")
    expect(warm_page.locator("p.answer").first).to_contain_text("no figure for April to June 2025")
    warm_page.evaluate(OPEN_ALL)
    newest = warm_page.locator("table.twin tbody tr").first
    assert newest.locator("td").first.inner_text() in ("no figure", "fewer than 6 children")
    expect(warm_page.get_by_text("0.0%", exact=True)).to_have_count(0)
    assert faults(warm_page) == []


# ---- the watch itself ---------------------------------------------------------------------------


def test_the_watch_finds_what_is_wrong(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    warm_page.locator("p.lead").evaluate(
        'e => { e.innerHTML = \'<img src="data:,"><div style="width: 2000px">wide</div>\'; }'
    )
    found = faults(warm_page)
    assert any("image-alt" in fault for fault in found)
    assert any("scrolls sideways" in fault for fault in found)
