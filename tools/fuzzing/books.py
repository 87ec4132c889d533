"""Small workbooks and tables as files, written by hand so that each part can be damaged."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from tools.fuzzing import mutate
from tools.fuzzing.mutate import Rows

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def encoded(text: str) -> bytes:
    """Return a text as bytes, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def as_csv(rows: Rows, separator: str = ",") -> bytes:
    """Return rows as a CSV file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    for row in rows:
        writer.writerow(row)
    return encoded(out.getvalue())


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdecimal()


def _shown(text: str) -> str:
    """Return a text for XML, with characters that XML cannot hold written as Excel does."""
    kept = "".join(
        sign if sign in "\t\n" or (ord(sign) >= 32 and not 0xD800 <= ord(sign) <= 0xDFFF
                                   and sign not in "\ufffe\uffff") else f"_x{ord(sign):04X}_"
        for sign in text
    )  # fmt: skip
    return escape(kept)


def sheet_xml(rows: Rows) -> bytes:
    """Return a worksheet: numbers as numbers, everything else as inline text."""
    out = [f'<worksheet xmlns="{_MAIN}"><sheetData>']
    for number, row in enumerate(rows, start=1):
        out.append(f'<row r="{number}">')
        for column, text in enumerate(row):
            place = f'r="{chr(65 + column) if column < 26 else "A" + chr(39 + column)}{number}"'
            if _is_number(text):
                out.append(f"<c {place}><v>{text}</v></c>")
            elif text:
                words = f'<is><t xml:space="preserve">{_shown(text)}</t></is>'
                out.append(f'<c {place} t="inlineStr">{words}</c>')
        out.append("</row>")
    out.append("</sheetData></worksheet>")
    return "".join(out).encode("utf-8")


def book_parts(sheets: Mapping[str, Rows]) -> dict[str, bytes]:
    """Return the parts of a workbook."""
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" '
        f'Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default '
        'Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f"{kinds}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{listed}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}'
        "</Relationships>",
    }
    made = {name: text.encode("utf-8") for name, text in parts.items()}
    for n, rows in enumerate(sheets.values(), start=1):
        made[f"xl/worksheets/sheet{n}.xml"] = sheet_xml(rows)
    return made


def ods_parts(sheets: Mapping[str, Rows]) -> dict[str, bytes]:
    """Return the parts of an OpenDocument sheet; dates such as 2025-03-31 are dates."""
    tables = []
    for name, rows in sheets.items():
        lines = []
        for row in rows:
            cells = []
            for text in row:
                is_day = len(text) == 10 and text[4:5] == "-" and text[7:8] == "-"
                value = f' office:date-value="{escape(text)}"' if is_day else ""
                kind = "date" if is_day else "string"
                cells.append(
                    f'<table:table-cell office:value-type="{kind}"{value}><text:p>{_shown(text)}'
                    "</text:p></table:table-cell>"
                )
            lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
        tables.append(f"<table:table table:name={quoteattr(name)}>{''.join(lines)}</table:table>")
    names = " ".join(
        f'xmlns:{short}="{_OPEN}:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_OPEN}:manifest:1.0"><manifest:file-entry '
        f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return {
        "mimetype": kind.encode(),
        "META-INF/manifest.xml": manifest.encode(),
        "content.xml": content.encode("utf-8", "replace"),
    }


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as one zip file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_VALUE = re.compile(rb'(?<==)"[^"]*"|(?<=>)[^<]+')


def with_odd_values(rng: random.Random, content: bytes) -> bytes:
    """Return well-formed XML with up to three attributes or texts replaced."""
    for _ in range(rng.randrange(1, 4)):
        places = list(_VALUE.finditer(content))
        if not places:
            break
        place = rng.choice(places)
        good = place[0].strip(b'"').decode("utf-8", "replace")
        odd = _shown(mutate.text(rng, good)[:6_000])
        new = quoteattr(odd.replace("&", "")) if place[0].startswith(b'"') else odd
        content = content[: place.start()] + new.encode("utf-8") + content[place.end() :]
    return content


def harmed(rng: random.Random, parts: Mapping[str, bytes]) -> bytes:
    """Return a zip with one part changed, missing or doubled, or with its own bytes changed."""
    changed = dict(parts)
    name = rng.choice(list(changed))
    match rng.randrange(9):
        case 0:
            return mutate.octets(rng, zipped(parts))
        case 1:
            del changed[name]
        case 2:
            changed[mutate.text(rng, name).replace("\0", "") or "x"] = changed[name]
        case 3 | 4 | 5:
            changed[name] = mutate.octets(rng, changed[name])
        case _:
            changed[name] = with_odd_values(rng, changed[name])
    try:
        return zipped(changed)
    except (ValueError, UnicodeError):  # a name that a zip file cannot have
        return zipped(parts)[: rng.randrange(1, 2_000)]


def table_book(
    rng: random.Random, sheets: Mapping[str, Rows], *, ods: bool = False, head: int = 1
) -> bytes:
    """Return a workbook with damage in its cells or, less often, in its parts."""
    make = ods_parts if ods else book_parts
    if rng.random() < 0.25:
        return harmed(rng, make(sheets))
    name = rng.choice(list(sheets))
    return zipped(make({**sheets, name: mutate.rows(rng, sheets[name], head=head)}))


def read_rows(data: bytes, most: int, needed: Sequence[str] = ()) -> Rows:
    """Return the header and first rows of a CSV file, rows with a required word first."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    chosen = [row for row in rows[1:] if any(word in row for word in needed)] if needed else []
    return [rows[0], *(chosen or rows[1:])[:most]]
