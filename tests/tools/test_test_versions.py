"""The tests under each Python version: what is found, what is prepared, what is counted."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools import test_versions as versions
from tools.test_versions import Outcome, Python

POSIX = pytest.mark.skipif(os.name == "nt", reason="writes shell scripts as programs")
HERE = ".".join(map(str, sys.version_info[:3]))


def program(folder: Path, name: str, says: str, status: int = 0) -> Path:
    """A program that prints some lines, as an interpreter that is asked for its version does."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\nprintf '{says}'\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_this_interpreter_answers() -> None:
    answer = versions.asked([sys.executable])
    assert answer is not None
    assert answer.version == HERE
    assert answer.minor == f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert versions.asked(["no-such-program-at-all"]) is None


@POSIX
def test_a_shim_that_fails_is_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "shims", "python3.12", "pyenv: not found", status=127)
    program(tmp_path / "bin", "python3.12", "3.12.9\\n/usr/bin/python3.12\\n")
    program(tmp_path / "pyenv/versions/3.13.2/bin", "python", "3.13.2\\n/py313\\n")
    found, absent = versions.interpreters({
        "PATH": os.pathsep.join([str(tmp_path / "shims"), str(tmp_path / "bin")]),
        "PYENV_ROOT": str(tmp_path / "pyenv"),
    })  # fmt: skip
    assert found == [Python("3.12.9", "/usr/bin/python3.12"), Python("3.13.2", "/py313")]
    assert absent == ["Python 3.11"]


@POSIX
def test_named_programs_and_no_others(tmp_path: Path) -> None:
    mine = program(tmp_path / "a folder", "mine", "3.14.0\\n/py314\\n")
    found, absent = versions.interpreters(
        {"PYTHONS": f"'{mine}' /no/such/python", "PATH": "/usr/bin"}
    )
    assert found == [Python("3.14.0", "/py314")]
    assert absent == ["/no/such/python"]


def test_an_environment_is_made_once_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[list[str]] = []

    def note(command: list[str], *, check: bool) -> None:
        assert check
        done.append(command)
        (tmp_path / "3.12").mkdir(exist_ok=True)

    monkeypatch.setattr(subprocess, "run", note)
    requirements = tmp_path / "requirements-dev.txt"
    requirements.write_text("polars==2.1.0 --hash=sha256:aa\n")
    python = Python("3.12.9", "/usr/bin/python3.12")
    inside = versions.prepare(python, tmp_path, requirements)
    assert inside == versions.program_in(tmp_path / "3.12")
    assert done[0] == ["/usr/bin/python3.12", "-m", "venv", "--clear", str(tmp_path / "3.12")]
    assert "--require-hashes" in done[1]
    assert done[1][-2:] == ["-r", str(requirements)]
    versions.prepare(python, tmp_path, requirements)
    assert len(done) == 2
    requirements.write_text("polars==2.2.0 --hash=sha256:bb\n")
    versions.prepare(python, tmp_path, requirements)
    assert len(done) == 4
    versions.prepare(Python("3.12.10", "/usr/bin/python3.12"), tmp_path, requirements)
    assert len(done) == 6


def test_what_cannot_be_made_is_the_outcome(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    absent = Python("3.12.9", str(tmp_path / "gone"))
    outcome = versions.run(absent, [], tmp_path / "versions")
    assert not outcome.is_good
    assert outcome.problem.startswith("its environment could not be made: ")


SUITE = """
import pytest

def test_good(): pass

def test_wrong(): assert 1 == 2

def test_left_out(): pytest.skip("not here")

@pytest.fixture
def broken(): raise RuntimeError("no")

def test_unready(broken): pass

@pytest.mark.browser
def test_of_the_browser(): assert False
"""


def test_a_real_suite_is_counted(tmp_path: Path) -> None:
    suite = tmp_path / "test_sample.py"
    suite.write_text(SUITE)
    log = tmp_path / "3.x.log"
    outcome = versions.tested(Path(sys.executable), log, [str(suite), "-p", "no:xdist", "-n0"])
    assert outcome.problem == "pytest ended with status 4 and without a report"
    outcome = versions.tested(Path(sys.executable), log, [str(suite)])
    assert (outcome.passed, outcome.skipped) == (1, 1)
    assert sorted(name.split("::")[1] for name in outcome.failed) == ["test_unready", "test_wrong"]
    assert str(outcome) == "1 passed, 2 failed, 1 skipped"
    assert not outcome.is_good
    assert b"assert 1 == 2" in log.read_bytes()
    good = versions.tested(Path(sys.executable), log, [str(suite), "-k", "good"])
    assert good == Outcome(passed=1)
    assert good.is_good
    none = versions.tested(Path(sys.executable), log, [str(suite), "-k", "nothing"])
    assert str(none) == "0 passed, 0 failed, 0 skipped; pytest ended with status 5"


def test_lines_and_exit_statuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = [Python("3.12.9", "a"), Python("3.13.2", "b")]
    outcomes = {"3.12.9": Outcome(7, 1), "3.13.2": Outcome(6, 1, ("tests.x::test_y",))}
    monkeypatch.delenv("PYTHONS", raising=False)
    monkeypatch.setattr(versions, "interpreters", lambda environment: (there, ["Python 3.11"]))
    monkeypatch.setattr(versions, "run", lambda python, arguments: outcomes[python.version])
    assert versions.main([]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Python 3.11: not found on this machine",
        "Python 3.12.9: 7 passed, 0 failed, 1 skipped",
        "Python 3.13.2: 6 passed, 1 failed, 1 skipped",
        "  failed: tests.x::test_y",
    ]
    outcomes["3.13.2"] = Outcome(7, 1)
    assert versions.main([]) == 0
    monkeypatch.setenv("PYTHONS", "c d")
    assert versions.main([]) == 1, "a program that was named is not there"
    monkeypatch.setattr(versions, "interpreters", lambda environment: ([], ["Python 3.11"]))
    assert versions.main([]) == 2
    assert "PYTHONS names programs" in capsys.readouterr().err
