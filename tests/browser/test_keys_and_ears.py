"""Without a mouse and without a screen: the keyboard alone, what is spoken, what the tree holds.

The questions are those a scrutiny member asks; reading a page from top to bottom must answer them.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests import patience
from tests.browser.harness import Server, axe, choose, open_view, parsed, wait_for_app
from tests.browser.views import EHCP, OPEN_ALL

# Counts what only a mouse does: a click by key has no `detail`.
WATCH_FOR_A_MOUSE = """window.mouse = 0;
for (const kind of ['mousedown', 'mousemove', 'pointerdown', 'touchstart', 'click'])
  addEventListener(kind, e => { if (kind != 'click' || e.detail > 0) window.mouse += 1; }, true);"""
# The element that has the focus: its name, whether it is seen, and whether its focus is.
FOCUSED = """() => {
  const e = document.activeElement, shown = e.matches('[type=radio], [type=checkbox]')
    ? e.closest('label') : e.closest('canvas') ?? e;  // a grid's cell is drawn by its canvas
  const box = shown.getBoundingClientRect(), style = getComputedStyle(shown);
  const header = document.querySelector('[data-testid=stHeader]');
  const top = header.contains(e) || e.closest('[data-testid=stSidebar]')
    || e.matches('[data-testid=stSkipToContent], main') ? 0 : header.getBoundingClientRect().bottom;
  return {tag: e.tagName, name: e.getAttribute('aria-label') || e.textContent.trim(),
    seen: shown.checkVisibility({visibilityProperty: true}) && box.right > 0
      && box.left < innerWidth
      && box.bottom > top && box.top < innerHeight && box.width > 0,
    whole: box.top >= top - 1 || box.height > innerHeight - top,
    ringed: style.outlineStyle == 'solid' && parseFloat(style.outlineWidth) >= 2};
}"""
MOST_STOPS = 90
BCP = "839"


def at_rest(page: Page) -> dict[str, Any]:
    """Where the focus is, once two looks a frame apart find it in view and the same.

    What never comes into view is told as it is, when the budget is used up.
    """
    looks: list[dict[str, Any]] = [page.evaluate(FOCUSED)]

    def is_still() -> bool:
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        looks.append(page.evaluate(FOCUSED))
        seen = looks[-1]["tag"] == "BODY" or (looks[-1]["seen"] and looks[-1]["whole"])
        return bool(seen and looks[-1] == looks[-2])

    with suppress(AssertionError):
        patience.until(is_still, "never in view", at_rest=2, wait=lambda _seconds: None)
    return looks[-1]


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Each stop of the Tab key from the top of a page until it leaves the page or comes round."""
    first = None
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = at_rest(page)
        if here["tag"] == "BODY" or here == first:
            break
        first = first or here
        yield here


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element of this name has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)["name"] == name:
            return
    raise AssertionError(f"Tab never reached {name!r}")


# ---- keys ---------------------------------------------------------------------------------------


def test_by_keyboard_alone_from_the_scorecard_to_a_file(
    server: Server, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page()
    page.add_init_script(WATCH_FOR_A_MOUSE)
    open_view(page, server)
    social_care = page.get_by_role("rowheader", name="Children's Social Care", exact=True)
    expect(social_care).to_have_count(1)
    tab_to(page, "Directorate")
    page.keyboard.type("Education")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("directorate=Education"))
    wait_for_app(page)
    expect(social_care).to_have_count(0)

    tab_to(page, "Education, health and care plans issued within 20 weeks")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/indicator"))
    wait_for_app(page)
    expect(page.locator("h1")).to_contain_text("Education, health and care plans")

    buttons = [b for b in page.locator(".stDownloadButton button").all_inner_texts() if "CSV" in b]
    tab_to(page, buttons[0])
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    rows = parsed(Path(started.value.path()).read_bytes())
    ours = [row for row in rows if row["period"].startswith("Q1 2025-26") and row["area"] == BCP]
    assert [row["value"][:4] for row in ours] == ["53.9"]

    tab_to(page, "Show these figures as a table")
    page.keyboard.press("Enter")
    twin = page.locator("table.twin").first
    expect(twin).to_be_visible()
    newest = twin.locator("tbody tr").filter(has_text="Q1 2025-26")
    expect(newest).to_contain_text("53.9%")
    assert page.evaluate("window.mouse") == 0


