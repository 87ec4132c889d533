"""The tables in docs/commands.md, generated from the commands.

python -m tools.command_table            write them
python -m tools.command_table --check    exit status 1 where they are out of date
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from kpi.cli.command_classes import PROGRAM
from kpi.cli.main import command_line

ROOT = Path(__file__).resolve().parents[1]
DOCUMENT = ROOT / "docs" / "commands.md"
FROM = "<!-- commands: made by python -m tools.command_table -->"
TO = "<!-- end of the commands -->"


def contexts() -> Iterator[click.Context]:
    """Yield the context of each command, in the order of the help."""
    above = click.Context(command_line, info_name=PROGRAM)
    for name in command_line.list_commands(above):
        yield click.Context(command_line.commands[name], info_name=name, parent=above)


def options(ctx: click.Context) -> Iterator[tuple[str, str]]:
    """Yield each option of a command as written, with its help."""
    for parameter in ctx.command.params:
        if isinstance(parameter, click.Option):
            record = parameter.get_help_record(ctx)
            if record is not None:
                yield record


def arguments(ctx: click.Context) -> str:
    """Return the positional arguments: `FILE...`."""
    found = (p.make_metavar(ctx) for p in ctx.command.params if isinstance(p, click.Argument))
    return "".join(f" {word}" for word in found)


def section(ctx: click.Context) -> str:
    """Return a command with its options, as Markdown."""
    paragraphs = [" ".join(part.split()) for part in (ctx.command.help or "").split("\n\n")]
    lines = [f"### {ctx.info_name}", "", *(f"{text}\n" for text in paragraphs)]
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


def with_commands(document: str) -> str:
    """Return the document with the present commands between its marks."""
    before, rest = document.split(FROM)
    _old, after = rest.split(TO)
    made = "\n".join(section(ctx) for ctx in contexts())
    return f"{before}{FROM}\n\n{made}\n{TO}{after}"


def main() -> int:
    """Write the tables, or print whether they are up to date."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--check", action="store_true")
    document = DOCUMENT.read_text("utf-8")
    made = with_commands(document)
    if parser.parse_args().check:
        return 0 if made == document else 1
    DOCUMENT.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
