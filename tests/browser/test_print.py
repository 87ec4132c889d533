"""On paper: PDFs from the real browser, read back page by page.

A block is what must not be torn: an indicator's row or card of the scorecard, a row of a table, a
pair of terms on the indicator page. White space is left out on both sides, as line ends differ.
"""

import io
import unicodedata
from collections.abc import Sequence
from datetime import date

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.browser.harness import Server, open_view
from tests.browser.views import some_table

ORIENTATIONS = ("portrait", "landscape")
A4, MARGIN, LABEL = (595, 842), 34, 50  # points: the sheet, its margin, what a label needs
SCORECARD, EHCP = "/?quarter=Q1+2025-26", "/indicator?indicator=ehcp-20-weeks&quarter=Q1+2025-26"
NAMES = (
    "Assessments completed within 45 working days",
    "Returns to Early Help within 12 months",
    "Referrals to children's social care per 10,000 children",
    "Secondary permanent exclusions",
    "Education, health and care plans issued within 20 weeks",
    "Primary permanent exclusions",
    "Key Stage 4 attainment gap, free school meals",
)
# The cells of each indicator of the scorecard as paper has them: upright each has its own name.
CARDS = """labelled => [...document.querySelectorAll('table.scorecard tbody tr')].map(row => [
  row.querySelector('th').textContent,
  ...[...row.querySelectorAll('td')].map(cell => (labelled ? cell.dataset.label : '')
    + cell.textContent)])"""
PARTS = """() => [...document.querySelectorAll(
  '.stMainBlockContainer table:not(.scorecard) tr, dl.facts > div')].map(e => [e.textContent])"""


def squeezed(text: str) -> str:
    """A text without white space, joined letters taken apart as the font joins some."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed(page: Page, orientation: str) -> PdfReader:
    """What the print dialogue of the browser would save, with backgrounds left out as usual."""
    data = page.pdf(format="A4", landscape=orientation == "landscape", print_background=False)
    return PdfReader(io.BytesIO(data))


def texts(pdf: PdfReader) -> list[str]:
    return [squeezed(sheet.extract_text()) for sheet in pdf.pages]


def torn(blocks: Sequence[Sequence[str]], pages: Sequence[str]) -> list[str]:
    """The first words of each block whose parts do not all stand on one page."""
    return [
        block[0][:60]
        for block in blocks
        if not any(all(squeezed(part) in page for part in block) for page in pages)
    ]


def labels_inside(pdf: PdfReader) -> list[float]:
    """Where the labels of our own line begin, in points from the left: those inside the sheet.

    The label is the word `ours` at the end of a chart's line; elsewhere it is `ours is better`.
    """
    places: list[float] = []

    def note(text: str, outer: list[float], inner: list[float], *_: object) -> None:
        if text.strip() == "ours":
            places.append(inner[4] * outer[0] + outer[4])

    for sheet in pdf.pages:
        sheet.extract_text(visitor_text=note)
    room = float(pdf.pages[0].mediabox.width) - MARGIN - LABEL
    return [place for place in places if place < room]


def opened(page: Page, server: Server, address: str) -> Page:
    open_view(page, server, address)
    if "indicator" in address:
        page.locator(".plot .slot").first.wait_for(state="attached")
    return page


# ---- the watch itself ---------------------------------------------------------------------------


def test_the_watch_for_torn_blocks_finds_one() -> None:
    pages = ["NameofoneFigure53.9%", "Target60.0%Nameoftwo"]
    assert torn([["Name of one", "53.9%"]], pages) == []
    assert torn([["Name of one", "60.0%"]], pages) == ["Name of one"]
    assert torn([["Name of three"]], pages) == ["Name of three"]


def test_without_our_rules_blocks_are_torn(server: Server, warm_page: Page) -> None:
    """That nothing is torn is the style sheet's doing, and the watch sees it on real pages."""
    opened(warm_page, server, SCORECARD)
    warm_page.add_style_tag(
        content="@media print { tr, td, th { break-inside: auto !important; } "
        "tbody tr td { line-height: 3.5 !important; } }"
    )
    pages = texts(printed(warm_page, "portrait"))
    assert torn(warm_page.evaluate(CARDS, True), pages) != []


