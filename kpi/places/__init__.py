"""Where a store lies: a folder, or a prefix of an object store."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from kpi.places.address import named
from kpi.places.folder import Folder
from kpi.places.place import ChangedError, Place, reason

__all__ = ["ChangedError", "Folder", "Place", "Where", "at", "named", "reason"]

Where: TypeAlias = Path | Place


def at(where: Where) -> Place:
    """The place itself, of a folder's path too."""
    return Folder(where) if isinstance(where, Path) else where
