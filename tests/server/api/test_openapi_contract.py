"""The API does what its own OpenAPI says, for all that it allows and all that it forbids."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, HookContext
from starlette.applications import Starlette

from server.api import mounting
from server.table_stream import TableStreams

EXAMPLES = 6  # for each of two dozen addresses; the tool's own command asks far more

app = Starlette(routes=mounting.routes("", TableStreams()))
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@schema.hook
def map_query(_context: HookContext, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """60.0 is a whole number in JSON, which OpenAPI's schemas are of; an address has its digits."""
    return query and {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in query.items()
    }


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_address_keeps_to_its_description(case: Case) -> None:
    case.call_and_validate()
