"""No sentence disagrees with the summary table: direction, sign, unit, rounding, grammar.

Made-up indicators go the whole way, from observations to the summary's columns, and every
sentence of the row is held against those columns. Figures are formatted here anew, by `decimal`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, event, given
from hypothesis import settings as hypothesis_settings

from kpi.charts import indicator_trend, sparkline
from kpi.indicators import scorecard
from kpi.indicators.comparisons import national_rank
from kpi.indicators.scorecard import Change, ScorecardRow, View
from kpi.model.polarity import Polarity
from kpi.model.snapshot import Snapshot
from kpi.periods import Kind
from kpi.tables import summary
from kpi.wording import change_words, headline, indicator_notes, scorecard_highlights, streaks
from kpi.wording.comparisons import comparison_cells as table_wording
from kpi.wording.comparisons import likely_ranges as significance_wording
from kpi.wording.comparisons import sentences
from kpi.wording.comparisons import verdicts as verdicts_wording
from kpi.wording.status import status_reasons, status_tally
from tests.kpi.changing import BCP, quarter
from tests.kpi.made_up import AMOUNTS, RATES, SYMBOLS, Case, cases, made
from tests.shipped_models import MODELS

Q1 = quarter("Q1 2025-26")
BAD_TEXT = re.compile(
    r"\b(None|nan|NaN|inf|null|[Ii]n \d{1,2} [A-Z]\w+ \d{4})\b"
    r"|  |\(\s*\)|\(,| ,| \.|\.\.|,,|\{|\}|-0\b|--"
)
EXAMPLES = hypothesis_settings(
    max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
UNJUDGED = ("none", "range")
Line = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """One case with its row and its line of the summary."""

    case: Case
    snapshot: Snapshot
    row: ScorecardRow
    line: Line


def tell(snapshot: Snapshot, case: Case) -> Told:
    one = made(snapshot, case)
    (row,) = scorecard.summary(one, View(BCP, Q1))
    return Told(case, one, row, summary.summary_table(one, [row]).row(0, named=True))


# ---- the table's figures, formatted anew --------------------------------------------------------


def rounded(value: float, case: Case) -> Decimal:
    exact = Decimal(repr(value)).quantize(Decimal("1e-10"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1).scaleb(-case.decimals), ROUND_HALF_UP)


def number(value: Decimal) -> str:
    return f"{abs(value) if value == 0 else value:,}"


BARE = ("number", "ratio")
NAMED = ("days", "weeks", "months", "cases")


def figure(value: float, case: Case) -> str:
    return with_unit(number(rounded(value, case)), case)


def with_unit(said: str, case: Case) -> str:
    if case.unit == "percent":
        return f"{said}%"
    if case.unit == "pounds":
        return f"£{said}"
    if case.unit in BARE:
        return said
    one = said == "1" and case.unit in (*NAMED, "full-time equivalents")
    return f"{said} {case.unit.removesuffix('s') if one else case.unit}"


def short(value: float, case: Case) -> str:
    """A figure without a unit that the indicator's name has."""
    said = number(rounded(value, case))
    told = ("percent", "points", "pounds", *NAMED)
    return with_unit(said, case) if case.unit in told else said


def size(value: Decimal, case: Case) -> str:
    said = number(abs(value))
    if case.unit in ("percent", "points"):
        return f"{said} point" if abs(value) == 1 else f"{said} points"
    return with_unit(said, case)


def short_size(value: Decimal, case: Case) -> str:
    """A difference without a unit that the figures have told."""
    told = ("percent", "points", "pounds", *NAMED)
    return size(value, case) if case.unit in told else number(abs(value))


def moved(line: Line, prefix: str, before: str, case: Case) -> Decimal | None:
    """The change as shown: that of the two figures as shown."""
    now, then = line["value"], line[f"{before}_value"]
    if now is None or then is None:
        return None
    return rounded(now, case) - rounded(then, case)


