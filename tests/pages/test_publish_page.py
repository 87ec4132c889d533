"""The publish page: there for allowed officers only; shows, publishes and rolls back safely."""

import asyncio
import io
import re
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import polars as pl
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from streamlit.testing.v1 import AppTest

from kpi.publishing import preview, uploads
from kpi.publishing.uploads import UploadedReturn
from kpi.store import live_snapshot, snapshots, writer
from server import access, upload_gate
from tests import patience
from tests.kpi.returning import proved_at_a_glance
from tests.kpi.returns.own_sheets.scorecards import workbook
from tests.kpi.sent_returns import (
    NASTY,
    NEW_FIGURES,
    as_csv,
    good_return,
    nasty_return,
    rows_of,
    value_row,
)
from tests.pages.conftest import SHELL
from tests.pages.reading import (
    faults,
    headings,
    markup,
    notices,
    spoken,
    table,
    tables,
    text,
)

SECRETS: dict[str, Any] = {
    "auth": {
        "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
        "cookie_secret": "x" * 40,
        "client_id": "kpi",
        "client_secret": "s",
        "server_metadata_url": "http://127.0.0.1:1/.well-known/openid-configuration",
    },
    "publishing": {"emails": ["officer@council.example"], "groups": ["publishers"]},
}
PUBLISH = "Publish for everybody"
WHY = "Why (stands in the history, and beside each revised figure)"
COUNCIL = "Bournemouth, Christchurch and Poole"
Visit = Callable[..., AppTest]
Ask = Callable[[str, str], httpx.Response]


@pytest.fixture
def own_store(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own, and the one in use."""
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    return where


@pytest.fixture
def visit(own_store: Path) -> Visit:
    """Opens the publish page as somebody: `visit(email=...)`; signed out without an e-mail."""

    def opened(email: str = "", secrets: dict[str, Any] | None = None, **claims: Any) -> AppTest:
        app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(30))
        app.secrets = SECRETS if secrets is None else secrets
        app.user = {"is_logged_in": bool(email)}
        if email:
            app.user |= {"email": email, "iat": time.time(), **claims}
        app.run()
        app.switch_page("publish.py")
        return app.run()

    return opened


@pytest.fixture
def officer(visit: Visit) -> AppTest:
    """The page as an allowed officer sees it."""
    return visit("officer@council.example")


def send(app: AppTest, files: list[UploadedReturn]) -> AppTest:
    """Put files into the uploader."""
    app.file_uploader[0].set_value([(f.name, f.data, "text/csv") for f in files])
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    """Press a button by its name."""
    (button,) = [each for each in app.button if each.label == label]
    return button.click().run()


def labels(app: AppTest) -> list[str]:
    return [each.label for each in app.button]


def parts(app: AppTest) -> list[str]:
    """The headings of the page's parts, and the names of its folds."""
    return [*headings(app), *(each.label for each in app.expander)]


def steps(app: AppTest) -> list[tuple[str, str]]:
    """The four steps: the state of each, and all that it says."""
    rail = "".join(re.findall(r'<ol class="rail.*?</ol>', markup(app), re.S))
    found = re.findall(r'<li class="(\w+)"( aria-current="step")?>(.*?)</li>', rail)
    assert [state for state, current, _ in found if current] == [
        state for state, *_ in found if state == "here"
    ]
    return [(state, spoken(body)) for state, _, body in found]


def states(app: AppTest) -> list[str]:
    return [state for state, _ in steps(app)]


def publishing_is_off(app: AppTest) -> bool:
    (button,) = [each for each in app.button if each.label == PUBLISH]
    return bool(button.disabled)


# ---- who sees it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "secrets",
    [
        {"something": "else"},
        {"auth": SECRETS["auth"]},
        {"auth": SECRETS["auth"], "publishing": {"emails": []}},
        {"publishing": SECRETS["publishing"]},
        {**SECRETS, "auth": {**SECRETS["auth"], "cookie_secret": "short"}},
    ],
)
def test_without_whole_settings_there_is_no_such_page(
    own_store: Path, secrets: dict[str, Any]
) -> None:
    app = AppTest.from_file(str(SHELL), default_timeout=patience.seconds(30))
    app.secrets = secrets
    app.user = {"is_logged_in": True, "email": "officer@council.example", "iat": time.time()}
    app.run()
    assert headings(app, 1)[0] == "Children's Services performance"
    assert "sign in" not in text(app).lower()
    with pytest.raises(ValueError, match="Could not find a navigation page"):
        app.switch_page("publish.py")
    assert len(app.file_uploader) == 0


