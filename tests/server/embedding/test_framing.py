"""Who may frame an answer: nobody, unless sites are named and the answer itself says it may be."""

import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from server.embedding import framing
from server.headers_and_first_html import Front

SITES = ("https://intranet.council.example", "http://localhost:9000")


async def _plain(_request: Request) -> Response:
    return Response("<p>officers' buttons</p>", media_type="text/html")


async def _marked(_request: Request) -> Response:
    headers = {framing.MARK: "yes"}
    return Response("<p>a picture</p>", media_type="text/html", headers=headers)


def client(sites: tuple[str, ...]) -> TestClient:
    app = Starlette(routes=[Route("/publish", _plain), Route("/embed/picture", _marked)])
    app.mount("/embed/other", Starlette(routes=[Route("/publish", _plain)]))
    return TestClient(Front(app, framing_sites=sites))


@pytest.mark.parametrize("path", ["/publish", "/embed/other/publish", "/embed/nothing"])
@pytest.mark.parametrize("sites", [(), SITES])
def test_what_does_not_say_so_is_framed_by_nobody(path: str, sites: tuple[str, ...]) -> None:
    headers = client(sites).get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert framing.MARK not in headers


def test_without_a_site_nothing_is_framed_whatever_it_says_of_itself() -> None:
    headers = client(()).get("/embed/picture").headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"].endswith("; frame-ancestors 'none'")
    assert framing.MARK not in headers


def test_what_may_be_framed_names_the_sites_and_runs_nothing() -> None:
    headers = client(SITES).get("/embed/picture").headers
    assert "x-frame-options" not in headers
    assert headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'; "
        "frame-ancestors https://intranet.council.example http://localhost:9000"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert framing.MARK not in headers


def test_a_wrong_setting_is_off_and_said_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("KPI_FRAME_ANCESTORS", "https://council.example; script-src *")
    with caplog.at_level(logging.ERROR, logger="kpi"):
        assert framing.sites() == framing.sites() == ()
    assert [record.message for record in caplog.records] == ["frame_ancestors_refused"]
    monkeypatch.setenv("KPI_FRAME_ANCESTORS", " ".join(SITES))
    assert framing.sites() == SITES