def texts(told: Told) -> Iterator[str]:
    """Every sentence and fragment that any output shows of the row."""
    row = told.row
    like = national_rank.standing(
        told.snapshot, row.indicator, BCP, row.comparator("england").period
    )
    yield from (
        sentences.sentence(row), headline.fact(row), sentences.compared(row),
        headline.waiting(row), headline.marked(row), headline.value_or_reason(row),
        headline.goal(row),
        streaks.streak_words(row),
        streaks.beats_words(row), headline.gap_words(row), headline.next_due(row),
        headline.counts(row.indicator, row.now), status_reasons.why_status(row),
        indicator_notes.neighbour_words(row), indicator_notes.next_words(row),
        indicator_notes.range_rule(row), indicator_notes.standing_words(row, like),
        indicator_notes.member_rule(row.indicator, like),
        significance_wording.range_words(row.indicator, row.likely), sparkline.spark_text(row),
        models_of(told), status_tally.status_counts((row,)),
        status_tally.change_counts((row,)),
        scorecard_highlights.illustrative_counts((row,)),
    )  # fmt: skip
    for change in (row.since_last, row.since_last_year):
        yield change_words.change_words(change)
        yield change_words.change_note(row, change)
        yield status_reasons.why_direction(row, change)
    for each in verdicts_wording.verdicts(row):
        yield from (each.sentence, each.why)
    for entry in (
        *table_wording.comparison(row, like),
        *table_wording.neighbours(told.snapshot, row, like),
    ):
        yield from (entry.figure, entry.basis, entry.verdict, entry.range, entry.same_period)
    yield from (note.text for note in scorecard_highlights.notable((row,)))
    yield indicator_trend.trend(told.snapshot, row, ranges=True).text
    year = scorecard.changes_to(told.snapshot, row.indicator, BCP, told.case.others)
    if year:
        yield indicator_notes.year_words(row, *year)


def models_of(told: Told) -> str:
    rows = [scorecard.with_model(told.snapshot, told.row, model) for model in MODELS]
    return verdicts_wording.row_models(rows)


# ---- what must hold -----------------------------------------------------------------------------


def check_the_figure_its_unit_and_its_rounding(told: Told) -> None:
    case = told.case
    row, line = told.row, told.line
    event(f"{case.unit}, {'a figure' if line['value'] is not None else line['symbol']}")
    fact = headline.fact(row)
    if line["value"] is None:
        reason = SYMBOLS.get(line["symbol"], "")
        assert line["symbol"] in (*SYMBOLS, "x")
        assert headline.value_or_reason(row).lower() == (line["symbol_reason"] or reason).lower()
        assert "no figure" in fact or "no return has been loaded" in fact
        assert line["likely_range"] is None
        return
    shown = number(rounded(line["value"], case))
    assert headline.value_or_reason(row) == short(line["value"], case)
    beside = f"{headline.figure_alone(row)} {headline.unit_after_figure(row)}".strip()
    assert beside == headline.value_or_reason(row)
    said = {"number": "cases were settled", "full-time equivalents": "full-time equivalent cases"}
    if case.unit == "number" and line["value"] == 1:
        assert "The number of cases that were settled was 1" in fact
    elif case.unit in said:
        assert f"{shown} {said[case.unit]}" in fact
    elif case.unit.startswith("per "):
        assert f"{shown} cases {case.unit} were settled" in fact
    else:
        assert figure(line["value"], case) in fact
        assert (f"The difference in scores was {figure(line['value'], case)}" in fact) == (
            case.unit in AMOUNTS
        )
    if line["numerator"] is not None and case.unit == "percent":
        assert f"{line['numerator']:,.0f} of {line['denominator']:,.0f} cases" in fact
    elif case.very_small:
        base = 10 ** (case.decimals + 2)
        exact = Decimal(repr(line["value"])) / 100 * base
        per = exact.quantize(Decimal(1), ROUND_HALF_UP)
        if per >= 1:
            assert f"about {per:,} in {base:,}" in fact
        assert (f"none in {base:,}" in fact) == (line["value"] == 0)


