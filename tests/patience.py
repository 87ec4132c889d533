"""How long a test waits before it gives up: a budget that grows with how busy the machine is.

A test waits for a sign and never for a time; the budget only ends a wait that would never end, so
it is generous, and a busy machine must not make it short. `seconds(30)` are thirty seconds on a
quiet machine like that of `docs/speed.md`, and as many more as the same work takes longer now.
"""

import os
import time
from collections.abc import Callable
from hashlib import sha256

WORK = b"x" * 65_536
ROUNDS = 40
AT_REST = 0.005  # seconds that `_work` takes on such a machine, with room for a slower one
MEASURED_EVERY = 1.0  # seconds
MOST = 40.0  # a factor beyond which a machine is taken to have stopped

_measured: tuple[float, float] = (float("-inf"), 1.0)  # when, and what it was


def slowness() -> float:
    """How many times longer work takes now than at rest, 1 to 40: measured, and from the load."""
    global _measured
    now = time.monotonic()
    if now - _measured[0] >= MEASURED_EVERY:
        _measured = (now, min(MOST, max(1.0, _work() / AT_REST, _waiting())))
    return _measured[1]


def seconds(at_rest: float) -> float:
    """The budget of a wait that `at_rest` seconds are ample for on a quiet machine."""
    return at_rest * slowness()


def milliseconds(at_rest: float) -> float:
    """The same in thousandths of a second, as the browser's driver counts; `at_rest` in seconds."""
    return 1_000 * seconds(at_rest)


def until(
    sign: Callable[[], bool],
    otherwise: str,
    *,
    at_rest: float = 30,
    wait: Callable[[float], object] = time.sleep,
) -> None:
    """Wait until `sign()` holds; AssertionError with `otherwise` when its budget is used up.

    The budget is looked at again at each try, so it grows with a load that comes meanwhile. `wait`
    sleeps for a number of seconds; a test with a page passes one that lets the page go on.
    """
    began = time.monotonic()
    while not sign():
        if time.monotonic() - began > seconds(at_rest):
            raise AssertionError(otherwise)
        wait(0.05)


def _work() -> float:
    """Seconds that a fixed piece of work takes, by the clock on the wall."""
    began = time.perf_counter()
    for _ in range(ROUNDS):
        sha256(WORK).digest()
    return time.perf_counter() - began


def _waiting() -> float:
    """Programs that want to run, for each processor; 1 where the system does not say."""
    if not hasattr(os, "getloadavg"):
        return 1.0
    return os.getloadavg()[0] / (os.cpu_count() or 1)
