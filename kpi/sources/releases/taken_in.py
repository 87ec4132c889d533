"""Releases that were taken in after the shipped ones: their folders, and which is in force.

`releases/<source>/<number>/` holds a release's files with `release.toml`, which says what it is,
when it came and what it changed; `releases/<source>/CURRENT` names the number in force and is
replaced in one step. Numbers carry no date: nothing is read out of a folder's name.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl
import tomlkit

from kpi import settings
from kpi.errors import InputError
from kpi.store.snapshots import file_digest
from kpi.toml_files import FilledText, Text, TomlModel, load_toml

FOLDER = "releases"
POINTER = "CURRENT"
ABOUT_FILE = "release.toml"
REVISIONS_FILE = "revisions.parquet"
FIRSTS_FILE = "first-taken-in.parquet"
FIRSTS = pl.Schema(
    {
        "of": pl.String,  # indicator | measure
        "name": pl.String,
        "leg": pl.String,
        "period_kind": pl.String,
        "period_start": pl.Date,
        "period_end": pl.Date,
    }
)
"""The periods whose first figures came with a release, as its own folder says them."""


class ReleaseCountsTable(TomlModel):
    """How much a release changed when it was taken in."""

    measures_added: int
    measures_gone: int
    measures_renamed: int
    series_moved: int
    values_added: int
    values_changed: int
    values_gone: int


class ReleaseFile(TomlModel):
    """The content of `release.toml`."""

    source: FilledText
    edition: FilledText
    published: date | None = None
    taken_in: date
    origin: FilledText
    reason: Text = ""
    counts: ReleaseCountsTable
    files: dict[str, str]


@dataclass(frozen=True)
class TakenInRelease:
    """A release that was taken in: its folder, what it is, and what it changed.

    `reason` is why it was taken in beyond the limits of its source, or empty.
    """

    source: str
    folder: Path
    edition: str
    published: date | None
    day: date
    origin: str
    reason: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


def place(inputs: Path) -> Path:
    """Return the folder of such releases: in `KPI_DATA`'s inputs, else in the inputs read."""
    own = settings.council_folder()
    return (own / "inputs" if own else inputs) / FOLDER


def current(base: Path) -> dict[str, TakenInRelease]:
    """Return the release in force of each source that has one, by source.

    Raises InputError where a release is damaged: a file is gone or is not as it was taken in.
    """
    releases = {}
    for pointer in sorted(base.glob(f"*/{POINTER}")):
        number = _number(pointer)
        taken = _read(pointer.parent / str(number), pointer.parent.name)
        releases[taken.source] = taken
    return releases


def history(base: Path, newest: TakenInRelease) -> Iterator[TakenInRelease]:
    """Yield the releases of a source that were taken in, oldest first, to the newest given.

    To the one in force where that is not kept in `base`.
    """
    folder = base / newest.source
    if newest.folder.parent == folder:
        last = int(newest.folder.name)
    else:
        pointer = folder / POINTER
        last = _number(pointer) if pointer.exists() else 0
    for number in range(1, last + 1):
        yield _read(folder / str(number), newest.source)


def before(taken: TakenInRelease) -> TakenInRelease | None:
    """Return the release before one that was taken in; None where that is the shipped one."""
    number = int(taken.folder.name) - 1
    return _read(taken.folder.parent / str(number), taken.source) if number else None


def revisions(taken: TakenInRelease) -> pl.DataFrame:
    """Return the cells that a release changed (`release_comparison.CELLS`); InputError if bad."""
    path = taken.folder / REVISIONS_FILE
    try:
        return pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{_label(path)}: not a readable Parquet file: {error}") from error


def firsts(taken: TakenInRelease) -> pl.DataFrame:
    """Return the periods that first came with a release (`FIRSTS`); InputError for a bad file.

    None of a release that was taken in before they were recorded.
    """
    path = taken.folder / FIRSTS_FILE
    if not path.exists():
        return pl.DataFrame(schema=FIRSTS)
    try:
        return pl.read_parquet(path).select(FIRSTS.names()).cast(FIRSTS)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{_label(path)}: not a readable Parquet file: {error}") from error


