"""Which sites may frame what is made for embedding, and the headers that say so to browsers.

The pages themselves are never framed by anybody. An answer that may be framed carries `MARK`, which
`server.headers_and_first_html` takes away.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kpi import settings
from kpi.errors import KpiError
from server import logs

PATH = "embed"
"""Where what may be framed stands, below the base path."""
MARK = "x-kpi-may-be-framed"
"""A header inside the server alone; no visitor sees it."""
_POLICY = (
    "default-src 'none'",
    "style-src 'unsafe-inline'",  # places of points and labels are styles of their elements
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
)


def sites() -> tuple[str, ...]:
    """Return the sites that may frame; none, with one line in the log, where the setting is wrong.

    Without sites there is no embedding.
    """
    return _sites(os.environ.get("KPI_FRAME_ANCESTORS", ""))


@lru_cache(maxsize=8)
def _sites(_setting: str) -> tuple[str, ...]:
    """Return the sites of a setting, so that a wrong one is logged once and not at each visit."""
    try:
        return settings.frame_ancestors()
    except KpiError as fault:
        logs.log_event("frame_ancestors_refused", level=logging.ERROR, reason=str(fault))
        return ()


def headers(usual: Mapping[str, str], framing_sites: Sequence[str]) -> dict[str, str]:
    """Return the headers of an answer that some sites may frame; the usual ones without a site.

    It has no X-Frame-Options, which cannot name a site, and runs and loads nothing.
    """
    if not framing_sites:
        return dict(usual)
    policy = "; ".join((*_POLICY, f"frame-ancestors {' '.join(framing_sites)}"))
    kept = {name: value for name, value in usual.items() if name != "X-Frame-Options"}
    return {**kept, "Content-Security-Policy": policy}
