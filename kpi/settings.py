"""Settings from the environment: each with its default, and what form its value must have."""

from __future__ import annotations

import os
import re
from pathlib import Path

from kpi.errors import KpiError, StoreError
from kpi.resources import DATA

DEFAULT_AUTHORITY = "839"  # Bournemouth, Christchurch and Poole
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")  # as browsers send it: no path
_ADDRESS = re.compile(rf"{_ORIGIN.pattern}(/[A-Za-z0-9._~-]+)*", re.IGNORECASE)


def authority() -> str:
    """Return the home authority as set: `KPI_HOME`, a three-digit or an ONS code; or 839."""
    return os.environ.get("KPI_HOME", "").strip() or DEFAULT_AUTHORITY


def council_folder() -> Path | None:
    """Return the folder of a council's own store and definitions: `KPI_DATA`; None if unset.

    It lies outside the checkout, so that a newer version of the code never meets it.
    """
    named = os.environ.get("KPI_DATA", "").strip()
    return Path(named).expanduser() if named else None


def own_file(name: str) -> Path:
    """Return the path of a file of settings: the council's own (`KPI_DATA`), else the shipped."""
    own = council_folder()
    return own / name if own and (own / name).is_file() else DATA / name


def contact() -> str:
    """Return the contact for accessibility: `KPI_CONTACT`, one line; empty if unset."""
    return " ".join(os.environ.get("KPI_CONTACT", "").split()).rstrip(".")


def public_address() -> str:
    """Return the address at which people reach the dashboard: `KPI_ADDRESS`; empty if unset.

    Without a slash at its end. Raises KpiError for one that is no web address.
    """
    text = os.environ.get("KPI_ADDRESS", "").strip().rstrip("/")
    if text and not _ADDRESS.fullmatch(text):
        raise KpiError(
            "KPI_ADDRESS is no web address; it is a scheme, a host and the base path where there "
            "is one, such as https://kpi.council.example"
        )
    return text


def store_check() -> float:
    """Return how often a running app checks for another live snapshot, in seconds.

    `KPI_STORE_CHECK`, or 5. Raises StoreError for a value that is not such a number.
    """
    return _seconds("KPI_STORE_CHECK", 5.0)


def store_timeout() -> float:
    """Return how long the store may take to answer one request, in seconds.

    `KPI_STORE_TIMEOUT`, or 10. Raises StoreError for a value that is not such a number.
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
    """Return the style of the server's log: `KPI_LOG`, `json` or `text`; text if unset."""
    return os.environ.get("KPI_LOG", "").strip().lower() or "text"


def metrics_are_on() -> bool:
    """Return whether `/api/metrics` answers: `KPI_METRICS` is `on`; it is off if unset."""
    return os.environ.get("KPI_METRICS", "").strip().lower() == "on"


def api_is_on() -> bool:
    """Return whether the read API answers: it does unless `KPI_API` is `off`."""
    return os.environ.get("KPI_API", "").strip().lower() != "off"


def api_origins() -> tuple[str, ...]:
    """Return the sites whose pages may read the API: `KPI_API_ORIGINS`, by spaces or commas.

    None if unset; `*` is every site. Raises KpiError that names each one that is no origin.
    """
    named = os.environ.get("KPI_API_ORIGINS", "").replace(",", " ").split()
    if wrong := [each for each in named if each != "*" and not _ORIGIN.fullmatch(each)]:
        raise KpiError(
            f"KPI_API_ORIGINS: {', '.join(wrong)} is no origin; one is a scheme and a host, with "
            "a port where it is not the usual one, such as https://www.council.example"
        )
    return tuple(dict.fromkeys(named))


def frame_ancestors() -> str:
    """Return the sites that may frame, as set: `KPI_FRAME_ANCESTORS`; empty if unset.

    Which forms are permitted is decided in `server/embedding/framing.py`.
    """
    return os.environ.get("KPI_FRAME_ANCESTORS", "")
