"""Microsoft's own emulator of Azure Blob storage, Azurite, where `KPI_AZURITE` names its program.

It comes from npm (`npm install azurite`), so the suite leaves it out unless told where it is.
"""

import base64
import hashlib
import hmac
import http.client
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path

from tests import patience
from tests.kpi.store.backends.proxy import free_port

# Published by Microsoft for the emulator; it opens nothing else.
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
PROGRAM = os.environ.get("KPI_AZURITE", "")


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The port of a running emulator that keeps its files in `folder`; ended at exit."""
    port = free_port()
    process = subprocess.Popen(
        [
            PROGRAM, "--blobHost", "127.0.0.1", "--blobPort", str(port), "--silent",
            "--skipApiVersionCheck", "--location", str(folder),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        patience.until(lambda: _answers(port), "the emulator did not start")
        yield port
    finally:
        process.kill()
        process.wait()


def _answers(port: int) -> bool:
    try:
        http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
    except OSError:
        return False
    return True


def make_container(port: int, name: str) -> None:
    """Make an empty container, signed with the emulator's key."""
    headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    told = "\n".join(f"{key}:{value}" for key, value in sorted(headers.items()))
    # The emulator's address has the account's name in its path, so it stands here twice.
    resource = f"/{ACCOUNT}/{ACCOUNT}/{name}\nrestype:container"
    signed = "PUT" + "\n" * 12 + f"{told}\n{resource}"
    digest = hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()
    headers["Authorization"] = f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}"
    headers["Content-Length"] = "0"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience.seconds(10))
    connection.request("PUT", f"/{ACCOUNT}/{name}?restype=container", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()
    connection.close()


def environment(port: int) -> dict[str, str]:
    """What the environment of a publisher or an app must say to reach the emulator."""
    return {
        "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
        "AZURE_STORAGE_ACCOUNT_KEY": KEY,
        "AZURE_STORAGE_ENDPOINT": f"http://127.0.0.1:{port}/{ACCOUNT}",
    }
