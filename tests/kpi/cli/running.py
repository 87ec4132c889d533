"""Commands run in this process with click's runner, and as a person runs them."""

import csv
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from kpi.cli.command_classes import PROGRAM
from kpi.cli.main import command_line
from tests import patience

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Done:
    """What a command printed, what it said on standard error, and its exit status."""

    status: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def rows(self) -> list[dict[str, str]]:
        """The CSV that was printed."""
        return rows_of(self.out)


def run(*arguments: str) -> Done:
    """A command in this process; what it does not catch is raised."""
    done = CliRunner(catch_exceptions=False).invoke(command_line, arguments, prog_name=PROGRAM)
    return Done(done.exit_code, done.stdout_bytes, done.stderr)


def good(*arguments: str) -> Done:
    """As `run`, for a command that works."""
    done = run(*arguments)
    assert done.status == 0, f"{done.err}{done.text}"
    return done


def person(*arguments: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """The command as a person runs it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
        timeout=patience.seconds(60),
    )


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
