"""Publishing in a real browser, signed in by a real OpenID provider on this machine.

Officers' pages and a councillor's stand side by side: what one publishes, the other sees.
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, Page, Request, expect

from kpi.publishing import preview
from kpi.store import snapshots
from tests import patience
from tests.browser.harness import (
    LOOKS,
    Server,
    axe,
    choose,
    known_limit,
    open_view,
    running_server,
    until_loaded,
    visit,
    wait_for_app,
)
from tests.browser.office import (
    PEOPLE,
    PUBLISH,
    USER_COOKIE,
    WHY_LABEL,
    Office,
    open_visit,
    put_file,
    send,
    signed_cookie,
    uploaders,
    write_secrets,
)
from tests.browser.views import faults
from tests.kpi.returns.own_sheets.scorecards import wide
from tests.kpi.sent_returns import good_return, nasty_return, workbook_return

# Streamlit's drop zone is a `section` with role="presentation" that keeps a tabindex and a label
# (react-dropzone), as the list of known limits tells.
COUNCIL = "Bournemouth, Christchurch and Poole"
UPLOADERS_OWN = (known_limit("presentation-role-conflict"),)


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of an OpenID provider that knows `PEOPLE`."""
    before = os.environ.get("AUTHLIB_INSECURE_TRANSPORT")
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the provider's own check, for plain HTTP
    with run_server_in_thread(user_claims=PEOPLE) as running:
        yield f"http://localhost:{running.server_port}/.well-known/openid-configuration"
    if before is None:
        del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


@pytest.fixture(scope="module")
def _running(
    provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, Path]]:
    folder = tmp_path_factory.mktemp("office")
    secrets = write_secrets(folder / "secrets.toml", provider)
    root = folder / "store"
    shutil.copytree(snapshots.DEFAULT_ROOT, root)
    env = {"STREAMLIT_SECRETS_FILES": str(secrets), "KPI_STORE_CHECK": LOOKS}
    with running_server(folder / "server", env, root) as server:
        yield server, root


