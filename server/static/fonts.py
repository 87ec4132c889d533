"""Subsets of Streamlit's icon and text fonts, without glyphs that these pages never show.

`tools/smaller_fonts.py` makes them. A subset has the address of the whole font with a query
that names its content, so that a browser may cache it for a year. Where a browser sends an
older query, or Streamlit's font is not the one the subset was made from, the whole font is sent.
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
    """A subset of a font: the whole font's name, its characters, and those left to the whole one.

    `holds` and `others` are unicode ranges as CSS writes them; empty where the whole font is never
    needed.
    """

    name: str
    body: bytes
    holds: str
    others: str

    @property
    def query(self) -> str:
        """The query after the address of the whole font."""
        return f"smaller={hashlib.sha256(self.body).hexdigest()[:16]}"

    @property
    def address(self) -> str:
        """The address within the folder of fonts."""
        return f"{self.name}?{self.query}"

    def styled(self, sheet: str) -> str:
        """Return the style sheet with this font in it, if it names the whole one."""
        address = f"../media/{self.name}"
        if address not in sheet:
            return sheet
        before, face, after = _around(sheet, address)
        ours = face.replace(address, f"../media/{self.address}")
        if not self.holds:
            return f"{before}{ours}{after}"
        return f"{before}{_for(ours, self.holds)}{_for(face, self.others)}{after}"


def font_subsets(media: Path, made: Path = MADE) -> list[FontSubset]:
    """Return the subsets that match Streamlit's fonts in a folder; logs the others."""
    fonts = []
    for name, about in json.loads(made.joinpath("made.json").read_text("utf-8")).items():
        whole = [p for p in media.glob(f"{about['instead_of']}.*") if _digest(p) == about["sha256"]]
        if not whole:
            logs.log_event(
                "font_sent_whole", reason=f"{name} is made from another release of Streamlit"
            )
            continue
        body = made.joinpath(f"{name}.woff2").read_bytes()
        fonts.append(
            FontSubset(whole[0].name, body, about.get("holds", ""), about.get("others", ""))
        )  # fmt: skip
    return fonts


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _around(sheet: str, address: str) -> tuple[str, str, str]:
    """Return the one font rule that names an address, with the text before and after it.

    Raises RuntimeError where there is not exactly one.
    """
    before, _, after = sheet.partition(address)
    earlier, face, start = before.rpartition(_FACE)
    end, brace, later = after.partition("}")
    if address in after or not face or "}" in start or not brace:
        raise RuntimeError(f"Streamlit's style sheet should name {address} in one rule of a font.")
    return earlier, f"{face}{start}{address}{end}{brace}", later


def _for(rule: str, ranges: str) -> str:
    return f"{rule.removesuffix('}')};unicode-range:{ranges}}}"