# ---- both pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", [SCORECARD, EHCP, "/definitions"])
def test_each_sheet_is_a4_and_numbered(
    server: Server, warm_page: Page, address: str, orientation: str
) -> None:
    opened(warm_page, server, address)
    pdf = printed(warm_page, orientation)
    upright = A4 if orientation == "portrait" else A4[::-1]
    for number, sheet in enumerate(pdf.pages, 1):
        size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
        assert size == pytest.approx(upright, abs=1)  # whole points, rounded up
        assert f"Page{number}of{len(pdf.pages)}" in squeezed(sheet.extract_text())


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize(
    ("address", "chosen"),
    [
        (
            "/?quarter=Q3+2024-25&directorate=Education+and+Skills&comparators=newest",
            "Directorate: Education and Skills; Indicator: All; Quarter: Q3 2024-25; Comparators: "
            "Newest published; Neighbours: DfE's May 2025 model.",
        ),
        (
            f"{EHCP}&neighbours=2021-04",
            "Directorate: All; Indicator: Education, health and care plans issued within 20 weeks; "
            "Quarter: Q1 2025-26; Comparators: As known at the end of the quarter; Neighbours: "
            "DfE's April 2021 model.",
        ),
    ],
)
def test_filters_date_and_snapshot_are_on_the_first_sheet(
    server: Server, warm_page: Page, address: str, chosen: str, orientation: str
) -> None:
    opened(warm_page, server, address)
    first = texts(printed(warm_page, orientation))[0]
    snapshot = server.get("/api/ready").json()["snapshot"]
    today = date.today()
    assert squeezed(f"Filters {chosen}") in first
    assert squeezed(f"(snapshot {snapshot})") in first
    assert squeezed(f"as opened on {today.day} {today:%B %Y}") in first


@pytest.mark.parametrize("address", [SCORECARD, EHCP, "/definitions"])
def test_the_line_for_paper_is_on_paper_only(server: Server, warm_page: Page, address: str) -> None:
    opened(warm_page, server, address)
    line = warm_page.locator(".on-paper")
    assert line.count() == 1
    assert not line.is_visible()
    warm_page.emulate_media(media="print")
    assert line.is_visible()


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", [SCORECARD, EHCP])
def test_controls_stay_off_the_paper(
    server: Server, warm_page: Page, address: str, orientation: str
) -> None:
    opened(warm_page, server, address)
    whole = "".join(texts(printed(warm_page, orientation)))
    controls = (
        "Download", "Change the comparators", "Take it away", "Show these figures",
        "Show likely range", "Committee paper (Word)", "Two-minute guide",
    )  # fmt: skip
    for control in controls:
        assert squeezed(control) not in whole, control
    warm_page.emulate_media(media="print")
    for part in ("stHeader", "stSelectbox", "stDownloadButton", "stExpander"):
        assert not any(e.is_visible() for e in warm_page.get_by_test_id(part).all()), part


# ---- the scorecard ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_every_indicator_is_whole_on_one_sheet(
    server: Server, warm_page: Page, orientation: str, width: int
) -> None:
    """Also from a phone, which shows another form of the same rows."""
    warm_page.set_viewport_size({"width": width, "height": 900})
    page = opened(warm_page, server, SCORECARD)
    pages = texts(printed(page, orientation))
    cards = page.evaluate(CARDS, orientation == "portrait")
    assert tuple(card[0] for card in cards) == tuple(
        f"{name}{better}"
        for name, better in zip(
            NAMES,
            (
                "higher is better", "lower is better", "neither higher nor lower is better",
                "lower is better", "higher is better; leaving out exception cases",
                "lower is better", "lower is better",
            ),
            strict=True,
        )
    )  # fmt: skip
    assert all(len(card) == 10 for card in cards)
    assert torn(cards, pages) == []


def test_across_the_heads_of_the_columns_are_on_every_sheet_with_rows(
    server: Server, warm_page: Page
) -> None:
    opened(warm_page, server, SCORECARD)
    pages = texts(printed(warm_page, "landscape"))
    heads = squeezed("Indicator Figure Target Status Against the period before England South West")
    with_rows = [page for page in pages if any(f"{squeezed(n)}lower" in page for n in NAMES)]
    assert len(with_rows) >= 2
    assert all(heads in page for page in with_rows)


def test_heads_are_repeated_where_one_table_runs_over(server: Server, warm_page: Page) -> None:
    """Rows made taller, so that one table needs two sheets."""
    opened(warm_page, server, SCORECARD)
    warm_page.add_style_tag(content="@media print { tbody tr td { line-height: 3 !important; } }")
    pages = texts(printed(warm_page, "landscape"))
    heads = squeezed("Indicator Figure Target Status")
    captions = sum("EducationandSkills:indicators" in page for page in pages)
    holding = [p for p in pages if any(squeezed(f"{n}lower is") in p for n in NAMES[3:])]
    assert captions == 1
    assert len(holding) >= 2
    assert all(heads in page for page in holding)


