"""Reports unexpected faults in reading what a definition names as one-line DefinitionErrors."""

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
    """Return a reader whose unexpected faults are DefinitionErrors naming the indicator."""

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
