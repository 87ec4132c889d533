"""The API does what its own OpenAPI says, for all that it allows and all that it forbids."""

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from starlette.applications import Starlette

from server.api import mounting
from server.table_stream import TableStreams

EXAMPLES = 6  # for each of two dozen addresses; the tool's own command asks far more

app = Starlette(routes=mounting.routes("", TableStreams()))
schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_address_keeps_to_its_description(case: Case) -> None:
    case.call_and_validate()
