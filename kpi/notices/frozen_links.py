"""Addresses of pages as they were published: each names its snapshot, so that it never changes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from kpi.periods import Period


@dataclass(frozen=True)
class FrozenLinks:
    """The links to one snapshot below an address: `https://kpi.council.example`, `/kpi` or ``."""

    address: str
    snapshot_id: str

    def scorecard(self, quarter: Period | None = None) -> str:
        """Return the address of the scorecard, of a quarter where it is given."""
        return self._page("", quarter=quarter.short if quarter else "")

    def indicator(self, indicator_id: str, quarter: Period | None = None) -> str:
        """Return the address of an indicator's page."""
        return self._page(
            "indicator", indicator=indicator_id, quarter=quarter.short if quarter else ""
        )

    def release_log(self) -> str:
        """Return the address of the releases that were taken in."""
        return f"{self._page('definitions')}#release-log"

    def _page(self, page: str, **chosen: str) -> str:
        query = {name: value for name, value in chosen.items() if value}
        named = urlencode({**query, "snapshot": self.snapshot_id}, quote_via=quote)
        return f"{self.address}/{page}?{named}"
