"""Preloading of the scripts that every page needs, requested at once instead of one by one.

Streamlit fetches the script of each kind of element only when the first of that kind has come from
the server. Named in the first HTML, the scripts load while the browser is busy with the rest.
"""

import re
from collections.abc import Iterable
from pathlib import Path

# The scripts of the elements that a visitor meets first, on the scorecard and nearly every page.
KINDS = (
    "Html", "Selectbox", "Multiselect", "BidiComponent", "DownloadButton", "PageLink", "Radio",
)  # fmt: skip
_IMPORTED = re.compile(r"""(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")


def scripts(folder: Path, there: Iterable[str]) -> list[str]:
    """Return the file names for `KINDS` in a folder, with their imports, without those `there`.

    Raises RuntimeError where a kind does not have exactly one script, as after a Streamlit update.
    """
    known = set(there)
    waiting = [script(folder, kind) for kind in KINDS]
    names: list[str] = []
    while waiting:
        name = waiting.pop(0)
        if name in known:
            continue
        known.add(name)
        names.append(name)
        waiting.extend(_IMPORTED.findall(folder.joinpath(name).read_text("utf-8")))
    return names


def links(folder: Path, shell: str) -> str:
    """Return the HTML that preloads the scripts, with relative addresses, less the shell's own."""
    there = re.findall(r'"\./static/js/([\w.-]+\.js)"', shell)
    return "".join(
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">\n    '
        for name in scripts(folder, there)
    )


def script(folder: Path, kind: str) -> str:
    """Return the file name of a script of Streamlit's.

    Raises RuntimeError where there is not exactly one, as after a Streamlit update.
    """
    named = [path.name for path in folder.glob(f"{kind}.*.js")]
    if len(named) != 1:
        raise RuntimeError(f"Streamlit should have one script for {kind}: has it been updated?")
    return named[0]
