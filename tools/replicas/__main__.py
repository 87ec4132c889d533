"""Runs several processes of the dashboard behind nginx, from the template in `deploy/`.

python -m tools.replicas --processes 2 --port 8600    run them here until Ctrl+C
python -m tools.replicas --check                      prove what docs/deploying.md says of them
python -m tools.replicas --write kpi.conf --listen 80 --first 8501 --processes 2 --base-path kpi
                                                      the nginx file for a real machine
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tools.replicas.processes import ReplicaError, ReplicaPlan, render, running


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.replicas", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--port", type=int, help="where visitors come in; a free one if not given")
    parser.add_argument("--base-path", default="")
    parser.add_argument("--check", action="store_true", help="run the proof and end")
    parser.add_argument("--write", type=Path, metavar="FILE", help="only write the nginx file")
    parser.add_argument("--listen", default="80", help="with --write: port, or address:port")
    parser.add_argument("--first", type=int, default=8501, help="with --write: the first process")
    parser.add_argument("--server-name", default="_", help="with --write: the service's name")
    parser.add_argument("--secure", action="store_true", help="with --write: served by HTTPS")
    return parser.parse_args()


def main() -> int:
    """Return 0, 1 where the proof failed, or 2 after one line of advice."""
    asked = _arguments()
    try:
        if asked.write:
            ports = tuple(range(asked.first, asked.first + asked.processes))
            plan = ReplicaPlan(
                ports, asked.listen, asked.base_path, asked.server_name, asked.secure
            )
            asked.write.write_text(render(plan), "utf-8")
            return 0
        with tempfile.TemporaryDirectory(prefix="kpi-replicas-") as folder:
            if asked.check:
                from tools.replicas.check import prove  # needs the development packages

                return prove(Path(folder), asked.processes, asked.base_path)
            signal.signal(signal.SIGTERM, _interrupt)
            with running(Path(folder), asked.processes, asked.port, asked.base_path) as cluster:
                print(f"{asked.processes} processes behind {cluster.url}/", flush=True)
                signal.pause()
    except ReplicaError as fault:
        print(f"replicas: {fault}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
