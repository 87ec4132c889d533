"""Indicators: an officer searches the library, sees an indicator's page before it goes live, adds
it, and retires or restores one in use.

Every change is shown first and confirmed, and says why; nothing is written before that.
"""

from collections.abc import Collection, Sequence

import streamlit as st
from markupsafe import Markup

from kpi import settings
from kpi.charts.renderers.html import line_plot, note_list
from kpi.errors import InputError, KpiError
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot, in_order
from kpi.publishing import preview as previews
from kpi.publishing.definitions import definition_changes, definition_folder, library
from kpi.publishing.definitions.definition_changes import (
    ADD,
    RESTORE,
    RETIRE,
    DefinitionChange,
    DefinitionDraft,
)
from kpi.publishing.definitions.library import LibraryEntry
from kpi.publishing.review import indicator_preview, progress
from kpi.publishing.review.progress import ReviewStep
from kpi.service import service
from kpi.wording.legend import MarkMeaning
from pages.components import html
from pages.components.templates import render
from pages.sections import range_bar_picture, return_review
from pages.sections.chosen_indicators.indicators_session import (
    MOST_LETTERS,
    WORDS,
    IndicatorsSession,
)
from pages.sections.publish_session import see_it
from server import logs
from server.access import Officer

OUTCOMES = {ADD: "Added.", RETIRE: "Retired.", RESTORE: "Restored."}
PRESS = {
    ADD: "Add to the scorecard for everybody",
    RETIRE: "Retire for everybody",
    RESTORE: "Restore for everybody",
}
WHY = "Why (stands in the history)"
CHART_SHARE = 0.42  # of a chart's usual height, so that the range bar is on the same screen
SAY_WHY = "Say why: it stands in the history."


def show(live: Snapshot, work: IndicatorsSession, officer: Officer) -> tuple[MarkMeaning, ...]:
    """Draw the part of the page on indicators; returns the marks of its figures."""
    may_change = definition_folder.is_own()
    drafted = _drafted(live, work) if may_change or work.asked is None else None
    if work.outcome:
        html.draw(
            render(
                "publish/change_news.html",
                outcome=work.outcome,
                snapshot_id=work.made,
                indicator_id=work.done,
            )
        )
    if work.missed:
        return_review.notice(work.missed, alert=True)
    if not may_change:
        return_review.notice(definition_changes.SHIPPED_WORDS)
    marks: tuple[MarkMeaning, ...] = ()
    with st.container(key="library"):
        left, right = st.columns([436, 752], gap="medium")
        with left:
            _search(live, work)
        with right:
            if drafted is not None:
                _confirm(live, work, officer, drafted)
            if work.chosen:
                marks = _preview(live, work, may_change=may_change)
            elif drafted is None:
                html.draw(render("publish/nothing_chosen.html"))
    if may_change:
        _in_use(live, work)
    return marks


def lead(work: IndicatorsSession) -> str:
    """Return what stands beside the council's name."""
    if work.asked is not None and work.asked.change.kind != ADD:
        return f"{work.asked.change.kind.capitalize()} an indicator"
    return "Add an indicator from the library"


def steps(live: Snapshot, work: IndicatorsSession) -> tuple[ReviewStep, ...]:
    """Return how far the choice is."""
    if work.outcome and not work.chosen:
        return progress.published(work.made)
    if work.asked is not None:
        change = work.asked.change
        name = _name(live, change.indicator_id)
        if change.kind == ADD:
            return progress.drafted(name, "directorate and owner", "added to the scorecard")
        start = f"from {change.start}" if change.start else "reported again"
        return progress.drafted(name, start, f"to {change.kind}")
    if work.chosen:
        return progress.chosen(library.entry(work.chosen).name)
    return progress.choosing()


def _name(live: Snapshot, indicator_id: str) -> str:
    known = {each.id: each.name for each in live.indicators}
    return known.get(indicator_id) or library.entry(indicator_id).name


# ---- the library ---------------------------------------------------------------------------


