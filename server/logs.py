"""The server's log: one event on each line on stderr, as JSON or as text.

No line holds a person's data: no address values, IP, e-mail, cookie, file name or typed text. Our
own events carry only the facts named in `FACTS`. Of a library's record only the format string is
logged, since its arguments may come from a visitor; of an exception its type and where it
was raised, never its message. Who published is in the store's history, not here.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import TextIO

from kpi import settings

Fact = str | int | float
FACTS = frozenset({"page", "ms", "snapshot", "reason", "reference", "address", "version"})
_OURS = "kpi"
_LOG = logging.getLogger(_OURS)
_MOST_LETTERS = 500
_MOST_FRAMES = 12
_PLAIN = re.compile(r"[\w./:+-]+")
_WARNING = re.compile(r"(?P<where>[^\n]*?:\d+: \w+):")
_PRIVATE = (
    (re.compile(r"[\w.+%'-]+@[\w-]+(\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "[ip]"),
    (re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])"), "[ip]"),
    (re.compile(r"(?i)(?<![\w:])[0-9a-f:]*::[0-9a-f:]*(?![\w:])"), "[ip]"),
    (re.compile(r"\?[\w%.+~-]+=\S*"), "[query]"),
    (re.compile(r"[\w+=-]{32,}"), "[token]"),
)


def log_event(
    event: str, *, level: int = logging.INFO, fault: BaseException | None = None, **facts: Fact
) -> None:
    """Log one event with its facts; raises ValueError for a fact that `FACTS` does not name."""
    unknown = facts.keys() - FACTS
    if unknown:
        raise ValueError(f"A log line holds no {', '.join(sorted(unknown))}.")
    _LOG.log(level, event, exc_info=fault, extra={"facts": facts})


def without_private(text: str) -> str:
    """Return a text on one line, shortened, with apparent personal data or secrets replaced."""
    for pattern, instead in _PRIVATE:
        text = pattern.sub(instead, text)
    return " ".join(text.split())[:_MOST_LETTERS]


def described(record: logging.LogRecord) -> dict[str, Fact]:
    """Return a log record as the fields of one line: time, level and event first."""
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    fields: dict[str, Fact] = {
        "time": at.replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        **_event_fields(record),
    }
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None:
        fields["error"] = type(fault).__qualname__
        fields["where"] = _where(fault.__traceback__)
    return fields


def _event_fields(record: logging.LogRecord) -> Mapping[str, Fact]:
    facts: Mapping[str, Fact] | None = getattr(record, "facts", None)
    if facts is not None:
        safe = {"reason": without_private(str(facts["reason"]))} if "reason" in facts else {}
        return {"event": str(record.msg), **facts, **safe}
    if record.name.split(".")[0] == _OURS:
        words = without_private(record.getMessage())
    elif record.name == "py.warnings":
        match = _WARNING.match(record.getMessage())
        words = without_private(match["where"]) if match else "warning"
    else:
        words = without_private(str(record.msg))
    return {"event": "said", "logger": record.name, "message": words}


def _where(trace: TracebackType | None) -> str:
    """Return the last calls that led to an exception; file names without their folders."""
    frames = traceback.extract_tb(trace)[-_MOST_FRAMES:]
    calls = (f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames)
    return f"Traceback (most recent call last): {' > '.join(calls)}"


class JsonLine(logging.Formatter):
    """One JSON object for each record; no value can begin a second line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, in ASCII."""
        return json.dumps(described(record), ensure_ascii=True, default=str)


class TextLine(logging.Formatter):
    """The same fields for a person at a console: time, level, event, then name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; values that are not one plain word are quoted."""
        fields = described(record)
        at, level, event = (str(fields.pop(name)) for name in ("time", "level", "event"))
        facts = (f"{name}={_as_text(value)}" for name, value in fields.items())
        return " ".join([at, level.upper(), event, *facts])


def _as_text(value: Fact) -> str:
    text = str(value)
    return text if _PLAIN.fullmatch(text) and text.isascii() else json.dumps(text)


def set_up(style: str | None = None, stream: TextIO | None = None) -> None:
    """Send every record to one stream in one style ("json" or "text"; default `KPI_LOG`).

    Libraries log from warnings up: their lower levels name visitors' addresses.
    """
    wanted = style or settings.log_style()
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(TextLine() if wanted == "text" else JsonLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _LOG.setLevel(logging.INFO)
    for name in list(logging.root.manager.loggerDict):
        adopt(logging.getLogger(name))
    logging.captureWarnings(True)
    sys.excepthook = _crashed
    threading.excepthook = _thread_crashed
    if wanted not in ("json", "text"):
        log_event(
            "setting_unknown", level=logging.WARNING, reason="KPI_LOG is neither json nor text"
        )


def adopt(logger: logging.Logger) -> None:
    """Remove a library's own handlers, so that its records go to the one stream."""
    logger.handlers.clear()
    logger.propagate = True
    if logger.name.split(".")[0] != _OURS and logger.level < logging.WARNING:
        logger.setLevel(logging.NOTSET)


def _crashed(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        log_event("crash", level=logging.CRITICAL, fault=fault.with_traceback(trace))


def _thread_crashed(crash: threading.ExceptHookArgs) -> None:
    if crash.exc_value is not None and not issubclass(crash.exc_type, SystemExit):
        log_event("crash", level=logging.CRITICAL, fault=crash.exc_value)
