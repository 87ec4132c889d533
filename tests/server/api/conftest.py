"""The API as the server mounts it, on the store made from the shipped inputs."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from server.api import mounting
from server.table_stream import TableStreams
from tests.pages.conftest import built, components, settings, snapshot, store_root

__all__ = ["built", "components", "settings", "snapshot", "store_root"]


@pytest.fixture
def api(settings: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """Somebody who asks for addresses below /api/v1/ and follows no redirect."""
    for name in ("KPI_API", "KPI_API_ORIGINS"):
        monkeypatch.delenv(name, raising=False)
    app = Starlette(routes=mounting.routes("", TableStreams()))
    with TestClient(app, base_url="http://testserver/api/v1/", follow_redirects=False) as client:
        yield client
