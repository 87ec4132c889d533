"""The page "Definitions and sources" in a real browser: access, links within it, narrow screens."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Server, axe, wait_for_app


def opened(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/definitions")
    wait_for_app(page)
    expect(page.get_by_role("heading", name="Accessibility")).to_be_attached()
    return page


@pytest.mark.parametrize("width", [1280, 360])
def test_no_accessibility_fault_and_no_sideways_scrolling(
    warm_page: Page, server: Server, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 900})
    page = opened(warm_page, server)
    assert axe(page) == []
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") == width


def test_a_link_in_the_contents_leads_to_its_section_and_back(
    warm_page: Page, server: Server
) -> None:
    page = opened(warm_page, server)
    contents = page.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="Known faults in the data").click()
    heading = page.get_by_role("heading", name="Known faults in the data")
    expect(heading).to_be_in_viewport()
    assert page.url.endswith("/definitions#known-faults")
    page.get_by_role("link", name="Back to the list of sections").nth(4).click()
    expect(contents).to_be_in_viewport()
    page.go_back()
    expect(heading).to_be_in_viewport()


def test_a_long_list_of_measures_opens_by_keyboard(warm_page: Page, server: Server) -> None:
    page = opened(warm_page, server)
    summary = page.locator("summary", has_text="The 51 measures")
    listed = page.locator("details li")
    expect(listed.first).to_be_hidden()
    summary.focus()
    page.keyboard.press("Enter")
    expect(listed.first).to_be_visible()
    expect(listed).to_have_count(51)
