"""The log: one line an event, whatever is in it, and nothing of a person."""

import io
import json
import logging
import re
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import logs

PRIVATE = (
    "a.officer@council.example", "81.2.69.142", "2001:db8::8a2e:370:7334",
    "https://kpi.example/indicator?indicator=zzz&quarter=Q9", "f" * 40,
)  # fmt: skip


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged in JSON; everything is put back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("kpi")
    kept = (root.handlers[:], root.level, ours.level, sys.excepthook, threading.excepthook)
    written = io.StringIO()
    logs.set_up("json", written)
    yield written
    root.handlers[:], root.level = kept[0], kept[1]
    ours.setLevel(kept[2])
    sys.excepthook, threading.excepthook = kept[3], kept[4]
    logging.captureWarnings(False)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_with_its_facts(stream: io.StringIO) -> None:
    logs.log_event("page_shown", page="scorecard", ms=12.5, snapshot="2026-11-23-194958-f27a0a")
    (line,) = lines(stream)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(line.pop("time")))
    assert line == {
        "level": "info", "event": "page_shown", "page": "scorecard", "ms": 12.5,
        "snapshot": "2026-11-23-194958-f27a0a",
    }  # fmt: skip


@pytest.mark.parametrize("fact", ["email", "ip", "query", "user_agent", "who", "file"])
def test_a_fact_that_may_tell_of_a_person_is_refused(fact: str) -> None:
    with pytest.raises(ValueError, match=fact):
        logs.log_event("page_shown", **{fact: "x"})


@given(st.text())
def test_no_value_begins_a_second_line_in_either_style(value: str) -> None:
    record = logging.LogRecord("kpi", logging.INFO, "", 0, "page_shown", None, None)
    record.facts = {"page": value, "reason": value}
    for style in (logs.JsonLine(), logs.TextLine()):
        line = style.format(record)
        assert len(line.splitlines()) == 1
        assert line.isascii()
    assert json.loads(logs.JsonLine().format(record))["page"] == value


def test_a_forged_line_stays_within_its_value(stream: io.StringIO) -> None:
    forged = 'x\n{"time":"2026","event":"published"}\u2028{"event":"published"}\r\nz'
    logs.log_event("fault", reason=forged, page=forged)
    logging.getLogger("uvicorn.error").warning(forged)
    assert [line["event"] for line in lines(stream)] == ["fault", "said"]


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize("name", ["kpi.cli.returns", "streamlit.web", "uvicorn.error", "asyncio"])
def test_what_looks_private_is_cut_from_words(stream: io.StringIO, name: str, private: str) -> None:
    logging.getLogger(name).error(f"Refused {private} just now")
    said = str(lines(stream)[0]["message"])
    assert "Refused" in said
    assert "just now" in said or "?" in private
    for part in (private, "zzz", "officer", "81.2", "2001:db8"):
        assert part not in said


def test_what_a_library_fills_in_is_never_kept(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning(
        '%s - "WebSocket %s" %s', "host", "/a?b=c", "Jo Bloggs"
    )
    assert lines(stream)[0]["message"] == '%s - "WebSocket %s" %s'


def test_libraries_are_heard_from_warnings_on(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").info("hello")
    logging.getLogger("streamlit.runtime").info("hello")
    assert stream.getvalue() == ""


def test_a_fault_tells_kind_and_place_but_not_its_message(stream: io.StringIO) -> None:
    try:
        raise KeyError("a child's name")
    except KeyError as fault:
        logs.log_event("fault", level=logging.ERROR, fault=fault, reference="0a1b2c3d")
    (line,) = lines(stream)
    assert line["error"] == "KeyError"
    assert line["reference"] == "0a1b2c3d"
    assert "test_logs.py:" in str(line["where"])
    assert "/" not in str(line["where"])
    assert "child" not in stream.getvalue()


def test_a_warning_tells_its_place_alone(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("value 'Jo Bloggs'", UserWarning, stacklevel=1)
    (line,) = lines(stream)
    assert "UserWarning" in str(line["message"])
    assert "Bloggs" not in stream.getvalue()


def test_a_crash_of_a_thread_is_one_line(stream: io.StringIO) -> None:
    def crash() -> None:
        raise RuntimeError("a.officer@council.example")

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    (line,) = lines(stream)
    assert (line["event"], line["error"], line["level"]) == ("crash", "RuntimeError", "critical")
    assert "officer" not in stream.getvalue()


def test_text_for_people_holds_the_same() -> None:
    record = logging.LogRecord("kpi", logging.INFO, "", 0, "page_shown", None, None)
    record.facts = {"page": "scorecard", "reason": "two words"}
    assert re.fullmatch(
        r'\S+Z INFO page_shown page=scorecard reason="two words"', logs.TextLine().format(record)
    )


def test_an_unknown_style_is_named_and_json(stream: io.StringIO) -> None:
    other = io.StringIO()
    logs.set_up("xml", other)
    assert json.loads(other.getvalue())["event"] == "setting_unknown"
