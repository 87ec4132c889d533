"""The addresses of the API: one function a table, each with and without an ending."""

# FastAPI reads the types of these functions, so they are not made into texts here.

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, TypeVar

import polars as pl
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from kpi.downloads import csvw
from kpi.indicators.series_table import COLUMNS as SERIES
from kpi.statistics import rank_and_quartile_rules
from kpi.tables import builder, builder_text, csv_chunks, summary, wide
from kpi.tables.catalogue import choices, holdings
from kpi.tables.csv_chunks import CsvPlan
from kpi.tables.reports import changes, release_calendar, side_by_side
from server.api import problems, replies, served_tables
from server.api import query_models as queries
from server.api.answer_schemas import ServedColumns, metadata_responses, responses
from server.api.replies import Asked, Turns
from server.api.table_forms import FORMS
from server.static import conditional_requests
from server.table_stream import TableStreams

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
_NUMBERS = (
    "value", "england", "region", "neighbours_mean", "neighbours_median", "change", "group_mean",
    "group_median", "previous_value",
)  # fmt: skip
_COUNTS = (
    "decimals", "neighbours_count", "neighbours_of", "group_count", "group_of", "rank", "rank_of",
    "shared_by",
)  # fmt: skip
_DAYS = ("period_start", "period_end")


def _schema(names: tuple[str, ...]) -> pl.Schema:
    """Return the columns of a table of benchmarks, whose types go by their names."""
    kinds = (
        *((each, pl.Float64) for each in _NUMBERS),
        *((each, pl.Int64) for each in _COUNTS),
        *((each, pl.Date) for each in _DAYS),
    )
    return pl.Schema({name: dict(kinds).get(name, pl.String) for name in names})


_BUILT = _schema(
    (
        *builder.COLUMNS,
        *(name for names in builder.EXTRA_COLUMNS.values() for name in names),
        *wide.CLOSING,
    )
)


class TableRoutes:
    """The tables of one server: their turns, and its streams of large CSV files."""

    def __init__(self, streams: TableStreams) -> None:
        self.turns = Turns()
        self.streams = streams


def asked(request: Request) -> Asked:
    """Return the path, query, form and conditions of a request."""
    if request.url.path.endswith(f".{csvw.ENDING}"):
        return replies.metadata_asked_by(request)
    return replies.asked_by(request, request.path_params.get("ending"))


def _tables(request: Request) -> TableRoutes:
    tables: TableRoutes = request.app.state.tables
    return tables


ENDING = {
    "name": "ending",
    "in": "path",
    "required": True,
    "description": "The form of the table.",
    "schema": {"type": "string", "enum": list(FORMS)},
}
AskedFor = Annotated[Asked, Depends(asked)]
Tables = Annotated[TableRoutes, Depends(_tables)]
router = APIRouter()


def _table(path: str, about: str, columns: ServedColumns) -> Callable[[Endpoint], Endpoint]:
    """Return a decorator that serves a function at an address, with and without an ending."""

    def add(endpoint: Endpoint) -> Endpoint:
        table = path.strip("/")
        name = table.replace("-", "_")
        answers, metadata = responses(table, columns), metadata_responses()
        for address, called, more, described in (
            (path, name, None, answers),
            # Before the address with any ending, which this is not one of.
            (f"{path}.{csvw.ENDING}", f"{name}_metadata", None, metadata),
            (f"{path}.{{ending}}", f"{name}_as", {"parameters": [ENDING]}, answers),
        ):
            serve = partial(router.add_api_route, address, endpoint, response_model=None)
            serve(
                methods=["GET"],
                operation_id=called,
                summary=about,
                description=endpoint.__doc__,
                responses=described,
                response_class=Response,
                openapi_extra=more,
            )
            serve(methods=["HEAD"], include_in_schema=False)
        return endpoint

    return add


# ---- reports ------------------------------------------------------------------------------


