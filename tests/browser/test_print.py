"""On paper: PDFs from the real browser, read back page by page.

A block is what must not be torn: an indicator's row of the scorecard, a row of a table, a pair of
terms on the indicator page. White space is left out on both sides, as line ends differ.

Each view is loaded, printed both ways and read back once a run (`on_paper`), for all tests that
look at it; a test that changes the page before it prints has a page of its own.
"""

import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from kpi.store import live_snapshot
from tests.browser.harness import Server, open_view
from tests.browser.views import some_table

ORIENTATIONS = ("portrait", "landscape")
A4, MARGIN, LABEL = (595, 842), 34, 50  # points: the sheet, its margin, what a label needs
SCORECARD, EHCP = "/?quarter=Q1+2025-26", "/indicator?indicator=ehcp-20-weeks&quarter=Q1+2025-26"
NAMES = (
    "Assessments completed within 45 working days",
    "Returns to Early Help within 12 months",
    "Secondary permanent exclusions",
    "Education, health and care plans issued within 20 weeks",
    "Primary permanent exclusions",
    "Key Stage 4 attainment gap, free school meals",
    "Referrals to children's social care per 10,000 children",
)
# The cells of each indicator of the scorecard as paper has them; asked for with the media of print.
# A comparator's name is the style sheet's. A range bar's letters come before its ends and its note:
# they are laid over the picture.
CARDS = """() => [...document.querySelectorAll('table.scorecard tr.r')].map(row =>
  [...row.cells].flatMap(cell => {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll('.visually-hidden').forEach(e => e.remove());
    copy.querySelectorAll('.ch').forEach(e => e.append(' ' + e.dataset.label));
    cell.after(copy);  // in its place, where the rules of paper apply
    const letters = [...copy.querySelectorAll('.letter')].map(e => e.innerText);
    copy.querySelectorAll('.letter').forEach(e => e.remove());
    const said = copy.innerText;
    copy.remove();
    return cell.matches('.rg') ? [letters.join(' '), said] : [said];
  }))"""
PARTS = """() => [...document.querySelectorAll(
  '.stMainBlockContainer table:not(.scorecard) tr, dl.facts > div')].map(e => [e.textContent])"""
# Not the rows of a long table: it draws them itself, and paper says that they are in the download.
# What only screen readers are told is on no paper.
OUR_ROWS = """() => [...document.querySelectorAll('.stHtml table tr')].map(row => {
  const unseen = [...row.querySelectorAll('.visually-hidden')]
    .map(part => part.getBoundingClientRect().width <= 1);
  const shown = row.cloneNode(true);
  [...shown.querySelectorAll('.visually-hidden')]
    .forEach((part, place) => { if (unseen[place]) part.remove(); });
  shown.querySelectorAll('.mini').forEach(picture => picture.remove());  // letters in a picture
  return [shown.textContent];
})"""
CONTROLS = (
    "stHeader", "stSelectbox", "stMultiSelect", "stButtonGroup", "stPopover", "stTextInput",
    "stDownloadButton", "stExpander",
)  # fmt: skip
Blocks = list[list[str]]


def squeezed(text: str) -> str:
    """A text without white space and joiners, letters taken apart that the font joins."""
    return "".join(unicodedata.normalize("NFKC", text).replace("\u2060", "").split())


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


@dataclass(frozen=True)
class Sheet:
    """A sheet: its size in points, its text squeezed, and each piece with its place from the left.

    A place is that of the piece's first letter.
    """

    size: tuple[float, float]
    text: str
    pieces: tuple[tuple[str, float], ...]


def read(pdf: PdfReader) -> list[Sheet]:
    sheets = []
    for sheet in pdf.pages:
        pieces: list[tuple[str, float]] = []

        def note(text: str, outer: list[float], inner: list[float], *_: object) -> None:
            if text.strip():
                pieces.append((text.strip(), inner[4] * outer[0] + outer[4]))  # noqa: B023 - called at once

        text = squeezed(sheet.extract_text(visitor_text=note))
        size = (float(sheet.mediabox.width), float(sheet.mediabox.height))
        sheets.append(Sheet(size, text, tuple(pieces)))
    return sheets


def labels_inside(sheets: Sequence[Sheet]) -> list[float]:
    """Where the labels of our own line begin, in points from the left: those inside the sheet.

    The label is the word `Ours`, whose capital is a piece of its own, at the end of a chart's
    line, so in the right half of the sheet; elsewhere it is `ours is better`, and the note of a
    range bar stands farther left.
    """
    room = sheets[0].size[0] - MARGIN - LABEL
    places = [place for sheet in sheets for piece, place in sheet.pieces if piece == "urs"]
    return [place for place in places if sheets[0].size[0] / 2 < place < room]