def check_direction_and_sign_of_both_changes(told: Told) -> None:
    case = told.case
    row, line = told.row, told.line
    for prefix, before, change in (
        ("", "previous", row.since_last),
        ("year_ago_", "year_ago", row.since_last_year),
    ):
        apart = moved(line, prefix, before, case)
        direction = line[f"{prefix}direction"]
        assert direction in change_words.change_words(change)
        if is_less_than_a_case(told, change, apart):
            assert direction == line[f"{prefix}change_test"] == "no certain change"
            assert indicator_notes.arrow(change) == ""
        else:
            assert direction == expected_direction(apart, case)
            assert indicator_notes.arrow(change) == arrow(apart)
        check_why_direction(told, change, apart, prefix, before)
    check_fact_direction(told, moved(line, "", "previous", case))


def earlier(line: Line, before: str, case: Case) -> str:
    """The earlier figure, with its mark where it is of another kind than the newer one."""
    status = line[f"{before}_data_status"]
    mark = "" if status in (line["data_status"], "published", None) else f" ({status})"
    return f"{figure(line[f'{before}_value'], case)}{mark}"


def is_less_than_a_case(told: Told, change: Change, apart: Decimal | None) -> bool:
    """Whether a difference is less than one of what was counted: as displayed, and by counts."""
    per = RATES.get(told.case.unit)
    held = [told.line["denominator"], change.before.denominator if change.before else None]
    bases = [Decimal(repr(base)) for base in held if base]
    if not (apart and per and bases and abs(apart) * min(bases) < per):
        return False
    tops = [told.line["numerator"], change.before.numerator if change.before else None]
    if None in tops or len(bases) < 2:
        return True
    one, other = (Fraction(top) / Fraction(base) for top, base in zip(tops, bases, strict=True))
    return abs(one - other) * Fraction(min(bases)) < Fraction(9_999_995, 10_000_000)


def expected_direction(apart: Decimal | None, case: Case) -> str:
    if apart is None:
        return "cannot be calculated"
    if apart == 0:
        return "no change"
    if case.polarity in UNJUDGED:
        return "up" if apart > 0 else "down"
    return "improved" if (apart > 0) == (case.polarity == "higher") else "worsened"


def arrow(apart: Decimal | None) -> str:
    return "" if not apart else "↑" if apart > 0 else "↓"


def check_why_direction(
    told: Told, change: Change, apart: Decimal | None, prefix: str, before: str
) -> None:
    line, case = told.line, told.case
    why = status_reasons.why_direction(told.row, change)
    clear = line[f"{prefix}clear_change"]
    if apart is None:
        assert "There is no figure to compare." in why or "It cannot be calculated" in why
        assert clear is None
        return
    assert marked_figure("against", line[f"{before}_value"], case).search(why)
    side = "no change" if apart == 0 else "higher" if apart > 0 else "lower"
    said = f": {side}." if apart == 0 else f": {size(apart, case)} {side}."
    assert said in why
    if is_less_than_a_case(told, change, apart):
        assert why.endswith("so a change is not certain.")
        assert clear is None
        return
    rarely, could = "would rarely make such", "could make such"
    assert (rarely in why, could in why) == (clear == "yes", clear == "no")
    assert ("clearly" in change_words.change_words(change)) == (clear == "yes")
    low, high = line[f"{prefix}change_low"], line[f"{prefix}change_high"]
    if clear == "yes":
        assert (low > 0) == (apart > 0)
        assert (high > 0) == (apart > 0)
    if clear == "no" and apart != 0:
        assert low <= 0 <= high


def marked_figure(before: str, value: float, case: Case) -> re.Pattern[str]:
    """An earlier figure in a sentence, with its own mark where it is of another kind than ours."""
    mark = r"(?: \((?:illustrative|provisional|derived|published)\))?"
    return re.compile(rf"{before} {re.escape(figure(value, case))}{mark} (?:in|on) ")


def placed(case: Case) -> str:
    """How a period of the case is put: in a quarter, on the day of a state."""
    is_state = case.local_kind is Kind.QUARTER_DAY or case.figure_kind == "stock"
    return "on" if is_state else "in"


