"""Command classes: how arguments are parsed, and how faults are reported.

Differences from click: a fault is one line on standard error with exit status 2, an option may
take several values at once, and a value never begins like an option.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from kpi import visible_text
from kpi.errors import DefinitionFaultsError, KpiError

PROGRAM = "python -m kpi"
FAULT = 2
FAULTY = 1
STOPPED = 130
COMPLETION = "_KPI_COMPLETE"
"""The environment variable by which a shell asks the program `kpi` for completions."""
_NUMBER = re.compile(r"-\d+|-\d*\.\d+")


class Several(click.Option):
    """An option that takes one or more values: `--indicator a b`, or the option repeated."""

    def __init__(self, names: Sequence[str], **attributes: Any) -> None:
        super().__init__(names, multiple=True, **attributes)

    def make_metavar(self, ctx: click.Context) -> str:
        """Return `ID...`, which stands for one or more values."""
        return f"{super().make_metavar(ctx)}..."


class KpiCommand(click.Command):
    """A command of this program."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse as click does, after repeating a `Several` option before each of its values."""
        return super().parse_args(ctx, list(self._one_by_one(ctx, args)))

    def _one_by_one(self, ctx: click.Context, args: Sequence[str]) -> Iterator[str]:
        """Yield the words with the option before each value; raises BadOptionUsage without a value.

        An option without its value would take the next option for it: `--why --dry-run` would
        publish.
        """
        named = {
            name: option
            for option in self.get_params(ctx)
            if isinstance(option, click.Option) and not option.is_flag
            for name in option.opts
        }
        words = list(args)
        while words:
            word = words.pop(0)
            yield word
            if word == "--":
                yield from words
                return
            option = named.get(word)
            if option is None:
                continue
            if words and not _begins_as_option(words[0]):
                yield words.pop(0)
            elif not ctx.resilient_parsing:
                raise click.BadOptionUsage(word, f"{word} needs a value", ctx)
            while isinstance(option, Several) and words and not _begins_as_option(words[0]):
                yield word
                yield words.pop(0)


def _begins_as_option(word: str) -> bool:
    is_text = " " in word or word == "-" or _NUMBER.fullmatch(word) is not None
    return word.startswith("-") and not is_text


class KpiGroup(click.Group):
    """The commands in the order in which they were added."""

    command_class = KpiCommand

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they were added."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a reader that stops reading, such as head, is no fault."""
        try:
            done = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            sys.stderr.close()
            return 0
        return done

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command named by the arguments, and exit with its status.

        Without `standalone_mode` the status is returned. Arguments are never expanded as a shell
        does, because a reason may contain an asterisk.
        """
        words = sys.argv[1:] if args is None else list(args)
        name = "kpi" if COMPLETION in os.environ else prog_name or PROGRAM
        try:
            done = super().main(words, name, complete_var or COMPLETION, False, **extra)
            status = done if isinstance(done, int) else 0
        except click.UsageError as fault:
            status = _print_fault(_usage_line(fault))
        except DefinitionFaultsError as fault:
            status = _print_faults(fault.faults)
        except KpiError as fault:
            status = _print_fault(str(fault))
        except click.Abort:
            _print_fault("stopped")
            status = STOPPED
        if standalone_mode:
            sys.exit(status)
        return status


def _print_faults(faults: Sequence[str]) -> int:
    for each in faults:
        _print_fault(each)
    if len(faults) > 1:
        click.echo(f"{len(faults)} faults", err=True)
    return FAULT


def _print_fault(line: str) -> int:
    click.echo(f"kpi: {visible_text.line(line)}", err=True)
    return FAULT


def _usage_line(fault: click.UsageError) -> str:
    """Return one line: the fault, the option it is about, and where to find help."""
    text = fault.message if isinstance(fault, click.BadParameter) else fault.format_message()
    about = ""
    if isinstance(fault, click.BadParameter):
        name = name_of(fault.param) if fault.param else ""
        if isinstance(fault, click.MissingParameter):
            text = f"{name} is missing"
        else:
            about = f"{name}; " if name else ""
    else:
        text = text[:1].lower() + text[1:]
    text = text.rstrip(".")
    help_of = fault.ctx.command_path if fault.ctx else PROGRAM
    return f"{text} ({about}see {help_of} --help)"


def name_of(parameter: click.Parameter) -> str:
    """Return a parameter's name for messages: `--area`, or the name of a positional argument."""
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return (parameter.metavar or parameter.name or "").rstrip(".")
