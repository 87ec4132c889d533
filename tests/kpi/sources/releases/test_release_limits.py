"""The limits beyond which a release is held back: each at its boundary, and by default."""

import pytest

from kpi.sources.releases.release_limits import ReleaseLimits, beyond


def passed(
    limits: ReleaseLimits,
    changed: float = 0.0,
    gone: int = 0,
    moved: int = 0,
    home_gone: float = 0.0,
) -> list[str]:
    return list(
        beyond(
            limits,
            values_changed=changed,
            measures_gone=gone,
            series_moved=moved,
            home_values_gone=home_gone,
        )
    )


def test_a_release_that_changes_nothing_is_within_every_limit() -> None:
    assert passed(ReleaseLimits(0.0, 0, 0)) == []


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.05, []),  # exactly the share allowed
        (0.06, ["6.0% of the published values change or go, more than 5.0%"]),
    ],
)
def test_by_default_a_twentieth_of_the_values_may_change(share: float, said: list[str]) -> None:
    assert passed(ReleaseLimits(), changed=share) == said


def test_by_default_no_measure_may_go_and_no_series_move() -> None:
    assert passed(ReleaseLimits(), gone=1) == ["1 measure goes, more than 0"]
    assert passed(ReleaseLimits(), moved=1) == ["1 series moves, more than 0"]


def test_by_default_a_twentieth_of_our_own_values_may_go() -> None:
    assert passed(ReleaseLimits(), home_gone=0.05) == []
    assert passed(ReleaseLimits(), home_gone=0.51) == [
        "51.0% of the home authority's published values go, more than 5.0%"
    ]


def test_limits_of_a_source_are_each_passed_alone_and_together() -> None:
    limits = ReleaseLimits(0.1, 1, 2)
    assert passed(limits, 0.1, 1, 2) == []
    assert passed(limits, 0.2, 2, 3) == [
        "20.0% of the published values change or go, more than 10.0%",
        "2 measures go, more than 1",
        "3 series move, more than 2",
    ]
