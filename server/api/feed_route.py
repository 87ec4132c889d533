"""The Atom feed at `/feed.atom`: made for everybody at once, with an ETag.

Its addresses begin with `KPI_ADDRESS` or, without it, with the base path alone, which a reader
completes by the host that it asked: never with a host that a request names. What makes it is
imported for its first reader, as is the read API, so that a start need not wait for it.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Hashable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from kpi import settings
from kpi.errors import KpiError
from kpi.notices import atom_feed
from kpi.notices.atom_feed import MEDIA_TYPE, NAME
from kpi.store import live_snapshot, served_snapshots, snapshots
from server import logs
from server.static import conditional_requests


class FeedMaker:
    """The feed of one process, below a base path, made at most once in `KPI_STORE_CHECK` seconds.

    Another live snapshot or withdrawal makes it anew at once.
    """

    def __init__(self, below: str = "", clock: Callable[[], float] = time.monotonic) -> None:
        self._below, self._clock = below, clock
        self._lock = threading.Lock()
        self._key: Hashable = None
        self._made, self._body = 0.0, b""

    def body(self) -> bytes:
        """Return the feed's document. Raises KpiError where it cannot be made."""
        from kpi.notices import feed_entries

        live, where = live_snapshot.standing().snapshot, snapshots.root()
        address = settings.public_address() or self._below
        key = (live.id, *served_snapshots.mark(where), address, live.home_code())
        with self._lock:
            is_old = self._clock() - self._made >= settings.store_check()
            if key != self._key or is_old:
                feed = feed_entries.notice_feed(live, live.home_code(), where, address)
                self._body = atom_feed.to_atom(feed)
                self._key, self._made = key, self._clock()
            return self._body

    def answer(self, request: Request) -> Response:
        """Return the feed, 304 for who has it, or 503 with one line."""
        try:
            body = self.body()
        except KpiError as fault:
            logs.log_event("feed_not_made", level=logging.WARNING, reason=str(fault))
            text = "The feed cannot be read at this moment. Try again in a few minutes."
            return PlainTextResponse(text, 503, {"Cache-Control": "no-store"})
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
        sent = ",".join(request.headers.getlist("if-none-match"))
        if conditional_requests.is_known(tag, sent) or conditional_requests.is_any(sent):
            return Response(status_code=304, headers=headers)
        return Response(body, headers=headers, media_type=f"{MEDIA_TYPE}; charset=utf-8")


def route(below: str) -> Route:
    """Return the route of the feed below a base path ("" or "/kpi")."""
    return Route(f"{below}/{NAME}", FeedMaker(below).answer, methods=["GET"])
