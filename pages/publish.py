"""Publish: an officer uploads a return, sees faults and changes, and publishes it.

The page exists for signed-in officers only, and checks who they are on each run.
"""

import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from kpi import settings
from kpi.errors import InputError, KpiError
from kpi.indicators import reporting
from kpi.model.snapshot import Snapshot
from kpi.publishing import preview, publication, uploads
from kpi.publishing.uploads import CheckedUpload, UploadedReturn
from kpi.returns import template
from kpi.store import live_snapshot
from kpi.store.journal import StoreBusyError
from pages.components import frame, html, sign_in
from pages.sections import return_review
from pages.sections.publish_session import CheckedFiles, PublishSession, desk
from server import logs
from server.access import Officer

STYLE = Path(__file__).resolve().parent / "components" / "publish.css"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# ---- who is here --------------------------------------------------------------------------


def signed_out() -> None:
    """Draw the sign-in prompt."""
    frame.title("Publish a return", page="Publish", filters="sign in")
    html.draw(
        html.paragraphs(
            [
                "Officers who prepare the figures load and publish a quarter's return here. "
                "Everybody else can use the dashboard without signing in."
            ],
            kind="prose",
        )
    )
    st.button("Sign in", on_click=sign_in.sign_in, key="sign-in", type="primary")


def refused(officer: Officer) -> None:
    """Draw that the officer is signed in but not allowed."""
    frame.title("Publish a return", page="Publish", filters="not allowed")
    name = officer.email or "somebody unnamed"
    return_review.notice(f"Signed in as {name}. {officer.refusal}", alert=True)
    st.button("Sign out", on_click=st.logout, key="sign-out")


# ---- 1. The files -------------------------------------------------------------------------


def ask_for_files(key: str) -> list[UploadedReturn]:
    """Draw the uploader; returns its files."""
    st.header("Load a return", anchor=False)
    sent = st.file_uploader(
        "Return files",
        type=["xlsx", "csv"],
        accept_multiple_files=True,
        max_upload_size=uploads.MOST_MEGABYTES,
        key=f"files-{key}",
        help="One Excel workbook (.xlsx), or CSV files for values, targets and commentary. "
        f"At most {uploads.MOST_FILES} files of {uploads.MOST_MEGABYTES} MB. "
        "Nobody else sees them until you publish.",
    )
    return [UploadedReturn(file.name, file.getvalue()) for file in sent]


def checked(
    work: PublishSession, files: Sequence[UploadedReturn], live: Snapshot
) -> CheckedUpload | None:
    """Return the files checked, once per set of files; None where they cannot be read."""
    if not files:
        work.seen = None
        return None
    mark, seen = uploads.mark(files, live), work.seen
    if seen is None or seen.mark != mark:
        work.told = ""
        # One assignment: a run for fewer files may still be in progress at the same time.
        seen = work.seen = look(mark, files, live)
    if seen.problem:
        return_review.notice(
            f"{seen.problem.rstrip('.')}. The live figures have not changed.", alert=True
        )
    return seen.checked


def look(mark: str, files: Sequence[UploadedReturn], live: Snapshot) -> CheckedFiles:
    """Return what was found in the files, or why they cannot be read."""
    try:
        found = uploads.check(files, live, area=settings.home(live), today=date.today())
    except InputError as fault:
        return CheckedFiles(mark, problem=str(fault))
    return CheckedFiles(mark, found)


# ---- 2. Publish ---------------------------------------------------------------------------


def ask_to_publish(
    work: PublishSession,
    key: str,
    files: Sequence[UploadedReturn],
    live: Snapshot,
    officer: Officer,
) -> None:
    """Draw the reason and the button."""
    st.header("Publish", anchor=False)
    whose = preview.council(live.areas, settings.authority())
    html.draw(html.paragraphs([f"This changes the figures of {whose}."], kind="prose"))
    with st.form(f"publish-{key}", enter_to_submit=False, border=False):
        why = st.text_input(
            "Why",
            max_chars=300,
            key=f"why-{key}",
            autocomplete="off",
            help="Stands in the history, and beside each earlier figure that is revised.",
        )
        pressed = st.form_submit_button("Publish", type="primary")
    if not pressed:
        return
    if not why.strip():
        return_review.notice(
            "Say why: it stands in the history and beside revised figures.", alert=True
        )
        return

    def publish() -> str:
        made = uploads.publish(
            files,
            live_snapshot.live().snapshot,
            area=settings.home(live),
            who=officer.email,
            why=why.strip(),
            today=date.today(),
            looked_at=live.id,
        )
        logs.log_event("published", snapshot=made)
        see_it()
        return made

    carry_out(work, key, publish, "Published.")


