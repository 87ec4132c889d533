"""The form of the e-mail: plain text, and the same as HTML that loads nothing.

The HTML names no picture, script or style from outside; every text in it is escaped.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from kpi.notices.digest_content import (
    ABOUT_HEADING,
    CHANGES_HEADING,
    ENDING,
    MISSED_HEADING,
    NO_ADDRESS,
    MissedTarget,
    ReportDigest,
)
from kpi.wording.report_changes.lines import ChangeLine

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_WIDTH = 76
NOBODY_NAMED = "undisclosed-recipients:;"


def plain_text(digest: ReportDigest) -> str:
    """Return the digest as plain text, in lines of 76 letters; only addresses are longer."""
    return "\n\n".join("\n".join(part) for part in _parts(digest)) + "\n"


def html_page(digest: ReportDigest) -> str:
    """Return the digest as a whole HTML page, as the e-mail has it."""
    return _template("digest.html").render(**_view(digest, level=1)).strip() + "\n"


def html_part(digest: ReportDigest, *, level: int) -> str:
    """Return the same as a part of another page, whose first heading is of a level."""
    return _template("digest_body.html").render(**_view(digest, level=level)).strip()


def message(digest: ReportDigest, sender: Address | None, now: datetime) -> EmailMessage:
    """Return the e-mail, which names nobody that it goes to.

    Without a `sender` it is a draft, which programs for e-mail open for somebody to send.
    """
    made = EmailMessage(policy=SMTP)
    made["Subject"] = digest.subject
    if sender is None:
        made["X-Unsent"] = "1"
    else:
        made["From"] = sender
        made["Message-ID"] = make_msgid(domain=sender.domain)
    made["To"] = NOBODY_NAMED
    made["Date"] = format_datetime(now)
    made["Auto-Submitted"] = "auto-generated"
    made["Content-Language"] = "en-GB"
    made.set_content(plain_text(digest), cte="quoted-printable")
    made.add_alternative(html_page(digest), subtype="html", cte="quoted-printable")
    return made


# ---- parts ------------------------------------------------------------------------------------


def _view(digest: ReportDigest, *, level: int) -> dict[str, object]:
    return {
        "digest": digest,
        "level": level,
        "missed_heading": MISSED_HEADING,
        "changes_heading": CHANGES_HEADING,
        "about_heading": ABOUT_HEADING,
        "ending": ENDING,
        "no_address": NO_ADDRESS,
    }


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _parts(digest: ReportDigest) -> Iterator[list[str]]:
    """Yield the parts of the text in order, each as its lines."""
    if digest.illustrative:
        yield _wrapped(f"ILLUSTRATIVE FIGURES. {digest.illustrative}")
    yield [*_wrapped(digest.title), *_wrapped(digest.council), *_wrapped(digest.quarter)]
    yield [*_wrapped(digest.counts), *_wrapped(digest.moved)]
    yield [f"See the report: {digest.link}"] if digest.link else _wrapped(NO_ADDRESS)
    yield _heading(MISSED_HEADING)
    for missed in digest.missed:
        yield _missed_lines(missed)
    if digest.none_missed:
        yield [digest.none_missed]
    yield _heading(CHANGES_HEADING)
    yield _wrapped(digest.compared)
    for line in digest.changes:
        yield _change_lines(line)
    yield _heading(ABOUT_HEADING)
    yield _wrapped(digest.edition)
    if digest.feed:
        yield [f"Follow new reports and corrections (Atom): {digest.feed}"]
    yield _wrapped(ENDING)


def _missed_lines(missed: MissedTarget) -> list[str]:
    lines = [*_wrapped(f"{missed.name}: {missed.status}"), *_wrapped(missed.finding)]
    for label, text in missed.actions:
        lines += _wrapped(f"  {label}: {text}", "    ")
    return [*lines, f"  {missed.link}"] if missed.link else lines


def _change_lines(line: ChangeLine) -> list[str]:
    if len(line.parts) == 1:
        return _wrapped(f"- {line.label}: {line.text}", "  ")
    parts = (_wrapped(f"  - {part}", "    ") for part in line.parts)
    return [f"- {line.label}:", *(text for part in parts for text in part)]


def _heading(text: str) -> list[str]:
    return [text.upper(), "-" * len(text)]


def _wrapped(text: str, following: str = "") -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
    )
