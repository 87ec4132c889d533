"""Makes the fonts that are sent instead of Streamlit's: `python -m tools.smaller_fonts`.

They are Streamlit's own without what these pages never show, and make the first load a third
smaller: icons only as named by Streamlit or our pages, letters only of Latin script with
signs and arrows. A browser that needs another letter fetches the whole font. Written to
`server/static/typefaces`; to be run again after a change of Streamlit's release or of an icon.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path

import streamlit
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
MADE = ROOT / "server" / "static" / "typefaces"
INSTALLED = Path(streamlit.__file__ or "").parent
MEDIA = INSTALLED / "static" / "static" / "media"
ICONS, LETTERS = "MaterialSymbols-Rounded", "SourceSansVF-Upright.ttf"
# Latin with its combining accents, Welsh included; punctuation, currencies, arrows, signs,
# shapes and ligatures: without a code of its own, ﬀ is hinted differently from other letters.
LATIN = (
    (0x0, 0x17F), (0x218, 0x21B), (0x2C6, 0x2DD), (0x300, 0x36F), (0x1E00, 0x1EFF),
    (0x2000, 0x20CF), (0x2100, 0x2BFF), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD),
)  # fmt: skip
# Never shown from it, yet in the font: FreeType, which draws letters on Linux, uses these to
# decide the hinting of the ft ligature, which has no code.
SHARPENING = tuple((ord(sign), ord(sign)) for sign in sorted("БВЕПЗОСЭШхпншезосруф"))
PRINTABLE = ((0x20, 0x7E),)  # an icon is written as its name, which the font replaces by one glyph
LAST = 0x10FFFF
# Features that a browser applies by default; neither Streamlit nor our style sheet asks for more.
FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt", "clig", "rlig")
# The licence of Source Sans reserves the name "Source" for Adobe's own font; ours has
# another name, except in the copyright and trade mark lines.
RESERVED, OWN_NAME, ABOUT_THE_ORIGINAL = re.compile(r"Source ?\w*"), "KPILatin", (0, 7, 13)
_ICON = re.compile(r":material/(\w+):")

Ranges = Iterable[tuple[int, int]]


def installed(name: str) -> Path:
    """Return a font of the installed Streamlit; raises ValueError unless one has the name."""
    (font,) = MEDIA.glob(f"{name}.*.woff2")
    return font


def icons_named() -> frozenset[str]:
    """Return every icon named by Streamlit's front end, its Python or our pages, with examples."""
    skipped = {".agents", "hello"}
    sources = [
        *INSTALLED.joinpath("static", "static", "js").glob("*.js"),
        *(p for p in INSTALLED.rglob("*.py") if not skipped & set(p.parts)),
        *ROOT.joinpath("pages").rglob("*.*"),
        *ROOT.joinpath("kpi").rglob("*.py"),
        ROOT / "app.py",
    ]
    texts = (p.read_text("utf-8") for p in sources if p.suffix in (".py", ".js", ".css", ".md"))
    return frozenset(name for text in texts for name in _ICON.findall(text))


def ligatures(font: TTFont) -> dict[str, str]:
    """Return the glyph of each icon by its name: `chevron_right` is written so and drawn as one."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    by_name: dict[str, str] = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, rest in getattr(table, "ExtSubTable", table).ligatures.items():
                for one in rest:
                    word = "".join(letters[glyph] for glyph in (first, *one.Component))
                    by_name[word] = one.LigGlyph
    return by_name


def smaller(
    source: Path,
    ranges: Ranges,
    *,
    features: Iterable[str] = ("*",),
    icons: Iterable[str] = (),
) -> bytes:
    """Return the font with only these characters and icons, as WOFF2, without the reserved name."""
    font = TTFont(source)
    options = subset.Options(layout_features=[*features], layout_closure=not icons, name_IDs=["*"])
    keeper = subset.Subsetter(options)
    drawn = ligatures(font) if icons else {}
    keeper.populate(
        unicodes=[code for first, last in ranges for code in range(first, last + 1)],
        glyphs=[drawn[name] for name in icons],
    )
    keeper.subset(font)
    for record in font["name"].names:
        if record.nameID not in ABOUT_THE_ORIGINAL:
            record.string = RESERVED.sub(OWN_NAME, record.toUnicode())
    font.flavor = "woff2"
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def beyond(ranges: Ranges) -> list[tuple[int, int]]:
    """Return all that sorted ranges leave out, up to the last Unicode character."""
    edges = [-1, *(edge for pair in ranges for edge in pair), LAST + 1]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(before + 1, after - 1) for before, after in pairs if after - before > 1]


def as_css(ranges: Ranges) -> str:
    """Return ranges in the form of the style sheet's `unicode-range`."""
    return ",".join(f"U+{first:X}-{last:X}" for first, last in ranges)


def main() -> None:
    """Write both fonts and `made.json`, which names the original of each."""
    icons, letters = installed(ICONS), installed(LETTERS)
    names = sorted(icons_named() & ligatures(TTFont(icons)).keys())
    made = {
        "icons": smaller(icons, PRINTABLE, icons=names),
        "letters": smaller(letters, (*LATIN, *SHARPENING), features=FEATURES),
    }
    for name, content in made.items():
        MADE.joinpath(f"{name}.woff2").write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
    originals = {
        "icons": {"instead_of": ICONS, "sha256": _digest(icons), "icons": names},
        "letters": {
            "instead_of": LETTERS,
            "sha256": _digest(letters),
            "holds": as_css(LATIN),
            "others": as_css(beyond(LATIN)),
        },
    }
    MADE.joinpath("made.json").write_text(json.dumps(originals, indent=1) + "\n", "utf-8")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
