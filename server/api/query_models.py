"""The parameters of each table: their names, meanings and limits, as OpenAPI tells them.

Names are those of the commands and of the pages' addresses. A parameter that a table does not
know is refused, so that no spelling mistake passes for an answer.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from kpi.benchmarks.side_by_side import CLOSEST, MOST_AREAS, MOST_MEASURES

DEFAULT_ROWS = 1_000
"""Rows of a page of JSON where the request does not say how many."""
MOST_PAGE_ROWS = 10_000
"""Most rows of one page, where rows are asked for by page."""
_MOST_NAMES = 400
"""All of them in one address are less than the 64 kB that the server reads of it."""


def _iso_day(value: object) -> object:
    """Return a day as it was typed; raises ValueError for a number, which would be taken as one."""
    if isinstance(value, str) and not _ISO_DAY.fullmatch(value):
        raise ValueError("no day")
    return value


def _plain_digits(value: object) -> object:
    """Return a number as it was typed, if of digits 0 to 9 alone; Python reads 1_0 and 5.0 too."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise PydanticKnownError("int_parsing")
    return value


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DIGITS = re.compile(r"[0-9]+")
Day = Annotated[date, BeforeValidator(_iso_day)]
_WHOLE = BeforeValidator(_plain_digits)
Name = Annotated[str, Field(max_length=130)]
Area = Annotated[
    str | None,
    Field(
        max_length=20,
        description="An authority, by its three-digit or ONS code; without it the council whose "
        "dashboard this is.",
        examples=["839", "E06000058"],
    ),
]
Quarter = Annotated[
    str | None,
    Field(
        max_length=60,
        description="The reporting quarter; without it the newest that the authority's return "
        "covers, else the newest.",
        examples=["Q1 2025-26"],
    ),
]
Model = Annotated[
    str | None,
    Field(
        max_length=20,
        description="DfE's model of statistical neighbours, by its month.",
        examples=["2025-05", "2021-04"],
    ),
]
Group = Annotated[
    str | None,
    Field(
        max_length=400,
        description="Compare with this group too: the id of one of the council's own groups, or "
        "codes of authorities with commas between; none for no group; without it the council's "
        "usual one, if it has one.",
        examples=["880,851,852"],
    ),
]
Newest = Annotated[
    bool,
    Field(description="Take the newest comparators, not those known at the end of the quarter."),
]
Directorate = Annotated[
    str | None, Field(max_length=200, description="Only what is of this directorate.")
]
ThemeName = Annotated[
    str | None,
    Field(max_length=200, description="Only the indicators of this theme, by its id or name."),
]
Indicators = Annotated[
    list[Name],
    Field(
        max_length=_MOST_NAMES,
        description="Only these indicators, by id; repeat the parameter for several.",
        examples=[["ehcp-20-weeks"]],
    ),
]
_MEASURE_WORDS = "Measures by id or exact name; repeat the parameter for several"


class NamesSnapshot(Protocol):
    """A request that may name a snapshot."""

    @property
    def names_snapshot(self) -> bool:
        """Whether it does."""
        ...


class ReportFilters(Protocol):
    """What names the report of a quarter: authority, quarter and comparators."""

    @property
    def area(self) -> str | None:
        """The authority; None for the council whose dashboard this is."""
        ...

    @property
    def quarter(self) -> str | None:
        """The reporting quarter; None for the usual one."""
        ...

    @property
    def newest(self) -> bool:
        """Whether the newest comparators are taken."""
        ...

    @property
    def neighbours(self) -> str | None:
        """The model of statistical neighbours; None for the usual one."""
        ...

    @property
    def group(self) -> str | None:
        """The group of authorities; None for the usual one."""
        ...