def opened(page: Page, server: Server, address: str) -> Page:
    open_view(page, server, address)
    if "indicator" in address:
        page.locator(".plot .slot").first.wait_for(state="attached")
    return page


@dataclass(frozen=True)
class View:
    """A view as it was on screen, what of it is visible to a printer, and its sheets each way.

    `lines` says of each line for paper whether it is visible, on screen and in print;
    `measures_shown` whether the first of a list of measures is, in print: None without a list.
    """

    snapshot: str
    cards: Blocks
    parts: Blocks
    rows: Blocks
    has_grid: bool
    lines: tuple[list[bool], list[bool]]
    controls: tuple[str, ...]
    measures_shown: bool | None
    sheets: Mapping[str, list[Sheet]]

    def pages(self, orientation: str) -> list[str]:
        """The text of each sheet."""
        return [sheet.text for sheet in self.sheets[orientation]]

    def whole(self, orientation: str) -> str:
        """The text of all sheets."""
        return "".join(self.pages(orientation))


def seen(page: Page, server: Server, address: str, width: int) -> View:
    """Load a view in a window of a width, print it both ways and read it back."""
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, server, address)

    def lines() -> list[bool]:
        return [line.is_visible() for line in page.locator(".on-paper").all()]

    on_screen = lines()
    has_grid = page.get_by_test_id("stDataFrame").count() > 0
    sheets = {way: read(printed(page, way)) for way in ORIENTATIONS}
    parts = page.evaluate(PARTS)
    page.emulate_media(media="print")
    cards, rows = page.evaluate(CARDS), page.evaluate(OUR_ROWS)
    listed = page.locator("details li")
    return View(
        snapshot=str(server.get("/api/ready").json()["snapshot"]),
        cards=cards,
        parts=parts,
        rows=rows,
        has_grid=has_grid,
        lines=(on_screen, lines()),
        controls=tuple(
            part
            for part in CONTROLS
            if any(each.is_visible() for each in page.get_by_test_id(part).all())
        ),
        measures_shown=listed.first.is_visible() if listed.count() else None,
        sheets=sheets,
    )


OnPaper = Callable[..., View]


@pytest.fixture(scope="module")
def views() -> Iterator[dict[tuple[str, int], View]]:
    """The views looked at so far, by address and width."""
    found: dict[tuple[str, int], View] = {}
    yield found
    found.clear()


@pytest.fixture
def on_paper(
    views: dict[tuple[str, int], View], server: Server, request: pytest.FixtureRequest
) -> OnPaper:
    """`on_paper(address, width)`: the view, loaded and printed when first asked for.

    The page is watched in the test that loads it.
    """

    def look(address: str, width: int = 1280) -> View:
        if (address, width) not in views:
            page = request.getfixturevalue("warm_page")
            views[address, width] = seen(page, server, address, width)
        return views[address, width]

    return look


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
        content="@media print { .scorecard * { break-inside: auto !important; } "
        ".scorecard tr.r * { line-height: 3.5 !important; } }"
    )
    pages = texts(printed(warm_page, "portrait"))
    warm_page.emulate_media(media="print")
    assert torn(warm_page.evaluate(CARDS), pages) != []


# ---- both pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", [SCORECARD, EHCP, "/definitions"])
def test_each_sheet_is_a4_and_numbered(on_paper: OnPaper, address: str, orientation: str) -> None:
    sheets = on_paper(address).sheets[orientation]
    upright = A4 if orientation == "portrait" else A4[::-1]
    for number, sheet in enumerate(sheets, 1):
        assert sheet.size == pytest.approx(upright, abs=1)  # whole points, rounded up
        assert f"Page{number}of{len(sheets)}" in sheet.text


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
    on_paper: OnPaper, address: str, chosen: str, orientation: str
) -> None:
    view = on_paper(address)
    first = view.pages(orientation)[0]
    today = date.today()
    assert squeezed(f"Filters {chosen}") in first
    assert squeezed(f"(snapshot {view.snapshot})") in first
    assert squeezed(f"as opened on {today.day} {today:%B %Y}") in first


@pytest.mark.parametrize("address", [SCORECARD, EHCP, "/definitions"])
def test_the_line_for_paper_is_on_paper_only(on_paper: OnPaper, address: str) -> None:
    assert on_paper(address).lines == ([False], [True])


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", [SCORECARD, EHCP])
def test_controls_stay_off_the_paper(on_paper: OnPaper, address: str, orientation: str) -> None:
    view = on_paper(address)
    whole = view.whole(orientation)
    controls = (
        "Download", "Summary (CSV)", "Summary (XLSX)", "This series", "This row",
        "Change the comparators", "Take it away", "Show these figures",
        "Show likely range", "Committee paper (Word)", "Two-minute guide",
    )  # fmt: skip
    for control in controls:
        assert squeezed(control) not in whole, control
    assert view.controls == ()


