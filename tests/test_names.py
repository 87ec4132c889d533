"""Names: a class is called the same nowhere else, so that a name leads to one place."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_a_class_name_stands_once_in_the_project() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for folder in ("kpi", "server", "pages", "tools", "benchmarks"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(path.relative_to(ROOT).as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
    assert len(places) > 200
