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

ROOT = Path(__file__).resolve().parents[3]


def in_a_loop_of_its_own(work: Coroutine[Any, Any, None]) -> None:
    """Run it in a thread: where a browser was driven before, this one has a loop already."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def test_a_server_starts_without_what_only_its_first_callers_need() -> None:
    """Neither the API nor embedded documents, the paper, files of charts, the whole check."""
    late = (
        "fastapi", "docx", "matplotlib", "kpi.paper", "kpi.downloads.page_files",
        "kpi.publishing.go_live.go_live_check", "pages.embedded.embed_routes",
    )  # fmt: skip
    code = f"import sys, app; app.warmed.result(); print([n for n in {late} if n in sys.modules])"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert (told.returncode, told.stdout.strip()) == (0, "[]"), told.stderr[-2000:]


def test_many_first_callers_get_one_application() -> None:
    made: list[object] = []

    def make() -> Any:
        made.append("made")
        return PlainTextResponse("here")

    served = mounting.OnFirstCall(make)
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


def test_a_failed_making_is_tried_again() -> None:
    tries: list[int] = []

    def make() -> Any:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no file")
        return PlainTextResponse("here")

    served = mounting.OnFirstCall(make)

    async def nothing(*_: Any) -> Any:
        return {"type": "http.request"}

    async def twice() -> None:
        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        with pytest.raises(OSError, match="no file"):
            await served(scope, nothing, nothing)
        await served(scope, nothing, nothing)

    in_a_loop_of_its_own(twice())
    assert len(tries) == 2
