"""`KPI_STORE`: a folder, `s3://bucket/prefix` or `abfss://container@account.dfs.../prefix`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from kpi.errors import StoreError
from kpi.store.backends.backend import StoreBackend
from kpi.store.backends.local_folder import LocalFolder

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_AZURE = re.compile(r"[a-z0-9-]+@[a-z0-9]+\.(dfs|blob)\.core\.[a-z.-]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]+")


def named(text: str) -> Path | StoreBackend:
    """Return the folder or object store of this name; raises StoreError for any other.

    A name that contains a secret is refused and never repeated: it would end up in logs.
    """
    return _bucket(text) if _URL.match(text) else Path(text)


@lru_cache(maxsize=16)
def _bucket(url: str) -> StoreBackend:
    try:
        parts = urlsplit(url)
        has_password = parts.password is not None
    except ValueError:
        raise StoreError("KPI_STORE is not an address that can be read.") from None
    is_s3 = parts.scheme == "s3"
    if has_password or parts.query or parts.fragment or (is_s3 and "@" in parts.netloc):
        raise StoreError(
            "KPI_STORE must not hold a user, password or key. Give them in the environment, as "
            "docs/object-storage.md says, and change them: they may stand in logs by now."
        )
    if parts.scheme not in ("s3", "abfss"):
        raise StoreError(
            "KPI_STORE names a kind of store that is not known. Give a folder, "
            "s3://bucket/prefix or abfss://container@account.dfs.core.windows.net/prefix."
        )
    if not (_BUCKET if is_s3 else _AZURE).fullmatch(parts.netloc):
        raise StoreError(
            "KPI_STORE must be s3://bucket/prefix or "
            "abfss://container@account.dfs.core.windows.net/prefix."
        )
    from kpi.store.backends.object_store import ObjectStore

    return ObjectStore.named(url.rstrip("/"))


Where: TypeAlias = Path | StoreBackend


def open_backend(where: Where) -> StoreBackend:
    """Return the backend of a store; a path is a local folder."""
    return LocalFolder(where) if isinstance(where, Path) else where
