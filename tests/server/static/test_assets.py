"""Compressed files and smaller fonts: what a browser asks for, and what it is sent."""

import asyncio
import gzip
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from starlette.datastructures import Headers

from server.headers_and_first_html import STATIC_ROOT
from server.static.assets import Assets, Sent, coding_for


@pytest.mark.parametrize(
    ("offer", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("BR;Q=1.0", "br"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.001", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0, *", "br"),
        ("*;q=0", "identity"),
        ("*", "br"),
        ("identity, gzip;q=0.5", "identity"),
        ("identity;q=0.5, gzip", "gzip"),
        ("br;q=x", "identity"),
        ("brr, xgzip", "identity"),
    ],
)
def test_the_coding_is_the_one_liked_best(offer: str | None, coding: str) -> None:
    assert coding_for(Headers({"accept-encoding": offer} if offer is not None else {})) == coding


def run(work: Coroutine[object, object, Sent | None]) -> Sent | None:
    """Carry it out in a thread of its own: a browser test before this one may still have a loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def sent(assets: Assets, address: str, **headers: str) -> Sent | None:
    path, _, query = address.partition("?")
    return run(assets.sent(path, query, Headers(headers)))


@pytest.fixture(scope="module")
def assets() -> Assets:
    return Assets(STATIC_ROOT, "/kpi")


def test_a_font_is_smaller_only_under_its_own_query(assets: Assets) -> None:
    assert len(assets.fonts) == 2
    for font in assets.fonts:
        answer = sent(assets, f"/kpi/static/media/{font.address}")
        assert answer is not None
        body, headers = answer
        assert body == font.body
        assert body.startswith(b"wOF2")
        assert headers["Content-Type"] == "font/woff2"
        assert "immutable" in headers["Cache-Control"]
        for other in ("", "?smaller=0", "?x"):
            assert sent(assets, f"/kpi/static/media/{font.name}{other}") is None
        assert sent(assets, f"/static/media/{font.address}") is None


def test_the_style_sheet_names_the_smaller_fonts_in_every_coding(assets: Assets) -> None:
    (path,) = STATIC_ROOT.joinpath("static", "css").glob("index.*.css")
    address, whole = f"/kpi/static/css/{path.name}", path.read_text("utf-8")
    plain = sent(assets, address, range="bytes=0-3")
    packed = sent(assets, address, **{"accept-encoding": "br"})
    zipped = sent(assets, address, **{"accept-encoding": "gzip"})
    assert plain is not None
    assert packed is not None
    assert zipped is not None
    assert brotli.decompress(packed[0]) == gzip.decompress(zipped[0]) == plain[0]
    assert packed[1]["Content-Encoding"] == "br"
    assert plain[1]["Vary"] == packed[1]["Vary"] == "Accept-Encoding"
    sheet = plain[0].decode("utf-8")
    for font in assets.fonts:
        assert f"url(../media/{font.address})" in sheet
        # The whole font stays within reach where it holds what the smaller one does not.
        assert sheet.count(f"url(../media/{font.name})") == (1 if font.others else 0)
        sheet = sheet.replace(f"?{font.query}", "")
    letters = next(font for font in assets.fonts if font.others)
    added = f";unicode-range:{letters.holds}}}"
    start = sheet.index(added)
    rule = sheet[sheet.rindex("@font-face", 0, start) : start]
    assert sheet.replace(f"{rule}{added}", "").replace(f";unicode-range:{letters.others}", "") == (
        whole
    )


def test_part_of_a_file_is_left_to_streamlit(assets: Assets) -> None:
    (path,) = STATIC_ROOT.joinpath("static", "js").glob("protobuf.*.js")
    address = f"/kpi/static/js/{path.name}"
    assert sent(assets, address, range="bytes=0-3", **{"accept-encoding": "br"}) is None
    assert sent(assets, address) is None
    answer = sent(assets, address, **{"accept-encoding": "br"})
    assert answer is not None
    assert brotli.decompress(answer[0]) == path.read_bytes()
    assert len(answer[0]) < 0.85 * len(gzip.compress(path.read_bytes()))
