"""A store in an object store: S3, a compatible service, or Azure.

There is no lock and no rename. A snapshot's manifest is written last, and only if absent; the
pointer is replaced only if it is unchanged since the publisher read it (a conditional put). The
library's error messages may hold addresses with keys in them, so they are never passed on.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar

from kpi import settings
from kpi.errors import StoreError
from kpi.store.backends.backend import ABSENT, MANIFEST, SNAPSHOTS, ChangedError, StoredObject

if TYPE_CHECKING:
    from obstore import PutMode

try:
    import obstore
    from obstore import exceptions as faults
    from obstore.store import AzureStore, MemoryStore, S3Store
except ImportError:
    raise StoreError(
        "KPI_STORE names an object store, and the library for it (obstore) is missing. Install "
        "what requirements.txt lists."
    ) from None

T = TypeVar("T")
_CLAIM = "claim.txt"
_ENTRY = re.compile(r"(\d{8})\.json")
_IF_ABSENT: PutMode = "create"
_IF_OTHER: PutMode = {"e_tag": '"00000000000000000000000000000000"'}
_RETRIES = 2
_AT_ONCE = 8
_LEFT_FOR_DEAD = timedelta(hours=1)
_REFUSED = re.compile(r"status: 40[13]\b")
_NO_PLACE = ("NoSuchBucket", "ContainerNotFound", "ContainerBeingDeleted")


@dataclass(frozen=True)
class ObjectStore:
    """A prefix of a bucket or container; two of the same address are equal."""

    url: str
    objects: S3Store | AzureStore | MemoryStore = field(repr=False, compare=False)
    is_fast = False

    @classmethod
    def named(cls, url: str) -> ObjectStore:
        """Return the store at this address; credentials come from the environment.

        Raises StoreError where the environment lacks what the address needs.
        """
        kind = S3Store if url.startswith("s3:") else AzureStore
        seconds = settings.store_timeout()
        # Both allow plain http only where the endpoint set in the environment is http.
        try:
            objects = kind.from_url(
                url,
                client_options={
                    "timeout": timedelta(seconds=seconds),
                    "connect_timeout": timedelta(seconds=seconds),
                    "allow_http": _endpoint().startswith("http://"),
                },
                retry_config={
                    "max_retries": _RETRIES,
                    "retry_timeout": timedelta(seconds=seconds),
                    "backoff": {"max_backoff": timedelta(seconds=1)},
                },
            )
        except (faults.BaseError, ValueError, TypeError):
            raise StoreError(
                "The object store that KPI_STORE names cannot be used with the settings in the "
                "environment (see docs/object-storage.md)."
            ) from None
        return cls(url, objects)

    def is_there(self) -> bool:
        """Return True always: a missing bucket raises an error whenever a file is read."""
        return True

    def read(self, name: str) -> StoredObject:
        """Return a whole file; its tag is the store's own."""

        def get() -> StoredObject:
            answer = obstore.get(self.objects, name)
            return StoredObject(bytes(answer.bytes()), str(answer.meta["e_tag"]))

        return _plainly(get)

    def snapshots(self) -> list[str]:
        """Return the folders with a manifest, from one listing."""
        paths = (PurePosixPath(about["path"]) for about in self._list(SNAPSHOTS))
        return sorted(path.parent.name for path in paths if path.name == MANIFEST)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Lock nothing: `keep` and `swap` ensure that only one publisher succeeds."""
        yield

    def sweep(self) -> None:
        """Remove snapshots without a manifest that have not changed for an hour.

        Another publisher may be writing a younger one. A store may forbid deletion; what is
        left is no snapshot, so it does no harm.
        """
        folders: dict[str, list[dict[str, Any]]] = {}
        for about in self._list(SNAPSHOTS):
            folders.setdefault(PurePosixPath(about["path"]).parent.name, []).append(about)
        long_ago = datetime.now(UTC) - _LEFT_FOR_DEAD
        for name, files in folders.items():
            is_whole = any(about["path"].endswith(f"/{MANIFEST}") for about in files)
            if not is_whole and all(about["last_modified"] < long_ago for about in files):
                with suppress(PermissionError):
                    self.discard(name)

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Provide a temporary folder of this machine."""
        with tempfile.TemporaryDirectory(prefix="snapshot-") as folder:
            yield Path(folder)

    def keep(self, made: Path, snapshot: str) -> None:
        """Claim the name, then send the files, the manifest last; each only if absent.

        Raises OSError where the store overwrites despite the condition: some S3-compatible stores
        do not support conditions.
        """
        folder = f"{SNAPSHOTS}/{snapshot}"
        self._create(f"{folder}/{_CLAIM}", f"{uuid.uuid4()}\n".encode())
        try:
            self._prove_conditions(f"{folder}/{_CLAIM}")
            for path in sorted(made.iterdir(), key=lambda path: path.name == MANIFEST):
                self._create(f"{folder}/{path.name}", path.read_bytes())
        except BaseException:
            with suppress(OSError):  # the first error is the one to raise
                self.discard(snapshot)
            raise

    def discard(self, snapshot: str) -> None:
        """Remove the manifest first, so that no part of it counts as a snapshot."""
        paths = [about["path"] for about in self._list(f"{SNAPSHOTS}/{snapshot}")]
        for path in sorted(paths, key=lambda path: not path.endswith(f"/{MANIFEST}")):
            with suppress(FileNotFoundError):
                _plainly(partial(obstore.delete, self.objects, path))

    def swap(self, name: str, data: bytes, tag: str) -> None:
        """Put a file on the condition that its tag is unchanged, or that it does not exist."""
        try:
            if tag == ABSENT:
                self._create(name, data)
            else:
                _plainly(lambda: obstore.put(self.objects, name, data, mode={"e_tag": tag}))
        except FileExistsError:
            # A put that succeeded although its answer was lost is retried, and then finds its own
            # file.
            if self.read(name).data != data:
                raise ChangedError(name) from None

    def note(self, log: str, line: str) -> None:
        """Write an object of its own under the next free number."""
        numbers = [int(_number(name)) for name in self._entries(log)]
        number = max(numbers, default=0) + 1
        # Unique, so that an equal entry under that number is not taken for this one.
        data = f"{line}\n{uuid.uuid4()}\n".encode()
        while True:
            try:
                self._create(f"{log}/{number:08d}.json", data)
            except FileExistsError:
                number += 1
            else:
                return

    def lines(self, log: str) -> list[str]:
        """Return the entries by number."""
        with ThreadPoolExecutor(_AT_ONCE) as readers:
            return list(readers.map(partial(_entry, self), self._entries(log)))

    def _entries(self, log: str) -> list[str]:
        return sorted(about["path"] for about in self._list(log) if _number(about["path"]))

    def _list(self, folder: str) -> list[dict[str, Any]]:
        def every() -> list[dict[str, Any]]:
            pages = obstore.list(self.objects, prefix=folder)
            return [dict(about) for page in pages for about in page]

        return _plainly(every)

    def _prove_conditions(self, name: str) -> None:
        for condition in (_IF_ABSENT, _IF_OTHER):
            with suppress(FileExistsError):
                _plainly(partial(obstore.put, self.objects, name, b"overwritten", mode=condition))
                raise OSError(
                    errno.ENOTSUP,
                    "this object store does not honour conditional writes, so two publishers "
                    "could overwrite each other",
                )

    def _create(self, name: str, data: bytes) -> None:
        """Put a file on the condition that it does not exist; raises FileExistsError."""
        try:
            _plainly(lambda: obstore.put(self.objects, name, data, mode=_IF_ABSENT))
        except FileExistsError:
            if self.read(name).data != data:  # as in `swap`
                raise