@pytest.fixture
def office(_running: tuple[Server, Path], browser: Browser) -> Iterator[Office]:
    """The office; the first snapshot is live again at its end."""
    server, root = _running
    live = (root / "CURRENT").read_text(encoding="utf-8")
    with ExitStack() as contexts:
        made = Office(server, root, browser, contexts)
        yield made
    (root / "CURRENT").write_text(live, encoding="utf-8")
    until_loaded(server, live.strip())
    assert made.faults == []


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which nobody set sign-in up."""
    folder = tmp_path_factory.mktemp("closed")
    with running_server(
        folder / "server", {"STREAMLIT_SECRETS_FILES": str(folder / "none.toml")}
    ) as s:
        yield s


def good_files() -> list[tuple[str, bytes]]:
    return [(file.name, file.data) for file in good_return()]


# ---- without sign-in ----------------------------------------------------------------------


def test_without_sign_in_no_page_takes_anything(closed: Server) -> None:
    for path in ("/", "/indicator", "/definitions", "/publish"):
        seen = visit(closed, path)
        assert "file_uploader" not in seen.kinds
        assert seen.faults == ()
    assert not {"button", "text_input", "segmented_control"} & set(visit(closed, "/publish").kinds)
    assert any("page not found" in fault for fault in visit(closed, "/no-such-page").faults)


def test_without_sign_in_publish_says_so_and_stands_in_no_menu(closed: Server, page: Page) -> None:
    open_view(page, closed, "/publish")
    expect(page.get_by_role("heading", name="Publishing is not set up here")).to_be_visible()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    expect(page.get_by_role("link", name="Publish", exact=True)).to_have_count(0)
    assert uploaders(page) == 0
    assert faults_at_every_width(page) == []


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_without_sign_in_no_file_can_be_sent(closed: Server, method: str) -> None:
    with open_visit(closed) as visit_id:
        assert put_file(closed, visit_id, method).status_code == 403


def test_signed_out_no_file_can_be_sent_either(office: Office) -> None:
    with open_visit(office.server) as visit_id:
        answer = put_file(office.server, visit_id)
    assert (answer.status_code, answer.text) == (403, "Sign in on the publish page first.")


# ---- who gets in --------------------------------------------------------------------------


def test_signed_out_there_is_a_link_and_a_button_and_no_uploader(office: Office) -> None:
    page = office.page()
    open_view(page, office.server)
    expect(page.get_by_role("navigation").get_by_role("link", name="Publish")).to_have_count(0)
    page.get_by_role("link", name="Officers: sign in to publish").click()
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert uploaders(page) == 0
    assert faults_at_every_width(page) == []


@pytest.mark.parametrize(
    ("who", "told"),
    [("member", "You are not among the people"), ("unchecked", "has not verified this e-mail")],
)
def test_who_is_not_allowed_is_refused(office: Office, who: str, told: str) -> None:
    page = office.signed_in(who)
    expect(page.get_by_role("alert").filter(has_text=told)).to_be_visible()
    assert uploaders(page) == 0
    expect(page.get_by_text("History, and going back")).to_have_count(0)
    assert faults_at_every_width(page) == []


def test_a_group_lets_in_too(office: Office) -> None:
    page = office.signed_in("lead")
    expect(page.locator(".who")).to_have_text("Signed in as lead@council.example")
    expect(page.get_by_role("heading", level=1, name=COUNCIL)).to_be_visible()
    assert uploaders(page) >= 1


def test_cookies_are_for_the_server_alone_and_signing_out_ends_them(office: Office) -> None:
    page = office.signed_in("officer")
    cookies = {c["name"]: c for c in page.context.cookies(office.server.url)}
    for name in (USER_COOKIE, f"{USER_COOKIE}_tokens"):
        assert cookies[name]["httpOnly"]
        assert cookies[name]["sameSite"] == "Lax"
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{office.server.url}/publish")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert uploaders(page) == 0
    assert USER_COOKIE not in {c["name"] for c in page.context.cookies(office.server.url)}


def test_a_cookie_of_our_own_making_is_good_to_start_with(office: Office) -> None:
    page = office.page(signed_cookie(office))
    open_view(page, office.server, "/publish")
    expect(page.get_by_role("heading", name="Load a return")).to_be_visible()


def test_an_old_sign_in_is_refused(office: Office) -> None:
    page = office.page(signed_cookie(office, iat=int(time.time()) - 9 * 3600))
    open_view(page, office.server, "/publish")
    expect(page.get_by_role("alert")).to_contain_text("You signed in more than 8 hours ago")
    assert uploaders(page) == 0


@pytest.mark.parametrize("fault", ["another secret", "changed", "another place"])
def test_a_forged_sign_in_is_nobodys(office: Office, fault: str) -> None:
    if fault == "another secret":
        cookies = signed_cookie(office, secret="f" * 32)
    elif fault == "changed":
        cookies = signed_cookie(office, email="member@council.example")
        claims = signed_cookie(office)[0]["value"].rsplit(".", 2)[0]
        signature = cookies[0]["value"].rsplit(".", 2)[1:]
        cookies[0]["value"] = ".".join([claims, *signature])
    else:
        cookies = signed_cookie(office, origin="http://other.example")
    page = office.page(cookies)
    open_view(page, office.server, "/publish")
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert uploaders(page) == 0


# ---- publishing -----------------------------------------------------------------------------


def faults_at_every_width(page: Page) -> list[str]:
    """What axe finds outside Streamlit's uploader, and what does not fit, at each width."""
    found = faults(page, ignore=UPLOADERS_OWN if uploaders(page) else ())
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_what_axe_is_not_asked_is_streamlits_uploader_alone(office: Office) -> None:
    page = office.signed_in("officer")
    expect(page.locator("[data-testid=stFileUploaderDropzone]")).to_be_visible()
    (left_out,) = axe(page)
    assert left_out.startswith("presentation-role-conflict (minor)")
    assert 'data-testid="stFileUploaderDropzone"' in left_out


