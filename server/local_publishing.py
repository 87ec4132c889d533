"""Serves the dashboard with its publish page on this machine alone, before sign-in is set up.

`make publish`, or `python -m server.local_publishing`. It listens on 127.0.0.1 only, and prints an
address with a key without which the publish page refuses.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from kpi.errors import KpiError
from kpi.store import live_snapshot
from server import local_key

ADDRESS = "127.0.0.1"
PORT = 8501
ROOT = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped; returns the exit status, 2 with one line where that cannot begin."""
    parser = argparse.ArgumentParser(prog="python -m server.local_publishing", description=__doc__)
    parser.add_argument("--port", type=int, default=PORT, help="the port, 8501 without it")
    port: int = parser.parse_args(arguments).port
    try:
        whose = _council()
        _check(port)
    except KpiError as fault:
        print(f"publish: {fault}", file=sys.stderr)
        return 2
    key = local_key.begin()
    print(f"Publishing for {whose}, on this machine alone. Open in a browser here:\n")
    print(f"    http://{ADDRESS}:{port}/publish?{local_key.PARAMETER}={key}\n")
    print("The key ends with this program (Ctrl+C). Do not pass the address on.", flush=True)
    return _serve(port)


def _council() -> str:
    snapshot = live_snapshot.live().snapshot
    area = snapshot.area(snapshot.home_code())
    return f"{area.name} ({area.code})"


def _check(port: int) -> None:
    """Raise KpiError where the port is not free."""
    with socket.socket() as tried:
        if os.name != "nt":  # there it would let two programs share a port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((ADDRESS, port))
        except (OSError, OverflowError) as fault:
            raise KpiError(f"port {port} cannot be used ({fault}); choose another") from fault


def _serve(port: int) -> int:
    """Run Streamlit in this process, which alone knows the key, under no other name."""
    from streamlit.web import cli

    os.chdir(ROOT)  # where Streamlit looks for its settings
    options = {"address": ADDRESS, "port": str(port), "headless": "true", "baseUrlPath": ""}
    arguments = [f"--server.{name}={value}" for name, value in options.items()]
    hosts = [f"--server.allowedHosts={name}" for name in (ADDRESS, "localhost")]
    cli.main(["run", str(ROOT / "app.py"), *arguments, *hosts], standalone_mode=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
