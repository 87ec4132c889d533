"""Settings of the council's own mail relay, and what is missing before a notice can be sent."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import TypeVar

from kpi.errors import NoticeError
from kpi.notices import mailing_list

T = TypeVar("T")

STARTTLS, TLS, OFF = "starttls", "tls", "off"
PORTS = {STARTTLS: 587, TLS: 465, OFF: 25}
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_MOST_PASSWORD = 1_000
_NOBODY = Address()


@dataclass(frozen=True)
class MailRelay:
    """How the relay is reached: `security` is STARTTLS, TLS or OFF; the password is never shown."""

    host: str
    port: int
    sender: Address
    security: str = STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)


def missing() -> tuple[str, ...]:
    """Return the names of the settings that are needed to send a notice and are not set."""
    needed = ("KPI_ADDRESS", "KPI_MAIL_HOST", "KPI_MAIL_SENDER", "KPI_MAIL_LIST")
    return tuple(name for name in needed if not _text(name))


def list_file() -> Path:
    """Return the file of addresses: `KPI_MAIL_LIST`. Raises NoticeError if unset."""
    named = _text("KPI_MAIL_LIST")
    if not named:
        raise NoticeError("no list of addresses: name a file with --to, or in KPI_MAIL_LIST")
    return Path(named).expanduser()


def sender() -> Address | None:
    """Return the sender, `KPI_MAIL_SENDER`: an address, or `Name <address>`; None if unset.

    Raises NoticeError for a text that is neither.
    """
    text = _text("KPI_MAIL_SENDER")
    if not text:
        return None
    name, spec = parseaddr(text)
    address = mailing_list.parsed(spec)
    if address is None or not text.isprintable():
        raise NoticeError("KPI_MAIL_SENDER is no address, such as performance@council.example")
    return Address(name, address.username, address.domain)


def relay() -> MailRelay:
    """Return the relay as set. Raises NoticeError that names every fault of the settings."""
    faults: list[str] = []

    def known(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except NoticeError as fault:
            faults.append(str(fault))
            return otherwise

    security = known(_security, STARTTLS)
    host, port = known(_host, ""), known(lambda: _port(security), 0)
    by = known(_needed_sender, _NOBODY)
    user, password = _text("KPI_MAIL_USER"), known(_password, None)
    if password is not None and bool(user) != bool(password):
        faults.append("KPI_MAIL_USER and a password belong together, and one is missing")
    if security == OFF and (user or password):
        faults.append("with KPI_MAIL_TLS=off no password is sent: set it to starttls or tls")
    if not f"{user}{password or ''}".isascii():
        faults.append("the user and the password may hold plain letters, digits and signs only")
    if faults:
        raise NoticeError("; ".join(faults))
    return MailRelay(host, port, by, security, user, password or "")


# ---- one setting each ---------------------------------------------------------------------------


def _text(name: str) -> str:
    return os.environ.get(name, "").strip()


def _host() -> str:
    host = _text("KPI_MAIL_HOST")
    if not host:
        raise NoticeError("KPI_MAIL_HOST is not set")
    if not _HOST.fullmatch(host):
        raise NoticeError("KPI_MAIL_HOST is no name of a host")
    return host


def _security() -> str:
    security = _text("KPI_MAIL_TLS").lower() or STARTTLS
    if security not in PORTS:
        raise NoticeError(f"KPI_MAIL_TLS is none of {', '.join(PORTS)}")
    return security


def _port(security: str) -> int:
    text = _text("KPI_MAIL_PORT") or f"{PORTS[security]}"
    port = int(text) if text.isascii() and text.isdecimal() and len(text) <= 5 else 0
    if not 1 <= port <= 65_535:
        raise NoticeError("KPI_MAIL_PORT is no port, a number from 1 to 65535")
    return port


def _needed_sender() -> Address:
    address = sender()
    if address is None:
        raise NoticeError("KPI_MAIL_SENDER is not set")
    return address


def _password() -> str | None:
    """Return the password, of `KPI_MAIL_PASSWORD_FILE` or `KPI_MAIL_PASSWORD`; empty if unset."""
    plain = os.environ.get("KPI_MAIL_PASSWORD", "")
    named = _text("KPI_MAIL_PASSWORD_FILE")
    if not named:
        return plain
    try:
        with Path(named).expanduser().open("rb") as stream:
            text = stream.read(_MOST_PASSWORD).decode("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise NoticeError("KPI_MAIL_PASSWORD_FILE names a file that cannot be read") from None
    if not text:
        raise NoticeError("KPI_MAIL_PASSWORD_FILE names an empty file")
    return text
