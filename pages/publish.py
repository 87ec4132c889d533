"""Publish: an officer uploads a return, sees faults and changes, and publishes it.

The page exists for signed-in officers only, and checks who they are on each run.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

import streamlit as st

from kpi import settings
from kpi.downloads import file_names
from kpi.errors import InputError
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot
from kpi.publishing import preview, rollback, uploads
from kpi.publishing.published_changes import published_changes
from kpi.publishing.review import progress, publish_gate
from kpi.publishing.review.progress import ReviewStep
from kpi.publishing.uploads import CheckedUpload, UploadedReturn
from kpi.returns import template
from kpi.returns.own_sheets import sheet_mapping
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.store import live_snapshot
from kpi.store.publisher_lock import StoreBusyError
from kpi.wording.legend import MarkMeaning
from pages.components import frame, html, sign_in
from pages.sections import return_review, sheet_match, tell_people
from pages.sections.chosen_indicators import indicators_task
from pages.sections.chosen_indicators.indicators_session import indicators_desk
from pages.sections.publish_session import (
    INDICATORS,
    RETURN,
    TASK,
    TASKS,
    CheckedFiles,
    OpenMatch,
    PublishSession,
    desk,
    see_it,
)
from server import logs
from server.access import Officer

PUBLISHED = "Published."
WHY = "Why (stands in the history, and beside each revised figure)"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class ComparedReport:
    """The report that is compared, `Q2 2025-26` or "" for none, and the marks of its figures."""

    quarter: str
    marks: tuple[MarkMeaning, ...]


@dataclass(frozen=True)
class ReviewedReturn:
    """What was found in the files, None where none was read, and the report compared."""

    result: CheckedUpload | None
    report: ComparedReport


# ---- who is here --------------------------------------------------------------------------


def choose_task(work: PublishSession) -> str:
    """Draw the choice between a return and the list of indicators; returns what is chosen."""
    st.session_state.setdefault(TASK, RETURN)
    task = st.segmented_control(
        "What to do", TASKS, required=True, key=TASK, label_visibility="collapsed"
    )
    assert task is not None  # required, and its key has a value before it is drawn
    if task == INDICATORS and sent_files(work.key):
        with st.popover("Your files stay loaded"):
            ask_for_files(work.key)  # without it Streamlit would forget them
        sheet_match.keep()
    return task


def head(officer: Officer | None) -> str:
    """Draw what the page is for, who is signed in, and the way out; returns the task chosen."""
    task = ""
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        html.draw('<p class="masthead">Publish a return</p>')
        if officer is not None and officer.may_publish and not frame.past_snapshot_name():
            task = choose_task(desk())
        if officer is not None:
            email = escape(officer.email or "somebody unnamed")
            html.draw(
                f'<p class="who"><span class="visually-hidden">Signed in as </span>{email}</p>'
            )
            if not sign_in.is_by_key():
                st.button("Sign out", on_click=st.logout, key="sign-out")
    return task


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


def without_key() -> None:
    """Draw that the page opens only at the address with the key."""
    frame.title("Publish a return", page="Publish", filters="no key")
    return_review.notice(
        "This page opens at the address that the program printed when it was started on this "
        "machine. It ends with a key, and is good until the program is stopped.",
        alert=True,
    )


def refused(officer: Officer) -> None:
    """Draw that the officer is signed in but not allowed."""
    frame.title("Publish a return", page="Publish", filters="not allowed")
    name = officer.email or "somebody unnamed"
    return_review.notice(f"Signed in as {name}. {officer.refusal}", alert=True)


# ---- 1. Load ------------------------------------------------------------------------------


def sent_files(key: str) -> list[UploadedReturn]:
    """Return the files of the uploader, which is drawn further down."""
    return [
        UploadedReturn(file.name, file.getvalue())
        for file in st.session_state.get(f"files-{key}") or []
    ]


def ask_for_files(key: str) -> None:
    """Draw the uploader."""
    st.file_uploader(
        "Return files",
        type=["xlsx", "csv", "txt", "tsv"],  # Excel's "Unicode text" ends in .txt
        accept_multiple_files=True,
        max_upload_size=uploads.MOST_MEGABYTES,
        key=f"files-{key}",
        help="One Excel workbook (.xlsx), or CSV files (.csv, or Excel's Unicode text, .txt) for "
        "values, targets and commentary. "
        f"At most {uploads.MOST_FILES} files of {uploads.MOST_MEGABYTES} MB. "
        "Nobody else sees them until you publish.",
    )


def looked_at(
    work: PublishSession, files: Sequence[UploadedReturn], live: Snapshot
) -> CheckedFiles | None:
    """Return what was found in the files, once per set of files; None without files.

    None too while a sheet of the council's own among them has to be matched (`work.match`).
    """
    if not files:
        work.seen = work.match = None
        work.mapping, work.kept = (), ""
        return None
    mark, seen = uploads.mark(files, live), work.seen
    try:
        if is_to_be_matched(work, mark, files, live):
            work.seen = None
            return None
    except InputError as fault:
        work.seen = CheckedFiles(mark, live.id, problem=str(fault))
        return work.seen
    if seen is None or seen.mark != mark:
        if seen is None or seen.live == live.id:  # other files, and not another live snapshot
            work.forget()
        # One assignment: a run for fewer files may still be in progress at the same time.
        seen = work.seen = look(mark, files, live, work.mapping)
    return seen


def is_to_be_matched(
    work: PublishSession, mark: str, files: Sequence[UploadedReturn], live: Snapshot
) -> bool:
    """Return whether an officer has to say how a sheet of the council's own is read.

    What is kept from last quarter is not asked again; what is new in the sheet is.
    """
    if work.match is None or work.match.mark != mark:
        work.mapping, work.kept = sheet_mapping.kept(), ""
        sheets = uploads.matches(files, live, area=live.home_code(), known=work.mapping)
        work.match = OpenMatch(mark, sheets, uploads.file_mark(files))
        sheet_match.propose_anew(work.match)
    return any(match.open or not match.is_known for match in work.match.sheets)


def look(
    mark: str, files: Sequence[UploadedReturn], live: Snapshot, mapping: Sequence[OwnSheet]
) -> CheckedFiles:
    """Return what was found in the files, or why they cannot be read."""
    try:
        checked = uploads.check(
            files, live, area=live.home_code(), today=date.today(), kept=mapping
        )
    except InputError as fault:
        return CheckedFiles(mark, live.id, problem=str(fault))
    return CheckedFiles(mark, live.id, checked)


# ---- 2. Check -----------------------------------------------------------------------------


def check(work: PublishSession, result: CheckedUpload, key: str) -> None:
    """Draw the faults, their download, and how to send another file."""
    with st.container(horizontal=True, vertical_alignment="center", key="check-line"):
        return_review.check_heading(result.received)
        return_review.download_faults(result.received)
        with st.popover("Replace file"):
            ask_for_files(key)
    return_review.findings(result.received)
    return_review.how_read(result.received, work.kept)


# ---- 3. See what changes ------------------------------------------------------------------


def see_what_changes(live: Snapshot, result: CheckedUpload, key: str) -> ComparedReport:
    """Draw the scorecard before and after; returns the report that is compared, and its marks."""
    compared = result.compared
    with st.container(horizontal=True, vertical_alignment="center", key="changes-line"):
        return_review.changes_heading(compared)
        if compared.refusal:
            picked = ""
        else:
            picked = return_review.choose_quarter(live, compared, result.received, key)
    if compared.refusal:
        html.draw(html.paragraphs([compared.refusal], kind="without"))
        return ComparedReport("", ())
    return ComparedReport(picked, return_review.changes(live, compared, picked))


# ---- 4. Publish ---------------------------------------------------------------------------


def ask_to_publish(
    work: PublishSession,
    files: Sequence[UploadedReturn],
    live: Snapshot,
    officer: Officer,
    result: CheckedUpload,
) -> None:
    """Draw the reason and the button; `publish_gate` says when it works."""
    key, gate = work.key, publish_gate.gate(result)
    html.draw(html.heading("Publish"))
    if gate.is_needless:
        return_review.notice(preview.change_words(result.compared))
        return
    with (
        st.form(f"publish-{key}", enter_to_submit=False, border=False),
        st.container(horizontal=True, vertical_alignment="bottom", key="publish-line"),
    ):
        why = st.text_input(
            WHY,
            max_chars=300,
            key=f"why-{key}",
            autocomplete="off",
            placeholder="such as: Quarter 2 return, signed off by the Director",
        )
        pressed = st.form_submit_button(
            "Publish for everybody", type="primary", disabled=not gate.is_open
        )
    whose = preview.council(live.areas, settings.authority())
    return_review.before_publishing(gate.errors, whose)
    if not pressed or not gate.is_open:
        return
    if refusal := publish_gate.refusal(why):
        return_review.notice(refusal, alert=True)
        return

    def publish() -> str:
        changes = published_changes(live, result)
        made = uploads.publish(
            files,
            live_snapshot.live().snapshot,
            area=live.home_code(),
            who=officer.email,
            why=why.strip(),
            today=date.today(),
            looked_at=live.id,
            kept=work.mapping,
        )
        logs.log_event("published", snapshot=made)
        work.changes = changes
        see_it()
        return made

    work.carry_out(key, publish, PUBLISHED)


# ---- going back --------------------------------------------------------------------------


def ask_to_roll_back(work: PublishSession, key: str, live: Snapshot, officer: Officer) -> None:
    """Draw the form to make an earlier snapshot live, with a reason and a confirmation."""
    choices = rollback.earlier()
    if not choices:
        return
    html.subheader("Roll back")
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
        titles = preview.snapshot_titles()
        chosen = st.selectbox(
            "Snapshot to go back to",
            choices,
            format_func=lambda name: titles.get(name, name),
            key=f"back-{key}",
            width=720,
        )
        why = st.text_input(
            "Why roll back", max_chars=300, key=f"why-back-{key}", autocomplete="off"
        )
        sure = st.checkbox("Yes, show everybody the figures of that snapshot", key=f"sure-{key}")
        pressed = st.form_submit_button("Go back to this")
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
        rollback.roll_back(chosen, why=why.strip(), who=officer.email, based_on=based_on)
        logs.log_event("rolled_back", snapshot=chosen)
        work.changes = None
        see_it()
        return chosen

    work.carry_out(key, roll_back, "Rolled back.")


# ---- an empty return -------------------------------------------------------------------


def empty_return(live: Snapshot, quarter_name: str) -> bytes:
    """Return the template workbook, made on request."""
    area = live.home_code()
    quarter = reporting_quarters.next_quarter(live, area, quarter_name)
    with tempfile.TemporaryDirectory(prefix="template-") as folder:
        path = Path(folder) / "return.xlsx"
        template.write(path, live, area_name=live.authority(area).name, quarter=quarter)
        return path.read_bytes()


def offer_empty_return(live: Snapshot) -> None:
    """Draw the choice of quarter and the download."""
    area = live.home_code()
    names = [quarter.short for quarter in reporting_quarters.return_quarters(live, area)]
    name = st.selectbox("Quarter of the return", names, width=320)
    st.download_button(
        "Download an empty return (Excel)",
        data=lambda: empty_return(live, name),
        file_name=file_names.empty_return(reporting_quarters.next_quarter(live, area, name)),
        mime=XLSX,
        on_click="ignore",
        key="download-template",
    )


# ---- the page -----------------------------------------------------------------------------


def folds(live: Snapshot, work: PublishSession, officer: Officer, seen: ReviewedReturn) -> None:
    """Draw what is folded below: all changes, an empty return, the history and going back."""
    is_open = seen.result is None and work.match is None
    with st.container(horizontal=True, gap="medium", key="folds"):
        if seen.result is not None and seen.report.quarter:
            compared = seen.result.compared
            with st.expander(f"All changes ({compared.number})"):
                return_review.differences(live, compared, seen.report.quarter)
        with st.expander("An empty return to fill in", expanded=is_open):
            offer_empty_return(live)
        with st.expander("History, and going back to an earlier state", expanded=is_open):
            return_review.history()
            ask_to_roll_back(work, work.key, live, officer)


def lead(work: PublishSession, result: CheckedUpload | None) -> str:
    """Return the text beside the council's name: the quarter of the return, or its state."""
    if result is not None:
        return preview.report_words(result.received)
    if work.match is not None and work.seen is None:
        return "a sheet of your own"
    return "return published" if work.outcome == PUBLISHED else "no return loaded"


