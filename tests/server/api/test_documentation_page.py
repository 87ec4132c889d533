"""The page has every table, parameter and refusal, loads nothing, and can be read by keys."""

import re

from starlette.testclient import TestClient

from kpi.downloads import csvw
from server.api import problems
from server.api.documentation_page import page


def test_the_page_tells_everything_and_loads_nothing(api: TestClient) -> None:
    found = api.get("")
    assert (found.status_code, found.headers["content-type"]) == (200, "text/html; charset=utf-8")
    document = api.get("openapi.json").json()
    for path, about in document["paths"].items():
        if path.endswith(("}", csvw.ENDING)):
            continue
        assert (
            f'<h2 id="{path.strip("/")}">{about["get"]["summary"].replace(chr(39), "&#39;")}</h2>'
            in found.text
        )
        for each in about["get"]["parameters"]:
            assert f"<code>{each['name']}</code>" in found.text
    assert found.text.count("<dt><code>value_low</code></dt><dd>The lower end of") == 2
    assert f".{csvw.ENDING}</code>" in found.text
    for kind in problems.TITLES:
        assert f'id="{kind}"' in found.text
    assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?:", found.text)
    assert found.text.count("<h1>") == 1
    assert '<html lang="en-GB">' in found.text


def test_texts_of_the_document_are_escaped() -> None:
    rows = {"items": {"properties": {"<b>": {}}}}
    schema = {"properties": {"rows": rows}}
    about = {
        "summary": "<i>",
        "description": "a & b",
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
    }
    document = {
        "info": {"title": "<script>", "description": "x"},
        "servers": [{"url": "/api/v1"}],
        "paths": {"/a": {"get": about}},
    }
    html = page(document, {})
    assert "<script>" not in html
    for escaped in ("&lt;script&gt;", "&lt;i&gt;", "a &amp; b", "&lt;b&gt;"):
        assert escaped in html