@pytest.mark.parametrize(
    ("address", "width", "height"),
    [
        ("/", 1280, 600),
        ("/", 360, 600),
        ("/", 320, 256),
        (EHCP, 1280, 600),
        (EHCP, 360, 600),
        ("/benchmarks?view=neighbours", 1280, 600),
        ("/profile", 768, 600),
        ("/table", 1280, 600),
        ("/table", 360, 600),
        ("/paper", 1280, 600),
        ("/definitions", 360, 600),
    ],
)
def test_the_focus_is_always_seen(
    server: Server, warm_page: Page, address: str, width: int, height: int
) -> None:
    warm_page.set_viewport_size({"width": width, "height": height})
    open_view(warm_page, server, address)
    found = list(stops(warm_page))
    assert len(found) > 10
    assert found[0]["name"] == "Skip to main content"
    assert [stop for stop in found if not (stop["seen"] and stop["ringed"])] == []
    assert [stop["name"] for stop in found if not stop["whole"]] == []


def test_a_cell_of_a_grid_has_the_focus_in_its_picture(server: Server, warm_page: Page) -> None:
    """The grid moves it there some time after the keys do."""
    open_view(warm_page, server, "/profile")
    warm_page.keyboard.press("Tab")
    warm_page.locator("canvas td").first.evaluate("e => e.focus()")
    found = warm_page.evaluate(FOCUSED)
    assert found["tag"] == "TD"
    assert found["ringed"]


