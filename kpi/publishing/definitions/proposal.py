"""A new definition proposed from LAIT's measure: unit, polarity, periods, publication, as a file.

What the data decides is taken from it, and the file says so beside each key. Texts that only the
council can write are given by whoever asks for the definition.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from itertools import takewhile
from textwrap import wrap

import polars as pl
import tomlkit

from kpi import units, visible_text
from kpi.benchmarks.measures import Measure, search
from kpi.benchmarks.pupil_groups.group_pairs import pairs_in
from kpi.benchmarks.pupil_groups.pupil_gaps import gap_decimals
from kpi.errors import UnknownNameError
from kpi.formatting import capital, slug
from kpi.model.definitions.definition_texts import TEXTS
from kpi.model.definitions.figure_kind import FigureKind
from kpi.model.polarity import Polarity
from kpi.model.schemas import LOCAL_RETURN
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind, Period
from kpi.publishing.definitions.measure_checks import unit_of
from kpi.wording.pupil_gaps import unpaired_words

_NO_COMPARATOR = "No comparator has been chosen for this indicator."
_TOTAL = "LAIT's figure is a total, which grows with the area."
_SAME_QUARTER = "same quarter"
_AFTER, _ACADEMIC = "first quarter to end after the period", ("Q2", "Q3", "Q4")
_LONGEST_PURPOSE, _WIDTH = 1_000, 96  # characters of LAIT's text, and of a line of it
_GAP = "a gap is in points, and smaller is better"


@dataclass(frozen=True)
class MeasureFacts:
    """What the data decides of an indicator that is compared with a measure.

    `definition` is one that can be taken as it is, empty where a person has to write it; `purpose`
    is LAIT's own text of the measure, which seldom is a definition.
    """

    measure: str
    name: str
    definition: str
    purpose: str
    unit: str
    polarity: Polarity
    decimals: int
    period_kind: Kind
    figure_kind: FigureKind
    month: int
    years_after: int
    legs: tuple[GapLeg, ...] = ()
    is_total: bool = False  # it grows with the area, so that nobody is compared by it


@dataclass(frozen=True)
class GapLeg:
    """One of the two figures of a gap: an id, whose figure it is, and LAIT's measure."""

    id: str
    name: str
    measure: str


def matching(snapshot: Snapshot, words: str) -> tuple[Measure, ...]:
    """Return the measures of LAIT that words may mean, the best first.

    Those with just this short name, else just this name; else all that have the words.
    """
    typed = " ".join(words.split()).casefold()
    measures = [each for each in search(snapshot, words) if not each.is_own]
    by_id = tuple(each for each in measures if each.id.casefold() == typed)
    by_name = tuple(
        each for each in measures if typed in (each.name.casefold(), each.also_known_as.casefold())
    )
    return by_id or by_name or tuple(measures)


def unknown_words(snapshot: Snapshot, words: str) -> str:
    """Return that LAIT has no measure with some words, and with which words like them it has some.

    `LAIT has no measure with 'Fundng'; perhaps 'funded', as in 2yr_Ofsted_rating (...) and 1 more`.
    """
    unknown = f"LAIT has no measure with '{words}'"
    known = {
        word
        for each in search(snapshot, "")
        if not each.is_own
        for word in re.findall(r"\w{3,}", f"{each.id} {each.name} {each.also_known_as}".casefold())
    }
    typed = re.findall(r"\w+", words.casefold())
    known_words = [word if matching(snapshot, word) else _like(word, known) for word in typed]
    meant = " ".join(known_words) if all(known_words) else ""
    measures = matching(snapshot, meant) if meant else ()
    if not measures:
        return unknown
    rest = len(measures) - 1
    more = f" and {rest} more: python -m kpi indicator search --measures {meant}" if rest else ""
    return f"{unknown}; perhaps '{meant}', as in {measures[0].id} ({measures[0].name}){more}"


def _like(word: str, known: Collection[str]) -> str:
    """Return the known word most like one, first of those that begin like it; empty for none."""

    def begins_alike(other: str) -> int:
        pairs = zip(word, other, strict=False)
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

    return max(get_close_matches(word, sorted(known), n=5, cutoff=0.65), key=begins_alike,
               default="")  # fmt: skip


