"""The schema of definition files: the model's, and of use to an editor."""

import copy
import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kpi import toml_files
from kpi.model.definitions.definition_format import DefinitionFile
from kpi.publishing import build
from tests.kpi.model.definitions.test_definition_reader import FAULTS
from tools.definition_schema import schema

FOLDER = schema.FILE.parent


def raw_of(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def fits(raw: dict[str, Any]) -> bool:
    checker = jsonschema.Draft202012Validator(json.loads(schema.FILE.read_text("utf-8")))
    return bool(checker.is_valid(raw))


def test_the_file_is_what_the_model_says() -> None:
    assert schema.FILE.read_text("utf-8") == schema.rendered()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_files_fit(path: Path) -> None:
    assert fits(raw_of(path.stem))


@pytest.mark.parametrize("change", [change for change, _ in FAULTS], ids=[m for _, m in FAULTS])
def test_what_the_schema_refuses_the_build_does(change: Callable[[dict[str, Any]], object]) -> None:
    raw = raw_of("primary-permanent-exclusions")
    changed = copy.deepcopy(raw)
    change(changed)
    made = toml_files.checked(changed, DefinitionFile).model
    # A label of a period is one by its words, which no schema can tell.
    labels = [each.get("period", "") for each in changed.get("breaks", ())]
    assert fits(changed) == (made is not None or labels == ["2023"])


def described(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a schema describes, with what it says of it."""
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for inside in part.values():
            yield from described(inside)


def test_every_key_says_what_it_is() -> None:
    whole = schema.schema()
    keys = list(described(whole))
    assert len(keys) > 80
    for key, about in keys:
        named = whole["$defs"][about["$ref"].rsplit("/", 1)[1]] if "$ref" in about else {}
        words = about.get("description") or named.get("description", "")
        assert words.endswith((".", '.")', "].")), key
        assert about.get("title") or named.get("title"), key
    assert "null" not in json.dumps(whole)


def test_a_build_does_not_count_it_among_its_inputs(tmp_path: Path) -> None:
    for name in ("a.toml", schema.FILE.name):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "b.csv").write_text("", encoding="utf-8")
    found = [
        each["path"] for each in build._digests([(tmp_path / "inputs", "*"), (tmp_path, "*.toml")])
    ]
    assert found == ["inputs/b.csv", f"{tmp_path.name}/a.toml"]
