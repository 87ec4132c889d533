"""The command `digest`: it previews or sends the e-mail about a new report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from kpi import settings
from kpi.cli import common, options
from kpi.cli.command_classes import FAULTY, KpiCommand, Several
from kpi.cli.parameter_types import Day, ServedSnapshotId
from kpi.errors import NoticeError

if TYPE_CHECKING:
    from kpi.model.snapshot import Snapshot
    from kpi.notices.digest_content import ReportDigest
    from kpi.periods import Period


class DigestChoices(TypedDict):
    """The options of `digest`; `common.live_and_area` reads the area."""

    quarter: Period | None
    since: Snapshot | None
    today: date | None
    output: Path | None
    force: bool
    is_sent: bool
    lists: tuple[Path, ...]
    again: bool
    who: str
    area: str | None


@click.command(cls=KpiCommand)
@options.quarter
@click.option(
    "--since",
    type=ServedSnapshotId(),
    help="An earlier snapshot, by its id: the e-mail says what changed since then, instead of "
    "since the report of the quarter before.",
)
@click.option(
    "--today",
    type=Day(),
    help="The day that says what is overdue, for example 2025-11-30; without it today.",
)
@click.option(
    "--output",
    type=options.FILE,
    metavar="FILE",
    help="The file to write, .eml; without it standard output.",
)
@options.force
@click.option("--send", "is_sent", is_flag=True, help="Send it through the council's mail relay.")
@click.option(
    "--to",
    "lists",
    cls=Several,
    type=options.FILE,
    metavar="FILE",
    help="The addresses, one a line, of one file or more; without it the file of KPI_MAIL_LIST.",
)
@click.option("--again", is_flag=True, help="Send it although it was sent for this snapshot.")
@options.who
@options.home
def digest(**chosen: Unpack[DigestChoices]) -> int:
    """Write or send the e-mail on a report.

    It has counts, what is off target and what is done about it, what changed, and links to the
    figures as they were published, as plain text and HTML. Exit status 1 where the relay took it
    for some of the addresses only.
    """
    if chosen["is_sent"] and chosen["output"]:
        raise NoticeError("give --send or --output, one of the two")
    if (chosen["lists"] or chosen["again"]) and not chosen["is_sent"]:
        raise NoticeError("--to and --again are for --send")
    if chosen["is_sent"]:
        return _send(chosen)
    return _write(chosen)


def _made(chosen: DigestChoices) -> tuple[Snapshot, ReportDigest]:
    from kpi.indicators.scorecard import View
    from kpi.notices import digest_content

    snapshot, area = common.live_and_area(as_home=True)
    made = digest_content.digest(
        snapshot,
        View(area, common.quarter_or_default(snapshot, area, chosen["quarter"])),
        chosen["today"] or date.today(),
        address=settings.public_address(),
        earlier=chosen["since"],
    )
    return snapshot, made


def _write(chosen: DigestChoices) -> int:
    from kpi.notices import digest_rendering, mail_settings

    output = chosen["output"]
    if output is not None and output.exists() and not chosen["force"]:
        raise NoticeError(f"{output} is there already; --force writes over it")
    _, made = _made(chosen)
    data = digest_rendering.message(made, mail_settings.sender(), datetime.now(UTC)).as_bytes()
    if output is None:
        common.print_bytes(data)
    else:
        try:
            output.write_bytes(data)
        except OSError as fault:
            raise NoticeError(f"{output} cannot be written: {fault.strerror}") from fault
        click.echo(f"wrote {output}", err=True)
    if not made.link:
        click.echo("kpi: KPI_ADDRESS is not set, so the e-mail has no links", err=True)
    return 0


def _send(chosen: DigestChoices) -> int:
    from kpi.notices import digest_rendering, mail_settings, mailing_list, sent_notices
    from kpi.notices.sent_notices import NoticeRecord
    from kpi.store import snapshots

    if not settings.public_address():
        raise NoticeError("KPI_ADDRESS is not set: the e-mail's links begin with it")
    relay = mail_settings.relay()
    recipients = mailing_list.addresses(chosen["lists"] or [mail_settings.list_file()])
    snapshot, made = _made(chosen)
    known = sent_notices.earlier_notice(snapshot.id, snapshots.root())
    if known.entry and not chosen["again"]:
        raise NoticeError(f"{known.in_words.rstrip('.')}; --again sends it once more")
    record = NoticeRecord(snapshot.id, chosen["who"], snapshots.root(), known)
    sent = sent_notices.send(
        digest_rendering.message(made, relay.sender, datetime.now(UTC)),
        recipients,
        relay,
        record=record,
    )
    click.echo(sent.in_words)
    return 0 if sent.is_whole else FAULTY
