"""Limits on uploaded files, and what is refused before anything reads it.

A return comes from outside. Nothing is unpacked to disk, no formula, link or macro is run, and
no part is inflated further than its limit. Each refusal is an InputError of one clear line.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from kpi.errors import InputError

_MB = 1_000_000
LARGEST_FILE = 5 * _MB
"""Size of a file: ten years of quarters of fifty indicators are well under 1 MB."""
MOST_UNPACKED = 60 * _MB
"""Unpacked size of a workbook, all parts together: it is held in memory while it is read."""
MOST_RATIO = 200
"""Unpacked to packed size of a part over 1 MB: real sheets reach about 50, a bomb about 1,000."""
MOST_ENTRIES = 500
"""Parts of a workbook: a return has about 15."""
MOST_ROWS = 5_000
"""Rows of a sheet."""
MOST_COLUMNS = 400
"""Columns of a sheet: a return has 11; a council's own of five years by month, with counts, 180."""
MOST_CELLS = 300_000
"""Cells of a sheet that hold anything: they are what reading costs, however wide the sheet is.

A scorecard of 100 indicators with 400 columns has 40,000.
"""
MOST_TEXT = 5_000
"""Characters of a cell: a long paragraph of commentary has 2,000."""
MOST_TAGS = 1_500_000
"""Tags in the XML of a workbook, all parts together: limits the time spent on empty cells.

A sheet with 300,000 numbers has 1.2 million.
"""
MOST_TEXT_LINES = 1_048_576
"""Lines of a text file, empty ones included: the rows of Excel. Each is an object while it is read,
so five million empty ones took 400 MB.
"""
MOST_LINES = 6_000
"""Rows of a whole return, all files and sheets: ten years of fifty indicators are 4,000."""
MOST_FIGURES = 20_000
"""Figures of a council's own sheets, as each is read and checked by itself, in 0.3 milliseconds.

400 columns of fifty indicators are 20,000.
"""
MOST_LETTERS = 1_000_000
"""Characters of a whole return, as every rule reads every text: a thousand long comments."""

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP = b"PK\x03\x04"
_SAVE_AS = "save it as an Excel workbook (.xlsx) or as CSV"
_OTHER_KINDS = {".xlsm", ".xltm", ".xlsb", ".xlam", ".xls", ".xlt", ".xltx", ".ods"}
_REFUSED_PARTS = {
    "vbaproject": "macros",
    "vbadata": "macros",
    "xl/macrosheets/": "macros",
    "xl/dialogsheets/": "macros",
    "xl/externallinks/": "links to other workbooks",
    "xl/embeddings/": "embedded objects",
    "xl/activex/": "ActiveX controls",
    "oleobject": "embedded objects",
}


@dataclass
class ReadBudget:
    """How much of a return has been read, over all its files: each part alone may be large."""

    unpacked: int = 0
    lines: int = 0
    letters: int = 0
    figures: int = 0

    def unpack(self, name: str, size: int) -> None:
        """Add the unpacked size of a workbook; raises InputError past the limit."""
        self.unpacked += size
        if self.unpacked > MOST_UNPACKED:
            raise InputError(
                f"{name}: with the files before it larger than a return may be when unpacked "
                f"({MOST_UNPACKED // _MB} MB); send fewer files at a time"
            )

    def take(self, name: str, figures: int) -> None:
        """Add figures of a council's own sheet; raises InputError past the limit."""
        self.figures += figures
        if self.figures > MOST_FIGURES:
            raise InputError(
                f"{name}: more than {MOST_FIGURES:,} figures in sheets of your own; leave out "
                "earlier periods, which are published already, or send it in parts"
            )

    def read(self, name: str, lines: int, letters: int) -> None:
        """Add rows and the characters of their cells; raises InputError past the limits."""
        self.lines += lines
        self.letters += letters
        for count, most, what in (
            (self.lines, MOST_LINES, "rows"),
            (self.letters, MOST_LETTERS, "characters of text"),
        ):
            if count > most:
                raise InputError(
                    f"{name}: the return has more than {most:,} {what} in all; "
                    "send it in parts, such as a year at a time"
                )


@dataclass(frozen=True)
class DecodedText:
    """A text file's content, and a warning about its encoding with what to do ("" if none)."""

    text: str
    encoding_warning: str
    encoding_advice: str = ""


def read_bytes(path: Path) -> bytes:
    """Return a file's content; raises InputError when it is missing, not a file or too large."""
    try:
        if not path.is_file():
            raise InputError(f"{path.name}: there is no such file")
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as fault:
        raise InputError(f"{path.name}: cannot be read ({fault.strerror})") from fault
    check_size(path.name, data)
    return data


