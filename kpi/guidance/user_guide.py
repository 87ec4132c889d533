"""The two-minute guide: its steps from `data/guide.toml`, with their images.

The images and `pictures.json` are in `data/guide`; `python -m tools.picture_guide` makes both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, Strict

from kpi import settings
from kpi.errors import DefinitionError
from kpi.model.snapshot import Snapshot
from kpi.resources import DATA
from kpi.toml_files import CrossRule, FilledList, FilledText, Otherwise, Text, TomlModel, load_toml

FILE, FOLDER = DATA / "guide.toml", DATA / "guide"
LIST = "pictures.json"
ENDING = ".webp"
DESK = 1280  # pixels: the width of a window, where a picture asks for no other


@dataclass(frozen=True)
class PictureRequest:
    """How an image is taken: the view, the part of it, and its alternative text.

    `clip` is a CSS selector, or left, top, width and height; `alt` holds selectors in braces.
    `window` is the width of the window in pixels.
    """

    name: str
    address: str
    clip: str | tuple[int, int, int, int]
    alt: str
    window: int


@dataclass(frozen=True)
class Picture:
    """An image as taken: file name, size in pixels, alternative text, and a hash of its bytes.

    The hash is part of the address, so that a browser does not show an old image. `narrow` is
    the same view on a phone.
    """

    file: str
    width: int
    height: int
    alt: str
    mark: str
    narrow: Picture | None = None


@dataclass(frozen=True)
class Step:
    """A step of the guide; without a shot it has no image."""

    title: str
    text: str
    shot: PictureRequest | None


class StepTable(TomlModel):
    """One [[steps]] of the file: the step's texts, and how its image is taken."""

    title: FilledText
    text: FilledText
    picture: Text = ""
    address: Text = ""
    clip: Annotated[
        FilledText | Annotated[tuple[int, int, int, int], Strict(False)],
        Otherwise("not a CSS selector, nor left, top, width and height"),
    ] = ""
    alt: Text = ""
    window: Annotated[int, Field(ge=320, le=DESK)] = DESK

    @property
    def step(self) -> Step:
        """Return the step as the guide shows it."""
        shot = (
            PictureRequest(self.picture, self.address, self.clip, self.alt, self.window)
            if self.picture
            else None
        )
        return Step(self.title, self.text, shot)


class GuideFile(TomlModel):
    """The content of `data/guide.toml`."""

    steps: FilledList[StepTable]


def read_steps(path: Path) -> tuple[Step, ...]:
    """Return the steps in order; raises DefinitionError that names every fault in the file."""
    file = load_toml(path, GuideFile, rules=(CrossRule(("steps",), _pictured),))
    return tuple(each.step for each in file.steps)


def _pictured(raw: Mapping[str, Any]) -> Iterator[str]:
    for number, entry in enumerate(raw["steps"], 1):
        for key in ("address", "clip", "alt") if entry.get("picture") else ():
            if not entry.get(key):
                yield f"steps {number}: lacks '{key}', which its picture needs"


def read_pictures(folder: Path) -> dict[str, Picture]:
    """Return the images by name of their shot; raises DefinitionError for an incomplete list."""
    try:
        raw = json.loads((folder / LIST).read_text(encoding="utf-8"))
        return {name: _picture(entry) for name, entry in raw.items()}
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise DefinitionError(
            f"{LIST} cannot be read; 'python -m tools.picture_guide' makes it: {fault}"
        ) from fault


@lru_cache(maxsize=1)
def steps() -> tuple[Step, ...]:
    """Return the steps shipped with the dashboard."""
    return read_steps(FILE)


@lru_cache(maxsize=1)
def pictures() -> dict[str, Picture]:
    """Return the images shipped with the dashboard."""
    return read_pictures(FOLDER)


def about_pictures(snapshot: Snapshot) -> str:
    """Return what the pictures show: this dashboard, or that of the shipped council."""
    is_shipped = snapshot.home_code() == settings.DEFAULT_AUTHORITY
    whose = "this" if is_shipped else "another council's"
    return (
        f"The pictures show {whose} dashboard. In them the council's return and its targets are "
        "illustrative: made up, not real."
    )


def file(name: str) -> Path | None:
    """Return the path of an image by its file name; None for a name that is not in the list."""
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
