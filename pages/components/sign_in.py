"""The signed-in officer and their right to publish, and access to the upload address.

Without valid sign-in settings nobody publishes: a page says so, and no file can be uploaded.
Faults of the settings are logged, never shown on a page.
"""

from datetime import UTC, datetime
from html import escape
from typing import Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from server import access, local_key, upload_gate
from server.access import Officer


def current() -> Officer | None:
    """Return the signed-in officer, checked at each call; None without one or without sign-in.

    Where the page is opened with this machine's key, it is whoever has that key.
    """
    if local_key.is_on():
        has_key = local_key.admits(st.context.cookies.get(local_key.COOKIE))
        return Officer(local_key.who(), "") if has_key else None
    allowed = upload_gate.rules()
    if allowed is None:
        return None
    return access.officer(st.user.to_dict(), allowed, datetime.now(UTC))


def menu() -> Literal["visible", "hidden"]:
    """Return the publish page's visibility in the menu: shown to officers who may use it."""
    officer = current()
    return "visible" if officer is not None and officer.may_publish else "hidden"


def admit(officer: Officer | None) -> None:
    """Allow uploads from this session, or stop allowing them."""
    running = get_script_run_ctx()
    if running is None:
        return
    if officer is not None and officer.may_publish:
        upload_gate.ADMITTED.admit(running.session_id, datetime.now(UTC))
    else:
        upload_gate.ADMITTED.withdraw(running.session_id)


def sign_in() -> None:
    """Send the visitor to the council's sign-in service."""
    allowed = upload_gate.rules()
    if allowed is not None:
        st.login(allowed.provider)


def is_by_key() -> bool:
    """Return whether the page is opened by this machine's key, so that nobody signs in or out."""
    return local_key.is_on()


def way_in() -> None:
    """Draw the sign-in link at the end of every page; nothing without sign-in."""
    if is_by_key() or upload_gate.rules() is None:
        return
    officer = current()
    words = f"Signed in as {officer.email}" if officer else "Officers: sign in to publish"
    address = upload_gate.PAGE
    st.html(f'<p class="way-in"><a href="{address}" target="_self">{escape(words)}</a></p>')
