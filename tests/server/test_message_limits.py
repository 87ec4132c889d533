"""What a browser may send: by bytes, and by widgets."""

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from server.message_limits import LARGEST_MESSAGE, MOST_STATES, is_too_much


def message(widgets: int) -> bytes:
    made = BackMsg()
    for number in range(widgets):
        made.rerun_script.widget_states.widgets.add(id=str(number))
    return bytes(made.SerializeToString())


@pytest.mark.parametrize(("widgets", "refused"), [(40, False), (MOST_STATES, False), (301, True)])
def test_a_page_has_so_many_widgets(widgets: int, refused: bool) -> None:
    assert is_too_much(message(widgets)) is refused


def test_a_message_is_only_so_long() -> None:
    assert is_too_much(b"\xff" * LARGEST_MESSAGE) is False  # no message at all: Streamlit says so
    assert is_too_much(b"\xff" * (LARGEST_MESSAGE + 1)) is True