def _search(live: Snapshot, work: IndicatorsSession) -> None:
    """Draw the search box and the ready definitions that it finds."""
    words: str = st.text_input(
        "Search the library",
        key=WORDS,
        placeholder="such as absence",
        max_chars=MOST_LETTERS,
        autocomplete="off",
        icon=":material/search:",
    )
    every = library.entries()
    matching = library.search(words)
    html.draw(
        render(
            "publish/found.html",
            summary=indicator_preview.found_words(len(matching), len(every), words),
            has_rows=bool(matching),
        )
    )
    area = live.home_code()
    used = {each.id for each in live.indicators}
    for row in indicator_preview.listed(matching, live, area, used):
        is_here = row.id == work.chosen
        with st.container(key=f"found{'-here' if is_here else ''}-{row.id}"):
            with st.container(horizontal=True, vertical_alignment="top", key=f"row-{row.id}"):
                st.button(
                    row.name,
                    key=f"look-{row.id}",
                    type="tertiary",
                    width="stretch",
                    on_click=work.look_at,
                    args=(row.id,),
                )
                html.draw(render("publish/found_figure.html", row=row))
            html.draw(render("publish/found_about.html", row=row, is_here=is_here))


# ---- the preview ---------------------------------------------------------------------------


def _preview(
    live: Snapshot, work: IndicatorsSession, *, may_change: bool
) -> tuple[MarkMeaning, ...]:
    """Draw what the chosen indicator's page shows, and the form to add it."""
    entry, area = library.entry(work.chosen), live.home_code()
    is_used = entry.id in {each.id for each in live.indicators}
    try:
        if is_used:
            shown = live
        else:
            with st.spinner("Making the page: some seconds"):
                shown = definition_changes.draft(DefinitionChange(ADD, entry.id), live).after
    except KpiError as fault:
        return_review.notice(f"It cannot be shown: {fault}", alert=True)
        return ()
    view = indicator_preview.preview(shown, entry.id, area)
    html.draw(
        render(
            "publish/indicator_preview.html",
            view=view,
            is_used=is_used,
            chart=Markup(
                f'<div class="chart">{line_plot(view.chart, CHART_SHARE)}{note_list(view.chart)}'
                "</div>"
            )
            if view.chart
            else "",
            bar=Markup(range_bar_picture.markup(view.bar, is_small=True)) if view.bar else "",
        )
    )
    if may_change and not is_used and work.asked is None:
        _ask_to_add(live, work, entry)
    return view.marks


def _ask_to_add(live: Snapshot, work: IndicatorsSession, entry: LibraryEntry) -> None:
    """Draw the form of what a council adds to a ready definition."""
    names = service().in_order(
        [entry.directorate, *service().directorates, *(i.directorate for i in live.indicators)]
    )
    with st.form(f"add-{work.key}-{entry.id}", enter_to_submit=False, border=False):
        html.draw(html.heading("What you add", 3))
        with st.container(horizontal=True, key="what-you-add"):
            directorate = st.selectbox(
                "Directorate",
                names,
                index=names.index(entry.directorate),
                key=f"directorate-{work.key}-{entry.id}",
            )
            owner = st.text_input(
                "Who answers for it",
                entry.owner_role,
                max_chars=100,
                key=f"owner-{work.key}-{entry.id}",
                autocomplete="off",
            )
        why = st.text_input(
            WHY, max_chars=300, key=f"why-add-{work.key}-{entry.id}", autocomplete="off"
        )
        pressed = st.form_submit_button("See what changes", type="primary")
        html.draw(render("publish/add_note.html"))
    if not pressed:
        return
    if not why.strip() or not owner.strip():
        return_review.notice("Say who answers for it, and why you add it.", alert=True)
        return
    change = DefinitionChange(
        ADD, entry.id, directorate=directorate, owner_role=" ".join(owner.split())
    )
    work.ask(change, why.strip())
    st.rerun()


# ---- retire and restore --------------------------------------------------------------------


def _in_use(live: Snapshot, work: IndicatorsSession) -> None:
    """Draw the forms to retire an indicator and to restore one, and the history."""
    used = in_order(live)
    reported = [each for each in used if each.retired_from is None]
    retired = [each for each in used if each.retired_from is not None]
    with st.container(horizontal=True, gap="medium", key="folds"):
        with st.expander("Retire an indicator"):
            _ask_to_retire(live, work, reported)
        if retired:
            with st.expander(f"Restore a retired indicator ({len(retired)})"):
                _ask_to_restore(work, retired)
        with st.expander("History"):
            return_review.history()


