"""docs/commands.md has every command and option, and no document names one that is not there."""

import re
import shlex
from pathlib import Path

import click
import pytest

from kpi.cli.main import command_line
from tools.documents import command_table

ROOT = command_table.ROOT
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
FOUND = {
    ctx.command_path.removeprefix("python -m kpi "): ctx.command for ctx in command_table.contexts()
}
"""Every command by its name, those of a group with the group's before it."""
COMMANDS = sorted(FOUND)


def width(name: str) -> int:
    """How long a command's line of help may be: less the longest name beside it, and spaces."""
    group, _, _ = name.rpartition(" ")
    beside = [each.rpartition(" ") for each in COMMANDS]
    return 80 - 6 - max(len(last) for above, _, last in beside if above == group)


def test_the_tables_in_the_docs_are_the_commands() -> None:
    assert command_table.PART.is_current()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_is_described(name: str) -> None:
    document = command_table.PART.document.read_text("utf-8")
    section = re.split(rf"^### {name}$", document, flags=re.MULTILINE)[1].split("\n### ")[0]
    command = FOUND[name]
    assert command.help
    assert command.help.split("\n\n")[0].endswith("."), "one sentence for the list of commands"
    assert "..." not in command.get_short_help_str(width(name)), "too long for the list of commands"
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            about = re.search(rf"^\| `{parameter.opts[0]}[` ][^\n]*", section, re.MULTILINE)
            assert about, f"{parameter.opts[0]} is not in docs/commands.md"
            assert parameter.help
            assert parameter.help.endswith("."), parameter.opts
            assert " ".join(parameter.help.split()).replace("|", "\\|") in about[0]
        else:
            assert (parameter.metavar or "") in section


def named(text: str) -> list[tuple[str, list[str]]]:
    """Each command that a document names, with the options it is given there."""
    found = []
    for line in re.findall(r"python -m kpi ([a-z][^`\n]*)", text):
        words = re.sub(r"\s#.*", "", line)
        try:
            parts = shlex.split(words)
        except ValueError:  # the sentence goes on behind the command
            parts = words.split()
        options = [
            part.split("=")[0].strip("[]") for part in parts if part.startswith(("--", "[--"))
        ]
        plain = [part.rstrip(".,;:]") for part in parts]
        # After a group's name stands one of its commands, or several in a list of them.
        whole = f"{plain[0]} {plain[1]}" if len(plain) > 1 else plain[0]
        found.append((whole if whole in FOUND else plain[0], options))
    return found


def test_documents_are_read() -> None:
    text = 'Run `python -m kpi signals X [--area N]` or\n    python -m kpi ees --a="b c" # x'
    assert named(text) == [("signals", ["--area"]), ("ees", ["--a"])]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_what_there_is(path: Path) -> None:
    for name, options in named(path.read_text("utf-8")):
        assert name in {*COMMANDS, *command_line.commands}, path.name
        command = FOUND.get(name) or command_line.commands[name]
        known = {o for p in command.params for o in p.opts} | {"--help"}
        assert set(options) <= known, (path.name, name)


def test_the_documents_name_most_commands() -> None:
    """The test above would pass on documents that it cannot read."""
    seen = {name for path in DOCUMENTS for name, _ in named(path.read_text("utf-8"))}
    assert len(seen) >= len(COMMANDS) - 2
