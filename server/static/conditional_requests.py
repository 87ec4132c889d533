"""Whether the asker already has what is at an address, by `If-None-Match` (RFC 9110, 13.1.2)."""

from __future__ import annotations


def is_known(tag: str, if_none_match: str) -> bool:
    """Return whether a tag is in the list that was sent; weak ones are compared without `W/`."""
    return any(each.strip().removeprefix("W/") == tag for each in if_none_match.split(","))


def is_any(if_none_match: str) -> bool:
    """Return whether `*` was sent, which any answer matches: ask once it is sure there is one."""
    return if_none_match.strip() == "*"
