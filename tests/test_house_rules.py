"""Rules of the house that no linter knows, checked on the source itself; import-linter has others.

Each rule is a function from a source text to the faults in it, and is shown to catch a bad sample
and to pass a good one before it is trusted with the real files.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
ARITHMETIC_CALLS = frozenset({"sum", "round", "min", "max", "abs", "pow", "divmod"})
ARITHMETIC_MODULES = frozenset({"math", "statistics", "decimal", "fractions", "operator"})

Rule = Callable[[str], list[str]]


def imported(source: str) -> Iterator[tuple[int, str]]:
    """Each module a source imports, anywhere in it, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, node.module or ""
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            names = [a.value for a in node.args if isinstance(a, ast.Constant)]
            yield from ((node.lineno, name) for name in names if isinstance(name, str))


def called(node: ast.Call) -> str:
    """The last part of the name a call uses: `round` for `round(x)`, `sum` for `np.sum(x)`."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def imports_of(source: str, banned: frozenset[str]) -> list[str]:
    """The imports of a banned library or any part of it."""
    return [
        f"line {line}: imports {name}"
        for line, name in imported(source)
        if name.split(".")[0] in banned
    ]


def joins_a_path(node: ast.BinOp) -> bool:
    """`folder / "file.py"`: nothing can be divided by a text, so this is a path."""
    is_text = isinstance(node.right, ast.JoinedStr) or (
        isinstance(node.right, ast.Constant) and isinstance(node.right.value, str)
    )
    return isinstance(node.op, ast.Div) and is_text


def arithmetic(source: str) -> list[str]:
    """Figures are worked out in kpi, once; texts are put together as f-strings."""
    faults = imports_of(source, ARITHMETIC_MODULES)
    for node in ast.walk(ast.parse(source)):
        line = f"line {getattr(node, 'lineno', 0)}:"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
            if not joins_a_path(node):
                faults.append(f"{line} works out {ast.unparse(node)}")
        elif isinstance(node, ast.AugAssign):
            faults.append(f"{line} works out {ast.unparse(node)}")
        elif isinstance(node, ast.Call) and called(node) in ARITHMETIC_CALLS:
            faults.append(f"{line} calls {called(node)}()")
    return faults


def web_addresses(source: str) -> list[str]:
    """Addresses of sources come with the data; the pages themselves call nobody."""
    return [
        f"line {node.lineno}: holds {node.value[:60]!r}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and ("http://" in node.value.lower() or "https://" in node.value.lower())
    ]


RULES: list[tuple[str, Rule]] = [
    ("pages", arithmetic),
    ("pages", web_addresses),
]

BAD: list[tuple[Rule, str]] = [
    *((arithmetic, f"x = a {sign} b") for sign in ("+", "-", "*", "/", "//", "%", "**", "@")),
    (arithmetic, "x = 'a' + 'b'"),
    (arithmetic, "x = '%s' % b"),
    (arithmetic, "x = f'{a - b}'"),
    (arithmetic, "x += 1"),
    (arithmetic, "x |= y"),
    *((arithmetic, f"x = {name}(values)") for name in sorted(ARITHMETIC_CALLS)),
    (arithmetic, "x = values.sum()"),
    (arithmetic, "import math"),
    (arithmetic, "from statistics import mean"),
    (web_addresses, "x = 'https://example.org'"),
    (web_addresses, "x = f'HTTP://{host}/'"),
    (web_addresses, 'def f():\n    """See http://example.org."""'),
]

GOOD: list[tuple[Rule, str]] = [
    (arithmetic, "p = HERE / 'shell.py'\nq = HERE / f'{name}.py'\nx = f'{a} and {b}'"),
    (arithmetic, "def f(x: int | None) -> bool:\n    return -1 < len(x) and not x.total"),
    (web_addresses, "x = f'{source.link}'\ny = 'http'"),
]


def rule_name(value: object) -> str | None:
    """The name of a rule, for the list of tests."""
    return getattr(value, "__name__", None)


@pytest.mark.parametrize(("rule", "source"), BAD, ids=rule_name)
def test_rule_catches_a_bad_sample(rule: Rule, source: str) -> None:
    faults = rule(source)
    assert faults
    assert all(fault.startswith("line ") and ": " in fault for fault in faults)


@pytest.mark.parametrize(("rule", "source"), GOOD, ids=rule_name)
def test_rule_passes_a_good_sample(rule: Rule, source: str) -> None:
    assert rule(source) == []


def test_every_rule_has_a_bad_and_a_good_sample() -> None:
    rules = {rule for _folder, rule in RULES}
    assert {rule for rule, _source in BAD} == rules
    assert {rule for rule, _source in GOOD} == rules


@pytest.mark.parametrize(("folder", "rule"), RULES, ids=rule_name)
def test_source_keeps_the_rule(folder: str, rule: Rule) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files, f"{folder}/ holds no Python file"
    faults = [
        f"{path.relative_to(ROOT)}: {fault}"
        for path in files
        for fault in rule(path.read_text(encoding="utf-8"))
    ]
    assert faults == []
