"""The page "Definitions and sources" in a real browser: access, links within it, narrow screens."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Server, axe, download, open_view

PLANS = "Education, health and care plans issued within 20 weeks"

GAP = "Key Stage 4 attainment gap, free school meals"


def opened(page: Page, server: Server, address: str = "") -> Page:
    open_view(page, server, f"/definitions{address}")
    expect(page.get_by_role("heading", name="Accessibility")).to_be_attached()
    return page


def widths(page: Page) -> int:
    found: int = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    return found


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_no_accessibility_fault_and_no_sideways_scrolling(
    warm_page: Page, server: Server, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 900})
    page = opened(warm_page, server)
    assert axe(page) == []
    assert widths(page) == width
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
    assert axe(page) == []
    assert widths(page) == width


@pytest.mark.parametrize("width", [1280, 360])
def test_every_definition_fits_and_has_no_fault(
    warm_page: Page, server: Server, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 900})
    for name in ("ks4-fsm-gap", "referrals-rate", "SEN_EHC_Excpt_20wks", "term-attainment-8"):
        page = opened(warm_page, server, f"?define={name}")
        assert axe(page) == [], name
        assert widths(page) == width, name


def test_a_link_in_the_contents_opens_its_section_and_leads_back(
    warm_page: Page, server: Server
) -> None:
    page = opened(warm_page, server)
    contents = page.get_by_role("navigation", name="On this page")
    heading = page.locator("#known-faults")
    listed = page.get_by_text("What we found wrong, or easy to misread")
    expect(listed).to_be_hidden()
    contents.get_by_role("link", name="Known faults in the data").click()
    expect(heading).to_be_in_viewport()
    expect(listed).to_be_visible()
    assert page.url.endswith("/definitions#known-faults")
    fold = page.locator("details", has=heading)
    fold.get_by_role("link", name="Back to the list of sections").click()
    expect(contents).to_be_in_viewport()
    page.go_back()
    expect(heading).to_be_in_viewport()


def test_an_address_opens_the_section_that_it_names(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server, "#glossary")
    expect(page.locator("#glossary")).to_be_in_viewport()
    expect(page.get_by_text("September to the end of the next August.")).to_be_visible()


def test_a_long_list_of_measures_opens_by_keyboard(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server, "#known-faults")
    summary = page.locator("summary", has_text="The 51 measures")
    listed = page.locator("details", has=page.locator("#known-faults")).locator("details li")
    expect(listed.first).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(listed.first).to_be_visible()
    expect(listed).to_have_count(51)


@pytest.mark.parametrize("name", ["define", "indicator"])
def test_a_link_from_elsewhere_lands_on_its_definition(
    warm_page: Page, server: Server, name: str
) -> None:
    page = opened(warm_page, server, f"?{name}=ehcp-20-weeks")
    expect(page.locator("#definition")).to_have_text(PLANS)
    expect(page.locator("#definition")).to_be_in_viewport()
    expect(page.get_by_role("radio", name=PLANS)).to_be_checked()
    assert f"{name}=ehcp-20-weeks" in page.url


def test_a_definition_is_chosen_by_press_and_by_keys(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server)
    under = page.locator("[data-testid=stRadioCaption]", has_text="Head of SEND").bounding_box()
    assert under is not None
    page.mouse.click(under["x"] + 5, under["y"] + 5)  # the whole row is pressed, not the name alone
    expect(page.locator("#definition")).to_have_text(PLANS)
    expect(page).to_have_url(re.compile("define=ehcp-20-weeks"))
    page.get_by_role("radio", name=PLANS).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#definition")).to_have_text(
        "Key Stage 4 attainment gap, free school meals"
    )


def test_a_search_shortens_the_list(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server)
    page.get_by_label("Search definitions").fill("EHCP")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("^Found: one indicator of ours, "))).to_be_visible()
    expect(page.get_by_role("radio", name=PLANS)).to_be_attached()
    page.get_by_label("Search definitions").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio")).to_have_count(7 + 2)  # and the switch's two


def test_a_box_stands_for_the_list_on_a_phone(warm_page: Page, server: Server) -> None:
    warm_page.set_viewport_size({"width": 360, "height": 740})
    page = opened(warm_page, server)
    expect(page.get_by_role("radio", name=PLANS)).to_be_hidden()
    page.get_by_role("combobox", name="Definition").click()
    page.get_by_role("option", name=PLANS).click()
    expect(page.locator("#definition")).to_have_text(PLANS)
    expect(page.locator(".dates li").first).to_be_visible()
    expect(page.locator(".lane").first).to_be_hidden()


def test_the_calendar_has_no_label_on_another(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server)
    crossed = page.evaluate(
        """() => [...document.querySelectorAll('.lane')].flatMap(lane => {
          const parts = [...lane.querySelectorAll('i, span')].map(e => {
            const text = document.createRange(); text.selectNodeContents(e);
            const box = (e.tagName === 'SPAN' ? text : e).getBoundingClientRect();
            return [box.left, box.right, e.textContent]; });
          const edge = lane.getBoundingClientRect();
          return parts.flatMap((one, i) => parts.slice(i + 1)
            .filter(other => one[0] < other[1] - 2 && other[0] < one[1] - 2)
            .map(other => [one[2], other[2]]))
            .concat(parts.filter(p => p[0] < edge.left || p[1] > edge.right)); })"""
    )
    assert crossed == []


def test_the_calendar_is_taken_as_a_file(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server)
    name, content = download(page, "Calendar (CSV)")
    assert re.fullmatch(r"release-calendar-839-\d{4}-\d\d-\d\d\.csv", name)
    lines = content.decode().splitlines()
    marks = page.locator(".lane i").count()
    assert len(lines) > marks