def check_fact_direction(told: Told, apart: Decimal | None) -> None:
    line, case, fact = told.line, told.case, headline.fact(told.row)
    found = [s for s in ("up from", "down from", "the same as") if s in fact]
    if apart is None:
        assert found == []
        return
    if is_less_than_a_case(told, told.row.since_last, apart):
        assert found == []
        assert f", against {earlier(line, 'previous', case)} {placed(case)}" in fact
        assert fact.endswith(". That is no certain change.")
        return
    assert found == ["the same as" if apart == 0 else "up from" if apart > 0 else "down from"]
    assert marked_figure(found[0], line["previous_value"], case).search(fact)
    noun = {"improved": "improvement", "worsened": "worsening", "up": "rise", "down": "fall"}
    wanted = noun.get(line["direction"], "") if line["clear_change"] == "yes" else ""
    assert [n for n in noun.values() if f"a clear {n}" in fact] == [wanted] * bool(wanted)


def check_verdicts_and_ranges(told: Told) -> None:
    case = told.case
    row, line = told.row, told.line
    low, high = line["value_low"], line["value_high"]
    if low is not None:
        shown = [rounded(v, case) for v in (low, line["value"], high)]
        assert shown == sorted(shown)
        tail = "%" if case.unit == "percent" else ""
        ends = f"{number(shown[0])}{tail} and {number(shown[2])}{tail}"
        assert line["likely_range"] == f"likely between {ends}"
    compared = sentences.compared(row)
    for key, column in (("england", "england"), ("neighbours", "neighbours_mean")):
        word, value = line[f"{key}_verdict"], line[column]
        comparator = row.comparator(key)
        assert line[f"{key}_verdict_words"] == (verdicts_wording.against(row, comparator) or None)
        assert (word is not None) == (low is not None and value is not None)
        if line["value"] is None or value is None:
            continue
        assert figure(value, case) in compared
        apart = rounded(line["value"], case) - rounded(value, case)
        cell = table_wording.comparator_words(row, comparator)
        side = "the same" if apart == 0 else "higher" if apart > 0 else "lower"
        first, _, own_of_their_period = cell.partition("; the council's own ")
        by, _, judged = first.partition("; " if comparator.is_mean else ": ")
        joined = OWN_PERIOD.search(as_one(compared_with(told, key)))
        assert bool(own_of_their_period) == (joined is not None)
        assert by.endswith(side)
        if apart:
            assert short_size(apart, case) in by
        assert "clearly" not in compared
        assert "clearly" not in cell
        if comparator.is_mean:
            check_group(told, word, key)
        elif word is None:
            assert judged == ""
        else:
            event(f"verdict: {word}")
            check_verdict(told, word, value, key)
            assert judged.startswith(word)


OWN_PERIOD = re.compile(
    r", (but|and) the council's (?:own |published )?[^;]*?"
    r" of that (?:year|term|quarter|month|day|period),? is "
)
SIDES = ("better", "worse", "higher", "lower")
OPPOSED = ({"better", "worse"}, {"higher", "lower"})


def stands(clause: str) -> tuple[str, str]:
    """The verdict that a clause gives, or an empty text, and the side of a group or figure."""
    verdict = "not judged" if "not judged" in clause else ""
    verdict = verdict or next((w for w in SIDES if f"judged {w}" in clause), "")
    ranked = re.search(r"\b(better|worse|higher|lower)\b \(?than (?:\d+|all|the one)", clause)
    named = re.search(r"judged (better|worse|higher|lower)", clause)
    found = ranked or named
    if re.search(r"and (worse|better|lower|higher) than", clause):  # as many as on the other side
        found = None
    return verdict, found[1] if found else ""


def as_one(text: str) -> str:
    """A text with a note that has a sentence of its own joined to what it is a note on."""
    return re.sub(r"\. (But|And) the council's", lambda m: f", {m[1].lower()} the council's", text)


