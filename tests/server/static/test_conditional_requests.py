"""If-None-Match is a list of tags, weak or strong, or `*`."""

import pytest

from server.static.conditional_requests import is_any, is_known


@pytest.mark.parametrize(
    ("sent", "known"),
    [
        ('"a"', True),
        ('W/"a"', True),
        ('"b", "a"', True),
        ('W/"b",W/"a" , "c"', True),
        ("", False),
        ('"b"', False),
        ("a", False),
        ("*", False),
    ],
)
def test_if_none_match_is_a_list_of_tags(sent: str, known: bool) -> None:
    assert is_known('"a"', sent) is known


@pytest.mark.parametrize(
    ("sent", "anything"),
    [("*", True), (" * ", True), ("", False), ('"*"', False), ('*, "a"', False)],
)
def test_a_star_is_any_answer(sent: str, anything: bool) -> None:
    assert is_any(sent) is anything
