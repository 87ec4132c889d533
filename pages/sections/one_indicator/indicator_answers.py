"""The indicator page's answers: is it good enough, getting better, just us; what is being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from kpi.formatting import capital
from kpi.indicators.commentary import Comment
from kpi.indicators.scorecard import ScorecardRow
from kpi.lines_of_enquiry import questions
from kpi.model import display
from kpi.model.data_status import PUBLISHED
from kpi.wording import change_words, headline, indicator_notes, streaks, target_words
from kpi.wording.comparisons import known_then, likely_ranges, place_in_group, verdicts
from kpi.wording.comparisons.area_letters import letters
from kpi.wording.comparisons.comparison_cells import short_stance
from kpi.wording.comparisons.range_bar_words import brief
from kpi.wording.status import cases_to_target, status_reasons
from pages.components.templates import render
from pages.sections.scorecard_table import Tag, tag

NOT_GIVEN = "not said"
# Of a chart's usual height, so that the range bar stands on the same screen.
FIRST_SCREEN = 0.57


@dataclass(frozen=True)
class MarkedLine:
    """A line of text and the data status of its figures."""

    text: str
    status: str = PUBLISHED


@dataclass(frozen=True)
class Fold:
    """What is folded under a question: a title and its lines."""

    title: str
    lines: tuple[MarkedLine, ...]


@dataclass(frozen=True)
class OtherLine:
    """One comparator in a line: its letter, name, figure and how ours compares."""

    key: str
    letter: str
    label: str
    figure: str
    status: str
    words: str
    reason: str
    period: str  # where it is another than the others'


@dataclass(frozen=True)
class Action:
    """The council's commentary, and what it rests on."""

    action: str
    due: str
    overdue: str  # with the day that it is judged on; empty where it is not
    who: str
    what_happened: str
    why: str
    status: str


@dataclass(frozen=True)
class Question:
    """A question to ask, and the figures it comes from."""

    text: str
    source: str
    status: str


@dataclass(frozen=True)
class QuestionsToAsk:
    """The questions, how they are raised, and the title of each one's source."""

    heading: str
    asked: tuple[Question, ...]
    source_title: str
    none: str
    about: Fold


@dataclass(frozen=True)
class Answers:
    """Everything on the indicator page's first screen but its pictures."""

    figure: str
    unit: str
    status: str
    is_revised: bool
    is_old: bool
    tag: Tag
    enough: tuple[MarkedLine, ...]
    why_status: Fold
    change: str
    change_is_strong: bool
    change_status: str
    better: tuple[MarkedLine, ...]
    why_change: Fold
    others: tuple[OtherLine, ...]
    others_status: str
    others_known: str  # which of the others' figures they are, and of which period
    no_comparator: str
    why_verdicts: Fold
    why_likely: Fold
    action: Action | None
    no_action: str
    questions: QuestionsToAsk


def markup(
    row: ScorecardRow,
    given: Comment | None,
    asked: Sequence[questions.Enquiry],
    pictures: Markup,
    today: date,
) -> str:
    """Return the first screen of the indicator page, with its `pictures` below the answers."""
    return render("indicator.html", it=answers(row, given, asked, today), pictures=pictures)


