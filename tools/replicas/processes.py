"""The processes and the nginx in front of them: started, inspected, killed and ended."""

import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "deploy" / "nginx.conf"
SECONDS_TO_START = 60.0
_MARK = re.compile(r"@([A-Z_]+)@")
_PAGE = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<style>body{{font:1.2rem/1.5 sans-serif;color:#111;max-width:38rem;margin:3rem auto;"
    "padding:0 1rem}}</style></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
)
CLOSED = (
    "The dashboard is not available just now",
    "Nothing is lost. Wait a minute and load this page again: it will show the same view. If it "
    "stays like this, tell the performance team.",
)
BUSY = (
    "Too many requests at once",
    "Wait a minute and load this page again. If it stays like this, tell the performance team.",
)


class ReplicaError(RuntimeError):
    """A process could not be started; one line, with the end of its log."""


@dataclass(frozen=True)
class ReplicaPlan:
    """The template's settings. Limits are for one address unless they say otherwise."""

    ports: tuple[int, ...]
    listen: str
    base_path: str = ""
    server_name: str = "_"
    secure: bool = False
    access_log: str = "/var/log/nginx/kpi.log"
    error_log: str = "/var/log/nginx/error.log"
    one_address: int = 1000  # connections
    everybody: int = 4000  # connections
    requests: int = 100  # a second
    burst: int = 400
    visits: int = 20  # new pages a second
    visits_burst: int = 100
    upload_megabytes: int = 5

    @property
    def base(self) -> str:
        """The base path as `/kpi`, or an empty text."""
        inner = self.base_path.strip("/")
        return f"/{inner}" if inner else ""


def render(plan: ReplicaPlan, template: str | None = None) -> str:
    """Return the nginx file of a plan; raises ReplicaError for an unknown mark or bad base path."""
    if not re.fullmatch(r"(/[\w-]+)*", plan.base):
        raise ReplicaError(f"{plan.base_path!r} is not a base path: letters, digits, - and _ only.")
    values = {
        "NAMES": _lines(f"    r{n} kpi_r{n};" for n, _ in _numbered(plan)),
        "ANSWERED": _lines(f'    "~127\\.0\\.0\\.1:{port}$" r{n};' for n, port in _numbered(plan)),
        "UPSTREAMS": "\n".join(_upstreams(plan)),
        "REDIRECT": _elsewhere(plan.base),
        "BASE": plan.base,
        "SECURE": "; Secure" if plan.secure else "",
        "LISTEN": plan.listen,
        "SERVER_NAME": plan.server_name,
        "ACCESS_LOG": plan.access_log,
        "ERROR_LOG": plan.error_log,
        "ONE_ADDRESS": f"{plan.one_address}",
        "ALL": f"{plan.everybody}",
        "REQUESTS": f"{plan.requests}",
        "BURST": f"{plan.burst}",
        "VISITS": f"{plan.visits}",
        "VISITS_BURST": f"{plan.visits_burst}",
        "BODY": f"{plan.upload_megabytes * 1024 + 64}",
        "CLOSED_PAGE": _PAGE.format(title=CLOSED[0], text=CLOSED[1]),
        "BUSY_PAGE": _PAGE.format(title=BUSY[0], text=BUSY[1]),
    }

    def value(mark: re.Match[str]) -> str:
        if mark[1] not in values:
            raise ReplicaError(f"deploy/nginx.conf holds {mark[0]}, which nothing fills in.")
        return values[mark[1]]

    return _MARK.sub(value, TEMPLATE.read_text("utf-8") if template is None else template)


def _numbered(plan: ReplicaPlan) -> Iterator[tuple[int, int]]:
    return enumerate(plan.ports, start=1)


def _lines(lines: Iterator[str]) -> str:
    return "\n".join(lines)


def _upstreams(plan: ReplicaPlan) -> Iterator[str]:
    """Yield all processes in turn for new visitors, and each one with the others as backups."""
    # Failures are not remembered: a process that is down refuses at once, and one that is back is
    # used at once. Otherwise a backup could be asked for a file whose page has already returned.
    state = "max_fails=0"
    servers = [f"    server 127.0.0.1:{port} {state};" for port in plan.ports]
    yield "\n".join(["upstream kpi_any {", *servers, "    keepalive 16;", "}"])
    for number, own in _numbered(plan):
        others = [f"    server 127.0.0.1:{p} backup {state};" for p in plan.ports if p != own]
        first = f"    server 127.0.0.1:{own} {state};"
        yield "\n".join([f"upstream kpi_r{number} {{", first, *others, "    keepalive 16;", "}"])


def _elsewhere(base: str) -> str:
    if not base:
        return ""
    return (
        f"    absolute_redirect off;\n    location = / {{ return 302 {base}/; }}\n"
        f"    location = {base} {{ return 302 {base}/; }}\n    location / {{ return 404; }}"
    )


def own_main(folder: Path, site: Path) -> str:
    """Return a whole configuration for our own nginx, which writes only in `folder`."""
    user = f"user {getpass.getuser()};\n" if os.geteuid() == 0 else ""
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f'    {kind}_temp_path "{folder / kind}";' for kind in kinds)
    return (
        f'{user}worker_processes 2;\npid "{folder / "nginx.pid"}";\n'
        f'error_log "{folder / "error.log"}";\n'
        "events { worker_connections 4096; }\n"
        f'http {{\n{places}\n    access_log off;\n    include "{site}";\n}}\n'
    )