def test_status_is_told_by_word_and_shape(server: Server, warm_page: Page) -> None:
    opened(warm_page, server, SCORECARD)
    whole = "".join(texts(printed(warm_page, "portrait")))
    for tag in ("■ Beyond intervention level", "▲ Off target", "● On target", "○ Awaiting data"):
        assert squeezed(tag) in whole, tag


# ---- the indicator page -------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("indicator", ["ehcp-20-weeks", "ks4-fsm-gap"])
def test_rows_and_pairs_are_whole(
    server: Server, warm_page: Page, indicator: str, orientation: str
) -> None:
    opened(warm_page, server, f"/indicator?indicator={indicator}")
    pages = texts(printed(warm_page, orientation))
    parts = warm_page.evaluate(PARTS)
    assert len(parts) > 40
    assert torn(parts, pages) == []


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_what_is_folded_is_open(server: Server, warm_page: Page, orientation: str) -> None:
    opened(warm_page, server, EHCP)
    whole = "".join(texts(printed(warm_page, orientation)))
    for said in (
        "The target is 60.0% or more.",
        "53.9% in April to June 2025 against 69.4% in January to March 2025: 15.5 points lower.",
        "Q4 2023-24 (Jan to Mar 2024) 51.6% (66 of 128 plans)",
        "11 more plans in time would have met the target",
        "The four quarters of 2024: 493 of 635 plans (77.6%, likely between 74.2% and 80.7%)",
    ):
        assert squeezed(said) in whole, said


def test_long_lists_of_measures_stay_shut(server: Server, warm_page: Page) -> None:
    opened(warm_page, server, "/definitions")
    whole = "".join(texts(printed(warm_page, "portrait")))
    assert squeezed("The 51 measures (listed on screen)") in whole
    hidden = warm_page.locator("details li").first.evaluate("e => e.textContent")
    warm_page.emulate_media(media="print")
    assert not warm_page.locator("details li").first.is_visible(), hidden


@pytest.mark.parametrize("width", [1280, 1920, 768])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_charts_are_whole(server: Server, warm_page: Page, width: int, orientation: str) -> None:
    """The labels at the lines' ends are the farthest right: they are on the sheet, inside it."""
    warm_page.set_viewport_size({"width": width, "height": 900})
    page = opened(warm_page, server, EHCP)
    pdf = printed(page, orientation)
    assert len(labels_inside(pdf)) == 2, "one label for each chart"


def test_a_chart_that_is_cut_is_noticed(server: Server, warm_page: Page) -> None:
    """The watch above is tested: a chart cut at the right loses its labels."""
    opened(warm_page, server, EHCP)
    warm_page.add_style_tag(
        content="@media print { [data-testid=stApp] .plot .ends { left: 12rem !important; } }"
    )
    assert labels_inside(printed(warm_page, "portrait")) == []


# ---- the other pages ----------------------------------------------------------------------------

OTHERS = {
    "/benchmarks": "Shown: Over time",
    "/benchmarks?view=neighbours": "Shown: Statistical neighbours",
    "/benchmarks?view=region": "Shown: Region",
    "/benchmarks?view=all": "Shown: All authorities",
    "/profile?topic=Adoption": "Topic: Adoption",
    "/paper?quarter=Q3+2024-25": "Quarter: Q3 2024-25",
    some_table(): "Filters Table: 39 rows",
}
# Not the rows of a long table: it draws them itself, and paper says that they are in the download.
OUR_ROWS = "() => [...document.querySelectorAll('.stHtml table tr')].map(e => [e.textContent])"
WHOLE = "The whole table is in the CSV download."


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", OTHERS, ids=lambda address: str(address)[:30])
def test_other_pages_print_whole(
    server: Server, warm_page: Page, address: str, orientation: str
) -> None:
    """Filters and snapshot first; no row torn or cut at the right; a long table says what it is."""
    opened(warm_page, server, address)
    has_grid = warm_page.get_by_test_id("stDataFrame").count() > 0
    parts = warm_page.evaluate(OUR_ROWS)
    pdf = printed(warm_page, orientation)
    pages = texts(pdf)
    snapshot = server.get("/api/ready").json()["snapshot"]
    assert squeezed(OTHERS[address]) in "".join(pages[:2])
    assert squeezed(f"(snapshot {snapshot})") in "".join(pages[:2])
    assert torn(parts, pages) == []
    assert (squeezed(WHOLE) in "".join(pages)) == has_grid
    for sheet in pdf.pages:
        beyond: list[str] = []
        width = float(sheet.mediabox.width)

        def note(text: str, outer: list[float], inner: list[float], *_: object) -> None:
            if text.strip() and inner[4] * outer[0] + outer[4] > width - MARGIN:  # noqa: B023
                beyond.append(text)  # noqa: B023

        sheet.extract_text(visitor_text=note)
        assert beyond == []
