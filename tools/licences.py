"""Writes `docs/dependencies.md`: each package the dashboard uses, its purpose and its licence.

The packages are those of `requirements.txt`, purposes are in `pyproject.toml`, and
licences come from the metadata of installed packages. A package for other systems only, which
is not installed here, retains the licence in the list. Exit status 1 for a licence not in
`ALLOWED`, and for a package whose files name a copyleft licence that nobody has looked into.
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
LOOKED_INTO = {
    "certifi": "MPL-2.0, of the whole: Mozilla's list of certificates, unchanged",
    "cryptography": "GPL-2.0 only as one of two licences of a part to choose from; the other is "
    "Apache-2.0",
    "et-xmlfile": "none: Python's licence compares itself with the GPL",
    "filelock": "MPL-2.0 of pathspec, a tool it was built with and does not hold",
    "lxml": "LGPL-2.1 of iconv, which its built files hold; GPL of a script of its own tests, "
    "which they do not",
    "matplotlib": "GPL-2.0 only as one of two licences of FreeType to choose from; the other is "
    "FreeType's own",
    "numpy": "GPL-3.0 with the exception for GCC's runtime library, of libgfortran, and LGPL-2.1 "
    "of libquadmath: two libraries of their own in its built files",
    "orjson": "MPL-2.0 of a part, unchanged",
    "pandas": "none: Python's licence compares itself with the GPL",
    "pillow": "LGPL-2.1 of FriBidi and GPL-3.0 of libimagequant, which it could use; its built "
    "file for Linux holds neither. FreeType as for matplotlib. GPL of xz's tools; it holds xz's "
    "library alone, which is in the public domain",
    "pyarrow": "none: LLVM's exception to Apache-2.0 says how it goes with the GPL",
    "pydantic-core": "LGPL-2.1 only as one of three licences of a part to choose from; the others "
    "are MIT and Apache-2.0",
    "scipy": "as numpy",
    "typing-extensions": "none: Python's licence compares itself with the GPL",
}
"""Packages whose licence files name a copyleft licence, and what it is of."""
_COPYLEFT = re.compile(
    r"\b[AL]?GPL|GNU (?:Affero |Lesser |Library )?General Public|Mozilla Public|\bMPL-2|\bEUPL"
)
_ABOUT_LICENCES = re.compile(
    r"\.dist-info/(?:sboms/|.*(?:licen[cs]e|copying|notice))", re.IGNORECASE
)
_HEAD = """\
# What the dashboard runs on

Made by `make licences`; a test fails when it differs from `requirements.txt`, where every package
stands with its version and the checksums of its files. `pip` installs nothing whose checksum
differs. Another test fails when a package below is used nowhere, or one that is used is not below.
`make lock LOCK_ARGS=--upgrade` takes newer versions.

**Known weaknesses.** `make audit` asks the advisory service of the Python package index about
exactly these versions. It cannot run without that service, so it is no part of the tests. Where
the service cannot be reached, or does not know one of the packages (a mirror that serves files
alone knows none), it ends with status 1 and the line "audit: not done": nothing is known then,
neither good nor bad. `make audit AUDIT_ARGS="-s osv"` asks the OSV database instead, and
`--osv-url` names a copy of it inside a network.

**Bill of materials.** `make sbom` writes `sbom.json` (CycloneDX 1.6) with `cyclonedx-py`, in an
environment of its own: each entry of `requirements.txt` with version, checksums, the licence
below, and what requires it. It is checked against CycloneDX's schema and against
`requirements.txt`, entry by entry, and not written where they differ. It is not committed: it says
nothing that these files do not, and a second copy could fall behind them. It has no serial number
and, unless `SOURCE_DATE_EPOCH` gives it one, no time, so the same commit and the same version of
the tool make the same file, and two files differ by what changed. The front end inside Streamlit
and the libraries inside built files are not in it.

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
The front end (plotly.js, React and others) comes built inside Streamlit, under its licence and
with its notices.
"""
_COPYLEFT_HEADING = "\n## Copyleft\n"
_INSIDE = f"""{_COPYLEFT_HEADING}
Copyleft licences (GPL, LGPL, MPL) ask something of those who pass a work on: its source, or where
it is, under the same licence. Running the dashboard passes none of these packages on, and none is
under the AGPL, which asks it of a service too. Whoever does pass them on, for example as a
container's image to another council, owes what these licences ask for the parts named here; their
texts lie beside the installed packages. We change none of them. The table has each package whose
own files about licences, as installed on Linux, name such a licence, and what it is of;
`make licences` fails when another one does. It says what those files say and is no legal advice.

| Package | Which, and of what |
|---|---|
"""
_TESTS = """
## For tests and checks only

They and what they bring stand in `requirements-dev.txt`; none runs in production.

