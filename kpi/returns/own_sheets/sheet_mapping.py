"""The mapping file: what a council's own sheets call our indicators, periods and columns.

Every entry is a text of the sheet and what it means. An entry that begins with a question mark is
a proposal that nobody has confirmed: nothing is read by it (`docs/publishing.md`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from pydantic import Field

from kpi.errors import InputError
from kpi.resources import DATA
from kpi.returns.typed_cells import RETURNED_STATUSES
from kpi.settings import council_folder
from kpi.toml_files import Listed, Text, TomlModel, load_toml

ROWS, COLUMNS = "a row an indicator", "a column an indicator"
LEAVE_OUT, SHARES, AS_THEY_ARE = "leave out", "shares of 1", "as they are"
NAME = "name"
OF_PERIOD = ("value", "numerator", "denominator", "status", "note")
OF_TARGET = ("target", "target_upper", "intervention_level", "intervention_upper", "rationale")
OF_COMMENT = ("what_happened", "why", "action", "owner_role", "due")
MEANINGS = (NAME, *OF_PERIOD, *OF_TARGET, *OF_COMMENT, LEAVE_OUT)
"""What a heading without a period of its own may mean."""
PARTS = ("headings", "periods", "indicators", "figures")
_LARGEST = 500_000
_ASKED = "?"


@dataclass(frozen=True)
class OwnSheet:
    """How one sheet is read; each mapping is from a text of the sheet to its meaning."""

    name: str
    layout: str = ROWS
    data_status: str = "provisional"
    is_left_out: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)
    periods: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """The part and text of every entry that nobody has confirmed."""
        if self.is_left_out:
            return ()
        return tuple(
            (part, text)
            for part in PARTS
            for text, meaning in getattr(self, part).items()
            if is_asked(meaning)
        )


def is_asked(meaning: str) -> bool:
    """Return whether an entry is a proposal that nobody has confirmed."""
    return meaning.startswith(_ASKED)


def asked(meaning: str) -> str:
    """Return a meaning as a proposal; of "" one that has to be chosen."""
    return f"{_ASKED} {meaning}".strip()


def proposed(meaning: str) -> str:
    """Return what an entry means or proposes; "" where it has to be chosen."""
    return meaning.removeprefix(_ASKED).strip()


def confirmed(sheet: OwnSheet) -> OwnSheet:
    """Return a sheet with every proposal taken; what has to be chosen stays a question."""
    headings, periods, indicators, figures = (
        {text: proposed(m) or m for text, m in getattr(sheet, part).items()} for part in PARTS
    )
    return replace(
        sheet, headings=headings, periods=periods, indicators=indicators, figures=figures
    )


# ---- the file ------------------------------------------------------------------------------


class _SheetTable(TomlModel):
    name: Text
    layout: Literal["a row an indicator", "a column an indicator"] = "a row an indicator"
    data_status: Literal["illustrative", "provisional", "published"] = "provisional"
    leave_out: bool = False
    headings: dict[str, str] = Field(default_factory=dict)
    periods: dict[str, str] = Field(default_factory=dict)
    indicators: dict[str, str] = Field(default_factory=dict)
    figures: dict[str, str] = Field(default_factory=dict)


class _MappingFile(TomlModel):
    sheet: Listed[_SheetTable]


def kept_file() -> Path:
    """Return where the council's mapping is kept: beside its definitions, as `mapping.toml`."""
    return (council_folder() or DATA) / "mapping.toml"


def mapping_file_of(sheet: Path) -> Path:
    """Return the mapping file that belongs to one workbook or CSV file."""
    return sheet.with_name(f"{sheet.stem}.mapping.toml")


def kept() -> tuple[OwnSheet, ...]:
    """Return the sheets of the council's own mapping; none where it has none."""
    path = kept_file()
    return read(path) if path.is_file() else ()


