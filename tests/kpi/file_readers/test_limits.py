"""An upload that could do harm is refused in one clear line, quickly, in little memory."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.errors import InputError
from kpi.file_readers import limits
from kpi.model.definitions.indicator import Indicator
from kpi.returns import reader
from tests.kpi.returns.workbooks import as_csv, good_tables, good_workbook, repacked

SHEET = "xl/worksheets/sheet1.xml"
DTD = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


def refused(data: bytes, name: str = "return.xlsx") -> str:
    """The one line of a refusal, told in less memory than three times the limit."""
    tracemalloc.start()
    with pytest.raises(InputError) as caught:
        reader.read_contents({name: data}, [])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(name)
    assert peak < 3 * limits.MOST_UNPACKED
    return message


def zipped(*parts: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def bomb(size: int = 100_000_000) -> bytes:
    """A good workbook with a sheet of that many zeros."""
    return repacked(good_workbook(), replace={SHEET: lambda _: bytes(size)})


@pytest.fixture(scope="module")
def big_bomb() -> bytes:
    return bomb()


def with_declared_size(data: bytes, part: str, size: int) -> bytes:
    """The zip whose directory says another unpacked size of a part."""
    changed = bytearray(data)
    at = data.rindex(part.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    changed[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(changed)


def overlapping(data: bytes) -> bytes:
    """Two directory entries of different names for one packed part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        start = archive.start_dir
    end = data.rindex(b"PK\x05\x06")
    entry = bytearray(data[start : data.index(b"PK\x01\x02", start + 4)])
    entry[46:47] = b"X"  # the copy's name
    directory = data[start:end] + bytes(entry)
    count = struct.unpack("<H", data[end + 10 : end + 12])[0] + 1
    assert first.header_offset == 0
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    return data[:start] + directory + tail


def test_the_good_workbook_is_not_refused(indicators: tuple[Indicator, ...]) -> None:
    assert reader.read_contents({"return.xlsx": good_workbook()}, indicators).faults == ()


# ---- bombs --------------------------------------------------------------------------------


def test_a_hundred_megabytes_of_zeros(big_bomb: bytes) -> None:
    assert len(big_bomb) < 200_000
    assert "zip bomb" in refused(big_bomb)


def test_a_directory_that_lies_about_sizes(big_bomb: bytes) -> None:
    assert "larger than it says" in refused(with_declared_size(big_bomb, SHEET, 5_000))


def test_a_directory_that_promises_more_than_there_is() -> None:
    data = with_declared_size(good_workbook(), SHEET, 900_000)
    assert "damaged" in refused(data)


def test_a_ratio_no_sheet_has_within_the_total() -> None:
    assert "zip bomb" in refused(bomb(20_000_000))


