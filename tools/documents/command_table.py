"""The tables in docs/commands.md, generated from the commands.

python -m tools.documents.command_table            write them
python -m tools.documents.command_table --check    exit status 1 where they are out of date
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from kpi.cli.command_classes import PROGRAM
from kpi.cli.main import command_line
from tools.documents.made_part import ROOT, MadePart


def contexts() -> Iterator[click.Context]:
    """Yield the context of each command, in the order of the help; of a group those in it."""
    yield from _below(click.Context(command_line, info_name=PROGRAM), command_line)


def _below(above: click.Context, group: click.Group) -> Iterator[click.Context]:
    for name in group.list_commands(above):
        command = group.commands[name]
        context = click.Context(command, info_name=name, parent=above)
        if isinstance(command, click.Group):
            yield from _below(context, command)
        else:
            yield context


def options(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Yield each option of a command as written, with its help."""
    for parameter in ctx.command.params:
        if isinstance(parameter, click.Option):
            record = parameter.get_help_record(ctx)
            if record is not None:
                yield record


def arguments(ctx: click.Context) -> str:
    """Return the positional arguments: `FILE...`."""
    words = (p.make_metavar(ctx) for p in ctx.command.params if isinstance(p, click.Argument))
    return "".join(f" {word}" for word in words)


def section(ctx: click.Context) -> str:
    """Return a command with its options, as Markdown."""
    paragraphs = [" ".join(part.split()) for part in (ctx.command.help or "").split("\n\n")]
    name = ctx.command_path.removeprefix(f"{PROGRAM} ")
    lines = [f"### {name}", "", *(f"{text}\n" for text in paragraphs)]
    rows = list(options(ctx))
    lines += [f"    {ctx.command_path}{arguments(ctx)}{' [OPTIONS]' if rows else ''}", ""]
    if rows:
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| `{_cell(name)}` | {_cell(about)} |" for name, about in rows]
        lines.append("")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Return text for a table cell, in which a vertical bar is escaped."""
    return " ".join(text.split()).replace("|", "\\|")


def rendered() -> str:
    """Return all commands as Markdown."""
    return "\n".join(section(ctx) for ctx in contexts())


PART = MadePart(
    ROOT / "docs" / "commands.md",
    "<!-- commands: made by python -m tools.documents.command_table -->",
    "<!-- end of the commands -->",
    rendered,
)


if __name__ == "__main__":
    sys.exit(PART.run(__doc__ or ""))
