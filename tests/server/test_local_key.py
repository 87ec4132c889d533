"""The key of this machine's publish page: exchanged for a cookie, and told by nothing else."""

from collections.abc import Iterator

import pytest

from server import local_key


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """No key before and after."""
    local_key.end()
    yield
    local_key.end()


def test_without_a_key_nothing_opens() -> None:
    assert not local_key.is_on()
    assert local_key.cookie_for(b"key=") is None
    assert not local_key.admits("")
    assert not local_key.admits(None)


def test_the_key_earns_a_cookie_that_does_not_hold_it() -> None:
    key = local_key.begin()
    assert len(key) >= 43
    header = local_key.cookie_for(f"key={key}".encode())
    assert header is not None
    assert key not in header
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(header.split("; "))
    assert local_key.admits(local_key.cookie_in(header.split(";")[0]))


@pytest.mark.parametrize("query", [b"", b"key=", b"key=x", b"key=\xff", b"other=1", b"&" * 100])
def test_any_other_address_earns_nothing(query: bytes) -> None:
    key = local_key.begin()
    assert local_key.cookie_for(query) is None
    assert local_key.cookie_for(f"key={key}&key={key}".encode()) is None
    assert local_key.cookie_for(f"key={key[:-1]}".encode()) is None
    assert not local_key.admits(key), "the key itself is no cookie"


def test_a_key_ends_with_the_next_one_and_with_the_end() -> None:
    first = local_key.begin()
    cookie = local_key.cookie_in(
        (local_key.cookie_for(f"key={first}".encode()) or "").split(";")[0]
    )
    second = local_key.begin()
    assert first != second
    assert local_key.cookie_for(f"key={first}".encode()) is None
    assert not local_key.admits(cookie)
    local_key.end()
    assert local_key.cookie_for(f"key={second}".encode()) is None


def test_a_strange_cookie_header_is_none() -> None:
    assert local_key.cookie_in("\x00;;==") is None
    assert local_key.who().endswith(", on this machine")
