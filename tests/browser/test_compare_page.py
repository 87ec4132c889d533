"""Compare in a real browser: the picture, another order, the files, a kept link, all widths."""

import io
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import Server, choose, download, open_view, parsed, wait_for_app
from tests.browser.views import OPEN_ALL, faults, misfits, resize

OWN = "Bournemouth, Christchurch and Poole"
ROW = "table.compare tbody tr"
ADDRESSES = {
    "usual": "/compare",
    "eight measures": "/compare?authority=201&beside=420-908-330&measures=ehcp-20-weeks~SecAuth"
    "~FirstYJS~referrals-rate~CPP_Total_Rateper10,000~UASC_%25_Starting~SecPermEx~ks4-fsm-gap",
}


def names(page: Page) -> list[str]:
    """The names of the rows, as they stand."""
    return [text.strip() for text in page.locator(f"{ROW} > th").all_text_contents()]


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_small_charts_have_the_width_of_their_column(
    server: Server, warm_page: Page, width: int
) -> None:
    """Beside the names of its lines each field is wide enough to see a line in."""
    open_view(warm_page, server, "/compare")
    resize(warm_page, width)
    widths = warm_page.locator(".minis .field").evaluate_all("all => all.map(e => e.clientWidth)")
    assert len(widths) == 6
    assert min(widths) > 120


@pytest.mark.parametrize("width", [1280, 360])
def test_no_line_runs_through_the_upper_figure_of_an_axis(
    server: Server, warm_page: Page, width: int
) -> None:
    open_view(warm_page, server, "/compare")
    resize(warm_page, width)
    over = warm_page.locator(".minis .small-lines").evaluate_all(
        """all => all.map(e => [e.querySelector('.axis-y.top'), e.querySelector('img.lines')])
             .map(([figure, lines]) => [figure.getBoundingClientRect().bottom,
               lines.getBoundingClientRect().top])"""
    )
    assert len(over) == 6
    assert all(figure <= lines for figure, lines in over)


def test_order_files_and_a_kept_link(server: Server, warm_page: Page) -> None:
    page = warm_page
    open_view(page, server, "/compare")
    expect(page.locator(ROW)).to_have_count(14)
    choose(page, "Order", "By education, health and care plans issued within 20 weeks")
    expect(page.locator(f"{ROW} > th").nth(4)).to_have_text("East Sussex")
    assert parse_qs(urlsplit(page.url).query) == {"sort": ["ehcp-20-weeks"]}

    name, content = download(page, "Figures (CSV)")
    assert name == "compare-839-neighbours-6-measures.csv"
    rows = [row for row in parsed(content) if row["measure"] == "ehcp-20-weeks"]
    shown = page.locator(f"{ROW} > td:nth-of-type(2) .figure").all_text_contents()
    assert len(rows) == len(shown) == 14
    for row, figure in zip(rows, shown, strict=True):
        assert figure.startswith(row["shown"])
        assert figure.endswith(f", {row['quarter']}")
    assert rows[0]["place_shown"] == "2nd of 11"
    expect(page.locator("table.compare tfoot td").nth(1)).to_contain_text("2nd of 11")

    name, content = download(page, "Figures (XLSX)")
    assert name == "compare-839-neighbours-6-measures.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content))["side_by_side"]
    listed = [str(row[0]) for row in sheet.iter_rows(min_row=4, values_only=True)]
    assert listed[4:14] == names(page)[4:]

    page.reload()
    wait_for_app(page)
    expect(page.locator(f"{ROW} > th").nth(4)).to_have_text("East Sussex")


def test_authorities_are_chosen_behind_one_button(server: Server, warm_page: Page) -> None:
    page = warm_page
    open_view(page, server, "/compare?measures=ehcp-20-weeks")
    page.get_by_role("button", name="Beside: neighbours").click()
    box = page.get_by_role("combobox", name="Authorities instead of the statistical neighbours")
    box.click()
    box.press_sequentially("Cornw", delay=20)
    page.get_by_role("option", name="Cornwall", exact=True).click()
    expect(page.locator(ROW)).to_have_count(5)
    wait_for_app(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Beside: one chosen")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["beside"] == ["908"]


def test_the_picture_is_on_the_first_screen(server: Server, warm_page: Page) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, server, "/compare")
    first = warm_page.locator("table.compare .track").first.bounding_box()
    last = warm_page.locator("table.compare tfoot tr").bounding_box()
    assert first is not None
    assert last is not None
    assert first["y"] < 380
    assert last["y"] + last["height"] < 800


def test_on_a_phone_each_indicator_is_a_block(server: Server, warm_page: Page) -> None:
    resize(warm_page, 360, 740)
    open_view(warm_page, server, "/compare")
    assert misfits(warm_page) == []
    heads = warm_page.locator("table.compare thead th")
    tops = [box["y"] for each in heads.all() if (box := each.bounding_box())]
    places = warm_page.locator("table.compare tfoot td")
    ends = [box["y"] for each in places.all() if (box := each.bounding_box())]
    assert len(tops) == len(ends) == 6
    for head, end, following in zip(tops, ends, [*tops[1:], ends[-1] + 1], strict=True):
        assert head < end < following
    named = "e => getComputedStyle(e, '::before').content"
    assert OWN in str(warm_page.locator(f"{ROW} td").first.evaluate(named))


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_accessible_at_every_width(server: Server, warm_page: Page, address: str) -> None:
    open_view(warm_page, server, ADDRESSES[address])
    warm_page.evaluate(OPEN_ALL)
    assert faults(warm_page) == []
