"""An indicator's page as a councillor meets it: the answer, its evidence, its twin, its files."""

import base64
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.harness import (
    Server,
    choose,
    command_line,
    download,
    open_view,
    parsed,
    same_number,
    wait_for_app,
)

EHCP = "Education, health and care plans issued within 20 weeks"
ENOUGH, BETTER, JUST_US = "Is it good enough?", "Is it getting better?", "Is it just us?"
NEIGHBOURS = [
    "East Sussex",
    "Bournemouth, Christchurch and Poole",
    "Bedford Borough",
    "Bexley",
    "Norfolk",
    "Milton Keynes",
    "Kent",
    "Southend-on-Sea",
    "Essex",
    "West Sussex",
    "Devon",
]
SPLIT_CELLS = """table => [...table.tBodies[0].rows].map(
  row => [...row.cells].map(cell => cell.textContent.trim()))"""


def open_indicator(page: Page, server: Server, indicator: str, **query: str) -> None:
    open_view(page, server, f"/indicator?{urlencode({'indicator': indicator, **query})}")
    expect(page.locator(".plot .slot").first).to_be_attached()


def main(page: Page) -> Locator:
    return page.locator("[data-testid=stMain]")


def cells(table: Locator) -> list[list[str]]:
    found: list[list[str]] = table.evaluate(SPLIT_CELLS)
    return found


def meaning(page: Page, term: str) -> str:
    """What a list of terms says of one."""
    terms = page.locator(":is(dl.facts, .doing dl) > div").filter(
        has=page.locator("dt").get_by_text(term, exact=True)
    )
    return said(terms.locator("dd"))


def figure(page: Page) -> Locator:
    """The figure on top, without its unit and marks."""
    return page.locator("p.huge .value")


def answer(page: Page, question: str) -> Locator:
    """The section that answers one of the questions on top."""
    heading = page.get_by_role("heading", name=re.compile(f"^{re.escape(question)}"))
    return page.locator(".three > section").filter(has=heading)


def said(part: Locator) -> str:
    """The text of a part, marks included, white space evened out."""
    return " ".join((part.text_content() or "").split())


def unfolded(page: Page, question: str, title: str) -> list[str]:
    """The lines of a fold under a question, opened by keyboard."""
    fold = answer(page, question).locator("details").filter(has_text=title)
    expect(fold.locator("div")).not_to_be_visible()
    fold.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(fold.locator("div")).to_be_visible()
    return [said(line) for line in fold.locator("div > p").all()]


def charts(page: Page) -> Locator:
    return page.locator(".plot")


def chart_texts(page: Page) -> list[str]:
    return [
        text or ""
        for text in page.locator(".plot[role=img]").evaluate_all(
            "all => all.map(e => e.getAttribute('aria-label'))"
        )
    ]


def lines_drawn(page: Page, number: int) -> int:
    """How many lines and rings a chart shows, in pictures that the browser could decode."""
    chart = charts(page).nth(number)
    pictures = chart.locator("img:is(.lines, .spot)")
    assert pictures.evaluate_all("all => all.every(e => e.complete && e.naturalWidth > 0)")
    source = chart.locator("img.lines").get_attribute("src") or ""
    drawn = base64.b64decode(source.partition(",")[2]).decode()
    lines = re.findall(r'<path d="(?:[^"]*)L[^"]*" style="stroke:', drawn)
    return len(lines) + chart.locator("img.spot").count()


# ---- from the scorecard ---------------------------------------------------------------------


