"""Fonts of the server's own."""

import hashlib
import json
import logging
from pathlib import Path

import pytest

from server.static import fonts

SHEET = "@font-face{a:b}@font-face{font-family:X;src:url(../media/whole.woff2)f(w)}.c{d:e}"


def test_a_sheet_is_changed_in_the_one_rule_or_not_at_all() -> None:
    font = fonts.FontSubset("whole.woff2", b"1", "U+0-5", "U+6-9")
    ours = f"@font-face{{font-family:X;src:url(../media/{font.address})f(w)"
    theirs = "@font-face{font-family:X;src:url(../media/whole.woff2)f(w)"
    assert font.styled(SHEET) == (
        f"@font-face{{a:b}}{ours};unicode-range:U+0-5}}{theirs};unicode-range:U+6-9}}.c{{d:e}}"
    )
    every = fonts.FontSubset("whole.woff2", b"1", "", "")
    assert every.styled(SHEET) == SHEET.replace("whole.woff2", every.address)
    assert font.styled(".c{d:e}") == ".c{d:e}"
    for odd in (
        SHEET * 2,
        ".c{d:url(../media/whole.woff2)}",
        "@font-face{a:b}.c{d:url(../media/whole.woff2)}",
        "@font-face{../media/whole.woff2",
    ):
        with pytest.raises(RuntimeError, match="in one rule"):
            font.styled(odd)


def test_a_font_of_another_release_is_sent_whole_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    media, made = tmp_path / "media", tmp_path / "made"
    media.mkdir()
    made.mkdir()
    media.joinpath("Signs.abc.woff2").write_bytes(b"whole")
    made.joinpath("icons.woff2").write_bytes(b"part")
    told = {"icons": {"instead_of": "Signs", "sha256": hashlib.sha256(b"whole").hexdigest()}}
    made.joinpath("made.json").write_text(json.dumps(told), "utf-8")
    (font,) = fonts.font_subsets(media, made)
    assert (font.name, font.body) == ("Signs.abc.woff2", b"part")
    media.joinpath("Signs.abc.woff2").write_bytes(b"another")
    with caplog.at_level(logging.INFO):
        assert fonts.font_subsets(media, made) == []
    assert "font_sent_whole" in caplog.text
