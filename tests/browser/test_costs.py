"""What one visitor can cost the real server: bounds of memory, of messages and of files.

The limits are those of `make bench`, which plays each part at its full length. What is held and
should not be is over them here too: a snapshot takes some 33 MiB, a large table some 900.
"""

from pathlib import Path

import pytest

from benchmarks.costs import (
    CONNECTIONS,
    MOST_GROWTH,
    PAGES,
    large_tables,
    memory_over_snapshots,
    refused_messages,
)

VIEWS = 3 * len(PAGES)  # past snapshots
MOVES = len(PAGES)  # publications, a page looked at after each
LARGE_TABLES = 3

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/statm").exists(), reason="reads memory from /proc"
)


def test_past_snapshots_and_publications_leave_the_memory_as_it_was() -> None:
    first, past, moved = memory_over_snapshots(VIEWS, MOVES, MOST_GROWTH)
    assert past - first < MOST_GROWTH
    assert moved - first < MOST_GROWTH


def test_large_tables_on_their_way_hold_up_nobody() -> None:
    load = large_tables(LARGE_TABLES)
    assert load.peak - load.before < MOST_GROWTH
    assert len(load.small) > len(load.large)  # a small one comes again and again meanwhile


def test_messages_of_far_too_many_widgets_end_their_connection() -> None:
    ended, gained = refused_messages(enough=MOST_GROWTH / 3)
    assert ended == CONNECTIONS
    assert gained < MOST_GROWTH / 3
