"""DfE's statistical neighbour models: named by month, in words, and which were known on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from kpi.formatting import in_words

GROUP = "neighbours"
"""The first word of a model's groups in the table `groups`: `neighbours 2025-05`."""
NONE = "none"
"""Stands for the model where a snapshot has none: nobody has neighbours by it."""


def group_of(model: str) -> str:
    """Return the name of a model's groups in the table `groups`."""
    return f"{GROUP} {model}"


def models_of(groups: Iterable[str]) -> tuple[str, ...]:
    """Return the models among names of groups, newest first; `NONE` alone where there are none."""
    models = {name.removeprefix(f"{GROUP} ") for name in groups if name.startswith(f"{GROUP} ")}
    return tuple(sorted(models, reverse=True)) or (NONE,)


def models_known(models: Sequence[str], day: date | None) -> tuple[str, ...]:
    """Return those of some models that DfE had published by a day, newest first.

    All of them without a day; only the oldest for a day before any. A model is named by
    the month of its publication, and counts as known from the end of it.
    """
    if day is None:
        return tuple(models)
    month = f"{day + timedelta(days=1):%Y-%m}"  # the last day ends the month
    return tuple(model for model in models if model < month) or (min(models),)


def month_words(model: str) -> str:
    """Return a model's month in words: `2025-05` as `May 2025`."""
    return f"{date.fromisoformat(f'{model}-01'):%B %Y}"


def words_of(model: str) -> str:
    """Return a model's month in words, or `none` where a snapshot has no model."""
    return model if model == NONE else month_words(model)


def model_label(model: str) -> str:
    """Return a model in words: `DfE's May 2025 model`."""
    return "DfE's model, none is loaded" if model == NONE else f"DfE's {month_words(model)} model"


def in_every(lists: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the neighbours that the lists of all models name; none where there is one list."""
    if len(lists) < 2:
        return frozenset()
    first, *others = (frozenset(listed) for listed in lists.values())
    return first.intersection(*others)


def every_list(number: int) -> str:
    """Return `both lists`, or `all three lists`."""
    return "both lists" if number == 2 else f"all {in_words(number)} lists"
