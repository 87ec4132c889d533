"""The register of sources, `sources.toml`: each source's public details and its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import ConfigDict

from kpi.errors import InputError
from kpi.model import schemas
from kpi.toml_files import CrossRule, FilledText, Text, TomlModel, load_toml

RETURN = "illustrative-return"


@dataclass(frozen=True)
class Register:
    """The table `sources`, each source's folder, and the authority of the shipped return."""

    table: pl.DataFrame
    folders: dict[str, Path]
    return_area: str


NEEDED = (
    "dfe-lait", "dfe-sen2", "dfe-cin", "dfe-exclusions-estimate", "ofsted-ilacs",
    "ons-population", RETURN,
)  # fmt: skip


class SourceTable(TomlModel):
    """One source of the file: its details for readers, and the folder it is read from."""

    title: FilledText
    publisher: FilledText
    edition: Text
    published: date | None = None
    licence: Text
    status: FilledText
    link: Text
    note: Text
    folder: Text = ""
    area: Text = ""


class SourcesFile(TomlModel):
    """The content of `sources.toml`: one table per source, by its name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SourceTable]


def read(inputs: Path, own: Path | None = None) -> Register:
    """Return the register of a folder of inputs; raises InputError naming every fault in it.

    `own` is the folder of a council's own comparators, where a `sources.toml` may add sources.
    """
    rules = [CrossRule((name,), partial(_needed, name=name)) for name in NEEDED]
    file = load_toml(inputs / "sources.toml", SourcesFile, rules=rules, error=InputError)
    sources = dict(file.__pydantic_extra__)
    if own is not None and (own / "sources.toml").is_file():
        added = load_toml(own / "sources.toml", SourcesFile, error=InputError).__pydantic_extra__
        taken = [name for name in added if name in sources]
        if taken:
            raise InputError(
                f"{own.name}/sources.toml: {', '.join(taken)} is the name of a shipped source; "
                "use another"
            )
        sources |= added
    rows = [
        {
            "source": name,
            **{key: getattr(about, key) for key in schemas.SOURCES.names() if key != "source"},
        }
        for name, about in sources.items()
    ]
    return Register(
        pl.DataFrame(rows, schema=schemas.SOURCES),
        {name: inputs / sources[name].folder for name in NEEDED},
        sources[RETURN].area,
    )


def _needed(raw: Mapping[str, Any], name: str) -> Iterator[str]:
    if name not in raw:
        yield f"no source '{name}'"
    elif not raw[name].get("folder"):
        yield f"source '{name}' lacks folder"
    elif name == RETURN and not raw[name].get("area"):
        yield f"source '{name}' lacks area, the code of the council whose return it is"
