"""A council takes a newer version of the code by `git pull`, and finds its own things as they were.

The council publishes with `KPI_DATA` outside its checkout. The newer version has other definitions
and another shipped store, as any release has.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import patience
from tests.kpi.cli.running import ROOT

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
QUARTER = "Q2 2025-26"


def git(folder: Path, *arguments: str) -> str:
    """A git command that works, without the settings of whoever runs the tests."""
    named = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=Upstream", "-c", "user.email=upstream@example.org")
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, **named},
        capture_output=True,
        text=True,
        check=False,
        timeout=patience.seconds(60),
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def command(checkout: Path, own: Path, *arguments: str) -> str:
    """A command of the checkout's own code, as the council's officer runs it."""
    settings = {"KPI_DATA": str(own), "KPI_HOME": "839"}
    kept = {name: text for name, text in os.environ.items() if not name.startswith("KPI_")}
    done = subprocess.run(
        [sys.executable, "-m", "kpi", *arguments],
        cwd=checkout,
        env={**kept, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=patience.seconds(120),
    )
    assert done.returncode == 0, f"{done.stderr}{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as its makers have it: the code and the shipped data, under git."""
    folder = tmp_path_factory.mktemp("upstream") / "project"
    unwanted = shutil.ignore_patterns("__pycache__", ".LOCK", "*.pyc")
    for name in ("kpi", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    shutil.copy(ROOT / ".gitignore", folder / ".gitignore")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=First version")
    return folder


def test_a_pull_after_publishing_meets_nothing_of_the_councils(
    upstream: Path, tmp_path: Path
) -> None:
    checkout, own = tmp_path / "checkout", tmp_path / "own"
    git(tmp_path, "clone", "--quiet", str(upstream), str(checkout))
    command(checkout, own, "indicator", "add", "re-referrals-12-months", "ehcp-20-weeks")
    command(checkout, own, "build", "--why", "Our list")
    sent = tmp_path / "return.csv"
    sent.write_text(good_values(), encoding="utf-8")
    command(checkout, own, "publish", str(sent), "--why", "Our quarter")
    shown = command(checkout, own, "summary", "--quarter", QUARTER)
    assert "53.3" in shown
    assert git(checkout, "status", "--porcelain") == ""

    newer(upstream)
    git(checkout, "pull", "--quiet", "--ff-only")
    assert git(checkout, "log", "-1", "--format=%s").strip() == "Second version"
    assert git(checkout, "status", "--porcelain") == ""
    assert command(checkout, own, "summary", "--quarter", QUARTER) == shown
    command(checkout, own, "build", "--why", "With the newer version")
    after = command(checkout, own, "summary", "--quarter", QUARTER)
    assert [line.split(",")[:12] for line in after.splitlines()] == [
        line.split(",")[:12] for line in shown.splitlines()
    ]


def good_values() -> str:
    """A return of one indicator."""
    head = "indicator_id,reporting_quarter,period,value,numerator,denominator,symbol,data_status"
    return f"{head}\nehcp-20-weeks,{QUARTER},{QUARTER},53.3,24,45,,published\n"


def newer(upstream: Path) -> None:
    """Another version: a definition reworded, one gone, and the shipped store made anew."""
    definition = upstream / "data" / "indicators" / "ehcp-20-weeks.toml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("Head of SEND", "Head of Inclusion"), encoding="utf-8")
    (upstream / "data" / "indicators" / "early-help-returns.toml").unlink()
    pointer = next(
        path for path in (upstream / "data" / "store").iterdir() if path.name.startswith("CURRENT")
    )
    pointer.write_text("made by a newer version\n", encoding="utf-8")
    git(upstream, "add", "--all")
    git(upstream, "commit", "--quiet", "--message=Second version")
