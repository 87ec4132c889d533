"""All measures for one authority in a real browser: filters, address, the file, all widths."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from kpi.benchmarks import profile as benchmark_profile
from kpi.benchmarks.measures import by_id
from kpi.store import live_snapshot, snapshots
from kpi.tables import profile as profile_table
from tests.browser.harness import Server, choose, download, open_view, parsed, wait_for_app
from tests.browser.views import OPEN_ALL, faults

AT_REST = """() => {
  const now = document.querySelector('[data-testid=stMain]').scrollHeight;
  const same = window.heightBefore === now;
  window.heightBefore = now;
  return same;
}"""
HELD = "p.counts:has-text('The table shows')"


def test_filters_go_into_the_address_and_the_file(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/profile")
    expect(warm_page.locator(HELD)).to_have_text("The table shows all 434 measures.")
    warm_page.get_by_role("combobox", name="Authority", exact=True).click()
    warm_page.keyboard.type("Cornw")
    warm_page.get_by_role("option", name="Cornwall", exact=True).click()
    expect(warm_page.locator("h1")).to_have_text("All measures: Cornwall")
    wait_for_app(warm_page)
    # The tables above still find their height; an open list closes when its page moves.
    warm_page.get_by_role("combobox", name="Order", exact=True).scroll_into_view_if_needed()
    warm_page.wait_for_function(AT_REST, polling=500)
    choose(warm_page, "Quartile band", "D: weakest quarter")
    choose(warm_page, "Order", "Weakest places first")
    query = parse_qs(urlsplit(warm_page.url).query)
    assert query == {"authority": ["908"], "band": ["D"], "order": ["worst"]}

    snapshot = live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot
    made = benchmark_profile.chosen(benchmark_profile.profile(snapshot, "908"), band="D")
    expected = profile_table.ordered(made, "worst")
    expect(warm_page.locator(HELD)).to_have_text(
        f"The table shows {expected.height} of 434 measures."
    )
    name, content = download(warm_page, "Download these measures (CSV)")
    assert name == "all-measures-cornwall-d.csv"
    in_file = parsed(content)
    assert [row["measure"] for row in in_file] == expected["measure"].to_list()
    for row, fact in zip(in_file, expected.to_dicts(), strict=True):
        for column in ("value", "england", "neighbours_mean", "change"):
            held = fact[column]
            assert (float(row[column]) if row[column] else None) == held, (row["name"], column)

    address = warm_page.url
    warm_page.reload()
    expect(warm_page.locator("h1")).to_have_text("All measures: Cornwall")
    expect(warm_page.locator(HELD)).to_have_text(
        f"The table shows {expected.height} of 434 measures."
    )
    assert warm_page.url == address


def test_back_brings_the_last_view(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/profile?authority=330")
    choose(warm_page, "Topic", "Youth Offending")
    expect(warm_page.locator(HELD)).to_have_text("The table shows 4 of 434 measures.")
    warm_page.go_back()
    expect(warm_page.locator(HELD)).to_have_text("The table shows all 434 measures.")
    expect(warm_page.locator("h1")).to_have_text("All measures: Birmingham")


def test_the_full_table_shows_published_figures(server: Server, warm_page: Page) -> None:
    snapshot = live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot
    open_view(warm_page, server, "/profile?topic=Youth+Offending")
    grid = warm_page.locator("[data-testid=stDataFrame] [role=grid]")
    expect(grid).to_have_attribute("aria-rowcount", "5")
    cells = grid.locator("[role=gridcell]").all_inner_texts()
    shown = profile_table.shown(
        benchmark_profile.chosen(
            benchmark_profile.profile(snapshot, "839"), topic="Youth Offending"
        )
    )
    assert [name for name in shown["Measure"] if name not in cells] == []
    known = {m.name: m for m in by_id(snapshot).values()}
    for row in shown.to_dicts():
        if row["Value"] is not None:
            at = cells.index(row["Measure"])
            printed = cells[at + 1].replace(",", "")
            assert float(printed) == row["Value"], (row["Measure"], known[row["Measure"]].decimals)


def test_the_whole_list_leads_to_a_table(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/profile?authority=908&topic=Youth+Offending")
    warm_page.get_by_role("link", name="Build a table of these measures").click()
    expect(warm_page.locator("h1")).to_have_text("Build a table")
    expect(warm_page.locator("p.counts strong")).to_contain_text("4 measures, 13 areas")


def test_nonsense_in_the_address_is_named(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/profile?authority=000&band=Z&order=%3Cb%3E")
    expect(warm_page.locator("p.notice[role=status]")).to_have_count(3)
    expect(warm_page.locator(HELD)).to_have_text("The table shows all 434 measures.")
    expect(warm_page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)


@pytest.mark.parametrize(
    "address", ["/profile", "/profile?authority=420&band=A", "/profile?topic=Youth+Offending"]
)
def test_it_is_accessible_at_every_width(server: Server, warm_page: Page, address: str) -> None:
    open_view(warm_page, server, address)
    warm_page.evaluate(OPEN_ALL)
    assert faults(warm_page) == []


def test_a_phone_shows_the_answer_first(server: Server, warm_page: Page) -> None:
    page = warm_page
    page.set_viewport_size({"width": 360, "height": 780})
    open_view(page, server, "/profile")
    box = page.locator("p.counts").first.bounding_box()
    assert box is not None
    assert box["y"] < 780
