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

COUNTS = ("1 beyond intervention level", "2 off target", "2 on target", "1 awaiting data")
EHCP = "Education, health and care plans issued within 20 weeks"
SOCIAL_CARE = "Children's Social Care"
EDUCATION = "Education and Skills"
# An address that is written always names the quarter.
FIRST_CHOICE = {"directorate": [EDUCATION], "quarter": ["Q1 2025-26"]}
NEWEST_AND_2021 = {"comparators": "newest", "neighbours": "2021-04"}


@dataclass(frozen=True)
class Shown:
    """One row of the table on the page, with what its fold says."""

    name: str
    figure: str
    status: str  # of the figure, as screen readers hear its mark; empty for a published one
    under: tuple[str, ...]
    tag: str
    goal: str
    goal_status: str
    change: str
    change_status: str
    region: str
    comparators: dict[str, dict[str, str]]
    compared: tuple[tuple[str, ...], ...]  # who and when, figure, ours against it
    details: str


READ_TABLES = """tables => tables.flatMap(table => {
  const said = e => e ? e.textContent.replace(/\\s+/g, ' ').trim() : '';
  const seen = e => {
    if (!e) return '';
    const copy = e.cloneNode(true);
    copy.querySelectorAll('.mk').forEach(m => m.remove());
    return said(copy);
  };
  const words = marks => marks.map(m => said(m.querySelector('.visually-hidden'))).join(' ');
  const mark = e => e ? words([...e.querySelectorAll('.mk')]) : '';
  const all = (e, what) => [...e.querySelectorAll(what)].map(said);
  const region = said(table.tHead.rows[0].cells[6].childNodes[2]);
  return [...table.querySelectorAll('tr.r')].map(row => {
    const own = row.querySelector('.fg'), st = row.querySelector('.st');
    const goal = [...st.querySelectorAll('.sub')].find(e => said(e).startsWith('target'));
    const fold = row.nextElementSibling, change = row.querySelector('.dir');
    const others = [...row.querySelectorAll('td.cmp:not(.none)')].map(cell => {
      const figure = cell.querySelector('.cv');
      return [cell.classList[1],
        {figure: seen(figure), status: mark(figure), words: all(cell, '.sub').join(' | ')}];
    });
    return {
      name: said(row.querySelector('.nm a')),
      figure: [seen(own.querySelector('.big')), seen(own.querySelector('.un'))].join(' ').trim(),
      status: words([...own.children].filter(e => e.matches('.mk'))),
      under: all(own, '.sub'), tag: said(st.querySelector('.pill')),
      goal: seen(goal), goal_status: mark(goal),
      change: [seen(change), ...all(row, '.tr .sub')].join('; '), change_status: mark(change),
      region, comparators: Object.fromEntries(others),
      compared: [...fold.querySelectorAll('table.mini tbody tr')].map(l => all(l, 'th, td')),
      details: said(fold),
    };
  });
})"""

# Each comparator's letter, and its name where the style sheet shows it.
NAMED = """all => all.map(e => {
  const name = getComputedStyle(e, '::after');
  const shown = name.display === 'block' && name.content.includes(e.dataset.label);
  return `${e.innerText} ${shown ? e.dataset.label : name.content}`;
})"""


def table_on(page: Page) -> list[Shown]:
    """Every row of the scorecard's tables, in order."""
    return [
        Shown(
            **{
                **row,
                "under": tuple(row["under"]),
                "compared": tuple(tuple(line) for line in row["compared"]),
            }
        )
        for row in page.locator("table.scorecard").evaluate_all(READ_TABLES)
    ]