def steps(
    work: PublishSession,
    checked_files: CheckedFiles | None,
    files: Sequence[UploadedReturn],
) -> tuple[ReviewStep, ...]:
    """Return how far the return is."""
    if files and work.match is not None and checked_files is None:
        return progress.to_match(files[0].shown)
    if checked_files is None:
        is_published = work.outcome == PUBLISHED
        return progress.published(work.made) if is_published else progress.not_loaded()
    if checked_files.checked is None:
        return progress.not_loaded(unreadable=True)
    names = [file.shown for file in files]
    received, compared = checked_files.checked.received, checked_files.checked.compared
    return progress.reviewed(received, compared, names, was_overtaken=bool(work.missed))


def review(live: Snapshot, work: PublishSession, officer: Officer) -> None:
    """Draw the page of an officer who may publish."""
    top, key = st.container(), work.key
    files = sent_files(key)
    checked_files = looked_at(work, files, live)
    result = checked_files.checked if checked_files else None
    report = ComparedReport("", ())
    marks: tuple[MarkMeaning, ...] = ()
    if work.outcome:
        marks = return_review.news(work.outcome, work.made, work.changes)
    if work.outcome == PUBLISHED and work.made == live.id:
        tell_people.offer(live, work, officer)
    if work.missed:
        return_review.notice(work.missed, alert=True)
    if checked_files is not None and checked_files.problem:
        problem_text = f"{checked_files.problem.rstrip('.')}. The live figures have not changed."
        return_review.notice(problem_text, alert=True)
    if checked_files is None and files and work.match is not None:
        sheet_match.ask(work, files, live, ask_for_files)
    elif result is None:
        html.header("Load a return")
        ask_for_files(key)
    else:
        with st.container(key="parts"):
            left, right = st.columns([552, 638], gap="medium")
            with left:
                check(work, result, key)
            with right:
                report = see_what_changes(live, result, key)
                with st.container(key="publish-part"):
                    ask_to_publish(work, files, live, officer, result)
    folds(live, work, officer, ReviewedReturn(result, report))
    with top:
        frame.title(
            live.authority(live.home_code()).name,
            page="Publish",
            filters="officers",
            lead=lead(work, result),
            marks=report.marks or marks,
        )
        return_review.rail(steps(work, checked_files, files))


def choose_indicators(live: Snapshot, officer: Officer) -> None:
    """Draw the task of choosing indicators."""
    top, work = st.container(), indicators_desk()
    marks = indicators_task.show(live, work, officer)
    with top:
        frame.title(
            live.authority(live.home_code()).name,
            page="Publish",
            filters="indicators",
            lead=indicators_task.lead(work),
            marks=marks,
        )
        return_review.rail(indicators_task.steps(live, work))


officer = sign_in.current()
sign_in.admit(officer)
with st.container(key="desk"):
    task = head(officer)
    if officer is None and sign_in.is_by_key():
        without_key()
    elif officer is None:
        signed_out()
    elif not officer.may_publish:
        refused(officer)
    elif frame.past_snapshot_name():
        frame.title("Publish a return", page="Publish", filters="past figures")
        return_review.notice(
            "Past figures cannot be changed. Show the newest figures first (link above)."
        )
    elif task == INDICATORS:
        choose_indicators(frame.snapshot(), officer)
    else:
        review(frame.snapshot(), desk(), officer)
