"""Refusals of the API as `application/problem+json` (RFC 9457), in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

from kpi import visible_text
from kpi.downloads.download_queue import DownloadBusyError
from kpi.errors import AwayError, KpiError, StoreError, UnknownNameError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    "bad-parameter": "A parameter cannot be used",
    "unknown-name": "There is nothing of that name",
    "no-address": "There is nothing at this address",
    "read-only": "The API can only be read",
    "no-such-form": "The table is not made in that form",
    "too-large": "The table is too large",
    "busy": "Many tables are being made",
    "no-figures": "The figures cannot be read at this moment",
    "fault": "The table could not be made",
    "off": "The API is turned off here",
}
_SOON = {"Retry-After": "10"}
_LATER = {"Retry-After": "60"}


class ProblemDetails(BaseModel):
    """A refusal: what kind it is, its title, and the sentence that says what was wrong."""

    type: str = Field(description="The kind of refusal, as a part of the page of documentation.")
    title: str = Field(description="The kind of refusal in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What was wrong, and what is possible, in one sentence.")


class ProblemError(Exception):
    """A refusal of the API itself; those of `kpi` become one by `of_fault`."""

    def __init__(
        self, status: int, kind: str, detail: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.kind = status, kind
        self.detail = visible_text.line(detail)
        self.headers = dict(headers or {})


def answer(problem: ProblemError, documentation: str = "") -> Response:
    """Return the answer to a request that is refused; `documentation` is the page's address."""
    details = ProblemDetails(
        type=f"{documentation}#{problem.kind}",
        title=TITLES[problem.kind],
        status=problem.status,
        detail=problem.detail,
    )
    return Response(
        json.dumps(details.model_dump(), ensure_ascii=False).encode(),
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **problem.headers},
    )


def of_fault(fault: KpiError, *, of_named_snapshot: bool = False) -> ProblemError:
    """Return the refusal that a fault of `kpi` means, with its own sentence.

    `of_named_snapshot` says that the request named a snapshot: then one that is not served is an
    unknown name, and no state of this service.
    """
    if isinstance(fault, UnknownNameError):
        return ProblemError(404, "unknown-name", _sentence(str(fault)))
    if isinstance(fault, DownloadBusyError):
        return ProblemError(429, "busy", str(fault), _SOON)
    if isinstance(fault, StoreError):
        if of_named_snapshot and not isinstance(fault, AwayError):
            return ProblemError(404, "unknown-name", fault.plain)
        return ProblemError(503, "no-figures", fault.plain, _LATER)
    return ProblemError(503, "no-figures", _sentence(str(fault)), _LATER)


def of_busy() -> ProblemError:
    """Return the refusal of a request beyond those that may wait."""
    detail = "Many tables are being made at this moment. Try again in ten seconds."
    return ProblemError(429, "busy", detail, _SOON)


def of_parameters(faults: Iterable[Mapping[str, Any]], known: Sequence[str]) -> ProblemError:
    """Return the refusal of a request's parameters, each fault in words, from pydantic's list.

    `known` are the parameters that the table takes.
    """
    texts = [_parameter_words(fault, known) for fault in faults]
    return ProblemError(422, "bad-parameter", f"{'; '.join(dict.fromkeys(texts))}.")


def _parameter_words(fault: Mapping[str, Any], known: Sequence[str]) -> str:
    where = [str(part) for part in fault["loc"][1:]]
    name = where[0] if where else "a parameter"
    about, typed = fault.get("ctx", {}), fault.get("input")
    match fault["type"]:
        case "extra_forbidden":
            return f"there is no parameter '{name}'; there are {', '.join(known)}"
        case "missing":
            return f"{name} is needed"
        case "int_parsing" | "int_type" | "int_from_float" | "int_parsing_size":
            return f"{name}: '{typed}' is not a whole number"
        case "bool_parsing" | "bool_type":
            return f"{name}: '{typed}' is neither true nor false"
        case "value_error" | "date_from_datetime_parsing" | "date_parsing":
            return f"{name}: '{typed}' is not a day; expected for example 2025-11-30"
        case "greater_than_equal":
            return f"{name} must be at least {about['ge']}"
        case "less_than_equal":
            return f"{name} must be at most {about['le']}"
        case "string_too_long":
            return f"{name} may have at most {about['max_length']} letters"
        case "too_long":
            return f"{name} may be given at most {about['max_length']} times"
        case "literal_error":
            return f"{name}: '{typed}' is none of {about['expected']}"
    return f"{name} cannot be read"


def _sentence(text: str) -> str:
    line = text[:1].upper() + text[1:]
    return line if line.endswith((".", "?")) else f"{line}."
