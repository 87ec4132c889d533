"""The settings that make the dashboard another council's."""

from __future__ import annotations

import os

DEFAULT_AUTHORITY = "839"  # Bournemouth, Christchurch and Poole


def authority() -> str:
    """The home authority's three-digit code: `KPI_HOME`, or 839."""
    return os.environ.get("KPI_HOME", "").strip() or DEFAULT_AUTHORITY


def contact() -> str:
    """How people reach the council about accessibility: `KPI_CONTACT`, one line; empty if unset."""
    return " ".join(os.environ.get("KPI_CONTACT", "").split()).rstrip(".")


def log_style() -> str:
    """How the server writes its log: `KPI_LOG`, `json` or `text` (for people); text if unset."""
    return os.environ.get("KPI_LOG", "").strip().lower() or "text"


def metrics_are_on() -> bool:
    """Whether `/api/metrics` answers: `KPI_METRICS` is `on`; it is off if unset."""
    return os.environ.get("KPI_METRICS", "").strip().lower() == "on"
