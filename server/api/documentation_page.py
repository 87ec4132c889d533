"""The page that explains the API, made from its own OpenAPI document; it loads nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kpi.downloads import csvw

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_ROWS = ("responses", "200", "content", "application/json", "schema", "properties", "rows")


@dataclass(frozen=True)
class ParameterLine:
    """A parameter: its name, what it takes, whether it is needed, and what it means."""

    name: str
    takes: str
    is_needed: bool
    about: str
    example: str


@dataclass(frozen=True)
class ColumnLine:
    """A column: its name, and what it means."""

    name: str
    about: str


@dataclass(frozen=True)
class TableEntry:
    """A table of the API: its address, what it holds, its parameters and columns."""

    id: str
    path: str
    title: str
    about: str
    parameters: tuple[ParameterLine, ...]
    columns: tuple[ColumnLine, ...]


def page(document: Mapping[str, Any], refusals: Mapping[str, str]) -> str:
    """Return the HTML of the page: every table of an OpenAPI document, and kinds of refusals."""
    paths = document["paths"]
    entries = [
        _entry(path, about["get"])
        for path, about in paths.items()
        if not path.endswith(("}", csvw.ENDING))
    ]
    return _template().render(
        title=document["info"]["title"],
        about=document["info"]["description"],
        address=document["servers"][0]["url"],
        tables=entries,
        refusals=refusals,
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(_TEMPLATES)
    made = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    return made.get_template("documentation.html")


def _entry(path: str, about: Mapping[str, Any]) -> TableEntry:
    rows: Any = about
    for key in _ROWS:
        rows = rows[key]
    return TableEntry(
        path.strip("/"),
        path.strip("/"),
        about["summary"],
        about["description"],
        tuple(_parameter(each) for each in about.get("parameters", ())),
        tuple(
            ColumnLine(name, each.get("description", ""))
            for name, each in rows["items"]["properties"].items()
        ),
    )


def _parameter(about: Mapping[str, Any]) -> ParameterLine:
    schema = about["schema"]
    examples = schema.get("examples") or [""]
    first = examples[0][0] if isinstance(examples[0], list) else examples[0]
    return ParameterLine(
        about["name"],
        _takes(schema),
        about.get("required", False),
        about.get("description", ""),
        str(first),
    )


def _takes(schema: Mapping[str, Any]) -> str:
    """Return what a parameter takes, in words."""
    either = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    kind = either[0] if either else schema
    if "enum" in kind:
        return " or ".join(kind["enum"])
    if kind.get("format") == "date":
        return "a day, such as 2025-11-30"
    if kind["type"] == "array":
        return f"{_takes(kind['items'])}, repeatable"
    return {"string": "text", "integer": "a whole number", "boolean": "true or false"}[kind["type"]]
