"""Takes the images of the two-minute guide again: `python -m tools.picture_guide`.

Starts the dashboard on the shipped figures, opens the views named in `data/guide.toml`, and
writes a small WebP image of each to `data/guide`, with size and alternative text in
`pictures.json`. Run it after a change in the look of a pictured page.
"""

import hashlib
import io
import json
import re
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from kpi.guidance.user_guide import ENDING, FOLDER, LIST, Picture, PictureRequest, steps
from tests.browser.harness import BROWSER_ARGS, Server, open_view, running_server
from tools.ensure_browser import find_browser

SELECTOR = re.compile(r"{([^}]+)}")
# A list's items with commas between them, and the word of a data mark in brackets.
SPOKEN = """part => {
  const whole = part.cloneNode(true);
  whole.querySelectorAll('li [aria-hidden=true]').forEach(sign => sign.remove());
  whole.querySelectorAll('.mk').forEach(mark => mark.replaceWith(
    ` (${mark.querySelector('.visually-hidden').textContent.trim()})`));
  const items = [...whole.querySelectorAll('li')];
  const textOf = item => [...item.childNodes].map(piece => piece.textContent).join(' ').trim();
  return items.length ? items.map(textOf).join(', ') : whole.textContent;
}"""
QUALITY = 60
PHONE = 360  # pixels: the width of a phone's window
TALLEST = {True: 700, False: 360}  # pixels of the tallest image: on a phone, and beside others
SHARP = 2  # dots a pixel, for a part that is shown larger than it was, or on a fine screen


def alternative_text(page: Page, shot: PictureRequest) -> str:
    """Return the shot's text with selectors replaced by the texts of the page."""

    def text(match: re.Match[str]) -> str:
        shown = page.locator(match.group(1)).first.evaluate(SPOKEN)
        return " ".join(re.sub(r"[■▲●○–]", "", shown).split()).rstrip(".")

    return SELECTOR.sub(text, shot.alt)


def opened(browser: Browser, server: Server, shot: PictureRequest, width: int) -> Page:
    """Open the view of a shot."""
    # The window fits the part of the page: scrolling would put the menu over it.
    height = 4_000 if isinstance(shot.clip, str) else 800
    page = browser.new_page(
        viewport={"width": width, "height": height},
        locale="en-GB",
        device_scale_factor=1 if width == PHONE else SHARP,
    )
    page.set_default_timeout(60_000)
    open_view(page, server, shot.address)
    page.wait_for_timeout(1_000)  # charts are animated
    return page


def take(page: Page, shot: PictureRequest, file: Path, width: int) -> Picture:
    """Take one image; returns its entry in the list."""
    if isinstance(shot.clip, str):
        data = page.locator(shot.clip).first.screenshot(type="png")
    else:
        left, top, across, down = shot.clip if width != PHONE else (0, 0, PHONE, 800)
        data = page.screenshot(
            type="png", clip={"x": left, "y": top, "width": across, "height": down}
        )
    image = Image.open(io.BytesIO(data)).convert("RGB")
    tallest = TALLEST[width == PHONE] * (1 if width == PHONE else SHARP)
    image = image.crop((0, 0, image.width, min(image.height, tallest)))
    image.save(file, "WEBP", quality=QUALITY, method=6)
    mark = hashlib.sha256(file.read_bytes()).hexdigest()[:12]
    return Picture(file.name, image.width, image.height, alternative_text(page, shot), mark)


def both(browser: Browser, server: Server, shot: PictureRequest) -> Picture:
    """Take a shot at the width it asks for and of a phone."""
    pictures = {}
    for width, name in ((shot.window, shot.name), (PHONE, f"{shot.name}-phone")):
        page = opened(browser, server, shot, width)
        pictures[width] = take(page, shot, FOLDER / f"{name}{ENDING}", width)
        page.close()
    return replace(pictures[shot.window], narrow=pictures[PHONE])


def main() -> int:
    """Take all images; returns 0, or 2 without a browser."""
    path = find_browser()
    if path is None:
        print("picture_guide: no Chromium; run 'make browser' first.", file=sys.stderr)
        return 2
    FOLDER.mkdir(exist_ok=True)
    taken: dict[str, Picture] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        running_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=list(BROWSER_ARGS))
        for step in steps():
            if step.shot:
                taken[step.shot.name] = both(browser, server, step.shot)
        browser.close()
    listed = {name: asdict(picture) for name, picture in taken.items()}
    text = json.dumps(listed, indent=2, ensure_ascii=False)
    (FOLDER / LIST).write_text(f"{text}\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in FOLDER.glob(f"*{ENDING}"))
    print(f"{len(taken)} pictures, {size / 1000:.0f} kB in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
