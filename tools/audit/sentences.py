"""Checks every sentence of the summary against the recalculated row: claims and numbers.

A claim ("better than England's 46.4%", "down from 69.4%: a clear worsening", "better than
6 of the 10") is read by its template and must equal the recalculated one. And every number in
every text must be one that the recalculated row has, so that new kinds of sentence are checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from tools.audit.arithmetic import rounded
from tools.audit.figures_set_aside import NOT_TELLABLE
from tools.audit.tables import Record

TEXTS = (
    "sentence", "likely_range", "target_rule", "period_note", "change_reason",
    "year_ago_change_reason", "england_verdict_words", "region_verdict_words",
    "neighbours_verdict_words", "good_verdict_words", "england_basis", "region_basis",
    "neighbours_basis", "good_basis", "england_likeness",
)  # fmt: skip
AMOUNT = r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
NUMBER = re.compile(AMOUNT)
WEIGHTS_OF = "academic year 2024/25"  # the only year with pupils on roll
KEYS = ("england", "region", "neighbours", "good")
NOUNS = {"improvement": "improved", "worsening": "worsened", "rise": "up", "fall": "down"}


def faults(row: Record, expected: Record, definition: Record) -> list[str]:
    """Return the faults in the texts of a row of the file, by the recalculated row `expected`."""
    lines = []
    for column in TEXTS:
        text = row[column] or ""
        lines += [f"{column}: {fault}" for fault in _claims(column, text, expected, definition)]
        strange = [n for n in _numbers(text) if n not in _explained(row, expected, definition)]
        lines += [f"{column}: nothing explains {n} in {text!r}" for n in strange]
    return [*lines, *_marks(row, expected)]


def _marks(row: Record, expected: Record) -> Iterator[str]:
    """Yield faults where a main sentence lacks the mark of a figure that nobody publishes.

    A mark on a sentence without such a figure is a fault too.
    """
    figure = expected["data_status"] if expected["value"] is not None else None
    target = expected["target_data_status"]
    text = row["sentence"]
    made_up = "illustrative" in (figure, target)
    if expected["value"] is not None and made_up != ("illustrative" in text):
        yield f"sentence: illustrative is said or not said wrongly: {text!r}"
    if figure == "derived" and "derived from published" not in text:
        yield f"sentence: derived is not said: {text!r}"
    for key in KEYS:
        words = row[f"{key}_verdict_words"] or ""
        if figure in ("illustrative", "derived") and words and figure not in words:
            yield f"{key}_verdict_words: {figure} is not said: {words!r}"


def _claims(column: str, text: str, expected: Record, definition: Record) -> Iterator[str]:
    places = definition["decimals"]
    for low, high in re.findall(rf"[Ll]ikely between {AMOUNT}%? and {AMOUNT}", text):
        if (low, high) != tuple(
            _shown(expected[f"value_{end}"], places) for end in ("low", "high")
        ):
            yield f"the likely range of {text!r}"
    if column in ("sentence", "england_verdict_words"):
        yield from _stands(text, expected, definition)
    if column == "sentence":
        yield from _moved(text, expected, places)
        yield from _sides(text, expected, places)
    group = re.search(r"^[^:]*: (better|worse) than (?:(\d+) of the|all) (\d+)", text)
    if group and column in ("neighbours_verdict_words", "good_verdict_words"):
        key, word, number = column.partition("_")[0], group[1], int(group[2] or group[3])
        side = {"better": "better_than", "worse": "worse_than"}.get(word)
        if side and expected[f"{key}_{side}"] != number:
            yield f"{word} than {number}, calculated {expected[f'{key}_{side}']}: {text!r}"
    judged = re.search(r"; (not judged, as too few|not judged|judged \w+)", text)
    if judged and column.endswith("_verdict_words"):
        word = expected[f"{column.partition('_')[0]}_verdict"]
        words = {"not judged": word, "too few to say": "not judged, as too few"}
        if judged[1] != words.get(word, f"judged {word}"):
            yield f"{judged[1]}, calculated {word}: {text!r}"


def _stands(text: str, expected: Record, definition: Record) -> Iterator[str]:
    """Check `better than England's 46.4%` and `it is better than England (46.4% in 2024)`."""
    pattern = rf"(better|worse|higher|lower|similar) (?:than|to) England(?:'s| \() ?{AMOUNT}"
    for word, amount in re.findall(pattern, text):
        if word != expected["england_verdict"]:
            yield f"{word}, calculated {expected['england_verdict']}: {text!r}"
        if amount != _shown(expected["england"], definition["decimals"]):
            yield f"England's {amount}: {text!r}"
    pattern = (
        r"England(?:'s [\d.,%]+| \([^()]*\))[^.()]*?, (?:but|and) [^()]*?of that \w+,? is (\w+)"
    )
    match = re.search(pattern, text)
    calculated = expected["england_same_period_verdict"]
    if match and match[1] != calculated:
        yield f"our year is {match[1]}, calculated {calculated}: {text!r}"


def _sides(text: str, expected: Record, places: int) -> Iterator[str]:
    """Check `0.084 points above England as derived` and `above England's 0.100%`."""
    for side, who in re.findall(
        r"(above|below) (England|statistical neighbours)(?: \(| as )", text
    ):
        other = expected["england" if who == "England" else "neighbours_mean"]
        if _side(expected["value"], other, places) != side:
            yield f"{side} {who}, calculated {expected['value']} and {other}: {text!r}"
    yearly = rf"ours was {AMOUNT}%? in [^,]+, (above|below) England's {AMOUNT}"
    for own, side, other in re.findall(yearly, text):
        rates = expected["official_annual"], expected["official_annual_england"]
        if (own, other) != tuple(_shown(rate, places) for rate in rates):
            yield f"official rates {own} and {other}: {text!r}"
        if _side(*rates, places) != side:
            yield f"{side} England by the official rates {rates}: {text!r}"


def _side(own: float, other: float, places: int) -> str:
    apart = rounded(own, places) - rounded(other, places)
    return "above" if apart > 0 else "below" if apart < 0 else "level"


def _moved(text: str, expected: Record, places: int) -> Iterator[str]:
    if NOT_TELLABLE in text or expected["direction"] == NOT_TELLABLE:
        against = re.search(rf", against {AMOUNT}[^,]*\. That is {NOT_TELLABLE}\.", text)
        earlier = _shown(expected["previous_value"], places)
        if expected["direction"] != NOT_TELLABLE or not against or against[1] != earlier:
            yield f"{expected['direction']} from {earlier}: {text!r}"
        return
    match = re.search(rf", (up|down|wider|narrower) (?:from|than) {AMOUNT}", text)
    if match is None:
        if re.search(r"a clear \w+|within normal variation", text):
            yield f"a change without an earlier figure: {text!r}"
        return
    if match[2] != _shown(expected["previous_value"], places):
        yield f"moved from {match[2]}: {text!r}"
    moved = rounded(expected["value"], places) - rounded(expected["previous_value"], places)
    if (match[1] in ("up", "wider")) != (moved > 0):
        yield f"{match[1]} where it moved by {moved}: {text!r}"
    clear = re.search(r"a clear (\w+)", text)
    direction, is_clear = expected["direction"], expected["clear_change"]
    if clear and (is_clear != "yes" or NOUNS[clear[1]] != direction):
        yield f"a clear {clear[1]}: calculated {direction}, clear {is_clear}"
    if "within normal variation" in text and is_clear != "no":
        yield f"within normal variation: calculated clear {is_clear}: {text!r}"


# ---- numbers -------------------------------------------------------------------------------


def _numbers(text: str) -> list[str]:
    return NUMBER.findall(text)


def _shown(value: float | None, places: int) -> str:
    return "" if value is None else f"{rounded(value, places):,}"


def _explained(row: Record, expected: Record, definition: Record) -> set[str]:
    """Return every number that a text about the recalculated row may contain, as written."""
    places = definition["decimals"]
    numbers: set[str] = set()
    values = [
        expected[name]
        for name in expected
        if isinstance(expected[name], float) and not isinstance(expected[name], bool)
    ]
    values += [expected["target"], expected["intervention_level"]]
    values += [expected.get("target_upper"), expected.get("intervention_upper")]
    for value in values:
        if value is not None:
            numbers |= {_shown(value, places), _shown(abs(value), places), _shown(value, 0)}
    shown = {
        key: rounded(expected[column], places)
        for key, column in (
            ("england", "england"), ("region", "region"),
            ("neighbours", "neighbours_mean"), ("good", "good_mean"),
        )
        if expected[column] is not None
    }  # fmt: skip
    if expected["value"] is not None:
        own = rounded(expected["value"], places)
        numbers |= {f"{abs(own - other):,}" for other in shown.values()}
        for earlier in ("previous_value", "year_ago_value"):
            if expected[earlier] is not None:
                numbers.add(f"{abs(own - rounded(expected[earlier], places)):,}")
        if expected["target"] is not None:
            numbers.add(f"{abs(own - Decimal(repr(expected['target'])).quantize(own)):,}")
        if definition.get("very_small"):
            numbers |= _one_in(expected["value"])
    numbers |= {str(expected[name]) for name in expected if isinstance(expected[name], int)}
    texts = [
        *(str(expected[name]) for name in expected if name.endswith("period")),
        *(definition[name] for name in ("aim", "name", "happened", "counted", "unit")),
        definition.get("qualifier", ""), definition.get("no_comparator", ""),
        *(b["note"] for b in definition.get("breaks", ())),
        row["reporting_quarter"], *expected["facts"], WEIGHTS_OF,
    ]  # fmt: skip
    for text in texts:
        numbers |= set(_numbers(text))
    return numbers | set(_numbers(row["symbol_reason"] or "")) | {"95"}


def _one_in(value: float) -> set[str]:
    """Return `about 12 in 100,000`: a very small percentage as a count of pupils."""
    numbers = {"0", "1"}
    for base in (1_000, 10_000, 100_000, 1_000_000):
        numbers |= {f"{base:,}", f"{rounded(value / 100 * base, 0):,}"}
    return numbers
