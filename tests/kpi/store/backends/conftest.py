"""Places of every kind: a folder, an object store in memory, a real S3 server, Azurite if there."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from obstore.store import MemoryStore

from kpi.store.backends import location
from kpi.store.backends import location as store_location
from kpi.store.backends.backend import StoreBackend
from kpi.store.backends.object_store import ObjectStore
from tests.kpi.store.backends import azure_server, s3_server
from tests.kpi.store.backends.proxy import Line, line_to

KINDS = ("folder", "memory", "s3", *(["azure"] if azure_server.PROGRAM else []))


@pytest.fixture(scope="session")
def s3_port() -> Iterator[int]:
    """The port of an S3 server."""
    with s3_server.serving() as port:
        yield port


@pytest.fixture(scope="session")
def azure_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of Azurite."""
    with azure_server.serving(tmp_path_factory.mktemp("azurite")) as port:
        yield port


@pytest.fixture
def s3_url(s3_port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store on S3, and the environment that opens it."""
    bucket = f"figures-{uuid.uuid4().hex[:12]}"
    s3_server.make_bucket(s3_port, bucket)
    for name, value in s3_server.environment(s3_port).items():
        monkeypatch.setenv(name, value)
    return f"s3://{bucket}/children/kpi"


@pytest.fixture
def azure_url(azure_port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store in Azurite, and the environment that opens it."""
    container = f"figures-{uuid.uuid4().hex[:12]}"
    azure_server.make_container(azure_port, container)
    for name, value in azure_server.environment(azure_port).items():
        monkeypatch.setenv(name, value)
    return f"abfss://{container}@{azure_server.ACCOUNT}.dfs.core.windows.net/children/kpi"


@pytest.fixture
def s3(s3_url: str) -> StoreBackend:
    """An empty store on S3."""
    found = location.named(s3_url)
    assert not isinstance(found, Path)
    return found


@pytest.fixture
def line(s3_port: int, s3_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line to the S3 server that can be made slow or cut. Ask for it before `s3`."""
    with line_to(s3_port) as made:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{made.port}")
        yield made


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> StoreBackend:
    """An empty place of each kind."""
    match request.param:
        case "folder":
            return store_location.open_backend(tmp_path)
        case "memory":
            return ObjectStore(f"memory://{uuid.uuid4()}", MemoryStore())
        case kind:
            found = location.named(request.getfixturevalue(f"{kind}_url"))
            assert not isinstance(found, Path)
            return found
