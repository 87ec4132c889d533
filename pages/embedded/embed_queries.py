"""The parameters of what may be embedded: names and meanings are those of the pages' addresses."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal, TypeVar, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request

from server.api import problems
from server.api.query_models import (
    Area,
    Directorate,
    Group,
    Indicators,
    Model,
    Name,
    Quarter,
    ThemeName,
)

Query = TypeVar("Query", bound="EmbedQuery")


class EmbedQuery(BaseModel):
    """The snapshot that a document is made of; without one the live one.

    `NAME` is the last part of the address.
    """

    NAME: ClassVar[str] = ""
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    snapshot: str | None = Field(None, max_length=100)

    @property
    def names_snapshot(self) -> bool:
        """Whether the address names a snapshot."""
        return self.snapshot is not None

    def kept(self) -> tuple[tuple[str, str], ...]:
        """Return what was asked for, as the address of the full page has it."""
        given = self.model_dump(by_alias=True, exclude_defaults=True, exclude={"picture"})
        return tuple(
            (name, each)
            for name, value in given.items()
            for each in (value if isinstance(value, list) else [value])
        )


class EmbeddedReport(EmbedQuery):
    """The report of a quarter, of the council whose dashboard this is."""

    quarter: Quarter = None
    comparators: Literal["known-then", "newest"] = "known-then"
    neighbours: Model = None
    group: Group = None

    @property
    def area(self) -> None:
        """No authority but the council's own has a report."""
        return

    @property
    def newest(self) -> bool:
        """Whether the newest comparators are taken."""
        return self.comparators == "newest"


class EmbeddedScorecard(EmbeddedReport):
    """The scorecard of a quarter as one table."""

    NAME = "scorecard"
    directorate: Directorate = None
    theme: ThemeName = None
    indicator: Indicators = []


class EmbeddedIndicator(EmbeddedReport):
    """One indicator in a quarter: a picture or the table of its figures."""

    NAME = "indicator"
    indicator: Name
    picture: Literal["range-bar", "trend", "table"] = "trend"


class EmbeddedMeasure(EmbedQuery):
    """One measure: over time, or every authority in one period."""

    NAME = "measure"
    measure: Name
    picture: Literal["over-time", "all-authorities"] = "over-time"
    authority: Area = None
    others: str = Field("", max_length=60)
    period: str | None = Field(None, max_length=60)
    neighbours: Model = None
    group: Group = None


def read(model: type[Query], request: Request) -> Query:
    """Return what an address asks for. Raises ProblemError, in plain words, for what is wrong."""
    given = request.query_params.multi_items()
    several = {
        name for name, field in model.model_fields.items() if get_origin(field.annotation) is list
    }
    times = Counter(name for name, _ in given)
    if repeated := [name for name, count in times.items() if count > 1 and name not in several]:
        problem = f"{' and '.join(repeated)} may be given once."
        raise problems.ProblemError(422, "bad-parameter", problem)
    values = {
        name: [text for key, text in given if key == name] if name in several else text
        for name, text in given
    }
    try:
        return model.model_validate(values)
    except ValidationError as wrong:
        faults = [{**fault, "loc": ("query", *fault["loc"])} for fault in wrong.errors()]
        raise problems.of_parameters(faults, list(model.model_fields)) from wrong
