"""The shipped store, and one too large to hold."""

from tests.national_stores import root, shipped

__all__ = ["root", "shipped"]
