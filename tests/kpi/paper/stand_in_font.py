"""A font with Arial's widths and line height for machines that have neither Arial nor Liberation.

Without one, LibreOffice sets our papers in what the machine happens to have, up to a quarter
wider, and a limit of pages would be a test of the machine. The letters are those of DejaVu Sans,
which comes with matplotlib, squeezed to the published metrics of Helvetica; only their widths and
the height of a line are Arial's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from matplotlib import get_data_path

from kpi.file_writers.print_widths.text_width import width

SAME_WIDTHS = ("Arial", "Liberation Sans", "Arimo", "Nimbus Sans", "Helvetica")
ASCENT, DESCENT, GAP = 0.905, 0.212, 0.033  # of Arial, as shares of its size


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which Arial has Arial's widths, making the fonts where needed."""
    if _is_there():
        return dict(os.environ)
    fonts = folder / "fonts"
    fonts.mkdir()
    for name, bold in (("DejaVuSans.ttf", False), ("DejaVuSans-Bold.ttf", True)):
        _squeezed(Path(get_data_path()) / "fonts" / "ttf" / name, bold=bold).save(fonts / name)
    settings = folder / "fonts.conf"
    settings.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>{fonts}</dir><cachedir>{folder / 'font-cache'}</cachedir></fontconfig>\n"
    )
    return os.environ | {"FONTCONFIG_FILE": str(settings)}


def _is_there() -> bool:
    """Return whether the machine takes a font of Arial's widths for Arial."""
    asked = shutil.which("fc-match")
    if asked is None:
        return False
    done = subprocess.run(
        [asked, "--format=%{family}", "Arial"], capture_output=True, text=True, check=True
    )
    return done.stdout.split(",")[0] in SAME_WIDTHS


def _squeezed(path: Path, *, bold: bool) -> TTFont:
    font = TTFont(path)
    units = font["head"].unitsPerEm
    glyphs, found = font.getGlyphSet(), font["glyf"]
    drawn = {}
    for code, name in font.getBestCmap().items():
        letter = chr(code)
        if not (letter.isascii() or letter in "\u00a0\u00a3\u2018\u2019\u201c\u201d\u2022\u2013"):
            continue
        wide = round(width(letter, units, bold=bold))
        before, _ = font["hmtx"][name]
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (wide / before if before else 1, 0, 0, 1, 0, 0)))
        drawn[name] = (pen.glyph(), wide)
    for name, (glyph, wide) in drawn.items():
        found[name] = glyph
        glyph.recalcBounds(found)
        font["hmtx"][name] = (wide, getattr(glyph, "xMin", 0))
    _name(font, bold=bold)
    head, windows = font["hhea"], font["OS/2"]
    head.ascent, head.descent, head.lineGap = (
        round(part * units) for part in (ASCENT, -DESCENT, GAP)
    )
    windows.usWinAscent, windows.usWinDescent = head.ascent, -head.descent
    windows.sTypoAscender, windows.sTypoDescender = head.ascent, head.descent
    windows.sTypoLineGap = head.lineGap
    for table in ("GPOS", "GSUB", "kern", "fpgm", "prep", "cvt ", "FFTM", "MATH"):
        if table in font:
            del font[table]
    return font


def _name(font: TTFont, *, bold: bool) -> None:
    style = "Bold" if bold else "Regular"
    for entry in list(font["name"].names):
        text = {1: "Arial", 2: style, 4: f"Arial {style}", 6: f"Arial-{style}"}.get(entry.nameID)
        if text is None:
            font["name"].names.remove(entry)
        else:
            entry.string = text
