"""Takes images of every page for review: `python -m tools.review_images [FOLDER]`.

Each page at three widths as on screen, and printed on A4 in black and white. They are for
people to look at, not for a test that compares pixels. Written to `docs/review` by default.
Printed sheets need pdftoppm (poppler); without it they are left out, with a message. The Publish
page is shown as an officer sees it, on a temporary copy of the store.
"""

import io
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kpi.publishing.uploads import UploadedReturn
from kpi.store.snapshots import DEFAULT_ROOT
from tests.browser.harness import (
    BROWSER_ARGS,
    Server,
    open_view,
    running_server,
    wait_for_app,
)
from tests.browser.office import (
    PUBLISH,
    WHY_LABEL,
    Office,
    send,
    signed_cookie,
    write_secrets,
)
from tests.kpi.returns.own_sheets.scorecards import wide
from tests.kpi.sent_returns import good_return, nasty_return
from tools.ensure_browser import find_browser

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "review"
WIDTHS = (1280, 768, 360)
MATCHING = ".st-key-match-step table"
TALLEST, SHEETS, QUALITY, DOTS = 4_000, 3, 45, 60
VIEWS = {
    "scorecard": "/?quarter=Q1+2025-26",
    "indicator": "/indicator?indicator=ehcp-20-weeks&quarter=Q1+2025-26",
    "benchmarks-over-time": "/benchmarks?measure=ehcp-20-weeks",
    "benchmarks-all": "/benchmarks?measure=ehcp-20-weeks&view=all&others=908-330",
    "benchmarks-neighbours": "/benchmarks?measure=FirstYJS&view=neighbours",
    "benchmarks-region": "/benchmarks?measure=ehcp-20-weeks&view=region",
    "benchmarks-map": "/benchmarks?measure=ehcp-20-weeks&view=map",
    "benchmarks-gaps": "/benchmarks?measure=FSM_NEW_KS2_RWM&view=gaps",
    "all-measures": "/profile",
    "compare": "/compare",
    "build-a-table": "/table",
    "committee-paper": "/paper?quarter=Q1+2025-26",
    "definitions": "/definitions",
    "guide": "/guide",
    "accessibility": "/accessibility",
}


def on_screen(browser: Browser, server: Server, name: str, address: str, folder: Path) -> None:
    """Take a page at each width, down to `TALLEST` pixels."""
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
        page.set_default_timeout(60_000)
        open_view(page, server, address)
        picture(page, width, folder / f"{name}-{width}.webp")
        page.close()


def picture(page: Page, width: int, file: Path) -> None:
    """Take what a page shows at a width, down to `TALLEST` pixels."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(500)
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height, TALLEST)})
    wait_for_app(page)  # a sign of the page can come before the end of its run
    page.wait_for_timeout(1_000)  # charts and grids are animated
    _save(Image.open(io.BytesIO(page.screenshot())), file)


def of_publishing(browser: Browser, folder: Path) -> None:
    """Take the Publish page: a sheet to be matched, faults, and before and after publishing."""
    with tempfile.TemporaryDirectory() as place, ExitStack() as contexts:
        secrets = write_secrets(Path(place) / "secrets.toml", "http://localhost:9/none")
        root = Path(shutil.copytree(DEFAULT_ROOT, Path(place) / "store"))
        env = {"STREAMLIT_SECRETS_FILES": str(secrets)}
        server = contexts.enter_context(running_server(Path(place) / "server", env, root))
        office = Office(server, root, browser, contexts)
        for name, sent, sign in (
            ("publish-match", [UploadedReturn("scorecard.xlsx", wide())], MATCHING),
            ("publish-faults", nasty_return(), "table"),
            ("publish-preview", good_return(), "table"),
        ):
            page = office.page(signed_cookie(office))
            open_view(page, server, "/publish")
            send(page, [(file.name, file.data) for file in sent])
            page.locator(sign).first.wait_for()
            for width in WIDTHS:
                picture(page, width, folder / f"{name}-{width}.webp")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.get_by_role("textbox", name=WHY_LABEL, exact=True).fill("Quarter 2 return")
        page.get_by_role("button", name=PUBLISH, exact=True).click()
        page.get_by_role("status").filter(has_text="Published.").wait_for()
        for width in WIDTHS:
            picture(page, width, folder / f"publish-done-{width}.webp")


def on_paper(browser: Browser, server: Server, name: str, address: str, folder: Path) -> None:
    """Take the first sheets of a page as printed without colour, next to each other."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page.set_default_timeout(60_000)
    open_view(page, server, address)
    page.wait_for_timeout(1_000)
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "page.pdf"
        page.pdf(path=file, format="A4", prefer_css_page_size=True)
        command = ["pdftoppm", "-gray", "-r", str(DOTS), "-l", str(SHEETS), "-png", str(file)]
        subprocess.run([*command, str(Path(place) / "sheet")], check=True)
        sheets = [Image.open(sheet) for sheet in sorted(Path(place).glob("sheet*.png"))]
        row = Image.new("L", (sum(s.width for s in sheets), max(s.height for s in sheets)), 255)
        across = 0
        for sheet in sheets:
            row.paste(sheet, (across, 0))
            across += sheet.width
        _save(row, folder / f"{name}-on-paper.webp")
    page.close()


def main() -> int:
    """Take all images; returns 0, or 2 without a browser."""
    path = find_browser()
    if path is None:
        print("review_images: no Chromium; run 'make browser' first.", file=sys.stderr)
        return 2
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    prints = shutil.which("pdftoppm") is not None
    if not prints:
        print("review_images: no pdftoppm, so no printed sheets.", file=sys.stderr)
    with (
        tempfile.TemporaryDirectory() as log,
        running_server(Path(log)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        for name, address in VIEWS.items():
            on_screen(browser, server, name, address, folder)
            if prints:
                on_paper(browser, server, name, address, folder)
        of_publishing(browser, folder)
        browser.close()
    files = sorted(folder.glob("*.webp"))
    print(f"{len(files)} pictures, {sum(f.stat().st_size for f in files) / 1000:.0f} kB in all")
    return 0


def _save(image: Image.Image, file: Path) -> None:
    image.convert("L" if image.mode == "L" else "RGB").save(file, "WEBP", quality=QUALITY, method=4)


if __name__ == "__main__":
    sys.exit(main())
