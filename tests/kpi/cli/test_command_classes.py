"""How words are read and faults are said, on commands made for the purpose."""

import os

import click
import pytest
from click.testing import CliRunner

from kpi.cli.command_classes import KpiCommand, KpiGroup, Several, name_of
from kpi.errors import InputError


@click.group(cls=KpiGroup, no_args_is_help=False)
def sample() -> None:
    """A group."""


@sample.command()
@click.argument("what", metavar="WHAT", required=False)
@click.option("--name", "names", cls=Several, metavar="ID", help="Names.")
@click.option("--why")
@click.option("--number", type=int)
@click.option("--dry-run", is_flag=True)
def say(**chosen: object) -> None:
    """Say what was chosen."""
    click.echo(repr(chosen))


@sample.command()
@click.option("--fault", type=click.Choice(["ours", "pipe", "stop", "one", "nothing"]))
def fail(*, fault: str) -> int | None:
    """End in some way."""
    match fault:
        case "ours":
            raise InputError("a line\nwith another")
        case "pipe":
            raise BrokenPipeError
        case "stop":
            raise KeyboardInterrupt
        case "one":
            return 1
    return None


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner(catch_exceptions=False).invoke(sample, words, prog_name="sample")
    return done.exit_code, done.stdout, done.stderr


def chosen(*words: str) -> dict[str, object]:
    status, out, err = run("say", *words)
    assert status == 0, err
    found: dict[str, object] = eval(out)
    return found


@pytest.mark.parametrize(
    "words",
    [
        ["--name", "a", "b", "--name", "c"],
        ["--name=a", "--name", "b", "c"],
        ["--dry-run", "--name", "a", "--name", "b", "c"],
        ["--why", "x", "--name", "a", "b", "c", "--number", "3"],
    ],
)
def test_several_values_in_any_way_of_writing(words: list[str]) -> None:
    assert chosen(*words)["names"] == ("a", "b", "c")


def test_what_ends_a_list_of_values() -> None:
    assert chosen("--name", "a", "--", "b") | {"number": 0} == {
        "what": "b", "names": ("a",), "why": None, "number": 0, "dry_run": False,
    }  # fmt: skip
    assert chosen("x")["names"] == ()


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--why", "--dry-run"], "--why needs a value"),
        (["--why", "-dry"], "--why needs a value"),
        (["--name", "--dry-run"], "--name needs a value"),
        (["--name"], "--name needs a value"),
        (["--number", "x"], "'x' is not a valid integer (--number;"),
        (["--nmae", "x"], "no such option '--nmae'"),
        (["a", "b"], "got unexpected extra argument"),
    ],
)
def test_an_option_never_takes_another_for_its_value(words: list[str], fault: str) -> None:
    status, out, err = run("say", *words)
    assert (status, out) == (2, "")
    assert err.startswith(f"kpi: {fault}")
    assert err.endswith("see sample say --help)\n")
    assert err.count("\n") == 1


def test_dashes_that_are_no_option() -> None:
    assert chosen("--why", "- wrong file")["why"] == "- wrong file"
    assert chosen("--why", "-")["why"] == "-"
    assert chosen("--number", "-3")["number"] == -3


@pytest.mark.parametrize(
    ("fault", "status", "err"),
    [
        ("ours", 2, "kpi: a line with another\n"),
        ("stop", 130, "\nkpi: stopped\n"),
        ("one", 1, ""),
        ("nothing", 0, ""),
    ],
)
def test_exit_statuses(fault: str, status: int, err: str) -> None:
    assert run("fail", "--fault", fault) == (status, "", err)


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    assert run("fail", "--fault", "pipe")[0] == 0


def test_without_leaving_the_status_is_returned() -> None:
    assert sample.main(["fail", "--fault", "one"], standalone_mode=False) == 1
    assert sample.main(["--help"], standalone_mode=False) == 0
    with pytest.raises(SystemExit) as left:
        sample.main(["fail", "--fault", "one"])
    assert left.value.code == 1


def test_no_command_and_a_wrong_one() -> None:
    assert run() == (2, "", "kpi: missing command (see sample --help)\n")
    status, _, err = run("sya")
    assert (status, err) == (
        2,
        "kpi: no such command 'sya'. Did you mean 'say'? (see sample --help)\n",
    )


def test_nothing_in_a_fault_acts_on_a_screen() -> None:
    _, _, err = run("say", "--number", "1\n\u202e\x1b[31m")
    assert err.count("\n") == 1
    assert not {"\u202e", "\x1b"} & set(err)


def test_commands_stand_in_the_order_they_were_added() -> None:
    out = run("--help")[1]
    assert out.index("  say ") < out.index("  fail ")
    assert "--name ID..." in run("say", "--help")[1]
    assert isinstance(sample.commands["say"], KpiCommand)
    assert [name_of(parameter) for parameter in sample.commands["say"].params] == [
        "WHAT", "--name", "--why", "--number", "--dry-run",
    ]  # fmt: skip


def test_stars_and_variables_in_words_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["kpi", "say", "--why", "*.md $HOME ~"])
    monkeypatch.setattr(os, "name", "nt")
    with pytest.raises(SystemExit) as left:
        sample.main()
    assert left.value.code == 0
