"""Every page for everyone: axe, every width, light and dark, structure, titles, what is pressed.

No rule of axe is left out on what we draw; what stays of Streamlit's own is in
`data/accessibility.toml`. Foreign requests and console errors fail each test through `warm_page`.
"""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from kpi.store import snapshots, writer
from tests.browser.harness import Server, axe, known_limit, open_view, running_server
from tests.browser.views import EHCP, HEADINGS, OPEN_ALL, VIEWS, WIDTHS, faults

SERVICE = "Children's Services performance"
BCP = "Bournemouth, Christchurch and Poole"


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_for_everyone(server: Server, warm_page: Page, view: str) -> None:
    warm_page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    open_view(warm_page, server, VIEWS[view])
    assert faults(warm_page) == []
    levels = warm_page.evaluate(HEADINGS)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert warm_page.locator("html").get_attribute("lang") == "en-GB"
    assert warm_page.get_by_role("main").count() == 1
    assert warm_page.title().endswith(f" - {SERVICE}")


def test_in_dark_mode_axe_finds_nothing_either(server: Server, warm_page: Page) -> None:
    """Said outright for the two pages most read, and that the page is the light one."""
    warm_page.emulate_media(color_scheme="dark")
    for address in ("/", EHCP):
        open_view(warm_page, server, address)
        assert axe(warm_page) == []
        ground = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"
        assert warm_page.evaluate(ground) == "rgb(255, 255, 255)"
        schemes = "getComputedStyle(document.documentElement).colorScheme"
        assert "only" in warm_page.evaluate(schemes)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "Scorecard, Q1 2025-26"),
        (
            "/?directorate=Education+and+Skills&quarter=Q3+2024-25&comparators=newest",
            "Scorecard, Q3 2024-25, Education and Skills, newest comparators",
        ),
        (
            "/?indicator=ks4-fsm-gap&neighbours=2021-04",
            "Scorecard, Q1 2025-26, Key Stage 4 attainment gap, free school meals, "
            "neighbours by DfE's April 2021 model",
        ),
        (EHCP, "Education, health and care plans issued within 20 weeks, Q1 2025-26"),
        ("/benchmarks", f"Assessments completed within 45 working days, Over time, {BCP}"),
        ("/profile?topic=Adoption", f"All measures, {BCP}, Adoption"),
        (
            "/compare",
            f"Compare: six indicators side by side, {BCP} beside ten statistical neighbours",
        ),
        ("/table", f"Build a table, {BCP}"),
        (
            "/paper?directorate=Education+and+Skills",
            "Committee paper, Q1 2025-26, Education and Skills",
        ),
        ("/definitions", f"Definitions and sources, {BCP}"),
    ],
)
def test_the_title_names_page_and_filters(
    server: Server, warm_page: Page, address: str, title: str
) -> None:
    open_view(warm_page, server, address)
    expect(warm_page).to_have_title(f"{title} - {SERVICE}")


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
    assert axe(warm_page, ignore=[known_limit("region")]) == []
    left_out = axe(warm_page)
    assert len(left_out) == 1
    assert left_out[0].startswith("region (moderate)")
    assert 'role="listbox"' in left_out[0]


def test_the_menu_of_a_phone_is_accessible_while_open(server: Server, warm_page: Page) -> None:
    warm_page.set_viewport_size({"width": 360, "height": 800})
    open_view(warm_page, server)
    menu = warm_page.get_by_role("button", name="Menu", exact=True)
    after = menu.evaluate("e => getComputedStyle(e, '::after').content")
    assert after == '"Menu"', "the word that is seen is the name that is called"
    pages = warm_page.get_by_role("navigation", name="App pages")
    expect(pages.get_by_role("link")).to_have_count(0)
    menu.press("Enter")
    expect(pages.get_by_role("link", name="Build a table")).to_be_visible()
    assert axe(warm_page) == []


# ---- a suppressed figure ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def suppressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose store withholds the newest figure of returns to Early Help."""
    root = tmp_path_factory.mktemp("suppressed")
    live = snapshots.DEFAULT_ROOT / "snapshots" / snapshots.current_id(snapshots.DEFAULT_ROOT)
    tables = {name: pl.read_parquet(live / f"{name}.parquet") for name in snapshots.TABLES}
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
    expect(warm_page.locator(".tally .tags li")).to_have_text(
        [
            "■ 1 beyond intervention level",
            "▲ 2 off target",
            "● 1 on target",
            "○ 1 awaiting data",
            "○ 1 suppressed",
        ]
    )
    row = warm_page.locator("table.scorecard tr.r").filter(has_text="Returns to Early Help")
    cells = row.locator("td").all_inner_texts()
    assert cells[0].splitlines()[0] == "Fewer than 6 children"
    assert cells[1].split()[:2] == ["○", "Suppressed"]
    assert "Cannot be calculated" in cells[2]
    assert "10.5" not in " ".join(cells)
    assert faults(warm_page) == []

    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, suppressed, "/indicator?indicator=early-help-returns")
    expect(warm_page.locator("p.huge .value")).to_have_text("Fewer than 6 children")
    expect(warm_page.get_by_text("There is no figure for April to June 2025")).to_be_visible()
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
    assert any(re.match("enlarged: .*scrolls sideways", fault) for fault in found)
    assert not any("too small" in fault or "dark" in fault for fault in found)


def test_the_watch_finds_what_is_small_and_what_turns_dark(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    warm_page.add_style_tag(
        content=".foot a { padding: 0 !important; font-size: 8px !important; }"
        ".stDownloadButton button { min-height: 0 !important; height: 12px !important; }"
        ".stDownloadButton button * { line-height: 10px; }"
        "@media (prefers-color-scheme: dark) { .lead { color: #eeeeee !important; } }"
    )
    found = faults(warm_page)
    assert any("too small to press: BUTTON Changes since" in fault for fault in found)
    assert any("changes in dark mode" in fault for fault in found)
    assert any("dark: color-contrast" in fault for fault in found)


def test_only_what_the_list_of_limits_names_can_be_left_out() -> None:
    with pytest.raises(LookupError, match="why color-contrast is left out"):
        known_limit("color-contrast")
