"""What a new definition needs from whoever writes it: options given, else questions asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import click

from kpi.errors import KpiError
from kpi.formatting import listed

YES = "--yes"


@dataclass(frozen=True)
class DefinitionQuestion:
    """One thing that a definition needs, by its key; `proposed` sees the answers so far.

    `fault` says what is wrong with the last of some answers, `doubt` what is unusual in one; both
    are empty where nothing is. One that `may_wait` can be left empty, to be written later.
    """

    key: str
    text: str
    proposed: Callable[[Mapping[str, str]], str]
    choices: tuple[str, ...] = ()
    fault: Callable[[Mapping[str, str]], str] = lambda _: ""
    doubt: Callable[[str], str] = lambda _: ""
    may_wait: bool = False

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

    An answer that is unusual is reported at once. One with a fault is asked again; where nobody
    can be asked, raises KpiError that names every such fault and every option which is missing.
    """
    asks = can_ask() and not takes_proposed
    chosen: dict[str, str] = {}
    missing: list[DefinitionQuestion] = []
    faults: list[str] = []
    for question in questions:
        proposed = question.proposed(chosen)
        answer = given.get(question.key, "")
        if answer:
            _say_doubt(question, answer)
            wrong = question.fault({**chosen, question.key: answer})
            if wrong and asks:
                click.echo(wrong, err=True)
                answer = ask(question, proposed, chosen)
            elif wrong:
                faults.append(wrong)
        elif asks:
            answer = ask(question, proposed, chosen)
        elif not (takes_proposed and (proposed or question.may_wait)):
            missing.append(question)
        chosen[question.key] = answer or proposed
    if missing or faults:
        raise KpiError(_refusal_words(faults, missing, chosen))
    return chosen


def ask(
    question: DefinitionQuestion, proposed: str = "", before: Mapping[str, str] | None = None
) -> str:
    """Return the answer of a person, who is asked again where it has a fault.

    Raises KpiError, naming the option, where the input ends. `before` are the answers so far.
    """
    kind = click.Choice(question.choices) if question.choices else None
    default = proposed or ("" if question.may_wait else None)
    try:
        while True:
            answer = str(
                click.prompt(
                    question.text, default=default, type=kind, err=True, show_default=bool(proposed)
                )
            ).strip()
            if not answer:
                return answer
            if wrong := question.fault({**(before or {}), question.key: answer}):
                click.echo(wrong, err=True)
            elif not _say_doubt(question, answer) or click.confirm(
                "Take it all the same?", default=False, err=True
            ):
                return answer
    except click.Abort:
        click.echo(err=True)
        raise KpiError(
            f"nothing was written: the input ended at {question.option} ({question.text})"
        ) from None


def _say_doubt(question: DefinitionQuestion, answer: str) -> bool:
    """Say what is unusual in an answer; returns whether anything is."""
    doubt = question.doubt(answer)
    if doubt:
        click.echo(f"warning: {doubt}", err=True)
    return bool(doubt)


def _refusal_words(
    faults: Sequence[str], missing: Sequence[DefinitionQuestion], proposed: Mapping[str, str]
) -> str:
    """Return the faults, the options that are missing, and what `--yes` would make of those."""
    parts = [*faults]
    if missing:
        named = listed([each.option for each in missing])
        parts.append(f"{named} {'is' if len(missing) == 1 else 'are'} missing")
        if taken := _taken_words(missing, proposed):
            parts.append(f"{YES} {taken}")
    return f"nothing was written: {'; '.join(parts)}"


def _taken_words(missing: Sequence[DefinitionQuestion], proposed: Mapping[str, str]) -> str:
    taken = [each.option for each in missing if proposed.get(each.key)]
    waiting = [each.option for each in missing if each.may_wait and not proposed.get(each.key)]
    parts = []
    if taken:
        of = "" if len(taken) == len(missing) else f" for {listed(taken)}"
        parts.append(f"takes what is proposed{of}")
    if waiting:
        parts.append(f"leaves {listed(waiting)} to be written in the file")
    return " and ".join(parts)
