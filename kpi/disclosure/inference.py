"""What a reader could work out about hidden counts, and which further ones to hide so they cannot.

The reader knows every shown count, every total, which counts are hidden for being small, and that
the others were hidden after the smallest. Counts of periods are differences of one running sum, so
what the reader can tell of each is a shortest path (difference constraints; Cormen and others,
Introduction to Algorithms, section 24.4). Pure arithmetic on counts; `kpi.disclosure.suppression`
says whose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # numpy is loaded where something is worked out: a start is quicker without it
    import numpy as np
    from numpy.typing import NDArray

SMALLEST, LARGEST = 1, 5
Key = tuple[object, ...]
Span = tuple[date, date]
_NEAR = 1e-6  # counts are whole numbers, sums of floats nearly so


@dataclass(frozen=True)
class OwnCount:
    """One count of the council's own.

    `count` is None where it is not known, not even to us; `hidden` says it is not shown, `small`
    that it must not be worked out; `was_shown` that somebody may have kept an earlier snapshot
    that shows it.
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
    """A count of somebody else's that everybody knows, of a period that holds some of ours.

    `count` is None where only a rate is known, or where the total is still to be published: then
    as much is taken to be known as we know.
    """

    start: date
    end: date
    count: float | None

    @property
    def span(self) -> Span:
        """Its first and last day."""
        return self.start, self.end


def further(cells: Sequence[OwnCount], totals: Sequence[PublishedTotal]) -> list[Key]:
    """The keys of shown counts to hide, so that no small one can be worked out."""
    found: list[Key] = []
    while True:
        hidden = {c.key for c in cells if c.hidden} | set(found)
        key = _next(_Reader(cells, totals, hidden))
        if key is None:
            return found
        found.append(key)


def exposed(cells: Sequence[OwnCount], totals: Sequence[PublishedTotal]) -> list[Key]:
    """The keys of small hidden counts that cannot be hidden any more.

    They were shown themselves, or follow from totals and from what was shown before.
    """
    gone = [c for c in cells if c.hidden]
    kept = {c.key for c in gone if not c.was_shown or c.count is None}
    reader = _Reader(cells, totals, kept)
    told = reader.told()
    return [c.key for c in gone if c.small and (c.key not in kept or c.span in told)]


