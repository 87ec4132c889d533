"""The two-minute guide: its steps from `data/guide.toml`, with their pictures.

The pictures and `pictures.json` lie in `data/guide`; `python -m tools.picture_guide` makes both.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from kpi.errors import DefinitionError
from kpi.resources import DATA

FILE, FOLDER = DATA / "guide.toml", DATA / "guide"
LIST = "pictures.json"
ENDING = ".webp"


@dataclass(frozen=True)
class Shot:
    """How a picture is taken: of which view, which part of it, and its alternative text.

    `clip` is a CSS selector, or left, top, width and height; `alt` holds selectors in braces.
    """

    name: str
    address: str
    clip: str | tuple[int, int, int, int]
    alt: str


@dataclass(frozen=True)
class Picture:
    """A picture as taken: file name, size in pixels, alternative text, and a mark of its bytes.

    The mark goes into the address, so that a browser does not show an old picture. `narrow` is
    the same view as a phone shows it.
    """

    file: str
    width: int
    height: int
    alt: str
    mark: str
    narrow: Picture | None = None


@dataclass(frozen=True)
class Step:
    """A step of the guide; without a shot it has no picture."""

    title: str
    text: str
    shot: Shot | None


def read_steps(path: Path) -> tuple[Step, ...]:
    """The steps in order; raises DefinitionError naming what is missing."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        return tuple(_step(entry) for entry in raw["steps"])
    except (
        OSError,
        ArithmeticError,
        RecursionError,
        TypeError,
        ValueError,
    ) as fault:  # a bad TOML file too
        raise DefinitionError(f"{path.name} cannot be read: {fault}") from fault
    except KeyError as fault:
        raise DefinitionError(f"{path.name}: a step lacks {fault}") from fault


def read_pictures(folder: Path) -> dict[str, Picture]:
    """The pictures by the name of their shot; raises DefinitionError when the list is not whole."""
    try:
        raw = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {name: _picture(entry) for name, entry in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise DefinitionError(
            f"{LIST} cannot be read; 'python -m tools.picture_guide' makes it: {fault}"
        ) from fault


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """The steps that are shipped."""
    return read_steps(FILE)


@lru_cache(maxsize=1)
def pictures() -> dict[str, Picture]:
    """The pictures that are shipped."""
    return read_pictures(FOLDER)


def file(name: str) -> Path | None:
    """The file of a picture by its file name; None for any name that the list does not hold."""
    listed = {
        each.file
        for wide in pictures().values()
        for each in (wide, wide.narrow)
        if each is not None
    }
    return FOLDER / name if name in listed else None


def _picture(entry: dict[str, Any]) -> Picture:
    narrow = entry.get("narrow")
    return Picture(**{**entry, "narrow": Picture(**narrow) if narrow else None})


def _step(entry: dict[str, Any]) -> Step:
    if "picture" not in entry:
        return Step(entry["title"], entry["text"], None)
    clip = entry["clip"]
    if not isinstance(clip, str):
        left, top, width, height = map(int, clip)
        clip = (left, top, width, height)
    return Step(
        entry["title"],
        entry["text"],
        Shot(entry["picture"], entry["address"], clip, entry["alt"]),
    )
