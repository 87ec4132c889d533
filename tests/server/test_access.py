"""Who may publish: settings that are not whole let nobody in, and each claim is looked at."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.access import AccessRules, AdmittedVisits, Officer, officer, rules

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AUTH = {
    "redirect_uri": "https://kpi.example/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "kpi",
    "client_secret": "s",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}
ALLOWED = AccessRules(frozenset({"a@c.example"}), frozenset({"publishers"}), "groups", None)
CLAIMS = {
    "is_logged_in": True,
    "email": "a@c.example",
    "email_verified": True,
    "iat": NOW.timestamp() - 60,
}


def judged(**changes: Any) -> Officer | None:
    return officer({**CLAIMS, **changes}, ALLOWED, NOW)


def test_whole_settings_are_taken_over() -> None:
    found, faults = rules(AUTH, {"emails": ["A@C.example "], "groups": ["publishers"]})
    assert faults == []
    assert found == ALLOWED


def test_a_named_provider_has_its_own_section() -> None:
    shared = {name: AUTH[name] for name in ("redirect_uri", "cookie_secret")}
    auth = {**shared, "council": {n: v for n, v in AUTH.items() if n not in shared}}
    found, faults = rules(auth, {"emails": ["a@c.example"], "provider": "council"})
    assert faults == []
    assert found is not None
    assert found.provider == "council"
    assert rules(auth, {"emails": ["a@c.example"], "provider": "other"})[0] is None


def test_no_settings_are_no_fault() -> None:
    assert rules({}, {}) == (None, [])


@pytest.mark.parametrize(
    ("auth", "publishing", "told"),
    [
        ({}, {"emails": ["a@c.example"]}, "client_id is missing"),
        ({**AUTH, "client_secret": " "}, {"emails": ["a@c.example"]}, "client_secret is missing"),
        ({**AUTH, "cookie_secret": "x" * 31}, {"emails": ["a@c.example"]}, "shorter than 32"),
        (
            {**AUTH, "redirect_uri": "https://kpi.example/"},
            {"emails": ["a@c.example"]},
            "does not end in /oauth2callback",
        ),
        (AUTH, {}, "names nobody"),
        (AUTH, {"emails": [], "groups": [" "]}, "names nobody"),
        (AUTH, {"emails": "a@c.example"}, "emails is not a list"),
        (AUTH, {"groups": [7]}, "groups is not a list"),
        (AUTH, {"emails": ["c.example"]}, "'c.example' is no e-mail address"),
        (AUTH, {"groups": ["g"], "group_claim": ""}, "group_claim is not a name"),
    ],
)
def test_settings_that_are_not_whole_let_nobody_in(
    auth: dict[str, Any], publishing: dict[str, Any], told: str
) -> None:
    found, faults = rules(auth, publishing)
    assert found is None
    assert any(told in fault for fault in faults), faults


@pytest.mark.parametrize("logged_in", [False, None, "true", 1])
def test_nobody_is_signed_in_without_the_mark(logged_in: object) -> None:
    assert judged(is_logged_in=logged_in) is None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"email": "A@C.Example"},
        {"email_verified": "true"},
        {"email": "b@c.example", "groups": ["others", "publishers"]},
        {"email": "b@c.example", "groups": "publishers"},
        {"iat": NOW.timestamp() - 8 * 3600},
    ],
)
def test_allowed(changes: dict[str, Any]) -> None:
    found = judged(**changes)
    assert found is not None
    assert found.may_publish
    assert found.email == changes.get("email", "a@c.example")


def test_a_service_that_says_nothing_of_verifying_is_trusted() -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    found = officer(claims, ALLOWED, NOW)
    assert found is not None
    assert found.may_publish
    assert found.email == CLAIMS["email"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"email": "b@c.example"}, "not among the people"),
        ({"email": "a@c.example.evil.example"}, "not among the people"),
        ({"email": "b@c.example", "groups": ["publisher"]}, "not among the people"),
        ({"email": "b@c.example", "groups": {"publishers": 1}}, "not among the people"),
        ({"email_verified": False}, "not verified"),
        ({"email_verified": "false"}, "not verified"),
        ({"email_verified": None}, "not verified"),
        ({"email_verified": False, "groups": ["publishers"]}, "not verified"),
        ({"email": None}, "no e-mail address"),
        ({"email": "somebody", "groups": ["publishers"]}, "no e-mail address"),
        ({"iat": NOW.timestamp() - 8 * 3600 - 1}, "more than 8 hours ago"),
        ({"iat": NOW.timestamp() + 3600}, "a time that has not come yet"),
        ({"iat": None}, "does not say when you signed in"),
        ({"iat": True}, "does not say when you signed in"),
        ({"iat": 1e300}, "does not say when you signed in"),
        ({"iat": float("nan")}, "does not say when you signed in"),
    ],
)
def test_refused_with_the_reason(changes: dict[str, Any], told: str) -> None:
    found = judged(**changes)
    assert found is not None
    assert not found.may_publish
    assert told in found.refusal


@given(st.dictionaries(st.text(max_size=8), st.one_of(st.none(), st.text(), st.integers())))
def test_odd_claims_never_let_anybody_in(claims: dict[str, Any]) -> None:
    found = officer({**claims, "is_logged_in": True}, ALLOWED, NOW)
    assert found is not None
    assert not found.may_publish


def test_a_visit_may_send_files_for_a_time_only() -> None:
    admitted = AdmittedVisits(timedelta(minutes=10))
    assert not admitted.holds("one", NOW)
    admitted.admit("one", NOW)
    assert admitted.holds("one", NOW + timedelta(minutes=9))
    assert not admitted.holds("two", NOW)
    assert not admitted.holds("one", NOW + timedelta(minutes=10))
    admitted.withdraw("one")
    admitted.withdraw("two")
    assert not admitted.holds("one", NOW)


@pytest.mark.parametrize(
    ("listed", "came", "in_or_out"),
    [
        ("kate.sims@c.example", "Kate.SIMS@C.example", True),
        ("Kate.Sims@C.example", "kate.sims@c.example", True),
        ("kate@c.example", "\u212aate@c.example", False),  # the Kelvin sign
        ("sims@c.example", "\u017fims@c.example", False),  # the long s
        ("strasse@c.example", "stra\u00dfe@c.example", False),
        ("ella@c.example", "\u00c9lla@c.example", False),
        ("\u00e9lla@c.example", "\u00c9lla@c.example", False),  # beyond A to Z: exact
        ("\u00e9lla@c.example", "e\u0301lla@c.example", False),
        ("a@c.example", "\uff41@c.example", False),  # full width
        ("a@c.example", "a@c.example\u00a0", False),
        ("a@c.example", " a@c.example", False),
    ],
)
def test_only_a_to_z_are_compared_without_case(listed: str, came: str, in_or_out: bool) -> None:
    allowed, faults = rules(AUTH, {"emails": [listed]})
    assert faults == []
    assert allowed is not None
    found = officer({**CLAIMS, "email": came}, allowed, NOW)
    assert found is not None
    assert found.may_publish is in_or_out