# ---- the scorecard ------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_every_indicator_is_whole_on_one_sheet(
    on_paper: OnPaper, orientation: str, width: int
) -> None:
    """Also from a phone, where each row is a block of another shape."""
    view = on_paper(SCORECARD, width)
    assert tuple(card[0] for card in view.cards) == tuple(
        f"{name}\n{better} is better"
        for name, better in zip(
            NAMES,
            ("Higher", "Lower", "Lower", "Higher", "Lower", "Lower", "Neither higher nor lower"),
            strict=True,
        )
    )
    assert [len(card) for card in view.cards] == [10, 7, 10, 10, 10, 10, 10]
    assert all(part for card in view.cards for part in card)
    assert torn(view.cards, view.pages(orientation)) == []


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("quarter", ["Q1 2025-26", "Q4 2024-25", "Q3 2025-26"])
def test_upright_the_six_judged_indicators_stand_on_the_first_sheet(
    on_paper: OnPaper, quarter: str, width: int
) -> None:
    """Value, status, target, trend, range bar and comparators of each, under counts and filters."""
    view = on_paper(f"/?{urlencode({'quarter': quarter})}", width)
    first = view.pages("portrait")[0]
    judged = view.cards[:6]
    assert torn(judged, [first]) == []
    assert squeezed(NAMES[6]) not in first
    for name, figure, status, _trend, letters, _bar, *others in judged:
        assert any(letter.isdigit() for letter in figure), name
        assert "target" in status
        assert "T" in letters.split()
        assert [each.split()[0] for each in others] in (["E", "SW", "N", "G"], ["No"])


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_each_figure_of_others_has_its_name_beside_it(on_paper: OnPaper, orientation: str) -> None:
    """Paper has no heads of columns: names of comparators and of a bar's ends stand in each row."""
    view = on_paper(SCORECARD)
    whole = view.whole(orientation)
    for name, _figure, _status, _trend, letters, bar, *others in view.cards:
        if len(others) == 1:
            assert others == ["No national figure exists"]
            continue
        ends = ("lowest", "highest") if name.startswith("Referrals") else ("weakest", "best")
        assert all(end in bar for end in ends)
        assert {"E", "SW", "N", "G"} <= set(letters.split())
        assert squeezed(bar) in whole
        labels = ("E England", "SW South West", "N Neighbours", "G Good")
        for label, each in zip(labels, others, strict=True):
            assert squeezed(each).startswith(squeezed(label))
            assert squeezed(each) in whole


def test_a_directorate_is_never_named_at_the_foot_alone(server: Server, warm_page: Page) -> None:
    """Whatever stands above: the heading goes to the next sheet with its first indicator."""
    opened(warm_page, server, SCORECARD)
    moved_on = []
    for height in range(200, 621, 60):
        warm_page.add_style_tag(
            content=f"@media print {{ .tally {{ padding-bottom: {height}px !important; }} }}"
        )
        pages = texts(printed(warm_page, "portrait"))
        (place,) = [n for n, page in enumerate(pages) if "EducationandSkills" in page]
        assert squeezed(f"{NAMES[2]} Lower") in pages[place], height
        moved_on.append(place)
    assert set(moved_on) == {0, 1}


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_folds_of_the_scorecard_are_not_printed(on_paper: OnPaper, orientation: str) -> None:
    """They would tear the six indicators apart; the indicator pages have them."""
    whole = on_paper(SCORECARD).whole(orientation)
    for said in ("Details", "Why this status?", "How it was made", "Ours against it"):
        assert squeezed(said) not in whole, said


def test_status_is_told_by_word_and_shape(on_paper: OnPaper) -> None:
    whole = on_paper(SCORECARD).whole("portrait")
    for tag in ("■ Beyond intervention level", "▲ Off target", "● On target", "○ Awaiting data"):
        assert squeezed(tag) in whole, tag


# ---- the indicator page -------------------------------------------------------------------------


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", [EHCP, "/indicator?indicator=ks4-fsm-gap"])
def test_rows_and_pairs_are_whole(on_paper: OnPaper, address: str, orientation: str) -> None:
    view = on_paper(address)
    assert len(view.parts) > 40
    assert torn(view.parts, view.pages(orientation)) == []


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_what_is_folded_is_open(on_paper: OnPaper, orientation: str) -> None:
    whole = on_paper(EHCP).whole(orientation)
    for said in (
        "The target is 60.0% or more.",
        "53.9% in April to June 2025 against 69.4% in January to March 2025: 15.5 points lower.",
        "Q4 2023-24 (Jan to Mar 2024) 51.6% (66 of 128 plans)",
        "11 more plans in time would have met the target",
        "The four quarters of 2024: 493 of 635 plans (77.6%, likely between 74.2% and 80.7%)",
    ):
        assert squeezed(said) in whole, said