def check_our_own_year(told: Told) -> None:
    """`but` joins two that differ, `and` two that do not; no rank stands with a region."""
    sayings = [(sentences.compared(told.row), False)]
    sayings += [(each.sentence, True) for each in verdicts_wording.verdicts(told.row)]
    for text, ranked in sayings:
        for sentence in re.split(r"\. (?=[A-Z])", as_one(text)):
            joined = OWN_PERIOD.search(sentence)
            if joined is None:
                continue
            before, after = sentence[: joined.start()], sentence[joined.end() :]
            (verdict, side), (own_verdict, own_side) = stands(before), stands(after)
            event(f"own year: {joined[1]}, {verdict or 'no verdict'}, {own_verdict or 'none'}")
            opposed = {side, own_side} in OPPOSED
            if " of the " not in sentence and "than all" not in sentence:  # one figure, no group
                assert not re.search(r"\d(st|nd|rd|th) of", after) or "England" in before
                one = re.search(r"\b(similar|better|worse|higher|lower)\b", before)
                if joined[1] == "but" and one:
                    assert not after.startswith(one[1])
                continue
            assert not ("not judged" in before and after.startswith("not judged ("))
            if verdict == own_verdict == "not judged":
                assert (joined[1], after[:17]) == ("and", "not judged either")
            elif opposed:
                assert joined[1] == "but"
            elif joined[1] == "but" and not ranked:
                assert verdict
                assert own_verdict
                assert verdict != own_verdict
            if after.endswith(" too"):
                assert joined[1] == "and"
                rank = r"(?:better|worse|higher|lower) than (?:all )?\d+|same as all \d+"
                assert re.findall(rank, after) == re.findall(rank, before)


def compared_with(told: Told, key: str) -> str:
    """The sentence of the page's list of verdicts on one comparator."""
    return next(each.sentence for each in verdicts_wording.verdicts(told.row) if each.key == key)


def check_verdict(told: Told, word: str, value: float, key: str) -> None:
    """Against a published figure: it lies below, in, or above the likely range."""
    line, case = told.line, told.case
    low, high = line["value_low"], line["value_high"]
    sentence, compared = line[f"{key}_verdict_words"], sentences.compared(told.row)
    assert sentence.startswith(f"{figure(line['value'], case)}, {line['likely_range']}: {word}")
    assert number(rounded(value, case)) in sentence
    few = line["denominator"] < 10
    assert (word == "too few to say") == few
    if few:
        return
    assert (word == "similar") == (low <= value <= high)
    if word in ("better", "worse"):
        assert f"it is {word} than" in compared
        assert ((word == "better") == (low > value)) == (case.polarity == "higher")
        assert f"{case.polarity} is better, so: {word}." in why_of(told, key)
    if word in ("higher", "lower"):
        assert case.polarity in UNJUDGED
        assert (word == "higher") == (low > value)
    outside = low > value or high < value
    bound = low if low > value else high
    tie = outside and rounded(bound, case) == rounded(value, case)
    shown, *_ = OWN_PERIOD.split(sentence)  # our own year may tie by itself
    assert ("before rounding" in shown) == tie


def quartile(values: list[float], share: float) -> float:
    """Type 7: the place of a share among the values in order, by a straight line between two."""
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (place - low) * (values[high] - values[low])


def check_group(told: Told, word: str | None, key: str) -> None:
    """Against a mean: how many of the group ours passes, and judged only outside its middle."""
    line, case, row = told.line, told.case, told.row
    period = row.comparator(key).period
    assert period is not None
    members = {
        "neighbours": told.snapshot.neighbours(BCP, row.model),
        # England without a figure of its own is the mean of its authorities.
        "england": told.snapshot.areas.filter(kind="authority")["area"].to_list(),
    }[key]
    found = told.snapshot.observed(row.indicator.id).filter(
        pl.col("area").is_in(members)
        & (pl.col("period_kind") == str(period.kind))
        & (pl.col("period_end") == period.end)
        & (pl.col("leg") == "")
        & pl.col("reporting_quarter").is_null()
    )
    values = sorted(v for v in found["value"] if v is not None)
    own = rounded(line["value"], case)
    below = sum(rounded(v, case) < own for v in values)
    above = sum(rounded(v, case) > own for v in values)
    best = {"higher": (below, above), "lower": (above, below)}
    best |= dict.fromkeys(UNJUDGED, (None, None))
    assert (line[f"{key}_better_than"], line[f"{key}_worse_than"]) == best[case.polarity]
    most = max(below, above)
    if most:
        assert f" {most}" in sentences.compared(row).split(f"mean of {len(values)}", 1)[1]
    if word is None:
        return
    event(f"verdict against a group: {word}")
    low, high = line["value_low"], line["value_high"]
    first, third = quartile(values, 0.25), quartile(values, 0.75)
    if len(values) < 4:
        outside = False
    else:
        assert line[f"{key}_lower_quartile"] == pytest.approx(first)
        assert line[f"{key}_upper_quartile"] == pytest.approx(third)
        outside = low > round(third, 10) or high < round(first, 10)
    few = line["denominator"] < 10
    assert (word == "too few to say") == few
    assert (word == "not judged") == (not outside and not few)
    if outside and not few:
        better = "higher" if low > third else "lower"
        wanted = (
            better
            if case.polarity in UNJUDGED
            else "better"
            if better == case.polarity
            else "worse"
        )
        assert word == wanted


