"""The server's helpers on the store made from the shipped inputs, as pages have it."""

from tests.pages.conftest import built, components, open_page, settings, snapshot, store_root

__all__ = ["built", "components", "open_page", "settings", "snapshot", "store_root"]
