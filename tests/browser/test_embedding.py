"""Embedding in a real browser: who frames what, and how it reads, looks and sounds."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Server, Witness, axe, open_view, running_server
from tests.browser.office import write_secrets
from tests.browser.other_site import (
    OPAQUE,
    POSTED,
    READ,
    REFUSED,
    SCRIPT,
    elsewhere,
    frame_of,
    framed,
    other_site,
)

__all__ = ["elsewhere"]

EHCP = "indicator=ehcp-20-weeks&quarter=Q1+2025-26"
DOCUMENTS = {
    "/embed/scorecard?quarter=Q1+2025-26": "Quarter 1 2025-26",
    f"/embed/indicator?{EHCP}": "53.9%",
    f"/embed/indicator?{EHCP}&picture=range-bar": "53.9%",
    f"/embed/indicator?{EHCP}&picture=table": "53.9%",
    "/embed/measure?measure=SEN_EHC_Excpt_20wks": "the axis starts at zero",
    "/embed/measure?measure=SEN_EHC_Excpt_20wks&picture=all-authorities": "A rank is not a",
}
PAGES = ("", "indicator", "benchmarks")
NEVER = (
    "/",
    "/scorecard",
    f"/indicator?{EHCP}",
    "/publish",
    "/publish?embed=true",
    "/definitions",
    "/api/v1/",
    "/api/v1/summary.json",
    "/api/ready",
    "/_stcore/health",
    "/embed/../publish",
    "/embed/scorecard/%2e%2e/%2e%2e/publish",
)
"""What nobody frames: the pages, the officers' among them, and all else that is no document."""


@pytest.fixture(scope="module")
def named() -> Iterator[str]:
    """The address of the site that the setting names."""
    with other_site() as address:
        yield address


