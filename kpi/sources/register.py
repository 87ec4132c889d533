"""The register of sources, `sources.toml`: each source's public details and its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import polars as pl
from pydantic import ConfigDict, Field

from kpi.errors import InputError
from kpi.model import schemas
from kpi.model.schemas import ILLUSTRATIVE_RETURN
from kpi.sources.releases import taken_in
from kpi.sources.releases.release_limits import ReleaseLimits
from kpi.sources.releases.taken_in import TakenInRelease
from kpi.toml_files import CrossRule, FilledText, Text, TomlModel, load_toml

LAIT = "dfe-lait"
OFSTED = "ofsted-ilacs"


@dataclass(frozen=True)
class Register:
    """The table `sources`, each source's folder, and the authority of the shipped return.

    `shipped` are the folders of `sources.toml`; in `folders` those of releases that were taken in
    (`taken`) replace them. `limits` says how much a release may change without a reason,
    `addresses` where the newest one is. `neighbour_models` are the models of LAIT's workbooks of
    neighbours whose names do not say them, by file name.
    """

    table: pl.DataFrame
    folders: dict[str, Path]
    return_area: str
    shipped: dict[str, Path] = field(default_factory=dict)
    taken: dict[str, TakenInRelease] = field(default_factory=dict)
    limits: dict[str, ReleaseLimits] = field(default_factory=dict)
    addresses: dict[str, ReleaseAddress] = field(default_factory=dict)
    neighbour_models: dict[str, str] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        """Return the path of a file named as in definitions: by its shipped folder."""
        folder, _, rest = name.partition("/")
        source = next((s for s, each in self.shipped.items() if each.name == folder), None)
        if rest and source in self.taken:
            return self.taken[source].folder / rest
        inputs = next(iter(self.shipped.values())).parent
        return inputs / name


NEEDED = (
    LAIT, "dfe-sen2", "dfe-cin", "dfe-exclusions-estimate", OFSTED,
    "ons-population", ILLUSTRATIVE_RETURN,
)  # fmt: skip


@dataclass(frozen=True)
class ReleaseAddress:
    """Where a source's newest release is.

    `files` are addresses by the name a file gets; `sha256` what some of them must be. `data_sets`
    are ids of the EES API at `api`, by the name that the file gets.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)
    api: str = ""
    data_sets: Mapping[str, str] = field(default_factory=dict)


ModelMonth = Annotated[str, Field(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_. -]*$")]


class AddressTable(TomlModel):
    """Where a source's newest release is: `[SOURCE.address]`; files by name, or ids of the API."""

    files: dict[FileName, FilledText] = Field(default_factory=dict)
    sha256: dict[FileName, FilledText] = Field(default_factory=dict)
    api: Text = ""
    data_sets: dict[FileName, FilledText] = Field(default_factory=dict)


class LimitsTable(TomlModel):
    """How much a source's release may change: `[SOURCE.limits]`."""

    values_changed: Annotated[float, Field(ge=0, le=1)] = ReleaseLimits.values_changed
    measures_gone: Annotated[int, Field(ge=0, le=100_000)] = ReleaseLimits.measures_gone
    series_moved: Annotated[int, Field(ge=0, le=100_000)] = ReleaseLimits.series_moved
    home_values_gone: Annotated[float, Field(ge=0, le=1)] = ReleaseLimits.home_values_gone


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
    limits: LimitsTable | None = None
    address: AddressTable | None = None
    neighbour_models: dict[FilledText, ModelMonth] = Field(default_factory=dict)


class SourcesFile(TomlModel):
    """The content of `sources.toml`: one table per source, by its name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, SourceTable]


def read(
    inputs: Path,
    own: Path | None = None,
    staged: Mapping[str, TakenInRelease | None] | None = None,
) -> Register:
    """Return the register of a folder of inputs; raises InputError naming every fault in it.

    `own` is the folder of a council's own comparators, where a `sources.toml` may add sources.
    `staged` are releases to read as if they had been taken in; None for the shipped one.
    """
    rules = [CrossRule((name,), partial(_needed, name=name)) for name in NEEDED]
    file = load_toml(inputs / "sources.toml", SourcesFile, rules=rules, error=InputError)
    sources = dict(file.__pydantic_extra__)
    if own is not None and (own / "sources.toml").is_file():
        try:
            file = load_toml(own / "sources.toml", SourcesFile, error=InputError)
        except InputError as fault:  # there are two of that name
            raise InputError(f"{own.name}/{fault}") from fault
        added = file.__pydantic_extra__
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
    known = {**taken_in.current(taken_in.place(inputs)), **(staged or {})}
    in_use = {name: each for name, each in known.items() if each is not None}
    shipped = {name: inputs / about.folder for name, about in sources.items() if about.folder}
    in_force = {name: each.folder for name, each in in_use.items()}
    return Register(
        _of_editions(pl.DataFrame(rows, schema=schemas.SOURCES), in_use),
        {name: in_force.get(name, shipped[name]) for name in NEEDED},
        sources[ILLUSTRATIVE_RETURN].area,
        shipped,
        in_use,
        {
            name: ReleaseLimits(**about.limits.model_dump())
            for name, about in sources.items()
            if about.limits
        },
        {
            name: ReleaseAddress(**about.address.model_dump())
            for name, about in sources.items()
            if about.address
        },
        sources[LAIT].neighbour_models,
    )


def _of_editions(table: pl.DataFrame, taken: Mapping[str, TakenInRelease]) -> pl.DataFrame:
    """Return the sources with edition and day of the releases that were taken in."""
    name = pl.col("source")
    editions = {source: each.edition for source, each in taken.items()}
    days = {source: each.published for source, each in taken.items()}
    is_taken = name.is_in(list(taken))
    return table.with_columns(
        edition=name.replace_strict(editions, default=pl.col("edition"), return_dtype=pl.String),
        published=pl.when(is_taken)
        .then(name.replace_strict(days, default=None, return_dtype=pl.Date))
        .otherwise("published"),
    )


def _needed(raw: Mapping[str, Any], name: str) -> Iterator[str]:
    if name not in raw:
        yield f"no source '{name}'"
    elif not raw[name].get("folder"):
        yield f"source '{name}' lacks folder"
    elif name == ILLUSTRATIVE_RETURN and not raw[name].get("area"):
        yield f"source '{name}' lacks area, the code of the council whose return it is"
