"""A real S3 server on loopback, in a process of its own: moto, one request after another.

It honours If-Match and If-None-Match on put; serving one request at a time makes check and write
one step, as they are in S3. By hand: `python -m tests.kpi.store.backends.s3_server PORT`.
"""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests import patience
from tests.kpi.crashing import ROOT

ACCESS, SECRET = "an-access-key", "wJalrXUtnFEMI-A-SECRET-KEY"


@contextmanager
def serving(port: int = 0) -> Iterator[int]:
    """The port of a running server, on a free port unless told; ended at exit."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kpi.store.backends.s3_server", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def make_bucket(port: int, name: str) -> None:
    """Make an empty bucket."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience.seconds(10))
    connection.request("PUT", f"/{name}")
    assert connection.getresponse().status == 200
    connection.close()


def environment(port: int) -> dict[str, str]:
    """What the environment of a publisher or an app must say to reach the server."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": ACCESS,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "eu-west-2",
    }


def main() -> None:
    from moto.server import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", int(sys.argv[1]), app, threaded=False)
    print(server.port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