def why_of(told: Told, key: str) -> str:
    return next(each.why for each in verdicts_wording.verdicts(told.row) if each.key == key)


def check_target_status_and_its_reason(told: Told) -> None:
    case = told.case
    row, line = told.row, told.line
    status, why = line["target_status"], status_reasons.why_status(row)
    assert status_tally.status_counts((row,)) == f"1 {status}"
    if case.target is None:
        assert status == "no target"
        assert why.startswith("No target is set")
        assert "context" not in why  # the made-up indicator is a headline
        return
    goal = f"{figure(case.target, case)} or {'more' if case.polarity == 'higher' else 'less'}"
    if case.upper is not None:
        goal = f"between {figure(case.target, case)} and {figure(case.upper, case)}"
    assert headline.goal(row) == goal
    assert f"The target is {goal}." in why
    if line["value"] is None:
        assert status in ("awaiting data", "suppressed")
        assert (status == "suppressed") == (line["symbol"] == "c" and row.shown.is_current)
        return
    if status in ("awaiting data",):
        assert not row.shown.is_current
        return
    if case.upper is not None:
        check_range(case, rounded(line["value"], case), status, why)
        return
    sign = 1 if case.polarity == "higher" else -1
    apart = sign * (rounded(line["value"], case) - Decimal(repr(case.target)))
    assert (status == "on target") == (apart >= 0)
    shown = figure(line["value"], case)
    short = " but is not beyond the intervention level"
    if case.level is None:
        short = "; no intervention level is set"
        assert "beyond" not in why.partition("it would be")[0]
        assert status != "beyond intervention level"
    said = {
        "on target": f"{shown} meets the target.",
        "off target": f"{shown} misses the target{short}.",
        "beyond intervention level": f"{shown} is beyond the intervention level.",
    }
    assert [s for s, text in said.items() if text in why] == [status]


def check_range(case: Case, value: Decimal, status: str, why: str) -> None:
    """Within both bounds is on target; further out than the level of that side is beyond it."""
    assert case.target is not None
    assert case.upper is not None
    low, high = Decimal(repr(case.target)), Decimal(repr(case.upper))
    side = "below" if value < low else "above" if value > high else "within"
    level = {"below": case.level, "above": case.level_upper, "within": None}[side]
    limit = None if level is None else Decimal(repr(level))
    beyond = limit is not None and (value < limit if side == "below" else value > limit)
    wanted = "on target" if side == "within" else OFF[beyond]
    assert status == wanted
    event(f"range: {side}, {status}")
    said = f"{with_unit(number(value), case)} is {side} it"
    if level is not None:
        said += f" {'and' if beyond else 'but not'} {side} {figure(level, case)}"
    assert f"{said}." in why


OFF = ("off target", "beyond intervention level")