def facts(snapshot: Snapshot, words: str) -> MeasureFacts:
    """Return the facts of the one measure that words mean (`matching`).

    Raises UnknownNameError where they mean none, or several.
    """
    measures = matching(snapshot, words)
    if not measures:
        raise UnknownNameError(unknown_words(snapshot, words))
    if len(measures) > 1:
        raise UnknownNameError(f"'{words}' is in {len(measures)} of LAIT's measures, not in one")
    (measure,) = measures
    row = snapshot.measures.row(by_predicate=pl.col("measure") == measure.id, named=True)
    newest = _newest(snapshot, measure.id)
    month, years_after = _publication(newest, row["last_update"])
    unit = unit_of(str(row["unit"]), str(row["title"] or ""))
    return MeasureFacts(
        measure=measure.id,
        name=" ".join(measure.name.split()),
        definition="",
        purpose=measure.definition,
        unit=f"{unit} children" if unit.startswith("per ") else unit,
        polarity=measure.polarity,
        decimals=measure.decimals,
        period_kind=newest.kind,
        figure_kind=FigureKind.STOCK if newest.kind is Kind.SNAPSHOT else FigureKind.FLOW,
        month=month,
        years_after=years_after,
        is_total=bool(row["is_count"]) and not units.is_size(unit),
    )


MEASURE_COLUMNS = pl.Schema(
    {"measure": pl.String, "name": pl.String, "topics": pl.String, "unit": pl.String,
     "polarity": pl.String}
)  # fmt: skip


def measure_table(snapshot: Snapshot, words: str) -> pl.DataFrame:
    """Return the measures of LAIT that have all words, the best first; all of them for no word.

    Columns: measure (LAIT's short name), name, topics (with semicolons between), unit, polarity.
    """
    rows = [
        (each.id, each.name, "; ".join(each.topics), each.unit, str(each.polarity))
        for each in search(snapshot, words)
        if not each.is_own
    ]
    return pl.DataFrame(rows, schema=MEASURE_COLUMNS, orient="row")


def benchmark_keys(measure_facts: MeasureFacts | None) -> dict[str, object]:
    """Return what is known of a definition's `[benchmark]`; empty without a measure."""
    if measure_facts is None or measure_facts.is_total:
        return {}
    if not measure_facts.legs:
        return {"reader": "lait", "measure": measure_facts.measure}
    legs = [
        {"id": each.id, "name": each.name, "measure": each.measure} for each in measure_facts.legs
    ]
    return {"reader": "lait difference", "legs": legs}


def gap_facts(snapshot: Snapshot, words: str) -> MeasureFacts:
    """Return the facts of the gap between a group of children and all pupils.

    `words` find the group's measure, as in `facts`. The gap is how far the group is behind: all
    pupils less the group, or the other way where lower is better. Raises UnknownNameError where
    the measure is of no group with a counterpart.
    """
    group_facts = facts(snapshot, words)
    pair = next((each for each in pairs_in(snapshot) if each.measure == group_facts.measure), None)
    if pair is None:
        why = unpaired_words(group_facts.measure) or "It is not of a group of children."
        raise UnknownNameError(f"LAIT's {group_facts.measure} has no gap to all pupils. {why}")
    group = GapLeg(pair.group.id, pair.group.name, pair.measure)
    others = GapLeg("others", capital(pair.others), pair.reference)
    in_text = {group: pair.group.in_text, others: pair.others}
    is_low = group_facts.polarity is Polarity.LOWER
    first, second = (group, others) if is_low else (others, group)
    decimals = gap_decimals(snapshot, pair)
    return replace(
        group_facts,
        name=f"{pair.subject}: gap of {pair.group.in_text}",
        definition=(
            f"{pair.subject}: the figure of {in_text[first]} minus that of {in_text[second]}, "
            "in points."
        ),
        unit=units.POINTS,
        polarity=Polarity.LOWER,
        decimals=decimals,
        legs=(first, second),
    )


