"""The budget of a wait grows with the machine's load, and ends a wait that would never end."""

import pytest

from tests import patience


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """How busy the machine is taken to be: `work` in seconds, `waiting` for each processor."""
    machine = {"work": patience.AT_REST, "waiting": 0.5}
    monkeypatch.setattr(patience, "_work", lambda: machine["work"])
    monkeypatch.setattr(patience, "_waiting", lambda: machine["waiting"])
    monkeypatch.setattr(patience, "MEASURED_EVERY", 0.0)
    return machine


def test_a_quiet_machine_has_the_plain_budget(load: dict[str, float]) -> None:
    assert (patience.seconds(30), patience.milliseconds(30)) == (30, 30_000)


@pytest.mark.parametrize(
    ("work", "waiting", "budget"), [(0.02, 0.5, 120), (0.005, 7.5, 225), (9.0, 0.0, 1_200)]
)
def test_a_busy_one_has_more(
    load: dict[str, float], work: float, waiting: float, budget: float
) -> None:
    load |= {"work": work, "waiting": waiting}
    assert patience.seconds(30) == pytest.approx(budget)


def test_a_load_that_comes_during_a_wait_counts(load: dict[str, float]) -> None:
    looks = iter([False] * 5 + [True])

    def wait(_seconds: float) -> None:
        load["waiting"] = 1e6

    patience.until(lambda: next(looks), "never", at_rest=0.0001, wait=wait)


def test_what_never_comes_is_told(load: dict[str, float]) -> None:
    with pytest.raises(AssertionError, match="it never came"):
        patience.until(lambda: False, "it never came", at_rest=0.01)
