"""The addresses of embedded documents: what they take, what they send, and off."""

from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kpi.model.snapshot import Snapshot
from pages.embedded import embed_page, embed_queries, embed_routes
from pages.embedded.embed_queries import EmbeddedIndicator
from server.embedding import framing
from server.headers_and_first_html import Front
from tests.pages.embedded.conftest import SITE

EHCP = "indicator=ehcp-20-weeks&quarter=Q1+2025-26"
LAIT = "SEN_EHC_Excpt_20wks"
ADDRESSES = (
    "scorecard",
    "scorecard?quarter=Q1+2025-26&directorate=Education+and+Skills",
    f"indicator?{EHCP}",
    f"indicator?{EHCP}&picture=range-bar",
    f"indicator?{EHCP}&picture=table",
    f"measure?measure={LAIT}",
    f"measure?measure={LAIT}&picture=all-authorities",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_document_is_whole_framable_and_kept(embeds: TestClient, address: str) -> None:
    found = embeds.get(address)
    assert found.status_code == 200, found.text
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.headers["content-security-policy"].endswith(f"frame-ancestors {SITE}")
    assert "x-frame-options" not in found.headers
    assert found.headers["cache-control"] == "public, no-cache"
    tag = found.headers["etag"]
    again = embeds.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert embeds.get(address, headers={"If-None-Match": "*"}).status_code == 304
    head = embeds.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == f"{len(found.content)}"


def test_the_etag_is_of_what_was_asked_and_of_the_snapshot(
    embeds: TestClient, snapshot: Snapshot
) -> None:
    tags = {embeds.get(address).headers["etag"] for address in ADDRESSES}
    assert len(tags) == len(ADDRESSES)
    named = embeds.get(f"indicator?{EHCP}&snapshot={snapshot.id}")
    assert named.status_code == 200
    assert f"snapshot={snapshot.id}" in named.text  # the full page shows the same state
    assert named.headers["etag"] not in tags


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("indicator", 422, "indicator is needed"),
        ("indicator?indicator=nothing", 404, "nothing"),
        (f"indicator?{EHCP}&picture=map", 422, "picture: &#39;map&#39; is none of"),
        (f"indicator?{EHCP}&quarter=Q2+2025-26", 422, "quarter may be given once"),
        (f"indicator?{EHCP}&colour=red", 422, "there is no parameter &#39;colour&#39;"),
        (f"indicator?{EHCP}&snapshot=2020-01-01-000000-abcdef", 404, "2020-01-01-000000-abcdef"),
        ("scorecard?quarter=Q9+2025-26", 404, "Q9 2025-26"),
        ("scorecard?limit=1", 422, "there is no parameter &#39;limit&#39;"),
        ("measure?measure=Nothing", 404, "Nothing"),
        (f"measure?measure={LAIT}&authority=999", 404, "999"),
        (f"measure?measure={LAIT}&others=880-851-873-866-340-208-909", 404, "at most 6"),
        ("nothing", 404, "scorecard, indicator and measure"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(
    embeds: TestClient, address: str, status: int, told: str
) -> None:
    found = embeds.get(address)
    assert found.status_code == status
    assert told in found.text
    assert "<h1>" in found.text
    assert "<script" not in found.text
    assert found.headers["cache-control"] == "no-store"


def test_markup_in_an_address_stays_text(embeds: TestClient) -> None:
    hostile = "<script>alert(1)</script>"
    for name in ("indicator", "quarter", "snapshot"):
        query = urlencode({"indicator": "ehcp-20-weeks", name: hostile})
        found = embeds.get(f"indicator?{query}")
        assert found.status_code in (404, 422)
        assert "<script" not in found.text


def test_without_a_site_there_is_no_document(settings: None) -> None:
    """Off is off: one kind of address less that could be framed, copied or searched."""
    client = TestClient(Front(Starlette(routes=embed_routes.routes("", ()))))
    for address in ADDRESSES:
        found = client.get(f"/embed/{address}")
        assert found.status_code == 404
        assert "Embedding is turned off here" in found.text
        assert found.headers["x-frame-options"] == "DENY"
        assert found.headers["content-security-policy"].endswith("frame-ancestors 'none'")
        assert framing.MARK not in found.headers


def test_addresses_stand_below_the_base_path(settings: None) -> None:
    app = Starlette(routes=embed_routes.routes("/kpi", (SITE,)))
    client = TestClient(Front(app, "kpi", framing_sites=(SITE,)))
    assert client.get(f"/kpi/embed/indicator?{EHCP}").status_code == 200
    assert client.get(f"/embed/indicator?{EHCP}").status_code == 404


def test_what_is_kept_is_what_the_full_page_needs() -> None:
    query = EmbeddedIndicator(
        indicator="ehcp-20-weeks", picture="table", comparators="newest", quarter="Q1 2025-26"
    )
    assert sorted(query.kept()) == [
        ("comparators", "newest"),
        ("indicator", "ehcp-20-weeks"),
        ("quarter", "Q1 2025-26"),
    ]
    assert embed_queries.EmbeddedScorecard(indicator=["a", "b"]).kept() == (
        ("indicator", "a"),
        ("indicator", "b"),
    )


def test_a_refusal_is_a_whole_document() -> None:
    text = embed_page.refusal("A < B", "nothing & nobody").decode()
    assert text.startswith("<!doctype html>")
    assert "<h1>A &lt; B</h1>" in text
    assert "nothing &amp; nobody" in text