def test_long_lists_of_measures_stay_shut(on_paper: OnPaper) -> None:
    view = on_paper("/definitions")
    assert squeezed("The 51 measures (listed on screen)") in view.whole("portrait")
    assert view.measures_shown is False


@pytest.mark.parametrize("width", [1280, 1920, 768])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_charts_are_whole(on_paper: OnPaper, width: int, orientation: str) -> None:
    """The labels at the lines' ends are the farthest right: they are on the sheet, inside it."""
    sheets = on_paper(EHCP, width).sheets[orientation]
    assert len(labels_inside(sheets)) == 2, "one label for each chart"


def test_a_chart_that_is_cut_is_noticed(server: Server, warm_page: Page) -> None:
    """The watch above is tested: a chart cut at the right loses its labels."""
    opened(warm_page, server, EHCP)
    warm_page.add_style_tag(
        content="@media print { [data-testid=stApp] .plot .ends { left: 12rem !important; } }"
    )
    assert labels_inside(read(printed(warm_page, "portrait"))) == []


# ---- the other pages ----------------------------------------------------------------------------

OTHERS = {
    "/benchmarks": "Shown: Over time",
    "/benchmarks?view=neighbours": "Shown: Neighbours; Period: Newest",
    "/benchmarks?view=region": "Shown: Region; Period: Newest",
    "/benchmarks?view=all": "Shown: All authorities; Period: Newest",
    "/benchmarks?view=map": "Shown: Map; Period: Newest",
    "/benchmarks?view=about": "Shown: About this measure.",
    "/profile": "Topic: All topics; Quartile band: All",
    "/compare": "Order: Closest neighbour first",
    "/profile?topic=Adoption": "Topic: Adoption",
    "/paper?quarter=Q3+2024-25": "Quarter: Q3 2024-25",
    some_table(): "Filters Table: 39 rows",
}
WHOLE = "The whole table is in the CSV download."


@pytest.mark.parametrize("orientation", ORIENTATIONS)
@pytest.mark.parametrize("address", OTHERS, ids=lambda address: str(address)[:30])
def test_other_pages_print_whole(on_paper: OnPaper, address: str, orientation: str) -> None:
    """Filters and snapshot first, no control; no row torn or cut; a long table says what it is."""
    view = on_paper(address)
    assert view.controls == ()
    pages = view.pages(orientation)
    assert squeezed(OTHERS[address]) in "".join(pages[:2])
    assert squeezed(f"(snapshot {view.snapshot})") in "".join(pages[:2])
    assert torn(view.rows, pages) == []
    assert (squeezed(WHOLE) in "".join(pages)) == view.has_grid
    for sheet in view.sheets[orientation]:
        assert [text for text, place in sheet.pieces if place > sheet.size[0] - MARGIN] == []


def test_each_list_of_neighbours_is_whole(on_paper: OnPaper) -> None:
    pages = on_paper("/benchmarks?view=neighbours").pages("portrait")
    for model, last in (("By DfE's May 2025 model", 0), ("By DfE's April 2021 model", 1)):
        assert squeezed(model) in pages[last]
        assert "BournemouthChristchurchandPoole" in pages[last].replace(",", "")
    assert squeezed("West Sussex") in pages[0]
    assert squeezed("West Sussex") in pages[1]


def test_on_paper_no_mark_of_a_comparison_covers_its_figure(
    server: Server, warm_page: Page
) -> None:
    """The figure stands under the strip there, not beside it."""
    open_view(warm_page, server, "/compare")
    warm_page.set_viewport_size({"width": 700, "height": 1000})
    warm_page.emulate_media(media="print")
    gaps = warm_page.evaluate(
        """() => [...document.querySelectorAll('table.compare tbody td')].map(cell => {
          const mark = cell.querySelector('.track i').getBoundingClientRect();
          return cell.querySelector('.figure').getBoundingClientRect().top - mark.bottom })"""
    )
    assert len(gaps) == 14 * 6
    assert min(gaps) >= 0


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_every_definition_is_on_paper_once(on_paper: OnPaper, orientation: str) -> None:
    """One is chosen on screen; paper is the copy to look things up in."""
    whole = on_paper("/definitions").whole(orientation)
    assert squeezed("Contents") in whole
    for indicator in live_snapshot.live().snapshot.indicators:
        assert whole.count(squeezed(indicator.definition)) == 1, indicator.id
        assert squeezed(indicator.why_it_matters) in whole
        for caveat in indicator.caveats:
            assert squeezed(caveat) in whole
    assert squeezed("Search definitions") not in whole
    assert squeezed("ours for Q3") in whole  # the calendar in words