def keep(
    staged: Path, base: Path, about: TakenInRelease, revised: pl.DataFrame, first: pl.DataFrame
) -> TakenInRelease:
    """Copy a staged release into the next number of its source; returns it, not yet in force.

    `revised` are the cells that it changed, `first` the periods that came with it (`FIRSTS`).
    Written under another name and renamed when it is whole. A release of that number, which was
    gone back from or never came in force, is put aside as `2.aside-1`. Raises InputError where the
    folder cannot be written.
    """
    folder = base / about.source
    try:
        folder.mkdir(parents=True, exist_ok=True)
        pointer = folder / POINTER
        number = (_number(pointer) if pointer.exists() else 0) + 1
        aside, target = folder / f"{number}.partial", folder / str(number)
        if aside.exists():  # of an attempt that was cut off
            shutil.rmtree(aside)
        if target.exists():
            target.rename(_free(folder, f"{number}.aside"))
        shutil.copytree(staged, aside)
        revised.write_parquet(aside / REVISIONS_FILE)
        first.write_parquet(aside / FIRSTS_FILE)
        (aside / ABOUT_FILE).write_text(_toml(about, aside), encoding="utf-8")
        aside.rename(target)
    except OSError as error:
        raise InputError(f"{_label(folder)}: cannot be written: {error.strerror}") from error
    return _read(target, about.source)


def _free(folder: Path, name: str) -> Path:
    """Return a path in a folder that is not taken: `name` with the first free number."""
    return next(
        path for number in itertools.count(1) if not (path := folder / f"{name}-{number}").exists()
    )


def put_in_force(taken: TakenInRelease) -> None:
    """Make a kept release the one in force, in one step."""
    pointer = taken.folder.parent / POINTER
    aside = pointer.with_suffix(".partial")
    aside.write_text(f"{taken.folder.name}\n", encoding="utf-8")
    aside.replace(pointer)


def put_out_of_force(taken: TakenInRelease) -> None:
    """Make the release before a kept one the one in force, in one step."""
    earlier = before(taken)
    if earlier:
        put_in_force(earlier)
    else:
        (taken.folder.parent / POINTER).unlink()


# ---- parts --------------------------------------------------------------------------------


def _number(pointer: Path) -> int:
    text = pointer.read_text(encoding="utf-8").strip()
    if not (text.isascii() and text.isdigit()):
        raise InputError(f"{_label(pointer)}: '{text[:40]}' is not the number of a release")
    return int(text)


def _read(folder: Path, source: str) -> TakenInRelease:
    about = load_toml(folder / ABOUT_FILE, ReleaseFile, error=InputError)
    if about.source != source:
        raise InputError(f"{_label(folder / ABOUT_FILE)}: is of {about.source}, not of {source}")
    for name, digest in about.files.items():
        path = folder / name
        if not path.is_file() or file_digest(path) != digest:
            raise InputError(
                f"{_label(path)}: is not as it was taken in on {about.taken_in}. Restore it, or "
                f"name an earlier release in {source}/{POINTER}"
            )
    return TakenInRelease(
        source, folder, about.edition, about.published, about.taken_in, about.origin,
        about.reason, about.counts.model_dump(),
    )  # fmt: skip


def _toml(about: TakenInRelease, folder: Path) -> str:
    content = {
        "source": about.source,
        "edition": about.edition,
        **({"published": about.published} if about.published else {}),
        "taken_in": about.day,
        "origin": about.origin,
        "reason": about.reason,
        "counts": dict(about.counts),
        "files": {
            path.relative_to(folder).as_posix(): file_digest(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    return tomlkit.dumps(content)


def _label(path: Path) -> str:
    return "/".join(path.parts[-3:])