def test_an_indicators_page_is_looked_at_before_it_goes_live(office: Office) -> None:
    """By keys alone, at every width; definitions that came with the dashboard are not changed."""
    before = snapshots.current_id(office.root)
    page = office.signed_in("officer")
    page.get_by_role("radio", name="Indicators").press("Space")
    box = page.get_by_role("textbox", name="Search the library")
    box.fill("persistent")
    box.press("Enter")
    expect(page.get_by_text("1 of 48 ready definitions.")).to_be_visible()
    page.get_by_role("button", name="Persistent absence, all schools").press("Enter")
    shown = page.get_by_role("heading", name="Persistent absence, all schools")
    expect(shown).to_be_visible(timeout=patience.milliseconds(60))
    expect(page.get_by_role("list", name="The newest figures")).to_contain_text("31st of 153")
    expect(page.get_by_text("ask IT to set KPI_DATA")).to_be_visible()
    expect(page.get_by_role("button", name="See what changes")).to_have_count(0)
    wait_for_app(page)
    assert faults_at_every_width(page) == []
    assert snapshots.current_id(office.root) == before


def test_faults_are_shown_by_place_and_nothing_acts(office: Office) -> None:
    before = snapshots.current_id(office.root)
    page = office.signed_in("officer")
    page.on("dialog", lambda dialog: office.faults.append(f"dialog: {dialog.message}"))
    send(page, [(file.name, file.data) for file in nasty_return()])
    expect(page.get_by_role("table", name="Faults, errors first")).to_be_visible()
    wait_for_app(page)
    main = page.locator("[data-testid=stMain]")
    assert main.locator("script, img[src=x], table b, li b").count() == 0
    assert main.locator("a[href^='javascript']").count() == 0
    expect(main.get_by_text("<script>alert(1)</script>").first).to_be_visible()
    assert faults_at_every_width(page) == []
    with page.expect_download() as started:
        page.get_by_role("button", name="Faults (CSV)").click()
    told = Path(started.value.path()).read_text(encoding="utf-8")
    assert told.startswith("file,sheet,cell,column,severity,rule,found,expected")
    assert not re.search(r'(^|,)"?=', told, re.MULTILINE)
    assert snapshots.current_id(office.root) == before


def test_a_sheet_of_ones_own_is_matched_at_every_width(office: Office) -> None:
    page = office.signed_in("officer")
    send(page, [("scorecard.xlsx", wide())])
    expect(page.get_by_role("heading", name="Match your own sheet")).to_be_visible()
    expect(page.get_by_role("button", name="Go on to Check")).to_be_visible()
    wait_for_app(page)
    expect(page.get_by_text("Name in your sheet", exact=True)).to_be_visible()
    assert faults_at_every_width(page) == []


@pytest.mark.parametrize("with_errors", [True, False])
def test_all_four_parts_are_on_the_first_screen(office: Office, *, with_errors: bool) -> None:
    before = snapshots.current_id(office.root)
    page = office.signed_in("officer")
    page.set_viewport_size({"width": 1280, "height": 800})
    send(page, [(f.name, f.data) for f in workbook_return(with_errors=with_errors)])
    button = page.get_by_role("button", name=PUBLISH, exact=True)
    expect(button).to_be_visible()
    wait_for_app(page)
    expect(button).to_be_enabled(enabled=not with_errors)
    here = page.locator("ol.rail [aria-current=step]")
    expect(here).to_contain_text(
        "Check, you are here." if with_errors else "Publish, you are here."
    )
    for part in (
        page.get_by_role("heading", level=1, name=COUNCIL),
        page.locator("ol.rail"),
        page.get_by_role("table", name="Faults, errors first"),
        page.get_by_role("table", name="Scorecard of Q2 2025-26, now and after publishing"),
        page.get_by_text("Earlier report too:"),
        page.get_by_text("Will be suppressed 1 figure"),
        page.get_by_role("textbox", name=WHY_LABEL, exact=True),
        button,
    ):
        box = part.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800, part
    said = page.get_by_text("Worked out without the 2 figures and the 2 comments in error.")
    expect(said).to_have_count(1 if with_errors else 0)
    assert faults_at_every_width(page) == []
    assert snapshots.current_id(office.root) == before


def test_a_file_is_replaced_without_leaving_the_page(office: Office) -> None:
    page = office.signed_in("officer")
    send(page, [(f.name, f.data) for f in workbook_return(with_errors=True)])
    expect(page.get_by_text("Mend 4 errors and load the file again.")).to_be_visible()
    wait_for_app(page)
    page.get_by_role("button", name="Replace file").click()
    expect(page.locator("[data-testid=stFileUploader]")).to_contain_text("BCP re")
    page.get_by_role("button", name=re.compile("^Remove ")).click()
    expect(page.get_by_role("heading", name="Load a return")).to_be_visible()
    wait_for_app(page)
    send(page, [(f.name, f.data) for f in workbook_return(with_errors=False)])
    expect(page.get_by_role("button", name=PUBLISH, exact=True)).to_be_enabled()
    expect(page.locator("ol.rail [aria-current=step]")).to_contain_text("Publish, you are here.")


