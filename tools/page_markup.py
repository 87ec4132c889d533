"""Records what every page sends in 20 states, to prove that a refactoring changed no page.

    python -m tools.page_markup record FILE     run the pages and record all their elements
    python -m tools.page_markup compare FILE    run them again and print differences (status 1)

Needs the shipped store. Addresses that Streamlit generates at each run (of files to download and
of images) are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

SHELL = Path(__file__).resolve().parents[1] / "pages" / "shell.py"
PLANS = "SEN_EHC_Excpt_20wks"
STATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("scorecard", {"quarter": "Q1 2025-26"}),
    ("scorecard", {"quarter": "Q3 2025-26", "directorate": "Children's Social Care"}),
    ("scorecard", {"quarter": "Q4 2024-25", "comparators": "newest", "neighbours": "2021-04"}),
    ("scorecard", {"quarter": "nonsense"}),
    ("indicator", {"indicator": "ehcp-20-weeks", "quarter": "Q1 2025-26"}),
    ("indicator", {"indicator": "assessments-45-days", "quarter": "Q1 2025-26", "ranges": "yes"}),
    ("indicator", {"indicator": "ks4-fsm-gap", "quarter": "Q3 2025-26"}),
    ("indicator", {"indicator": "primary-permanent-exclusions", "quarter": "Q1 2025-26"}),
    ("indicator", {"indicator": "early-help-returns", "quarter": "Q1 2025-26"}),
    ("indicator", {"indicator": "referrals-rate", "quarter": "Q1 2025-26"}),
    ("benchmarks", {"measure": PLANS}),
    ("benchmarks", {"measure": PLANS, "view": "all", "area": "330"}),
    ("benchmarks", {"measure": "LAC", "view": "neighbours"}),
    ("benchmarks", {"measure": "PriPermEx", "view": "region"}),
    ("profile", {}),
    ("profile", {"area": "908", "topic": "Absence"}),
    ("compare", {}),
    ("table", {}),
    ("paper", {"quarter": "Q1 2025-26"}),
    ("definitions", {}),
    ("guide", {}),
    ("accessibility", {}),
)
_NEW_EACH_RUN = re.compile(r"/media/[0-9a-f]+|/_stcore/\S+?(?=[\"' ])|\$\$[\w-]+|[0-9a-f]{32,}")

_AROUND, _MOST = 60, 600  # letters around a difference, and of it, that are printed


def sent(page: str, address: dict[str, str]) -> list[str]:
    """Return each element of a page in order, as JSON."""
    app = AppTest.from_file(str(SHELL), default_timeout=300)
    if page != "scorecard":
        app.switch_page(f"{page}.py")
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    if app.exception:
        raise SystemExit(f"{page} {address}: {app.exception[0].value}")
    return [_text(node.proto) for node in app if hasattr(node, "proto")]


def _text(proto: object) -> str:
    data = MessageToDict(proto) if isinstance(proto, Message) else str(proto)
    return _NEW_EACH_RUN.sub("*", json.dumps(data, sort_keys=True, ensure_ascii=False))


def all_sent() -> dict[str, list[str]]:
    """Return what each state sends, by its page and address."""
    return {
        f"{page} {json.dumps(address, sort_keys=True)}": sent(page, address)
        for page, address in STATES
    }


def _differences(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what differs in each element, with some text around it."""
    if len(before) != len(after):
        yield f"{len(before)} elements", f"{len(after)} elements"
    for old, new in zip(before, after, strict=False):
        if old != new:
            start = max(_alike(old, new) - _AROUND, 0)
            end = _alike(old[::-1], new[::-1]) - _AROUND
            parts = [text[start : len(text) - max(end, 0)][:_MOST] for text in (old, new)]
            yield parts[0], parts[1]


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts have in common from their beginning."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def main() -> int:
    """Record or compare; returns 1 where anything differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("what", choices=("record", "compare"))
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args()
    states = all_sent()
    if chosen.what == "record":
        chosen.file.write_text(json.dumps(states, ensure_ascii=False, indent=0), encoding="utf-8")
        print(f"{len(states)} states, {sum(map(len, states.values())):,} elements")
        return 0
    before = json.loads(chosen.file.read_text(encoding="utf-8"))
    different = [state for state in before | states if before.get(state) != states.get(state)]
    for state in different:
        print(state)
        for old, new in _differences(before.get(state, []), states.get(state, [])):
            print(f"  before: {old}\n  after:  {new}")
    print(f"{len(states)} states: {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