class CountBounds:
    """What is known of counts that add up over time: the least and the most of every span."""

    def __init__(self, days: Iterable[date]) -> None:
        import numpy as np

        self.days = sorted(set(days))
        self._place = {day: place for place, day in enumerate(self.days)}
        size = len(self.days)
        # _most[a, b]: at most so much was added from day a to day b, and nothing is taken away.
        self._most: NDArray[np.float64] = np.where(np.tri(size, dtype=bool), 0.0, inf)

    def tell(self, span: Span, least: float, most: float) -> bool:
        """Take in what a span holds; False, and nothing is taken in, where it contradicts."""
        if least > self.most(span) + _NEAR or most < self.least(span) - _NEAR:
            return False
        a, b = self._ends(span)
        self._shorten(a, b, most)
        self._shorten(b, a, -least)
        return True

    def least(self, span: Span) -> float:
        """The least that a span can hold."""
        a, b = self._ends(span)
        return 0.0 - float(self._most[b, a])

    def most(self, span: Span) -> float:
        """The most that a span can hold."""
        a, b = self._ends(span)
        return float(self._most[a, b])

    def is_one_number(self, span: Span) -> bool:
        """Whether a span's count is certain."""
        return self.most(span) - self.least(span) < _NEAR

    def small(self) -> list[Span]:
        """Every span that is certain to hold one small count."""
        import numpy as np

        with np.errstate(invalid="ignore"):
            certain = (self._most + self._most.T) < _NEAR
        inside = (self._most > SMALLEST - 1 + _NEAR) & (self._most < LARGEST + 1 - _NEAR)
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
    """Somebody who sees all counts but the hidden ones, and what they can tell."""

    def __init__(
        self, cells: Sequence[OwnCount], totals: Sequence[PublishedTotal], hidden: Collection[Key]
    ) -> None:
        own = {c.span for c in cells if c.key in hidden}
        self.hidden = [c for c in cells if c.key in hidden]
        self.small = [c for c in self.hidden if c.small]
        self.shown = [c for c in cells if c.key not in hidden and c.count is not None]
        self._cells, self._totals = cells, totals
        # Another's count of the very period cannot be helped here: see
        # `kpi.disclosure.suppression`.
        self._known = [(t.span, n) for t in totals if t.span not in own
                       if (n := self._truth(t)) is not None]  # fmt: skip
        self.wholes = [*self._known, *((c.span, float(c.count or 0)) for c in self.shown)]
        spans = [*(c.span for c in cells), *(t.span for t in totals)]
        self._ends = {day for start, end in spans for day in (start, _after(end))}

    def told(self) -> set[Span]:
        """The spans of small hidden counts that are certain, others' totals alone aside."""
        if not self.small:
            return set()
        alone, clever = self._flow([], clever=True), self._flow(self.shown, clever=True)
        # By adding alone too: a count that we do not know may not be small after all.
        simple = self._flow(self.shown, clever=False)
        return {
            c.span
            for c in self.small
            if not alone.is_one_number(c.span)
            and (clever.is_one_number(c.span) or simple.is_one_number(c.span))
        }

    def small_sums(self) -> list[Span]:
        """Spans whose count is certain and small, and totals whose hidden parts add up to such."""
        if not self.wholes or not self.shown:
            return []
        alone = set(self._flow([], clever=False).small())
        found = [s for s in self._flow(self.shown, clever=False).small() if s not in alone]
        found += [span for span, count in self.wholes if self._leaves_a_small_rest(span, count)]
        return found

    def without(self, cell: OwnCount) -> _Reader:
        """The same reader, had this count been hidden as well."""
        return _Reader(self._cells, self._totals, {c.key for c in self.hidden} | {cell.key})

    def adds_up(self, span: Span) -> bool:
        """Whether a span's count follows from adding and taking away alone."""
        return self._flow(self.shown, clever=False).is_one_number(span)

    def _leaves_a_small_rest(self, span: Span, count: float) -> bool:
        inside = _finest(c for c in self._cells if _is_within(c.span, span))
        shown = [float(c.count) for c in inside if c in self.shown and c.count is not None]
        if not shown or (len(shown) == len(inside) and _covered(span, inside)):
            return False
        return SMALLEST - _NEAR <= count - sum(shown) <= LARGEST + _NEAR

    def _flow(self, shown: Sequence[OwnCount], *, clever: bool) -> CountBounds:
        """What is known from totals and these; `clever` of the rule of hiding as well."""
        flow = CountBounds(self._ends)
        for cell in shown:
            flow.tell(cell.span, float(cell.count or 0), float(cell.count or 0))
        if clever:
            for cell in self.hidden:
                flow.tell(cell.span, *self._by_the_rule(cell))
        for span, count in self._known:
            flow.tell(span, count, count)
        return flow

    def _by_the_rule(self, cell: OwnCount) -> tuple[float, float]:
        """The least and most of a hidden count: small, or else the smallest that was to be had."""
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
        """A total's count; where it is not known, what its parts add up to, if they cover it."""
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
    """What to hide next; None where nothing needs to be, or nothing is left."""
    if not reader.shown:
        return None
    for span in [*sorted(reader.told()), *reader.small_sums()]:
        choice = _least(span, list(_helps(span, reader)))
        if choice is not None:
            return choice.key
    return None


def _helps(span: Span, reader: _Reader) -> Iterator[OwnCount]:
    """The shown counts to choose from: those without which a span's count no longer follows from
    the others; where none does that alone, those within the totals that hold it."""
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
    """The one to hide: a part before a total, not seen by anybody yet, not nought (that hides
    nothing), the smallest."""
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
    """The cells that hold no other of them."""
    every = list(cells)
    return [c for c in every if not any(_is_within(other.span, c.span) for other in every)]


def _covered(span: Span, parts: Sequence[OwnCount]) -> bool:
    """Whether parts follow each other from the first day of a span to its last."""
    day = span[0]
    for part in sorted(parts, key=lambda c: (c.start, c.end)):
        if part.start > day:
            return False
        day = max(day, _after(part.end))
    return day > span[1]
