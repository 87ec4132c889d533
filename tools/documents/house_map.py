"""The module map in docs/architecture.md, generated from the code's own docstrings.

python -m tools.documents.house_map            write it
python -m tools.documents.house_map --check    exit status 1 where it is out of date
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.documents.made_part import ROOT, MadePart

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


PART = MadePart(
    ROOT / "docs" / "architecture.md",
    "<!-- map: made by python -m tools.documents.house_map -->",
    "<!-- end of the map -->",
    rendered,
)


if __name__ == "__main__":
    sys.exit(PART.run(__doc__ or ""))
