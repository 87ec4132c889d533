"""What a new definition needs from whoever writes it: options given, else questions asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click

from kpi.errors import KpiError
from kpi.model.data_status import listed

YES = "--yes"


@dataclass(frozen=True)
class DefinitionQuestion:
    """One thing that a definition needs, by its key; `proposed` sees the answers so far."""

    key: str
    text: str
    proposed: Callable[[Mapping[str, str]], str]
    choices: tuple[str, ...] = ()

    @property
    def option(self) -> str:
        """The option that answers it: `--owner-role`."""
        return option_of(self.key)


def option_of(key: str) -> str:
    """Return the option of a key of a definition: `--period-kind`."""
    return f"--{key.replace('_', '-')}"


def can_ask() -> bool:
    """Whether a person sits before this program, who can answer."""
    return sys.stdin.isatty()


def answers(
    questions: Sequence[DefinitionQuestion], given: Mapping[str, str], *, takes_proposed: bool
) -> dict[str, str]:
    """Return an answer to each question: as given, as proposed where taken, else as asked.

    Where nobody can be asked, raises KpiError that names every option which is missing.
    """
    asks = can_ask() and not takes_proposed
    found: dict[str, str] = {}
    missing: list[DefinitionQuestion] = []
    could_take = []
    for question in questions:
        proposed = question.proposed(found)
        if answer := given.get(question.key, ""):
            found[question.key] = answer
        elif asks:
            found[question.key] = ask(question, proposed)
        elif proposed and takes_proposed:
            found[question.key] = proposed
        else:
            missing.append(question)
            if proposed:
                could_take.append(question.option)
                found[question.key] = proposed
    if missing:
        raise KpiError(_missing_words(missing, could_take))
    return found


def ask(question: DefinitionQuestion, proposed: str = "") -> str:
    """Return the answer of a person; raises KpiError, naming the option, where the input ends."""
    kind = click.Choice(question.choices) if question.choices else None
    try:
        answer = click.prompt(question.text, default=proposed or None, type=kind, err=True)
    except click.Abort:
        click.echo(err=True)
        raise KpiError(
            f"nothing was written: the input ended at {question.option} ({question.text})"
        ) from None
    return str(answer)


def _missing_words(missing: Sequence[DefinitionQuestion], could_take: Sequence[str]) -> str:
    named = listed([each.option for each in missing])
    said = f"nothing was written: {named} {'is' if len(missing) == 1 else 'are'} missing"
    if not could_take:
        return said
    if len(could_take) == len(missing):
        return f"{said}; {YES} takes what is proposed"
    return f"{said}; {YES} takes what is proposed for {listed(list(could_take))}"