def _endpoint() -> str:
    names = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT", "AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT")
    return next((os.environ[name] for name in names if os.environ.get(name)), "")


@lru_cache(maxsize=4096)
def _entry(place: ObjectStore, name: str) -> str:
    """Return the text of one entry, which never changes."""
    return place.read(name).data.decode("utf-8", "surrogateescape").split("\n", 1)[0]


def _number(path: str) -> str:
    match = _ENTRY.fullmatch(PurePosixPath(path).name)
    return match.group(1) if match else ""


def _plainly(ask: Callable[[], T]) -> T:
    """Return what `ask` returns; the library's errors become the system's, worded by us alone."""
    try:
        return ask()
    except (faults.BaseError, OSError) as fault:
        raise _as_the_system(fault) from None


def _as_the_system(fault: Exception) -> OSError:
    message = str(fault)
    if any(f"<Code>{name}<" in message for name in _NO_PLACE):
        return ConnectionError(errno.ECONNREFUSED, "there is no such bucket")
    match fault:
        case FileNotFoundError() | faults.NotFoundError():
            return FileNotFoundError(errno.ENOENT, "it is not there")
        case FileExistsError() | faults.AlreadyExistsError() | faults.PreconditionError():
            return FileExistsError(errno.EEXIST, "it is there already")
        case PermissionError() | faults.PermissionDeniedError() | faults.UnauthenticatedError():
            return PermissionError(errno.EACCES, "access is refused")
    if _REFUSED.search(message):
        return PermissionError(errno.EACCES, "access is refused")
    if "kind: Timeout" in message:
        return TimeoutError(errno.ETIMEDOUT, "no answer in time")
    return ConnectionError(errno.ECONNABORTED, "no connection, or an answer with a fault")