def answers(
    row: ScorecardRow, given: Comment | None, asked: Sequence[questions.Enquiry], today: date
) -> Answers:
    """Return the answers on an indicator; `today` decides whether its action is overdue."""
    indicator, now, change = row.indicator, row.now, row.since_last
    none = indicator.no_comparator
    likely = MarkedLine(_likely(row), row.figure_status)
    return Answers(
        figure=headline.figure_alone(row),
        unit=headline.unit_after_figure(row),
        status=row.figure_status,
        is_revised=now is not None and now.symbol == "r",
        is_old=not row.shown.is_current,
        tag=tag(row.status),
        enough=_enough(row),
        why_status=Fold(
            "Why this status?",
            (
                MarkedLine(status_reasons.why_status(row)),
                MarkedLine(cases_to_target.gap_sentence(row), row.judged_status),
                MarkedLine(indicator_notes.no_count(indicator, now)),
            ),
        ),
        change=" ".join(
            filter(
                None, [indicator_notes.arrow(change), capital(change_words.change_words(change))]
            )
        ),
        change_is_strong=bool(change.clear),
        change_status=change.status,
        better=_better(row),
        why_change=Fold(
            "Why?",
            tuple(
                line
                for base, moved in indicator_notes.comparisons(row)
                for line in (
                    MarkedLine(f"{capital(base)}:"),
                    MarkedLine(status_reasons.why_direction(row, moved), moved.status),
                )
            ),
        ),
        others=() if none else _others(row),
        others_status=PUBLISHED if none else row.figure_status,
        others_known=known_then.others_of(row),
        no_comparator=none,
        why_verdicts=Fold(
            "Why these verdicts?",
            (
                likely,
                MarkedLine(indicator_notes.VERDICT_IS_NOT_STATUS),
                MarkedLine(place_in_group.GROUP_RULE),
                MarkedLine(headline.others_known_sentence(row.view)),
                *(
                    MarkedLine(f"{each.against}: {each.word}. {capital(each.sentence)}. {each.why}")
                    for each in verdicts.verdicts(row)
                ),
            ),
        ),
        # Among the verdicts, or by itself where there are none.
        why_likely=Fold("Why a likely range?", (likely,) if none and likely.text else ()),
        action=_action(given, today) if given else None,
        no_action=f"The council gave no commentary for {row.quarter.short}.",
        questions=QuestionsToAsk(
            heading=questions.HEADING,
            asked=tuple(Question(e.question, e.source, e.data_status) for e in asked),
            source_title=questions.FROM,
            none=questions.NONE,
            about=Fold("How these questions are raised", (MarkedLine(questions.INTRODUCTION),)),
        ),
    )


def _enough(row: ScorecardRow) -> tuple[MarkedLine, ...]:
    indicator, now, target = row.indicator, row.now, row.target
    made = headline.counts(indicator, now) or display.rare(indicator, row.value)
    when = headline.period_note(row)
    lines = [
        MarkedLine(
            capital(", ".join(filter(None, [made, when]))),
            row.figure_status if made else PUBLISHED,
        ),
        MarkedLine(capital(indicator_notes.no_count_short(indicator, now))),
        MarkedLine(headline.waiting(row)),
    ]
    if target is not None:
        lines.append(MarkedLine(f"Target {headline.goal(row)}", target.data_status))
        if target.has_level:
            beyond = target_words.beyond_words(indicator, target)
            lines.append(MarkedLine(f"The council must act {beyond}", target.data_status))
    lines.append(MarkedLine(capital(streaks.streak_words(row)), row.streak.status))
    return tuple(line for line in lines if line.text)


def _better(row: ScorecardRow) -> tuple[MarkedLine, ...]:
    lines = [
        MarkedLine(text, moved.status)
        for text, (_, moved) in zip(
            indicator_notes.moved_short(row), indicator_notes.comparisons(row), strict=True
        )
    ]
    taken = cases_to_target.would_have_met(row)
    if taken:
        lines.append(MarkedLine(taken, row.judged_status))
    if row.beats:
        lines.append(MarkedLine(capital(streaks.beats_words(row)), row.beats.status))
    return tuple(line for line in lines if line.text)


def _likely(row: ScorecardRow) -> str:
    if not row.likely:
        return ""
    range_text = likely_ranges.range_words(row.indicator, row.likely)
    return f"{capital(range_text)}. {indicator_notes.range_rule(row)}"


def _others(row: ScorecardRow) -> tuple[OtherLine, ...]:
    first = next((each.period for each in row.comparators if each.period), None)
    return tuple(
        OtherLine(
            key=each.key,
            letter=head.letter,
            label=head.label,
            figure=headline.number(row.indicator, each.value),
            status=each.status or PUBLISHED,
            words=short_stance(row, each),
            reason=headline.no_comparator(row, each),
            period=brief(each.period) if each.period and each.period != first else "",
        )
        for each, head in zip(row.comparators, letters(row.comparators), strict=True)
    )


def _action(given: Comment, today: date) -> Action:
    return Action(
        action=given.action or NOT_GIVEN,
        due=given.due_day,
        overdue=given.overdue_on(today),
        who=given.owner_role or NOT_GIVEN,
        what_happened=given.what_happened or NOT_GIVEN,
        why=given.why or NOT_GIVEN,
        status=given.data_status,
    )
