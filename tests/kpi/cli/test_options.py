"""Options that several commands share."""

import getpass

import click
import pytest

from kpi.cli import options
from kpi.cli.main import command_line


def test_the_name_for_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "officer")
    assert options.me() == "officer"

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 1000")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert options.me() == "unknown"


def test_an_option_means_the_same_wherever_it_stands() -> None:
    """`--area` of `table` takes several, and groups; `--why` of `build` may be left out."""
    found: dict[str, set[str]] = {}
    for name, command in command_line.commands.items():
        for option in command.params:
            if isinstance(option, click.Option) and (name, option.opts[0]) != ("table", "--area"):
                found.setdefault(option.opts[0], set()).add(type(option.type).__name__)
    assert found["--area"] == {"AuthorityCode"}
    assert found["--quarter"] == {"ReportingQuarter", "ReturnQuarter"}
    assert found["--indicator"] == {"IndicatorId"}
    assert found["--neighbours"] == {"NeighbourModel"}
    assert found["--xlsx"] == {"Path"}


def test_the_area_is_read_before_the_quarter() -> None:
    for command in command_line.commands.values():
        names = {p.opts[0]: p for p in command.params}
        if "--quarter" in names:
            assert names["--area"].is_eager
            assert not names["--quarter"].is_eager
