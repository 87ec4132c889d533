"""Files are read with the shipped definitions, as returns are."""

from tests.kpi.returns.conftest import indicators

__all__ = ["indicators"]