def check_size(name: str, data: bytes) -> None:
    """Raise InputError for an empty file or one larger than `LARGEST_FILE`."""
    if not data:
        raise InputError(f"{name}: the file is empty")
    if len(data) > LARGEST_FILE:
        raise InputError(f"{name}: larger than {LARGEST_FILE // _MB} MB, the most a return may be")


def is_workbook(name: str, data: bytes) -> bool:
    """Return whether a file is to be read as a workbook; raises InputError for kinds not read."""
    suffix = Path(name).suffix.lower()
    if data.startswith(_OLE):
        raise InputError(
            f"{name}: protected by a password, or an old .xls workbook; {_SAVE_AS}, unprotected"
        )
    if suffix in _OTHER_KINDS:
        macros = " may hold macros and" if suffix in (".xlsm", ".xltm", ".xlam", ".xlsb") else ""
        raise InputError(f"{name}: a {suffix} file{macros} is not read; {_SAVE_AS}")
    if suffix == ".xlsx":
        return True
    if suffix in (".csv", ".txt", ".tsv"):
        return False
    raise InputError(f"{name}: neither a workbook nor CSV; {_SAVE_AS}")


# ---- text ---------------------------------------------------------------------------------


_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_AS_WINDOWS = "UTF-8; it was read as Windows text: check letters such as \u00a3 and \u00e9"
_AS_UTF_16 = "UTF-8 ('CSV UTF-8'); it was read all the same"


def csv_text(name: str, data: bytes) -> DecodedText:
    """Return the text of a CSV file; raises InputError.

    It is UTF-8 or, with a warning, UTF-16 that says so by its first mark (Excel's "Unicode
    text"), or Windows-1252.
    """
    check_size(name, data)
    decoded = _utf_16(name, data) if data[:2] in _UTF_16 else _utf_8_or_windows(name, data)
    if any(ord(letter) < 32 and letter not in "\t\r\n" for letter in set(decoded.text)):
        raise InputError(f"{name}: holds control characters, so it is not CSV; {_SAVE_AS}")
    # Either sign ends a line; a Windows file has both at each end.
    if max(decoded.text.count("\n"), decoded.text.count("\r")) > MOST_TEXT_LINES:
        raise InputError(f"{name}: more than {MOST_TEXT_LINES:,} lines; delete the empty rows")
    return decoded


def _utf_16(name: str, data: bytes) -> DecodedText:
    try:
        text = data.decode("utf-16")  # which of the two is known by the mark, which it drops
    except UnicodeDecodeError:
        raise InputError(
            f"{name}: UTF-16 text that is damaged or cut off; save it again, as 'CSV UTF-8'"
        ) from None
    return DecodedText(text, "UTF-16 text, as Excel's 'Unicode text'", _AS_UTF_16)


def _utf_8_or_windows(name: str, data: bytes) -> DecodedText:
    if b"\0" in data or data.startswith((b"PK\x03\x04", b"%PDF")):
        raise InputError(f"{name}: not a text file, though its name says CSV; {_SAVE_AS}")
    try:
        return DecodedText(data.decode("utf-8-sig"), "")
    except UnicodeDecodeError as fault:
        row = data[: fault.start].count(b"\n") + 1
        warning = f"Windows text (line {row} has the first such letter)"
    try:
        return DecodedText(data.decode("cp1252"), warning, _AS_WINDOWS)
    except UnicodeDecodeError:
        raise InputError(f"{name}: not a text file that can be read; {_SAVE_AS}") from None


# ---- workbooks ----------------------------------------------------------------------------


def workbook_parts(name: str, data: bytes) -> dict[str, bytes]:
    """Return the XML parts of a safe .xlsx workbook by path; raises InputError if unsafe."""
    check_size(name, data)
    if not data.startswith(_ZIP):
        raise InputError(f"{name}: not an Excel workbook, though its name says so")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries, directory = archive.infolist(), archive.start_dir
    except (zipfile.BadZipFile, ValueError, struct.error, OverflowError, NotImplementedError):
        raise InputError(f"{name}: a damaged or cut-off workbook; save it again") from None
    _check_directory(name, entries)
    spans = _spans(name, data, entries, directory)
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    tags = 0
    for entry, (start, end) in spans:
        content = _inflated(name, entry, data[start:end], left)
        left -= len(content)
        if content[:4] == _ZIP or content.startswith(_OLE):
            raise InputError(f"{name}: holds another file inside it ({entry.filename})")
        if entry.filename.lower().endswith((".xml", ".rels")):
            tags += content.count(b"<")
            if tags > MOST_TAGS:
                raise InputError(f"{name}: holds far more cells than a return does")
            _check_xml(name, entry.filename, content)
            parts[entry.filename] = content
    if "[Content_Types].xml" not in parts or "xl/workbook.xml" not in parts:
        raise InputError(f"{name}: a zip file that is not an Excel workbook")
    if b"macroenabled" in parts["[Content_Types].xml"].lower():
        raise InputError(f"{name}: holds macros; {_SAVE_AS}")
    return parts


