"""Limits on what a browser may send over its connection: far above what any page of ours needs.

Streamlit builds objects for a whole message before it checks any of it: 60,000 states of
widgets in 1 MB take 24 MB. The largest message of our pages is under 40 kB, with every measure
chosen in Build a table; a saved selection that is opened adds 100 kB at most.
"""

import logging

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from server import logs

LARGEST_MESSAGE = 200_000
"""Bytes of one message; `server.maxWidgetStateSize` in .streamlit/config.toml must not be less."""
MOST_STATES = 300
"""Widgets of a page: the fullest of ours has under 40."""
_TOO_BIG = 1009  # "message too big" among the codes of RFC 6455
_ALWAYS_FEW = 2 * MOST_STATES  # bytes: a state takes two at the least
REASON = "This message is larger than any page sends. Reload the page."


def is_too_much(data: bytes) -> bool:
    """Return whether a message is longer, or of more widgets, than any page of ours sends."""
    if len(data) > LARGEST_MESSAGE:
        return True
    if len(data) <= _ALWAYS_FEW:
        return False
    try:
        states = BackMsg.FromString(data).rerun_script.widget_states.widgets
    except DecodeError:
        return False  # Streamlit reports what is wrong with it
    return len(states) > MOST_STATES


def bounded(receive: Receive, send: Send) -> Receive:
    """Wrap `receive` so that the first message past the limits closes the connection."""

    async def receive_bounded() -> Message:
        message = await receive()
        data = message.get("bytes") or (message.get("text") or "").encode()
        if message["type"] != "websocket.receive" or not is_too_much(data):
            return message
        reason = f"a message of {len(data):,} bytes, or of too many widgets"
        logs.log_event("message_refused", level=logging.WARNING, reason=reason)
        await send({"type": "websocket.close", "code": _TOO_BIG, "reason": REASON})
        return {"type": "websocket.disconnect", "code": _TOO_BIG}

    return receive_bounded
