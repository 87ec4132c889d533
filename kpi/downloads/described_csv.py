"""A CSV file of a command, written with the metadata of its columns beside it: both, or neither."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from kpi.downloads import csv_tables
from kpi.errors import InputError

SUFFIX = ".csv"


def metadata_of(path: Path) -> Path:
    """Return the file beside a CSV file in which its metadata stands: `FILE-metadata.json`."""
    return path.with_name(f"{path.name}{csv_tables.ENDING}")


def check(path: Path, *, is_forced: bool) -> None:
    """Check that a CSV file and its metadata can be written, before they are made.

    Raises InputError for a name that does not end in .csv, a folder that is not there, and, unless
    `is_forced`, where one of the two is there already.
    """
    if path.suffix.lower() != SUFFIX:
        raise InputError(f"{path} is not the name of a CSV file: it must end in {SUFFIX}")
    if not path.parent.is_dir():
        raise InputError(f"there is no folder {path.parent} to write {path.name} to")
    for each in (path, metadata_of(path)):
        if each.is_dir():
            raise InputError(f"{each} is a folder")
        if each.exists() and not is_forced:
            raise InputError(f"{each} is there already; --force writes over it")


def write(path: Path, parts: Iterable[bytes], describe: Callable[[str], bytes]) -> None:
    """Write the parts of a CSV file, and beside it what `describe` says of a file of its name.

    Both are written aside first. Raises InputError where they cannot be written; files that were
    there are then as they were.
    """
    metadata = metadata_of(path)
    new = {each: each.with_name(f".{each.name}.{os.getpid()}.new") for each in (path, metadata)}
    try:
        with new[path].open("wb") as to_csv:
            to_csv.writelines(parts)
        new[metadata].write_bytes(describe(path.name))
        for each, aside in new.items():
            aside.replace(each)
    except OSError as fault:
        raise InputError(f"{path} cannot be written: {fault.strerror}") from fault
    finally:
        for aside in new.values():
            with suppress(OSError):
                aside.unlink(missing_ok=True)
