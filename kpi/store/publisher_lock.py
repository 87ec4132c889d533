"""The publishers' lock: one publishes at a time; who comes second is refused at once.

How a store holds it is its backend's (`kpi.store.backends`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from kpi.errors import StoreError
from kpi.store.backends import location
from kpi.store.backends.location import Where


class StoreBusyError(StoreError):
    """Somebody else is publishing, or has published since this publisher read the pointer."""


@contextmanager
def locked(store: Where) -> Iterator[None]:
    """Hold the store's lock without waiting for it. It is released when its process ends.

    Raises StoreBusyError when another process holds it. An object store has no lock: there the
    first to move the pointer wins.
    """
    with ExitStack() as held:
        try:
            held.enter_context(location.open_backend(store).alone())
        except BlockingIOError:
            raise StoreBusyError(
                "Somebody else is publishing at this moment. Nothing of yours was published. "
                "Wait until they have finished, check again, and publish again."
            ) from None
        yield