class Paging(BaseModel):
    """Which rows of a table."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST_PAGE_ROWS), _WHOLE] | None = Field(
        None,
        description=f"At most so many rows. Without it JSON has the first {DEFAULT_ROWS:,}, and "
        "says in next where the others are; CSV and Parquet have all.",
    )
    offset: Annotated[int, _WHOLE] = Field(
        0, ge=0, le=100_000_000, description="Leave out so many rows first."
    )

    def varies_by(self) -> tuple[str, ...]:
        """Return what the answer depends on beside the parameters and the snapshot."""
        return ()

    @property
    def names_snapshot(self) -> bool:
        """Whether the request names a snapshot."""
        return False


class TableQuery(Paging):
    """The rows, and the snapshot they are of."""

    snapshot: str | None = Field(
        None,
        max_length=100,
        description="The state that members saw: a snapshot, by its id; without it the live one. "
        "What has been hidden since then is hidden in it too.",
    )

    @property
    def names_snapshot(self) -> bool:
        """Whether the request names a snapshot."""
        return self.snapshot is not None


class AreaQuery(TableQuery):
    """A table of one authority."""

    area: Area = None


class SummaryQuery(AreaQuery):
    """The scorecard of a quarter."""

    quarter: Quarter = None
    directorate: Directorate = None
    theme: ThemeName = None
    indicator: Indicators = []
    newest: Newest = False
    neighbours: Model = None
    group: Group = None


class ChangesQuery(AreaQuery):
    """What changed since the report before."""

    quarter: Quarter = None
    since: str | None = Field(
        None,
        max_length=100,
        description="An earlier snapshot, by its id: what it showed of the quarter is compared, "
        "instead of the report of the quarter before.",
    )
    today: Day | None = Field(
        None, description="The day by which actions fell due; without it the day of asking."
    )
    directorate: Directorate = None
    theme: ThemeName = None
    indicator: Indicators = []
    group: Group = None

    @property
    def names_snapshot(self) -> bool:
        """Whether the request names a snapshot."""
        return self.snapshot is not None or self.since is not None

    def varies_by(self) -> tuple[str, ...]:
        """Return the day of asking, where the request names none."""
        return () if self.today else (date.today().isoformat(),)


class SeriesQuery(AreaQuery):
    """An indicator over time."""

    indicator: str = Field(
        max_length=300, description="The indicator, by its id.", examples=["ehcp-20-weeks"]
    )
    areas: list[Name] = Field(
        [],
        max_length=_MOST_NAMES,
        description="home, england, region, neighbours, good or codes of authorities; repeat the "
        "parameter for several; without it those five, and the group where there is one.",
    )
    quarter: Quarter = None
    newest: Newest = False
    neighbours: Model = None
    group: Group = None


class MeasuresQuery(TableQuery):
    """The list of measures."""

    search: str = Field("", max_length=200, description="Only those whose text has these words.")
    topic: str | None = Field(None, max_length=200, description="Only those of this topic.")
    directorate: Directorate = None


class AreasQuery(TableQuery):
    """The list of areas."""

    kind: Literal["authority", "region", "country"] | None = Field(
        None, description="Only areas of this kind."
    )


class CompareQuery(AreaQuery):
    """LAIT's measures of one authority."""

    measure: list[Name] = Field(
        [],
        max_length=_MOST_NAMES,
        description="LAIT's measures by their short name; repeat the parameter for several; "
        "without it every one.",
        examples=[["SEN_EHC_Excpt_20wks"]],
    )
    period: str | None = Field(
        None,
        max_length=60,
        description="The period by LAIT's label; without it each measure's newest.",
    )
    neighbours: Model = None


class SideBySideQuery(AreaQuery):
    """Measures of an authority beside others, as on the page Compare."""

    measure: list[Name] = Field(
        [],
        max_length=MOST_MEASURES,
        description=f"{_MEASURE_WORDS}; without it the scorecard's indicators that others have "
        "published figures of.",
        examples=[["ehcp-20-weeks", "SEN_EHC_Excpt_20wks"]],
    )
    beside: list[Name] = Field(
        [],
        max_length=MOST_AREAS,
        description="Authorities by code, instead of the statistical neighbours; repeat the "
        "parameter for several.",
    )
    order: str = Field(
        CLOSEST,
        max_length=300,
        description="near: closest neighbour first, or as chosen; name; or a measure's id.",
    )
    neighbours: Model = None
    group: Group = None


class BuiltTableQuery(TableQuery):
    """A table of measures by areas and periods, as on the page Build a table."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    measure: list[Name] = Field(
        [],
        max_length=_MOST_NAMES,
        description=f"{_MEASURE_WORDS}, or all.",
        examples=[["SEN_EHC_Excpt_20wks"]],
    )
    area: list[Name] = Field(
        [],
        max_length=_MOST_NAMES,
        description="Codes of areas, or home, neighbours, neighbours-mean, region, "
        "region-authorities, england, regions, all, group; repeat the parameter for several; "
        "without it home.",
    )
    home: str | None = Field(
        None,
        max_length=20,
        description="The authority whose neighbours and region are meant; without it the council "
        "whose dashboard this is.",
    )
    first: str | None = Field(
        None,
        alias="from",
        max_length=60,
        description="The year or period to start with.",
        examples=["2019"],
    )
    last: str | None = Field(
        None, alias="to", max_length=60, description="The year or period to end with."
    )
    newest: bool = Field(False, description="Only each measure's newest period.")
    extras: list[Literal["neighbours", "change", "rank", "band"]] = Field(
        [],
        alias="with",
        max_length=_MOST_NAMES,
        description="Further columns; repeat the parameter for several.",
    )
    wide: bool = Field(False, description="A column a period.")
    neighbours: Model = None
    group: Group = None
    selection: str | None = Field(
        None,
        max_length=8_000,
        pattern=r"^[!-~]*$",
        description="The short text of a selection, as the page's address has it; other parameters "
        "replace parts of it.",
    )
