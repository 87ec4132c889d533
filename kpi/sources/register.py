"""What `sources.toml` says: each source as people see it, and the folder it is read from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from kpi.errors import InputError
from kpi.model import schemas

RETURN = "illustrative-return"


@dataclass(frozen=True)
class Register:
    """What `sources.toml` says: the table `sources`, each source's folder, whose return it is."""

    table: pl.DataFrame
    folders: dict[str, Path]
    return_area: str


NEEDED = (
    "dfe-lait", "dfe-sen2", "dfe-cin", "dfe-exclusions-estimate", "ofsted-ilacs",
    "ons-population", RETURN,
)  # fmt: skip


def read(inputs: Path) -> Register:
    """The register of a folder of inputs; raises InputError naming every fault in it."""
    path = inputs / "sources.toml"
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise InputError(f"{path.name} cannot be read: {fault}") from fault
    shown = set(schemas.SOURCES.names()) - {"source", "published"}
    faults = [f"no source '{name}'" for name in NEEDED if name not in raw]
    for name, about in raw.items():
        if not isinstance(about, dict):
            faults.append(f"'{name}' is not a source")
            continue
        needed = {*shown, "folder"} if name in NEEDED else shown
        missing = sorted(key for key in needed if not isinstance(about.get(key), str))
        if missing:
            faults.append(f"source '{name}' lacks {', '.join(missing)}")
        if type(about.get("published")) not in (date, type(None)):
            faults.append(f"source '{name}': published is not a day")
    if not isinstance(raw.get(RETURN), dict) or "area" not in raw[RETURN]:
        faults.append(f"source '{RETURN}' lacks area, the code of the council whose return it is")
    if faults:
        raise InputError(f"{path.name}: {'; '.join(faults)}")
    rows = [
        {
            "source": name,
            **{key: about[key] for key in shown},
            "published": about.get("published"),
        }
        for name, about in raw.items()
    ]
    return Register(
        pl.DataFrame(rows, schema=schemas.SOURCES),
        {name: inputs / raw[name]["folder"] for name in NEEDED},
        str(raw[RETURN]["area"]),
    )