@pytest.fixture(scope="module")
def embedding(named: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with sign-in set up, so with a Publish page, whose pictures one site frames."""
    folder = tmp_path_factory.mktemp("embedding")
    secrets = write_secrets(
        folder / "secrets.toml", "http://localhost:1/.well-known/openid-configuration"
    )
    env = {"KPI_FRAME_ANCESTORS": named.rstrip("/"), "STREAMLIT_SECRETS_FILES": str(secrets)}
    with running_server(folder / "server", env) as running:
        yield running


def at(page: Page, site: str, witness: Witness) -> Page:
    witness.allow(".*")  # each refusal is an error on the console of whoever tried
    page.goto(site)
    return page


def test_while_it_is_off_nothing_is_framed_or_read(
    server: Server, page: Page, witness: Witness, elsewhere: str
) -> None:
    at(page, elsewhere, witness)
    for path in (*DOCUMENTS, *NEVER):
        assert framed(page, f"{server.url}{path}") == REFUSED, path
        assert page.evaluate(READ, f"{server.url}{path}") == "refused", path
    assert all(server.get(path).status_code == 404 for path in DOCUMENTS)


def test_a_site_that_is_not_named_frames_nothing(
    embedding: Server, page: Page, witness: Witness, elsewhere: str
) -> None:
    at(page, elsewhere, witness)
    for path in (*DOCUMENTS, *NEVER):
        assert framed(page, f"{embedding.url}{path}") == REFUSED, path
        assert page.evaluate(READ, f"{embedding.url}{path}") == "refused", path
        assert page.evaluate(OPAQUE, f"{embedding.url}{path}") == "refused", path


def test_the_named_site_frames_the_documents_and_reads_nothing(
    embedding: Server, page: Page, witness: Witness, named: str
) -> None:
    at(page, named, witness)
    for path, said in DOCUMENTS.items():
        shown = framed(page, f"{embedding.url}{path}")
        assert said.lower() in shown.lower(), path
        assert "Source: " in shown
        assert page.evaluate("document.querySelector('iframe').contentDocument") is None
        assert page.evaluate(READ, f"{embedding.url}{path}") == "refused", path
        assert page.evaluate(OPAQUE, f"{embedding.url}{path}") == "refused", path
        assert page.evaluate(SCRIPT, f"{embedding.url}{path}") == "refused", path


def test_the_named_site_frames_no_page_and_not_the_officers(
    embedding: Server, page: Page, witness: Witness, named: str
) -> None:
    at(page, named, witness)
    assert embedding.get("/publish").status_code == 200
    for path in NEVER:
        assert framed(page, f"{embedding.url}{path}") == REFUSED, path
    for path in ("/publish", "/embed/publish", *DOCUMENTS):
        shown = framed(page, f"{embedding.url}{path}", POSTED)
        assert "Publish" not in shown, path
        assert "Sign in" not in shown, path
    assert framed(page, f"{embedding.url}/publish", POSTED) == REFUSED
    shown = framed(page, f"{embedding.url}/embed//publish")
    assert shown.startswith("There is nothing at this address")


def test_a_link_in_the_frame_opens_the_full_page_in_a_tab(
    embedding: Server, page: Page, witness: Witness, named: str
) -> None:
    at(page, named, witness)
    framed(page, f"{embedding.url}/embed/indicator?{EHCP}")
    with page.context.expect_page() as opened:
        frame_of(page).get_by_role("link", name="the full page").click()
    tab = opened.value
    expect(tab.locator("h1")).to_contain_text("Education, health and care plans")
    parts = urlsplit(tab.url)
    assert (parts.path, parse_qs(parts.query)) == ("/indicator", parse_qs(EHCP))
    assert tab.evaluate("window.opener") is None


GROUP = "group=880,851,852"
LONGEST = (
    f"/embed/scorecard?quarter=Q4+2025-26&{GROUP}",
    f"/embed/indicator?indicator=secondary-permanent-exclusions&picture=range-bar&{GROUP}",
    f"/embed/measure?measure=LAC&others=886&{GROUP}",
    "/embed/measure?measure=16-17+NEET",
    "/embed/measure?measure=Hosp_Adm_Alc_%3C18yrs",
    "/embed/measure?measure=%25_2yr_olds",
    f"/embed/measure?measure=LAC_Cease_Rate&picture=all-authorities&others=886&{GROUP}",
)
CUT_OFF = """() => [...document.querySelectorAll('main *:not(.visually-hidden)')].filter(e => {
  const box = e.getBoundingClientRect();
  return e.checkVisibility() && box.width > 1 && (box.right > innerWidth + 1 || box.left < -1
    || (getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1)); })
  .map(e => e.outerHTML.slice(0, 120))"""

OVER_EACH_OTHER = """() => {
const ticks = [...document.querySelectorAll('.plot .along')]
  .map(e => ({box: e.getBoundingClientRect(), said: e.innerText}));
return ticks.flatMap((one, i) => ticks.slice(i + 1)
  .filter(other => one.box.left < other.box.right && other.box.left < one.box.right)
  .map(other => `${one.said} over ${other.said}`)); }"""


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_is_cut_off_on_a_phone(
    embedding: Server, new_page: Callable[..., Page], width: int
) -> None:
    """Nor moved sideways within a part of its own: a councillor would see half a ranking."""
    page = new_page(width=width)
    for path in (*DOCUMENTS, *LONGEST):
        page.goto(f"{embedding.url}{path}")
        for fold in page.locator("summary").all():
            fold.click()
        assert page.evaluate(CUT_OFF) == [], path
        assert page.evaluate(OVER_EACH_OTHER) == [], path


def test_a_phone_has_the_names_of_the_letters_and_no_word_of_ticks(
    embedding: Server, new_page: Callable[..., Page]
) -> None:
    path = f"/embed/indicator?{EHCP}&picture=range-bar"
    phone, desk = new_page(width=360), new_page(width=1280)
    for page in (phone, desk):
        page.goto(f"{embedding.url}{path}")
    assert "Each tick" not in phone.locator("main").inner_text()
    assert "Each tick" in desk.locator("main").inner_text()
    key = phone.locator(".range-key")
    expect(key).to_be_visible()
    expect(desk.locator(".range-key")).to_be_hidden()
    letters = {each.strip() for each in phone.locator(".rangebar .letter").all_inner_texts()}
    assert letters == {each for each in key.locator("b").all_inner_texts() if each}
    expect(key.locator("li").filter(has_text="SW")).to_have_text("SW South West 28.5%")


def test_documents_are_for_everyone(embedding: Server, new_page: Callable[..., Page]) -> None:
    for width in (1280, 600, 320):
        page = new_page(width=width)
        for path in DOCUMENTS:
            page.goto(f"{embedding.url}{path}")
            assert axe(page) == [], (path, width)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, width)
            for fold in page.locator("summary").all():
                fold.click()
            assert axe(page) == [], (path, width)


def test_a_document_needs_no_script(embedding: Server, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    for path, said in DOCUMENTS.items():
        page.goto(f"{embedding.url}{path}")
        assert said.lower() in page.locator("main").inner_text().lower()


@pytest.mark.parametrize("name", PAGES)
def test_the_line_that_a_page_offers_works_where_it_is_pasted(
    embedding: Server, new_page: Callable[..., Page], witness: Witness, named: str, name: str
) -> None:
    page = new_page()
    open_view(page, embedding, f"/{name}")
    page.get_by_role("button", name="Embed").click()
    lines = page.locator("[data-testid=stCode] code")
    expect(lines.first).to_be_visible()
    heading = page.locator("h1").inner_text()
    copied = [each.inner_text() for each in lines.all()]
    assert axe(page) == []
    at(page, named, witness)
    for line in copied:
        page.evaluate("line => { document.body.innerHTML = line; }", line.replace("lazy", "eager"))
        frame = page.frame_locator("iframe")
        expect(frame.locator("h1")).to_have_text(heading)


def test_no_page_offers_a_line_while_it_is_off(server: Server, warm_page: Page) -> None:
    for name in PAGES:
        open_view(warm_page, server, f"/{name}")
        assert warm_page.get_by_role("button", name="Embed").count() == 0