def _ask_to_retire(live: Snapshot, work: IndicatorsSession, among: Sequence[Indicator]) -> None:
    names = {each.id: each.name for each in among}
    quarters = definition_changes.retirement_quarters(live, live.home_code())
    html.draw(
        html.paragraphs(
            [
                "Reports from a quarter on no longer have it. Earlier reports still show it, and "
                "its history stays."
            ],
            kind="prose",
        )
    )
    with st.form(f"retire-{work.key}", enter_to_submit=False, border=False):
        chosen = st.selectbox(
            "Indicator to retire",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key=f"retire-which-{work.key}",
            placeholder="Choose one",
        )
        start = st.selectbox(
            "From the report of",
            [quarter.short for quarter in quarters],
            index=1,
            key=f"retire-from-{work.key}",
            width=200,
        )
        why = st.text_input(
            "Why it is retired (stands on its page, and in the history)",
            max_chars=300,
            key=f"why-retire-{work.key}",
            autocomplete="off",
        )
        pressed = st.form_submit_button("See what changes")
    if not pressed:
        return
    if chosen is None or not why.strip():
        return_review.notice("Choose an indicator, and say why it is retired.", alert=True)
        return
    work.ask(DefinitionChange(RETIRE, chosen, start=start, why=why.strip()), why.strip())
    st.rerun()


def _ask_to_restore(work: IndicatorsSession, among: Collection[Indicator]) -> None:
    names = {each.id: each.name for each in among}
    with st.form(f"restore-{work.key}", enter_to_submit=False, border=False):
        chosen = st.selectbox(
            "Indicator to restore",
            list(names),
            format_func=names.__getitem__,
            key=f"restore-which-{work.key}",
        )
        why = st.text_input(WHY, max_chars=300, key=f"why-restore-{work.key}", autocomplete="off")
        pressed = st.form_submit_button("See what changes")
    if not pressed:
        return
    if not why.strip():
        return_review.notice(SAY_WHY, alert=True)
        return
    work.ask(DefinitionChange(RESTORE, chosen), why.strip())
    st.rerun()


# ---- confirming ----------------------------------------------------------------------------


def _drafted(live: Snapshot, work: IndicatorsSession) -> DefinitionDraft | None:
    """Return what was asked for as it would be published; None where nothing is, or it fails."""
    if work.asked is None:
        return None
    try:
        with st.spinner("Working out what changes: some seconds"):
            return definition_changes.draft(work.asked.change, live)
    except KpiError as fault:
        return_review.notice(f"Nothing was changed: {fault}", alert=True)
        work.leave()
        return None


def _confirm(
    live: Snapshot, work: IndicatorsSession, officer: Officer, drafted: DefinitionDraft
) -> None:
    """Draw what a change does, and the buttons to make it or to leave it."""
    asked, key = work.asked, work.key
    if asked is None:
        return
    with st.container(key="confirm"):
        html.draw(
            render(
                "publish/confirm_change.html",
                effects=definition_changes.effect_words(drafted, live),
                also=drafted.also,
                why=asked.why,
                whose=previews.council(live.areas, settings.authority()),
                owner=asked.change.owner_role,
            )
        )
        with st.container(horizontal=True, key="confirm-buttons"):
            pressed = st.button(PRESS[asked.change.kind], type="primary", key=f"confirm-{key}")
            st.button("Not now", on_click=work.leave, key=f"leave-{key}")
    if not pressed:
        return

    def publish() -> str:
        if not officer.may_publish:
            raise InputError(officer.refusal)
        definition_changes.refuse_shipped()
        made = definition_changes.publish(drafted, who=officer.email, why=asked.why)
        logs.log_event("published", snapshot=made)
        work.done = asked.change.indicator_id
        see_it()
        return made

    with st.spinner("Making every page once, then publishing: up to half a minute"):
        work.carry_out(key, publish, OUTCOMES[asked.change.kind])
