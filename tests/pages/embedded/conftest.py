"""Embedded documents as the server sends them, with its headers."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.embedded import embed_routes
from server.headers_and_first_html import Front

SITE = "https://intranet.council.example"


@pytest.fixture
def embeds(settings: None) -> Iterator[TestClient]:
    """Somebody who asks for addresses below /embed/, which one site may frame."""
    app = Starlette(routes=embed_routes.routes("", (SITE,)))
    with TestClient(Front(app, framing_sites=(SITE,)), base_url="http://testserver/embed/") as made:
        yield made
