"""The publishers' lock: one at a time, and given back whatever happens."""

from pathlib import Path

import pytest

from kpi.store import publisher_lock
from kpi.store.publisher_lock import StoreBusyError


def test_the_lock_lets_one_in_and_is_given_back(tmp_path: Path) -> None:
    with (
        publisher_lock.locked(tmp_path),
        pytest.raises(StoreBusyError, match="Nothing of yours was published"),
        publisher_lock.locked(tmp_path),
    ):
        pass  # pragma: no cover
    with pytest.raises(ZeroDivisionError), publisher_lock.locked(tmp_path):
        1 / 0  # noqa: B018 - it raises, and that is all it is for
    with publisher_lock.locked(tmp_path):
        pass
