"""Errors a person can act on; `str()` of each is one clear line."""

from collections.abc import Iterable

from kpi import visible_text


class KpiError(Exception):
    """Base of every error that is shown to a person as one line, never as a traceback.

    Messages contain names and cells of files, so nothing in them may reverse text on a page or
    begin a line of its own in a log.
    """

    def __str__(self) -> str:
        return visible_text.line(super().__str__())


class InputError(KpiError):
    """An input file is missing, unreadable or not what it should be."""


class StoreError(KpiError):
    """The store or a snapshot in it is missing, damaged, foreign or of a newer schema.

    `remedy` is what the store's operator can do: part of the line, but not of `plain`.
    """

    def __init__(self, line: str, *, remedy: str = "") -> None:
        super().__init__(f"{line} {remedy}".rstrip())
        self._line = line

    @property
    def plain(self) -> str:
        """The line as a visitor reads it: no command to run, no fault of the program."""
        return visible_text.line(self._line)


class AwayError(StoreError):
    """The store does not answer, cannot be reached or refuses access; `why` in a few words."""

    def __init__(self, line: str, why: str, *, remedy: str = "") -> None:
        super().__init__(line, remedy=remedy)
        self.why = why


class NoticeError(KpiError):
    """A notice cannot be sent; nothing of a relay, an address or a password is in the line."""


class UnknownNameError(KpiError):
    """An indicator, measure, quarter, period or area that the snapshot does not hold."""


class DefinitionError(KpiError):
    """An indicator's definition file is incomplete or contradicts itself."""


class DefinitionFaultsError(DefinitionError):
    """Definition files have `faults`, each a line that names its file and key."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))
