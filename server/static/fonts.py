"""Streamlit's icons and letters without what these pages never show, sent in their place.

`tools/smaller_fonts.py` makes them. A smaller font has the address of the whole one with a query
that names its content, so that a browser may keep it for a year; and where a browser remembers an
older query, or Streamlit's font is another than it was made from, the whole one is sent as ever.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from server import logs

MADE = Path(__file__).with_name("typefaces")
_FACE = "@font-face{"


@dataclass(frozen=True)
class FontSubset:
    """A smaller font: what it stands for, what it holds and what the whole one is then left for.

    `holds` and `others` are unicode ranges as CSS has them; empty where the whole is never needed.
    """

    name: str
    body: bytes
    holds: str
    others: str

    @property
    def query(self) -> str:
        """What comes after the address of the whole font."""
        return f"smaller={hashlib.sha256(self.body).hexdigest()[:16]}"

    @property
    def address(self) -> str:
        """The address within the folder of fonts."""
        return f"{self.name}?{self.query}"

    def styled(self, sheet: str) -> str:
        """The style sheet with this font in it; untouched where it does not name the whole one."""
        address = f"../media/{self.name}"
        if address not in sheet:
            return sheet
        before, face, after = _around(sheet, address)
        ours = face.replace(address, f"../media/{self.address}")
        if not self.holds:
            return f"{before}{ours}{after}"
        return f"{before}{_for(ours, self.holds)}{_for(face, self.others)}{after}"


def found(media: Path, made: Path = MADE) -> list[FontSubset]:
    """The smaller fonts for those in a folder of Streamlit's; logs each that fits none there."""
    fonts = []
    for name, told in json.loads(made.joinpath("made.json").read_text("utf-8")).items():
        whole = [p for p in media.glob(f"{told['instead_of']}.*") if _digest(p) == told["sha256"]]
        if not whole:
            logs.tell("font_sent_whole", reason=f"{name} is made from another release of Streamlit")
            continue
        body = made.joinpath(f"{name}.woff2").read_bytes()
        fonts.append(
            FontSubset(whole[0].name, body, told.get("holds", ""), told.get("others", ""))
        )  # fmt: skip
    return fonts


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _around(sheet: str, address: str) -> tuple[str, str, str]:
    """The one rule of a font that names an address, what is before it and what after."""
    before, _, after = sheet.partition(address)
    earlier, face, start = before.rpartition(_FACE)
    end, brace, later = after.partition("}")
    if address in after or not face or "}" in start or not brace:
        raise RuntimeError(f"Streamlit's style sheet should name {address} in one rule of a font.")
    return earlier, f"{face}{start}{address}{end}{brace}", later


def _for(rule: str, ranges: str) -> str:
    return f"{rule.removesuffix('}')};unicode-range:{ranges}}}"