def check_counts_and_streaks_are_grammatical(told: Told) -> None:
    case = told.case
    row, line = told.row, told.line
    counted = status_tally.change_counts((row,))
    clear = line["clear_change"] == "yes" and row.shown.is_current
    if row.shown.is_current:
        assert ("no clear change" in counted) == (not clear)
        assert (f"1 {line['direction']} clearly" in counted) == clear
        assert ("Not tested" in counted) == (line["change_test"] == "not tested")
    streak = streaks.streak_words(row)
    if streak:
        suffix = {1: "st", 2: "nd", 3: "rd"}.get(line["on_target_in_a_row"], "th")
        assert f"for the {line['on_target_in_a_row']}{suffix} quarter in a row" in streak
        assert line["target_status"] == "on target"
        sides = {"higher": "at or above target", "lower": "at or below target"}
        assert streak.startswith(sides.get(case.polarity, "within its target for"))
    for text in texts(told):
        assert not BAD_TEXT.search(text), text
        for said, unit in re.findall(r"(?<!and )(?<![\d.,])(\d[\d,.]*) (points?)\b", text):
            # Between two numbers the unit is told once, in the plural; a figure keeps its unit.
            of_figure = case.unit == "points" and f"{said} points" in text
            assert of_figure or (unit == "point") == (float(said.replace(",", "")) == 1), text


def check_every_sentence_of_a_made_up_figure_says_so(told: Told) -> None:
    row, line = told.row, told.line
    if line["value"] is None:
        return
    status = line["data_status"]
    mark = {"illustrative": "illustrative", "derived": "derived", "provisional": "provisional"}
    said = [sentences.sentence(row), *(note.text for note in scorecard_highlights.notable((row,)))]
    for each in verdicts_wording.verdicts(row):
        said += [each.sentence, each.why] if each.word else [each.why]
    said += [text for text in (models_of(told),) if text]
    if status in mark:
        for text in said:
            assert mark[status] in text, text
    if line["target_data_status"] == "illustrative":
        assert "illustrative" in status_reasons.why_status(row)
        assert "illustrative" in sentences.sentence(row)


def check_the_neighbour_sentence_stands_only_where_the_words_differ(told: Told) -> None:
    case = told.case
    said = models_of(told)
    assert told.line["neighbours_verdict_depends"] == (said or None)
    rows = [scorecard.with_model(told.snapshot, told.row, model) for model in MODELS]
    lines = [summary.summary_table(told.snapshot, [row]).row(0, named=True) for row in rows]
    means = [line["neighbours_mean"] for line in lines]
    if told.line["value"] is None or None in means:
        assert said == ""
        return
    if told.line["value_low"] is not None:
        verdicts = {line["neighbours_verdict"] for line in lines}
    else:
        value = rounded(told.line["value"], case)
        verdicts = {str((value > rounded(m, case)) - (value < rounded(m, case))) for m in means}
    assert (said != "") == (len(verdicts) > 1)
    for mean in means:
        assert said == "" or number(rounded(mean, case)) in said


CHECKS = (
    check_the_figure_its_unit_and_its_rounding,
    check_direction_and_sign_of_both_changes,
    check_verdicts_and_ranges,
    check_our_own_year,
    check_target_status_and_its_reason,
    check_counts_and_streaks_are_grammatical,
    check_every_sentence_of_a_made_up_figure_says_so,
    check_the_neighbour_sentence_stands_only_where_the_words_differ,
)


@EXAMPLES
@given(case=cases())
def test_no_sentence_disagrees_with_the_summary_table(snapshot: Snapshot, case: Case) -> None:
    told = tell(snapshot, case)
    for check in CHECKS:
        check(told)


def test_what_the_check_catches() -> None:
    """The formats made here are those of the house, and differ where they should."""
    case = Case(
        Polarity.HIGHER, "percent", 1, False, (), None, None, None, (), None, None, "published"
    )
    assert (figure(52.05, case), figure(52.04, case)) == ("52.1%", "52.0%")
    assert (size(Decimal("-1.0"), case), size(Decimal("1.1"), case)) == ("1.0 point", "1.1 points")
    assert figure(1234.5, case) == "1,234.5%"
    for bad in ("None of it", "a  b", "( )", "x ,y", "ends..", "-0 points"):
        assert BAD_TEXT.search(bad), bad


@pytest.mark.parametrize("polarity", [Polarity.HIGHER, Polarity.LOWER, "none", "range"])
def test_directions_expected_here(polarity: str) -> None:
    case = Case(polarity, "percent", 1, False, (), None, None, None, (), None, None, "published")
    up = {"higher": "improved", "lower": "worsened"}.get(polarity, "up")
    assert expected_direction(Decimal("0.1"), case) == up
    assert expected_direction(None, case) == "cannot be calculated"