def test_a_rows_link_opens_its_page_in_the_same_quarter(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/?quarter=Q4+2024-25")
    warm_page.locator("table.scorecard").get_by_role("link", name=EHCP, exact=True).click()
    expect(warm_page.locator("h1")).to_have_text(EHCP)
    wait_for_app(warm_page)
    query = parse_qs(urlsplit(warm_page.url).query)
    assert query == {"indicator": ["ehcp-20-weeks"], "quarter": ["Q4 2024-25"]}
    expect(figure(warm_page)).to_have_text("69.4%")
    expect(warm_page.get_by_text("Quarter 4 2024-25 (January to March 2025)")).to_be_visible()
    expect(answer(warm_page, ENOUGH).locator("p.line")).to_contain_text("118 of 170 plans")
    warm_page.go_back()
    expect(warm_page.locator("table.scorecard caption").first).to_contain_text("Q4 2024-25")


# ---- one page from top to bottom --------------------------------------------------------------


def test_it_answers_first_and_gives_the_evidence(server: Server, warm_page: Page) -> None:
    page = warm_page
    open_indicator(page, server, "ehcp-20-weeks")
    expect(page.locator("h1")).to_have_text(EHCP)
    assert page.title().startswith(f"{EHCP}, Q1 2025-26 - ")
    expect(page.locator("p.lead")).to_have_text(
        "Higher is better; leaving out exception cases · Quarter 1 2025-26 (April to June 2025)"
    )
    expect(figure(page)).to_have_text("53.9%")
    expect(page.locator(".huge .mk")).to_have_text("[i] illustrative")
    expect(page.locator(".huge .pill.short")).to_have_text("▲ Off target")
    assert said(answer(page, ENOUGH).locator("p.line")) == (
        "96 of 178 plans, Q1 2025-26 (Apr to Jun 2025)[i] illustrative. Target 60.0% or more[i] "
        "illustrative. The council must act below 46.4%[i] illustrative."
    )
    assert said(answer(page, BETTER).locator("p.moved")) == "↓ Worsened clearly[i] illustrative"
    assert said(answer(page, BETTER).locator("p.line")) == (
        "From 69.4% the quarter before[i] illustrative. From 75.6% the same quarter a year before: "
        "worsened clearly[i] illustrative. 11 more plans in time would have met the target[i] "
        "illustrative."
    )
    others = [said(each) for each in answer(page, JUST_US).locator("ul.others li").all()]
    assert others == [
        "EEngland 46.4%ours better",
        "SWSouth West 28.5%ours better",
        "NNeighbours 40.6%[d] derivedours better than 6 of 10",
        "GGood 58.6%[d] derivedours worse than 38 of 66",
    ]
    rule = unfolded(page, ENOUGH, "Why this status?")
    assert rule[0].startswith("The target is 60.0% or more. Below 46.4%, the same as England (46.4")
    assert "(46.4% in 2024, leaving out exception cases)" in rule[0]
    assert "53.9% misses the target but is not beyond the intervention level." in rule[0]
    assert rule[0].endswith("Target and level are illustrative.")
    base, change, *_year = unfolded(page, BETTER, "Why?")
    assert base == "Against the quarter before:"
    assert change.startswith(
        "53.9% in April to June 2025 against 69.4% in January to March 2025: 15.5 points lower."
    )
    compared = unfolded(page, JUST_US, "Why these verdicts?")
    assert compared[0].startswith("Likely between 46.6% and 61.1%. 96 of 178 plans gives 53.9%.")
    england, region, near = (
        next(line for line in compared if line.startswith(f"{name}: "))
        for name in ("England", "South West", "Statistical neighbours")
    )
    assert england.startswith("England: better. 53.9%, likely between 46.6% and 61.1%: better than")
    assert "England's 46.4% in 2024 lies below that range" in england
    assert "South West's 28.5% in 2024 lies below that range" in region
    assert (
        "better than 6 of the 10 statistical neighbours, but the council's published 77.6% of "
        "that year is judged better (than 9 of the 10). Ours is 13.3 points higher than their mean "
        "of 40.6%; not judged, as the range meets their middle half (15.3% to 65.5%)."
    ) in near
    assert all("illustrative" in line for line in (england, region, near))
    expect(page.locator("aside.doing p.act")).to_have_text(
        "Use locum psychologists until the backlog of advice is below 40 cases."
    )
    assert meaning(page, "What happened") == (
        "96 of 178 plans were issued in time. Last quarter it was 118 of 170."
    )
    assert meaning(page, "Who") == "Head of SEND"
    assert meaning(page, "By when").startswith("31 October 2025 overdue on ")
    assert meaning(page, "Definition").startswith(
        "New education, health and care plans issued within 20 weeks of the request"
    )
    assert "leaving out exception cases" in meaning(page, "Counted below the line")


def test_the_trend_is_drawn_and_its_words_hold_its_figures(server: Server, warm_page: Page) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    # Ours, England, South West, neighbours, the target, and last year's quarter ringed.
    assert lines_drawn(warm_page, 0) == 6
    assert "target 60.0" in charts(warm_page).nth(0).locator(".ends li").all_text_contents()
    text, by_year = chart_texts(warm_page)
    for said in (
        "53.9% in Q1 2025-26 (Apr to Jun 2025)",
        "England: 46.4% in 2024 (calendar year)",
        "South West: 28.5% in 2024 (calendar year)",
        "Statistical neighbours: 40.6% in 2024 (calendar year)",
        "Target 60.0%",
        "Same period last year, Q1 2024-25 (Apr to Jun 2024): 75.6%",
        "illustrative",
    ):
        assert said in text
    # The published years, like for like: ours, England, South West and neighbours.
    assert lines_drawn(warm_page, 1) == 4
    assert "from 91.3% in 2019 (calendar year) to 77.6% in 2024 (calendar year)" in by_year
    assert "illustrative" not in by_year


def test_all_comparators_stand_with_figure_and_period(server: Server, warm_page: Page) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    near, beside = (cells(table) for table in warm_page.locator("table.bars").all())
    assert [(row[0], row[1], row[3]) for row in beside] == [
        (
            "Bournemouth, Christchurch and Poole",
            "53.9% illustrativelikely between 46.6% and 61.1%",
            "Q1 2025-26 (Apr to Jun 2025)",
        ),
        (
            "Bournemouth, Christchurch and Poole, same period as the comparators",
            "77.6%likely between 74.2% and 80.7%",
            "2024 (calendar year)",
        ),
        ("England", "46.4%", "2024 (calendar year)"),
        ("South West", "28.5%", "2024 (calendar year)"),
        ("Statistical neighbours (DfE's May 2025 model)", "40.6% derived", "2024 (calendar year)"),
        (
            "Other authorities judged Good overall as at 31 March 2025",
            "58.6% derived",
            "2024 (calendar year)",
        ),
    ]
    assert [row[0] for row in near] == NEIGHBOURS
    figures = [float(row[1].split("%")[0]) for row in near if row[0] != NEIGHBOURS[1]]
    assert len(figures) == 10
    assert sum(figures) / 10 == pytest.approx(40.62)
    own = next(row for row in near if row[0] == NEIGHBOURS[1])
    assert own[1] == "77.6%likely between 74.2% and 80.7%"  # published, of the same year as theirs
    expect(warm_page.get_by_text("Mean 40.6%, median 38.2%, of 10 of 10")).to_be_visible()


def test_the_table_twin_opens_by_keyboard_and_holds_the_series(
    server: Server, warm_page: Page
) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    folded = warm_page.locator("details").filter(has_text="Show these figures as a table").first
    twin = folded.locator("table.twin")
    expect(twin).not_to_be_visible()
    folded.locator("summary").focus()
    warm_page.keyboard.press("Enter")
    expect(twin).to_be_visible()
    assert twin.locator("thead th").all_text_contents() == [
        "Period",
        "Bournemouth, Christchurch and Poole (illustrative)",
        "England",
        "South West",
        "Statistical neighbours (derived)",
    ]
    _name, content = download(warm_page, "This series (CSV)")
    exact = {(row["group"], row["period"]): row["value"] for row in parsed(content)}
    shown = 0
    for period, *figures in cells(twin):
        for group, figure in zip(("home", "england", "region", "neighbours"), figures, strict=True):
            if figure:
                assert same_number(figure, exact[group, period]), (group, period, figure)
                shown += 1
    quarters = [period for group, period in exact if group == "home" and period.startswith("Q")]
    assert {row[0] for row in cells(twin) if row[1]} == set(quarters)
    assert len(quarters) == 6
    assert shown > len(quarters)


@pytest.mark.parametrize(
    ("indicator", "query", "arguments", "name"),
    [
        ("ehcp-20-weeks", {}, [], "ehcp-20-weeks-series.csv"),
        (
            "assessments-45-days",
            {"neighbours": "2021-04", "comparators": "newest"},
            ["--neighbours", "2021-04"],
            "assessments-45-days-series-neighbours-2021-04.csv",
        ),
    ],
)
def test_the_series_is_what_the_command_line_says(
    server: Server,
    warm_page: Page,
    indicator: str,
    query: dict[str, str],
    arguments: list[str],
    name: str,
) -> None:
    open_indicator(warm_page, server, indicator, **query)
    file_name, content = download(warm_page, "This series (CSV)")
    assert file_name == name
    said = command_line("series", indicator, *arguments)
    assert said.stderr == b""
    assert content == said.stdout
    assert content.count(b"\r\n") == content.count(b"\n") > 20
    row_name, row = download(warm_page, "This row (CSV)")
    assert row_name.startswith(f"childrens-services-summary-q1-2025-26-{indicator}")
    newest = ["--newest"] if query else []
    wanted = command_line("summary", "--indicator", indicator, *newest, *arguments).stdout
    assert row == wanted


# ---- indicators of a special kind -------------------------------------------------------------


def test_both_groups_behind_the_gap_are_drawn_and_named(server: Server, warm_page: Page) -> None:
    open_indicator(warm_page, server, "ks4-fsm-gap", quarter="Q3 2025-26")
    expect(figure(warm_page)).to_have_text("17.8")
    expect(warm_page.locator("p.huge .un")).to_have_text(" points")
    expect(warm_page.locator(".huge .pill.bad")).to_have_text("■ Beyond intervention level")
    # Four lines, and each has two years set aside: hollow points.
    assert lines_drawn(warm_page, 1) == 4 + 4 * 2
    _trend, legs = chart_texts(warm_page)
    home = "Bournemouth, Christchurch and Poole"
    free_meals = f"Pupils eligible for free school meals, {home}"
    assert re.search(
        f"{free_meals}: from 34.2 points .* to 36.3 points in academic year 2024", legs
    )
    assert re.search(
        f"Other pupils, {home}: from 51.9 points .* to 54.1 points in academic year 2024/25", legs
    )
    labels = charts(warm_page).nth(1).locator(".ends li").all_text_contents()
    assert "Free school meals,ours 36.3" in [label.replace(" ours", "ours") for label in labels]
    assert any(re.fullmatch(r"Other pupils, ?ours ?54\.1", label) for label in labels)
    twin = warm_page.locator("table.twin").nth(1)
    newest = cells(twin)[0]
    head = twin.locator("thead th").all_text_contents()
    assert newest[0] == "academic year 2024/25"
    assert dict(zip(head, newest, strict=True))[f"{free_meals} (derived)"] == "36.3 points"
    assert dict(zip(head, newest, strict=True))[f"Other pupils, {home} (derived)"] == "54.1 points"
    none = "The council gave no commentary for Q3 2025-26."
    expect(warm_page.get_by_text(none, exact=True)).to_be_visible()


def test_early_help_says_no_national_figure_exists_and_shows_a_related_one(
    server: Server, warm_page: Page
) -> None:
    open_indicator(warm_page, server, "early-help-returns")
    expect(
        warm_page.get_by_text("No national figure exists for returns to Early Help").first
    ).to_be_visible()
    expect(warm_page.locator("table.bars")).to_have_count(0)
    warm_page.locator("details.section > summary").filter(has_text="Compared with others").click()
    expect(
        warm_page.get_by_role(
            "heading", name="Related: Re-referrals to children's social care within 12 months"
        )
    ).to_be_visible()
    related = warm_page.locator("table.related")
    expect(related.locator("caption")).to_have_text(
        "Re-referrals to children's social care within 12 months, year to March 2024: "
        "a related measure, not a comparator"
    )
    assert cells(related) == [
        ["Bournemouth, Christchurch and Poole", "25.2%", ""],
        ["England", "22.4%", "worse"],
        ["South West", "22.1%", "worse"],
        [
            "Statistical neighbours, mean of 10, derived",
            "20.6%",
            "judged worse (than 8 of the 10, the same as 1)",
        ],
    ]
    expect(warm_page.get_by_text("998 of 3,955 referrals")).to_be_visible()
    assert lines_drawn(warm_page, 0) == 3  # ours, the target, last year's quarter ringed
    assert "England" not in chart_texts(warm_page)[0]


def test_referrals_are_shown_for_context_without_a_judgement(
    server: Server, warm_page: Page
) -> None:
    open_indicator(warm_page, server, "referrals-rate")
    expect(figure(warm_page)).to_have_text("135.1")
    expect(warm_page.locator(".huge .pill")).to_have_text("– No target")
    assert said(answer(warm_page, BETTER).locator("p.moved")) == "↓ Down[d] derived"
    lines = warm_page.locator(".three :is(p.moved, p.line, ul.others)").all()
    answers = " ".join(said(each) for each in lines)
    assert "From 159.4 the same quarter a year before: clearly down[d] derived." in answers
    for judged in ("improved", "worsened", "better", "worse"):
        assert judged not in answers, judged
    expect(warm_page.locator("p.lead")).to_contain_text("Neither higher nor lower is better")


# ---- filters ------------------------------------------------------------------------------------


def test_quarter_and_indicator_are_chosen_here_too(server: Server, warm_page: Page) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    choose(warm_page, "Quarter", "Q4 2024-25")
    expect(figure(warm_page)).to_have_text("69.4%")
    choose(warm_page, "Indicator", "Secondary permanent exclusions")
    expect(warm_page.locator("h1")).to_have_text("Secondary permanent exclusions")
    expect(figure(warm_page)).to_have_text("0.150%")
    warm_page.go_back()
    expect(warm_page.locator("h1")).to_have_text(EHCP)
    expect(figure(warm_page)).to_have_text("69.4%")


def test_a_directorate_brings_an_indicator_of_its_own(server: Server, warm_page: Page) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    choose(warm_page, "Directorate", "Children's Social Care")
    expect(warm_page.locator("h1")).not_to_have_text(EHCP)
    wait_for_app(warm_page)
    assert meaning(warm_page, "Directorate") == "Children's Social Care"


def test_comparators_chosen_on_the_page_change_figure_and_address(
    server: Server, warm_page: Page
) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    warm_page.get_by_text("Change the comparators", exact=True).click()
    # By keyboard: while the box unfolds, a click may land beside the moving choice.
    warm_page.get_by_role("radio", name="DfE's April 2021 model").press("Space")
    expect(warm_page.locator("table.bars").last).to_contain_text("30.3%")
    wait_for_app(warm_page)
    # An address that is written names quarter and indicator, so that a kept link shows the same.
    assert parse_qs(urlsplit(warm_page.url).query) == {
        "indicator": ["ehcp-20-weeks"],
        "quarter": ["Q1 2025-26"],
        "neighbours": ["2021-04"],
    }


# ---- pointing at a chart ------------------------------------------------------------------------


def test_pointing_at_a_quarter_tells_its_figures_and_escape_closes_them(
    server: Server, warm_page: Page
) -> None:
    open_indicator(warm_page, server, "ehcp-20-weeks")
    slots = charts(warm_page).first.locator(".slot")
    tips = charts(warm_page).first.locator(".tip")
    assert slots.count() == 6
    assert [tip.is_visible() for tip in tips.all()] == [False] * 6
    slots.nth(3).locator("b").hover()
    expect(tips.nth(3)).to_be_visible()
    assert [tip.is_visible() for tip in tips.all()] == [False] * 3 + [True] + [False] * 2
    assert tips.nth(3).inner_text().splitlines() == [
        "Bournemouth, Christchurch and Poole, Q3 2024-25 (Oct to Dec 2024): 90.3% (illustrative)",
        "England, 2024 (calendar year): 46.4%",
        "South West, 2024 (calendar year): 28.5%",
        "Statistical neighbours, 2024 (calendar year): 40.6% (derived)",
        "Target: 50.0% (illustrative)",
    ]
    warm_page.keyboard.press("Escape")
    expect(tips.nth(3)).not_to_be_visible()
    slots.nth(1).locator("b").hover()
    expect(tips.nth(1)).to_be_visible()
    slots.nth(3).locator("b").hover()
    expect(tips.nth(3)).to_be_visible()


def test_on_a_phone_what_a_chart_tells_is_whole(server: Server, warm_page: Page) -> None:
    """Under the field, within the window; the field has the width, its lines are named below."""
    page = warm_page
    page.set_viewport_size({"width": 360, "height": 800})
    open_indicator(page, server, "ehcp-20-weeks")
    chart = charts(page).first
    field, ends = chart.locator(".field").bounding_box(), chart.locator(".ends").bounding_box()
    assert field is not None
    assert ends is not None
    assert field["width"] > 0.7 * 360
    assert ends["y"] > field["y"] + field["height"]
    for place in (0, 5):
        chart.locator(".slot > b").nth(place).hover()
        tip = chart.locator(".tip").nth(place)
        expect(tip).to_be_visible()
        box, field = tip.bounding_box(), chart.locator(".field").bounding_box()
        assert box is not None
        assert field is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] >= field["y"] + field["height"]


