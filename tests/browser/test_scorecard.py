"""The scorecard as a councillor meets it: counts, filters, links, downloads, odd addresses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.harness import (
    NUMBER,
    Server,
    choose,
    command_line,
    download,
    open_view,
    parsed,
    same_number,
    wait_for_app,
)

COUNTS = "2 on target, 2 off target, 1 beyond intervention level, 1 awaiting data"
EHCP = "Education, health and care plans issued within 20 weeks"
SOCIAL_CARE = "Children's Social Care"
EDUCATION = "Education and Skills"
# An address that is written always names the quarter.
FIRST_CHOICE = {"directorate": [EDUCATION], "quarter": ["Q1 2025-26"]}
NEWEST_AND_2021 = {"comparators": "newest", "neighbours": "2021-04"}


@dataclass(frozen=True)
class Shown:
    """One row of the table on the page: each cell's lines, and the head of the region column."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    region: str

    @property
    def figure(self) -> tuple[str, ...]:
        return self.cells[0]

    @property
    def comparators(self) -> dict[str, tuple[str, ...]]:
        return dict(zip(("england", "region", "neighbours", "good"), self.cells[4:8], strict=True))


READ_TABLES = """tables => tables.flatMap(table => {
  const region = table.tHead.rows[0].cells[6].textContent;
  const lines = cell => [...cell.childNodes].map(n => n.textContent.trim()).filter(t => t);
  return [...table.tBodies[0].rows].map(row => ({
    name: row.cells[0].querySelector('a').textContent,
    cells: [...row.cells].slice(1, 9).map(lines), region}));
})"""


def table_on(page: Page) -> list[Shown]:
    """Every row of the scorecard's tables, in order."""
    return [
        Shown(row["name"], tuple(tuple(cell) for cell in row["cells"]), row["region"])
        for row in page.locator("table.scorecard").evaluate_all(READ_TABLES)
    ]


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query, keep_blank_values=True)


# ---- first view ---------------------------------------------------------------------------


def test_cold_start_answers_the_question_on_the_first_screen(
    start_server: Callable[..., Server], page: Page
) -> None:
    open_view(page, start_server(), "/")
    expect(page.locator("h1")).to_have_text("Children's Services performance")
    expect(page.get_by_text("Quarter 1 2025-26 (April to June 2025)", exact=True)).to_be_visible()
    seen = [
        page.get_by_text(COUNTS, exact=True),
        page.get_by_text("24 of 64 figures of this council are illustrative: made up, not real."),
        page.get_by_role("combobox", name="Directorate", exact=True),
        page.get_by_role("button", name="Download summary (CSV)", exact=True),
        page.get_by_role("heading", name="What stands out"),
    ]
    for part in seen:
        expect(part).to_be_in_viewport(ratio=1)
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop") == 0
    assert page.title() == "Scorecard, Q1 2025-26 - Children's Services performance"
    assert query_of(page) == {}


