"""The list of packages holds those for other systems too, with the licence it had."""

import sys
from pathlib import Path

import pytest

from tools import licences

HERE, ELSEWHERE = f"sys_platform == '{sys.platform}'", "sys_platform == 'plan9'"
LOCKED = f"""\
polars==2.1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via childrens-services-kpis (pyproject.toml)
filelock==4.2.0 ; {HERE} \\
    --hash=sha256:cc
numpy==2.4.6 ; python_full_version < '3.0' \\
    --hash=sha256:dd
numpy==2.5.5 ; python_full_version >= '3.0' \\
    --hash=sha256:ee
made-up-for-plan9==1.0 ; {ELSEWHERE} \\
    --hash=sha256:ff
"""


def test_markers_of_each_entry() -> None:
    assert licences.markers(LOCKED) == {
        "polars": [""],
        "filelock": [HERE],
        "numpy": ["python_full_version < '3.0'", "python_full_version >= '3.0'"],
        "made-up-for-plan9": [ELSEWHERE],
    }
    assert licences.for_others(LOCKED) == {"made-up-for-plan9": ELSEWHERE}


def test_a_package_for_other_systems_keeps_its_row() -> None:
    found = {p.name: p.licence for p in licences.packages(LOCKED, {"made-up-for-plan9": "Zlib"})}
    assert found["made-up-for-plan9"] == "Zlib"
    assert found["polars"] == licences.licence("polars") == "MIT"
    assert list(found) == ["filelock", "made-up-for-plan9", "numpy", "polars"]


def test_a_new_package_for_other_systems_is_asked_for() -> None:
    with pytest.raises(licences.LicenceError, match="made-up-for-plan9 is for other systems only"):
        list(licences.packages(LOCKED, {}))


def test_a_package_for_this_system_must_be_installed() -> None:
    text = LOCKED.replace(ELSEWHERE, HERE)
    with pytest.raises(licences.LicenceError, match="made-up-for-plan9 is not installed"):
        list(licences.packages(text, {"made-up-for-plan9": "Zlib"}))


def test_the_written_list_is_the_one_in_the_docs() -> None:
    """Licences of a family name alone (BSD) may differ by version, so names and purposes do."""
    text = (licences.ROOT / "requirements.txt").read_text("utf-8")
    document = licences.LIST.read_text("utf-8")
    made = licences.written(list(licences.packages(text, licences.listed(document))))
    assert [row.split(" | ")[:-1] for row in made.splitlines()] == [
        row.split(" | ")[:-1] for row in document.splitlines()
    ]


def test_licences_of_packages_of_the_tests_are_not_among_those_of_the_dashboard() -> None:
    listed = licences.listed(licences.LIST.read_text("utf-8"))
    assert "pytest" not in listed
    assert "| pytest | runs the tests | MIT |" in licences.LIST.read_text("utf-8").splitlines()


def test_copyleft_in_the_files_of_a_package_is_found() -> None:
    assert licences.names_copyleft("certifi")
    assert licences.names_copyleft("orjson")
    assert not licences.names_copyleft("click")
    text = (licences.ROOT / "requirements.txt").read_text("utf-8")
    assert licences.not_looked_into(text) == []
    assert licences.LOOKED_INTO.keys() <= licences.markers(text).keys()


def test_copyleft_that_nobody_looked_into_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    known = {name: what for name, what in licences.LOOKED_INTO.items() if name != "certifi"}
    monkeypatch.setattr(licences, "LOOKED_INTO", known)
    written = tmp_path / "dependencies.md"
    written.write_text(licences.LIST.read_text("utf-8"), "utf-8")
    monkeypatch.setattr(licences, "LIST", written)
    assert licences.main() == 1
    assert capsys.readouterr().err.endswith(
        "licences: names a copyleft licence, not in LOOKED_INTO: certifi\n"
    )
