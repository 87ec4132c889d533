"""Build a table in a real browser: typing, one click for a file, the address, saved selections."""

import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import polars as pl
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, Request, expect

from kpi.benchmarks.grids.grid import grid
from kpi.benchmarks.measures import all_measures
from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot, snapshots
from kpi.tables import builder, selection
from kpi.tables.screen.ready_made import ready_made
from kpi.tables.selection import MEAN, Selection
from tests.browser.harness import (
    Server,
    axe,
    command_line,
    download,
    known_limit,
    open_view,
    parsed,
    wait_for_app,
)  # fmt: skip
from tests.browser.views import OPEN_ALL, faults
from tests.kpi.benchmarks.grids.test_grid import meant
from tests.kpi.tables.choosing import ALL_EXTRAS

PLANS = "SEN_EHC_Excpt_20wks"
PLANS_NAME = "New EHC plans issued within 20 weeks - excluding exceptions"
COUNTS = "p.in-files"
CSV, EXCEL, SAVE = "Table (CSV)", "Table (Excel)", "Save this selection"
NOTHING_YET = "Choose one measure or more: type part of a name, or add a topic. Or start"


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return live_snapshot.live(snapshots.DEFAULT_ROOT).snapshot


def address_of(snapshot: Snapshot, wanted: Selection) -> str:
    return f"/table?{urlencode({'table': selection.encode(snapshot, wanted)})}"


def selected(page: Page, snapshot: Snapshot) -> Selection:
    """What the address of the page holds at the end of its run, as it is written last."""
    wait_for_app(page)
    (text,) = parse_qs(urlsplit(page.url).query)["table"]
    found, wrong = selection.decode(snapshot, text, home="839")
    assert wrong == ()
    assert found is not None
    return found


def fifty(snapshot: Snapshot) -> Selection:
    lait = [m.id for m in all_measures(snapshot) if not m.is_own]
    areas = (*grid(snapshot).current[:18], "region", "england")
    found = Selection("839", tuple(lait[::8][:50]), areas, extras=("neighbours",))
    return selection.strict(snapshot, found)


def opened(page: Page, name: str) -> Locator:
    """What stands behind a button; it is opened with its name's beginning."""
    page.get_by_role("button", name=name).click()
    shown = page.get_by_test_id("stPopoverBody")
    expect(shown).to_be_visible()
    return shown


def type_and_take(page: Page, label: str, typed: str, option: str) -> None:
    """Type part of a name into a list of choices, and take the one that is meant."""
    before = page.url
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(typed)
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_url(lambda address: address != before)
    page.keyboard.press("Escape")
    wait_for_app(page)


