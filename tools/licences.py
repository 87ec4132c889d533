"""Writes `docs/dependencies.md`: each package the dashboard uses, its purpose and its licence.

The packages are those of `requirements.txt`, purposes are in `pyproject.toml`, and
licences come from the metadata of installed packages. A package for other systems only, which
is not installed here, retains the licence in the list. Exit status 1 for a licence not in
`ALLOWED`.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "docs" / "dependencies.md"
# Permissive, or (MPL-2.0) without obligations for unchanged use.
ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-0",
    "MIT-CMU", "MPL-2.0", "PSF", "PSF-2.0", "Zlib",
})  # fmt: skip
_PLAIN = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF",
}
_HEAD = """\
# What the dashboard runs on

Made by `make licences`; a test fails when it differs from `requirements.txt`, where every package
stands with its version and the checksums of its files. `pip` installs nothing whose checksum
differs. `make audit` asks the Python advisory database about known weaknesses of exactly these
versions; it needs the network and is no part of the tests. `make lock LOCK_ARGS=--upgrade` takes
newer versions.

## Chosen by us

| Package | What for | Licence |
|---|---|---|
"""
_REST = """
## Brought by those

| Package | Licence |
|---|---|
"""
_FOOT = """
Not in these lists: packages for tests and checks only (`requirements-dev.txt`); they do not run in
production. The front end (plotly.js, React and others) comes built inside Streamlit, under its
licence and with its notices.
"""


class LicenceError(RuntimeError):
    """A package is not installed, or states no licence."""


@dataclass(frozen=True)
class Package:
    """A locked package; `purpose` is empty for a dependency of another package."""

    name: str
    purpose: str
    licence: str


def locked() -> list[str]:
    """Return the names in `requirements.txt`, sorted, each once."""
    return sorted(markers((ROOT / "requirements.txt").read_text("utf-8")))


def markers(text: str) -> dict[str, list[str]]:
    """Return each name of a locked list with the markers of its entries, "" for one without."""
    found: dict[str, list[str]] = {}
    for name, marker in re.findall(r"^([\w.-]+)==\S+(?: ; (.*?))?(?: \\)?$", text, re.MULTILINE):
        found.setdefault(name, []).append(marker)
    return found


def for_others(text: str) -> dict[str, str]:
    """Return packages of a locked list that no entry requires on this system, with markers."""
    return {
        name: " or ".join(asked)
        for name, asked in markers(text).items()
        if not any(not marker or Marker(marker).evaluate() for marker in asked)
    }


def purposes(text: str) -> dict[str, str]:
    """Return each direct dependency's purpose: the comment after it, or the lines above it."""
    block = text.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    found: dict[str, str] = {}
    above: list[str] = []
    for line in block.splitlines():
        entry = re.match(r'\s*"([\w.-]+)[^"]*",\s*(?:#\s*(.*))?$', line)
        if entry:
            found[entry[1].lower()] = entry[2] or " ".join(above)
            above = []
        elif remark := re.match(r"\s*#\s*(.*)", line):
            above.append(remark[1])
    return found


def licence(name: str) -> str:
    """Return a package's licence as SPDX expression or family; raises LicenceError without one."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        raise LicenceError(f"{name} is not installed: run `make setup-dev`.") from None
    if "License-Expression" in about:
        return about["License-Expression"]
    said = about["License"].strip() if "License" in about else ""
    if said in ALLOWED or said in _PLAIN:
        return _PLAIN.get(said, said)
    kinds = [str(c).split(" :: ")[-1] for c in about.get_all("Classifier") or [] if "License" in c]
    if not kinds:
        raise LicenceError(f"{name} says no licence.")
    return " OR ".join(_PLAIN.get(kind, kind) for kind in kinds)


def is_allowed(expression: str) -> bool:
    """Return whether every binding part is allowed; of an OR one part is enough."""
    return all(
        any(part.strip(" ()") in ALLOWED for part in both.split(" OR "))
        for both in expression.split(" AND ")
    )


def packages(text: str, before: Mapping[str, str]) -> Iterator[Package]:
    """Yield every package of a locked list with purpose and licence.

    `before` has the licences listed so far, which are used for packages for other
    systems only. Raises LicenceError for one of those that is not in it.
    """
    why = purposes((ROOT / "pyproject.toml").read_text("utf-8"))
    others = for_others(text)
    for name in sorted(markers(text)):
        if name not in others:
            found = licence(name)
        elif name in before:
            found = before[name]
        else:
            raise LicenceError(
                f"{name} is for other systems only ({others[name]}): write its licence into "
                f"{LIST.relative_to(ROOT)} by hand, once."
            )
        yield Package(name, why.get(name, ""), found)


def written(found: list[Package]) -> str:
    """Return the list as Markdown."""
    ours = (f"| {p.name} | {p.purpose} | {p.licence} |\n" for p in found if p.purpose)
    brought = (f"| {p.name} | {p.licence} |\n" for p in found if not p.purpose)
    return f"{_HEAD}{''.join(ours)}{_REST}{''.join(brought)}{_FOOT}"


def listed(text: str) -> Mapping[str, str]:
    """Return the names and licences in a written list."""
    rows = re.findall(r"^\| ([\w.-]+) \|(?:.*\|)? ([^|]+) \|$", text, re.MULTILINE)
    return {name: found for name, found in rows if name not in ("Package", "---")}


def main() -> int:
    """Write the list; exit status 1 for a licence that is not allowed, 2 where one is missing.

    Packages for other systems, whose listed licence is used, are named on standard error.
    """
    text = (ROOT / "requirements.txt").read_text("utf-8")
    try:
        found = list(packages(text, listed(LIST.read_text("utf-8"))))
    except LicenceError as fault:
        print(f"licences: {fault}", file=sys.stderr)
        return 2
    for name, marker in for_others(text).items():
        print(f"licences: as listed before: {name} (only for {marker})", file=sys.stderr)
    LIST.write_text(written(found), "utf-8")
    odd = [f"{p.name}: {p.licence}" for p in found if not is_allowed(p.licence)]
    for line in odd:
        print(f"licences: not allowed: {line}", file=sys.stderr)
    return 1 if odd else 0


if __name__ == "__main__":
    sys.exit(main())
