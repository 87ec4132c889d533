"""Which sites may frame what is made for embedding, and the headers that say so to browsers.

The pages themselves are never framed by anybody. An answer that may be framed carries `MARK`, which
`server.headers_and_first_html` takes away.
"""

from __future__ import annotations

import logging
import re
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
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
# A star stands for part of a council's name only: `*.uk` would be half the country's sites.
_FRAMING_SITE = re.compile(
    rf"(https://({_LABEL}(\.{_LABEL})*|\*(\.{_LABEL}){{2,}})|http://(localhost|127\.0\.0\.1))"
    r"(:[0-9]{1,5})?"
)
_MOST_FRAMING_SITES = 20  # they stand in a header of every answer that may be framed


def sites() -> tuple[str, ...]:
    """Return the sites that may frame; none, with one line in the log, where the setting is wrong.

    Without sites there is no embedding.
    """
    return _sites(settings.frame_ancestors())


def permitted_sites(setting: str) -> tuple[str, ...]:
    """Return the sites that a setting names, separated by spaces or commas; none if it is empty.

    Each is `https` and a host, of which the first part may be `*`; `http` only for this machine.
    Raises KpiError that names each wrong one, so that nothing else gets into the header.
    """
    text = setting.replace(",", " ").strip(" ").lower()
    named = tuple(dict.fromkeys(each for each in text.split(" ") if each))
    if wrong := [each for each in named if not _FRAMING_SITE.fullmatch(each)]:
        raise KpiError(
            f"KPI_FRAME_ANCESTORS: {', '.join(wrong)} is no site that may be named; one is https "
            "and a host, such as https://intranet.council.example or https://*.council.example"
        )
    if len(named) > _MOST_FRAMING_SITES:
        raise KpiError(f"KPI_FRAME_ANCESTORS names more than {_MOST_FRAMING_SITES} sites")
    return named


@lru_cache(maxsize=8)
def _sites(setting: str) -> tuple[str, ...]:
    """Return the sites of a setting, so that a wrong one is logged once and not at each visit."""
    try:
        return permitted_sites(setting)
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