@_table("/summary", "The scorecard of a quarter", ServedColumns(summary.SUMMARY))
async def _summary(
    query: Annotated[queries.SummaryQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row an indicator: its figure, target status, change and comparators."""
    return await replies.table_reply(what, query, served_tables.summary, tables.turns)


@_table("/series", "An indicator over time", ServedColumns(SERIES, has_others=True))
async def _series(
    query: Annotated[queries.SeriesQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row an area and period, with the comparators and officers' notes."""
    return await replies.table_reply(what, query, served_tables.series, tables.turns)


@_table("/changes", "What changed since the report before", ServedColumns(changes.COLUMNS))
async def _changes(
    query: Annotated[queries.ChangesQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a change: statuses, figures, targets, and actions that fell due."""
    return await replies.table_reply(what, query, served_tables.changes, tables.turns)


@_table("/calendar", "When figures come out", ServedColumns(release_calendar.COLUMNS))
async def _calendar(
    query: Annotated[queries.AreaQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a figure that is late, or due within a year."""
    return await replies.table_reply(what, query, served_tables.calendar, tables.turns)


# ---- benchmarks ---------------------------------------------------------------------------


@_table(
    "/compare",
    "LAIT's measures of an authority",
    ServedColumns(_schema(rank_and_quartile_rules.COLUMNS)),
)
async def _compare(
    query: Annotated[queries.CompareQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a measure, beside England, the region and the statistical neighbours."""
    return await replies.table_reply(what, query, served_tables.compare, tables.turns)


@_table("/side-by-side", "Measures side by side", ServedColumns(side_by_side.FIGURES))
async def _side_by_side(
    query: Annotated[queries.SideBySideQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a measure and area, as on the page Compare."""
    return await replies.table_reply(what, query, served_tables.side_by_side, tables.turns)


@_table("/table", "A table of one's own", ServedColumns(_BUILT, has_others=True))
async def _built(
    query: Annotated[queries.BuiltTableQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """Measures by areas and periods, as on the page Build a table."""
    if what.is_metadata:
        return await replies.table_reply(what, query, served_tables.built_columns, tables.turns)
    if what.form != "csv" or query.limit is not None or query.offset:
        return await replies.table_reply(what, query, served_tables.built_table, tables.turns)
    replies.refuse_repeated(what, query)
    async with tables.turns.taken():
        planned = await asyncio.to_thread(_planned, what, query)
    if isinstance(planned, Response):
        return planned
    plan, snapshot_id, headers = planned
    if what.is_head:
        return replies.without_body(what, headers)
    return tables.streams.sent(plan, snapshot_id, headers) or _busy()


Planned = tuple[CsvPlan, str, dict[str, str]]


def _planned(what: Asked, query: queries.BuiltTableQuery) -> Planned | Response:
    """Return the parts of a built table's CSV, its snapshot and headers; or the answer 304."""

    def make() -> Planned | Response:
        snapshot = replies.snapshot_of(query)
        headers = replies.headers_of(what, what.tag(snapshot, query.varies_by()))
        if conditional_requests.is_known(headers["ETag"], what.if_none_match):
            return Response(status_code=304, headers=headers)
        chosen = served_tables.built_selection(snapshot, query)
        size = builder_text.size(snapshot, chosen)
        if size.rows and size.no_csv:
            raise problems.ProblemError(413, "too-large", served_tables.too_large(size))
        if conditional_requests.is_any(what.if_none_match):
            return Response(status_code=304, headers=headers)
        return csv_chunks.plan(snapshot, chosen), snapshot.id, headers

    return replies.guarded(make, query)


def _busy() -> Response:
    raise problems.of_busy()


# ---- what there is ------------------------------------------------------------------------


@_table("/indicators", "The indicators", ServedColumns(choices.INDICATORS))
async def _indicators(
    query: Annotated[queries.TableQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row an indicator, with its definition."""
    return await replies.table_reply(what, query, served_tables.indicators, tables.turns)


@_table("/quarters", "The reporting quarters", ServedColumns(choices.QUARTERS))
async def _quarters(
    query: Annotated[queries.AreaQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a quarter that an authority has a report of."""
    return await replies.table_reply(what, query, served_tables.quarters, tables.turns)


@_table("/measures", "The measures", ServedColumns(choices.MEASURES))
async def _measures(
    query: Annotated[queries.MeasuresQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a measure: our indicators, and those of LAIT."""
    return await replies.table_reply(what, query, served_tables.measures, tables.turns)


@_table("/areas", "The authorities, regions and England", ServedColumns(holdings.AREAS))
async def _areas(
    query: Annotated[queries.AreasQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row an area, with its codes and its region."""
    return await replies.table_reply(what, query, served_tables.areas, tables.turns)


@_table("/releases", "The sources", ServedColumns(holdings.RELEASES))
async def _releases(
    query: Annotated[queries.TableQuery, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a source: the edition used, when it was published, and its licence."""
    return await replies.table_reply(what, query, served_tables.releases, tables.turns)


@_table("/snapshots", "The snapshots", ServedColumns(holdings.SNAPSHOTS))
async def _snapshots(
    query: Annotated[queries.Paging, Query()], what: AskedFor, tables: Tables
) -> Response:
    """One row a published state that can be asked for, newest first."""
    return await replies.table_reply(what, query, served_tables.snapshots, tables.turns)