def free_ports(count: int) -> list[int]:
    """Return free ports, all different."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def ask(url: str, **options: object) -> httpx.Response | None:
    """Send one plain GET without a proxy; returns None where nothing answers."""
    try:
        # Plain HTTP to this machine: no certificates need be read for each request.
        return httpx.get(url, trust_env=False, verify=False, timeout=10, **options)  # type: ignore[arg-type]
    except httpx.TransportError:
        return None


@dataclass
class Replica:
    """One process of the dashboard."""

    name: str
    port: int
    folder: Path
    environment: Mapping[str, str]
    base: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its own address, not through the proxy."""
        return f"http://127.0.0.1:{self.port}{self.base}"

    @property
    def log_file(self) -> Path:
        """The path of its log."""
        return self.folder / f"{self.name}.log"

    def start(self) -> None:
        """Start it without waiting."""
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py",
                 f"--server.port={self.port}", "--server.address=127.0.0.1",
                 f"--server.baseUrlPath={self.base}"],
                cwd=ROOT, env=dict(self.environment), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip

    def wait_until_ready(self) -> None:
        """Wait until it reports that it is ready; raises ReplicaError with the end of its log."""
        give_up = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < give_up and self.process and self.process.poll() is None:
            answer = ask(f"{self.url}/api/ready")
            if answer is not None and answer.status_code == 200:
                return
            time.sleep(0.1)
        raise ReplicaError(f"{self.name} is not ready: {self.log_file.read_text()[-2000:]}")

    def end(self, sign: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to end, or force it to; returns the seconds until it had ended."""
        if self.process is None or self.process.poll() is not None:
            return 0.0
        began = time.monotonic()
        self.process.send_signal(sign)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        return time.monotonic() - began

    def restart(self) -> None:
        """End it, start it again and wait until it is ready."""
        self.end()
        self.start()
        self.wait_until_ready()


@dataclass
class Cluster:
    """Replicas and the nginx in front of them."""

    plan: ReplicaPlan
    folder: Path
    replicas: list[Replica]
    nginx: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        """The address for visitors."""
        return f"http://{self.plan.listen}{self.plan.base}"

    def roll(self) -> Iterator[Replica]:
        """Restart one after another, each ready before the next; yields each when done."""
        for replica in self.replicas:
            replica.restart()
            yield replica


def nginx_path() -> str | None:
    """Return the path of nginx; None without it."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


def written(plan: ReplicaPlan, folder: Path) -> Path:
    """Write the whole nginx configuration of a plan to `folder`; returns its main file."""
    site, main = folder / "kpi.conf", folder / "nginx.conf"
    site.write_text(render(plan), "utf-8")
    main.write_text(own_main(folder, site), "utf-8")
    return main


def complaint(main: Path) -> str:
    """Return what `nginx -t` reports about a configuration; empty when it is valid."""
    program = nginx_path()
    if program is None:
        raise ReplicaError("nginx was not found. Install it: apt-get install nginx-light.")
    command = [program, "-t", "-q", "-c", str(main), "-p", str(main.parent)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if run.returncode == 0 else run.stderr.strip() or f"exit status {run.returncode}"


@contextmanager
def running(
    folder: Path,
    processes: int = 2,
    port: int | None = None,
    base_path: str = "",
    environment: Mapping[str, str] | None = None,
    **limits: int,
) -> Iterator[Cluster]:
    """Run replicas on free ports with nginx in front of them, all ready; ended at exit."""
    folder.mkdir(parents=True, exist_ok=True)
    ours, *ports = free_ports(processes + 1)
    plan = ReplicaPlan(
        ports=tuple(ports),
        listen=f"127.0.0.1:{port or ours}",
        base_path=base_path,
        access_log=str(folder / "access.log"),
        error_log=str(folder / "error.log"),
        **limits,  # type: ignore[arg-type]
    )
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    variables = inherited | {"HOME": str(folder), "KPI_LOG": "json"} | dict(environment or {})
    replicas = [
        Replica(f"r{n}", own, folder, variables, plan.base) for n, own in enumerate(ports, 1)
    ]
    cluster = Cluster(plan, folder, replicas)
    main = written(plan, folder)
    if fault := complaint(main):
        raise ReplicaError(fault)
    try:
        for replica in replicas:
            replica.start()
        for replica in replicas:
            replica.wait_until_ready()
        cluster.nginx = subprocess.Popen(
            [str(nginx_path()), "-c", str(main), "-p", str(folder), "-g", "daemon off;"],
            stdin=subprocess.DEVNULL,
        )
        _wait_for(cluster)
        yield cluster
    finally:
        if cluster.nginx is not None:
            cluster.nginx.terminate()
            cluster.nginx.wait(timeout=10)
        for replica in replicas:
            replica.end()


def _wait_for(cluster: Cluster) -> None:
    for _ in range(50):
        answer = ask(f"{cluster.url}/_stcore/health")
        if answer is not None and answer.status_code == 200:
            return
        time.sleep(0.1)
    raise ReplicaError(f"nginx does not answer at {cluster.url}.")
