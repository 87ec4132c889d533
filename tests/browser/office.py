"""Officers for browser tests: people, a server with sign-in, and ways in past its pages."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from oidc_provider_mock import User
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Cookie,
    FilePayload,
    Page,
    Request,
    expect,
)
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import (
    create_signed_value,
    generate_xsrf_token_string,
)
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests import patience
from tests.browser.conftest import STEP
from tests.browser.harness import Server, open_view, wait_for_app

SECRET = "0123456789abcdef0123456789abcdef"
PEOPLE = (
    User(sub="officer", claims={"email": "Officer@Council.example", "email_verified": True}),
    User(sub="lead", claims={"email": "lead@council.example", "groups": ["kpi-publishers"]}),
    User(sub="member", claims={"email": "member@council.example", "email_verified": True}),
    User(sub="unchecked", claims={"email": "officer@council.example", "email_verified": False}),
)
USER_COOKIE = "_streamlit_user"
PUBLISH, WHY_LABEL = (
    "Publish for everybody",
    "Why (stands in the history, and beside each revised figure)",
)
HARMLESS = re.compile(r"_stcore/(health|host-config)")


@dataclass
class Office:
    """A server with sign-in set up, its store, and what its pages did that they must not."""

    server: Server
    root: Path
    browser: Browser
    contexts: ExitStack
    faults: list[str] = field(default_factory=list)

    def page(self, cookies: list[Cookie] | None = None) -> Page:
        """A page in a browser context of its own, watched while it is on our server."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
        self.contexts.callback(context.close)
        context.set_default_timeout(patience.milliseconds(STEP))
        if cookies:
            context.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[typeddict-item]
        self._watch(context)
        return context.new_page()

    def _watch(self, context: BrowserContext) -> None:
        def asked(request: Request) -> None:
            host = urlsplit(request.url).hostname
            ours = request.frame.url.startswith(self.server.url)
            if ours and host and host not in ("127.0.0.1", "localhost"):
                self.faults.append(f"foreign request: {request.url}")

        def said(kind: str, text: str, place: str) -> None:
            if kind == "error" and place.startswith(self.server.url) and not HARMLESS.search(place):
                self.faults.append(f"console: {text} [{place}]")

        context.on("request", asked)
        context.on("console", lambda told: said(told.type, told.text, told.location["url"]))
        context.on("weberror", lambda fault: self.faults.append(f"uncaught: {fault.error}"))

    def signed_in(self, who: str) -> Page:
        """A page after a person has signed in: the provider sends it to the publish page."""
        page = self.page()
        open_view(page, self.server, "/publish")
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.get_by_role("button", name=who, exact=True).click()
        page.wait_for_url(f"{self.server.url}/publish")
        wait_for_app(page)
        expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()
        return page


def write_secrets(path: Path, provider: str) -> Path:
    """A secrets file for the tests' provider."""
    path.write_text(
        f"""
        [auth]
        redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
        cookie_secret = "{SECRET}"
        client_id = "kpi"
        client_secret = "kpi"
        server_metadata_url = "{provider}"
        [publishing]
        emails = ["officer@council.example"]
        groups = ["kpi-publishers"]
        """,
        encoding="utf-8",
    )
    return path


def uploaders(page: Page) -> int:
    return page.locator("[data-testid=stFileUploader], input[type=file]").count()


def send(page: Page, files: list[tuple[str, bytes]]) -> None:
    page.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType="text/csv", buffer=data) for name, data in files]
    )


@contextmanager
def open_visit(server: Server) -> Iterator[str]:
    """The id of a visit that stays open, as any visitor gets one."""
    address = f"ws{server.url.removeprefix('http')}/_stcore/stream"
    with closing(
        connect(
            address,
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            proxy=None,
            close_timeout=1,
        )
    ) as socket:
        request = BackMsg()
        request.rerun_script.query_string = ""
        socket.send(request.SerializeToString())
        while True:
            message = ForwardMsg()
            data = socket.recv(timeout=patience.seconds(30))
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            if message.WhichOneof("type") == "new_session":
                yield message.new_session.initialize.session_id
                return


def put_file(server: Server, visit_id: str, method: str = "PUT") -> httpx.Response:
    """A file sent straight to Streamlit's upload address, past any page."""
    token = generate_xsrf_token_string()
    with httpx.Client(trust_env=False, timeout=patience.seconds(30)) as client:
        return client.request(
            method,
            f"{server.url}/_stcore/upload_file/{visit_id}/file-1",
            files={"file": ("a.csv", b"a,b\n1,2\n", "text/csv")},
            headers={"X-Xsrftoken": token, "Cookie": f"_streamlit_xsrf={token}"},
        )


def signed_cookie(office: Office, secret: str = SECRET, **changes: object) -> list[Cookie]:
    """A sign-in cookie as the server makes it, with some claims changed."""
    claims = {
        "email": "officer@council.example",
        "email_verified": True,
        "iat": int(time.time()),
        "origin": office.server.url,
        "is_logged_in": True,
        "provider": "default",
        **changes,
    }
    value = create_signed_value(secret, USER_COOKIE, json.dumps(claims)).decode()
    return [{"name": USER_COOKIE, "value": value, "url": office.server.url}]  # type: ignore[typeddict-unknown-key]
