"""When the Publish button works: the return has no error, changes something, and has a reason.

Whether a fault is an error or a warning is decided where its check is registered: `@rule` in
`kpi/returns/checks`, an error unless it says `WARNING`. For a fault of the file itself it is
decided where it is found while reading: `kpi/returns/reader`, `sheets` and `own_sheets`.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpi.publishing.uploads import CheckedUpload


@dataclass(frozen=True)
class PublishGate:
    """Whether a checked return can be published.

    `errors` keep the button off. `is_needless` is whether the return is without errors and nothing
    would change: then there is no button.
    """

    errors: int
    is_needless: bool
    is_open: bool


def gate(result: CheckedUpload) -> PublishGate:
    """Return whether a checked return can be published, and what prevents it."""
    errors = len(result.received.errors)
    is_needless = not errors and result.compared.is_empty
    return PublishGate(errors, is_needless, result.proposal is not None and not is_needless)


def refusal(why: str) -> str:
    """Return what an officer has to give first: a reason; "" where there is one."""
    if why.strip():
        return ""
    return "Say why: it stands in the history and beside revised figures."
