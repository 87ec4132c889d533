"""Sends one e-mail to many people through the council's own mail relay, by SMTP.

Nobody sees the others' addresses: they are in the envelope alone. What the relay answers may hold
addresses, so no answer is repeated, in errors neither.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from kpi.errors import NoticeError
from kpi.notices.mail_settings import OFF, STARTTLS, TLS, MailRelay

SECONDS = 30.0
"""How long the relay may take to answer one command."""
LONGEST = 600.0
"""Seconds after which no further group of addresses is begun."""
MOST_AT_ONCE = 50
"""Addresses of one envelope: relays take 100 at least."""


@dataclass(frozen=True)
class Delivery:
    """How many of the addresses the relay took, and refused; the others were not tried."""

    accepted: int
    refused: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether the relay took all of them."""
        return self.accepted == self.of

    @property
    def in_words(self) -> str:
        """The result: `Sent to 117 of 120 addresses; 3 were refused.`"""
        addresses = f"{self.of:,} address{'' if self.of == 1 else 'es'}"
        if self.is_whole:
            return f"Sent to {addresses}."
        rest = self.of - self.accepted - self.refused
        clauses = [f"Sent to {self.accepted:,} of {addresses}"]
        if self.refused:
            clauses.append(f"{self.refused:,} {'was' if self.refused == 1 else 'were'} refused")
        if rest:
            clauses.append(f"the mail relay broke off before the other {rest:,}")
        return f"{'; '.join(clauses)}."


def deliver(
    message: EmailMessage,
    recipients: Sequence[str],
    relay: MailRelay,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Delivery:
    """Send a message to some addresses, in groups; nothing is tried twice.

    Raises NoticeError, one line, where the relay took none of the message. An address that the
    relay refuses is counted.
    """
    data = message.as_bytes(policy=SMTP)
    accepted = refused = 0
    try:
        with _plain_faults(relay), _connected(relay) as connection:
            until = clock() + LONGEST
            for first in range(0, len(recipients), MOST_AT_ONCE):
                if clock() > until:
                    break
                group = list(recipients[first : first + MOST_AT_ONCE])
                missed = _sent(connection, relay.sender.addr_spec, group, data)
                accepted, refused = accepted + len(group) - missed, refused + missed
    except NoticeError:
        if not accepted:
            raise
    return Delivery(accepted, refused, len(recipients))


def _sent(connection: smtplib.SMTP, sender: str, group: Sequence[str], data: bytes) -> int:
    """Send one envelope; returns how many of its addresses were refused."""
    try:
        return len(connection.sendmail(sender, group, data))
    except smtplib.SMTPRecipientsRefused:
        return len(group)


@contextmanager
def _connected(relay: MailRelay) -> Iterator[smtplib.SMTP]:
    """Connect, encrypted and signed in as the settings say."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    name = relay.sender.domain  # else this machine's name would be looked up, and sent
    if relay.security == TLS:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            relay.host, relay.port, name, timeout=SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(relay.host, relay.port, name, timeout=SECONDS)
    with connection:
        connection.ehlo_or_helo_if_needed()
        if relay.security == STARTTLS:
            if not connection.has_extn("starttls"):
                raise NoticeError(
                    "the mail relay offers no STARTTLS, and nothing was sent without it: another "
                    "port or KPI_MAIL_TLS=tls may do"
                )
            connection.starttls(context=context)
            connection.ehlo()
        if relay.password and relay.security != OFF:
            connection.login(relay.user, relay.password)
        yield connection


@contextmanager
def _plain_faults(relay: MailRelay) -> Iterator[None]:
    """Raise NoticeError, one line without anything of the relay's answer, for a fault inside."""
    try:
        yield
    except smtplib.SMTPException as fault:
        raise NoticeError(_refusal(fault)) from None
    except ssl.SSLCertVerificationError:
        raise NoticeError(
            f"the mail relay's certificate is not trusted for {relay.host}: SSL_CERT_FILE names "
            "the certificate of the council's own authority"
        ) from None
    except ssl.SSLError:
        raise NoticeError("the mail relay does not speak TLS at this port") from None
    except TimeoutError:
        raise NoticeError(_silence()) from None
    except socket.gaierror:
        raise NoticeError("the mail relay is not known: KPI_MAIL_HOST names no host") from None
    except OSError as fault:
        why = (fault.strerror or "the connection failed").lower()
        raise NoticeError(f"the mail relay cannot be reached: {why}") from None


def _silence() -> str:
    return f"the mail relay did not answer within {SECONDS:g} seconds"


def _refusal(fault: smtplib.SMTPException) -> str:
    """Return what a refusal means, with the relay's code where it gave one."""
    if isinstance(fault.__context__, TimeoutError):  # smtplib calls it a connection closed
        return _silence()
    match fault:
        case smtplib.SMTPAuthenticationError():
            meaning = "the mail relay does not take the user and password"
        case smtplib.SMTPSenderRefused():
            meaning = "the mail relay does not take KPI_MAIL_SENDER as sender"
        case smtplib.SMTPDataError():
            meaning = "the mail relay does not take the e-mail"
        case smtplib.SMTPNotSupportedError():
            meaning = "the mail relay has no sign-in by user and password"
        case smtplib.SMTPServerDisconnected():
            meaning = "the mail relay broke off the connection"
        case _:
            meaning = "the mail relay refused"
    code = getattr(fault, "smtp_code", None)
    return f"{meaning} (code {code})" if isinstance(code, int) and code > 0 else meaning
