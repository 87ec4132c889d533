"""The forms of a table, JSON, CSV and Parquet, and which one a request means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from kpi.downloads.table_files import TableForm
from server.api.problems import ProblemError

FORMS: tuple[TableForm, ...] = get_args(TableForm)
MEDIA_TYPES: dict[TableForm, str] = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
_RANGES: dict[TableForm, tuple[str, ...]] = {
    form: (kind, f"{kind.partition('/')[0]}/*", "*/*") for form, kind in MEDIA_TYPES.items()
}
"""What a form is accepted by, most specific first: the first that was sent decides."""
_OF_BROWSERS = ("text/html", "application/xhtml+xml")


def form_of(ending: str | None, accept: str) -> TableForm:
    """Return the form that a request means: by the address's ending, else by `Accept`, else JSON.

    Raises ProblemError, 404 for another ending and 406 where nothing accepted can be made.
    """
    if ending is not None:
        for form in FORMS:
            if ending == form:
                return form
        detail = f"There is no table ending in .{ending}; there are .json, .csv and .parquet."
        raise ProblemError(404, "no-address", detail)
    if not accept.strip():
        return "json"
    sent: dict[str, float] = {}
    for part in accept.split(","):
        kind, _, rest = part.partition(";")
        kind = kind.strip().lower()
        sent[kind] = max(_quality(rest), sent.get(kind, 0.0))
    liked = {form: _liked(form, sent) for form in FORMS}
    best = max(FORMS, key=lambda form: liked[form] or 0.0)
    if liked[best]:
        return best
    if liked["json"] is None and any(sent.get(kind, 0.0) > 0 for kind in _OF_BROWSERS):
        return "json"  # somebody who opens the address is to see the rows, not a refusal
    detail = "A table is made as application/json, text/csv or application/vnd.apache.parquet."
    raise ProblemError(406, "no-such-form", detail)


def _liked(form: TableForm, sent: Mapping[str, float]) -> float | None:
    """Return how much a form is wanted (RFC 9110, 12.5.1); None where nothing sent speaks of it."""
    return next((sent[kind] for kind in _RANGES[form] if kind in sent), None)


def _quality(parameters: str) -> float:
    """Return how much a form is wanted, by `q`, from 0 to 1; 1 where that is not given."""
    for each in parameters.split(";"):
        name, _, value = each.partition("=")
        if name.strip().lower() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 1.0
    return 1.0
