"""One return that means harm, sent and published by an officer, and every page looked at after it.

What it carries and what of it is refused is in `tests/kpi/hostile.py` and `test_hostile.py` there.
"""

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Page, expect

from kpi.store import snapshots
from tests.browser.harness import download, open_view, wait_for_app
from tests.browser.office import PUBLISH, WHY_LABEL, Office, send
from tests.browser.test_publish import _running, office, patience, provider
from tests.kpi import hostile
from tests.kpi.harmless import harmless_csv, harmless_paper, harmless_workbook
from tests.kpi.sent_returns import as_csv, value_row

__all__ = ["_running", "office", "patience", "provider"]

PAGES = (
    "/",
    *(f"/indicator?indicator={name}" for name in hostile.FIGURES),
    "/benchmarks?measure=ehcp-20-weeks",
    "/benchmarks?measure=ehcp-20-weeks&view=about",
    "/profile",
    "/table?table=2.%3Cscript%3E",
    "/paper",
    "/definitions",
    "/guide",
    "/accessibility",
    f"/?quarter={quote('<script>window.__acted=1</script>')}&directorate={quote(hostile.MARKUP[10])}",
    f"/?snapshot={quote(hostile.UNSEEN[0] + hostile.MARKUP[1])}",
)
# What a page would have if a payload had acted, each by name.
ACTED = """() => {
  const main = [...document.querySelectorAll('[data-testid=stMain]')];
  const all = css => main.flatMap(e => [...e.querySelectorAll(css)]);
  const evil = /evil\\.invalid|javascript:|__acted/i;
  const found = {
    ran: window.__acted === undefined ? [] : ['script'],
    links: all('a[href]').filter(e => evil.test(e.href)).map(e => e.outerHTML),
    images: all('img').filter(e => !/^(data:image|blob:)/.test(e.src)
      && !e.src.startsWith(location.origin)).map(e => e.outerHTML),
    broken: all('img').filter(e => e.complete && !e.naturalWidth).map(e => e.outerHTML),
    tags: all('script, iframe, object, embed, form, base, meta, link, katex, .katex, hr, '
      + 'blockquote, pre').filter(e => evil.test(e.outerHTML) || !e.closest('[data-testid=stForm]'))
      .map(e => e.outerHTML.slice(0, 200)),
    styles: [...document.querySelectorAll('style')].filter(e => evil.test(e.textContent))
      .map(e => e.outerHTML),
    coloured: all('.stMarkdownColoredText, .stMarkdownBadge').map(e => e.outerHTML),
    icons: all('[data-testid=stIconMaterial]').map(e => e.textContent)
      .filter(t => t === 'warning'),
    headings: all('h1, h2, h3, h4, h5, h6').map(e => e.textContent)
      .filter(t => evil.test(t) || /of theirs/.test(t)),
    handlers: all('*').flatMap(e => [...e.attributes]).filter(a => /^on/.test(a.name))
      .map(a => a.name),
    attributes: all('*').flatMap(e => [...e.attributes])
      .filter(a => !/^(aria-label|title|alt|value)$/.test(a.name) && evil.test(a.value))
      .map(a => `${a.name}=${a.value}`),
    emphasis: all('.kpi td b, dd b, dd em, dd code, dd strong').map(e => e.outerHTML),
    title: evil.test(document.title) ? [document.title] : [],
  };
  return Object.fromEntries(Object.entries(found).filter(([_, list]) => list.length));
}"""


# Streamlit's list of files is left out: there the sender's browser tells the sender's own names.
TOLD = """() => [...document.querySelectorAll('[data-testid=stFileUploader]')]
  .reduce((told, own) => told.replace(own.innerText, ''), document.body.innerText)"""


def acted(page: Page) -> dict[str, Any]:
    """What acted on a page, by kind; and the signs in its text that are not seen."""
    found = dict(page.evaluate(ACTED))
    lines = [line for line in page.evaluate(TOLD).splitlines() if hostile.unseen_in(line)]
    return found | ({"unseen": lines} if lines else {})


def texts_of(data: bytes) -> list[bool]:
    """Which columns of a CSV file hold text: those with a cell that is no number."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    number = re.compile(r"-?\d+(\.\d+)?")
    return [
        any(c and not number.fullmatch(c) for c in column) for column in zip(*rows[1:], strict=True)
    ]


def test_nothing_in_a_return_that_means_harm_acts_anywhere(office: Office, tmp_path: Path) -> None:
    page = office.signed_in("officer")
    page.on("dialog", lambda dialog: office.faults.append(f"dialog: {dialog.message}"))

    # What may not be published: each fault as plain text.
    rows = [value_row(text, text, text, text) for text in hostile.PAYLOADS if "\n" not in text]
    send(page, [(f"values {hostile.MARKUP[1]}.csv".replace("/", ":"), as_csv(rows))])
    expect(page.get_by_text("and load the file again.")).to_be_visible()
    wait_for_app(page)
    expect(page.get_by_text(hostile.MARKUP[0]).first).to_be_visible()
    assert acted(page) == {}
    _, told = download(page, "Faults (CSV)")
    assert len(harmless_csv(told, [True] * 8)) > 8 * len(rows)

    # What may: published as the signs it is made of.
    page.reload()
    wait_for_app(page)
    live = snapshots.load(snapshots.current_id(office.root), office.root)
    send(page, [(each.name, each.data) for each in hostile.hostile_return(live, tmp_path)])
    expect(page.get_by_role("heading", name="See what changes")).to_be_visible()
    wait_for_app(page)
    assert acted(page) == {}
    page.get_by_role("textbox", name=WHY_LABEL, exact=True).fill(hostile.WHY.replace("\n", " "))
    page.get_by_role("button", name=PUBLISH, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Published.")).to_be_visible()
    wait_for_app(page)
    expect(page.get_by_role("table", name="What was made live")).to_contain_text("<b>Why</b>")
    assert acted(page) == {}

    for address in PAGES:
        open_view(page, office.server, address)
        assert acted(page) == {}, address
        if address.startswith(("/indicator", "/definitions", "/paper")):
            expect(page.locator("[data-testid=stMain]")).to_contain_text(hostile.EVIL)

    open_view(page, office.server)
    name, data = download(page, "Summary (CSV)")
    assert re.fullmatch(r"[a-z0-9-]+\.csv", name)
    harmless_csv(data, texts_of(data))
    harmless_workbook(download(page, "Summary (XLSX)")[1])
    open_view(page, office.server, "/indicator?indicator=ehcp-20-weeks")
    _, data = download(page, "This series (CSV)")
    assert sum(cell.startswith("'") for cell in harmless_csv(data, texts_of(data))) >= 1
    open_view(page, office.server, "/paper")
    assert hostile.MARKUP[0] in harmless_paper(
        download(page, "Download the committee paper (Word)")[1]
    )

    log = office.server.log()
    assert "Traceback" not in log
    assert hostile.unseen_in(log) == []
    assert not any(line.startswith("error: forged") for line in log.splitlines())
