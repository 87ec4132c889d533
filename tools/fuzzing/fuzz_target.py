"""The type of a fuzzing target: how its inputs are made, and what reads them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Files = Mapping[str, bytes]
"""An input: named byte strings, each a file, or the text of an address or a cell."""


@dataclass(frozen=True)
class FuzzTarget:
    """A reader: `make` returns a random input, `run` reads it, in a folder of its own.

    `share` is its share of all inputs. `run` may raise a `kpi.errors.KpiError`, which is how a
    fault is reported, and nothing else.
    """

    name: str
    share: float
    make: Callable[[random.Random], Files]
    run: Callable[[Files, Path], object]


def laid_out(files: Files, folder: Path) -> Path:
    """Write the parts as files into the folder; returns it."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def text_of(files: Files, name: str = "text") -> str:
    """Return a part as text, lone surrogates included."""
    return files[name].decode("utf-8", "surrogatepass")
