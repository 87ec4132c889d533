"""What lies before an officer: a click is carried out once, and a fault changes nothing."""

import pytest

from pages.sections.publish_session import PublishSession


def test_a_second_click_of_the_same_run_does_nothing() -> None:
    made: list[str] = []
    session = PublishSession()
    key = session.key

    def act() -> str:
        made.append("published")
        return "20261123-1"

    session.once(key, act, "Published.")
    session.once(key, act, "Published again.")
    assert made == ["published"]
    assert (session.outcome, session.made) == ("Published.", "20261123-1")
    assert session.key != key


def test_a_fault_leaves_everything_as_it_was() -> None:
    session = PublishSession(outcome="before")
    key = session.key

    def fails() -> str:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        session.once(key, fails, "Published.")
    assert (session.key, session.outcome, session.made) == (key, "before", "")
