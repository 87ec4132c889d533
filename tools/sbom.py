"""Writes `sbom.json`: a CycloneDX 1.6 bill of materials of exactly `requirements.txt`.

`make sbom` runs this in an environment that holds `cyclonedx-py`, which reads names, versions and
checksums. What it cannot know from a list is added from our own files: licences from
`docs/dependencies.md`, purposes from `pyproject.toml`, and what requires what from the list's
remarks. Nothing is written unless the whole is valid and names every locked entry.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools import licences

ROOT = licences.ROOT
OUTPUT = ROOT / "sbom.json"
SPECIFICATION = "1.6"
_NOT_SPDX = frozenset({"BSD", "PSF"})  # families, which the SPDX list of licences does not have
_ENTRY = re.compile(r"^([\w.-]+)==([^\s;]+)(?: ; (.*?))?(?: \\)?$")
_REQUIRER = re.compile(r"^    #(?: via)? +([\w.-]+)(?: \(pyproject\.toml\))?$")

Bill = dict[str, Any]
"""A bill of materials, as JSON."""


class BillError(RuntimeError):
    """The bill of materials is not what is locked, or not valid."""


@dataclass(frozen=True)
class LockedEntry:
    """An entry of a locked list; `requirers` are names, the project's own among them."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]
    requirers: tuple[str, ...]

    @property
    def reference(self) -> str:
        """The entry's name in the bill: it stays when lines above it come or go."""
        return f"pkg:pypi/{self.name}@{self.version}"


def locked_entries(text: str) -> list[LockedEntry]:
    """Return the entries of a locked list in its order."""
    return [_entry(part) for part in re.split(r"^(?=[\w.-]+==)", text, flags=re.MULTILINE)[1:]]


def _entry(part: str) -> LockedEntry:
    first, *rest = part.splitlines()
    match = _ENTRY.match(first)
    if match is None:
        raise BillError(f"not understood in the locked list: {first}")
    return LockedEntry(
        name=match[1],
        version=match[2],
        marker=match[3] or "",
        hashes=frozenset(re.findall(r"--hash=sha256:([0-9a-f]+)", part)),
        requirers=tuple(m[1] for m in map(_REQUIRER.match, rest) if m and m[1] != "via"),
    )


def completed(bill: Bill, text: str, stated: Mapping[str, str], why: Mapping[str, str]) -> Bill:
    """Return a bill with licences, purposes and what requires what.

    `stated` has a licence for each name, `why` a purpose for each direct dependency. Raises
    BillError where the bill and the locked list differ, or a licence is missing.
    """
    entries = locked_entries(text)
    if faults := [*differences(bill, entries), *_unstated(entries, stated)]:
        raise BillError("; ".join(faults))
    components = {(c["name"], c["version"]): c for c in bill["components"]}
    root = bill["metadata"]["component"]
    requires: dict[str, set[str]] = {root["bom-ref"]: set()}
    requires.update({entry.reference: set() for entry in entries})
    for entry in entries:
        requirers = [other.reference for other in entries if other.name in entry.requirers]
        if root["name"] in entry.requirers:
            requirers.append(root["bom-ref"])
        for requirer in requirers:
            requires[requirer].add(entry.reference)
    return {
        **bill,
        "components": [
            _described(components[entry.name, entry.version], entry, stated, why)
            for entry in entries
        ],
        "dependencies": [
            {"ref": name, **({"dependsOn": sorted(of)} if of else {})}
            for name, of in sorted(requires.items())
        ],
    }


def differences(bill: Bill, entries: list[LockedEntry]) -> Iterator[str]:
    """Yield what a bill leaves out of the locked entries, adds, or has with other checksums."""
    in_bill = {(c["name"], c["version"]): _hashes(c) for c in bill["components"]}
    in_list = {(entry.name, entry.version): entry.hashes for entry in entries}
    if len(in_bill) != len(bill["components"]):
        yield "a package stands twice in one version"
    for name, version in sorted(in_bill.keys() | in_list.keys()):
        if (name, version) not in in_bill:
            yield f"{name} {version} is missing"
        elif (name, version) not in in_list:
            yield f"{name} {version} is not locked"
        elif in_bill[name, version] != in_list[name, version] or not in_list[name, version]:
            yield f"{name} {version} has other checksums, or none"


def _hashes(component: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        one["content"]
        for place in component.get("externalReferences", ())
        for one in place.get("hashes", ())
        if one["alg"] == "SHA-256"
    )


def _unstated(entries: list[LockedEntry], stated: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({entry.name for entry in entries} - stated.keys()):
        yield f"{name} has no licence in docs/dependencies.md: run `make licences`"


def _described(
    component: Bill, entry: LockedEntry, stated: Mapping[str, str], why: Mapping[str, str]
) -> Bill:
    """Return a component with our words in place of its line of the list, checksums and all."""
    only = f"Only where {entry.marker}." if entry.marker else ""
    description = ". ".join(part for part in (why.get(entry.name, ""), only) if part)
    kept = {key: value for key, value in component.items() if key != "description"}
    return {
        **kept,
        **({"description": description} if description else {}),
        "bom-ref": entry.reference,
        "licenses": [licence_choice(stated[entry.name])],
    }


def licence_choice(stated: str) -> Bill:
    """Return a licence as CycloneDX writes it: an SPDX id, an SPDX expression, or a name."""
    parts = set(re.findall(r"[\w.+-]+", stated)) - {"AND", "OR", "WITH"}
    if parts & _NOT_SPDX:
        return {"license": {"name": stated}}
    return {"license": {"id": stated}} if len(parts) == 1 else {"expression": stated}


def made() -> Bill:
    """Return what `cyclonedx-py` reads in `requirements.txt`; raises BillError with its words."""
    # It warns of what nothing requires yet: that is added here.
    command = [sys.executable, "-W", "ignore::UserWarning", "-m", "cyclonedx_py", "requirements",
               "requirements.txt", "--pyproject", "pyproject.toml", "--spec-version", SPECIFICATION,
               "--output-reproducible"]  # fmt: skip
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise BillError(f"cyclonedx-py: {ended.stderr.strip()}")
    bill: Bill = json.loads(ended.stdout)
    return bill


def validate(written: str) -> None:
    """Raise BillError where a written bill breaks CycloneDX's schema; needs its library."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    fault = JsonStrictValidator(SchemaVersion.from_version(SPECIFICATION)).validate_str(written)
    if fault is not None:
        raise BillError(f"not valid by CycloneDX {SPECIFICATION}: {fault.data}")


def main(output: Path = OUTPUT) -> int:
    """Write the bill of materials; exit status 1, and no file, where it is not right."""
    text = (ROOT / "requirements.txt").read_text("utf-8")
    output.unlink(missing_ok=True)
    try:
        bill = completed(
            made(),
            text,
            licences.listed(licences.LIST.read_text("utf-8")),
            licences.purposes((ROOT / "pyproject.toml").read_text("utf-8")),
        )
        written = json.dumps(bill, indent=2) + "\n"
        validate(written)
    except BillError as fault:
        print(f"sbom: {fault}", file=sys.stderr)
        return 1
    output.write_text(written, "utf-8")
    count = len(bill["components"])
    print(f"sbom: {output.name}: {count} of {len(locked_entries(text))} locked entries, valid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
