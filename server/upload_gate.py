"""The gate before everything that accepts files: only those who may publish get through.

Without sign-in settings, or with wrong ones, nobody publishes here but by the key of
`local_key`: there is no way to send a file. What is wrong with the settings is logged, never shown
on a page.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

from server import access, local_key
from server.access import AccessRules, AdmittedVisits

LOG = logging.getLogger("kpi.officers")
PAGE = "publish"
ADMITTED = AdmittedVisits()
_UPLOADS = "/_stcore/upload_file/"
_CALLBACK = "/oauth2callback"
_READING = ("GET", "HEAD", "OPTIONS")


def rules() -> AccessRules | None:
    """Return who may publish by the present settings; None when sign-in is not fully set up."""
    access_rules, faults = access.rules(*_sections("auth", "publishing"))
    for fault in faults:
        _tell(f"Publishing is closed: {fault}")
    return access_rules


def is_open() -> bool:
    """Return whether anybody can publish here: by sign-in, or by this machine's key."""
    return local_key.is_on() or rules() is not None


def _sections(*names: str) -> tuple[Mapping[str, Any], ...]:
    """Return sections of the secrets, read once; empty where there is none, or no readable file."""
    try:
        every = st.secrets.to_dict()
    except StreamlitSecretNotFoundError as fault:
        if any(Path(place).exists() for place in config.get_option("secrets.files")):
            _tell(f"Publishing is closed: {fault}")
        every = {}
    sections = (every.get(name, {}) for name in names)
    return tuple(each if isinstance(each, Mapping) else {} for each in sections)


@lru_cache(maxsize=32)
def _tell(text: str) -> None:
    """Log a line once."""
    LOG.error("%s", text)


class Gate:
    """ASGI middleware: files only from admitted visits, and the return from signing in.

    Streamlit accepts a file from anybody who knows the id of any open visit, whether its page shows
    an uploader or not. It sends people who return from signing in to the start page; ours go to the
    page they came for. Its cookies get `Secure` where the service is reached by HTTPS.
    """

    def __init__(self, app: ASGIApp, base_url: str = "") -> None:
        prefix = base_url.strip("/")
        self._app = app
        self._start = f"/{prefix}/" if prefix else "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request, or pass it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if _UPLOADS in scope["path"] and scope["method"] not in _READING:
            visit = scope["path"].partition(_UPLOADS)[2].partition("/")[0]
            if not is_open() or not ADMITTED.holds(visit, datetime.now(UTC)):
                refusal = PlainTextResponse("Sign in on the publish page first.", status_code=403)
                await refusal(scope, receive, send)
                return
        cookie = local_key.cookie_for(scope["query_string"])
        if cookie and scope["path"] == f"{self._start}{PAGE}":
            # To the page without the key, so that no link and no other page's address has it.
            headers = {"Set-Cookie": cookie, "Cache-Control": "no-store"}
            to_page = RedirectResponse(f"{self._start}{PAGE}", 303, headers)
            await to_page(scope, receive, send)
            return

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._finish(scope, message)
            await send(message)

        await self._app(scope, receive, finish)

    def _finish(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(raw=message["headers"])
        comes_back = scope["path"].endswith(_CALLBACK) and headers.get("location") == self._start
        if comes_back and rules() is not None:
            headers["location"] = f"{self._start}{PAGE}"
        if "set-cookie" in headers and _by_https():
            message["headers"] = [
                (name, _secured(value) if name.lower() == b"set-cookie" else value)
                for name, value in headers.raw
            ]
        else:
            message["headers"] = headers.raw


def _by_https() -> bool:
    (sign_in,) = _sections("auth")
    address = sign_in.get("redirect_uri")
    return isinstance(address, str) and urlsplit(address).scheme == "https"


def _secured(cookie: bytes) -> bytes:
    flags = [part.strip().lower() for part in cookie.split(b";")]
    return cookie if b"secure" in flags else b"; ".join([cookie, b"Secure"])
