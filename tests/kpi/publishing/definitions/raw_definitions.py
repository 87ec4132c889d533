"""Shipped definitions as TOML gives them, to be changed."""

import tomllib
from typing import Any

from kpi.publishing.definitions.definition_folder import SHIPPED


def raw_of(name: str, **changes: object) -> dict[str, Any]:
    """The tables of a shipped definition, with other values for some keys."""
    return tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8")) | changes
