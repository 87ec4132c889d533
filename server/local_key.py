"""The key that opens the publish page on this machine alone, before sign-in is set up.

It is made when `server.local_publishing` starts, is held in this process's memory and ends with
it. The address that holds it is exchanged for a cookie at once, so no link or history of pages has
it.
"""

from __future__ import annotations

import getpass
import hmac
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

COOKIE = "kpi-local-publishing"
PARAMETER = "key"


@dataclass(frozen=True)
class _Opening:
    """The key in the address and the value of the cookie; neither can be derived from the other."""

    key: str
    visit: str


_opened: list[_Opening] = []


def begin() -> str:
    """Open the publish page to holders of the key that is returned; an earlier key ends."""
    _opened[:] = [_Opening(secrets.token_urlsafe(32), secrets.token_urlsafe(32))]
    return _opened[0].key


def end() -> None:
    """Close the publish page again."""
    _opened.clear()


def is_on() -> bool:
    """Return whether this process publishes for its own machine, without sign-in."""
    return bool(_opened)


def cookie_for(query: bytes) -> str | None:
    """Return the `Set-Cookie` header that an address's query earns; None for a wrong key."""
    if not _opened:
        return None
    try:
        given = parse_qs(query.decode("ascii"), max_num_fields=20).get(PARAMETER, [""])
    except ValueError:
        return None
    if len(given) != 1 or not _same(given[0], _opened[0].key):
        return None
    return f"{COOKIE}={_opened[0].visit}; Path=/; HttpOnly; SameSite=Strict"


def admits(cookie: str | None) -> bool:
    """Return whether a visit's cookie was earned with the key."""
    return bool(_opened) and cookie is not None and _same(cookie, _opened[0].visit)


def cookie_in(header: str) -> str | None:
    """Return the visit's cookie in a `Cookie` header, None without one."""
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def who() -> str:
    """Return who publishes, for the history: the user of this machine."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError, ImportError):
        name = "somebody"
    return f"{name}, on this machine"
