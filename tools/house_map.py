"""The module map in docs/architecture.md, generated from the code's own docstrings.

python -m tools.house_map            write it
python -m tools.house_map --check    exit status 1 where it is out of date
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "architecture.md"
FROM, TO = "<!-- map: made by python -m tools.house_map -->", "<!-- end of the map -->"
ROOMS = ("kpi", "server", "pages")
MOST_MODULES = 12


def sentence(path: Path) -> str:
    """Return the first sentence of a module's docstring, on one line."""
    text = " ".join(
        (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].split()
    )
    return text.rstrip(".")


def modules(folder: Path) -> list[Path]:
    """Return the modules of a folder, without the package's own file."""
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def folders() -> Iterator[Path]:
    """Yield every folder of the map that holds modules, a package before its subfolders."""
    for room in ROOMS:
        for folder in sorted({path.parent for path in (ROOT / room).rglob("*.py")}):
            if modules(folder):
                yield folder


def rendered() -> str:
    """Return the map as Markdown: each package, its purpose, and its modules."""
    lines = []
    for folder in folders():
        about = folder / "__init__.py"
        name = folder.relative_to(ROOT).as_posix()
        lines += [f"**{name}/** {sentence(about) if about.exists() else ''}".strip(), ""]
        lines += [f"- `{path.name}` {sentence(path)}" for path in modules(folder)]
        lines.append("")
    return "\n".join(lines)


def with_map(document: str) -> str:
    """Return the document with the present map between its marks."""
    before, rest = document.split(FROM)
    _old, after = rest.split(TO)
    return f"{before}{FROM}\n\n{rendered()}\n{TO}{after}"


def main() -> int:
    """Write the map, or print whether it is up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true")
    document = DOCUMENT.read_text("utf-8")
    made = with_map(document)
    if parser.parse_args().check:
        return 0 if made == document else 1
    DOCUMENT.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
