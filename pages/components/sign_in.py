"""Who is signed in and may publish; and the gate that keeps everybody else's files out.

Without sign-in settings, or with settings that are wrong, nobody publishes here: there is no page
and no way to send a file. What is wrong with settings stands in the log, never on a page.
"""

from datetime import UTC, datetime
from html import escape

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from server import access, upload_gate
from server.access import Officer


def current() -> Officer | None:
    """Who is signed in, looked at anew each time; None for nobody, or without sign-in."""
    allowed = upload_gate.rules()
    if allowed is None:
        return None
    return access.officer(st.user.to_dict(), allowed, datetime.now(UTC))


def menu() -> str:
    """How the publish page stands in the menu: there for those who may use it."""
    officer = current()
    return "visible" if officer is not None and officer.may_publish else "hidden"


def admit(officer: Officer | None) -> None:
    """Open the way for files to this visit, or close it."""
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


def way_in() -> None:
    """The quiet link at the foot of every page; nothing without sign-in."""
    if upload_gate.rules() is None:
        return
    officer = current()
    words = f"Signed in as {officer.email}" if officer else "Officers: sign in to publish"
    address = upload_gate.PAGE
    st.html(f'<p class="way-in"><a href="{address}" target="_self">{escape(words)}</a></p>')