def _check_directory(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise InputError(f"{name}: holds {len(entries)} parts; a workbook has under {MOST_ENTRIES}")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise InputError(_too_large(name))
    names = [entry.filename.lower() for entry in entries]
    if len(set(names)) < len(names):
        raise InputError(f"{name}: holds two parts of one name; save it again")
    for entry in entries:
        _check_name(name, entry)
        if entry.flag_bits & 0x1:
            raise InputError(f"{name}: protected by a password; save it without one")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise InputError(f"{name}: packed in a way that Excel does not use; save it again")
        if entry.file_size > _MB and entry.file_size > MOST_RATIO * entry.compress_size:
            raise InputError(_too_large(name))


def _check_name(name: str, entry: zipfile.ZipInfo) -> None:
    path = entry.orig_filename
    odd = path.startswith("/") or ".." in PurePosixPath(path).parts or "\\" in path
    if odd or ":" in path or any(ord(letter) < 32 for letter in path):
        raise InputError(f"{name}: holds a part with an unsafe name")
    if (entry.external_attr >> 16) & 0o170000 == 0o120000:
        raise InputError(f"{name}: holds a link in place of a part")
    for sign, what in _REFUSED_PARTS.items():
        if sign in path.lower():
            raise InputError(f"{name}: holds {what}; {_SAVE_AS}, without them")
    if path.lower().endswith((".zip", ".xlsx", ".docx", ".exe", ".dll", ".js", ".vbs")):
        raise InputError(f"{name}: holds another file inside it ({PurePosixPath(path).name})")


def _too_large(name: str) -> str:
    return f"{name}: unpacks to far more than a return holds (a zip bomb?); it was not opened"


def _spans(
    name: str, data: bytes, entries: list[zipfile.ZipInfo], directory: int
) -> list[tuple[zipfile.ZipInfo, tuple[int, int]]]:
    """Return where each entry's packed bytes are; raises InputError where entries share bytes."""
    damaged = InputError(f"{name}: a damaged or cut-off workbook; save it again")
    spans, free_from = [], 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        header = data[start : start + 30]
        if len(header) < 30 or header[:4] != _ZIP:
            raise damaged
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        first = start + 30 + name_length + extra_length
        if start < free_from or first + entry.compress_size > directory:
            raise InputError(f"{name}: its parts overlap or run past the end; save it again")
        local_name = data[start + 30 : start + 30 + name_length]
        if local_name != entry.orig_filename.encode(
            "utf-8" if entry.flag_bits & 0x800 else "cp437", "replace"
        ):
            raise damaged
        free_from = first + entry.compress_size
        spans.append((entry, (first, free_from)))
    return spans


def _inflated(name: str, entry: zipfile.ZipInfo, packed: bytes, most: int) -> bytes:
    """Return an entry's content; inflation stops at its declared size or at the limit `most`."""
    damaged = InputError(f"{name}: a damaged workbook ({entry.filename}); save it again")
    if entry.compress_type == zipfile.ZIP_STORED:
        content = packed
    else:
        inflater = zlib.decompressobj(-15)
        try:
            content = inflater.decompress(packed, min(entry.file_size, most) + 1)
        except zlib.error:
            raise damaged from None
        if len(content) <= entry.file_size and not inflater.eof:
            raise damaged
    if len(content) > most:
        raise InputError(_too_large(name))
    if len(content) > entry.file_size:
        raise InputError(f"{name}: a part is larger than it says (a zip bomb?); it was not opened")
    if len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise damaged
    return content


# ---- XML ----------------------------------------------------------------------------------


def _check_xml(name: str, part: str, content: bytes) -> None:
    """Refuse document types, entities, external links other than hyperlinks, and malformed XML."""

    def doctype(*_: object) -> None:
        raise InputError(f"{name}: its XML declares a document type or entities ({part})")

    def start(tag: str, attributes: dict[str, str]) -> None:
        outward = attributes.get("TargetMode", "").lower() == "external"
        if outward and not attributes.get("Type", "").lower().endswith("/hyperlink"):
            raise InputError(f"{name}: holds links to other files; {_SAVE_AS}, without them")

    # Only the small relations files can hold a link; checking each tag of a sheet is slow.
    handler = start if part.lower().endswith(".rels") else None
    parse_xml(name, part, content, start=handler, doctype=doctype)


def parse_xml(
    name: str,
    part: str,
    content: bytes,
    *,
    start: Callable[[str, dict[str, str]], None] | None = None,
    doctype: Callable[..., None] | None = None,
) -> None:
    """Run handlers over one XML part; raises InputError when it is not well-formed."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = start
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise InputError(f"{name}: a damaged workbook ({part}): {fault}") from None
