"""The fonts we send are Streamlit's, glyph for glyph, and hold all that can be shown."""

import hashlib
import json
import string
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from tools import smaller_fonts as maker

ROOT = Path(__file__).resolve().parents[2]
# Named where Streamlit explains icons; and a star that it draws as a picture.
NO_ICONS = {"icon_name", "star_filled"}
TOLD = json.loads(maker.MADE.joinpath("made.json").read_text("utf-8"))
SHIPPED = {"icons": maker.ICONS, "letters": maker.LETTERS}


@cache
def shipped(name: str) -> TTFont:
    return TTFont(maker.MADE / f"{name}.woff2")


@cache
def whole(name: str) -> TTFont:
    return TTFont(maker.installed(SHIPPED[name]))


def drawn(font: TTFont, glyph: str, weight: int | None = None) -> tuple[object, float]:
    """The outline and the width of a glyph, at a weight where the font has several."""
    glyphs = font.getGlyphSet(location={"wght": weight} if weight else None)
    pen = DecomposingRecordingPen(glyphs)
    glyphs[glyph].draw(pen)
    return pen.value, glyphs[glyph].width


def test_every_icon_that_may_be_asked_for_is_in_it() -> None:
    named = maker.icons_named()
    assert {"chevron_right", "upload", "expand_more", "keyboard_arrow_down", "check"} <= named
    assert len(named) > 90
    assert named - maker.ligatures(shipped("icons")).keys() == NO_ICONS
    assert set(TOLD["icons"]["icons"]) == named - NO_ICONS


def test_icons_look_as_in_the_whole_font() -> None:
    ours, all_of_them = maker.ligatures(shipped("icons")), maker.ligatures(whole("icons"))
    for name in TOLD["icons"]["icons"]:
        same = drawn(whole("icons"), all_of_them[name])
        assert drawn(shipped("icons"), ours[name]) == same, name
        assert same[0]
    # A name is drawn as one sign only where every letter of it is in the font.
    letters = set(map(chr, shipped("icons").getBestCmap()))
    assert letters >= {*string.ascii_lowercase, *string.digits, "_"}


@pytest.mark.parametrize("weight", [400, 600, 700])
def test_letters_look_as_in_the_whole_font(weight: int) -> None:
    ours, full = shipped("letters").getBestCmap(), whole("letters").getBestCmap()
    within = {c for c in full if any(first <= c <= last for first, last in maker.LATIN)}
    assert set(ours) == within | {code for code, _same in maker.SHARPENING}
    assert len(within) > 700
    for code, glyph in ours.items():
        same = drawn(whole("letters"), full[code], weight)
        assert drawn(shipped("letters"), glyph, weight) == same, hex(code)


def test_letters_stand_apart_and_join_as_in_the_whole_font() -> None:
    for table in ("GPOS", "GSUB"):
        ours, full = (
            {one.FeatureTag for one in font("letters")[table].table.FeatureList.FeatureRecord}
            for font in (shipped, whole)
        )
        assert ours == full & set(maker.FEATURES)
    for part, measures in (
        ("hhea", ("ascent", "descent", "lineGap")),
        ("OS/2", ("sxHeight", "sCapHeight", "sTypoAscender", "usWinAscent")),
        ("head", ("unitsPerEm",)),
    ):
        for measure in measures:
            same = getattr(whole("letters")[part], measure)
            assert getattr(shipped("letters")[part], measure) == same


def test_all_that_we_write_is_in_it() -> None:
    texts = [
        path.read_text("utf-8-sig")
        for folder in ("kpi", "pages", "data/indicators", "data/inputs", "docs")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".toml", ".csv", ".md", ".css")
    ]
    assert len(texts) > 50
    written = {ord(sign) for text in texts for sign in text} & set(whole("letters").getBestCmap())
    assert {hex(code) for code in written - set(shipped("letters").getBestCmap())} == set()


def test_ranges_leave_no_character_out_and_none_twice() -> None:
    both = sorted([*maker.LATIN, *maker.beyond(maker.LATIN)])
    assert both[0][0] == 0
    assert both[-1][1] == maker.LAST
    assert all(before[1] + 1 == after[0] for before, after in pairwise(both))
    assert TOLD["letters"]["holds"] == maker.as_css(maker.LATIN)
    assert TOLD["letters"]["others"] == maker.as_css(maker.beyond(maker.LATIN))
    assert maker.beyond([(0, 5), (9, maker.LAST)]) == [(6, 8)]


def test_they_are_what_the_tool_makes_of_the_installed_fonts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maker, "MADE", tmp_path)
    maker.main()
    assert json.loads(tmp_path.joinpath("made.json").read_text("utf-8")) == TOLD
    for name, instead_of in SHIPPED.items():
        made = TTFont(tmp_path / f"{name}.woff2")
        assert made.getBestCmap().keys() == shipped(name).getBestCmap().keys()
        assert len(made.getGlyphOrder()) == len(shipped(name).getGlyphOrder())
        source = maker.installed(instead_of).read_bytes()
        assert TOLD[name]["sha256"] == hashlib.sha256(source).hexdigest()
    made = TTFont(tmp_path / "icons.woff2")
    assert maker.ligatures(made).keys() == maker.ligatures(shipped("icons")).keys()


def test_another_name_and_the_licences_go_with_them() -> None:
    for record in shipped("letters")["name"].names:
        if record.nameID not in maker.ABOUT_THE_ORIGINAL:
            assert "source" not in record.toUnicode().lower()
    assert "SIL OPEN FONT LICENSE" in (maker.MADE / "LICENCE-letters.txt").read_text("utf-8")
    assert "Apache License" in (maker.MADE / "LICENCE-icons.txt").read_text("utf-8")


def test_an_unknown_font_is_refused() -> None:
    with pytest.raises(ValueError, match="not enough"):
        maker.installed("NoSuchFont")
