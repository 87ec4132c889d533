"""Who may open a connection, before Streamlit asks anybody."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server import message_limits
from server.headers_and_first_html import Front, is_foreign

OURS = {"host": "kpi.example:8501"}


@pytest.mark.parametrize(
    ("origin", "foreign"),
    [
        (None, False),
        ("http://kpi.example:8501", False),
        ("https://kpi.example:8501", False),
        ("http://kpi.example", True),
        ("http://elsewhere.example", True),
        ("http://localhost", True),
        ("null", True),
        ("", True),
        ("http://kpi.example:8501.evil.example", True),
    ],
)
def test_only_our_own_pages_connect(origin: str | None, foreign: bool) -> None:
    headers = OURS if origin is None else {**OURS, "origin": origin}
    assert is_foreign(Headers(headers)) is foreign


def in_a_loop(work: Coroutine[Any, Any, None]) -> None:
    """Carry it out in a thread of its own: a browser test before this one may still have a loop."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


def test_a_foreign_connection_never_reaches_streamlit() -> None:
    """Streamlit would look for this machine's outside address at a foreign host."""
    reached: list[Scope] = []
    sent: list[Message] = []

    async def streamlit(scope: Scope, _receive: Receive, _send: Send) -> None:
        reached.append(scope)

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    def scope(origin: bytes) -> Scope:
        return {"type": "websocket", "headers": [(b"host", b"a"), (b"origin", origin)]}

    front = Front(streamlit)
    in_a_loop(front(scope(b"http://b"), receive, send))
    assert (reached, sent) == ([], [{"type": "websocket.close", "code": 1008}])
    in_a_loop(front(scope(b"http://a"), receive, send))
    assert len(reached) == 1


def of_states(count: int, text: str = "") -> bytes:
    """A message as a browser sends it, with the states of so many widgets."""
    message = BackMsg()
    for number in range(count):
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = f"{number}", text
    return message.SerializeToString()


@pytest.mark.parametrize(
    ("data", "passes"),
    [
        (of_states(1), True),
        (of_states(message_limits.MOST_STATES), True),
        (of_states(message_limits.MOST_STATES + 1), False),
        (of_states(60_000), False),
        (of_states(1, "x" * (message_limits.LARGEST_MESSAGE - 100)), True),
        (of_states(1, "x" * message_limits.LARGEST_MESSAGE), False),
        (b"\xff" * 5_000, True),  # Streamlit says that it is no message
        (bytes(message_limits.LARGEST_MESSAGE + 1), False),
    ],
)
def test_a_message_that_no_page_sends_ends_its_connection(data: bytes, passes: bool) -> None:
    got: list[Message] = []
    sent: list[Message] = []

    async def streamlit(_scope: Scope, receive: Receive, _send: Send) -> None:
        got.append(await receive())

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.receive", "bytes": data}

    in_a_loop(Front(streamlit)({"type": "websocket", "headers": []}, receive, send))
    if passes:
        assert (got, sent) == ([{"type": "websocket.receive", "bytes": data}], [])
    else:
        assert got == [{"type": "websocket.disconnect", "code": 1009}]
        assert sent == [{"type": "websocket.close", "code": 1009, "reason": message_limits.REASON}]
