"""Faults a person can act on; `str()` of each is one clear line."""

from kpi import sanitise


class KpiError(Exception):
    """Base of every fault that is shown to a person as one line, never as a traceback.

    Names and cells of a file stand in it, so nothing in them may turn text round on a page or
    begin a line of its own in a log.
    """

    def __str__(self) -> str:
        return sanitise.line(super().__str__())


class InputError(KpiError):
    """A file that was handed in is missing, unreadable or not what it should be."""


class StoreError(KpiError):
    """The store or a snapshot in it is missing, damaged, foreign or of a newer schema.

    `remedy` is what whoever keeps the store can do: part of the line, but not of `plain`.
    """

    def __init__(self, line: str, *, remedy: str = "") -> None:
        super().__init__(f"{line} {remedy}".rstrip())
        self._line = line

    @property
    def plain(self) -> str:
        """The line as a visitor reads it: no command to run, no fault of the program."""
        return sanitise.line(self._line)


class AwayError(StoreError):
    """The store does not answer, cannot be reached or refuses access; `why` in a few words."""

    def __init__(self, line: str, why: str, *, remedy: str = "") -> None:
        super().__init__(line, remedy=remedy)
        self.why = why


class UnknownNameError(KpiError):
    """An indicator, measure, quarter, period or area that the snapshot does not hold."""


class DefinitionError(KpiError):
    """An indicator's definition file is incomplete or contradicts itself."""
