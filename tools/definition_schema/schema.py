"""`data/indicators/schema.json`, with which editors check a definition file and explain its keys.

It is made from `kpi.model.definitions.definition_format`. Rules across several keys
(`kpi.model.definitions.rules_across_keys`) are not in the schema; the build checks them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from kpi.model.definitions.definition_format import DefinitionFile

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "data" / "indicators" / "schema.json"


class TomlSchema(GenerateJsonSchema):
    """JSON Schema without null, which TOML does not have: a key is present or left out."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Return the schema of an optional value, without null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Return the schema of a key with its default; without it where the default is null."""
        if not schema.get("default"):
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def schema() -> dict[str, Any]:
    """Return the schema of a definition file; its descriptions are on one line each."""
    made = DefinitionFile.model_json_schema(schema_generator=TomlSchema)
    whole: dict[str, Any] = _on_one_line({"$schema": TomlSchema.schema_dialect, **made})
    return whole


def rendered() -> str:
    """Return the text of the schema's file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _on_one_line(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: " ".join(inside.split())
            if key == "description" and isinstance(inside, str)
            else _on_one_line(inside)
            for key, inside in value.items()
        }
    return [_on_one_line(each) for each in value] if isinstance(value, list) else value
