"""Fetches a publisher's newest release from its address into a folder, within limits.

The only code of the project that asks publishers, and only for the command `refresh`. Two kinds of
address: files by their own addresses, and data sets of the API of Explore Education Statistics
(EES). Nothing that arrives is trusted: it is only a folder for the importers to read and check.
"""

from __future__ import annotations

import hashlib
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from kpi.errors import InputError
from kpi.sources.register import ReleaseAddress

_CHUNK = 1 << 16
_AGAIN = {429, 500, 502, 503, 504}
_GZIP = b"\x1f\x8b"
_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class FetchLimits:
    """How much one file may hold and how long it may take, in bytes and seconds."""

    most_bytes: int = 300_000_000
    timeout: float = 30.0  # without a byte
    whole: float = 600.0  # for one file
    tries: int = 4
    longest_wait: float = 60.0  # between two tries, also where the server asks for more


@dataclass(frozen=True)
class FetchedRelease:
    """What was fetched: its edition and day where the publisher says them, and what to know.

    `major` are data sets whose new version has something deleted, in words: a person decides.
    """

    edition: str
    published: date | None
    notices: tuple[str, ...] = ()
    major: tuple[str, ...] = ()


def fetch(
    address: ReleaseAddress,
    target: Path,
    *,
    limits: FetchLimits | None = None,
    wait: Callable[[float], object] = time.sleep,
) -> FetchedRelease:
    """Fetch every file of a release into `target`.

    Raises InputError naming the address where one cannot be fetched whole, is too large, is not
    what its checksum says, or was withdrawn by its publisher.
    """
    target.mkdir(parents=True, exist_ok=True)
    bounds = limits or FetchLimits()
    timeout = httpx.Timeout(bounds.timeout)
    with httpx.Client(timeout=timeout, follow_redirects=False) as client:
        fetcher = _Fetcher(client, bounds, wait)
        for name, url in address.files.items():
            fetcher.save(url, target / name, address.sha256.get(name))
        data_sets = [
            _data_set(fetcher, address.api.rstrip("/"), data_set, target / name)
            for name, data_set in address.data_sets.items()
        ]
    days = [each.published for each in data_sets if each.published]
    return FetchedRelease(
        ", ".join(dict.fromkeys(each.edition for each in data_sets)),
        max(days, default=None),
        tuple(notice for each in data_sets for notice in each.notices),
        tuple(major_change for each in data_sets for major_change in each.major),
    )


def _data_set(fetcher: _Fetcher, api: str, data_set: str, path: Path) -> FetchedRelease:
    """Fetch the newest version of a data set of the EES API, and say what the API says of it."""
    url = f"{api}/data-sets/{data_set}"
    about = fetcher.json(url)
    status, latest = about.get("status"), about.get("latestVersion") or {}
    version, day = str(latest.get("version", "")), str(latest.get("published", ""))[:10]
    if status == "Withdrawn":
        raise InputError(f"{url}: its publisher has withdrawn the data set")
    if not version:
        raise InputError(f"{url}: says no version of the data set")
    notices = []
    if status == "Deprecated":
        instead = about.get("supersedingDataSetId") or "nothing named"
        notices.append(f"{path.name}: its publisher replaces the data set by {instead}")
    changes = fetcher.json(f"{url}/versions/{version}/changes")
    deleted = changes.get("majorChanges") or {}
    major = [f"version {version} of {path.name} is a major one: something was deleted"]
    fetcher.save(f"{url}/csv?dataSetVersion={version}", path, None)
    try:
        published = date.fromisoformat(day) if day else None
    except ValueError:
        raise InputError(f"{url}: '{day}' is not the day of a version") from None
    is_major = any(deleted.values()) if isinstance(deleted, dict) else bool(deleted)
    return FetchedRelease(
        f"version {version}", published, tuple(notices), tuple(major) if is_major else ()
    )


class _Fetcher:
    """A client that tries again, waits as asked, and takes no more than the limits allow."""

    def __init__(
        self, client: httpx.Client, limits: FetchLimits, wait: Callable[[float], object]
    ) -> None:
        self.client = client
        self.limits = limits
        self.wait = wait

    def json(self, url: str) -> dict[str, Any]:
        """Return an answer's JSON object."""
        data = self._get(url)
        try:
            answer = httpx.Response(200, content=data).json()
        except ValueError as error:
            raise InputError(f"{url}: the answer is no JSON: {error}") from error
        if not isinstance(answer, dict):
            raise InputError(f"{url}: the answer is no JSON object")
        return answer

    def save(self, url: str, path: Path, sha256: str | None) -> None:
        """Write an answer's bytes, unpacked where they are a gzip file."""
        data = self._get(url)
        if sha256 and hashlib.sha256(data).hexdigest() != sha256.lower():
            raise InputError(f"{url}: is not the file that its checksum names")
        if data[:2] == _GZIP:
            data = self._unpacked(url, data)
        path.write_bytes(data)

    def _unpacked(self, url: str, data: bytes) -> bytes:
        unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            plain = unzip.decompress(data, self.limits.most_bytes + 1)
        except zlib.error as error:
            raise InputError(f"{url}: is a damaged gzip file: {error}") from error
        if len(plain) > self.limits.most_bytes:
            raise InputError(f"{url}: holds more than {self.limits.most_bytes:,} bytes")
        if not unzip.eof:
            raise InputError(f"{url}: is a gzip file that was cut off")
        return plain

    def _get(self, url: str) -> bytes:
        """Return an answer's bytes; tries again where that may help."""
        for tried in range(1, self.limits.tries + 1):
            try:
                answer = self._once(url)
            except httpx.TransportError as error:
                why, pause = str(error) or type(error).__name__, 2.0**tried
            else:
                if isinstance(answer, bytes):
                    return answer
                why, pause = answer
                pause = pause or 2.0**tried
            if tried < self.limits.tries:
                self.wait(min(pause, self.limits.longest_wait))
        raise InputError(f"{url}: could not be fetched in {self.limits.tries} tries: {why}")

    def _once(self, url: str) -> bytes | tuple[str, float]:
        """Return the bytes, or why to try again and after how many seconds (0: not given)."""
        _check(url)
        ends = time.monotonic() + self.limits.whole
        for _ in range(5):
            with self.client.stream("GET", url) as answer:
                if answer.has_redirect_location:
                    url = str(answer.url.join(answer.headers["location"]))
                    _check(url)
                    continue
                if answer.status_code in _AGAIN:
                    asked = answer.headers.get("retry-after", "")
                    return f"answer {answer.status_code}", float(asked) if asked.isdigit() else 0.0
                if answer.status_code != httpx.codes.OK:
                    raise InputError(f"{url}: answer {answer.status_code}")
                return self._bytes(url, answer, ends)
        raise InputError(f"{url}: leads from one address to another without end")

    def _bytes(self, url: str, answer: httpx.Response, ends: float) -> bytes:
        parts, size = [], 0
        for part in answer.iter_bytes(_CHUNK):
            size += len(part)
            if size > self.limits.most_bytes:
                raise InputError(f"{url}: holds more than {self.limits.most_bytes:,} bytes")
            if time.monotonic() > ends:
                raise InputError(f"{url}: took longer than {self.limits.whole:g} seconds")
            parts.append(part)
        return b"".join(parts)


def _check(url: str) -> None:
    """Raise InputError for an address that is not fetched: only https, or this machine's own."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _THIS_MACHINE):
        raise InputError(f"{url}: only addresses that begin with https:// are fetched")
