"""What one visitor can cost the real server: bounds of memory, of messages and of files."""

from pathlib import Path

import pytest

from benchmarks.costs import (
    CONNECTIONS,
    MOST_GROWTH,
    MOVES,
    VIEWS,
    large_tables,
    memory_over_snapshots,
    refused_messages,
)

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads memory from /proc"
)


def test_past_snapshots_and_publications_leave_the_memory_as_it_was() -> None:
    first, past, moved = memory_over_snapshots(VIEWS, MOVES, MOST_GROWTH)
    assert past - first < MOST_GROWTH
    assert moved - first < MOST_GROWTH


def test_large_tables_on_their_way_hold_up_nobody() -> None:
    load = large_tables()
    assert load.peak - load.before < MOST_GROWTH
    assert len(load.small) > len(load.large)  # a small one comes again and again meanwhile


def test_messages_of_far_too_many_widgets_end_their_connection() -> None:
    ended, gained = refused_messages(enough=MOST_GROWTH / 3)
    assert ended == CONNECTIONS
    assert gained < MOST_GROWTH / 3
