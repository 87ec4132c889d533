"""The API is imported for its first caller, and made once for all of them."""

import asyncio
import subprocess
import sys
from collections.abc import Coroutine, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from server.api import mounting
from server.table_stream import TableStreams

ROOT = Path(__file__).resolve().parents[3]


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread: where a browser was driven before, this one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def test_a_server_starts_without_the_api_in_memory() -> None:
    code = "import sys, app; print([n for n in sys.modules if n.partition('.')[0] == 'fastapi'])"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (told.returncode, told.stdout.strip()) == (0, "[]"), told.stderr[-2000:]


def test_many_first_callers_get_one_application(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def make(self: mounting.ApplicationOnFirstCall) -> Any:
        made.append(self)
        return PlainTextResponse("here")

    monkeypatch.setattr(mounting.ApplicationOnFirstCall, "_make", make)
    served = mounting.ApplicationOnFirstCall("/api/v1", TableStreams())
    answers: list[MutableMapping[str, Any]] = []

    async def ask() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        async def send(message: MutableMapping[str, Any]) -> None:
            answers.append(message)

        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        await served(scope, receive, send)

    async def all_at_once() -> None:
        await asyncio.gather(*(ask() for _ in range(8)))

    in_a_loop_of_its_own(all_at_once())
    assert len(made) == 1
    assert [each["body"] for each in answers if "body" in each] == [b"here"] * 8


def test_a_failed_making_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def make(self: mounting.ApplicationOnFirstCall) -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no file")
        return PlainTextResponse("here")

    monkeypatch.setattr(mounting.ApplicationOnFirstCall, "_make", make)
    served = mounting.ApplicationOnFirstCall("/api/v1", TableStreams())

    async def nothing(*_: Any) -> Any:
        return {"type": "http.request"}

    async def twice() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        with pytest.raises(OSError, match="no file"):
            await served(scope, nothing, nothing)
        await served(scope, nothing, nothing)

    in_a_loop_of_its_own(twice())
    assert len(tries) == 2
