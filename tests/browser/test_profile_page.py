"""All measures for one authority in a real browser: filters, address, the file, all widths."""

import re
from itertools import combinations
from math import hypot
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from kpi.benchmarks import authority_profile
from kpi.benchmarks.measures import by_id
from kpi.charts.benchmarks import measure_places
from kpi.store import live_snapshot, snapshots
from kpi.tables import profile_table
from kpi.wording import profile_words
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
    choose(warm_page, "Order", "Best places first")
    query = parse_qs(urlsplit(warm_page.url).query)
    assert query == {"authority": ["908"], "band": ["D"], "order": ["best"]}

    snapshot = live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot
    made = profile_table.filtered(authority_profile.profile(snapshot, "908"), band="D")
    expected = profile_table.ordered(made, "best")
    expect(warm_page.locator(HELD)).to_have_text(
        f"The table shows {expected.height} of 434 measures."
    )
    name, content = download(warm_page, "These measures (CSV)")
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
        profile_table.filtered(authority_profile.profile(snapshot, "839"), topic="Youth Offending")
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
    expect(warm_page.locator("p.in-files")).to_contain_text("4 measures, 13 areas")


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
    """The bars of counts, then a bar for each topic in place of the dots, then the lists."""
    page = warm_page
    page.set_viewport_size({"width": 360, "height": 780})
    open_view(page, server, "/profile")
    answer = page.locator(".countbars").bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] < 780
    expect(page.locator(".stPlotlyChart")).not_to_be_visible()
    expect(page.locator(".topicbar").first).to_be_visible()
    last, lists = (page.locator(s).last.bounding_box() for s in (".topicbar", ".shortlists"))
    assert last is not None
    assert lists is not None
    assert lists["y"] > last["y"]


def test_the_picture_is_on_the_first_screen(server: Server, warm_page: Page) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, server, "/profile")
    for picture in (".countbars .stack", ".stPlotlyChart"):
        box = warm_page.locator(picture).first.bounding_box()
        assert box is not None
        assert box["y"] < 320, picture
    box = warm_page.locator(".stPlotlyChart").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 800
    expect(warm_page.locator(".topicbars")).not_to_be_visible()


# The middle of a measure's dot in the window.
PLACE = """measure => { const plot = document.querySelector('.js-plotly-plot');
  const field = plot.querySelector('.nsewdrag').getBoundingClientRect();
  const {xaxis, yaxis} = plot._fullLayout;
  return plot.data.filter(trace => (trace.customdata || []).includes(measure)).map(trace => {
    const at = trace.customdata.indexOf(measure);
    return [field.left + xaxis.d2p(trace.x[at]), field.top + yaxis.d2p(trace.y[at])];
  })[0]; }"""
# Each dot that can be pressed: its place in pixels of the field, and its measure.
DOTS = """() => { const plot = document.querySelector('.js-plotly-plot');
  const {xaxis, yaxis} = plot._fullLayout;
  return plot.data.filter(trace => trace.customdata).flatMap(trace => trace.customdata.map(
    (measure, at) => [measure, xaxis.d2p(trace.x[at]), yaxis.d2p(trace.y[at])])); }"""
POINT = ".js-plotly-plot .scatterlayer .point"


def test_a_pressed_dot_opens_its_measure(server: Server, warm_page: Page) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 900})
    open_view(warm_page, server, "/profile?authority=908")
    expect(warm_page.locator(POINT).last).to_be_visible()
    snapshot = live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot
    made = {row["measure"]: row for row in authority_profile.profile(snapshot, "908").to_dicts()}
    fact = made["Sept_Guarantee"]
    places = warm_page.evaluate(PLACE, "Sept_Guarantee")
    warm_page.mouse.move(*places)
    place = profile_words.place_words(fact["rank"], fact["rank_of"], fact["shared_by"])
    said = re.compile(r"\s*".join(map(re.escape, place.split())))  # it may go on in a new line
    expect(warm_page.locator(".hoverlayer")).to_contain_text(said)
    expect(warm_page.locator(".hoverlayer")).to_contain_text(fact["name"])
    warm_page.mouse.click(*places)
    expect(warm_page.locator("h1")).to_have_text(fact["name"])
    query = parse_qs(urlsplit(warm_page.url).query)
    assert query == {"measure": ["Sept_Guarantee"], "authority": ["908"]}
    warm_page.go_back()
    expect(warm_page.locator("h1")).to_have_text("All measures: Cornwall")


def test_keys_open_what_a_pointer_presses(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/profile?authority=908&neighbours=2021-04")
    box = warm_page.get_by_role("combobox", name="Open a measure")
    box.focus()
    box.press_sequentially("september guar", delay=20)
    warm_page.keyboard.press("Enter")
    expect(warm_page.locator("h1")).to_have_text("September Guarantee Offers")
    query = parse_qs(urlsplit(warm_page.url).query)
    assert query == {
        "measure": ["Sept_Guarantee"],
        "authority": ["908"],
        "neighbours": ["2021-04"],
    }


@pytest.mark.parametrize("width", [1280, 768])
def test_dots_as_drawn_do_not_cover_each_other(server: Server, warm_page: Page, width: int) -> None:
    warm_page.set_viewport_size({"width": width, "height": 900})
    open_view(warm_page, server, "/profile")
    expect(warm_page.locator(POINT).last).to_be_visible()
    snapshot = live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot
    table = authority_profile.profile(snapshot, "839")
    found = profile_words.overview(snapshot, table, "839", "2025-05")
    chart = measure_places.measure_places(snapshot, table, found, "839", "2025-05")
    radii = {dot.measure: dot.radius for dot in chart.dots}
    drawn = warm_page.evaluate(DOTS)
    assert {measure for measure, _, _ in drawn} == set(radii)
    covered = [
        (one[0], other[0])
        for one, other in combinations(drawn, 2)
        if hypot(one[1] - other[1], one[2] - other[2]) < radii[one[0]] + radii[other[0]]
    ]
    assert covered == []


@pytest.mark.parametrize("width", [1280, 768])
def test_a_directorates_heading_stands_clear_of_the_topic_above(
    server: Server, warm_page: Page, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 800})
    open_view(warm_page, server, "/profile")
    expect(warm_page.locator(POINT).last).to_be_visible()
    places = {
        words.strip(): (top, bottom)
        for words, top, bottom in warm_page.locator(".annotation-text").evaluate_all(
            """all => all.map(e => [e.textContent, e.getBoundingClientRect().top,
                 e.getBoundingClientRect().bottom])"""
        )
    }
    heading = places["Context"]
    above = [bottom for _, bottom in places.values() if bottom < heading[1]]
    assert len(above) > 5
    assert heading[0] >= max(above) - 2  # a line has some room over its letters


def test_the_filters_keep_their_place_while_the_page_is_drawn(
    server: Server, warm_page: Page
) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, server, "/profile")
    before = [warm_page.locator(s).bounding_box() for s in (".st-key-line", ".st-key-tools")]
    choose(warm_page, "Topic", "Youth Offending")
    expect(warm_page.locator(HELD)).to_have_text("The table shows 4 of 434 measures.")
    wait_for_app(warm_page)
    after = [warm_page.locator(s).bounding_box() for s in (".st-key-line", ".st-key-tools")]
    assert after == before