def test_rows_stand_worst_first_in_their_directorate(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    assert warm_page.locator("h2").all_inner_texts() == [
        "What stands out",
        SOCIAL_CARE,
        EDUCATION,
        "How to read this",
    ]
    assert [(row.name, row.cells[2][0]) for row in table_on(warm_page)] == [
        ("Assessments completed within 45 working days", "● On target"),
        ("Returns to Early Help within 12 months", "● On target"),
        ("Referrals to children's social care per 10,000 children", "– No target"),
        ("Secondary permanent exclusions", "■ Beyond intervention level"),
        (EHCP, "▲ Off target"),
        ("Primary permanent exclusions", "▲ Off target"),
        ("Key Stage 4 attainment gap, free school meals", "○ Awaiting data"),
    ]


# ---- filters and the address ----------------------------------------------------------------

# What is told to screen readers after a change is news to them, not part of the view.
SEEN = """main => {
  const news = main.querySelector('.st-key-for-listeners');
  news.style.display = 'none';
  const text = main.innerText;
  news.style.display = '';
  return text;
}"""


def test_filters_change_the_view_and_the_address_brings_it_back(
    server: Server, warm_page: Page, new_page: Callable[..., Page]
) -> None:
    page = warm_page
    open_view(page, server)
    choose(page, "Directorate", EDUCATION)
    expect(page.locator("table.scorecard caption")).to_have_text(
        [f"{EDUCATION}: indicators, Q1 2025-26"]
    )
    assert query_of(page) == FIRST_CHOICE
    choose(page, "Indicator", EHCP)
    expect(page.locator("table.scorecard tbody tr")).to_have_count(1)
    assert query_of(page) == FIRST_CHOICE | {"indicator": ["ehcp-20-weeks"]}
    choose(page, "Quarter", "Q4 2024-25")
    caption = [f"{EDUCATION}: indicators, Q4 2024-25"]
    expect(page.locator("table.scorecard caption")).to_have_text(caption)
    assert query_of(page) == {
        "directorate": [EDUCATION],
        "indicator": ["ehcp-20-weeks"],
        "quarter": ["Q4 2024-25"],
    }
    rows = table_on(page)
    assert [(row.name, *row.figure[:3]) for row in rows] == [
        (EHCP, "69.4%", "Q4 2024-25", "118 of 170 plans")
    ]
    said = page.locator("[data-testid=stMain]").evaluate(SEEN)

    again = new_page()
    again.goto(page.url)
    wait_for_app(again)
    expect(again.locator("table.scorecard caption")).to_have_text(caption)
    assert table_on(again) == rows
    assert again.locator("[data-testid=stMain]").evaluate(SEEN) == said
    expect(again.get_by_role("combobox", name="Directorate", exact=True)).to_have_value(EDUCATION)
    expect(again.get_by_role("combobox", name="Indicator", exact=True)).to_have_value(EHCP)
    expect(again.get_by_role("combobox", name="Quarter", exact=True)).to_have_value("Q4 2024-25")


def test_back_and_forward_go_through_the_views(server: Server, warm_page: Page) -> None:
    captions = warm_page.locator("table.scorecard caption")
    first = [f"{EDUCATION}: indicators, Q1 2025-26"]
    second = [f"{EDUCATION}: indicators, Q4 2024-25"]
    open_view(warm_page, server)
    choose(warm_page, "Directorate", EDUCATION)
    expect(captions).to_have_text(first)
    choose(warm_page, "Quarter", "Q4 2024-25")
    expect(captions).to_have_text(second)
    warm_page.go_back()
    expect(captions).to_have_text(first)
    expect(warm_page.get_by_role("combobox", name="Quarter", exact=True)).to_have_value(
        "Q1 2025-26"
    )
    assert query_of(warm_page) == FIRST_CHOICE
    warm_page.go_back()
    expect(captions).to_have_count(3)
    assert query_of(warm_page) == {}
    warm_page.go_forward()
    expect(captions).to_have_text(first)
    assert query_of(warm_page) == FIRST_CHOICE


def test_another_page_and_back_keeps_the_quarter(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/?quarter=Q4+2024-25")
    warm_page.get_by_role("link", name="Indicator", exact=True).click()
    expect(warm_page.get_by_text("Quarter 4 2024-25 (January to March 2025)")).to_be_visible()
    wait_for_app(warm_page)
    expect(warm_page).to_have_url(re.compile(r"/indicator\?(?:.*&)?quarter=Q4\+2024-25(?:&|$)"))
    warm_page.get_by_role("link", name="Scorecard", exact=True).click()
    expect(warm_page.locator("table.scorecard caption").first).to_contain_text("Q4 2024-25")


# ---- the download -----------------------------------------------------------------------------


def same_period(shown: str, label: str) -> bool:
    return label == shown or label.startswith(f"{shown} (")


def assert_same(shown: Shown, row: dict[str, str]) -> None:
    """The page's row says what the file's row says, cell by cell."""
    figure, target, status, change = shown.cells[:4]
    assert shown.name == row["indicator"]
    assert same_number(figure[0], row["value"])
    assert same_period(figure[1], row["period"])
    if row["denominator"]:
        counts = f"{int(row['numerator']):,} of {int(row['denominator']):,} "
        assert any(line.startswith(counts) for line in figure) == (row["unit"] == "percent")
    assert ("illustrative" in figure) == (row["data_status"] == "illustrative")
    assert ("derived" in figure) == (row["data_status"] == "derived")
    if row["target"]:
        assert same_number(target[0], row["target"])
        assert target[0].endswith("or more" if row["polarity"] == "higher" else "or less")
        assert ("illustrative" in target) == (row["target_data_status"] == "illustrative")
    else:
        assert target == ("no target",)
    assert status[0][2:].lower() == row["target_status"]
    assert row["direction"] in change[0]
    assert ("clearly" in change[0]) == (row["clear_change"] == "yes")
    if row["previous_value"]:
        before, period = change[1].removeprefix("from ").split(" in ", 1)
        assert same_number(before, row["previous_value"])
        assert same_period(period.split(";")[0], row["previous_period"])
    assert shown.region == row["region_name"]
    for key, cell in shown.comparators.items():
        assert_same_comparator(key, cell, row)


def assert_same_comparator(key: str, cell: tuple[str, ...], row: dict[str, str]) -> None:
    value = row[f"{key}_mean" if key in ("neighbours", "good") else key]
    if not value:
        assert NUMBER.search(cell[0]) is None, cell
        return
    assert same_number(cell[0], value)
    assert same_period(cell[1], row[f"{key}_period"])
    counted = re.search(r"mean of (\d+)", " ".join(cell))
    if key in ("neighbours", "good"):
        assert counted
        assert counted.group(1) == row[f"{key}_count"]
    assert bool(counted) == row[f"{key}_basis"].startswith("mean of")
    # The file's difference is unrounded; the page's is that of the two figures it shows.
    ours, theirs = Decimal(row["value"]), Decimal(value)
    assert abs(Decimal(row[f"{key}_difference"]) - (ours - theirs)) < Decimal("1e-9")
    places = shown_places(cell[0])
    apart = rounded(ours, places) - rounded(theirs, places)
    (against,) = (text for text in cell if text.startswith("ours is "))
    said = re.sub(" (illustrative|derived)$", "", against)
    assert against.endswith(" illustrative") == (row["data_status"] == "illustrative")
    by, _, rest = said.partition("; " if counted else ": ")
    verdict = row[f"{key}_verdict"]
    if counted:  # a mean: than how many of them, and judged only beyond their middle half
        said = {"": "", "not judged": "not judged ("}.get(verdict, f"judged {verdict} (than ")
        assert rest.startswith(said)
        numbers = (row[f"{key}_better_than"], row[f"{key}_worse_than"])
        if numbers != ("", ""):
            assert f" {max(numbers, key=int)}" in rest
    else:
        word, _, tie = rest.partition("; ")[0].partition(", ")
        assert (word, tie in ("", "before rounding")) == (verdict, True)
    if apart == 0:
        assert by == "ours is the same"
    else:
        assert same_number(by, f"{abs(apart)}")
        assert shown_places(by) == places
        assert by.endswith("higher" if apart > 0 else "lower")


def shown_places(text: str) -> Decimal:
    """The last place of the first number in a text: `0.001` of `0.117%`."""
    found = NUMBER.search(text)
    assert found, text
    return Decimal(1).scaleb(-len(found.group().partition(".")[2]))


def rounded(value: Decimal, places: Decimal) -> Decimal:
    return value.quantize(places, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("query", "arguments", "name", "rows"),
    [
        ({}, [], "q1-2025-26", 7),
        (
            {"directorate": SOCIAL_CARE},
            ["--directorate", SOCIAL_CARE],
            "q1-2025-26-childrens-social-care",
            3,
        ),
        (
            {"indicator": "ehcp-20-weeks"},
            ["--indicator", "ehcp-20-weeks"],
            "q1-2025-26-ehcp-20-weeks",
            1,
        ),
        ({"quarter": "Q3 2025-26"}, ["--quarter", "Q3 2025-26"], "q3-2025-26", 7),
        ({"quarter": "Q4 2024-25"}, ["--quarter", "Q4 2024-25"], "q4-2024-25", 7),
        (
            NEWEST_AND_2021,
            ["--newest", "--neighbours", "2021-04"],
            "q1-2025-26-newest-comparators-neighbours-2021-04",
            7,
        ),
    ],
)
def test_one_click_downloads_what_the_table_shows(
    server: Server,
    warm_page: Page,
    query: dict[str, str],
    arguments: list[str],
    name: str,
    rows: int,
) -> None:
    open_view(warm_page, server, f"/?{urlencode(query)}")
    shown = table_on(warm_page)
    file_name, content = download(warm_page, "Download summary (CSV)")
    assert file_name == f"childrens-services-summary-{name}.csv"
    assert content.isascii()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == rows + 1
    in_file = parsed(content)
    assert len(in_file) == len(shown) == rows
    for one, row in zip(shown, in_file, strict=True):
        assert_same(one, row)
    assert command_line("summary", *arguments).stdout == content


def test_newest_comparators_and_the_earlier_neighbours(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, f"/?{urlencode(NEWEST_AND_2021)}")
    rows = {row.name: row.comparators for row in table_on(warm_page)}
    neighbours = rows[EHCP]["neighbours"]
    england = rows["Assessments completed within 45 working days"]["england"]
    assert neighbours[:3] == ("30.3%", "2024 (calendar year)", "derived mean of 10")
    assert england[:2] == ("85.7%", "year to March 2025")
    _name, content = download(warm_page, "Download summary (CSV)")
    by_id = {row["indicator_id"]: row for row in parsed(content)}
    assert by_id["ehcp-20-weeks"]["neighbours_mean"] == "30.34"
    assert by_id["assessments-45-days"]["england"] == "85.7"
    assert {row["comparators_as_known"] for row in by_id.values()} == {"newest"}


# ---- made-up figures say so -------------------------------------------------------------------


def test_every_illustrative_row_and_sentence_says_so(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    in_file = parsed(download(warm_page, "Download summary (CSV)")[1])
    made_up = {row["indicator"] for row in in_file if row["data_status"] == "illustrative"}
    targets = {r["indicator"] for r in in_file if r["target_data_status"] == "illustrative"}
    assert len(made_up) == 3
    assert len(targets) == 6
    for row in table_on(warm_page):
        assert ("illustrative" in row.figure) == (row.name in made_up)
        assert ("illustrative" in row.cells[1]) == (row.name in targets)
    stand_out = warm_page.locator("ul.stand-out li").all_inner_texts()
    assert len(stand_out) == 6
    for text in stand_out:
        assert "illustrative" in text
    for entry in in_file:
        assert ("illustrative" in entry["sentence"]) == (entry["indicator"] in targets)
    for line in warm_page.locator("table.scorecard tbody tr").all():
        trend = line.locator("img.spark").get_attribute("alt") or ""
        assert trend.startswith("Trend of ")
        assert trend.endswith("Illustrative.") == (line.locator("th a").inner_text() in made_up)


def test_every_illustrative_block_of_a_narrow_screen_says_so(
    server: Server, warm_page: Page
) -> None:
    page = warm_page
    page.set_viewport_size({"width": 360, "height": 780})
    open_view(page, server)
    expect(page.locator("table.scorecard:visible")).to_have_count(0)
    blocks = page.locator("ul.blocks > li:visible")
    expect(blocks).to_have_count(7)
    ehcp = blocks.filter(has_text=EHCP)
    assert ehcp.locator("p").all_inner_texts() == [
        EHCP,
        "53.9% (Q1 2025-26) illustrative; likely between 46.6% and 61.1%",
        "▲ Off target target 60.0% or more illustrative",
        "Likely between 46.6% and 61.1%, it is better than England (46.4% in 2024, leaving out "
        "exception cases). It is better than the South West (28.5% in 2024, leaving out exception "
        "cases). It is 13.3 points above statistical neighbours (40.6% in 2024, leaving out "
        "exception cases, mean of 10, derived). It is not judged (better than 6 of the 10), but "
        "the council's own published 77.6% of that year is judged better (than 9 of the 10). Their "
        "middle half is 15.3% to 65.5%. illustrative",
        "higher is better; leaving out exception cases",
    ]
    illustrative = {"Assessments", "Returns", "Education"}
    for block in blocks.all():
        name, figure, goal, *said = block.locator("p").all_inner_texts()
        made_up = name.split()[0].strip(",") in illustrative
        assert ("illustrative" in figure) == made_up, name
        assert ("illustrative" in goal) == (not name.startswith("Referrals")), name
        compares = not name.startswith("Returns")  # no national figure exists
        assert any("illustrative" in text for text in said) == (made_up and compares), name


def test_a_phone_s_first_screen_tells_what_is_off_target(server: Server, warm_page: Page) -> None:
    warm_page.set_viewport_size({"width": 360, "height": 740})
    open_view(warm_page, server)
    missed = warm_page.locator("ul.missed li")
    expect(missed).to_have_count(3)
    told = [" ".join(text.split()) for text in missed.all_inner_texts()]
    assert told == [
        "■ Beyond intervention level Secondary permanent exclusions: 0.117% derived, "
        "target 0.090% or less illustrative",
        f"▲ Off target {EHCP}: 53.9% illustrative, target 60.0% or more illustrative",
        "▲ Off target Primary permanent exclusions: 0.012% derived, "
        "target 0.010% or less illustrative",
    ]
    for line in missed.all():
        box = line.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 740
