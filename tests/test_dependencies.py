"""Every package of `pyproject.toml` is used, says what for, and every import has its package."""

import ast
import sys
import tomllib
from collections import defaultdict
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import licences

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("kpi", "server", "pages", "app.py")
OTHERS = ("tools", "benchmarks", "tests")
OWN = {"app", "kpi", "server", "pages", "tools", "benchmarks", "tests"}

UNIMPORTED = {
    "plotly": ("pages/components/benchmark_chart.py", "st.plotly_chart("),
    "defusedxml": ("tests/kpi/file_readers/test_return_workbook.py", "openpyxl.DEFUSEDXML is True"),
    "pytest-xdist": ("Makefile", "-n auto"),
    "ruff": ("Makefile", "-m ruff check"),
    "mypy": ("Makefile", "-m mypy"),
    "import-linter": ("Makefile", "lint-imports"),
    "types-cachetools": ("kpi/model/snapshot_cache.py", "from cachetools import"),
    "types-openpyxl": ("kpi/file_readers/return_workbook.py", "from openpyxl"),
    "flask": ("tests/kpi/store/backends/s3_server.py", "from moto.server import"),
    "flask-cors": ("tests/kpi/store/backends/s3_server.py", "from moto.server import"),
}
"""Packages that no module of ours imports: where they are needed, and by which words."""

BROUGHT = {
    "markupsafe": "jinja2",
    "pydantic-core": "pydantic",
    "cryptography": "moto",
    "jsonschema": "csvw",
    "lxml": "python-docx",
    "packaging": "matplotlib",
    "pillow": "matplotlib",
    "websockets": "streamlit",
    "werkzeug": "flask",
}
"""Packages that are imported and come with one of ours, which cannot do without them."""

ASKED_FOR = {"pandas"}
"""Part of the stack that was asked for: Streamlit cannot do without it, and no page imports it."""

OPTIONAL = {"cyclonedx": "tools/sbom.py", "dash": "benchmarks/floors/dash_page.py"}
"""Modules of packages that an environment of its own has, and the one file that imports them."""


@cache
def imports() -> dict[str, set[str]]:
    """Return each imported module's first name that is neither Python's nor ours, with files."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(p for top in (*SHIPPED, *OTHERS) for p in python_files(ROOT / top)):
        for name in imported(path.read_text("utf-8")):
            if name not in OWN and name not in sys.stdlib_module_names:
                found[name].add(path.relative_to(ROOT).as_posix())
    return dict(found)


def python_files(top: Path) -> list[Path]:
    return [top] if top.is_file() else sorted(top.rglob("*.py"))


def imported(source: str) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.importorskip":
            names.add(ast.literal_eval(node.args[0]))
    return {name.split(".")[0] for name in names}


@cache
def packages() -> dict[str, set[str]]:
    """Return the files that import each package, by its name in the locked lists."""
    names = metadata.packages_distributions()
    found: dict[str, set[str]] = defaultdict(set)
    for module, files in imports().items():
        for package in [] if module in OPTIONAL else names[module]:
            found[canonicalize_name(package)] |= files
    return dict(found)


def declared(table: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {**project, **project["optional-dependencies"]}[table]
    return {canonicalize_name(Requirement(each).name) for each in wanted}


def is_shipped(file: str) -> bool:
    return file.split("/")[0] in SHIPPED


@pytest.mark.parametrize("table", ["dependencies", "dev"])
def test_each_package_says_what_for(table: str) -> None:
    why = licences.purposes((ROOT / "pyproject.toml").read_text("utf-8"), table)
    assert {name: bool(text) for name, text in why.items()} == dict.fromkeys(declared(table), True)


def test_each_package_of_the_dashboard_is_used_by_it() -> None:
    used = {name for name, files in packages().items() if any(map(is_shipped, files))}
    assert declared("dependencies") - used - UNIMPORTED.keys() - ASKED_FOR == set()
    needs = {
        canonicalize_name(Requirement(each).name) for each in metadata.requires("streamlit") or []
    }
    assert needs - used >= ASKED_FOR


def test_each_package_of_tests_and_checks_is_used() -> None:
    assert declared("dev") - packages().keys() - UNIMPORTED.keys() == set()


def test_what_nothing_imports_is_needed_where_it_is_said() -> None:
    assert UNIMPORTED.keys() <= declared("dependencies") | declared("dev")
    assert UNIMPORTED.keys() & packages().keys() == set()
    for file, words in UNIMPORTED.values():
        assert words in (ROOT / file).read_text("utf-8"), (file, words)


def test_each_import_of_the_dashboard_has_its_package() -> None:
    imported_there = {name for name, files in packages().items() if any(map(is_shipped, files))}
    ours = declared("dependencies")
    brought = {name for name, by in BROUGHT.items() if by in ours}
    assert imported_there - ours - brought == set()
    assert len(imported_there) > 20


def test_each_import_of_tests_and_tools_has_its_package() -> None:
    ours = declared("dependencies") | declared("dev")
    assert packages().keys() - ours - BROUGHT.keys() == set()
    assert BROUGHT.keys() <= packages().keys()
    assert BROUGHT.keys() & ours == set()
    for name, by in BROUGHT.items():
        asked = {
            canonicalize_name(need.name)
            for need in map(Requirement, metadata.requires(by) or [])
            if need.marker is None or need.marker.evaluate({"extra": ""})
        }
        assert by in ours, name
        assert name in asked, (name, by)


def test_what_has_an_environment_of_its_own_is_imported_in_one_file() -> None:
    assert {name: files for name, files in imports().items() if name in OPTIONAL} == {
        name: {file} for name, file in OPTIONAL.items()
    }
    assert not any(map(is_shipped, OPTIONAL.values()))


def test_an_import_is_found_wherever_it_stands() -> None:
    source = "import a.b\nfrom . import c\ndef f():\n    from d.e import g\n    import h as i\n"
    source += "    pytest.importorskip('j.k', reason='l')\n    skip('m')\n"
    assert imported(source) == {"a", "d", "h", "j"}
