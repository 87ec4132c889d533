"""The tables of keys in `docs/defining-indicators.md`, made from the schema of definition files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "defining-indicators.md"
FROM = "<!-- keys: made by python -m tools.definition_schema -->"
TO = "<!-- end of the keys -->"

_Schema = Mapping[str, Any]


def with_keys(document: str, schema: _Schema) -> str:
    """Return the document with the present tables between its marks."""
    before, rest = document.split(FROM)
    _old, after = rest.split(TO)
    return f"{before}{FROM}\n\n{rendered(schema)}\n{TO}{after}"


def rendered(schema: _Schema) -> str:
    """Return a table of keys for the file, then one for each of its tables, as Markdown."""
    return "\n".join(_lines(schema, schema, "", seen=set()))


def _lines(whole: _Schema, part: _Schema, name: str, seen: set[str]) -> Iterator[str]:
    about_it = f"`{name}`: {part['description'].rstrip('.')}"
    yield f"### {about_it if name else 'The file'}"
    yield from ("", "| key | needed | what it may be | what it is |", "|---|---|---|---|")
    inside: list[tuple[str, _Schema]] = []
    for key, about in part["properties"].items():
        needed = "yes" if key in part.get("required", ()) else ""
        words = about.get("description") or _named(whole, about).get("description", "")
        yield f"| `{key}` | {needed} | {_sort(whole, about)} | {words} |"
        table = _named(whole, about.get("items", about))
        if "properties" in table and table["title"] not in seen:
            seen.add(table["title"])
            path = ".".join([*([name.strip("[]")] if name else []), key])
            inside.append((f"[[{path}]]" if "items" in about else f"[{path}]", table))
    yield ""
    for key, table in inside:
        yield from _lines(whole, table, key, seen)


def _named(whole: _Schema, about: _Schema) -> _Schema:
    """Return the schema that `about` refers to by name, or `about` itself."""
    if "$ref" not in about:
        return about
    schema: _Schema = whole["$defs"][about["$ref"].rsplit("/", 1)[1]]
    return schema


def _sort(whole: _Schema, about: _Schema) -> str:
    """Return the type of a value, in words."""
    about = {**_named(whole, about), **{k: v for k, v in about.items() if k != "$ref"}}
    if "enum" in about:
        return "one of " + ", ".join(f"`{name}`" for name in about["enum"] if name)
    if "anyOf" in about:
        known = next(each["enum"] for each in about["anyOf"] if "enum" in each)
        return _sort(whole, {"enum": known}) + ", or words as described"
    if "prefixItems" in about:
        return "a pair of texts"
    if about["type"] == "array":
        if "properties" in (inner := _named(whole, about["items"])):
            return "tables"
        return f"a list: each {_sort(whole, inner)}"
    if about["type"] == "object":
        return "a table" if "properties" in about else "texts by name"
    if about["type"] in ("integer", "number"):
        kind = "a whole number" if about["type"] == "integer" else "a number"
        low = about.get("minimum")
        bounds = [f" from {low}"] if low is not None else [" above 0"]
        if "maximum" in about:
            bounds.append(f" to {about['maximum']:.0f}")
        return kind + "".join(bounds)
    return "true or false" if about["type"] == "boolean" else "text"
