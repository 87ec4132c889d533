"""What a reader could work out about hidden counts, and which further ones to hide so they cannot.

The reader knows every shown count, every total, which counts are hidden for being small, and that
others are hidden after the smallest. Pure arithmetic on counts; `kpi.suppression` says whose.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

SMALLEST, LARGEST = 1, 5
Key = tuple[object, ...]
_MOST_SUM = 20_000  # beyond it two hidden counts are never narrowed down by their sum


@dataclass(frozen=True)
class Cell:
    """One count of the council's own.

    `count` is None where it is not known, not even to us; `hidden` says it is not shown, `small`
    that it must not be worked out; `was_shown` that an earlier snapshot shows it.
    """

    key: Key
    start: date
    end: date
    count: float | None
    hidden: bool = False
    small: bool = False
    was_shown: bool = False


@dataclass(frozen=True)
class Total:
    """A count that everybody knows, of a period that holds some of ours.

    `count` is None where only a rate is known: then as much is taken to be known as we know.
    `key` is that of one of our own figures, which can be hidden itself; else None.
    """

    start: date
    end: date
    count: float | None
    key: Key | None = None


def further(cells: Sequence[Cell], totals: Sequence[Total]) -> list[Key]:
    """The keys of shown counts to hide, so that no small one can be worked out."""
    known = {cell.key: cell for cell in cells}
    found: list[Key] = []

    def hide(key: Key) -> None:
        found.append(key)
        known[key] = replace(known[key], hidden=True)

    while True:
        open_totals = [t for t in totals if t.key is None or not known[t.key].hidden]
        chosen = next(
            (key for t in open_totals if (key := _for_total(t, known.values())) is not None),
            None,
        ) or _for_sums(known.values(), open_totals)
        if chosen is None:
            return found
        hide(chosen)


# ---- one total ----------------------------------------------------------------------------


def _for_total(total: Total, cells: Iterable[Cell]) -> Key | None:
    """What to hide next within a total; None where nothing needs to be, or nothing is left."""
    every = [c for c in cells if _is_part(c, total)]
    inside = [c for c in every if not any(_holds(c, other) for other in every)]
    hidden = [c for c in inside if c.hidden]
    shown = [c for c in inside if not c.hidden and c.count is not None]
    if any(c.small for c in hidden):
        if _is_safe(total, inside):
            return None
    elif hidden or not _leaves_a_small_rest(total, inside):
        return None
    return _least(shown).key if shown else total.key


def _holds(cell: Cell, other: Cell) -> bool:
    within = cell.start <= other.start and other.end <= cell.end
    return within and (cell.start, cell.end) != (other.start, other.end)


def _leaves_a_small_rest(total: Total, inside: Sequence[Cell]) -> bool:
    """Whether total minus parts tells a small count of a part that nobody reported."""
    shown = [c.count for c in inside if c.count is not None]
    if total.count is None or not shown or (len(shown) == len(inside) and _covered(total, inside)):
        return False
    return SMALLEST <= total.count - sum(shown) <= LARGEST


def _is_part(cell: Cell, total: Total) -> bool:
    within = total.start <= cell.start and cell.end <= total.end
    return within and cell.key != total.key and (cell.start, cell.end) != (total.start, total.end)


def _least(cells: Sequence[Cell]) -> Cell:
    """The one to hide: nobody has seen it yet, it is not nought (that hides nothing), smallest."""
    return min(cells, key=lambda c: (c.was_shown, c.count == 0, c.count, c.start))


def _is_safe(total: Total, inside: Sequence[Cell]) -> bool:
    """Whether total minus shown parts leaves two values or more for each small hidden part."""
    hidden = [c for c in inside if c.hidden]
    shown = [c.count for c in inside if not c.hidden and c.count is not None]
    # Parts that nobody reported, or that have no figure, may be anything.
    unknown = sum(not c.hidden and c.count is None for c in inside)
    unknown += not _covered(total, inside)
    if len(hidden) + unknown < 2:
        return False
    rest = total.count - sum(shown) if total.count is not None else _truth(hidden)
    if SMALLEST <= rest <= LARGEST:
        return False
    small = sum(c.small for c in hidden)
    others = len(hidden) - small
    positive = [count for count in shown if count > 0]
    # Hidden parts that are not small are the smallest of those that were to be chosen from.
    for most in ([min(positive)] if positive and others else []) + [rest]:
        values = _values(rest, small, others, unknown, most)
        if values:
            return len(values) > 1
    return True  # the figures contradict the total: there is nothing to be worked out


def _covered(total: Total, parts: Sequence[Cell]) -> bool:
    """Whether parts follow each other from the first day of a total to its last."""
    day = total.start
    for part in sorted(parts, key=lambda c: (c.start, c.end)):
        if part.start > day:
            return False
        day = max(day, part.end + timedelta(days=1))
    return day > total.end


def _truth(hidden: Sequence[Cell]) -> float:
    middle = (SMALLEST + LARGEST) / 2
    return sum(middle if c.count is None else c.count for c in hidden)


def _values(rest: float, small: int, others: int, unknown: int, most: float) -> set[int]:
    """The values that one of `small` hidden parts may have, all hidden parts making up `rest`."""
    if rest < 0 or rest != int(rest):
        return set()
    if rest > _MOST_SUM and others + unknown > 0:
        return {SMALLEST, LARGEST}
    limit = int(rest)
    low, high = small - 1, (small - 1) * LARGEST
    large = range(LARGEST + 1, int(min(most, limit)) + 1)
    ranges = {(low, high)}
    for _ in range(others):  # each is nought, or more than a small count
        ranges |= {(a + large[0], b + large[-1]) for a, b in ranges} if large else set()
    return {
        value
        for value in range(SMALLEST, LARGEST + 1)
        if any(a <= limit - value and (unknown or limit - value <= b) for a, b in ranges)
    }


# ---- sums of any shown counts -------------------------------------------------------------


def _for_sums(cells: Iterable[Cell], totals: Sequence[Total]) -> Key | None:
    """What to hide where shown counts and totals of overlapping periods, added up and taken
    from each other, give a small one: cumulative figures, calendar and financial years."""
    every = list(cells)
    shown = [c for c in every if not c.hidden and c.count is not None]
    small = [c for c in every if c.hidden and c.small]
    if not small:
        return None
    # A known count of the very period cannot be helped here: see `kpi.suppression`.
    own = {(c.start, c.end) for c in small}
    spans = [(t.start, t.end) for t in totals if t.key is None and (t.start, t.end) not in own]
    spans += [(c.start, c.end) for c in shown]
    days = sorted({d for a, b in [*spans, *own] for d in (a, b + timedelta(days=1))})[:-1]

    def vector(start: date, end: date) -> list[Fraction]:
        return [Fraction(start <= day <= end) for day in days]

    fixed = [vector(*span) for span in spans[: len(spans) - len(shown)]]
    ours = {c.key: vector(c.start, c.end) for c in shown}
    for target in (vector(c.start, c.end) for c in small):
        if not _is_sum_of(target, [*fixed, *ours.values()]) or _is_sum_of(target, fixed):
            continue
        helps = [
            c
            for c in shown
            if not _is_sum_of(target, [*fixed, *(v for k, v in ours.items() if k != c.key)])
        ]
        return _least(helps or shown).key
    return None


def _is_sum_of(target: Sequence[Fraction], known: Sequence[Sequence[Fraction]]) -> bool:
    """Whether a vector is a linear combination of others (Gaussian elimination, exact)."""
    rows: list[tuple[int, list[Fraction]]] = []
    for vector in known:
        left = _reduced(vector, rows)
        pivot = next((i for i, x in enumerate(left) if x), None)
        if pivot is not None:
            rows.append((pivot, [x / left[pivot] for x in left]))
    return not any(_reduced(target, rows))


def _reduced(
    vector: Sequence[Fraction], rows: Sequence[tuple[int, list[Fraction]]]
) -> list[Fraction]:
    left = list(vector)
    for pivot, row in rows:
        if left[pivot]:
            factor = left[pivot]
            left = [x - factor * y for x, y in zip(left, row, strict=True)]
    return left
