"""Publishers' files are read once a process: most builds of a run read the very same ones.

Reading, with its checks, is two thirds of a build. What is read depends on names and contents alone
and is not changed afterwards, so the same contents need no second look. Other contents, and files
that cannot be read, are read each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import ParamSpec, TypeVar

import pytest

from kpi.sources import lait, lait_dictionary
from kpi.sources.ees import reader

P = ParamSpec("P")
R = TypeVar("R")
_KEPT = 40  # more than a build reads, so that what a test made alone soon goes again


@contextmanager
def read_once() -> Iterator[None]:
    """An EES file, or a release of LAIT, of the same name and contents is not read again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "read", _once(reader.read, _ees_contents))
        patch.setattr(lait, "read", _once(lait.read, _lait_contents))
        yield


def _once(read: Callable[P, R], contents: Callable[P, str]) -> Callable[P, R]:
    found: dict[str, R] = {}

    def reading(*asked: P.args, **named: P.kwargs) -> R:
        key = contents(*asked, **named)
        if key not in found:
            made = read(*asked, **named)
            while len(found) >= _KEPT:
                del found[next(iter(found))]
            found[key] = made
        return found[key]

    return reading


def _ees_contents(path: Path) -> str:
    return _digest([path, path.with_name(f"{path.stem}.meta.csv")])


def _lait_contents(folder: Path, decided_in: Path | None = None) -> str:
    decisions = (decided_in or folder) / lait_dictionary.DECISIONS_FILE
    return _digest([*sorted(folder.glob("*")), decisions])


def _digest(paths: list[Path]) -> str:
    """The names and contents of files; a file that is not there is another content."""
    told = sha256()
    for path in paths:
        data = path.read_bytes() if path.is_file() else None
        told.update(repr((path.name, data and sha256(data).hexdigest())).encode())
    return told.hexdigest()