| Package | What for | Licence |
|---|---|---|
"""


class LicenceError(RuntimeError):
    """A package is not installed, or states no licence."""


class UnstatedLicenceError(LicenceError):
    """An installed package states no licence in its metadata."""


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
    by_name: dict[str, list[str]] = {}
    for name, marker in re.findall(r"^([\w.-]+)==\S+(?: ; (.*?))?(?: \\)?$", text, re.MULTILINE):
        by_name.setdefault(name, []).append(marker)
    return by_name


def for_others(text: str) -> dict[str, str]:
    """Return packages of a locked list that no entry requires on this system, with markers."""
    return {
        name: " or ".join(asked)
        for name, asked in markers(text).items()
        if not any(not marker or Marker(marker).evaluate() for marker in asked)
    }


def purposes(text: str, table: str = "dependencies") -> dict[str, str]:
    """Return each direct dependency's purpose: the comment after it, or the lines above it.

    `table` is "dependencies" or "dev", for those of tests and checks.
    """
    block = text.split(f"\n{table} = [", 1)[1].split("\n]", 1)[0]
    by_name: dict[str, str] = {}
    above: list[str] = []
    for line in block.splitlines():
        entry = re.match(r'\s*"([\w.-]+)[^"]*",\s*(?:#\s*(.*))?$', line)
        if entry:
            by_name[entry[1].lower()] = entry[2] or " ".join(above)
            above = []
        elif remark := re.match(r"\s*#\s*(.*)", line):
            above.append(remark[1])
    return by_name


def licence(name: str) -> str:
    """Return a package's licence as SPDX expression or family; raises LicenceError without one."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        raise LicenceError(f"{name} is not installed: run `make setup-dev`.") from None
    if "License-Expression" in about:
        return about["License-Expression"]
    stated = about["License"].strip() if "License" in about else ""
    if stated in ALLOWED or stated in _PLAIN:
        return _PLAIN.get(stated, stated)
    kinds = [str(c).split(" :: ")[-1] for c in about.get_all("Classifier") or [] if "License" in c]
    if not kinds:
        raise UnstatedLicenceError(f"{name} says no licence.")
    return " OR ".join(_PLAIN.get(kind, kind) for kind in kinds)


def names_copyleft(name: str) -> bool:
    """Return whether a file about licences of an installed package names a copyleft licence."""
    package = metadata.distribution(name)
    return any(
        _COPYLEFT.search(Path(str(package.locate_file(file))).read_text("utf-8", "replace"))
        for file in package.files or ()
        if _ABOUT_LICENCES.search(file.as_posix())
    )


def not_looked_into(text: str) -> list[str]:
    """Return packages of a locked list that name a copyleft licence and are not explained."""
    here = sorted(markers(text).keys() - for_others(text).keys() - LOOKED_INTO.keys())
    return [name for name in here if names_copyleft(name)]


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
            stated = licence(name)
        elif name in before:
            stated = before[name]
        else:
            raise LicenceError(
                f"{name} is for other systems only ({others[name]}): write its licence into "
                f"{LIST.relative_to(ROOT)} by hand, once."
            )
        yield Package(name, why.get(name, ""), stated)


def written(every: list[Package]) -> str:
    """Return the list as Markdown."""
    ours = (f"| {p.name} | {p.purpose} | {p.licence} |\n" for p in every if p.purpose)
    brought = (f"| {p.name} | {p.licence} |\n" for p in every if not p.purpose)
    inside = (f"| {name} | {what} |\n" for name, what in LOOKED_INTO.items())
    return (
        f"{_HEAD}{''.join(ours)}{_REST}{''.join(brought)}{_FOOT}{_INSIDE}{''.join(inside)}{_TESTS}"
        f"{''.join(_rows_for_tests())}"
    )


def _rows_for_tests() -> Iterator[str]:
    for name, why in sorted(purposes((ROOT / "pyproject.toml").read_text("utf-8"), "dev").items()):
        yield f"| {name} | {why} | {_stated(name)} |\n"


def _stated(name: str) -> str:
    """Return a licence, or that none is stated, which a package of the tests alone may do."""
    try:
        return licence(name)
    except UnstatedLicenceError:
        return "not stated in its metadata"


def listed(text: str) -> Mapping[str, str]:
    """Return the names and licences in a written list, those of tests and checks left out."""
    text = text.split(_COPYLEFT_HEADING, 1)[0]
    rows = re.findall(r"^\| ([\w.-]+) \|(?:.*\|)? ([^|]+) \|$", text, re.MULTILINE)
    return {name: stated for name, stated in rows if name not in ("Package", "---")}


def main() -> int:
    """Write the list; exit status 1 for a licence to look into, 2 where one is missing.

    Packages for other systems, whose listed licence is used, are named on standard error.
    """
    text = (ROOT / "requirements.txt").read_text("utf-8")
    try:
        every = list(packages(text, listed(LIST.read_text("utf-8"))))
    except LicenceError as fault:
        print(f"licences: {fault}", file=sys.stderr)
        return 2
    for name, marker in for_others(text).items():
        print(f"licences: as listed before: {name} (only for {marker})", file=sys.stderr)
    LIST.write_text(written(every), "utf-8")
    odd = [f"{p.name}: {p.licence}" for p in every if not is_allowed(p.licence)]
    unknown = not_looked_into(text)
    for line in odd:
        print(f"licences: not allowed: {line}", file=sys.stderr)
    for name in unknown:
        print(f"licences: names a copyleft licence, not in LOOKED_INTO: {name}", file=sys.stderr)
    return 1 if odd or unknown else 0


if __name__ == "__main__":
    sys.exit(main())
