"""`make publish` for real: on this machine alone, closed without the key, open with it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from server import local_key
from tests import patience

ROOT = Path(__file__).resolve().parents[2]
STORE = ROOT / "data" / "store"


@dataclass(frozen=True)
class Running:
    """A running server: its address, the key it printed, and where its output goes."""

    url: str
    key: str
    output: Path

    def get(self, path: str) -> httpx.Response:
        """A request by nobody in particular, without following where it leads."""
        with httpx.Client(trust_env=False, timeout=patience.seconds(30)) as client:
            return client.get(f"{self.url}{path}")

    def kinds(self, cookie: str = "") -> set[str]:
        """The kinds of elements on the publish page, as somebody with a cookie sees it."""
        request = BackMsg()
        request.rerun_script.page_name = "publish"
        found: set[str] = set()
        with connect(
            f"ws{self.url.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            additional_headers={"Cookie": cookie} if cookie else {},
            max_size=None,
            proxy=None,
        ) as visit:
            visit.send(request.SerializeToString())
            while True:
                message = ForwardMsg()
                data = visit.recv(timeout=patience.seconds(60))
                assert isinstance(data, bytes)
                message.ParseFromString(data)
                if message.WhichOneof("type") == "script_finished":
                    return found
                if message.delta.WhichOneof("type") == "new_element":
                    found.add(str(message.delta.new_element.WhichOneof("type")))


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The server, started as a person starts it."""
    folder = tmp_path_factory.mktemp("local")
    shutil.copytree(STORE, folder / "store")
    output, port = folder / "output", free_port()
    with output.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "server.local_publishing", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "KPI_STORE": str(folder / "store"), "KPI_LOG": "json"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        found = None
        until = time.monotonic() + patience.seconds(90)
        while time.monotonic() < until and process.poll() is None:
            found = re.search(rf"http://127\.0\.0\.1:{port}/publish\?key=(\S+)", output.read_text())
            try:
                if found and httpx.get(f"http://127.0.0.1:{port}/api/ready", trust_env=False):
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        assert found, output.read_text()
        yield Running(f"http://127.0.0.1:{port}", found[1], output)
    finally:
        process.terminate()
        process.wait(timeout=patience.seconds(30))


def test_the_council_is_named_before_the_address(running: Running) -> None:
    first = running.output.read_text().splitlines()[0]
    assert first.startswith("Publishing for Bournemouth, Christchurch and Poole (839), on this")


def test_without_the_key_the_page_refuses_and_takes_no_file(running: Running) -> None:
    for path in ("/publish", "/publish?key=", "/publish?key=wrong", "/publish?token=x"):
        answer = running.get(path)
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    assert "file_uploader" not in running.kinds()
    assert "file_uploader" not in running.kinds(f"{local_key.COOKIE}={running.key}")
    with httpx.Client(trust_env=False) as client:
        sent = client.put(f"{running.url}/_stcore/upload_file/visit/file", files={"f": b"x"})
    assert (sent.status_code, sent.text) == (403, "Sign in on the publish page first.")


def test_with_the_key_the_page_opens_and_the_address_has_it_no_more(running: Running) -> None:
    answer = running.get(f"/publish?key={running.key}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/publish")
    cookie = answer.headers["set-cookie"]
    assert running.key not in cookie
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "file_uploader" in running.kinds(cookie.split(";")[0])


def test_the_key_opens_no_other_address(running: Running) -> None:
    for path in (f"/?key={running.key}", f"/scorecard?key={running.key}"):
        assert "set-cookie" not in running.get(path).headers


def test_the_key_is_printed_once_and_not_logged(running: Running) -> None:
    running.get(f"/publish?key={running.key}")
    assert running.output.read_text().count(running.key) == 1


def test_it_listens_to_this_machine_alone(running: Running) -> None:
    """Another address of this machine gets no answer."""
    port = int(running.url.rpartition(":")[2])
    others = {found[4][0] for found in socket.getaddrinfo(socket.gethostname(), None)}
    for other in {*others, "127.0.0.2"} - {"127.0.0.1"}:
        family = socket.AF_INET6 if ":" in str(other) else socket.AF_INET
        with socket.socket(family) as tried:
            tried.settimeout(2)
            assert tried.connect_ex((str(other), port)) != 0


def test_a_port_that_is_taken_is_one_line(running: Running) -> None:
    port = running.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "server.local_publishing", "--port", port],
        cwd=ROOT,
        capture_output=True,
        check=False,
        timeout=patience.seconds(60),
    )
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert f"port {port} cannot be used".encode() in done.stderr
