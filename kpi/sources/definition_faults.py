"""Names the definition in every fault met in reading what it names; the unexpected ones too."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from kpi.errors import DefinitionError, InputError, KpiError
from kpi.model.definitions.indicator import Indicator

P = ParamSpec("P")
R = TypeVar("R")


def plainly(
    reader: Callable[Concatenate[Indicator, P], R],
) -> Callable[Concatenate[Indicator, P], R]:
    """Return a reader whose faults name the definition; unexpected ones are DefinitionErrors."""

    @wraps(reader)
    def read(indicator: Indicator, /, *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return reader(indicator, *args, **kwargs)
        except (InputError, DefinitionError) as fault:
            file = f"{indicator.id}.toml"
            if indicator.id in str(fault):
                raise
            raise type(fault)(f"{fault} (read for the benchmark of {file})") from fault
        except KpiError:
            raise
        except Exception as fault:
            cause = f"{type(fault).__name__}: {' '.join(str(fault).split())[:200]}"
            raise DefinitionError(
                f"{indicator.id}: its benchmark cannot be read as its definition says ({cause})"
            ) from fault

    return read