def test_signed_out_there_is_a_way_in_and_nothing_else(visit: Visit) -> None:
    app = visit()
    assert faults(app) == []
    assert labels(app) == ["Sign in"]
    assert len(app.file_uploader) == 0
    assert parts(app) == []
    assert steps(app) == []
    assert "Officers: sign in to publish" in text(app)


@pytest.mark.parametrize(
    ("email", "claims", "told"),
    [
        ("member@council.example", {}, "You are not among the people who may publish here."),
        ("officer@council.example", {"email_verified": False}, "has not verified this e-mail"),
        ("officer@council.example", {"iat": 1_600_000_000}, "more than 8 hours ago"),
        ("<b>x</b>@evil.example", {}, "Signed in as <b>x</b>@evil.example."),
    ],
)
def test_who_is_not_allowed_is_told_and_sees_no_uploader(
    visit: Visit, email: str, claims: dict[str, Any], told: str
) -> None:
    app = visit(email, **claims)
    assert faults(app) == []
    assert any(told in said for said in notices(app, "alert"))
    assert labels(app) == ["Sign out"]
    assert len(app.file_uploader) == 0
    assert parts(app) == []
    assert steps(app) == []
    assert "<b>x" not in markup(app)


@pytest.mark.parametrize(
    ("email", "claims"),
    [
        ("Officer@Council.example", {"email_verified": True}),
        ("lead@council.example", {"groups": ["publishers"]}),
    ],
)
def test_who_is_allowed_sees_the_desk(visit: Visit, email: str, claims: dict[str, Any]) -> None:
    app = visit(email, **claims)
    assert faults(app) == []
    assert [each.label for each in app.file_uploader] == ["Return files"]
    assert parts(app) == [
        "Load a return",
        "An empty return to fill in",
        "History, and going back to an earlier state",
    ]
    assert f"Signed in as {email} " in text(app)
    assert headings(app, 1) == [COUNCIL]
    assert states(app) == ["here", "waiting", "waiting", "waiting"]


def test_each_run_looks_at_the_person_again(officer: AppTest) -> None:
    send(officer, good_return())
    assert PUBLISH in labels(officer)
    officer.user["iat"] = 1_600_000_000
    officer.run()
    assert parts(officer) == []
    assert len(officer.file_uploader) == 0


# ---- faults -------------------------------------------------------------------------------


def test_every_fault_stands_in_a_table_errors_first(officer: AppTest) -> None:
    app = send(officer, nasty_return())
    assert faults(app) == []
    shown = table(app, "Faults, errors first")
    (sheet,) = [row[0] for row in shown.rows if len(row) == 1]
    severities = [re.split(r"[ :]+", row[0])[1] for row in shown.rows if len(row) > 1]
    assert severities == sorted(severities)
    assert set(severities) == {"error", "warning"}
    assert re.search(r"\d errors ▲ \d warnings$", sheet)
    assert publishing_is_off(app)
    said = text(app)
    assert re.search(r"Mend \d+ errors and load the file again\.", said)
    found = " ".join(row[shown.head.index("Found")] for row in shown.rows if len(row) > 1)
    for nasty in NASTY[:4]:
        assert nasty in found


WRONG = (*NEW_FIGURES[:2], ("ehcp-20-weeks", "fifty six", "98", "175"))


