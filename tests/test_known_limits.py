"""The list of known accessibility limits, which the statement reads and the browser tests obey."""

import tomllib
from pathlib import Path

import pytest

LIST = Path(__file__).resolve().parents[1] / "data" / "accessibility.toml"
KNOWN = tomllib.loads(LIST.read_text("utf-8"))["known"]


def test_each_rule_is_named_once() -> None:
    rules = [entry["rule"] for entry in KNOWN]
    assert rules
    assert len(set(rules)) == len(rules)


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: str(entry["rule"]))
def test_each_limit_says_what_why_and_where_its_makers_know_of_it(entry: dict[str, str]) -> None:
    assert set(entry) == {"rule", "what", "why", "about", "upstream"}
    for key in ("what", "why"):
        assert entry[key].endswith(".")
        assert len(entry[key].split()) > 8
    assert entry["upstream"].startswith("https://github.com/")
