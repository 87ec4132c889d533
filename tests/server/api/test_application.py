"""The API from outside: forms, ETags, pages of rows, refusals in words, other sites, off."""

import io
import json
import re
from collections.abc import Callable
from urllib.parse import quote

import polars as pl
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kpi.downloads import csvw
from kpi.file_writers import csv
from kpi.indicators import scorecard
from kpi.indicators.reporting_quarters import default_quarter
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.tables import summary
from server.api import application, mounting, problems, served_tables
from server.table_stream import TableStreams
from tests.kpi.downloads.test_csvw import faults

TABLES = (
    "summary", "series?indicator=ehcp-20-weeks", "changes", "calendar", "compare", "side-by-side",
    "table?measure=SEN_EHC_Excpt_20wks", "indicators", "quarters", "measures", "areas", "releases",
    "snapshots",
)  # fmt: skip
EHCP = "summary.json?indicator=ehcp-20-weeks"


def client_of(app: Starlette) -> TestClient:
    return TestClient(app, base_url="http://testserver/api/v1/", follow_redirects=False)


def whole_address(path: str) -> str:
    """The client would put a path below its own base."""
    return f"http://testserver{path}"


def with_ending(table: str, ending: str) -> str:
    name, _, query = table.partition("?")
    return f"{name}.{ending}?{query}"