def test_a_return_with_errors_is_compared_without_them_and_cannot_be_published(
    officer: AppTest, own_store: Path
) -> None:
    before = snapshots.snapshot_ids(own_store)
    app = send(officer, good_return(WRONG))
    assert faults(app) == []
    assert headings(app, 1) == [COUNCIL]
    assert "Quarter 2 2025-26 (July to September 2025)" in text(app)
    assert "Worked out without the figure in error." in text(app)
    rows = {row[0]: row for row in table(app, "Scorecard of Q2 2025-26").rows}
    assert "as now" in rows["Education, health and care plans issued within 20 weeks"]
    assert "93.0%" in " ".join(rows["Assessments completed within 45 working days"])
    assert "fifty" not in str([t.rows for t in tables(app) if "Faults" not in t.caption])
    assert states(app) == ["done", "here", "waiting", "waiting"]
    assert steps(app)[3][1] == "4 Publish waits for 1 error"
    assert publishing_is_off(app)
    (field,) = [each for each in app.text_input if each.label == WHY]
    field.input("All the same")
    (button,) = [each for each in app.button if each.label == PUBLISH]
    button.proto.disabled = False  # as a browser that was tampered with would
    button.click().run()
    assert faults(app) == []
    assert snapshots.snapshot_ids(own_store) == before


def test_like_faults_share_a_row(officer: AppTest) -> None:
    app = send(officer, good_return())
    shown = table(app, "Faults, errors first")
    (row,) = [row for row in shown.rows if "Target is still made up" in row]
    assert "rows 3, 4, 9 data_status" in row[0]
    assert row[2] == "illustrative target 15, 90, 60 for a provisional figure"


def test_another_councils_return_is_refused_and_not_compared(officer: AppTest) -> None:
    rows = [{**row, "council": "Bristol, City of"} for row in rows_of("observations")]
    app = send(officer, [UploadedReturn("values.csv", as_csv(rows))])
    assert "so it is not compared with the figures of this one" in text(app)
    assert [t.caption for t in tables(app) if "Scorecard" in t.caption] == []
    assert headings(app, 1) == [COUNCIL]
    assert publishing_is_off(app)


def test_nothing_from_a_file_acts(officer: AppTest) -> None:
    body = markup(send(officer, nasty_return()))
    for sign in ("<script", "<img src=x", "<b>", 'href="javascript', "href='javascript"):
        assert sign not in body
    for kind in ("markdown", "alert", "exception"):
        assert officer.get(kind) == []


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (UploadedReturn("<i>x</i>.csv", b""), "<i>x</i>.csv: the file is empty."),
        (
            UploadedReturn("bomb.xlsx", b"PK\x03\x04 nothing"),
            "bomb.xlsx: a damaged or cut-off workbook",
        ),
        (UploadedReturn("other.csv", b"a,b\n1,2\n"), "other.csv: no sheet or file of values"),
    ],
)
def test_what_cannot_be_read_is_told_plainly(
    officer: AppTest, file: UploadedReturn, told: str
) -> None:
    app = send(officer, [file])
    (said,) = notices(app, "alert")
    assert said.startswith(told)
    assert said.endswith("The live figures have not changed.")
    assert "<i>x" not in markup(app)
    assert "Check" not in parts(app)
    assert states(app) == ["here", "waiting", "waiting", "waiting"]
    assert "the file cannot be read" in steps(app)[0][1]


# ---- what would change, and publishing ------------------------------------------------------


