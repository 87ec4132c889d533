"""The lines to copy: only where a site may frame, with the filters that are set."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from pages.components import embed_lines
from pages.embedded import embed_routes
from server.headers_and_first_html import Front
from tests.pages.conftest import Opener

SITES = "https://intranet.council.example"
PAGES = {"scorecard": 1, "indicator": 3, "benchmarks": 2}


def lines(page: AppTest) -> list[str]:
    return [each.value for each in page.code]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_offers_a_line_while_embedding_is_off(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("KPI_FRAME_ANCESTORS", raising=False)
    assert lines(open_page(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_each_line_shows_what_the_page_shows(
    open_page: Opener, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("KPI_FRAME_ANCESTORS", SITES)
    page = open_page(name)
    assert not page.exception
    found = lines(page)
    assert len(found) == PAGES[name]
    client = TestClient(Front(Starlette(routes=embed_routes.routes("", (SITES,)))))
    for line in found:
        whole = re.fullmatch(
            r'<iframe src="([^"]*)" title="([^"]+)" loading="lazy" width="100%" height="\d+">'
            r"</iframe>",
            line,
        )
        assert whole
        assert client.get(unescape(whole[1])).status_code == 200


def test_filters_are_in_the_line(open_page: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_FRAME_ANCESTORS", SITES)
    page = open_page(
        "indicator", indicator="ehcp-20-weeks", quarter="Q1 2025-26", comparators="newest"
    )
    source = re.search(r'src="([^"]*)"', lines(page)[1])
    assert source
    asked = parse_qs(urlsplit(unescape(source[1])).query)
    assert asked == {
        "indicator": ["ehcp-20-weeks"],
        "quarter": ["Q1 2025-26"],
        "comparators": ["newest"],
        "picture": ["range-bar"],
    }


def test_titles_and_addresses_are_escaped() -> None:
    line = embed_lines.markup('indicator?a=1&b="', 'A "name" <of> it', 10)
    assert 'src="/embed/indicator?a=1&amp;b=&quot;"' in line
    assert 'title="A &quot;name&quot; &lt;of&gt; it"' in line