def test_the_scorecard_is_the_same_in_all_forms(api: TestClient, snapshot: Snapshot) -> None:
    rows = scorecard.summary(snapshot, View("839", default_quarter(snapshot, "839")))
    table = summary.summary_table(snapshot, rows)
    taken = api.get("summary.csv")
    assert taken.content == csv.to_csv(table)
    assert taken.headers["content-type"] == "text/csv; charset=utf-8"
    assert taken.headers["content-disposition"] == 'attachment; filename="summary.csv"'
    exact = csv.exact(table)
    parquet = api.get("summary.parquet")
    assert pl.read_parquet(io.BytesIO(parquet.content)).equals(exact)
    told = api.get("summary.json").json()
    assert {name: told[name] for name in ("snapshot", "count", "offset", "next")} == {
        "snapshot": snapshot.id, "count": exact.height, "offset": 0, "next": None,
    }  # fmt: skip
    assert told["rows"] == json.loads(exact.write_json())
    assert list(told["rows"][0]) == exact.columns
    ehcp = next(row for row in told["rows"] if row["indicator_id"] == "ehcp-20-weeks")
    assert (ehcp["value"], ehcp["numerator"], ehcp["denominator"]) == (53.9, 96, 178)


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_three_forms_of_the_same_rows(api: TestClient, table: str) -> None:
    lines = pl.read_csv(io.BytesIO(api.get(with_ending(table, "csv")).content), infer_schema=False)
    stored = pl.read_parquet(io.BytesIO(api.get(with_ending(table, "parquet")).content))
    told = api.get(with_ending(table, "json")).json()
    assert lines.columns == stored.columns == list(told["rows"][0])
    assert lines.height == stored.height == told["count"]
    assert lines.height > 0
    assert len(told["rows"]) == min(told["count"], 1000)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv; charset=utf-8"),
        ("text/html, */*;q=0.1", "application/json"),
        ("text/html", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9", "application/json"),
        ("text/html, text/csv;q=0.1", "text/csv; charset=utf-8"),
        ("application/json;q=0, */*", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/*;q=0.2, text/csv;q=0.1", "application/json"),
    ],
)
def test_without_an_ending_accept_decides(api: TestClient, accept: str, kind: str) -> None:
    found = api.get("quarters", headers={"Accept": accept})
    assert (found.status_code, found.headers["content-type"]) == (200, kind)
    assert found.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("ending", ["json", "csv", "parquet"])
def test_an_etag_that_is_sent_back_brings_304(api: TestClient, table: str, ending: str) -> None:
    address = with_ending(table, ending)
    first = api.get(address)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert first.headers["cache-control"] == "public, no-cache"
    for sent in (tag, f'"other", W/{tag}'):
        again = api.get(address, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert api.get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    for method in ("GET", "HEAD"):
        whatever = api.request(method, address, headers={"If-None-Match": "*"})
        assert (whatever.status_code, whatever.content) == (304, b"")
        assert whatever.headers["etag"] == tag


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("summary?indicator=no", 404),
        ("summary.csv-metadata.json?indicator=no", 404),
        ("table.csv?measure=no", 404),
        ("table.csv?measure=all&area=all&wide=true", 413),
        ("summary?limit=0", 422),
    ],
)
def test_what_is_not_there_is_no_304_for_any_tag(
    api: TestClient, address: str, status: int
) -> None:
    assert api.get(address, headers={"If-None-Match": "*"}).status_code == status


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize(
    "typed",
    ["1_0", "+5", " 5 ", "-5", "\u0665", "\uff15", "\u00b2", "1e1", "5.0", "0x5", "5\n", "", "nan"],
)
def test_a_number_is_of_plain_digits(api: TestClient, name: str, typed: str) -> None:
    for address in ("measures", "measures.csv", "snapshots"):
        found = api.get(f"{address}?{name}={quote(typed)}")
        told = found.json()["detail"]
        assert (found.status_code, told.startswith(f"{name}: '")) == (422, True), typed
        assert told.endswith("' is not a whole number.")


def test_a_number_of_plain_digits_is_read(api: TestClient) -> None:
    told = api.get("measures?limit=10&offset=007").json()
    assert (len(told["rows"]), told["offset"]) == (10, 7)
    assert api.get(f"measures?limit={'9' * 5000}").status_code == 422


def test_the_etag_is_of_form_parameters_and_coding(api: TestClient) -> None:
    asked = ["summary.json", "summary.csv", "summary.csv?quarter=Q1+2024-25", "summary", "quarters"]
    tags = {api.get(address).headers["etag"] for address in asked}
    plain = api.get("summary.csv", headers={"Accept-Encoding": "identity"})
    assert len(tags | {plain.headers["etag"]}) == len(asked) + 1


@pytest.mark.parametrize("table", TABLES)
def test_head_is_get_without_its_body(api: TestClient, table: str) -> None:
    address = with_ending(table, "csv")
    got, head = api.get(address), api.head(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == got.headers["etag"]
    assert head.headers["content-type"] == got.headers["content-type"]
    if not table.startswith("table"):  # sent in parts while it is made
        assert head.headers["content-length"] == f"{len(got.content)}"


def test_pages_of_rows_joined_are_the_whole(api: TestClient, snapshot: Snapshot) -> None:
    whole = api.get("measures.json?limit=10000").json()
    address: str | None = "/api/v1/measures.json?limit=100"
    rows = []
    while address:
        answer = api.get(whole_address(address))
        told = answer.json()
        rows += told["rows"]
        assert len(told["rows"]) <= 100
        address = told["next"]
        if address:
            assert answer.headers["link"] == f'<{address}>; rel="next"'
            assert f"snapshot={snapshot.id}" in address  # a publication in between changes nothing
    assert "link" not in answer.headers
    assert rows == whole["rows"]
    assert len(rows) == whole["count"] > 400
    csv_page = api.get("measures.csv?limit=2&offset=3")
    assert csv_page.content.count(b"\r\n") >= 3
    assert 'rel="next"' in csv_page.headers["link"]


def test_a_table_has_1000_rows_of_json_unless_more_are_asked_for(api: TestClient) -> None:
    address = "table.json?measure=SEN_EHC_Excpt_20wks&measure=ehcp-20-weeks&area=all"
    told = api.get(address).json()
    assert (len(told["rows"]), told["offset"]) == (1000, 0)
    assert told["count"] > 1000
    rest = api.get(whole_address(told["next"])).json()
    assert rest["offset"] == 1000
    assert rest["rows"][0] != told["rows"][0]


@pytest.mark.parametrize(
    ("address", "status", "kind", "words"),
    [
        ("summary?quarter=Q9", 404, "unknown-name", "No reporting quarter 'Q9'; there are Q1 20"),
        ("summary?area=999", 404, "unknown-name", "No area has the code '999'; for example 839."),
        ("summary?area=970", 404, "unknown-name", "'970' is England, not an authority."),
        ("summary?indicator=no", 404, "unknown-name", "No indicator 'no'; there are assessments"),
        ("summary?directorate=no", 404, "unknown-name", "No directorate 'no'; there are"),
        ("summary?theme=no", 404, "unknown-name", "'no'"),
        ("summary?neighbours=no", 404, "unknown-name", "'no'"),
        ("summary?group=no", 404, "unknown-name", "No group has that id"),
        ("summary?snapshot=no", 404, "unknown-name", "There is no snapshot no in the store."),
        ("changes?since=no", 404, "unknown-name", "There is no snapshot no in the store."),
        ("series", 422, "bad-parameter", "indicator is needed."),
        ("series?indicator=ehcp-20-weeks&areas=no", 404, "unknown-name", "No areas 'no'"),
        ("summary?indicater=x", 422, "bad-parameter", "there is no parameter 'indicater'; there"),
        ("summary?quarter=a&quarter=b", 422, "bad-parameter", "quarter may be given once"),
        ("summary?limit=0", 422, "bad-parameter", "limit must be at least 1."),
        ("summary?limit=10001", 422, "bad-parameter", "limit must be at most 10000."),
        ("summary?offset=x", 422, "bad-parameter", "offset: 'x' is not a whole number."),
        ("summary?newest=x", 422, "bad-parameter", "newest: 'x' is neither true nor false."),
        ("changes?today=x", 422, "bad-parameter", "today: 'x' is not a day; expected for example"),
        ("areas?kind=x", 422, "bad-parameter", "kind: 'x' is none of 'authority', 'region' or"),
        ("measures?topic=no", 404, "unknown-name", "No topic 'no'."),
        ("compare?measure=no", 404, "unknown-name", "'no'"),
        ("compare?period=1066", 404, "unknown-name", "1066"),
        ("side-by-side?order=no", 404, "unknown-name", "No order 'no'; there are near, name"),
        ("table", 404, "unknown-name", "No measure is chosen."),
        ("table?measure=no", 404, "unknown-name", "No measure 'no'"),
        ("table.csv?measure=no", 404, "unknown-name", "No measure 'no'"),
        ("table?selection=no", 404, "unknown-name", "The selection cannot be read: "),
        ("changes?today=0", 422, "bad-parameter", "today: '0' is not a day"),
        ("changes?today=2025-02-30", 422, "bad-parameter", "today: '2025-02-30' is not a day"),
        ("table?measure=ehcp-20-weeks&with=no", 422, "bad-parameter", "with"),
        ("summary.xml", 404, "no-address", "There is no table ending in .xml; there are .json,"),
        ("nothing", 404, "no-address", "There is no such table"),
        (
            "table?measure=all&area=all&newest=true",
            413,
            "too-large",
            "take the CSV, or choose fewer",
        ),
        ("table.csv?measure=all&area=all&wide=true", 413, "too-large", "choose fewer measures"),
    ],
)
def test_refusals_are_problems_in_plain_words(
    api: TestClient, address: str, status: int, kind: str, words: str
) -> None:
    found = api.get(address)
    told = found.json()
    assert found.headers["content-type"] == "application/problem+json"
    assert found.headers["cache-control"] == "no-store"
    assert words in told["detail"]
    assert (found.status_code, told["status"]) == (status, status)
    assert (told["type"], told["title"]) == (f"/api/v1/#{kind}", problems.TITLES[kind])
    assert api.head(address).status_code == status


@pytest.mark.parametrize(
    "accept",
    [
        "image/png", "image/png, text/csv;q=0", "text/html;q=0", "*/*;q=0",
        "text/html, application/json;q=0",
    ],
)  # fmt: skip
def test_what_no_form_can_be_is_406(api: TestClient, accept: str) -> None:
    found = api.get("summary", headers={"Accept": accept})
    assert found.status_code == 406
    assert found.json()["type"].endswith("#no-such-form")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_reading(api: TestClient, method: str) -> None:
    for address in ("summary", "summary.csv", ""):
        found = api.request(method, address)
        assert (found.status_code, found.headers["allow"]) == (405, "GET, HEAD")
        assert found.headers["content-type"] == "application/problem+json"


