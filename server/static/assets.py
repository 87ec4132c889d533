"""The front end's text files and fonts as sent: compressed, smaller, cacheable for a year."""

import asyncio
import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
from starlette.datastructures import Headers

from server.static import fonts

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
ONE_YEAR = "public, max-age=31536000, immutable"
PLAIN = "identity"
# 9 compresses plotly's 4.7 MB in half a second, once; 11 takes twelve seconds for a tenth less.
BROTLI_QUALITY = 9

# Best first, for equal preferences. Browsers accept `br` over HTTPS and from localhost only.
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=BROTLI_QUALITY),
    "gzip": lambda content: gzip.compress(content, mtime=0),
}
Sent = tuple[bytes, dict[str, str]]


def coding_for(request: Headers, among: tuple[str, ...] = tuple(PACKERS)) -> str:
    """Return the coding that a request prefers (RFC 9110, 12.5.3), or `identity`."""
    likes: dict[str, float] = {}
    for offer in request.get("accept-encoding", "").lower().split(","):
        name, *rest = (part.strip() for part in offer.split(";"))
        weights = [part.removeprefix("q=") for part in rest if part.startswith("q=")]
        likes[name] = _weight(weights[0]) if weights else 1.0
    unnamed = likes.get("*", 0.0)
    wanted = [name for name in among if likes.get(name, unnamed) > 0]
    best = next(iter(sorted(wanted, key=lambda name: -likes.get(name, unnamed))), PLAIN)
    plain = likes.get(PLAIN, 0.0)
    return PLAIN if plain > likes.get(best, unnamed) else best


def _weight(text: str) -> float:
    """Return a `q` value; zero for text that is not a number, so that no coding is guessed."""
    try:
        return float(text)
    except ValueError:
        return 0.0


class Assets:
    """The front end's text files, compressed once each and cached in memory; and smaller fonts.

    Only files found on disk at the start can be cached, so a visitor cannot fill the memory.
    Raises RuntimeError where the style sheet is not as expected, as after an update of Streamlit.
    """

    def __init__(self, root: Path, prefix: str) -> None:
        self.fonts = fonts.font_subsets(root.joinpath("static", "media"))
        self._files = {
            f"{prefix}/{path.relative_to(root).as_posix()}": path
            for path in root.joinpath("static").rglob("*")
            if path.suffix in TYPES
        }
        self._changed = {
            address: sheet
            for address, path in self._files.items()
            if path.suffix == ".css" and (sheet := self._styled(path)) != path.read_bytes()
        }
        self._fonts = {
            (f"{prefix}/static/media/{font.name}", font.query): font.body for font in self.fonts
        }
        self._packed: dict[tuple[str, str], asyncio.Task[bytes]] = {}

    def _styled(self, path: Path) -> bytes:
        sheet = path.read_text("utf-8")
        for font in self.fonts:
            sheet = font.styled(sheet)
        return sheet.encode("utf-8")

    def holds(self, path: str) -> bool:
        """Return whether this web path is a compressible file of the front end."""
        return path in self._files

    async def sent(self, path: str, query: str, request: Headers) -> Sent | None:
        """Return body and headers of the response; None for what Streamlit itself is to send."""
        font = self._fonts.get((path, query))
        if font is not None:
            return font, {"Content-Type": "font/woff2", "Cache-Control": ONE_YEAR}
        if not self.holds(path):
            return None
        coding = coding_for(request)
        is_ours = path in self._changed
        if not is_ours and (coding == PLAIN or "range" in request):
            return None
        headers = {
            "Content-Type": TYPES[self._files[path].suffix],
            "Cache-Control": ONE_YEAR,
            "Vary": "Accept-Encoding",
        }
        if coding == PLAIN:
            return self._changed[path], headers
        return await self._pack(path, coding), {**headers, "Content-Encoding": coding}

    async def _pack(self, path: str, coding: str) -> bytes:
        """Return the file in a coding; simultaneous first visitors share one compression."""
        task = self._packed.get((path, coding))
        if task is None or _has_failed(task):
            # In a thread: both compressors release the interpreter meanwhile.
            task = asyncio.create_task(asyncio.to_thread(self._packed_file, path, coding))
            self._packed[path, coding] = task
        # Shielded: a visitor who leaves must not cancel the work the others wait for.
        return await asyncio.shield(task)

    def _packed_file(self, path: str, coding: str) -> bytes:
        changed = self._changed.get(path)
        return PACKERS[coding](self._files[path].read_bytes() if changed is None else changed)


def _has_failed(task: asyncio.Task[bytes]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)
