"""DfE's statistical neighbour models: which there are, and which were known on a day."""

from __future__ import annotations

from datetime import date, timedelta

from kpi.errors import UnknownNameError

DEFAULT_MODEL = "2025-05"
MODELS = {"2025-05": "May 2025", "2021-04": "April 2021"}


def models_known(day: date | None) -> tuple[str, ...]:
    """Return the neighbour models of `MODELS` that DfE had published by a day, newest first.

    All of them without a day; only the oldest for a day before any. A model is named by
    the month of its publication, and counts as known from the end of it.
    """
    if day is None:
        return tuple(MODELS)
    month = f"{day + timedelta(days=1):%Y-%m}"  # the last day ends the month
    return tuple(model for model in MODELS if model < month) or (min(MODELS),)


def model_named(text: str) -> str:
    """Return the name of a neighbour model of `MODELS`; raises UnknownNameError."""
    if text not in MODELS:
        raise UnknownNameError(f"no neighbour model '{text}'; there are {', '.join(MODELS)}")
    return text