# Whether the way to a chart's table lies on a line of the chart's caption.
COVERED = """() => [...document.querySelectorAll('.pictured')].map(part => {
  const way = part.querySelector('details > summary').getBoundingClientRect();
  return [...part.querySelector('.chart > .under').getClientRects()].some(line =>
    line.left < way.right && line.right > way.left
      && line.top < way.bottom - 4 && line.bottom > way.top + 4);
})"""


@pytest.mark.parametrize("width", [1280, 1000, 820, 768])
@pytest.mark.parametrize(
    "indicator",
    ["secondary-permanent-exclusions", "primary-permanent-exclusions", "ks4-fsm-gap"],
)
def test_the_way_to_a_charts_table_never_covers_its_caption(
    server: Server, warm_page: Page, indicator: str, width: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": 800})
    open_indicator(warm_page, server, indicator)
    covered = warm_page.evaluate(COVERED)
    assert covered
    assert not any(covered)


def test_no_word_of_ticks_where_the_small_range_bar_has_none(
    server: Server, warm_page: Page
) -> None:
    note = warm_page.locator(".among > .under")
    open_indicator(warm_page, server, "ehcp-20-weeks")
    expect(note).to_contain_text("Each tick is one of them")
    expect(note).to_be_visible()
    warm_page.set_viewport_size({"width": 360, "height": 800})
    expect(warm_page.locator(".narrow-range .rangebar").first).to_be_visible()
    expect(note).to_be_hidden()


@pytest.mark.parametrize("width", [320, 640, 768, 1280])
def test_nothing_a_chart_tells_runs_off_the_window(
    server: Server, warm_page: Page, width: int
) -> None:
    """640 is a window of 1280 at 200% zoom. What is not pointed at has its place all the same."""
    page = warm_page
    page.set_viewport_size({"width": width, "height": 800})
    open_indicator(page, server, "referrals-rate")
    edges = page.locator(".plot .tip").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect()).map(box => [box.left, box.right])"
    )
    assert len(edges) == 13 + 20
    assert min(left for left, _ in edges) >= 0
    assert max(right for _, right in edges) <= width


