"""Who may publish: settings of the sign-in, and the provider's claims about a person.

Nothing here knows how a person signs in; pages pass in the settings and the claims.
"""

from __future__ import annotations

import string
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SHORTEST_SECRET = 32
"""Characters of the secret that signs the cookie: 32 random ones cannot be guessed."""
LONGEST_SIGN_IN = timedelta(hours=8)
"""A working day. The cookie itself would last 30 days."""
_CLOCKS_APART = timedelta(minutes=5)  # as much as two clocks may differ
_CALLBACK = "/oauth2callback"
_CLIENT = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class AccessRules:
    """Who is allowed: e-mail addresses as `_folded`, groups as the provider writes them."""

    emails: frozenset[str]
    groups: frozenset[str]
    group_claim: str
    provider: str | None  # the name of the section [auth.NAME]; None for [auth] itself


@dataclass(frozen=True)
class Officer:
    """A person who is signed in; `refusal` says why they may not publish, "" when they may."""

    email: str
    refusal: str

    @property
    def may_publish(self) -> bool:
        """Whether this person may publish."""
        return not self.refusal


def rules(
    auth: Mapping[str, Any], publishing: Mapping[str, Any]
) -> tuple[AccessRules | None, list[str]]:
    """Return the rules in the sections `auth` and `publishing`, or None, and their faults.

    Two missing sections are no fault: then nobody publishes here. Incomplete settings count as
    none, so that a mistake in them closes the page instead of opening it.
    """
    if not auth and not publishing:
        return None, []
    provider = publishing.get("provider") or None
    emails, odd = _texts(publishing, "emails")
    groups, odd_groups = _texts(publishing, "groups")
    claim = publishing.get("group_claim", "groups")
    faults = [*odd, *odd_groups, *_client_faults(auth, provider)]
    faults += [f"[publishing] emails: '{e}' is no e-mail address" for e in emails if "@" not in e]
    if not emails and not groups:
        faults.append("[publishing] names nobody: emails or groups is needed")
    if not isinstance(claim, str) or not claim:
        faults.append("[publishing] group_claim is not a name")
    if faults:
        return None, faults
    return AccessRules(frozenset(map(_folded, emails)), frozenset(groups), str(claim), provider), []


_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def _folded(email: str) -> str:
    """Return an address for comparing: A to Z in lower case, everything else unchanged.

    Unicode's case folding turns the Kelvin sign into k and the long s into s: two people's
    addresses would be equal.
    """
    return email.translate(_LOWER)


def _texts(section: Mapping[str, Any], name: str) -> tuple[list[str], list[str]]:
    texts = section.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
        return [], [f'[publishing] {name} is not a list of texts, such as ["..."]']
    return [each.strip() for each in texts if each.strip()], []


def _client_faults(auth: Mapping[str, Any], provider: str | None) -> list[str]:
    faults = []
    client = auth.get(provider, {}) if provider else auth
    where = f"[auth.{provider}]" if provider else "[auth]"
    if not isinstance(client, Mapping):
        client = {}
    faults += [f"{where} {name} is missing" for name in _CLIENT if not _is_text(client.get(name))]
    if not str(auth.get("redirect_uri") or "").endswith(_CALLBACK):
        faults.append(f"[auth] redirect_uri does not end in {_CALLBACK}")
    if len(str(auth.get("cookie_secret") or "")) < SHORTEST_SECRET:
        faults.append(f"[auth] cookie_secret is shorter than {SHORTEST_SECRET} characters")
    return faults


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def officer(claims: Mapping[str, Any], allowed: AccessRules, now: datetime) -> Officer | None:
    """Return the person whom the provider's claims describe; None when nobody is signed in."""
    if claims.get("is_logged_in") is not True:
        return None
    email = claims.get("email")
    if not isinstance(email, str) or "@" not in email:
        return Officer("", "The sign-in service gave no e-mail address, so nobody can be named.")
    return Officer(email.strip(), _refusal(claims, email, allowed, now))


def _refusal(claims: Mapping[str, Any], email: str, allowed: AccessRules, now: datetime) -> str:
    if stale := _stale(claims.get("iat"), now):
        return stale
    # Some services omit this; where one says the address was not verified, it proves nothing.
    if "email_verified" in claims and str(claims["email_verified"]).casefold() != "true":
        return "The sign-in service has not verified this e-mail address."
    by_group = not allowed.groups.isdisjoint(_groups(claims.get(allowed.group_claim)))
    if _folded(email) in allowed.emails or by_group:
        return ""
    return "You are not among the people who may publish here. Ask the performance team."


def _stale(issued: object, now: datetime) -> str:
    """Return why a sign-in is not known to be recent; empty where it is."""
    moment = _moment(issued)
    if moment is None:
        return (
            "The sign-in service does not say when you signed in, so nobody can tell that it was "
            "you, and today. Ask IT: the claim iat is needed."
        )
    if now - moment < -_CLOCKS_APART:
        return (
            "The sign-in service says that you signed in at a time that has not come yet. Ask IT "
            "to compare its clock with this server's."
        )
    if now - moment > LONGEST_SIGN_IN:
        hours = int(LONGEST_SIGN_IN.total_seconds() // 3600)
        return f"You signed in more than {hours} hours ago. Sign out, then sign in again."
    return ""


def _moment(issued: object) -> datetime | None:
    if isinstance(issued, bool) or not isinstance(issued, int | float):
        return None
    try:
        return datetime.fromtimestamp(issued, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _groups(claim: object) -> set[str]:
    if isinstance(claim, str):
        return {claim}
    if isinstance(claim, list | tuple):
        return {each for each in claim if isinstance(each, str)}
    return set()


class AdmittedVisits:
    """The visits that may send files now, by their id; each for a time only."""

    def __init__(self, lasts: timedelta = timedelta(hours=1)) -> None:
        self._lasts = lasts
        self._until: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def admit(self, visit: str, now: datetime) -> None:
        """Let a visit send files from now on; expired visits are removed."""
        with self._lock:
            self._until = {v: until for v, until in self._until.items() if until > now}
            self._until[visit] = now + self._lasts

    def withdraw(self, visit: str) -> None:
        """Let a visit send no more files."""
        with self._lock:
            self._until.pop(visit, None)

    def holds(self, visit: str, now: datetime) -> bool:
        """Return whether a visit may send files."""
        with self._lock:
            until = self._until.get(visit)
        return until is not None and now < until