def carry_out(work: PublishSession, key: str, act: Callable[[], str], told: str) -> None:
    """Do an action once, however often the button was clicked, and redraw the page."""
    try:
        work.once(key, act, told)
    except KpiError as fault:
        return_review.notice(str(fault), alert=True)
        return
    st.rerun()


# ---- 3. Roll back -------------------------------------------------------------------------


def ask_to_roll_back(work: PublishSession, key: str, live: Snapshot, officer: Officer) -> None:
    """Draw the form to make an earlier snapshot live, with a reason and a confirmation."""
    choices = preview.earlier()
    if not choices:
        return
    st.subheader("Roll back", anchor=False)
    whose = preview.council(live.areas, settings.authority())
    html.draw(
        html.paragraphs(
            [
                f"Everybody then sees the figures of an earlier snapshot of {whose} again. "
                "Nothing is lost: the newer one stays in the history, and can be made live again "
                "the same way."
            ],
            kind="prose",
        )
    )
    with st.form(f"roll-back-{key}", enter_to_submit=False, border=False):
        chosen = st.selectbox("Snapshot to go back to", choices, key=f"back-{key}", width=420)
        why = st.text_input(
            "Why roll back", max_chars=300, key=f"why-back-{key}", autocomplete="off"
        )
        sure = st.checkbox("Yes, show everybody the figures of that snapshot", key=f"sure-{key}")
        pressed = st.form_submit_button("Roll back to this")
    if not pressed:
        return
    if not why.strip() or not sure:
        return_review.notice(
            "Nothing was changed: say why, and tick the box to confirm.", alert=True
        )
        return

    def roll_back() -> str:
        now = live_snapshot.live()
        if now.snapshot.id != live.id:
            raise StoreBusyError("Somebody else has published since you looked. Look again first.")
        # Where the live snapshot is damaged, rolling back repairs it.
        based_on = None if now.problem else live.id
        publication.roll_back(chosen, why=why.strip(), who=officer.email, based_on=based_on)
        logs.log_event("rolled_back", snapshot=chosen)
        see_it()
        return chosen

    carry_out(work, key, roll_back, "Rolled back.")


def see_it() -> None:
    """Wait until pages show the snapshot that was made live.

    The next page may be drawn by another thread, after a second click, and would not wait.
    """
    live_snapshot.live()


# ---- 4. An empty return -------------------------------------------------------------------


def empty_return(live: Snapshot, quarter_name: str) -> bytes:
    """Return the template workbook, made on request."""
    area = settings.home(live)
    quarter = reporting.next_quarter(live, area, quarter_name)
    with tempfile.TemporaryDirectory(prefix="template-") as folder:
        path = Path(folder) / "return.xlsx"
        template.write(path, live, area_name=live.authority(area).name, quarter=quarter)
        return path.read_bytes()


def offer_empty_return(live: Snapshot) -> None:
    """Draw the choice of quarter and the download."""
    area = settings.home(live)
    st.header("An empty return to fill in", anchor=False)
    coming = reporting.next_quarter(live, area, None)
    known = preview.quarters(live, live, area)
    names = [coming.short, *(quarter.short for quarter in known if quarter != coming)]
    name = st.selectbox("Quarter of the return", names, width=320)
    st.download_button(
        "Download an empty return (Excel)",
        data=lambda: empty_return(live, name),
        file_name=template.file_name(reporting.next_quarter(live, area, name)),
        mime=XLSX,
        on_click="ignore",
        key="download-template",
    )


# ---- the page -----------------------------------------------------------------------------

st.html(STYLE)
officer = sign_in.current()
sign_in.admit(officer)
if officer is None:
    signed_out()
elif not officer.may_publish:
    refused(officer)
elif frame.past_snapshot_name():
    frame.title("Publish a return", page="Publish", filters="past figures")
    return_review.notice(
        "Past figures cannot be changed. Show the newest figures first (link above)."
    )
else:
    live, work = frame.snapshot(), desk()
    key = work.key
    frame.title("Publish a return", page="Publish", filters="officers")
    whose = preview.council_words(live, settings.authority())
    html.draw(f"<p>Signed in as {escape(officer.email)}. {escape(whose)}</p>")
    st.button("Sign out", on_click=st.logout, key="sign-out")
    if work.told:
        return_review.news(work.told, work.made)
    files = ask_for_files(key)
    result = checked(work, files, live)
    if result is not None:
        return_review.findings(result.received, files)
        if result.proposal is None or result.after is None:
            return_review.notice("Nothing can be published until the errors are mended.")
        else:
            return_review.changes(result.proposal)
            if not result.proposal.is_empty:
                return_review.both(live, result.after, result.received)
                ask_to_publish(work, key, files, live, officer)
    offer_empty_return(live)
    return_review.history()
    ask_to_roll_back(work, key, live, officer)
