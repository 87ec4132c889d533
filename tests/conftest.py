"""What every test shares: no network, repeatable property tests, a folder for the whole run."""

import gc
import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# A busy machine is no fault of the code, so no deadlines; CI repeats the same examples each time.
settings.register_profile("shared", deadline=None, print_blob=True)
settings.register_profile("ci", parent=settings.get_profile("shared"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "shared")


def pytest_collection_finish() -> None:
    """Leave to no collection of garbage what stays for the whole run: modules and all tests.

    Streamlit collects at the end of each run of a page, and each would go through millions of
    objects. A server does the same once it has loaded (`kpi.store.memory`).
    """
    gc.collect()
    gc.freeze()


def is_this_machine(address: object) -> bool:
    """Whether a socket address is a file or a loopback address."""
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return bool(address[0] == "localhost")


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this run, the same for all its workers: what is dear is made there once.

    Whoever writes there holds a lock, and nobody changes what lies there.
    """
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this machine: the project must work without a network."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(real: Any) -> Any:
        def connect(self: socket.socket, address: object) -> Any:
            if not is_this_machine(address):
                raise AssertionError(f"A test tried to reach {address!r} over the network.")
            return real(self, address)

        return connect

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded(real_connect))
    patch.setattr(socket.socket, "connect_ex", guarded(real_connect_ex))
    yield
    patch.undo()
