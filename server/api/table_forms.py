"""The forms of a table, JSON, CSV and Parquet, and which one a request means."""

from __future__ import annotations

from typing import get_args

from kpi.downloads.table_files import TableForm
from server.api.problems import ProblemError

FORMS: tuple[TableForm, ...] = get_args(TableForm)
MEDIA_TYPES: dict[TableForm, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
_RANGES = {"*/*": "json", "application/*": "json", "text/*": "csv"}


def form_of(ending: str | None, accept: str) -> TableForm:
    """Return the form that a request means: by the address's ending, else by `Accept`, else JSON.

    Raises ProblemError, 404 for another ending and 406 where nothing accepted can be made.
    """
    if ending is not None:
        for form in FORMS:
            if ending == form:
                return form
        told = f"There is no table ending in .{ending}; there are .json, .csv and .parquet."
        raise ProblemError(404, "no-address", told)
    if not accept.strip():
        return "json"
    liked: dict[TableForm, float] = {}
    for part in accept.split(","):
        kind, _, rest = part.partition(";")
        quality = _quality(rest)
        kind = kind.strip().lower()
        for form in FORMS:
            if kind == MEDIA_TYPES[form] or _RANGES.get(kind) == form:
                liked[form] = max(quality, liked.get(form, 0.0))
    best = max(FORMS, key=lambda form: liked.get(form, 0.0))
    if liked.get(best, 0.0) <= 0:
        told = "A table is made as application/json, text/csv or application/vnd.apache.parquet."
        raise ProblemError(406, "no-such-form", told)
    return best


def _quality(parameters: str) -> float:
    """Return how much a form is wanted, by `q`, from 0 to 1; 1 where that is not said."""
    for each in parameters.split(";"):
        name, _, value = each.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0