def test_the_watch_sees_a_hidden_focus(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    warm_page.add_style_tag(
        content="main { scroll-padding: 0 !important; } .stHtml a { outline: none !important; }"
        ".stDownloadButton { position: absolute; left: -9000px; }"
    )
    has_no_ring = is_hidden = False
    for stop in stops(warm_page):  # a hidden one takes as long as it is waited on to be seen
        has_no_ring |= not stop["ringed"]
        is_hidden |= not stop["seen"]
        if has_no_ring and is_hidden:
            break
    assert has_no_ring
    assert is_hidden


def test_the_skip_link_leads_past_the_menu(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server)
    warm_page.keyboard.press("Tab")
    warm_page.keyboard.press("Enter")
    warm_page.keyboard.press("Tab")
    assert warm_page.evaluate("document.activeElement.closest('main') !== null")
    assert warm_page.evaluate(FOCUSED)["name"] == "Why?"


def test_the_focus_goes_down_the_page_as_the_eye_does(server: Server, warm_page: Page) -> None:
    """Stops in the order of the page: never from lower text back to higher, within a column."""
    open_view(warm_page, server, EHCP)
    warm_page.keyboard.press("Tab")
    columns = warm_page.evaluate(
        """() => {
          const columns = '[data-testid=stColumn], .columns, .three > section, .doing';
          const found = new Map();
          for (const e of document.querySelectorAll('main :is(a, button, input, summary)')) {
            if (!e.checkVisibility() || e.tabIndex < 0) continue;
            const column = e.closest(columns);
            found.set(column, [...(found.get(column) ?? []), e.getBoundingClientRect().top]);
          }
          return [...found.values()];
        }"""
    )
    assert len(columns[0]) > 10
    assert len(columns) == 5  # the page, three questions, what is being done
    for places in columns:
        assert all(below >= above - 24 for above, below in pairwise(places))


# ---- ears ---------------------------------------------------------------------------------------

HEAR = """() => { window.heard = []; const node = document.getElementById('what-changed');
  node.known = true;
  new MutationObserver(() => window.heard.push(node.textContent))
    .observe(node, {childList: true, characterData: true, subtree: true}); }"""


def speaks(request: Request) -> bool:
    """Whether a request is for the script that speaks."""
    return "announcements.js" in request.url


def test_what_changed_is_spoken_by_a_node_that_stays(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    with page.expect_request_finished(speaks):  # a change before it comes is not spoken
        open_view(page, server)
    status = page.locator("#what-changed")
    expect(status).to_have_role("status")
    expect(status).to_be_empty()
    page.evaluate(HEAR)
    choose(page, "Directorate", "Children's Social Care")
    spoken = "Scorecard, Q1 2025-26, Children's Social Care: 3 of 7 indicators shown."
    expect(status).to_have_text(spoken)
    choose(page, "Quarter", "Q3 2024-25")
    later = spoken.replace("Q1 2025-26", "Q3 2024-25")
    expect(status).to_have_text(later)
    menu = page.get_by_role("navigation", name="App pages")
    menu.get_by_role("link", name="All measures").click()
    everything = (
        "All measures, Bournemouth, Christchurch and Poole, Children's Social Care: "
        "The table shows 175 of 434 measures."
    )
    expect(status).to_have_text(everything)
    wait_for_app(page)
    choose(page, "Directorate", "All")
    expect(status).to_contain_text("The table shows all 434 measures.")
    menu.get_by_role("link", name="Build a table").click()
    expect(status).to_contain_text("Choose one measure or more")
    assert status.evaluate("node => node.known"), "the node was replaced: nobody hears it"
    heard = page.evaluate("window.heard")
    assert heard[:3] == [spoken, later, everything]
    assert len(heard) == 5, "each change is told once"


def test_the_script_that_speaks_is_a_file_of_this_server(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=360)
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if speaks(r) else None)
    open_view(page, server)
    expect(page.locator("#what-changed")).to_have_count(1)
    # It names the phone's menu button, too: the sign that it has come and run.
    menu = page.get_by_test_id("stExpandSidebarButton")
    expect(menu).to_have_attribute("aria-label", "Menu")
    assert len(scripts) == 1
    assert scripts[0].startswith(f"{server.url}/_stcore/bidi-components/")


def in_order(text: str, parts: list[str]) -> list[str]:
    """The parts that do not follow one another in a text; none is []."""
    missing, place = [], 0
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            missing.append(part)
        else:
            place = found
    return missing


def read_out(page: Page) -> str:
    """The accessibility tree of the main part as one line of text, top to bottom."""
    lines = page.get_by_role("main").aria_snapshot().splitlines()
    said = [re.sub(r"^\s*- ('|)(/url: .*|text: |)", "", line) for line in lines]
    return re.sub(r"\s+", " ", " ".join(said))


def test_the_scorecard_read_out_answers_the_questions(server: Server, warm_page: Page) -> None:
    """Counts come first, then the table, worst first in each directorate, then what stands out."""
    open_view(warm_page, server, "/?quarter=Q1+2025-26")
    said = read_out(warm_page)
    answers = [
        # 1. Which are off target, which is worst, which are not rated and why?
        "listitem: 1 beyond intervention level listitem: 2 off target",
        "listitem: 1 awaiting data",
        # 3. Are we beating our neighbours on assessments?
        "Assessments completed within 45 working days Higher is better",
        'cell "94.4% illustrative 869 of 921 Q1 2025-26"',
        'cell "82.5% derived ours better"',
        # 1. The worst
        "Secondary permanent exclusions Lower is better",
        'cell "Beyond intervention level target 0.090% or less illustrative"',
        # 2. Plans fell: from what to what, and is it still above England?
        'cell "53.9% illustrative 96 of 178 Q1 2025-26"',
        "Worsened clearly from 69.4% illustrative",
        'cell "46.4% ours better"',
        # 5. How many primary children, not just the rate?
        "Primary permanent exclusions Lower is better",
        'cell "0.012% derived 12 in 100,000 spring term 2025"',
        # 1. The one that is not rated
        "Key Stage 4 attainment gap, free school meals Lower is better",
        'cell "Awaiting data target 15.0 points or less illustrative next due end of August 2025"',
        'heading "What stands out"',
        # 1.
        "Beyond intervention level paragraph: "
        '"Secondary permanent exclusions: 0.117% in the spring term 2025 (about 117 in 100,000). '
        "The target is 0.090% and the intervention level 0.110%.",
        # 2.
        "from 118 of 170 (69.4%) to 96 of 178 (53.9%). Still above England (46.4% in 2024, leaving "
        "out exception cases)",
        # 3. and 4. Has it lasted?
        "at or above target for the 5th quarter in a row. It is 11.9 points above "
        "statistical neighbours (82.5% in the year to March 2024, mean of 10, derived)",
        # 1.
        "Awaiting data paragraph: "
        '"Key Stage 4 attainment gap, free school meals: the newest figure is for the academic '
        "year 2023/24. The next, academic year 2024/25, is due at the end of August 2025",
    ]
    assert in_order(said, answers) == []

    warm_page.evaluate(OPEN_ALL)
    in_folds = [
        # 3. By how many points?
        'row "Statistical neighbours, year to March 2024 82.5% (derived), mean of 10 of 10 '
        'authorities ours is 11.9 points higher; judged better (than all 10) (illustrative)"',
        # 2.
        "England, 2024 (calendar year) 46.4%, published figure ours is 7.5 points higher: better "
        "(illustrative)",
        # 5.
        "How many primary pupils were permanently excluded is not known: the figure is worked out "
        "from published rates.",
    ]
    assert in_order(read_out(warm_page), in_folds) == []


@pytest.mark.parametrize(
    ("indicator", "answers"),
    [
        (
            "secondary-permanent-exclusions",
            ["0.117%", "Beyond intervention level", "0.090%", "0.110%"],
        ),
        (
            "ehcp-20-weeks",
            [
                "53.9%",
                "96 of 178 plans",
                "Worsened clearly",
                "From 69.4% the quarter before",
                "England strong: 46.4% ours better",
                "better than England's 46.4%",
            ],
        ),
        (
            "assessments-45-days",
            [
                "94.4%",
                "5th quarter in a row",
                "Neighbours strong: 82.5% derived ours better",
                "ours is 11.9 points higher; judged better",
            ],
        ),
        (
            "primary-permanent-exclusions",
            [
                "0.012%",
                "About 12 in 100,000, spring term 2025",
                "Number of primary pupils not known",
            ],
        ),
    ],
)
def test_the_indicator_read_out_answers_the_questions(
    server: Server, warm_page: Page, indicator: str, answers: list[str]
) -> None:
    open_view(warm_page, server, f"/indicator?indicator={indicator}&quarter=Q1+2025-26")
    warm_page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    assert in_order(read_out(warm_page), answers) == []


CONTROLS = {
    "button", "link", "combobox", "textbox", "searchbox", "checkbox", "radio", "switch", "slider",
    "spinbutton", "listbox", "option", "tab", "menuitem", "DisclosureTriangle",
}  # fmt: skip
PICTURES = {"figure", "image", "img", "graphics-document", "Canvas"}


def tree(page: Page) -> list[tuple[str, str]]:
    """Role and name of each node of the accessibility tree that is not left out of it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node["ignored"]
    ]


@pytest.mark.parametrize("address", ["/", EHCP, "/indicator?indicator=ks4-fsm-gap"])
def test_nothing_in_the_tree_is_without_a_name_or_its_figures(
    server: Server, warm_page: Page, address: str
) -> None:
    open_view(warm_page, server, address)
    if "indicator" in address:
        warm_page.locator(".plot .slot").first.wait_for(state="attached")
    nodes = tree(warm_page)
    controls = [(role, name) for role, name in nodes if role in CONTROLS]
    pictures = [name for role, name in nodes if role in PICTURES]
    assert len(controls) > 15
    assert [each for each in controls if not each[1]] == []
    assert len(pictures) >= (2 if "indicator" in address else 6)
    assert [name for name in pictures if not re.search(r"\d", name)] == []
    twins = warm_page.get_by_text("Show these figures as a table", exact=True)
    assert twins.count() >= warm_page.locator(".plot").count()


# ---- colours forced by the system ---------------------------------------------------------------


# With forced colours Chromium reports a text's fill as the page set it and draws it as the system
# does. axe takes the fill, so here the colour itself is measured, against what lies under it.
PALE_TEXT = """() => {
const parts = text => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
  .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const under = e => { for (; e; e = e.parentElement) {
  const found = parts(getComputedStyle(e).backgroundColor);
  if (found.length === 3 || found[3] === 1) return found; } return [0, 0, 0]; };
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), pale = [];
let seen = 0;
while (texts.nextNode()) {
  const e = texts.currentNode.parentElement;
  if (!texts.currentNode.data.trim() || !e.checkVisibility({visibilityProperty: true})) continue;
  if (e.closest('.visually-hidden, script, style, noscript')) continue;
  seen += 1;
  const [a, b] = [light(parts(getComputedStyle(e).color)), light(under(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) pale.push(`${ratio.toFixed(1)} ${e.className}: ${texts.currentNode.data}`);
}
return [seen, pale]; }"""


def pale_text(page: Page) -> list[str]:
    """Texts whose contrast with what lies under them is less than 4.5 to 1."""
    seen, pale = page.evaluate(PALE_TEXT)
    assert seen > 50, "no texts were measured"
    return list(pale)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_nothing_is_lost(server: Server, warm_page: Page, scheme: Any) -> None:
    warm_page.emulate_media(forced_colors="active", color_scheme=scheme)
    open_view(warm_page, server)
    assert axe(warm_page, ignore=["color-contrast"]) == []
    assert pale_text(warm_page) == []
    row = warm_page.locator("table.scorecard tr.r").filter(has_text="Secondary permanent")
    expect(row.locator(".pill")).to_have_text("■ Beyond intervention level")
    expect(row.locator(".pill")).to_be_visible()
    edge = "e => [getComputedStyle(e).borderTopColor, getComputedStyle(e).backgroundColor]"
    assert len(set(row.locator(".pill").evaluate(edge))) == 2, "a pill without an edge"
    white = "rgb(255, 255, 255)"
    ground = "e => getComputedStyle(e).backgroundColor"
    assert row.locator("img.spark").evaluate(ground) == white
    assert row.locator(".rangebar").evaluate(ground) == white
    letter = row.locator(".rangebar .letter").first
    assert letter.evaluate("e => getComputedStyle(e).color") != white, "white on a white card"

    open_view(warm_page, server, EHCP)
    assert axe(warm_page, ignore=["color-contrast"]) == []
    assert pale_text(warm_page) == []
    assert warm_page.locator(".wide-range .rangebar").evaluate(ground) == white
    plot = warm_page.locator(".plot").first
    plot.wait_for()
    assert plot.evaluate(ground) == white
    label = plot.locator("span.up").first
    assert label.evaluate("e => getComputedStyle(e).color") != white, "white on a white card"
    bar, frame = warm_page.locator(".bar").first, warm_page.locator(".bar-frame").first
    assert bar.evaluate(ground) != frame.evaluate(ground)
    warm_page.get_by_text("Change the comparators").last.focus()
    warm_page.evaluate("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    knob = "e => getComputedStyle(e.querySelector(':scope > div > div')).backgroundColor"
    chosen = warm_page.locator(".stRadio label[data-selected]").first
    other = warm_page.locator(".stRadio [data-testid=stRadioOption]:not([data-selected])").first
    assert chosen.evaluate(knob) != other.evaluate(knob)
