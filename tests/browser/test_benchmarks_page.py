"""Benchmarks as an officer uses them: typing, ranking, another council, a file, a kept link."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

from kpi.benchmarks.grids.grid import grid
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from tests.browser.harness import Server, download, open_view, parsed, wait_for_app
from tests.browser.views import OPEN_ALL, faults

PLANS = "New EHC plans issued within 20 weeks - excluding exceptions"
VIEWS = ("time", "all", "neighbours", "region", "map", "about")


@pytest.fixture(scope="module")
def shipped() -> Snapshot:
    """The snapshot that the server shows."""
    return live_snapshot.live().snapshot


def query(page: Page) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def pick(page: Page, label: str, typed: str, option: str) -> None:
    """Type part of a name into a box with many choices, and take one."""
    before = page.url
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.press_sequentially(typed, delay=20)
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_url(lambda address: address != before)
    wait_for_app(page)


def test_the_whole_way_of_an_officer(server: Server, warm_page: Page, shipped: Snapshot) -> None:
    page = warm_page
    open_view(page, server, "/benchmarks")
    pick(page, "Measure", "20 week", PLANS)
    expect(page.get_by_role("heading", level=1, name=PLANS)).to_be_visible()
    page.get_by_role("radio", name="All authorities").click()
    wait_for_app(page)
    answer = page.locator("ul.stats li.own")
    expect(answer).to_have_text("77.6% in 2024: 43rd of 151, second best quarter")

    pick(page, "Authority", "cornw", "Cornwall")
    expect(answer).to_have_text("7.0% in 2024: joint 145th of 151, shared by 2, weakest quarter")

    page.get_by_role("button", name="More choices").click()
    pick(page, "Other areas to show", "Birm", "Birmingham")
    pick(page, "Other areas to show", "Bath", "Bath and North East Somerset")
    page.keyboard.press("Escape")
    chart = page.locator(".js-plotly-plot")
    for label in ("Cornwall 7.0%", "Birmingham 26.7%", "Bath and North East"):
        expect(chart.get_by_text(label)).to_be_visible()

    assert query(page) == {
        "measure": "SEN_EHC_Excpt_20wks", "authority": "908", "others": "330-800", "view": "all",
    }  # fmt: skip
    name, content = download(page, "Figures (CSV)")
    assert name == "benchmarks-sen-ehc-excpt-20wks-all-authorities-908-2024-calendar-year.csv"
    rows = {row["area"]: row for row in parsed(content)}
    assert len(rows) == 153
    assert (rows["908"]["mark"], rows["908"]["rank"], rows["908"]["band"]) == (
        "this authority", "145", "D",
    )  # fmt: skip
    assert {c for c, row in rows.items() if row["mark"] == "chosen"} == {"330", "800"}
    found = grid(shipped)
    _, values = found.published_of("SEN_EHC_Excpt_20wks")
    for code, row in rows.items():
        held = values[code][-1]
        assert row["value"] == ("" if held is None else f"{held}".removesuffix(".0")) or (
            float(row["value"]) == held
        )
    assert all("Local Authority Interactive Tool" in row["source"] for row in rows.values())

    page.reload()
    wait_for_app(page)
    expect(page.get_by_role("heading", level=1, name=PLANS)).to_be_visible()
    expect(answer).to_have_text("7.0% in 2024: joint 145th of 151, shared by 2, weakest quarter")
    expect(page.locator(".js-plotly-plot").get_by_text("Birmingham 26.7%")).to_be_visible()
    assert query(page)["others"] == "330-800"


def test_over_time_takes_away_what_is_drawn(server: Server, warm_page: Page) -> None:
    open_view(
        warm_page, server, "/benchmarks?measure=ehcp-20-weeks&hide=england&middle=median&as=table"
    )
    twin = warm_page.locator("table.twin")
    expect(twin).to_have_count(1)
    heads = twin.locator("thead th").all_text_contents()
    assert heads == [
        "Period", "Bournemouth, Christchurch and Poole", "South West",
        "Statistical neighbours (median)",
    ]  # fmt: skip
    name, content = download(warm_page, "Figures (CSV)")
    assert name == "benchmarks-ehcp-20-weeks-over-time-839.csv"
    rows = parsed(content)
    assert {row["series"] for row in rows} == {"home", "region", "neighbours_median"}
    newest = {r["series"]: r["value"] for r in rows if r["period"] == "2024 (calendar year)"}
    assert newest == {"home": "77.6", "region": "28.5", "neighbours_median": "38.15"}


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_accessible_at_every_width(
    server: Server, warm_page: Page, view: str
) -> None:
    open_view(warm_page, server, f"/benchmarks?measure=FirstYJS&view={view}&others=330-981")
    warm_page.evaluate(OPEN_ALL)
    assert faults(warm_page) == []


@pytest.mark.parametrize(
    ("view", "picture", "most"),
    [
        ("time", ".plot .field", 380),
        ("all", ".stPlotlyChart", 380),
        ("neighbours", "table.dots", 380),
        ("region", "table.dots", 380),
        ("map", ".stPlotlyChart", 320),
    ],
)
def test_the_picture_is_on_the_first_screen(
    server: Server, warm_page: Page, view: str, picture: str, most: int
) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, server, f"/benchmarks?measure=ehcp-20-weeks&view={view}")
    box = warm_page.locator(picture).first.bounding_box()
    assert box is not None
    assert box["y"] < most


def test_what_is_pressed_is_added(server: Server, warm_page: Page) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 900})
    open_view(warm_page, server, "/benchmarks?measure=ehcp-20-weeks&view=map")
    point = warm_page.locator(".js-plotly-plot .scatterlayer .point")
    expect(point).to_have_count(153)
    places = warm_page.evaluate(
        """() => { const plot = document.querySelector('.js-plotly-plot');
          const at = plot.data[0].customdata.indexOf('908');
          const box = plot.querySelectorAll('.scatterlayer .point')[at].getBoundingClientRect();
          return [box.left + box.width / 2, box.top + box.height / 2]; }"""
    )
    warm_page.mouse.move(*places)
    expect(warm_page.locator(".hoverlayer")).to_contain_text(
        "Cornwall: 7.0%, joint 145th of 151, shared by 2, weakest quarter (D)"
    )
    warm_page.mouse.click(*places)
    warm_page.wait_for_url(lambda address: "others=908" in address)
    wait_for_app(warm_page)
    expect(warm_page.locator(".mapkey")).to_contain_text("chosen")
    expect(warm_page.get_by_role("button", name="More choices (1 set)")).to_be_visible()


def test_keys_add_what_a_pointer_presses(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/benchmarks?measure=ehcp-20-weeks&view=all")
    box = warm_page.get_by_role("combobox", name="Add")
    box.focus()
    box.press_sequentially("cornw", delay=20)
    warm_page.keyboard.press("Enter")
    warm_page.wait_for_url(lambda address: "others=908" in address)
    wait_for_app(warm_page)
    expect(warm_page.locator(".js-plotly-plot").get_by_text("Cornwall 7.0%")).to_be_visible()


def test_nothing_to_show_is_accessible(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/benchmarks?measure=early-help-returns&authority=zzz")
    expect(warm_page.get_by_text("Nobody publishes figures for")).to_be_visible()
    assert faults(warm_page) == []


def test_back_undoes_a_choice(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/benchmarks?measure=ehcp-20-weeks")
    pick(warm_page, "Authority", "cornw", "Cornwall")
    expect(warm_page.locator("ul.stats li.own")).to_contain_text("7.0% in 2024")
    warm_page.go_back()
    wait_for_app(warm_page)
    expect(warm_page.locator("ul.stats li.own")).to_contain_text("77.6% in 2024")


def test_charts_are_taken_away_with_title_source_and_date(
    server: Server, warm_page: Page, shipped: Snapshot
) -> None:
    open_view(warm_page, server, "/benchmarks?measure=SEN_EHC_Excpt_20wks&view=all&others=908")
    warm_page.get_by_role("button", name="Picture").click()
    name, drawn = download(warm_page, "Download this chart (SVG)")
    assert name.endswith("all-authorities-839-2024-calendar-year.svg")
    said = " ".join(ElementTree.fromstring(drawn).itertext())
    for text in (
        "New EHC plans issued within 20 weeks",
        "43rd of 151",
        "Cornwall 7.0%",
        "Local Authority Interactive Tool",
        f"snapshot {shipped.id}",
    ):
        assert text in " ".join(said.split()), text
    name, picture = download(warm_page, "Download this chart (PNG)")
    assert name.endswith(".png")
    assert picture.startswith(b"\x89PNG\r\n")
    open_view(warm_page, server, "/benchmarks?measure=SEN_EHC_Excpt_20wks")
    warm_page.get_by_role("button", name="Picture").click()
    name, drawn = download(warm_page, "Download this chart (SVG)")
    assert name == "benchmarks-sen-ehc-excpt-20wks-over-time-839.svg"
    said = " ".join(" ".join(ElementTree.fromstring(drawn).itertext()).split())
    assert "neighbours 40.6%" in said
    assert "England 46.4%" in said


def test_on_a_phone_the_letters_over_bars_stand_apart(server: Server, warm_page: Page) -> None:
    """At 360 pixels those that would lie on another are left out; a wide window shows each."""
    page = warm_page
    shown = """all => all.map(e => e.getBoundingClientRect()).filter(box => box.width > 0)
      .map(box => [box.left, box.right]).sort((a, b) => a[0] - b[0])"""
    page.set_viewport_size({"width": 360, "height": 800})
    open_view(page, server, "/benchmarks?measure=assessments-45-days&view=all")
    letters = page.locator(".st-key-ranked .bartext")
    expect(letters.first).to_be_attached()
    boxes = letters.evaluate_all(shown)
    assert len(boxes) > 8
    assert all(right < left + 1 for (_, right), (left, _) in pairwise(boxes))
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(letters.first).to_be_attached()
    assert len(letters.evaluate_all(shown)) > len(boxes)


def test_on_a_phone_a_region_has_its_name_and_each_list_its_ends(
    server: Server, warm_page: Page
) -> None:
    page = warm_page
    page.set_viewport_size({"width": 360, "height": 800})
    open_view(page, server, "/benchmarks?measure=assessments-45-days&view=region")
    heights = page.locator(".strips tbody th").evaluate_all("all => all.map(e => e.clientHeight)")
    assert len(heights) == 9
    assert max(heights) < 4 * 18, "a name in two lines, and how many authorities"
    for axis in page.locator(".regiongrid .axis").all():
        ends = [end.bounding_box() for end in axis.locator("span").all()]
        first, last = ends
        assert first is not None
        assert last is not None
        expect(axis).to_be_visible()
        beside = first["x"] + first["width"] <= last["x"]
        assert beside or first["y"] + first["height"] <= last["y"] + 1


POINTS = """() => [...document.querySelectorAll('.plot .field')].map(field =>
  [...field.querySelectorAll('.point')].map(e => e.getBoundingClientRect())
    .filter(box => box.width > 0).map(box => [box.left, box.right]).sort((a, b) => a[0] - b[0]))"""


@pytest.mark.parametrize("width", [360, 560, 700, 768, 900, 1024, 1280])
@pytest.mark.parametrize(
    "address",
    [
        "/benchmarks", "/benchmarks?measure=LAC", "/benchmarks?view=all",
        "/indicator?indicator=referrals-rate", "/indicator?indicator=assessments-45-days",
    ],
)  # fmt: skip
def test_the_dates_of_an_axis_stand_apart_at_every_width(
    server: Server, warm_page: Page, address: str, width: int
) -> None:
    page = warm_page
    page.set_viewport_size({"width": width, "height": 800})
    open_view(page, server, address)
    page.locator(":is(.main-svg .xtick text, .plot .along)").first.wait_for(state="attached")
    charts = page.evaluate(
        """() => [...document.querySelectorAll('.xaxislayer-above, .plot .field')].map(axis =>
          [...axis.querySelectorAll('g.xtick text, .along')].map(e => e.getBoundingClientRect())
            .filter(box => box.width > 0).map(box => [box.left, box.right])
            .sort((a, b) => a[0] - b[0]))"""
    )
    assert charts
    for labels in charts:
        assert len(labels) >= 2
        assert all(right < left for (_, right), (left, _) in pairwise(labels))
    for figures in page.evaluate(POINTS):
        assert all(right < left for (_, right), (left, _) in pairwise(figures))
