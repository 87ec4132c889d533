"""What a target of the fuzzing is: how its inputs are made, and what reads them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Files = Mapping[str, bytes]
"""An input: named pieces of bytes, each a file, or the text of an address or a cell."""


@dataclass(frozen=True)
class FuzzTarget:
    """A reader: `make` gives an input by chance, `run` reads it, in a folder of its own.

    `share` is its part of all inputs. `run` may raise a `kpi.errors.KpiError`, which is how a
    fault is told, and nothing else.
    """

    name: str
    share: float
    make: Callable[[random.Random], Files]
    run: Callable[[Files, Path], object]


def laid_out(files: Files, folder: Path) -> Path:
    """The pieces as files of the folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def text_of(files: Files, name: str = "text") -> str:
    """A piece as text, halves of letters too."""
    return files[name].decode("utf-8", "surrogatepass")