def test_many_parts_below_the_ratio_that_are_too_large_together() -> None:
    noise = b"".join(struct.pack("<I", zlib.crc32(bytes([n % 256, n // 256]))) for n in range(9000))
    part = noise + bytes(900_000)
    parts = {f"xl/media/{n}.bin": part for n in range(70)}
    assert "zip bomb" in refused(repacked(good_workbook(), add=parts))


@pytest.mark.parametrize("name", ["xl/inner.zip", "xl/media/inner.bin", "xl/inner.xlsx"])
def test_a_zip_in_a_zip(name: str, big_bomb: bytes) -> None:
    assert "another file inside" in refused(repacked(good_workbook(), add={name: big_bomb}))


def test_entries_that_share_bytes() -> None:
    assert "overlap" in refused(overlapping(good_workbook()))


def test_too_many_entries() -> None:
    parts = {f"xl/{n}.xml": b"<a/>" for n in range(limits.MOST_ENTRIES + 1)}
    assert "parts" in refused(repacked(good_workbook(), add=parts))


def test_entities_that_multiply() -> None:
    def spoilt(xml: bytes) -> bytes:
        return xml.replace(b"<worksheet", DTD + b"<worksheet", 1)

    assert "document type" in refused(repacked(good_workbook(), replace={SHEET: spoilt}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_part_and_encoding(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{DTD.decode()}<x/>'
    data = repacked(good_workbook(), add={"docProps/odd.xml": text.encode(encoding)})
    assert "document type" in refused(data)


def test_a_cell_far_out_takes_no_room() -> None:
    def far(xml: bytes) -> bytes:
        cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return xml.replace(b"</sheetData>", cell)

    assert "more than 5,000 rows" in refused(repacked(good_workbook(), replace={SHEET: far}))


def test_a_million_empty_cells() -> None:
    def full(xml: bytes) -> bytes:
        return xml.replace(b"</sheetData>", b"<row>" + b"<c/>" * 1_100_000 + b"</row></sheetData>")

    data = repacked(good_workbook(), replace={SHEET: full})
    with pytest.raises(InputError, match=r"zip bomb|more cells"):
        reader.read_contents({"return.xlsx": data}, [])


def test_one_part_as_many_sheets() -> None:
    def many(xml: bytes) -> bytes:
        sheet = xml[xml.index(b"<sheet ") : xml.index(b"/>", xml.index(b"<sheet ")) + 2]
        return xml.replace(b"</sheets>", sheet * 1_000 + b"</sheets>")

    assert "or twice" in refused(repacked(good_workbook(), replace={"xl/workbook.xml": many}))


def test_odd_text_in_every_cell_is_read_to_the_end(indicators: tuple[Indicator, ...]) -> None:
    tables = good_tables()
    for text in ("(" * 5_000, "1," * 2_500, "q1 (" + "a " * 2_400, "spring " * 700, "1 " * 2_400):
        tables["values"] += [[text] * 10] * 4
    read = reader.read_contents({"values.csv": as_csv(tables["values"])}, indicators)
    assert len(read.values) == 44
    assert sum(fault.column == "value" for fault in read.faults) == 20


# ---- what a workbook may not hold ---------------------------------------------------------

PARTS = [
    ("xl/vbaProject.bin", "macros"),
    ("xl/macrosheets/sheet1.xml", "macros"),
    ("xl/externalLinks/externalLink1.xml", "links to other workbooks"),
    ("xl/embeddings/oleObject1.bin", "embedded objects"),
    ("xl/activeX/activeX1.xml", "ActiveX"),
    ("../../etc/passwd.xml", "unsafe name"),
    ("/etc/cron.xml", "unsafe name"),
    ("xl\\..\\evil.xml", "unsafe name"),
    ("C:/evil.xml", "unsafe name"),
    ("xl/run.exe", "another file inside"),
]


@pytest.mark.parametrize(("part", "message"), PARTS)
def test_parts_that_are_refused(part: str, message: str) -> None:
    assert message in refused(repacked(good_workbook(), add={part: b"<a/>"}))


def test_nothing_is_written_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(repacked(good_workbook(), add={"../escaped.xml": b"<a/>"}))
    reader.read_contents({"return.xlsx": good_workbook()}, [])
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "escaped.xml").exists()


def test_a_symbolic_link() -> None:
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    assert "a link in place of a part" in refused(zipped((link, b"/etc/passwd")))


def test_a_link_to_another_file_in_the_relations() -> None:
    relation = (
        b'<Relationships><Relationship Id="r" Type="http://x/oleObject" '
        b'Target="file:///c:/x" TargetMode="External"/></Relationships>'
    )
    data = repacked(good_workbook(), add={"xl/worksheets/_rels/sheet1.xml.rels": relation})
    assert "links to other files" in refused(data)


def test_a_macro_workbook_under_a_plain_name() -> None:
    def enabled(xml: bytes) -> bytes:
        return xml.replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")

    data = repacked(good_workbook(), replace={"[Content_Types].xml": enabled})
    assert "macros" in refused(data)


def encrypted(data: bytes) -> bytes:
    changed = bytearray(data)
    start = data.index(b"PK\x01\x02")
    changed[start + 8] |= 1
    return bytes(changed)


WHOLE: list[tuple[str, Callable[[], bytes], str]] = [
    ("return.xlsm", good_workbook, "macros"),
    ("return.xlsb", good_workbook, "not read"),
    ("return.xls", lambda: b"text", "not read"),
    ("return.ods", good_workbook, "not read"),
    ("return.pdf", lambda: b"%PDF-1.7", "neither a workbook nor CSV"),
    ("return.xlsx", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password"),
    ("return.csv", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "password"),
    ("return.xlsx", lambda: encrypted(good_workbook()), "password"),
    ("return.xlsx", lambda: b"indicator_id,period\n", "not an Excel workbook"),
    ("return.xlsx", lambda: b"", "empty"),
    ("return.xlsx", lambda: good_workbook()[:-300], "damaged or cut-off"),
    ("return.xlsx", lambda: good_workbook()[:1000], "damaged or cut-off"),
    ("return.xlsx", lambda: zipped(("a.xml", b"<a/>")), "not an Excel workbook"),
    ("return.xlsx", lambda: good_workbook() + bytes(limits.LARGEST_FILE), "larger than 5 MB"),
    ("return.xlsx", lambda: repacked(good_workbook(), replace={SHEET: lambda x: x[:500]}),
     "damaged"),
    ("values.csv", good_workbook, "not a text file"),
    ("values.csv", lambda: b"indicator_id,per\0iod\n", "not a text file"),
    ("values.csv", lambda: b"indicator_id\x07,period\n", "control characters"),
    ("values.csv", lambda: "indicator_id,period".encode("utf-16")[:-1], "UTF-16 text that is dam"),
    ("values.csv", lambda: b"\xff\xfe\x00\xd8a\x00", "UTF-16 text that is damaged or cut off"),
    ("values.csv", lambda: "indicator_id,per\0iod".encode("utf-16"), "control characters"),
    ("values.csv", lambda: "indicator_id,period\n".encode("utf-32"), "control characters"),
    ("values.csv", lambda: "indicator_id,period\n".encode("utf-16-le"), "not a text file"),
    ("values.csv", lambda: b"indicator_id,\x81\x8d\n", "not a text file"),
    ("values.csv", lambda: b"a," * limits.LARGEST_FILE, "larger than 5 MB"),
    ("values.csv", lambda: b'indicator_id,period\n"open,quote\n', "not readable as CSV"),
    ("values.csv", lambda: b"a,b\n" * (limits.MOST_ROWS + 1), "more than 5,000 rows"),
    ("values.csv", lambda: b"a," * 400 + b"a\n", "more than 400 columns"),
    ("values.csv", lambda: (b"a," * 399 + b"a\n") * 751, "more than 300,000 cells"),
    ("values.csv", lambda: b"a," + b"b" * 5_001, "more than 5,000 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "message"), WHOLE, ids=[f"{n}: {m}" for n, _, m in WHOLE])
def test_files_that_are_refused(name: str, make: Callable[[], bytes], message: str) -> None:
    data = make()
    assert message in refused(data, name)


def test_a_damaged_byte_is_noticed() -> None:
    data = good_workbook()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 40
    spoilt = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
    assert "damaged" in refused(spoilt)


def test_a_missing_file_and_a_folder_without_a_return(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv: there is no such file"):
        reader.read([tmp_path / "none.csv"], [])
    with pytest.raises(InputError, match="there is no workbook or CSV file"):
        reader.read(tmp_path, [])


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    with (tmp_path / "values.csv").open("wb") as file:
        file.truncate(2_000_000_000)  # takes no room on disk
    tracemalloc.start()
    with pytest.raises(InputError, match="larger than 5 MB"):
        reader.read(tmp_path, [])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * limits.LARGEST_FILE


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_by_its_first_mark(encoding: str) -> None:
    content = "note\r\ncaf\u00e9 \u2013 \u00a35 \N{GRINNING FACE}\r\n"
    text = limits.csv_text("values.txt", f"\ufeff{content}".encode(encoding))
    assert text.text == content
    assert text.encoding_warning == "UTF-16 text, as Excel's 'Unicode text'"
    assert text.encoding_advice == "UTF-8 ('CSV UTF-8'); it was read all the same"


@given(st.text(st.characters(min_codepoint=32, exclude_categories=("Cs",)), min_size=1))
def test_any_text_in_utf_16_is_the_text_in_utf_8(content: str) -> None:
    wide = limits.csv_text("a.csv", content.encode("utf-16"))
    assert wide.text == limits.csv_text("a.csv", f"\ufeff{content}".encode()).text == content


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_a_file_of_empty_lines_is_refused_before_they_are_split(end: str) -> None:
    most = limits.MOST_TEXT_LINES
    assert limits.csv_text("values.csv", (end * most).encode()).text == end * most
    with pytest.raises(InputError, match="1,048,576 lines; delete the empty rows"):
        limits.csv_text("values.csv", (end * (most + 1)).encode())


def test_windows_text_is_told() -> None:
    text = limits.csv_text("values.csv", "note\ncaf\u00e9 \u00a3\n".encode("cp1252"))
    assert text.text == "note\ncaf\u00e9 \u00a3\n"
    assert "line 2" in text.encoding_warning
    assert text.encoding_advice.startswith("UTF-8; it was read as Windows text: check letters")
    assert limits.csv_text("values.csv", b"\xef\xbb\xbfnote").text == "note"
    assert good_tables()["values"][0][0] == "indicator_id"
