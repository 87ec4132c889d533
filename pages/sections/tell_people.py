"""The step after publishing: the e-mail on the new report, shown first, then sent on a second yes.

No address is shown. What it says, and to whom it goes, is made in `kpi.notices`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st
from markupsafe import Markup

from kpi import settings
from kpi.errors import KpiError, NoticeError
from kpi.formatting import capital
from kpi.indicators import reporting_quarters
from kpi.indicators.scorecard import View
from kpi.model.snapshot import Snapshot
from kpi.notices import digest_content, digest_rendering, mail_settings, mailing_list, sent_notices
from kpi.notices.digest_content import ReportDigest
from kpi.notices.mail_settings import MailRelay
from kpi.notices.sent_notices import EarlierNotice, NoticeRecord
from kpi.store import snapshots
from pages.components import html
from pages.components.templates import render
from pages.sections import return_review
from pages.sections.publish_session import PublishSession
from server import logs
from server.access import Officer

SEND, YES, NO = "Send the e-mail", "Yes, send it", "Do not send it"
_HEADING_LEVEL = 3
NOT_SET_UP = "E-mail is not set up here. You can copy the plain text into an e-mail of your own."


@dataclass(frozen=True)
class PreparedNotice:
    """Everything that sending takes: the digest, the relay and the addresses."""

    digest: ReportDigest
    relay: MailRelay
    recipients: tuple[str, ...]

    @property
    def addresses(self) -> str:
        """How many addresses it goes to: `120 addresses`."""
        number = len(self.recipients)
        return f"{number:,} address" if number == 1 else f"{number:,} addresses"


def offer(live: Snapshot, work: PublishSession, officer: Officer) -> None:
    """Draw the step for the live snapshot: the preview, and the button where mail is set up."""
    html.header("Tell people")
    try:
        digest = _digest(live)
    except KpiError as fault:
        return_review.notice(str(fault), alert=True)
        return
    missing = mail_settings.missing()
    html.draw(
        render(
            "publish/tell_people.html",
            subject=digest.subject,
            body=Markup(digest_rendering.html_part(digest, level=_HEADING_LEVEL)),
            text=digest_rendering.plain_text(digest),
            not_set_up=NOT_SET_UP if missing else "",
            for_it=_for_it(missing),
        )
    )
    if missing:
        return
    try:
        relay = mail_settings.relay()
        recipients = mailing_list.addresses([mail_settings.list_file()])
        known = sent_notices.earlier_notice(live.id, snapshots.root())
    except KpiError as fault:
        return_review.notice(f"No e-mail can be sent: {fault}.", alert=True)
        return
    if work.notice_fault:
        return_review.notice(work.notice_fault, alert=True)
    if known.in_words:
        return_review.notice(known.in_words)
    notice = PreparedNotice(digest, relay, recipients)
    if work.asked is None:
        _offer_button(work, notice, known)
    elif _is_sure(work, notice):
        record = NoticeRecord(live.id, officer.email, snapshots.root(), work.asked)
        work.asked, work.notice_fault = None, _send(notice, record)
        st.rerun()


def _digest(live: Snapshot) -> ReportDigest:
    area = live.home_code()
    view = View(area, reporting_quarters.default_quarter(live, area))
    return digest_content.digest(live, view, date.today(), address=settings.public_address())


def _for_it(missing: Sequence[str]) -> str:
    """Return what IT has to set before an e-mail can be sent, and the way without."""
    return (
        f"Not set: {', '.join(missing)}. Until then the command python -m kpi digest writes the "
        "e-mail as a file, which a program for e-mail opens."
    )


def _offer_button(work: PublishSession, notice: PreparedNotice, known: EarlierNotice) -> None:
    """Draw the button; pressed, the officer is asked, with what the history said by then."""
    again = " again" if known.entry else ""
    if st.button(f"{SEND}{again} to {notice.addresses} …", key=f"tell-{work.made}"):
        work.asked, work.notice_fault = known, ""
        st.rerun()


def _is_sure(work: PublishSession, notice: PreparedNotice) -> bool:
    """Draw the question with the number of addresses; returns whether the answer is yes."""
    return_review.notice(
        f"Send the e-mail on snapshot {notice.digest.snapshot_id} to {notice.addresses}? It cannot "
        "be called back."
    )
    with st.container(horizontal=True, key="tell-line"):
        yes = st.button(f"{YES} to {notice.addresses}", key=f"tell-yes-{work.made}", type="primary")
        no = st.button(NO, key=f"tell-no-{work.made}")
    if no:
        work.asked = None
        st.rerun()
    return yes


def _send(notice: PreparedNotice, record: NoticeRecord) -> str:
    """Send it; returns why it was not sent, or an empty text: the history then says that it was."""
    made = digest_rendering.message(notice.digest, notice.relay.sender, datetime.now(UTC))
    try:
        with st.spinner("Sending …"):
            sent_notices.send(made, notice.recipients, notice.relay, record=record)
    except NoticeError as fault:
        return f"{capital(str(fault)).rstrip('.')}."
    logs.log_event("notice_sent", snapshot=record.snapshot_id)
    return ""
