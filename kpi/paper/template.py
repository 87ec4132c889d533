"""The committee paper's own wording from `data/paper.toml`: title, title block, implications.

It is wording, not data, so it lies beside the code and is not part of a snapshot.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi.errors import DefinitionError
from kpi.resources import DATA

FILE = DATA / "paper.toml"
_LISTS = {"fields": ("name", "text"), "implications": ("heading", "instruction")}
_TEXTS = ("title", "subject")


@dataclass(frozen=True)
class Template:
    """Title, subject, the lines of the title block, and headings with what to write there."""

    title: str
    subject: str
    fields: tuple[tuple[str, str], ...]
    implications: tuple[tuple[str, str], ...]


def read(path: Path) -> Template:
    """A template file, checked; raises DefinitionError that names every fault in it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DefinitionError(f"{path.name}: there is no such file") from None
    except (OSError, ValueError, RecursionError) as fault:
        raise DefinitionError(f"{path.name} is not valid TOML: {fault}") from fault
    faults = [f"'{key}' is not known" for key in raw if key not in (*_TEXTS, *_LISTS)]
    faults += [f"'{key}' is missing or empty" for key in _TEXTS if not _is_text(raw.get(key))]
    lists = {name: _entries(raw, name, faults) for name in _LISTS}
    headings = [heading for heading, _ in lists["implications"]]
    faults += [
        f"the heading '{heading}' is there twice"
        for heading in dict.fromkeys(headings)
        if headings.count(heading) > 1
    ]
    faults += [
        f"the instruction of '{heading}' does not stand in square brackets"
        for heading, text in lists["implications"]
        if not (text.startswith("[") and text.endswith("]"))
    ]
    if faults:
        raise DefinitionError(f"{path.name}: {'; '.join(faults)}")
    return Template(raw["title"], raw["subject"], lists["fields"], lists["implications"])


@lru_cache(maxsize=1)
def template() -> Template:
    """The template that is shipped; raises DefinitionError when it is not right."""
    return read(FILE)


def _entries(raw: Mapping[str, Any], name: str, faults: list[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of a list of tables; what is wrong with it goes to `faults`."""
    wanted = _LISTS[name]
    found = raw.get(name, [])
    if not isinstance(found, list) or not found:
        faults.append(f"'{name}' holds nothing")
        return ()
    pairs: list[tuple[str, str]] = []
    for number, entry in enumerate(found, start=1):
        if not isinstance(entry, dict) or set(entry) != set(wanted):
            faults.append(f"entry {number} of '{name}' needs exactly {' and '.join(wanted)}")
        elif not all(_is_text(entry[key]) for key in wanted):
            faults.append(f"entry {number} of '{name}' has an empty text")
        else:
            pairs.append((entry[wanted[0]], entry[wanted[1]]))
    return tuple(pairs)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
