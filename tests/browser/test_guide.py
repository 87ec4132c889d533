"""Guide and accessibility statement in a browser: pictures come, fit, and tell what pages say."""

import pytest
from playwright.sync_api import Browser, Page

from kpi.guidance import user_guide
from tests.browser.harness import Server, axe, open_view
from tools.picture_guide import alternative_text, opened

SHOTS = [step.shot for step in user_guide.steps() if step.shot]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("address", ["/guide", "/accessibility"])
def test_pages_are_accessible_and_fit(
    server: Server, warm_page: Page, address: str, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 800})
    open_view(warm_page, server, address)
    assert axe(warm_page) == []
    assert warm_page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_picture_comes_from_this_server(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/guide")
    images = warm_page.locator("img.guide")
    assert images.count() == len(SHOTS)
    for number in range(images.count()):
        images.nth(number).scroll_into_view_if_needed()
        warm_page.wait_for_function(
            "n => document.querySelectorAll('img.guide')[n].complete", arg=number
        )
        assert images.nth(number).evaluate("e => e.naturalWidth") > 0
        assert images.nth(number).evaluate("e => new URL(e.src).origin") == server.url


def test_pictures_are_served_and_nothing_else(server: Server) -> None:
    answer = server.get("/api/guide/scorecard.webp")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
    assert answer.headers["x-content-type-options"] == "nosniff"
    for name in ("pictures.json", "missing.webp"):
        assert server.get(f"/api/guide/{name}").status_code == 404
    assert (
        server.get("/api/guide/..%2Fguide.toml").status_code == 400
    )  # refused before it gets here


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.name)
def test_the_words_of_a_picture_are_still_what_the_page_says(
    server: Server, browser: Browser, shot: user_guide.PictureRequest
) -> None:
    """When this fails, take the pictures anew: python -m tools.picture_guide."""
    page = opened(browser, server, shot, shot.window)
    assert alternative_text(page, shot) == user_guide.pictures()[shot.name].alt
    page.close()
