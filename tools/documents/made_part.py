"""A part of a document that a command makes: between two marks, written anew or checked."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class MadePart:
    """The document, the lines that begin and end its made part, and what makes it as Markdown."""

    document: Path
    begins: str
    ends: str
    make: Callable[[], str]

    def within(self, text: str) -> str:
        """Return a document's text with the present part; ValueError where a mark is missing."""
        before, rest = text.split(self.begins)
        _old, after = rest.split(self.ends)
        return f"{before}{self.begins}\n\n{self.make()}\n{self.ends}{after}"

    def is_current(self) -> bool:
        """Return whether the document has the part as it would be made now."""
        text = self.document.read_text("utf-8")
        return self.within(text) == text

    def run(self, about: str, arguments: Sequence[str] | None = None) -> int:
        """Write the part, or with --check return 1 where it is out of date."""
        parser = argparse.ArgumentParser(description=about.split("\n")[0])
        parser.add_argument("--check", action="store_true")
        if parser.parse_args(arguments).check:
            return 0 if self.is_current() else 1
        self.document.write_text(self.within(self.document.read_text("utf-8")), "utf-8")
        return 0