# ---- made-up figures say so ---------------------------------------------------------------------

UNMARKED = """values => {
  const parts = 'p, li, dd, tr, .chart-title, .tip, details > div';
  const inner = document.querySelectorAll(`[data-testid=stMain] :is(${parts})`);
  const of = e => e.textContent.toLowerCase();
  return [...inner].filter(e => values.some(v => e.textContent.includes(v)))
    .filter(e => !e.closest('table.twin'))
    .filter(e => !of(e).includes('illustrative'))
    // What the council says is marked at its heading.
    .filter(e => !(e.matches('.doing :is(dd, p.act)') && of(e.closest('.doing').querySelector('h2'))
      .includes('illustrative')))
    .map(e => e.textContent);
}"""


@pytest.mark.parametrize(
    "indicator", ["ehcp-20-weeks", "assessments-45-days", "early-help-returns"]
)
def test_whatever_holds_an_illustrative_figure_says_so(
    server: Server, warm_page: Page, indicator: str
) -> None:
    open_indicator(warm_page, server, indicator)
    _name, content = download(warm_page, "This series (CSV)")
    own = [row for row in parsed(content) if row["data_status"] == "illustrative"]
    assert len(own) == (6 if indicator == "ehcp-20-weeks" else 9)
    assert {row["group"] for row in own} == {"home"}
    values = [f"{float(row['value']):.1f}%" for row in own]
    values += [f"{int(row['numerator'])} of {int(row['denominator'])}" for row in own]
    assert (main(warm_page).text_content() or "").count(values[len(own) - 1]) >= 3
    assert warm_page.evaluate(UNMARKED, values) == []
    heads = warm_page.locator("table.twin thead").all_text_contents()
    # The second chart, of whole years, has DfE's published figures of this council.
    assert ["illustrative" in head for head in heads] == (
        [True] if indicator == "early-help-returns" else [True, False]
    )
    assert "illustrative" in chart_texts(warm_page)[0]
    expect(warm_page.locator("p.made")).to_contain_text("[i] illustrative: made up, not real.")


def test_the_watch_for_unmarked_figures_finds_one(server: Server, warm_page: Page) -> None:
    """The watch itself is tested: a sentence without the word must be noticed."""
    open_indicator(warm_page, server, "ehcp-20-weeks")
    warm_page.locator("p.moved").first.evaluate("e => { e.textContent = '53.9% on time.'; }")
    assert warm_page.evaluate(UNMARKED, ["53.9%"]) == ["53.9% on time."]
    warm_page.locator(".doing h2 .mk").first.evaluate("e => e.remove()")
    unmarked = warm_page.evaluate(UNMARKED, ["96 of 178"])
    assert unmarked == ["96 of 178 plans were issued in time. Last quarter it was 118 of 170."]