def definition_text(
    indicator_id: str,
    texts: Mapping[str, str],
    choices: Mapping[str, str],
    measure_facts: MeasureFacts | None,
) -> str:
    """Return a commented definition file without an order.

    `texts` are those of `TEXTS`; `choices` are polarity, unit, decimals, period_kind and
    figure_kind. Without `measure_facts`, or with a total, there is no comparator. A definition
    that is empty has LAIT's text above it to start from, and is a fault until it is written.
    """
    document = tomlkit.document()
    document.add(tomlkit.comment("What each key means: docs/defining-indicators.md"))
    document["id"] = indicator_id
    document["role"] = "headline"
    for key in ("directorate", "name", "aim"):
        document[key] = texts[key]
    for key in ("polarity", "unit"):
        document[key] = _commented(choices[key], _from(measure_facts, key, choices[key]))
    document["decimals"] = int(choices["decimals"])
    for key in TEXTS:
        if key not in document:
            if key == "definition" and not texts[key]:
                for line in _to_write(measure_facts):
                    document.add(tomlkit.comment(line))
            document[key] = texts[key]
    is_compared = measure_facts is not None and not measure_facts.is_total
    if not is_compared:
        why = _TOTAL if measure_facts else _NO_COMPARATOR
        document["no_comparator"] = _commented(why, "say here why, in a sentence")
    local = tomlkit.table()
    local["period_kind"] = choices["period_kind"]
    local["figure_kind"] = choices["figure_kind"]
    if choices["period_kind"] == Kind.MONTH:
        local["quarter_from"] = _commented("last month", "or: sum, mean, pooled counts")
    local["source"] = LOCAL_RETURN
    document["local"] = local
    reporting = tomlkit.table()
    if choices["period_kind"] == Kind.ACADEMIC:
        reporting["rule"] = _AFTER
        reporting["academic"] = list(_ACADEMIC)
    else:
        reporting["rule"] = _SAME_QUARTER
    document["reporting"] = reporting
    if measure_facts is not None and is_compared:
        document["benchmark"] = _benchmark(measure_facts)
        document["publication"] = _published(measure_facts)
    return tomlkit.dumps(document)


def id_of(name: str) -> str:
    """Return the id that a name gives: small letters, digits and single hyphens."""
    return slug(name)


# ---- parts --------------------------------------------------------------------------------


def _to_write(measure_facts: MeasureFacts | None) -> list[str]:
    """Return what stands above a definition that is to be written: LAIT's text, if there is one."""
    about = f"Still to be written: {TEXTS['definition'][0].lower()}{TEXTS['definition'][1:]}."
    purpose = visible_text.line(measure_facts.purpose).strip() if measure_facts else ""
    if not purpose:
        return [about]
    if len(purpose) > _LONGEST_PURPOSE:
        purpose = f"{purpose[:_LONGEST_PURPOSE].rsplit(' ', 1)[0]} ..."
    return [
        about,
        f"LAIT says of {measure_facts.measure if measure_facts else ''}:",
        *wrap(purpose, _WIDTH),
    ]


def _newest(snapshot: Snapshot, measure: str) -> Period:
    rows = snapshot.benchmark_rows([measure]).drop_nulls("value").sort("period_end")
    if rows.is_empty():
        raise UnknownNameError(f"LAIT's {measure} has no figure to compare with")
    last = rows.row(-1, named=True)
    return Period.of(str(last["period_kind"]), last["period_start"], last["period_end"])


def _publication(newest: Period, updated: date | None) -> tuple[int, int]:
    """Return month and years after the period in which LAIT had its newest figure.

    Without that day, a year after the period's end.
    """
    if updated is None or updated <= newest.end:
        return newest.end.month, 1
    return updated.month, updated.year - newest.end.year


def _from(measure_facts: MeasureFacts | None, key: str, chosen: str) -> str:
    """Return where a choice comes from; empty where the measure has another, or there is none."""
    if measure_facts is not None and measure_facts.legs:
        return _GAP if getattr(measure_facts, key) == chosen else ""
    is_theirs = measure_facts is not None and getattr(measure_facts, key) == chosen
    return f"as LAIT's {measure_facts.measure} has it" if measure_facts and is_theirs else ""


def _commented(value: str, comment: str) -> tomlkit.items.Item:
    item = tomlkit.item(value)
    return item.comment(comment) if comment else item


def _benchmark(measure_facts: MeasureFacts) -> tomlkit.items.Table:
    table = tomlkit.table()
    table["reader"] = "lait difference" if measure_facts.legs else "lait"
    if not measure_facts.legs:
        table["measure"] = measure_facts.measure
    table["period_kind"] = _commented(str(measure_facts.period_kind), "what LAIT's figures cover")
    table["source"] = "dfe-lait"
    table["name"] = f"{measure_facts.name} (LAIT)"
    if measure_facts.legs:
        legs = tomlkit.aot()
        for each in measure_facts.legs:
            leg = tomlkit.table()
            leg["id"], leg["name"], leg["measure"] = each.id, each.name, each.measure
            legs.append(leg)
        table["legs"] = legs
    return table


def _published(measure_facts: MeasureFacts) -> tomlkit.items.AoT:
    rule = tomlkit.table()
    rule["month"] = _commented_number(
        measure_facts.month, "the month in which LAIT had its newest figure"
    )
    rule["years_after"] = measure_facts.years_after
    many = tomlkit.aot()
    many.append(rule)
    return many


def _commented_number(value: int, comment: str) -> tomlkit.items.Item:
    return tomlkit.item(value).comment(comment)
