"""The map of England's authorities, each shaded by its quartile band of one measure.

Where neither higher nor lower is better there are no bands: the quarters are by size and say so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kpi.benchmarks.map_boundaries import SOURCE, Boundary, boundaries
from kpi.benchmarks.measures import show
from kpi.benchmarks.ranking import (
    CHOSEN,
    IN_GROUP,
    NEIGHBOUR,
    OWN,
    QUARTERS,
    QUARTERS_BY_SIZE,
    RankedAuthority,
    Ranking,
    band_ranges,
    quarter_words,
)
from kpi.charts.specification.area_map import (
    HAS_FIGURE,
    NO_FIGURE,
    AreaMap,
    MapArea,
    MapKey,
)
from kpi.charts.specification.map_projection import FRAME, LONDON
from kpi.formatting import capital, in_words, listed
from kpi.model.existing_areas import state_words
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.statistics.rank_and_quartile_rules import LETTERS, band_of
from kpi.wording.comparisons.area_letters import mark_letters

_FEW = 6  # authorities without a figure that are named


def authority_map(snapshot: Snapshot, ranking: Ranking) -> AreaMap:
    """Return the map of a ranking's period.

    Every authority that has a shape is drawn, hatched without a figure; those of the period that
    have none, because they have ended since, are named in the notes.
    """
    rows = {row.area: row for row in ranking.ranked}
    shapes = boundaries()
    drawn = {code: shapes[ons] for ons in shapes if (code := snapshot.code_of(ons)) != ons}
    areas = tuple(_area(snapshot, ranking, code, shape, rows) for code, shape in drawn.items())
    return AreaMap(
        title=f"{ranking.measure.name}: authorities {ranking.period.placed}",
        text=_text(ranking, areas),
        notes=tuple(note for note in (_missing(areas), _undrawn(ranking, rows, drawn)) if note),
        credit=SOURCE.credit,
        frame=FRAME,
        inset=LONDON,
        areas=areas,
        key=_key(ranking, areas),
    )


# ---- parts --------------------------------------------------------------------------------


def _area(
    snapshot: Snapshot,
    ranking: Ranking,
    code: str,
    shape: Boundary,
    rows: Mapping[str, RankedAuthority],
) -> MapArea:
    row, area = rows.get(code), snapshot.area(code)
    absent = state_words(area, ranking.period.end)
    shade, mark, label = NO_FIGURE, row.mark if row else "", ""
    if row is None or absent or row.value is None:
        text = f"{area.name}: {absent or (row and row.reason) or 'no figure published'}"
    else:
        figure = show(ranking.measure, row.value, ranking.decimals)
        place = f", {row.place}" if row.place else ""
        band = f", {quarter_words(row.letter)}" if row.letter else ""
        text = f"{area.name}: {figure}{place}{band}"
        shade = _shade(ranking, row)
        label = f"{area.name} {figure}" if mark == OWN else ""
    return MapArea(
        code, area.name, shape.rings, shape.middle, shape.clearance, shade, mark,
        mark_letters(mark), text, label,
    )  # fmt: skip


def _shade(ranking: Ranking, row: RankedAuthority) -> str:
    if row.letter:
        return row.letter
    if ranking.measure.is_judged or ranking.measure.has_band:
        return HAS_FIGURE
    return band_of(row.value, ranking.cuts, Polarity.HIGHER.lait) or HAS_FIGURE


def _quarters(ranking: Ranking) -> list[tuple[str, str, str]]:
    """Return the letter, name and range of each quarter; empty where the measure has none."""
    if ranking.bands:
        ranges = [(band.letter, band.words) for band in ranking.bands]
        # The two in the middle are named by their letters, or the key would not fit.
        ends = {LETTERS[0], LETTERS[-1]}
        names = [f"{each}: {QUARTERS[each]}" if each in ends else each for each in QUARTERS]
    elif ranking.measure.is_judged or not ranking.cuts:
        return []
    else:
        known, decimals = ranking.measure, ranking.decimals
        ranges = [
            (letter, f"{show(known, low, decimals)} to {show(known, high, decimals)}")
            for letter, high, low in band_ranges(ranking.cuts, decimals, Polarity.HIGHER)
        ]
        names = list(QUARTERS_BY_SIZE.values())
    return [(letter, name, words) for (letter, words), name in zip(ranges, names, strict=True)]


def _text(ranking: Ranking, areas: tuple[MapArea, ...]) -> str:
    counts = Counter(area.shade for area in areas)
    quarter_counts = [
        f"{name} ({words}) {counts[letter]}" for letter, name, words in _quarters(ranking)
    ]
    quarters = f" Authorities by quarter: {listed(quarter_counts)}." if quarter_counts else ""
    without = f" Without a figure: {counts[NO_FIGURE]}." if counts[NO_FIGURE] else ""
    return f"Map of {len(areas)} authorities of England. {ranking.sentence}{quarters}{without}"


def _missing(areas: tuple[MapArea, ...]) -> str:
    names = sorted(area.name for area in areas if area.shade == NO_FIGURE)
    if not names:
        return ""
    if len(names) > _FEW:
        return f"{capital(in_words(len(names)))} authorities have no figure (hatched)."
    return f"No figure (hatched): {listed(names)}."


def _undrawn(
    ranking: Ranking, rows: Mapping[str, RankedAuthority], drawn: Mapping[str, Boundary]
) -> str:
    """Return the names of authorities that the period has and the map has not."""
    names = sorted(
        row.name for code, row in rows.items() if code not in drawn and row.value is not None
    )
    if not names:
        return ""
    return (
        f"Not drawn, as the map has the authorities of {SOURCE.edition}: {listed(names)}. "
        "Their figures are in the table."
    )


def _key(ranking: Ranking, areas: tuple[MapArea, ...]) -> tuple[MapKey, ...]:
    shades = {area.shade for area in areas}
    marks = {area.mark for area in areas}
    bands = [MapKey(letter, f"{name}, {words}") for letter, name, words in _quarters(ranking)]
    others = [
        (HAS_FIGURE in shades, MapKey(HAS_FIGURE, "has a figure; there are no bands")),
        (NO_FIGURE in shades, MapKey(NO_FIGURE, "no figure")),
        (OWN in marks, MapKey(OWN, next((a.name for a in areas if a.mark == OWN), ""))),
        (
            NEIGHBOUR in marks,
            MapKey(NEIGHBOUR, f"{mark_letters(NEIGHBOUR)}: statistical neighbour"),
        ),
        (IN_GROUP in marks, MapKey(IN_GROUP, f"{mark_letters(IN_GROUP)}: in the chosen group")),
        (CHOSEN in marks, MapKey(CHOSEN, "chosen")),
    ]
    return (*bands, *(entry for is_there, entry in others if is_there))
