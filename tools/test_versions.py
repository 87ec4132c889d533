"""Runs the tests under each supported Python version, each in an environment of its own.

    python -m tools.test_versions [ARGUMENT OF PYTEST ...]

A version is searched for as `python3.12` on PATH, in `~/.pyenv/versions`, and with Windows' `py`
launcher; the variable PYTHONS names programs directly. Each environment is in `.venv-versions`,
made from the locked list with its checksums, and is reused while that list is unchanged.
Browser tests are left out. One line per version goes to standard output; pytest's full output
goes to a log next to the environment. Exit status 1 if a version fails, 2 if none could be run.
"""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".venv-versions"
REQUIREMENTS = ROOT / "requirements-dev.txt"
VERSIONS = ("3.11", "3.12", "3.13")
_IS_WINDOWS = os.name == "nt"
_ASK = "import platform, sys; print(platform.python_version(), sys.executable, sep='\\n')"


@dataclass(frozen=True)
class Python:
    """A Python interpreter: its full version, such as 3.12.1, and its program."""

    version: str
    program: str

    @property
    def minor(self) -> str:
        """The version without its last number, such as 3.12."""
        return ".".join(self.version.split(".")[:2])


@dataclass(frozen=True)
class Outcome:
    """pytest's counts; `failed` names each test that failed or could not be set up.

    `problem` says why there is no count, or why the count is incomplete.
    """

    passed: int = 0
    skipped: int = 0
    failed: tuple[str, ...] = ()
    problem: str = ""

    @property
    def is_good(self) -> bool:
        """Whether tests ran and all of them passed or were skipped with a reason."""
        return self.passed > 0 and not self.failed and not self.problem

    def __str__(self) -> str:
        counts = f"{self.passed} passed, {len(self.failed)} failed, {self.skipped} skipped"
        return f"{counts}; {self.problem}" if self.problem else counts


def asked(command: Sequence[str]) -> Python | None:
    """Return the interpreter that a command starts, or None where it starts none.

    The shims of pyenv are on PATH for versions that are not selected, and fail when run.
    """
    try:
        done = subprocess.run([*command, "-c", _ASK], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    lines = done.stdout.splitlines()
    return Python(lines[0], lines[1]) if done.returncode == 0 and len(lines) == 2 else None


def candidates(minor: str, environment: Mapping[str, str]) -> Iterator[list[str]]:
    """Yield commands that may start a version, in the order in which they are tried."""
    for folder in environment.get("PATH", "").split(os.pathsep):
        if folder and (program := shutil.which(f"python{minor}", path=folder)):
            yield [program]
    home = Path(environment.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for pattern in (f"versions/{minor}.*/bin/python", f"pyenv-win/versions/{minor}.*/python.exe"):
        for path in sorted(home.glob(pattern), reverse=True):
            yield [str(path)]
    if _IS_WINDOWS:
        yield ["py", f"-{minor}"]


def interpreters(environment: Mapping[str, str]) -> tuple[list[Python], list[str]]:
    """Return the interpreters to test, and what is missing: versions, or programs of PYTHONS."""
    if named := environment.get("PYTHONS", "").strip():
        commands = {name: [[name]] for name in shlex.split(named, posix=not _IS_WINDOWS)}
    else:
        commands = {f"Python {minor}": list(candidates(minor, environment)) for minor in VERSIONS}
    there, absent = [], []
    for name, tried in commands.items():
        answers = (asked(command) for command in tried)
        one = next((python for python in answers if python is not None), None)
        if one is None:
            absent.append(name)
        else:
            there.append(one)
    return there, absent


def program_in(environment: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if _IS_WINDOWS else "bin/python")


def prepare(python: Python, folder: Path, requirements: Path) -> Path:
    """Return an environment's interpreter with the locked packages, made where not current.

    Raises CalledProcessError where it cannot be made or a package cannot be installed.
    """
    environment = folder / python.minor
    stamp = environment / ".installed"
    wanted = f"{python.version} {hashlib.sha256(requirements.read_bytes()).hexdigest()}"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return program_in(environment)
    subprocess.run([python.program, "-m", "venv", "--clear", str(environment)], check=True)
    subprocess.run(
        [
            str(program_in(environment)), "-m", "pip", "install", "--quiet",
            "--disable-pip-version-check", "--require-hashes", "-r", str(requirements),
        ],
        check=True,
    )  # fmt: skip
    stamp.write_text(wanted, "utf-8")
    return program_in(environment)


def counted(report: Path, status: int) -> Outcome:
    """Return the result in a JUnit report of pytest, checked against the exit status."""
    try:
        cases = list(ElementTree.parse(report).iter("testcase"))
    except (OSError, ElementTree.ParseError):
        return Outcome(problem=f"pytest ended with status {status} and without a report")
    failed = [
        f"{case.get('classname', '')}::{case.get('name', '')}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]
    skipped = sum(case.find("skipped") is not None for case in cases)
    names = tuple(dict.fromkeys(failed))  # a test that fails may fail in its teardown too
    problem = f"pytest ended with status {status}" if status and not names else ""
    return Outcome(len(cases) - skipped - len(failed), skipped, names, problem)


def tested(program: Path, log: Path, arguments: Sequence[str]) -> Outcome:
    """Run every test except browser tests under an interpreter; its output goes to `log`."""
    report = log.with_suffix(".xml")
    report.unlink(missing_ok=True)
    command = [
        str(program), "-m", "pytest", "-m", "not browser", "-n", "1", f"--junitxml={report}",
        "-p", "no:cacheprovider", *arguments,
    ]  # fmt: skip
    with log.open("wb") as output:
        done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    return counted(report, done.returncode)


def run(python: Python, arguments: Sequence[str], folder: Path = FOLDER) -> Outcome:
    """Prepare an environment and run the tests; a fault in preparing is the result."""
    folder.mkdir(exist_ok=True)
    try:
        program = prepare(python, folder, REQUIREMENTS)
    except (OSError, subprocess.CalledProcessError) as fault:
        return Outcome(problem=f"its environment could not be made: {fault}")
    return tested(program, folder / f"{python.minor}.log", arguments)


def main(arguments: Sequence[str]) -> int:
    """Print a line per version; 1 if one fails or a program of PYTHONS is absent, 2 if none ran."""
    there, absent = interpreters(os.environ)
    for name in absent:
        print(f"{name}: not found on this machine", flush=True)
    if not there:
        print("test_versions: no Python to test under; PYTHONS names programs", file=sys.stderr)
        return 2
    is_good = not (absent and os.environ.get("PYTHONS", "").strip())
    for python in there:
        outcome = run(python, arguments)
        print(f"Python {python.version}: {outcome}", flush=True)
        for name in outcome.failed:
            print(f"  failed: {name}", flush=True)
        is_good = is_good and outcome.is_good
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
