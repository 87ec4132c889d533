"""Markup that comes as text is cleaned before it is shown, whichever cleaner the browser has."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Server, Witness, open_view

WITHOUT_SANITISER = "delete Element.prototype.setHTML; delete window.Sanitizer;"
OF_ANOTHER_KIND = """delete Sanitizer.prototype.removeUnsafe;
Element.prototype.setHTML = () => { throw new TypeError('of another kind'); };"""
WATCHED = """const own = Element.prototype.setHTML; window.used = 0;
Element.prototype.setHTML = function (...given) { window.used += 1; own.apply(this, given); };"""
HOSTILE = """<p id="kept" class="note" style="color: rgb(1, 2, 3)" data-part="a">Kept
<a href="guide" target="_self">link</a></p><script>window.ran = true</script>
<img alt="x" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" onload="window.ran = true">
<p id="last" onclick="window.ran = true">Last <a href="javascript:window.ran=true">bad</a></p>
<iframe srcdoc="x"></iframe><object data="x"></object><base href="https://elsewhere.example/">
<link rel="stylesheet" href="https://elsewhere.example/"><meta http-equiv="refresh" content="0">"""
PUT = """markup => {
  const place = document.querySelector('[data-testid=stHtml]').cloneNode(false);
  place.id = 'place';
  const sent = document.createElement('pre');
  sent.className = 'to-sanitise';
  sent.textContent = markup;
  place.append(sent);
  document.querySelector('[data-testid=stMainBlockContainer]').append(place);
}"""
READ = """() => {
  const place = document.getElementById('place');
  const all = [...place.querySelectorAll('*')];
  const kept = document.getElementById('kept');
  return {
    names: [...new Set(all.map(each => each.localName))].sort(),
    handlers: all.flatMap(each => each.getAttributeNames()).filter(name => name.startsWith('on')),
    addresses: all.map(each => each.getAttribute('href')).filter(Boolean),
    kept: [kept.className, kept.style.color, kept.dataset.part],
    ran: window.ran ?? false,
  };
}"""


@pytest.fixture(params=["the browser's own", "Streamlit's", "of another kind"])
def cleaned_page(request: pytest.FixtureRequest, new_page: Callable[..., Page]) -> Page:
    page = new_page()
    if request.param == "Streamlit's":
        page.add_init_script(WITHOUT_SANITISER)
    if request.param == "of another kind":
        page.add_init_script(OF_ANOTHER_KIND)
    return page


def test_nothing_runs_and_what_is_harmless_stays(
    cleaned_page: Page, server: Server, witness: Witness
) -> None:
    # A parser tells of each handler that the policy would have stopped, even where it is left out.
    witness.allow("violates the following Content Security Policy directive")
    open_view(cleaned_page, server)
    cleaned_page.evaluate(PUT, HOSTILE)
    expect(cleaned_page.locator("#last")).to_be_visible()
    cleaned_page.locator("#last").click()
    assert cleaned_page.evaluate(READ) == {
        "names": ["a", "img", "p"],
        "handlers": [],
        "addresses": ["guide"],
        "kept": ["note", "rgb(1, 2, 3)", "a"],
        "ran": False,
    }


def test_the_page_is_the_same(cleaned_page: Page, server: Server) -> None:
    open_view(cleaned_page, server)
    expect(cleaned_page.locator("table.scorecard tr.r")).not_to_have_count(0)
    assert cleaned_page.locator(".to-sanitise, pre[hidden]").count() == 0
    first = cleaned_page.locator("table.scorecard tr.r").first
    expect(first.locator("img.spark")).to_be_visible()
    expect(first.locator(".rangebar")).to_be_visible()


def test_both_show_the_same_elements(new_page: Callable[..., Page], server: Server) -> None:
    shown = []
    for script in ("", WITHOUT_SANITISER):
        page = new_page()
        page.add_init_script(script)
        open_view(page, server)
        expect(page.locator("table.scorecard tr.r")).not_to_have_count(0)
        shown.append(
            page.evaluate(
                """() => [...document.querySelectorAll('.stHtml *')].map(each => [each.localName,
                     ...each.getAttributeNames().filter(name => name !== 'target').sort()
                       .map(name => `${name}=${each.getAttribute(name)}`)].join(' '))"""
            )
        )
    assert len(shown[0]) > 900
    assert shown[0] == shown[1]


def test_the_browsers_own_is_used_where_there_is_one(page: Page, server: Server) -> None:
    page.add_init_script(WATCHED)
    open_view(page, server)
    expect(page.locator("table.scorecard tr.r")).not_to_have_count(0)
    assert page.evaluate("window.used") >= 3