def caption_of(quarter: str) -> str:
    return f"Indicators in {quarter}, worst first in each directorate"


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
        *(page.locator(".tags li").filter(has_text=words) for words in COUNTS),
        page.locator(".made"),
        page.get_by_role("combobox", name="Directorate", exact=True),
        page.get_by_role("button", name="Summary (CSV)", exact=True),
        *(page.locator("table.scorecard").first.locator("tr.r").nth(n) for n in range(6)),
        *(page.locator("table.scorecard .rangebar").nth(n) for n in range(6)),
    ]
    for part in seen:
        expect(part).to_be_in_viewport(ratio=1)
    expect(
        page.get_by_text("24 of 64 figures of this council are illustrative: made up, not real.")
    ).to_be_attached()
    assert page.locator("[data-testid=stMain]").evaluate("e => e.scrollTop") == 0
    assert page.title() == "Scorecard, Q1 2025-26 - Children's Services performance"
    assert query_of(page) == {}


def test_rows_stand_worst_first_in_their_directorate(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    assert warm_page.locator("h2").all_inner_texts() == [
        "For context, not judged",
        "What stands out",
        "How to read this",
    ]
    assert warm_page.locator("tr.grp").all_inner_texts() == [SOCIAL_CARE, EDUCATION]
    assert [(row.name, row.tag) for row in table_on(warm_page)] == [
        ("Assessments completed within 45 working days", "● On target"),
        ("Returns to Early Help within 12 months", "● On target"),
        ("Secondary permanent exclusions", "■ Beyond intervention level"),
        (EHCP, "▲ Off target"),
        ("Primary permanent exclusions", "▲ Off target"),
        ("Key Stage 4 attainment gap, free school meals", "○ Awaiting data"),
        ("Referrals to children's social care per 10,000 children", "– No target"),
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
    expect(page.locator("table.scorecard caption")).to_have_text([caption_of("Q1 2025-26")])
    expect(page.locator("tr.grp")).to_have_text([EDUCATION])
    assert query_of(page) == FIRST_CHOICE
    choose(page, "Indicator", EHCP)
    expect(page.locator("table.scorecard tr.r")).to_have_count(1)
    assert query_of(page) == FIRST_CHOICE | {"indicator": ["ehcp-20-weeks"]}
    choose(page, "Quarter", "Q4 2024-25")
    caption = [caption_of("Q4 2024-25")]
    expect(page.locator("table.scorecard caption")).to_have_text(caption)
    assert query_of(page) == {
        "directorate": [EDUCATION],
        "indicator": ["ehcp-20-weeks"],
        "quarter": ["Q4 2024-25"],
    }
    rows = table_on(page)
    assert [(row.name, row.figure, *row.under) for row in rows] == [
        (EHCP, "69.4%", "118 of 170", "Q4 2024-25")
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
    first, second = [caption_of("Q1 2025-26")], [caption_of("Q4 2024-25")]
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
    expect(captions).to_have_count(2)
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
    """The page's row and its fold say what the file's row says, cell by cell."""
    assert shown.name == row["indicator"]
    assert same_number(shown.figure, row["value"])
    assert same_period(shown.under[-1].removeprefix("newest: "), row["period"])
    if row["denominator"]:
        counts = f"{int(row['numerator']):,} of {int(row['denominator']):,}"
        assert (shown.under[0] == counts) == (row["unit"] == "percent")
    status = "" if row["data_status"] == "published" else row["data_status"]
    assert shown.status == status
    if row["target"]:
        assert same_number(shown.goal, row["target"])
        assert shown.goal.endswith("or more" if row["polarity"] == "higher" else "or less")
        made_up = row["target_data_status"] == "illustrative"
        assert (shown.goal_status == "illustrative") == made_up
    else:
        assert (shown.goal, shown.tag) == ("", "– No target")
    assert shown.tag[2:].lower() == row["target_status"]
    assert row["direction"] in shown.change.lower()
    assert ("clearly" in shown.change) == (row["clear_change"] == "yes")
    if row["previous_value"]:
        before = shown.change.partition("from ")[2].partition(";")[0]
        assert same_number(before, row["previous_value"])
        before = re.escape(row["previous_period"].partition(" (")[0])
        assert re.search(rf" in (?:the )?{before}\b", shown.details)
    assert shown.region == row["region_name"]
    lines = dict(zip(("england", "region", "neighbours", "good"), shown.compared, strict=False))
    for key in ("england", "region", "neighbours", "good"):
        assert_same_comparator(key, shown, lines.get(key, ()), row)


def assert_same_comparator(
    key: str, shown: Shown, line: tuple[str, ...], row: dict[str, str]
) -> None:
    value = row[f"{key}_mean" if key in ("neighbours", "good") else key]
    if not shown.comparators:  # one cell says that nobody has a figure
        assert (value, line) == ("", ())
        assert "No national figure exists" in shown.details
        return
    cell = shown.comparators[key]
    who, made, said = line
    if not value:
        assert NUMBER.search(cell["figure"]) is None, cell
        return
    assert same_number(cell["figure"], value)
    figure, _, how = made.partition(", ")
    assert same_number(figure, value)
    assert same_period(who.partition(", ")[2], row[f"{key}_period"])
    counted = re.search(r"mean of (\d+)", how)
    if key in ("neighbours", "good"):
        assert counted
        assert counted.group(1) == row[f"{key}_count"]
    assert bool(counted) == row[f"{key}_basis"].startswith("mean of")
    assert (cell["status"] == "derived") == ("(derived)" in figure)
    # The file's difference is unrounded; the page's is that of the two figures it shows.
    ours, theirs = Decimal(row["value"]), Decimal(value)
    assert abs(Decimal(row[f"{key}_difference"]) - (ours - theirs)) < Decimal("1e-9")
    places = shown_places(figure)
    apart = rounded(ours, places) - rounded(theirs, places)
    assert said.endswith(" (illustrative)") == (row["data_status"] == "illustrative")
    against = re.sub(r" \((illustrative|derived)\)$", "", said)
    by, _, rest = against.partition("; " if counted else ": ")
    verdict = row[f"{key}_verdict"]
    if counted:  # a mean: than how many of them, and judged only beyond their middle half
        start = {"": "", "not judged": "not judged ("}.get(verdict, f"judged {verdict} (than ")
        assert rest.startswith(start)
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
    assert cell["words"].startswith(short_words(verdict, apart, rest if counted else ""))


def short_words(verdict: str, apart: Decimal, rest: str) -> str:
    """What the row's narrow cell says of a verdict, or of a difference without one.

    `rest` is of a mean, and says than how many of them: the cell leaves out how many are the same.
    """
    if verdict in ("better", "worse", "higher", "lower"):
        return f"ours {verdict}"
    if verdict in ("similar", "too few to say"):
        return verdict
    if rest:
        passed = rest.partition("; ")[0].removeprefix("not judged (").partition(")")[0]
        brief = passed.partition(", the same as")[0].partition(" and ")[0]
        return re.sub(r" of the (\d+)$", r" of \1", f"ours {brief}")
    return "ours level" if apart == 0 else f"ours {'higher' if apart > 0 else 'lower'}"


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
    file_name, content = download(warm_page, "Summary (CSV)")
    assert file_name == f"childrens-services-summary-{name}.csv"
    assert content.isascii()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == rows + 1
    in_file = parsed(content)
    assert len(in_file) == len(shown) == rows
    by_name = {one.name: one for one in shown}  # what is for context stands last on the page
    for row in in_file:
        assert_same(by_name[row["indicator"]], row)
    assert command_line("summary", *arguments).stdout == content


def test_newest_comparators_and_the_earlier_neighbours(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, f"/?{urlencode(NEWEST_AND_2021)}")
    rows = {row.name: row for row in table_on(warm_page)}
    plans = rows[EHCP]
    assert plans.comparators["neighbours"]["figure"] == "30.3%"
    assert plans.comparators["neighbours"]["status"] == "derived"
    assert plans.compared[2][0].endswith(", 2024 (calendar year)")
    assert plans.compared[2][1] == "30.3% (derived), mean of 10 of 10 authorities"
    england = rows["Assessments completed within 45 working days"].compared[0]
    assert england[:2] == ("England, year to March 2025", "85.7%, published figure")
    _name, content = download(warm_page, "Summary (CSV)")
    by_id = {row["indicator_id"]: row for row in parsed(content)}
    assert by_id["ehcp-20-weeks"]["neighbours_mean"] == "30.34"
    assert by_id["assessments-45-days"]["england"] == "85.7"
    assert {row["comparators_as_known"] for row in by_id.values()} == {"newest"}


# ---- made-up figures say so -------------------------------------------------------------------


def test_every_illustrative_row_and_sentence_says_so(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    in_file = parsed(download(warm_page, "Summary (CSV)")[1])
    made_up = {row["indicator"] for row in in_file if row["data_status"] == "illustrative"}
    targets = {r["indicator"] for r in in_file if r["target_data_status"] == "illustrative"}
    assert len(made_up) == 3
    assert len(targets) == 6
    for row in table_on(warm_page):
        assert (row.status == "illustrative") == (row.name in made_up)
        assert (row.goal_status == "illustrative") == (row.name in targets)
    stand_out = warm_page.locator("ul.stand-out li").all_inner_texts()
    assert len(stand_out) == 6
    for text in stand_out:
        assert "illustrative" in text
    for entry in in_file:
        assert ("illustrative" in entry["sentence"]) == (entry["indicator"] in targets)
    for line in warm_page.locator("table.scorecard tr.r").all():
        trend = line.locator("img.spark").get_attribute("alt") or ""
        assert trend.startswith("Trend of ")
        assert trend.endswith("Illustrative.") == (line.locator("th a").inner_text() in made_up)


def test_every_row_of_a_narrow_screen_says_the_same(server: Server, warm_page: Page) -> None:
    """The same table: on a phone each row is a block, and nothing in it is hidden."""
    page = warm_page
    open_view(page, server)
    wide = table_on(page)
    page.set_viewport_size({"width": 360, "height": 780})
    rows = page.locator("table.scorecard tr.r")
    expect(rows).to_have_count(7)
    assert table_on(page) == wide
    for row in rows.all():
        for part in (".nm a", ".fg .big", ".pill", ".rg", ".dir"):
            expect(row.locator(part)).to_be_visible()
        for cell in row.locator("td.cmp").all():
            expect(cell).to_be_visible()
    ehcp = rows.filter(has_text=EHCP)
    assert ehcp.locator(".ch").evaluate_all(NAMED) == [
        "E England", "SW South West", "N Neighbours", "G Good",
    ]  # fmt: skip


def test_a_phone_s_first_screen_has_the_counts_and_a_picture(
    server: Server, warm_page: Page
) -> None:
    warm_page.set_viewport_size({"width": 360, "height": 740})
    open_view(warm_page, server)
    for words in COUNTS:
        expect(warm_page.locator(".tags li").filter(has_text=words)).to_be_in_viewport(ratio=1)
    expect(warm_page.locator(".rangebar").first).to_be_in_viewport(ratio=1)


def test_marks_of_a_range_bar_stand_where_the_summary_says(server: Server, warm_page: Page) -> None:
    """Read back in pixels: a mark's place is its value on the line between the ends' values."""
    open_view(warm_page, server)
    in_file = {row["indicator"]: row for row in parsed(download(warm_page, "Summary (CSV)")[1])}
    row = warm_page.locator("table.scorecard tr.r").filter(has_text=EHCP)
    places = row.locator(".field").evaluate(
        """field => { const box = field.getBoundingClientRect();
          const at = e => { const b = e.getBoundingClientRect();
            return (b.x + b.width / 2 - box.x) / box.width; };
          return {width: box.width, dot: at(field.querySelector('.dot')),
                  ring: at(field.querySelector('.ring'))}; }"""
    )
    file = in_file[EHCP]
    low, high = (
        3.2,
        100.0,
    )  # no authority is far from the others: the ends are the lowest and highest
    margin = 0.03 * (high - low)
    for place, value in ((places["dot"], file["value"]), (places["ring"], "77.6")):
        expected = (float(value) - low + margin) / (high - low + 2 * margin)
        assert abs(place - expected) * places["width"] < 1
