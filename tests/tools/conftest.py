"""The store made from the shipped inputs, for the tests of tools."""

from tests.kpi.conftest import built, store_root

__all__ = ["built", "store_root"]
