"""The verdicts of a benchmark follow the figures."""

from benchmarks.timing import Result, SpeedBar, take_turns


def test_bars_are_ratios() -> None:
    result = Result("job", {"ours": 2.0, "floor": 1.0, "slow": 20.0}, ())
    assert result.ratio(SpeedBar("floor", 1.3)) == 2.0
    assert not result.is_met(SpeedBar("floor", 1.3))
    assert result.is_met(SpeedBar("floor", 2.0))
    assert result.ratio(SpeedBar("slow", 8, quicker=True)) == 10.0
    assert result.is_met(SpeedBar("slow", 8, quicker=True))
    assert not result.is_met(SpeedBar("slow", 11, quicker=True))


def test_ways_take_turns_after_one_warm_call() -> None:
    seen: list[str] = []
    taken = take_turns({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 2)
    assert seen == ["a", "b", "a", "b", "a", "b"]
    assert set(taken) == {"a", "b"}
    assert min(taken.values()) >= 0
