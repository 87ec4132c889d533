"""Publishers' workbooks, opened only when every part of them is well-formed XML."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from kpi.errors import InputError
from kpi.file_readers.limits import MOST_UNPACKED, parse_xml


def opened(path: Path) -> CalamineWorkbook:
    """Open the workbook at a path; raises InputError, one line, for a damaged one.

    The library that reads workbooks never returns for an .ods whose XML is cut short, so the
    parts are checked first.
    """
    try:
        _check(path)
        return CalamineWorkbook.from_path(path)
    except (
        CalamineError, OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError,
        RuntimeError, ValueError,
    ) as fault:  # fmt: skip
        raise InputError(f"{path.name}: not a readable workbook: {fault}") from fault


def _check(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = [part for part in archive.infolist() if part.filename.lower().endswith(".xml")]
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise InputError(f"{path.name}: not a readable workbook: far too large when unpacked")
        for part in parts:
            parse_xml(path.name, part.filename, archive.read(part))
