"""The settings that make the dashboard another council's."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kpi.errors import StoreError

if TYPE_CHECKING:
    from kpi.model.snapshot import Snapshot

DEFAULT_AUTHORITY = "839"  # Bournemouth, Christchurch and Poole


def authority() -> str:
    """The home authority as it is set: `KPI_HOME`, a three-digit or an ONS code; or 839."""
    return os.environ.get("KPI_HOME", "").strip() or DEFAULT_AUTHORITY


def home(snapshot: Snapshot) -> str:
    """The home authority's three-digit code, by the codes that a snapshot knows."""
    return snapshot.code_of(authority())


def contact() -> str:
    """How people reach the council about accessibility: `KPI_CONTACT`, one line; empty if unset."""
    return " ".join(os.environ.get("KPI_CONTACT", "").split()).rstrip(".")


def store_check() -> float:
    """How often a running app looks whether another snapshot is live: `KPI_STORE_CHECK`, in
    seconds, or 5. Raises StoreError for what is no such number."""
    return _seconds("KPI_STORE_CHECK", 5.0)


def store_timeout() -> float:
    """How long the store may take to answer one question: `KPI_STORE_TIMEOUT`, in seconds, or 10.

    Raises StoreError for what is no such number.
    """
    return _seconds("KPI_STORE_TIMEOUT", 10.0)


def _seconds(name: str, otherwise: float) -> float:
    text = os.environ.get(name, "").strip()
    try:
        seconds = float(text) if text else otherwise
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise StoreError(f"{name} must be a number of seconds, above 0 and at most 3600.")
    return seconds


def log_style() -> str:
    """How the server writes its log: `KPI_LOG`, `json` or `text` (for people); text if unset."""
    return os.environ.get("KPI_LOG", "").strip().lower() or "text"


def metrics_are_on() -> bool:
    """Whether `/api/metrics` answers: `KPI_METRICS` is `on`; it is off if unset."""
    return os.environ.get("KPI_METRICS", "").strip().lower() == "on"
