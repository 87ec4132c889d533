"""What one visitor can cost the real server: bounds of memory, of messages and of files."""

from pathlib import Path

import pytest

from benchmarks.costs import MOST_GROWTH, MOVES, VIEWS, memory_over_snapshots


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory from /proc")
def test_past_snapshots_and_publications_leave_the_memory_as_it_was() -> None:
    first, past, moved = memory_over_snapshots(VIEWS, MOVES)
    assert past - first < MOST_GROWTH
    assert moved - first < MOST_GROWTH
