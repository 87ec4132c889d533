"""Faults of reading what a definition names, as one line: a definition may say anything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from kpi.errors import DefinitionError, KpiError
from kpi.model.definitions.indicator import Indicator

P = ParamSpec("P")
R = TypeVar("R")


def plainly(
    reader: Callable[Concatenate[Indicator, P], R],
) -> Callable[Concatenate[Indicator, P], R]:
    """A reader whose unforeseen faults are a DefinitionError that names the indicator."""

    @wraps(reader)
    def read(indicator: Indicator, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return reader(indicator, *args, **kwargs)
        except KpiError:
            raise
        except Exception as fault:
            told = f"{type(fault).__name__}: {' '.join(str(fault).split())[:200]}"
            raise DefinitionError(
                f"{indicator.id}: its benchmark cannot be read as its definition says ({told})"
            ) from fault

    return read
