"""What a reader could infer about hidden counts, and which further counts to hide so they cannot.

The reader knows every shown count, every total, which counts are hidden for being small, and that
the others were hidden in order of size, smallest first. Counts of periods are differences of one
running sum, so the bounds a reader can infer for each are shortest paths (difference constraints;
Cormen and others, Introduction to Algorithms, section 24.4). Pure arithmetic on counts;
`kpi.disclosure.suppression` applies it to observations.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import TYPE_CHECKING

from kpi.disclosure.small_counts import LARGEST, SMALLEST

if TYPE_CHECKING:  # numpy is imported only where needed: a start is quicker without it
    import numpy as np
    from numpy.typing import NDArray

Key = tuple[object, ...]
Span = tuple[date, date]
_TOLERANCE = 1e-6  # counts are whole numbers; sums of floats may differ from them by this


@dataclass(frozen=True)
class OwnCount:
    """One count of the council's own.

    `count` is None where we do not know it either; `hidden`: it is not shown; `small`: it must not
    be inferred; `was_shown`: somebody may have an earlier snapshot that shows it.
    """

    key: Key
    start: date
    end: date
    count: float | None
    hidden: bool = False
    small: bool = False
    was_shown: bool = False

    @property
    def span(self) -> Span:
        """Its first and last day."""
        return self.start, self.end


@dataclass(frozen=True)
class PublishedTotal:
    """A count published by somebody else, of a period that contains some of ours.

    `count` is None where only a rate is known, or where the total is still to be published: then
    the reader is taken to know as much of it as we do.
    """

    start: date
    end: date
    count: float | None

    @property
    def span(self) -> Span:
        """Its first and last day."""
        return self.start, self.end


def complementary_cells(cells: Sequence[OwnCount], totals: Sequence[PublishedTotal]) -> list[Key]:
    """Return the keys of further shown counts to hide, so that no small count can be inferred."""
    keys: list[Key] = []
    while True:
        hidden = {c.key for c in cells if c.hidden} | set(keys)
        key = _next(_Reader(cells, totals, hidden))
        if key is None:
            return keys
        keys.append(key)


def recoverable_cells(cells: Sequence[OwnCount], totals: Sequence[PublishedTotal]) -> list[Key]:
    """Return the keys of small hidden counts that can be inferred whatever else is hidden.

    They were shown themselves, or follow from totals and from what was shown before.
    """
    gone = [c for c in cells if c.hidden]
    kept = {c.key for c in gone if not c.was_shown or c.count is None}
    reader = _Reader(cells, totals, kept)
    certain = reader.certain_spans()
    return [c.key for c in gone if c.small and (c.key not in kept or c.span in certain)]


class CountBounds:
    """The bounds of counts that add up over time: the least and the most of every span of days."""

    def __init__(self, days: Iterable[date]) -> None:
        import numpy as np

        self.days = sorted(set(days))
        self._place = {day: place for place, day in enumerate(self.days)}
        size = len(self.days)
        # _most[a, b]: the most that was added from day a to day b; counts are never negative.
        self._most: NDArray[np.float64] = np.where(np.tri(size, dtype=bool), 0.0, inf)

    def add_bounds(self, span: Span, least: float, most: float) -> bool:
        """Add a span's bounds; returns False and adds nothing where they contradict others."""
        if least > self.most(span) + _TOLERANCE or most < self.least(span) - _TOLERANCE:
            return False
        a, b = self._ends(span)
        self._shorten(a, b, most)
        self._shorten(b, a, -least)
        return True

    def least(self, span: Span) -> float:
        """Return the least that a span can hold."""
        a, b = self._ends(span)
        return 0.0 - float(self._most[b, a])

    def most(self, span: Span) -> float:
        """Return the most that a span can hold."""
        a, b = self._ends(span)
        return float(self._most[a, b])

    def is_one_number(self, span: Span) -> bool:
        """Return whether a span's count is certain."""
        return self.most(span) - self.least(span) < _TOLERANCE

    def small(self) -> list[Span]:
        """Return every span whose count is certain and small."""
        import numpy as np

        with np.errstate(invalid="ignore"):
            certain = (self._most + self._most.T) < _TOLERANCE
        inside = (self._most > SMALLEST - 1 + _TOLERANCE) & (self._most < LARGEST + 1 - _TOLERANCE)
        return [
            (self.days[a], self.days[b] - timedelta(days=1))
            for a, b in zip(*np.nonzero(certain & inside), strict=True)
            if a < b
        ]

    def _ends(self, span: Span) -> tuple[int, int]:
        return self._place[span[0]], self._place[span[1] + timedelta(days=1)]

    def _shorten(self, a: int, b: int, most: float) -> None:
        if most < self._most[a, b]:
            import numpy as np

            way = self._most[:, a, None] + most + self._most[None, b, :]
            np.minimum(self._most, way, out=self._most)