def read(path: Path) -> tuple[OwnSheet, ...]:
    """Return the sheets of a mapping file; raises InputError that names every fault in it."""
    try:
        size = path.stat().st_size
    except OSError as fault:
        raise InputError(f"{path.name}: cannot be read ({fault.strerror})") from fault
    if size > _LARGEST:
        raise InputError(f"{path.name}: larger than a mapping file may be")
    mapping = load_toml(path, _MappingFile, error=InputError)
    sheets = tuple(
        OwnSheet(
            each.name, each.layout, each.data_status, each.leave_out,
            each.headings, each.periods, each.indicators, each.figures,
        )
        for each in mapping.sheet
    )  # fmt: skip
    for sheet in sheets:
        _check(path.name, sheet)
    return sheets


def _check(file: str, sheet: OwnSheet) -> None:
    """Raise InputError for a meaning that is none."""
    for text, meaning in sheet.headings.items():
        if proposed(meaning) not in (*MEANINGS, ""):
            raise InputError(
                f"{file}: sheet '{sheet.name}', headings, '{text}' is '{meaning[:60]}', "
                f"expected one of {', '.join(MEANINGS)}"
            )
    for text, meaning in sheet.figures.items():
        if proposed(meaning) not in (SHARES, AS_THEY_ARE, ""):
            raise InputError(
                f"{file}: sheet '{sheet.name}', figures, '{text}' is '{meaning[:60]}', "
                f"expected '{SHARES}' or '{AS_THEY_ARE}'"
            )


_HEAD = f"""\
# How the council's own sheets are read as a return (docs/publishing.md, "Your own sheet").
#
# On the left a text of the sheet, on the right what it means. A meaning that begins with ? is a
# proposal: take the question mark away to confirm it, or write another meaning. Nothing is read
# while one is left. "{LEAVE_OUT}" leaves a row or column out.
"""
_ABOUT = {
    "headings": f"Columns without a period. One of: {', '.join(MEANINGS)}.",
    "periods": "Headings that name a period. A further one written the same way needs no entry.",
    "indicators": "Names in the sheet, and the ids of our indicators.",
    "figures": f'Percentages written as fractions of 1 (0.894 for 89.4%): "{SHARES}".',
}


def text_of(sheets: Iterable[OwnSheet], remarks: Mapping[tuple[str, str, str], str]) -> str:
    """Return the mapping file of some sheets.

    `remarks` are comments by sheet, part and text, such as how sure a proposal is.
    """
    lines = [_HEAD]
    for sheet in sheets:
        lines += ["[[sheet]]", f"name = {_quoted(sheet.name)}"]
        if sheet.is_left_out:
            lines += ["leave_out = true", ""]
            continue
        lines += [
            f"layout = {_quoted(sheet.layout)}  # or {_quoted(_other(sheet.layout))}",
            f"data_status = {_quoted(sheet.data_status)}  # {', '.join(RETURNED_STATUSES)}",
        ]
        for part in PARTS:
            entries = getattr(sheet, part)
            if not entries:
                continue
            lines += ["", f"# {_ABOUT[part]}", f"[sheet.{part}]"]
            for text, meaning in entries.items():
                remark = " ".join(remarks.get((sheet.name, part, text), "").split())
                line = f"{_quoted(text)} = {_quoted(meaning)}"
                lines.append(f"{line}  # {remark}" if remark else line)
        lines.append("")
    return "\n".join(lines)


def _other(layout: str) -> str:
    return COLUMNS if layout == ROWS else ROWS


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's escapes are TOML's, but for the delete sign."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def keep(sheets: Iterable[OwnSheet]) -> Path:
    """Write sheets into the council's mapping, in place of those of their name; returns the file.

    Raises InputError where it cannot be written.
    """
    path = kept_file()
    new = {sheet.name: sheet for sheet in sheets}
    whole = {sheet.name: sheet for sheet in kept()} | new
    write(path, text_of(whole.values(), {}))
    return path


def write(path: Path, text: str) -> None:
    """Write a mapping file at once or not at all; raises InputError where that fails."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as fault:
        with suppress(OSError):
            aside.unlink()
        raise InputError(f"{path.name}: cannot be written ({fault.strerror})") from fault
