"""Who may frame an answer: nobody, unless sites are named and the answer itself says it may be."""

import logging

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kpi.errors import KpiError
from server.embedding import framing
from server.embedding.framing import permitted_sites
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


# ---- permitted forms -------------------------------------------------------------------------


def test_nobody_frames_where_nothing_is_set() -> None:
    assert permitted_sites("") == ()
    assert permitted_sites("  ") == ()


def test_sites_that_may_frame_are_read_by_spaces_and_commas() -> None:
    named = (
        "https://Intranet.council.example, https://*.council.example:8443 https://intranet,"
        "http://localhost:8501 http://127.0.0.1 https://intranet"
    )
    assert permitted_sites(named) == (
        "https://intranet.council.example",
        "https://*.council.example:8443",
        "https://intranet",
        "http://localhost:8501",
        "http://127.0.0.1",
    )


@pytest.mark.parametrize(
    "wrong",
    [
        "*",
        "https:",
        "https://*",
        "https://*.uk",
        "https://a.*.example",
        "http://intranet.council.example",
        "http://localhost.evil.example",
        "https://council.example/",
        "https://council.example/page",
        "https://user@council.example",
        "https://council.example;",
        "https://council.example;script-src",
        "'self'",
        "'unsafe-inline'",
        "data:",
        "https://council.example\nX-Frame-Options:",
        "https://council.example\r\n\r\n<script>",
        "https://council.example\thttps://other.example",
        "https://-a.example",
        "https://a..example",
        "https://a.example:",
        "https://a.example:123456",
        "https://ｃouncil.example",
        "javascript://council.example",
        "null",
    ],
)
def test_what_is_no_site_turns_all_of_it_off(wrong: str) -> None:
    with pytest.raises(KpiError, match="KPI_FRAME_ANCESTORS") as fault:
        permitted_sites(f"https://intranet.council.example {wrong}")
    assert "\n" not in str(fault.value)


def test_more_sites_than_a_header_should_hold_are_refused() -> None:
    many = [f"https://site-{number}.example" for number in range(21)]
    assert len(permitted_sites(" ".join(many[:20]))) == 20
    with pytest.raises(KpiError, match="more than 20"):
        permitted_sites(" ".join(many))
