"""Stores with reports that a notice tells of, and a mail relay on this machine."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from kpi.model.snapshot import Snapshot
from kpi.store import live_snapshot
from tests.kpi.notices.relays import Certificate, Postbox, certificate, environment, starttls_relay
from tests.kpi.returning import (
    EARLY,
    PLANS,
    comment,
    figure,
    live_of,
    proposed,
    published,
    target,
)

SETTINGS = (
    "KPI_ADDRESS", "KPI_MAIL_HOST", "KPI_MAIL_PORT", "KPI_MAIL_USER", "KPI_MAIL_PASSWORD",
    "KPI_MAIL_PASSWORD_FILE", "KPI_MAIL_SENDER", "KPI_MAIL_TLS", "KPI_MAIL_LIST",
)  # fmt: skip


@pytest.fixture(autouse=True)
def no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of mail but those of the test."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("KPI_HOME", raising=False)


@pytest.fixture
def store(store_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of the test's own, and the one in use."""
    where = tmp_path / "store"
    shutil.copytree(store_root, where)
    monkeypatch.setenv("KPI_STORE", str(where))
    return where


@pytest.fixture
def second_quarter(store: Path) -> Snapshot:
    """The report of Q2 2025-26, as it is served: one figure off target, one too small to show."""
    live = live_of(store)
    published(
        proposed(
            live,
            [
                figure(PLANS, "Q2 2025-26", 98, 175),
                figure(EARLY, "Q2 2025-26", 3, 171),
            ],
            [target(PLANS, "Q2 2025-26", 60.0)],
            [
                comment(
                    PLANS,
                    "Q2 2025-26",
                    what_happened="Fewer plans were late",
                    why="Two new\nofficers <started>",
                    action="Recruit <two> more & train them",
                    owner_role="Head of SEND",
                    due=date(2025, 9, 30),
                )
            ],
            today=date.today(),
        ),
        store,
    )
    return live_snapshot.live(store).snapshot


@dataclass(frozen=True)
class RunningRelay:
    """A relay that asks for STARTTLS and a password; its settings are in the environment."""

    postbox: Postbox
    port: int


@pytest.fixture(scope="session")
def made_certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """The relay's certificate."""
    return certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def mail(
    made_certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningRelay]:
    """A relay that does not know one of the four people on the list."""
    postbox = Postbox(refused=frozenset({"gone@council.example"}))
    with starttls_relay(postbox, made_certificate) as port:
        for name, value in environment(port, made_certificate, tmp_path).items():
            monkeypatch.setenv(name, value)
        yield RunningRelay(postbox, port)
