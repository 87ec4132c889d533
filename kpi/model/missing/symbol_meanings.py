"""The symbols that stand in place of a figure, or beside one, and what each means in words.

Rules: DfE's open data standards and the symbols of Explore Education Statistics.
"""

from dataclasses import dataclass
from types import MappingProxyType

from kpi.service import too_few

SUPPRESSED = "c"
"""The symbol of a figure that is suppressed to protect children."""

SYMBOLS: dict[str, str] = {
    SUPPRESSED: f"confidential: {too_few()}",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to 0 but is not 0",
    "k": "rounds to 0 but is not 0",
    "u": "unreliable: too uncertain to show",
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "b": "break in series",
}
NO_FIGURE = frozenset({SUPPRESSED, "x", "z", "low", "k", "u"})
"""The symbols that replace a figure; the others accompany one."""


@dataclass(frozen=True)
class Legacy:
    """The symbol that an old-style one stands for, and whether DfE's screener refuses it."""

    symbol: str
    refused: bool


LEGACY = MappingProxyType(
    {text: Legacy("x", refused=False) for text in (".", "..", "-", "n/a")}
    | {text: Legacy("x", refused=True) for text in (":", "null", "na")}
    | {"~": Legacy("low", refused=True)}
)
"""Old-style symbols, lower case: `N/A` and `NULL` are found as `n/a` and `null`."""

NOT_AVAILABLE = SYMBOLS["x"]
BLANK_REASON = "not available: the cell is blank in the source"
UNREADABLE_REASON = "not available: the source has text that is not a number"

LAIT_DASH = "-"
"""How LAIT writes that there is no figure, without saying why."""
LAIT_DASH_SYMBOL = "x"
LAIT_DASH_REASON = (
    "not available: LAIT does not say whether it is suppressed, not applicable or missing"
)
