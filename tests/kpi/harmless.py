"""Files that people take away, taken apart: nothing in them acts."""

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import openpyxl

from tests.kpi import hostile

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ACTS = ("hyperlink", "fldSimple", "object", "altChunk", "smartTag", "pict", "sdt")


def harmless_csv(data: bytes, texts: Sequence[bool]) -> list[str]:
    """No text starts as a formula or holds what is not seen; returns the texts, row by row.

    `texts` says which columns hold text.
    """
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))
    cells = [cell for row in rows[1:] for cell, is_text in zip(row, texts, strict=True) if is_text]
    assert [cell for cell in cells if hostile.starts_as_formula(cell)] == []
    assert hostile.unseen_in("".join(cells)) == []
    return cells


def harmless_workbook(data: bytes) -> list[str]:
    """No formula, link, or part that leads out; returns the texts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not any(part in name.lower() for part in ("external", "vba", "activex", "embed"))
            content = archive.read(name)
            ElementTree.fromstring(content)
            assert b"TargetMode=" not in content
            assert b"<hyperlink" not in content
            assert b"<f>" not in content
            assert b"<f " not in content
    texts = []
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
                if isinstance(cell.value, str):
                    texts.append(cell.value)
    assert hostile.unseen_in("".join(texts)) == []
    return texts


def harmless_paper(data: bytes) -> str:
    """Valid XML, no field but ours, no link, nothing that leads out; returns the text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            root = ElementTree.fromstring(content)
            assert b"TargetMode=" not in content, name
            assert [tag for tag in _ACTS for _ in root.iter(f"{_WORD}{tag}")] == [], name
    root = ElementTree.fromstring(parts["word/document.xml"])
    codes = {str(tag.text).split()[0] for tag in root.iter(f"{_WORD}instrText")}
    assert codes == {"SEQ", "REF"}
    told = "".join(str(tag.text) for tag in root.iter(f"{_WORD}t"))
    assert hostile.unseen_in(told) == []
    return told
