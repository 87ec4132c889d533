"""Embedded documents are made by an application that comes with the first who asks for one."""

from starlette.applications import Starlette
from starlette.testclient import TestClient

from pages.embedded import embed_mounting
from server.embedding import framing
from server.headers_and_first_html import Front

SITE = "https://intranet.example.gov.uk"


def client(below: str, *sites: str) -> TestClient:
    app = Starlette(routes=embed_mounting.routes(below, sites))
    return TestClient(Front(app, below.strip("/"), framing_sites=sites))


def test_a_document_is_answered_under_the_base_path(settings: None) -> None:
    with client("/kpi", SITE) as browser:
        told = browser.get("/kpi/embed/scorecard")
        assert told.status_code == 200
        assert "Children" in told.text
        assert SITE in told.headers["Content-Security-Policy"]
        assert framing.MARK not in told.headers
        assert browser.get("/embed/scorecard").status_code == 404


def test_without_a_site_there_is_none_and_the_answer_says_so(settings: None) -> None:
    with client("") as browser:
        told = browser.get("/embed/scorecard")
        assert told.status_code == 404
        assert "frame-ancestors 'none'" in told.headers["Content-Security-Policy"]
