"""A line between a store and whoever asks it, that can be made slow or cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Line:
    """`mode` is pass, hold (take the question and say nothing) or cut (hang up at once).

    `asked` is set when a connection was held or cut.
    """

    port: int
    mode: str = "pass"
    asked: threading.Event = field(default_factory=threading.Event)
    held: list[socket.socket] = field(default_factory=list)

    def become(self, mode: str) -> None:
        """Be like this from now on; whoever was held is let go."""
        self.mode = mode
        self.asked.clear()
        while self.held:
            self.held.pop().close()


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A line to a port of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line = Line(int(listener.getsockname()[1]))
        threading.Thread(target=_answer, args=(listener, line, port), daemon=True).start()
        yield line
        line.become("cut")


def _answer(listener: socket.socket, line: Line, port: int) -> None:
    while True:
        try:
            caller, _ = listener.accept()
        except OSError:  # the listener was closed: the test is over
            return
        if line.mode != "pass":
            line.held.append(caller) if line.mode == "hold" else caller.close()
            line.asked.set()
            continue
        threading.Thread(target=_pass_on, args=(caller, port), daemon=True).start()


def _pass_on(caller: socket.socket, port: int) -> None:
    """One question and its answer: the S3 server hangs up after each."""
    with caller, socket.create_connection(("127.0.0.1", port)) as server:
        back = threading.Thread(target=_copy, args=(server, caller), daemon=True)
        back.start()
        _copy(caller, server)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):  # one side hung up
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
