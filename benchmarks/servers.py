"""Servers to measure: ours, and baselines such as a bare Streamlit page, each a fresh process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = Path(__file__).resolve().parent / "floors"
OURS = ROOT / "app.py"
BARE = FLOORS / "bare.py"
STOCK = FLOORS / "bare_page.py"
START_SECONDS = 60
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True)
class Running:
    """A server process: its address, its id, and the seconds until it was healthy."""

    url: str
    pid: int
    seconds: float

    @property
    def memory(self) -> float:
        """Return the resident memory in MiB (Linux)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        return pages * _PAGE / 2**20

    @property
    def cpu(self) -> float:
        """Return the processor seconds used so far, of the whole process (Linux)."""
        text = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def streamlit(
    script: Path = OURS,
    options: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    ready: str = "/_stcore/health",
) -> Iterator[Running]:
    """Run a Streamlit server of a script in a fresh process, ended at exit.

    Raises RuntimeError with the end of its log when it does not become healthy.
    """
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true",
        "--browser.gatherUsageStats=false", "--server.fileWatcherType=none", *options,
    ]  # fmt: skip
    with serving(command, f"http://127.0.0.1:{port}", ready, env) as running:
        yield running


@contextmanager
def stock(script: Path = STOCK) -> Iterator[Running]:
    """Run a script as plain `streamlit run` serves it, with none of our settings."""
    port = free_port()
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    with serving(command, url, "/_stcore/health", folder=FLOORS) as running:
        yield running


@contextmanager
def serving(
    command: Sequence[str],
    url: str,
    ready: str,
    env: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> Iterator[Running]:
    """Run any server as a process, ready once it answers 200 at `ready`."""
    with tempfile.TemporaryFile() as log:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **(env or {})}, stdout=log, stderr=log
        )
        try:
            while not _answers(f"{url}{ready}"):
                if process.poll() is not None or time.perf_counter() - started > START_SECONDS:
                    log.seek(0)
                    end = log.read()[-2000:].decode("utf-8", "replace")
                    raise RuntimeError(f"{command[-1]} did not start:\n{end}")
                time.sleep(0.01)
            yield Running(url, process.pid, time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(url: str) -> bool:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return int(answer.status) == 200
    except OSError:
        return False