def test_an_unforeseen_fault_is_told_with_its_reference_alone(
    api: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_asked: object) -> None:
        raise ValueError("a child's name")

    monkeypatch.setattr(served_tables.holdings, "areas", fails)
    found = api.get("areas")
    assert found.status_code == 500
    assert "a child's name" not in found.text
    reference = found.json()["detail"].split()[-1].rstrip(".")
    assert any(record.facts["reference"] == reference for record in caplog.records)  # type: ignore[attr-defined]


def test_off_is_404_everywhere(settings: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_API", "Off")
    with client_of(Starlette(routes=mounting.routes("", TableStreams()))) as client:
        for address in ("", "summary.csv", "openapi.json", whole_address("/api/v1")):
            found = client.get(address)
            assert (found.status_code, found.json()["title"]) == (404, problems.TITLES["off"])


def test_below_a_base_path(settings: None) -> None:
    app = Starlette(routes=mounting.routes("/kpi", TableStreams()))
    with TestClient(app, base_url="http://testserver/kpi/", follow_redirects=False) as client:
        assert client.get("api/v1").headers["location"] == "/kpi/api/v1/"
        assert "<code>/kpi/api/v1/summary</code>" in client.get("api/v1/").text
        assert client.get("api/v1/nothing").json()["type"] == "/kpi/api/v1/#no-address"
        assert client.get("api/v1/measures?limit=1").json()["next"].startswith("/kpi/api/v1/mea")
        servers = client.get("api/v1/openapi.json").json()["servers"]
        assert servers == [{"url": "/kpi/api/v1"}]


# ---- other sites --------------------------------------------------------------------------

OURS, HOSTILE = "https://www.council.example", "https://hostile.example"
Started = Callable[[str], TestClient]


@pytest.fixture
def from_sites(settings: None, monkeypatch: pytest.MonkeyPatch) -> Started:
    def started(origins: str) -> TestClient:
        monkeypatch.setenv("KPI_API_ORIGINS", origins)
        return client_of(Starlette(routes=mounting.routes("", TableStreams())))

    return started


def test_no_other_site_may_read_unless_it_is_named(from_sites: Started) -> None:
    for client in (from_sites(""), from_sites(OURS), from_sites("council.example/x")):
        found = client.get(EHCP, headers={"Origin": HOSTILE})
        assert not [name for name in found.headers if name.startswith("access-control-allow")]
        asked = {"Origin": HOSTILE, "Access-Control-Request-Method": "GET"}
        assert "access-control-allow-origin" not in client.options(EHCP, headers=asked).headers


def test_a_named_site_may_read_and_nothing_else(from_sites: Started) -> None:
    client = from_sites(f"{OURS}, http://localhost:8080")
    found = client.get(EHCP, headers={"Origin": OURS})
    assert found.headers["access-control-allow-origin"] == OURS
    assert "Origin" in found.headers["vary"]
    assert "ETag" in found.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in found.headers
    asked = {"Origin": OURS, "Access-Control-Request-Method": "POST"}
    assert client.options(EHCP, headers=asked).status_code == 400
    refused = client.get("nothing", headers={"Origin": OURS})
    assert refused.headers["access-control-allow-origin"] == OURS


def test_every_site_may_read_where_the_setting_says_so(from_sites: Started) -> None:
    found = from_sites("*").get(EHCP, headers={"Origin": HOSTILE})
    assert found.headers["access-control-allow-origin"] == "*"


def test_a_hostile_host_is_repeated_nowhere(api: TestClient) -> None:
    redirect = whole_address("/api/v1")
    for address in ("measures?limit=1", "", "openapi.json", "nothing", redirect):
        found = api.get(
            address, headers={"Host": "hostile.example", "X-Forwarded-Host": "hostile.example"}
        )
        assert "hostile" not in f"{found.text}{dict(found.headers)}"


# ---- metadata of CSV files ------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES)
def test_each_csv_file_leads_to_what_its_columns_are(api: TestClient, table: str) -> None:
    file = api.get(with_ending(table, "csv"))
    found = re.fullmatch(
        r'<([^>]*)>; rel="describedby"; type="application/csvm\+json"', file.headers["link"]
    )
    assert found
    answer = api.get(found[1])
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/csvm+json"
    assert "content-disposition" not in answer.headers
    document = answer.json()
    assert faults(document, file.content) == []
    assert document["url"] == with_ending(table, "csv").removesuffix("?")
    tag = answer.headers["etag"]
    again = api.get(found[1], headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert tag != file.headers["etag"]
    head = api.head(found[1])
    assert head.headers["content-length"] == f"{len(answer.content)}"


def test_pages_of_a_csv_file_lead_to_both(api: TestClient) -> None:
    link = api.get("measures.csv?limit=5").headers["link"]
    assert 'rel="next"' in link
    assert '<measures.csv-metadata.json?limit=5>; rel="describedby"' in link


def test_no_sign_of_a_query_ends_its_address_in_the_header(api: TestClient) -> None:
    hostile = 'areas.csv?kind=region&kind="%3E;%20rel=x'
    assert api.get(hostile).status_code == 422
    link = api.get('measures.csv?search=a>;b<"').headers["link"]
    assert link.startswith("<measures.csv-metadata.json?search=a%3E;b%3C%22>; rel=")


def test_json_and_parquet_have_no_such_link(api: TestClient) -> None:
    assert "link" not in api.get("areas.json").headers
    assert "link" not in api.get("areas.parquet").headers


def test_the_metadata_of_a_built_table_says_its_days_without_making_it(api: TestClient) -> None:
    query = "measure=SEN_EHC_Excpt_20wks&area=all"
    document = api.get(f"table.csv-metadata.json?{query}").json()
    rows = pl.read_csv(io.BytesIO(api.get(f"table.csv?{query}").content), infer_schema=False)
    span = f"{rows['period_start'].min()}/{rows['period_end'].max()}"
    assert document["dc:temporal"] == span
    assert api.get("table.csv-metadata.json?measure=Nothing").status_code == 404


# ---- OpenAPI and the page ------------------------------------------------------------------


def test_openapi_describes_every_table(api: TestClient) -> None:
    document = api.get("openapi.json").json()
    assert document["openapi"].startswith("3.1")
    names = {table.partition("?")[0] for table in TABLES}
    endings = ("", ".{ending}", f".{csvw.ENDING}")
    assert set(document["paths"]) == {f"/{name}{each}" for name in names for each in endings}
    for path, operations in document["paths"].items():
        assert list(operations) == ["get"], path
        described = operations["get"]["parameters"]
        assert all(each.get("description") for each in described), path
        assert ("ending" in {each["name"] for each in described}) == path.endswith("}")
    assert document["components"]["schemas"].keys() == {"ProblemDetails"}


def test_nothing_is_told_to_anybody_outside(
    settings: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FastAPI sends its telemetry where these say; here it has none to send."""
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    kept = application.application("/api/v1", TableStreams())._telemetry
    switches = ("auto_configure", "tracing", "metrics", "logs", "operation_spans")
    assert [kept[name] for name in switches] == [False] * len(switches)  # type: ignore[literal-required]


def test_names_with_odd_signs_are_refused_in_words(api: TestClient) -> None:
    for text in ("\x00", "../../etc", "‮x", "<script>", "%", "a" * 300):
        for address in (
            "summary?indicator=",
            "summary?snapshot=",
            "table?measure=",
            "series?areas=",
        ):
            found = api.get(f"{address}{quote(text)}")
            assert found.status_code in (404, 422)
            assert "‮" not in found.json()["detail"]
