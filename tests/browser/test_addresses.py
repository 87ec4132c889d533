"""Whatever stands in the web address: nonsense is named, ignored and never an error page."""

import re
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.harness import Server, choose, open_view, wait_for_app

COUNTS = [
    "■ 1 beyond intervention level",
    "▲ 2 off target",
    "● 2 on target",
    "○ 1 awaiting data",
]
EHCP = "Education, health and care plans issued within 20 weeks"
SOCIAL_CARE = "Children's Social Care"
EDUCATION = "Education and Skills"


def notices(page: Page) -> Locator:
    return page.locator("p.notice[role=status]")


def assert_unharmed(page: Page) -> None:
    """The default view, no error, and nothing from the address that acts as markup."""
    expect(page.locator("[data-testid=stException], [data-testid=stAlert]")).to_have_count(0)
    expect(page.locator(".tally .tags li")).to_have_text(COUNTS)
    expect(page.locator(".tally")).to_be_visible()
    expect(page.locator("table.scorecard tr.r")).to_have_count(7)
    assert page.evaluate("window.marked") is None
    expect(page.locator("[data-testid=stMain] script, p.notice *")).to_have_count(0)
    assert parse_qs(urlsplit(page.url).query) == {"quarter": ["Q1 2025-26"]}


def test_nonsense_in_the_address_is_named_and_ignored(server: Server, warm_page: Page) -> None:
    attack = "<script>window.marked = 1</script><img src=x onerror='window.marked = 1'>"
    open_view(warm_page, server, f"/?quarter=Q9&indicator=zzz&directorate={quote(attack)}")
    expect(notices(warm_page)).to_have_count(3)
    said = " ".join(notices(warm_page).all_inner_texts())
    assert "directorate “?script?window.marked" in said
    assert "indicator “zzz”, which does not exist here. It was ignored: All is shown." in said
    assert "quarter “Q9”, which does not exist here. It was ignored: Q1 2025-26 is shown." in said
    assert_unharmed(warm_page)
    choose(warm_page, "Directorate", EDUCATION)
    expect(notices(warm_page)).to_have_count(0)
    expect(warm_page.locator("table.scorecard")).to_have_count(1)


def test_the_scorecard_is_found_by_its_name_too(server: Server, warm_page: Page) -> None:
    warm_page.goto(f"{server.url}/scorecard?quarter=Q3+2024-25")
    wait_for_app(warm_page)
    expect(warm_page.get_by_role("dialog")).to_have_count(0)
    assert urlsplit(warm_page.url).path == "/"
    assert parse_qs(urlsplit(warm_page.url).query) == {"quarter": ["Q3 2024-25"]}
    expect(warm_page.get_by_text("Quarter 3 2024-25").first).to_be_visible()


ODD_ON_THE_SCORECARD = [
    (f"quarter={'A' * 5000}", f"quarter “{'A' * 60}”"),
    ("quarter=Q1+2025-26&quarter=Q9", "quarter “Q9”"),
    ("directorate=%E2%80%AE%F0%9F%98%80Soins", "directorate “??Soins”"),
    (f"indicator={quote('=cmd|/C calc!A0')}", "indicator “?cmd?/C calc?A0”"),
    (f"directorate={quote('**bold** [a](https://example.org) $x$')}", "directorate “??bold??"),
    ("comparators=never&neighbours=1999", "neighbours “1999”"),
    ("quarter=", "quarter “”"),
]


def test_odd_values_are_named_and_ignored_on_the_scorecard(server: Server, warm_page: Page) -> None:
    for query, named in ODD_ON_THE_SCORECARD:
        open_view(warm_page, server, f"/?{query}")
        expect(notices(warm_page).filter(has_text=named)).to_have_count(1)
        assert_unharmed(warm_page)


def test_parameters_nobody_knows_do_no_harm(server: Server, warm_page: Page) -> None:
    open_view(
        warm_page, server, "/?nonsense=1&embed_options=x&quarter=Q4+2024-25&quarter=Q4+2024-25"
    )
    expect(notices(warm_page)).to_have_count(0)
    expect(warm_page.locator("table.scorecard caption").first).to_contain_text("Q4 2024-25")


def test_an_indicator_of_another_directorate_wins_and_it_says_so(
    server: Server, warm_page: Page
) -> None:
    address = f"/?{urlencode({'directorate': SOCIAL_CARE, 'indicator': 'ehcp-20-weeks'})}"
    open_view(warm_page, server, address)
    expect(notices(warm_page)).to_have_text(
        [
            f"The address asks for directorate “{SOCIAL_CARE}” and an indicator of {EDUCATION}. "
            "The directorate was ignored."
        ]
    )
    expect(warm_page.locator("table.scorecard tr.r th")).to_contain_text([EHCP])
    assert parse_qs(urlsplit(warm_page.url).query) == {
        "indicator": ["ehcp-20-weeks"],
        "quarter": ["Q1 2025-26"],
    }


ODD_ON_AN_INDICATORS_PAGE = [
    ("indicator=zzz", "indicator “zzz”"),
    (f"indicator={'z' * 5000}", f"indicator “{'z' * 60}”"),
    (f"indicator=ehcp-20-weeks&quarter={quote('<b>Q9</b>')}", "quarter “?b?Q9?/b?”"),
    (f"indicator={quote('=cmd|x')}&indicator={quote('@x😀')}", "indicator “?x?”"),
]


def test_odd_values_are_named_and_ignored_on_an_indicators_page(
    server: Server, warm_page: Page
) -> None:
    for query, named in ODD_ON_AN_INDICATORS_PAGE:
        open_view(warm_page, server, f"/indicator?{query}")
        notices = warm_page.locator("p.notice[role=status]")
        expect(notices.filter(has_text=named)).to_have_count(1)
        expect(notices.locator("*")).to_have_count(0)
        expect(warm_page.locator("p.huge .value")).to_be_visible()
        expect(warm_page.locator("[data-testid=stAlert]")).to_have_count(0)


def test_back_after_the_menu_takes_one_press(server: Server, warm_page: Page) -> None:
    """And a filter changed after it is a step of its own."""
    page = warm_page
    open_view(page, server, "/?quarter=Q3+2024-25")
    menu = page.get_by_role("navigation", name="App pages")
    menu.get_by_role("link", name="Indicator", exact=True).click()
    chosen = re.compile(r"/indicator\?indicator=assessments-45-days&quarter=Q3\+2024-25$")
    expect(page).to_have_url(chosen)
    wait_for_app(page)
    choose(page, "Quarter", "Q4 2024-25")
    expect(page).to_have_url(re.compile(r"quarter=Q4\+2024-25$"))
    wait_for_app(page)
    page.go_back()
    expect(page).to_have_url(chosen)
    expect(page.locator("p.lead")).to_contain_text("Quarter 3 2024-25")
    wait_for_app(page)
    page.go_back()
    expect(page).to_have_url(f"{server.url}/?quarter=Q3+2024-25")
    expect(page.locator("h1")).to_have_text("Children's Services performance")


def test_the_menu_marks_what_the_page_is_folded_into(server: Server, warm_page: Page) -> None:
    """Where the menu has no room for the page's own entry, that is in "1 more"."""
    page = warm_page
    page.set_viewport_size({"width": 768, "height": 900})
    more = page.get_by_test_id("stTopNavSection")
    open_view(page, server, "/definitions")
    expect(more).to_have_css("background-color", "rgb(236, 236, 232)")
    expect(more.locator("p")).to_have_css("font-weight", "600")
    open_view(page, server)
    expect(more).to_be_visible()
    expect(more).to_have_css("background-color", "rgba(0, 0, 0, 0)")