def test_the_preview_shows_figures_statuses_and_both_scorecards(officer: AppTest) -> None:
    app = send(officer, good_return())
    assert faults(app) == []
    changes = table(app, "Figures that would change")
    assert {row[0]: row[2:] for row in changes.rows} == {
        "Assessments completed within 45 working days": ["new", "no figure", "93.0%"],
        "Returns to Early Help within 12 months": ["new", "no figure", "9.9%"],
        "Education, health and care plans issued within 20 weeks": ["new", "no figure", "56.0%"],
    }
    flips = table(app, "Target statuses that would change")
    assert len(flips.rows) == 3
    both = table(app, "Scorecard of Q2 2025-26, now and after publishing")
    kept = [row[0] for row in both.rows if "as now" in row]
    assert len(kept) == len(both.rows) - 3
    assert not set(kept) & {row[0] for row in changes.rows}
    plans = next(row for row in both.rows if row[0].startswith("Education, health"))
    assert "53.9%" in plans[1]
    assert "Awaiting data newest: Q1 2025-26" in plans[2]
    assert plans[3:5] == ["→ becomes", "56.0% [p] provisional"]
    assert "Off target" in plans[5]
    assert states(app) == ["done", "done", "done", "here"]
    assert steps(app)[2][1].endswith("3 statuses change")
    assert not publishing_is_off(app)
    (quarter,) = [each for each in app.get("button_group") if each.label == "Quarter to compare"]
    assert quarter.value == "Q2 2025-26"
    quarter.set_value("Q1 2025-26").run()
    both = table(app, "Scorecard of Q1 2025-26, now and after publishing")
    assert {row[-1] for row in both.rows} == {"as now"}
    assert text(app).count("Later report too: Q2 2025-26") == 3


def test_a_flip_in_an_earlier_report_has_its_own_line(officer: AppTest) -> None:
    files = good_return()
    rows = rows_of("observations")
    for row in rows:
        if (row["indicator_id"], row["period"]) == ("ehcp-20-weeks", "Q1 2025-26"):
            row |= {"value": "60.1", "numerator": "107", "denominator": "178"}
            row["data_status"] = "provisional"
    comments = [
        row
        for row in rows_of("commentary")
        if (row["indicator_id"], row["reporting_quarter"]) != ("ehcp-20-weeks", "Q1 2025-26")
    ]
    new = [value_row(*figure) for figure in NEW_FIGURES]
    files[0] = UploadedReturn("values.csv", as_csv([*rows, *new]))
    files[2] = UploadedReturn("commentary.csv", as_csv(comments))
    app = send(officer, files)
    assert re.search(
        r"Earlier report too: Q1 2025-26, Education, health and care plans issued within 20 weeks: "
        r"53\.9% \[i\] illustrative ▲ Off target ?\[i\] illustrative → became "
        r"60\.1% \[p\] provisional ● On target ?\[i\] illustrative",
        text(app),
    )


def test_a_reason_is_needed(officer: AppTest, own_store: Path) -> None:
    before = snapshots.current_id(own_store)
    app = press(send(officer, good_return()), PUBLISH)
    assert any(said.startswith("Say why") for said in notices(app, "alert"))
    assert snapshots.current_id(own_store) == before


def publish(app: AppTest, why: str = "Quarter 2 return") -> AppTest:
    (field,) = [each for each in app.text_input if each.label == WHY]
    field.input(why)
    return press(app, PUBLISH)


def test_publishing_notes_who_and_why_and_empties_the_desk(
    officer: AppTest, own_store: Path
) -> None:
    before = snapshots.current_id(own_store)
    app = publish(send(officer, good_return()))
    assert faults(app) == []
    made = snapshots.current_id(own_store)
    assert made != before
    assert f"Published. Snapshot {made} is live" in text(app)
    assert "The return had 27 figures for Q1 2023-24 to Q2 2025-26. Figures: 3 new." in text(app)
    assert re.search(r"now on target ?\[i\] illustrative ?, 93\.0% ?\[p\]", text(app))
    assert "Check" not in parts(app)
    assert states(app) == ["done"] * 4
    assert 'href="."' in markup(app)
    assert "To go back to the figures before" in text(app)
    history = table(app, "What was made live, newest first")
    assert history.rows[0][1:4] == ["officer@council.example", "Quarter 2 return", "publish"]
    assert history.rows[0][4] == f"{made} live"
    app.run()
    assert snapshots.current_id(own_store) == made
    assert len(preview.history(own_store)) == 2