def test_what_an_officer_publishes_a_councillor_sees(office: Office) -> None:
    councillor = office.page()
    open_view(councillor, office.server)
    quarter = councillor.get_by_role("combobox", name="Quarter", exact=True)
    expect(quarter).to_have_value("Q1 2025-26")

    page = office.signed_in("officer")
    asked: list[Request] = []
    page.on("request", lambda r: asked.append(r) if "/upload_file/" in r.url else None)
    send(page, good_files())
    expect(page.get_by_role("heading", name="See what changes")).to_be_visible()
    expect(page.get_by_role("textbox", name=WHY_LABEL, exact=True)).to_be_visible()
    wait_for_app(page)
    assert faults_at_every_width(page) == []
    page.get_by_role("textbox", name=WHY_LABEL, exact=True).fill("Quarter 2 return")
    page.get_by_role("button", name=PUBLISH, exact=True).dblclick()
    expect(page.get_by_role("status").filter(has_text="Published.")).to_be_visible()
    published = time.monotonic()
    wait_for_app(page)

    told = preview.history(office.root)
    assert (told[0].who, told[0].why) == ("Officer@Council.example", "Quarter 2 return")
    assert sum(past.why == "Quarter 2 return" for past in told) == 1, "published twice"
    made = snapshots.current_id(office.root)
    expect(page.get_by_role("link", name=made)).to_be_visible()
    assert faults_at_every_width(page) == []

    choose(councillor, "Directorate", "Education and Skills")  # the next interaction
    expect(councillor.locator("footer.foot")).to_contain_text(made)
    choose(councillor, "Quarter", "Q2 2025-26")
    row = councillor.locator("table.scorecard tr.r").filter(has_text="Education, health")
    expect(row).to_contain_text("56.0%")
    assert time.monotonic() - published < patience.seconds(10)
    councillor.goto(office.server.url)
    wait_for_app(councillor)
    expect(quarter).to_have_value("Q2 2025-26")

    # Whose visit sent files may send; a copy of the address is worth nothing after signing out.
    visit_id = asked[0].url.split("/upload_file/")[1].split("/")[0]
    assert put_file(office.server, visit_id).status_code == 204
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="End session").click()
    page.wait_for_url(f"{office.server.url}/publish")
    assert put_file(office.server, visit_id).status_code in (400, 403)


def test_roll_back_and_the_empty_return(office: Office) -> None:
    first = snapshots.current_id(office.root)
    page = office.signed_in("officer")
    send(page, good_files())
    page.get_by_role("textbox", name=WHY_LABEL, exact=True).fill("For rolling back")
    page.get_by_role("button", name=PUBLISH, exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Published.")).to_be_visible()
    wait_for_app(page)
    page.get_by_role("textbox", name="Why roll back").fill("Wrong file")
    page.get_by_role("combobox", name="Snapshot to go back to").click()
    page.get_by_role("option", name=re.compile(re.escape(first))).click()
    page.get_by_text("Yes, show everybody the figures of that snapshot").click()
    page.get_by_role("button", name="Go back to this").dblclick()
    expect(page.get_by_role("status").filter(has_text="Rolled back.")).to_be_visible()
    wait_for_app(page)
    told = preview.history(office.root)
    assert (told[0].why, told[0].action, told[0].snapshot_id) == ("Wrong file", "roll back", first)
    assert told[1].why == "For rolling back"

    with page.expect_download() as started:
        page.get_by_role("button", name="Download an empty return (Excel)").click()
    assert started.value.suggested_filename == "return-q2-2025-26.xlsx"
    assert Path(started.value.path()).read_bytes().startswith(b"PK")


def test_signed_in_people_see_no_more_of_the_other_pages(office: Office) -> None:
    page = office.signed_in("officer")
    page.get_by_role("link", name="Scorecard").first.click()
    expect(page.get_by_role("heading", name="Children's Services performance")).to_be_visible()
    assert uploaders(page) == 0