class _Reader:
    """A reader who sees all counts but the hidden ones, and what this reader can infer."""

    def __init__(
        self, cells: Sequence[OwnCount], totals: Sequence[PublishedTotal], hidden: Collection[Key]
    ) -> None:
        own = {c.span for c in cells if c.key in hidden}
        self.hidden = [c for c in cells if c.key in hidden]
        self.small = [c for c in self.hidden if c.small]
        self.shown = [c for c in cells if c.key not in hidden and c.count is not None]
        self._cells, self._totals = cells, totals
        # Somebody else's count of the same period is not dealt with here but in
        # `kpi.disclosure.suppression`.
        self._known = [(t.span, n) for t in totals if t.span not in own
                       if (n := self._truth(t)) is not None]  # fmt: skip
        self.wholes = [*self._known, *((c.span, float(c.count or 0)) for c in self.shown)]
        spans = [*(c.span for c in cells), *(t.span for t in totals)]
        self._ends = {day for start, end in spans for day in (start, _after(end))}

    def certain_spans(self) -> set[Span]:
        """Return spans of small hidden counts that are certain, not from totals alone."""
        if not self.small:
            return set()
        alone, clever = self._flow([], clever=True), self._flow(self.shown, clever=True)
        # Also by addition alone: a hidden count that we do not know may not be small after all.
        simple = self._flow(self.shown, clever=False)
        return {
            c.span
            for c in self.small
            if not alone.is_one_number(c.span)
            and (clever.is_one_number(c.span) or simple.is_one_number(c.span))
        }

    def small_sums(self) -> list[Span]:
        """Return spans with a certain small count, and totals whose hidden parts add up to one."""
        if not self.wholes or not self.shown:
            return []
        alone = set(self._flow([], clever=False).small())
        spans = [s for s in self._flow(self.shown, clever=False).small() if s not in alone]
        spans += [span for span, count in self.wholes if self._leaves_a_small_rest(span, count)]
        return spans

    def without(self, cell: OwnCount) -> _Reader:
        """Return the same reader with this count hidden as well."""
        return _Reader(self._cells, self._totals, {c.key for c in self.hidden} | {cell.key})

    def adds_up(self, span: Span) -> bool:
        """Return whether a span's count follows from addition and subtraction alone."""
        return self._flow(self.shown, clever=False).is_one_number(span)

    def _leaves_a_small_rest(self, span: Span, count: float) -> bool:
        inside = _finest(c for c in self._cells if _is_within(c.span, span))
        shown = [float(c.count) for c in inside if c in self.shown and c.count is not None]
        if not shown or (len(shown) == len(inside) and _covered(span, inside)):
            return False
        return SMALLEST - _TOLERANCE <= count - sum(shown) <= LARGEST + _TOLERANCE

    def _flow(self, shown: Sequence[OwnCount], *, clever: bool) -> CountBounds:
        """Return the bounds from totals and `shown`; `clever` adds those of the hiding rule."""
        flow = CountBounds(self._ends)
        for cell in shown:
            flow.add_bounds(cell.span, float(cell.count or 0), float(cell.count or 0))
        if clever:
            for cell in self.hidden:
                flow.add_bounds(cell.span, *self._by_the_rule(cell))
        for span, count in self._known:
            flow.add_bounds(span, count, count)
        return flow

    def _by_the_rule(self, cell: OwnCount) -> tuple[float, float]:
        """Return a hidden count's least and most: small, or the smallest that could be hidden."""
        if cell.small:
            return (SMALLEST, LARGEST)
        least = LARGEST + 1 if cell.count is None or cell.count > LARGEST else 0
        totals = [span for span, _ in self.wholes if _is_within(cell.span, span)]
        others = [
            float(c.count)
            for c in self.shown
            if c.count and not c.was_shown and any(_is_within(c.span, span) for span in totals)
        ]
        return least, max([min(others, default=inf), least])

    def _truth(self, total: PublishedTotal) -> float | None:
        """Return a total's count, or the sum of its parts where it is not known and they cover it.

        A hidden part of unknown count is taken as the middle of the small counts. None where the
        total does not follow.
        """
        if total.count is not None:
            return total.count
        parts = _finest(c for c in self._cells if _is_within(c.span, total.span))
        if not _covered(total.span, parts):
            return None
        middle = (SMALLEST + LARGEST) / 2
        counts = [middle if c.count is None and c.key in
                  {h.key for h in self.hidden} else c.count for c in parts]  # fmt: skip
        return None if None in counts else sum(float(n) for n in counts if n is not None)


def _next(reader: _Reader) -> Key | None:
    """Return the key of the next count to hide; None where none needs to be or can be."""
    if not reader.shown:
        return None
    for span in [*sorted(reader.certain_spans()), *reader.small_sums()]:
        choice = _least(span, list(_helps(span, reader)))
        if choice is not None:
            return choice.key
    return None


def _helps(span: Span, reader: _Reader) -> Iterator[OwnCount]:
    """Yield the shown counts that may be hidden to protect a span's count.

    They are those without which it no longer follows from the others; where no single one prevents
    that, those within the totals that contain the span.
    """
    if reader.adds_up(span):
        alone = [c for c in reader.shown if not reader.without(c).adds_up(span)]
        if alone:
            yield from alone
            return
    totals = [whole for whole, _ in reader.wholes if whole == span or _is_within(span, whole)]
    for cell in reader.shown:
        if any(cell.span == whole or _is_within(cell.span, whole) for whole in totals):
            yield cell


def _least(span: Span, cells: Sequence[OwnCount]) -> OwnCount | None:
    """Return the count to hide: the first by these rules, in order; None without any.

    A part before a total, one not shown before, one that is not zero (hiding a zero protects
    nothing), the smallest, the earliest.
    """
    return min(
        cells,
        key=lambda c: (_is_within(span, c.span), c.was_shown, c.count == 0, c.count, c.start),
        default=None,
    )


# ---- periods ------------------------------------------------------------------------------


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _is_within(span: Span, whole: Span) -> bool:
    return whole[0] <= span[0] and span[1] <= whole[1] and span != whole


def _finest(cells: Iterable[OwnCount]) -> list[OwnCount]:
    """Return the cells that contain no other of them."""
    every = list(cells)
    return [c for c in every if not any(_is_within(other.span, c.span) for other in every)]


def _covered(span: Span, parts: Sequence[OwnCount]) -> bool:
    """Return whether parts follow each other without a gap from a span's first day to its last."""
    day = span[0]
    for part in sorted(parts, key=lambda c: (c.start, c.end)):
        if part.start > day:
            return False
        day = max(day, _after(part.end))
    return day > span[1]