def test_typing_part_of_a_name_makes_a_table(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    open_view(warm_page, server, "/table")
    expect(warm_page.get_by_text(NOTHING_YET)).to_be_visible()
    type_and_take(warm_page, "Measures", "20 weeks - excl", PLANS_NAME)
    type_and_take(warm_page, "Areas", "cornw", "Cornwall")
    wanted = Selection("839", (PLANS,), ("home", MEAN, "region", "england", "908"), wide=True)
    wanted = selection.strict(snapshot, wanted)
    assert selected(warm_page, snapshot) == wanted
    rows, columns = builder.row_count(snapshot, wanted), builder.width(snapshot, wanted)
    expect(warm_page.locator(COUNTS)).to_contain_text(
        f": {rows} rows and {columns} columns: 1 measure, 5 areas, all periods."
    )
    warm_page.get_by_role("radio", name="One line a figure").click()
    expect(warm_page.locator(COUNTS, has_text="25 columns")).to_be_visible()
    opened(warm_page, "More choices").get_by_text("Only each measure's newest period").click()
    expect(warm_page.locator(COUNTS, has_text="5 rows")).to_be_visible()
    warm_page.keyboard.press("Escape")
    opened(warm_page, "Columns: figure").get_by_text("Rank among authorities").click()
    expect(warm_page.locator(COUNTS, has_text="28 columns")).to_be_visible()
    warm_page.keyboard.press("Escape")
    name, content = download(warm_page, CSV)
    assert name.startswith("table-sen-ehc-excpt-20wks-839")
    found = {row["area"]: row for row in parsed(content)}
    assert list(found) == ["839", MEAN, "990", "970", "908"]
    assert (found["839"]["value"], found["839"]["rank"], found["839"]["rank_of"]) == (
        "77.6", "43", "151",
    )  # fmt: skip
    assert found["970"]["value"] == "46.4"
    assert (found[MEAN]["value"], found[MEAN]["data_status"]) == ("40.62", "derived")


def test_fifty_measures_by_twenty_areas_in_one_click(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    wanted = fifty(snapshot)
    open_view(warm_page, server, address_of(snapshot, wanted))
    count = builder.row_count(snapshot, wanted)
    expect(warm_page.locator(COUNTS)).to_contain_text(f"{count:,} rows")
    _name, content = download(warm_page, CSV)
    in_file = parsed(content)
    assert len(in_file) == count
    stored = {
        (m, a, end.isoformat()): value
        for m, a, end, value in snapshot.benchmarks.drop_nulls("period_end")
        .select(pl.col("measure").cast(pl.String), pl.col("area").cast(pl.String),
                "period_end", "value")
        .iter_rows()
    }  # fmt: skip
    held = 0
    for row in in_file:
        value = stored[row["measure"], row["area"], row["period_end"]]
        if value is None:
            assert row["value"] == ""
            assert row["reason"]
        elif row["value"] == "":
            assert row["measure"] == "FirstYJS"
        else:
            assert float(row["value"]) == meant(value)
            held += 1
    assert held > 5000
    text = selection.encode(snapshot, wanted)
    assert command_line("table", "--selection", text).stdout == content


def test_the_workbook_opens_with_its_notes(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    wanted = Selection("839", (PLANS, "LACnum"), ("home", "england"), extras=("rank",))
    open_view(warm_page, server, address_of(snapshot, wanted))
    name, content = download(warm_page, EXCEL)
    assert name == "table-2-measures-839-home-england.xlsx"
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["about", "figures", "measures"]
    made = builder.table(snapshot, wanted)
    rows = list(book["figures"].iter_rows(min_row=3, values_only=True))
    assert list(rows[0]) == made.columns
    value = made.columns.index("value")
    assert [row[value] for row in rows[1:]] == made["value"].to_list()


def test_the_address_brings_the_whole_table_back(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    wanted = Selection(
        "908", (PLANS, "LACnum"), ("home", "neighbours", "330"),
        extras=("change", "band"), wide=True, model="2021-04",
    )  # fmt: skip
    open_view(warm_page, server, address_of(snapshot, wanted))
    said = warm_page.locator(COUNTS).inner_text()
    warm_page.reload()
    expect(warm_page.locator(COUNTS)).to_have_text(said)
    assert selected(warm_page, snapshot) == wanted
    expect(warm_page.get_by_role("radio", name="Years across")).to_be_checked()
    opened(warm_page, "Add a topic").get_by_role("button", name="Remove all measures").click()
    expect(warm_page.get_by_text(NOTHING_YET)).to_be_visible()
    warm_page.go_back()
    expect(warm_page.locator(COUNTS)).to_have_text(said)


def test_a_topic_at_once(server: Server, warm_page: Page, snapshot: Snapshot) -> None:
    open_view(warm_page, server, "/table")
    opened(warm_page, "Add a topic").get_by_role("combobox", name="A whole topic").click()
    warm_page.keyboard.type("Youth Off")
    warm_page.get_by_role("option", name="Youth Offending", exact=True).click()
    wait_for_app(warm_page)
    warm_page.get_by_role("button", name="Add all of this topic").click()
    expect(warm_page.locator(COUNTS)).to_contain_text("4 measures, 4 areas")
    assert len(selected(warm_page, snapshot).measures) == 4


# ---- saved selections --------------------------------------------------------------------------


def chooser(page: Page) -> Locator:
    """The chooser of a saved selection, once it can read a file."""
    wait_for_app(page)  # that of a page that is being drawn is about to be another
    found = page.get_by_label("Open a saved selection")
    expect(found).to_be_enabled()
    return found


def open_file(page: Page, name: str, content: bytes) -> None:
    chooser(page).set_input_files({"name": name, "mimeType": "application/json", "buffer": content})


def test_a_saved_selection_is_opened_again(
    server: Server, warm_page: Page, snapshot: Snapshot, tmp_path: Path
) -> None:
    wanted = fifty(snapshot)
    open_view(warm_page, server, address_of(snapshot, wanted))
    opened(warm_page, "Keep")
    name, content = download(warm_page, SAVE)
    assert name.endswith(".json")
    assert content == selection.to_json(wanted)

    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.method} {request.url}")

    warm_page.on("request", note)
    open_view(warm_page, server, "/table")
    expect(warm_page.get_by_text(NOTHING_YET)).to_be_visible()
    kept = tmp_path / name
    kept.write_bytes(content)
    opened(warm_page, "Open a kept choice")
    chooser(warm_page).set_input_files(kept)
    notice = warm_page.locator("p.notice[role=status]")
    expect(notice).to_contain_text("The saved selection was opened: 50 measures, 20 areas")
    expect(warm_page.locator(COUNTS, has_text="50 measures, 20 areas")).to_be_visible()
    assert selected(warm_page, snapshot) == wanted
    warm_page.remove_listener("request", note)
    assert [request for request in sent if not request.startswith("GET")] == []
    warm_page.keyboard.press("Escape")
    opened(warm_page, "Columns: figure").get_by_text("Rank among authorities").click()
    expect(warm_page.locator(COUNTS, has_text="34 columns")).to_be_visible()
    warm_page.keyboard.press("Escape")
    expect(notice).to_have_count(0)
    # The same file again, after a change: it is read anew.
    opened(warm_page, "Keep")
    chooser(warm_page).set_input_files(kept)
    expect(warm_page.locator(COUNTS)).to_contain_text("31 columns")


def test_faults_of_a_file_are_named_and_change_nothing(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    wanted = selection.strict(snapshot, Selection("839", (PLANS,)))
    open_view(warm_page, server, address_of(snapshot, wanted))
    before = warm_page.locator(COUNTS).inner_text()
    alert = warm_page.locator("p.notice[role=alert]")
    opened(warm_page, "Keep")
    form = json.loads(selection.to_json(wanted))
    for bad, said in (
        ({**form, "measures": ["nope", PLANS]}, "the selection: no measure 'nope'"),
        ({**form, "version": 7}, "the selection is of version 7, not 1"),
        ([], "the file is not a selection of ours"),
        (
            {**form, "home": "<img src=x onerror='window.marked = 1'>"},
            "the selection: no authority",
        ),
    ):
        open_file(warm_page, "bad.json", json.dumps(bad).encode())
        expect(alert).to_contain_text(f"bad.json was not opened: {said}")
        expect(warm_page.locator(COUNTS)).to_have_text(before)
    assert warm_page.evaluate("window.marked") is None
    assert selected(warm_page, snapshot) == wanted


def test_a_large_file_is_refused_before_it_is_read(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/table")
    opened(warm_page, "Open a kept choice")
    open_file(warm_page, "large.json", b"x" * (100 * 1024 + 1))
    expect(warm_page.locator(".loader [role=status]")).to_have_text(
        "large.json was not read: it has 101 KB, a saved selection has at most 100 KB."
    )
    expect(warm_page.locator("p.notice")).to_have_count(0)


def test_the_choice_of_a_file_works_by_keyboard(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/table")
    opened(warm_page, "Open a kept choice")
    found = chooser(warm_page)
    found.focus()
    with warm_page.expect_file_chooser():
        # An answer after it: the browser has learnt that a program answers its dialogue.
        warm_page.evaluate("() => new Promise(done => requestIdleCallback(done))")
        warm_page.keyboard.press("Enter")


# ---- for everyone ------------------------------------------------------------------------------


def four(snapshot: Snapshot) -> Selection:
    """Four measures by three areas over five years: drawn by measure, each with a picture."""
    return Selection(
        "839", ("LAC", "CPP_rate", "TotPerAbNew", PLANS), ("home", MEAN, "england"),
        date(2021, 1, 1), date(2025, 12, 31), wide=True,
    )  # fmt: skip


BELOW = """() => [...document.querySelectorAll('.mini, .built tbody tr')]
  .filter(e => { const box = e.getBoundingClientRect();
    return box.width && box.bottom > innerHeight; }).length"""
LINES = """() => [...document.querySelectorAll('.st-key-choices-first, .st-key-choices-second')]
  .map(e => Math.round(e.getBoundingClientRect().height))"""


def test_the_choices_are_two_lines_and_the_table_is_on_the_first_screen(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    open_view(warm_page, server, address_of(snapshot, four(snapshot)))
    expect(warm_page.locator(".mini")).to_have_count(4)
    assert all(height <= 44 for height in warm_page.evaluate(LINES))
    assert warm_page.evaluate(BELOW) == 0
    open_view(warm_page, server, "/table")
    expect(warm_page.locator(".ready")).to_have_count(4)
    assert all(height <= 44 for height in warm_page.evaluate(LINES))
    for place in range(4):
        box = warm_page.get_by_role("button", name="Open this table").nth(place).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800


OPENED = """fold => Promise.all(
  fold.parentElement.getAnimations({subtree: true}).map(each => each.finished))"""


def test_on_a_phone_the_choices_are_one_fold_that_stays_open(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    warm_page.set_viewport_size({"width": 360, "height": 740})
    open_view(warm_page, server, address_of(snapshot, four(snapshot)))
    fold = warm_page.locator(".st-key-table-fold summary")
    expect(fold).to_contain_text("Choices: 4 measures, 3 areas, 2021 to 2025, years across")
    choices = warm_page.locator(".st-key-choices")
    expect(choices).to_be_hidden()
    expect(warm_page.locator(".mini").first).to_be_in_viewport()
    fold.click()
    expect(choices).to_be_visible()
    fold.evaluate(OPENED)  # a press beside what is still moving would miss it
    warm_page.get_by_role("radio", name="One line a figure").click()
    expect(fold).to_contain_text("one line a figure")
    expect(choices).to_be_visible()
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    expect(fold).to_be_hidden()


def test_a_ready_made_table_opens_and_its_file_has_its_rows(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    warm_page.set_viewport_size({"width": 1280, "height": 800})
    for place, made in enumerate(ready_made(snapshot, "839", "2025-05")):
        open_view(warm_page, server, "/table")
        card = warm_page.locator(f".st-key-ready-{place}")
        expect(card.get_by_role("heading")).to_have_text(made.title)
        with warm_page.expect_download() as started:
            card.get_by_role("link", name="Table (CSV)").click()
        assert len(parsed(Path(started.value.path()).read_bytes())) == made.rows
        card.get_by_role("button", name="Open this table").click()
        expect(warm_page.locator(COUNTS)).to_contain_text(f"{made.rows} rows")
        assert selected(warm_page, snapshot) == made.chosen
        _name, content = download(warm_page, CSV)
        assert len(parsed(content)) == made.rows


def test_the_link_is_copied(server: Server, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_view(page, server, address_of(live_snapshot.live().snapshot, Selection("839", (PLANS,))))
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_it_is_accessible_at_every_width(
    server: Server, warm_page: Page, snapshot: Snapshot
) -> None:
    for wanted in (
        Selection("839", (PLANS, "LACnum", "ehcp-20-weeks"), ("home", "neighbours", "england")),
        four(snapshot),
        Selection("839", ("ehcp-20-weeks", PLANS), ("home", MEAN), extras=ALL_EXTRAS, wide=True),
        Selection("839", (PLANS,), ("home", MEAN), extras=ALL_EXTRAS),
        Selection("839", tuple(m.id for m in all_measures(snapshot)), ("all",), wide=True),
        fifty(snapshot),
    ):
        warm_page.set_viewport_size({"width": 1280, "height": 900})
        open_view(warm_page, server, address_of(snapshot, wanted))
        warm_page.evaluate(OPEN_ALL)
        assert faults(warm_page) == []


def test_a_faulty_address_is_accessible(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/table?table=1.zzzz.999.h.~-~.~.q.199901")
    assert faults(warm_page) == []
    expect(warm_page.locator("p.notice[role=status]")).to_have_count(4)


def test_the_open_list_of_measures_is_accessible(server: Server, warm_page: Page) -> None:
    open_view(warm_page, server, "/table")
    warm_page.get_by_role("combobox", name="Measures").click()
    expect(warm_page.get_by_role("option").first).to_be_visible()
    assert axe(warm_page, ignore=[known_limit("region")]) == []


def test_no_inline_script_is_needed(server: Server, new_page: Callable[..., Page]) -> None:
    """The script of the file chooser comes from this server, as the security policy demands."""
    page = new_page()
    scripts: list[str] = []
    page.on("request", lambda r: scripts.append(r.url) if "loader.js" in r.url else None)
    open_view(page, server, "/table")
    opened(page, "Open a kept choice")
    expect(page.get_by_label("Open a saved selection")).to_be_enabled()  # by the script
    assert len(scripts) == 1
    assert scripts[0].startswith(f"{server.url}/_stcore/bidi-components/")
    assert "blob:" not in server.get("/").headers["content-security-policy"].split(";")[1]
