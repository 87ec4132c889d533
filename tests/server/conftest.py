"""The server's helpers on the store made from the shipped inputs, as pages have it."""

from tests.pages.conftest import built, open_page, settings, snapshot, store_root

__all__ = ["built", "open_page", "settings", "snapshot", "store_root"]