@pytest.mark.usefixtures("at_a_glance")
def test_the_same_return_again_changes_nothing(officer: AppTest, own_store: Path) -> None:
    publish(send(officer, good_return()))
    app = send(officer, good_return())
    assert "Nothing would change" in text(app)
    assert PUBLISH not in labels(app)
    assert states(app) == ["done", "done", "here", "waiting"]


def test_somebody_elses_publishing_is_told_and_nothing_is_lost(
    officer: AppTest, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(officer, good_return())
    seen = live_snapshot.live(own_store).snapshot

    def meanwhile(*arguments: Any, **named: Any) -> str:
        found = uploads.check(good_return(), seen, area="839", today=date.today()).proposal
        assert found is not None
        writer.write(found.tables, why="x", who="other", inputs=[], report=[], store=own_store)
        return real(*arguments, **named)

    real = uploads.publish
    monkeypatch.setattr(uploads, "publish", meanwhile)
    app = publish(officer)
    assert any("Somebody else has published since you looked" in n for n in notices(app, "alert"))
    assert states(app)[2] == "here"
    assert "Nothing would change" in text(app), "compared again, with what is live now"
    assert preview.history(own_store)[0].who == "other"


@pytest.mark.usefixtures("at_a_glance")
def test_a_small_count_appears_nowhere_on_the_page(officer: AppTest, own_store: Path) -> None:
    few = (("early-help-returns", "1.8", "3", "171"), *NEW_FIGURES[1:])
    app = send(officer, good_return(few))
    shown = [row for each in tables(app) if "Faults" not in each.caption for row in each.rows]
    assert any("newly suppressed" in row for row in shown)
    assert not any("1.8" in cell or "3 of" in cell for row in shown for cell in row)
    beside = re.sub(r'<table role="table" class="faults">.*?</table>', "", markup(app))
    assert "1.8" not in beside
    assert "3 of" not in beside
    assert "Will be suppressed 1 figure Returns to Early Help within 12 months" in text(app)
    assert "1 figure suppressed" in steps(app)[2][1]
    publish(app)
    assert snapshots.current_id(own_store) in text(app)
    assert "1.8%" not in markup(app)
    assert "3 of 171" not in markup(app)


# ---- rolling back -------------------------------------------------------------------------


def test_rolling_back_needs_a_reason_and_a_second_thought(
    officer: AppTest, own_store: Path
) -> None:
    first = snapshots.current_id(own_store)
    assert "Go back to this" not in labels(officer)
    with proved_at_a_glance():  # the whole proof of publishing: test_publishing_notes_who_and_why
        publish(send(officer, good_return()))
    made = snapshots.current_id(own_store)

    press(officer, "Go back to this")
    assert any("say why, and tick the box" in said for said in notices(officer, "alert"))
    assert snapshots.current_id(own_store) == made

    (choice,) = [each for each in officer.selectbox if each.label == "Snapshot to go back to"]
    (offered,) = choice.options
    assert offered == preview.snapshot_titles(own_store)[first]
    assert offered.endswith(f": tests ({first})")
    (why,) = [each for each in officer.text_input if each.label == "Why roll back"]
    why.input("Wrong quarter")
    officer.checkbox[0].check()
    app = press(officer, "Go back to this")
    assert snapshots.current_id(own_store) == first
    assert f"Rolled back. Snapshot {first} is live" in text(app)
    assert "The return had" not in text(app)
    newest = preview.history(own_store)[0]
    assert (newest.who, newest.why, newest.action) == (
        "officer@council.example",
        "Wrong quarter",
        "roll back",
    )


@pytest.mark.usefixtures("at_a_glance")
def test_a_damaged_snapshot_is_not_made_live(officer: AppTest, own_store: Path) -> None:
    first = snapshots.current_id(own_store)
    publish(send(officer, good_return()))
    made = snapshots.current_id(own_store)
    (own_store / "snapshots" / first / "targets.parquet").write_bytes(b"gone")
    (why,) = [each for each in officer.text_input if each.label == "Why roll back"]
    why.input("Back")
    officer.checkbox[0].check()
    app = press(officer, "Go back to this")
    assert any("is damaged or was changed" in said for said in notices(app, "alert"))
    assert snapshots.current_id(own_store) == made


@pytest.mark.usefixtures("at_a_glance")
def test_past_figures_cannot_be_published_over(visit: Visit, own_store: Path) -> None:
    first = snapshots.current_id(own_store)
    app = publish(send(visit("officer@council.example"), good_return()))
    app.query_params["snapshot"] = first
    app.run()
    assert len(app.file_uploader) == 0
    assert any("Past figures cannot be changed" in said for said in notices(app, "status"))


# ---- the gate -----------------------------------------------------------------------------


@pytest.fixture
def gated(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ask]:
    """The gate before a server that takes everything, with sign-in set up or not."""

    def made(*, by_https: bool = False, configured: bool = True) -> Ask:
        async def anything(request: Request) -> Response:
            if request.url.path.endswith("/oauth2callback"):
                back = RedirectResponse("/kpi/", status_code=302)
                back.set_cookie("_streamlit_user", "x", httponly=True, samesite="lax")
                return back
            return Response(status_code=204)

        methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS"]
        inner = Starlette(routes=[Route("/{path:path}", anything, methods=methods)])
        found, _ = access.rules(SECRETS["auth"], SECRETS["publishing"])
        monkeypatch.setattr(upload_gate, "rules", lambda: found if configured else None)
        monkeypatch.setattr(upload_gate, "_by_https", lambda: by_https)
        monkeypatch.setattr(upload_gate, "ADMITTED", access.AdmittedVisits())
        transport = httpx.ASGITransport(upload_gate.Gate(inner, "kpi"))

        def answer(method: str, path: str) -> httpx.Response:
            async def ask() -> httpx.Response:
                async with httpx.AsyncClient(transport=transport, base_url="http://t") as asking:
                    return await asking.request(method, path)

            # In a thread of its own: a browser test before may have left its loop running here.
            with ThreadPoolExecutor(max_workers=1) as own:
                return own.submit(asyncio.run, ask()).result()

        return answer

    return made


UPLOAD = "/kpi/_stcore/upload_file/visit-1/file-1"


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", [UPLOAD, UPLOAD.replace("/kpi", ""), UPLOAD.replace("_", "%5F")])
def test_the_gate_refuses_files_of_visits_that_are_not_admitted(
    gated: Callable[..., Ask], method: str, path: str
) -> None:
    client = gated()
    assert client(method, path).status_code == 403
    upload_gate.ADMITTED.admit("visit-1", datetime.now(UTC))
    assert client(method, path).status_code == 204
    assert client(method, path.replace("visit-1", "visit-2")).status_code == 403


def test_without_sign_in_the_gate_refuses_everybody(gated: Callable[..., Ask]) -> None:
    client = gated(configured=False)
    upload_gate.ADMITTED.admit("visit-1", datetime.now(UTC))
    assert client("PUT", UPLOAD).status_code == 403
    assert client("GET", "/kpi/_stcore/health").status_code == 204
    assert client("OPTIONS", UPLOAD).status_code == 204


def test_who_comes_from_signing_in_lands_on_the_publish_page(
    gated: Callable[..., Ask],
) -> None:
    back = gated()("GET", "/kpi/oauth2callback")
    assert back.headers["location"] == "/kpi/publish"
    assert "secure" not in back.headers["set-cookie"].lower()
    assert gated(configured=False)("GET", "/kpi/oauth2callback").headers["location"] == "/kpi/"


def test_the_cookie_is_for_https_alone_where_the_service_is(
    gated: Callable[..., Ask],
) -> None:
    flags = gated(by_https=True)("GET", "/kpi/oauth2callback").headers["set-cookie"].lower()
    assert flags.split("; ").count("secure") == 1
    assert "httponly" in flags
    assert "samesite=lax" in flags


# ---- a sheet of the council's own ---------------------------------------------------------


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council's own folder, where a confirmed match is kept."""
    folder = tmp_path / "council"
    folder.mkdir()
    monkeypatch.setenv("KPI_DATA", str(folder))
    return folder


def own_card(*more: list[Any], quarter: str = "Q3 2025-26") -> UploadedReturn:
    """A scorecard of the council's own, with a likely name and one of no indicator."""
    rows = [
        ["CYP performance"],
        ["Measure", "Q2 2025-26", quarter],
        ["EHCPs in timescale", "53.9%", "61.2%"],
        ["Assessments completed within 45 working days", 0.894, 0.912],
        ["Tribunal appeals", 31, 28],
        *more,
    ]
    return UploadedReturn("Children PI.xlsx", workbook(rows))


def ticks(app: AppTest) -> dict[str, bool]:
    """Each row of the match, and whether it is confirmed."""
    return {each.label.removeprefix("Confirmed: "): each.value for each in app.checkbox
            if each.label.startswith("Confirmed: ")}  # fmt: skip


def chosen(app: AppTest, where: str) -> list[Any]:
    """The selections for one place of the sheet."""
    return [each for each in app.selectbox if each.label == f"Meaning of {where}"]


def is_off(app: AppTest, label: str) -> bool:
    (button,) = [each for each in app.button if each.label == label]
    return bool(button.disabled)


def matched(app: AppTest) -> AppTest:
    """The whole match confirmed as an officer does it."""
    (appeals,) = chosen(app, "A5")
    appeals.set_value("leave out").run()
    press(app, "Confirm the likely one")
    return press(app, "Go on to Check")


@pytest.mark.usefixtures("data_folder")
def test_an_own_sheet_is_matched_before_it_is_read(officer: AppTest) -> None:
    """What is sure is ticked, what is likely and what has no name is asked; nothing is read."""
    send(officer, [own_card()])
    assert states(officer) == ["here", "waiting", "waiting", "waiting"]
    assert "not our form, so match it" in steps(officer)[0][1]
    assert "7 matches: 5 sure, 1 likely, 1 to choose." in text(officer)
    assert ticks(officer) == {"Column A": True, "Column B": True, "Column C": True,
                              "A3": False, "A4": True, "A5": False, "A4, unit": True}  # fmt: skip
    assert is_off(officer, "Go on to Check")
    assert PUBLISH not in labels(officer)
    (ehcp,) = chosen(officer, "A3")
    assert ehcp.value == "ehcp-20-weeks"
    assert "Place Heading Means How sure OK" in text(officer)
    assert "Place Name in your sheet Means How sure OK" in text(officer)
    assert "Unit of: Assessments completed within 45 working days" in text(officer)
    (unit,) = chosen(officer, "A4, unit")
    assert unit.options == ["0.894 means 89.4%", "0.894 means 0.894%"]


@pytest.mark.usefixtures("data_folder")
def test_likely_ones_are_confirmed_only_where_there_are_any(officer: AppTest) -> None:
    """A long name is whole in the picture of the sheet."""
    send(officer, [own_card()])
    assert '<td class="names">Assessments completed within 45 working days</td>' in (
        markup(officer)
    )
    press(officer, "Confirm the likely one")
    assert not [label for label in labels(officer) if "likely" in label]


def test_a_confirmed_match_goes_on_to_the_check_and_is_kept(
    officer: AppTest, data_folder: Path
) -> None:
    """The next quarter's sheet is not asked about, but for what is new in it."""
    send(officer, [own_card()])
    matched(officer)
    assert states(officer)[1] in ("here", "done")
    assert "is kept in mapping.toml for next quarter" in text(officer)
    kept = (data_folder / "mapping.toml").read_text(encoding="utf-8")
    assert '"EHCPs in timescale" = "ehcp-20-weeks"' in kept
    assert '"Tribunal appeals" = "leave out"' in kept
    send(officer, [own_card(quarter="Q1 2025-26")])
    assert "Match your own sheet" not in text(officer)
    assert states(officer)[0] == "done"
    send(officer, [own_card(["Missing from care", 4, 5])])
    assert [where for where, is_done in ticks(officer).items() if not is_done] == ["A6"]


@pytest.mark.usefixtures("data_folder", "at_a_glance")
def test_a_matched_sheet_is_published(officer: AppTest) -> None:
    """Its figures go live, with the fraction as a percentage."""
    send(officer, [own_card()])
    matched(officer)
    (why,) = [each for each in officer.text_input if each.label == WHY]
    why.set_value("Own scorecard")
    press(officer, PUBLISH)
    live = snapshots.load(snapshots.current_id())
    rows = live.observed("assessments-45-days").filter(pl.col("reporting_quarter") == "Q3 2025-26")
    assert rows["value"].to_list() == [91.2]


@pytest.mark.usefixtures("data_folder")
def test_a_sheet_too_long_for_the_page_is_said(officer: AppTest) -> None:
    """No page of thousands of selections; the command has no such limit."""
    send(officer, [own_card(*([f"Measure number {n}", n, n] for n in range(1_200)))])
    (told,) = [each for each in notices(officer, "alert") if "python -m kpi map FILE" in each]
    assert "the page takes 1,200" in told
    assert "Go on to Check" not in labels(officer)


@pytest.mark.usefixtures("data_folder")
def test_a_long_sheet_is_matched_in_portions(officer: AppTest) -> None:
    """A choice in one portion counts while another is drawn, and the sheet is read at the end."""
    rows = [[f"Measure number {n}", n, n] for n in range(130)]
    send(officer, [own_card(*rows)])
    (portion,) = [each for each in officer.selectbox if each.label == "Headings and names"]
    assert portion.options == [
        "1 to 120 of 137: 116 to confirm", "121 to 137 of 137: 16 to confirm",
    ]  # fmt: skip
    assert len(ticks(officer)) == 120
    for place in range(5, 122):
        if found := chosen(officer, f"A{place}"):
            found[0].set_value("leave out")
    officer.run()
    press(officer, "Confirm the likely one")
    (portion,) = [each for each in officer.selectbox if each.label == "Headings and names"]
    assert portion.options[0] == "1 to 120 of 137: all confirmed"
    portion.set_value(1).run()
    assert len(ticks(officer)) == 17
    assert is_off(officer, "Go on to Check")
    for each in [s for s in officer.selectbox if s.label.startswith("Meaning of A")]:
        if each.value is None:
            each.set_value("leave out")
    officer.run()
    press(officer, "Go on to Check")
    assert "Match your own sheet" not in text(officer)
    assert states(officer)[0] == "done"


@pytest.mark.usefixtures("data_folder")
def test_ticks_of_one_sheet_stay_while_another_is_looked_at(officer: AppTest) -> None:
    rows = [["Measure", "Q2 2025-26"], ["EHCPs in timescale", "61.2%"], ["Appeals", 31]]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rows, "First")))
    second = book.create_sheet("Second")
    for cells in rows:
        second.append(cells)
    out = io.BytesIO()
    book.save(out)
    send(officer, [UploadedReturn("Children PI.xlsx", out.getvalue())])
    (likely,) = [each for each in officer.checkbox if each.label == "Confirmed: A2"]
    likely.check().run()
    (sheet,) = [each for each in officer.selectbox if each.label == "Sheet"]
    sheet.set_value(1).run()
    assert ticks(officer)["A2"] is False
    (sheet,) = [each for each in officer.selectbox if each.label == "Sheet"]
    sheet.set_value(0).run()
    assert ticks(officer)["A2"] is True


@pytest.mark.usefixtures("data_folder")
def test_a_match_is_left_for_our_form(officer: AppTest) -> None:
    """The other way starts again without the file."""
    send(officer, [own_card()])
    press(officer, "Use our form instead")
    assert "Load a return" in headings(officer)
