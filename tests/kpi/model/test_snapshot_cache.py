from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from kpi.indicators import scorecard
from kpi.indicators.scorecard import View
from kpi.model import snapshot_cache
from kpi.model.snapshot import Snapshot
from kpi.model.snapshot_cache import cached_on_snapshot, cached_up_to
from kpi.periods import parse_period

BCP = "839"


@dataclass(eq=True)
class Thing:
    """Equal to any other of its size, and not to be hashed."""

    size: int


@pytest.fixture
def fresh(snapshot: Snapshot) -> Snapshot:
    """The same tables in a snapshot that remembers nothing yet."""
    return replace(snapshot, id="fresh")


def counted() -> tuple[list[tuple[Any, ...]], Any]:
    asked: list[tuple[Any, ...]] = []

    @cached_on_snapshot
    def work(snapshot: Snapshot, *args: Any, many: Sequence[str] = (), flag: bool = False) -> str:
        asked.append((snapshot.id, *args, tuple(many), flag))
        return f"{len(asked)}"

    return asked, work


def test_the_same_question_is_worked_out_once(fresh: Snapshot) -> None:
    asked, work = counted()
    quarter, thing = parse_period("Q1 2025-26"), Thing(1)
    for _ in range(3):
        same = parse_period("2025-26 Q1")
        assert work(fresh, "a", same, thing, many=["x", "y"], flag=True) == "1"
    assert asked == [("fresh", "a", quarter, thing, ("x", "y"), True)]


def test_what_differs_is_told_apart(fresh: Snapshot, snapshot: Snapshot) -> None:
    asked, work = counted()
    questions: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        ((1,), {}), ((True,), {}), ((1.0,), {}), (("1",), {}), ((None,), {}),
        ((("a", "b"),), {}), ((("a",), "b"), {}), (((),), {}),
        ((), {"many": ["a"]}), ((), {"many": ("a",)}), ((), {"flag": True}),
        ((Thing(1),), {}), ((Thing(1),), {}),
    ]  # fmt: skip
    for args, named in questions:
        work(fresh, *args, **named)
    work(replace(snapshot, id="another"), 1)
    assert len(asked) == len(questions) + 1


def test_only_the_most_recent_are_kept(fresh: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_cache, "MOST", 3)
    asked, work = counted()
    for number in (1, 2, 3, 1, 4):  # 2 is then the one that was asked for longest ago
        work(fresh, number)
    assert [key[1] for key in asked] == [1, 2, 3, 4]
    work(fresh, 1)
    work(fresh, 2)
    assert [key[1] for key in asked] == [1, 2, 3, 4, 2]
    (memory,) = (m for k, m in fresh._memory.items() if isinstance(k, tuple) and k[0] == "recalled")
    assert len(memory) == 3


def test_a_fault_is_not_remembered(fresh: Snapshot) -> None:
    tries: list[int] = []

    @cached_on_snapshot
    def work(snapshot: Snapshot) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("first time")
        return "well"

    with pytest.raises(ValueError, match="first time"):
        work(fresh)
    assert work(fresh) == "well"


def test_rows_die_with_their_snapshot(fresh: Snapshot, snapshot: Snapshot) -> None:
    quarter = parse_period("Q1 2025-26")
    first = scorecard.summary(fresh, View(BCP, quarter))
    assert all(
        a is b for a, b in zip(first, scorecard.summary(fresh, View(BCP, quarter)), strict=True)
    )
    other = scorecard.summary(replace(snapshot, id="another"), View(BCP, quarter))
    assert [row.value for row in other] == [row.value for row in first]
    assert not any(a is b for a, b in zip(first, other, strict=True))


def test_of_large_results_only_the_last_few_are_kept(fresh: Snapshot) -> None:
    asked: list[int] = []

    @cached_up_to(2)
    def work(snapshot: Snapshot, size: int) -> str:
        asked.append(size)
        return snapshot.id * size

    assert [work(fresh, size) for size in (1, 2, 2, 3, 2, 1)] == [
        "fresh" * size for size in (1, 2, 2, 3, 2, 1)
    ]
    assert asked == [1, 2, 3, 1]
