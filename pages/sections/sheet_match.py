"""Match your own sheet: each heading and name of a council's own sheet, to be confirmed or changed.

Nothing is read before all are confirmed. Texts from the file are escaped, and never used in a
Streamlit label.
"""

from collections.abc import Callable, Collection, Sequence

import streamlit as st

from kpi.errors import InputError
from kpi.model.snapshot import Snapshot
from kpi.publishing import uploads
from kpi.publishing.review import sheet_matching
from kpi.publishing.review.sheet_matching import MatchPortion, MatchRow, MatchView
from kpi.publishing.uploads import UploadedReturn
from kpi.returns.own_sheets import sheet_mapping
from kpi.returns.own_sheets.match_proposal import LIKELY
from kpi.returns.own_sheets.sheet_mapping import OwnSheet
from kpi.returns.typed_cells import RETURNED_STATUSES
from pages.components import html
from pages.components.templates import render
from pages.sections import return_review
from pages.sections.chosen_indicators.indicators_session import MOST_LETTERS, WORDS
from pages.sections.publish_session import INDICATORS, TASK, OpenMatch, PublishSession

_SHARES = [44, 150, 236, 74, 34]
_OF_COLUMNS = ("Place", "Heading", "Means", "How sure", "OK")
_OF_LINES = ("Place", "Name in your sheet", "Means", "How sure", "OK")
CHOOSE = "Choose what it means"


def ask(
    work: PublishSession,
    files: Sequence[UploadedReturn],
    live: Snapshot,
    ask_for_files: Callable[[str], None],
) -> None:
    """Draw the sheets to be matched, one at a time, and what to do when all is confirmed.

    `ask_for_files` draws the uploader, without which Streamlit would forget the files.
    """
    match = work.match
    if match is None:
        return
    views = [sheet_matching.view(sheet, live.indicators) for sheet in match.sheets]
    names = {i.id: i.name for i in live.indicators}
    with st.container(key="match-step"):
        with st.container(horizontal=True, vertical_alignment="center", key="match-line"):
            html.draw(html.heading("Match your own sheet"))
            chosen = _which(views, match.files)
            summary, counts = views[chosen].summary, views[chosen].counts
            html.draw(render("publish/match_counts.html", summary=summary, counts=counts))
            with st.popover("Replace file"):
                ask_for_files(work.key)
            st.button("Use our form instead", on_click=work.restart, key="our-form")
        html.draw(render("publish/match_sheet.html", picture=views[chosen].picture))
        for warning in filter(None, map(sheet_matching.too_many_words, views)):
            return_review.notice(warning, alert=True)
            return
        portion = _portion(views[chosen], chosen, match.files)
        keep({_at(match.files, chosen, row) for row in portion.rows})
        _draw(views[chosen], portion, f"{match.files}-{chosen}", names)
        _confirm(work, files, live, views)


def _which(views: Sequence[MatchView], mark: str) -> int:
    """Draw the choice of a sheet where there are several; returns its number."""
    if len(views) == 1:
        return 0
    numbers = list(range(len(views)))
    picked: int = st.selectbox(
        "Sheet",
        numbers,
        format_func=lambda n: views[n].sheet,
        key=f"sheet-{mark}",
        label_visibility="collapsed",
        width=220,
    )
    return picked


def _portion(view: MatchView, number: int, mark: str) -> MatchPortion:
    """Draw the choice of a portion where a sheet has several; returns the one to draw."""
    every = sheet_matching.portions(view)
    if len(every) == 1:
        return every[0]
    waiting = [
        [row for row in portion.rows if not _is_done(_at(mark, number, row), row)]
        for portion in every
    ]
    picked: int = st.selectbox(
        "Headings and names",
        list(range(len(every))),
        format_func=lambda n: sheet_matching.portion_words(every[n], every[-1].last, waiting[n]),
        key=f"rows-{mark}-{number}",
        width=320,
    )
    return every[picked]


def _draw(view: MatchView, portion: MatchPortion, key: str, names: dict[str, str]) -> None:
    left, right = st.columns([560, 630], gap="medium")
    with left:
        html.draw(html.heading(view.columns_heading, 3))
        _head(_OF_COLUMNS, f"{key}-columns")
        _rows(portion.columns, key, names)
    with right:
        html.draw(html.heading(view.lines_heading, 3))
        _head(_OF_LINES, f"{key}-lines")
        _rows(portion.lines, key, names)


def _head(words: Sequence[str], key: str) -> None:
    """Draw what stands in each part of the rows; each widget has a label of its own besides."""
    with st.container(key=f"match-head-{key}"):
        for cell, each in zip(st.columns(_SHARES, gap="small"), words, strict=True):
            with cell:
                html.draw(render("publish/match_head.html", words=each))


def _at(mark: str, number: int, row: MatchRow) -> str:
    """Return the key of a row's widgets: of the files, the sheet's number and the row's text."""
    return f"{mark}-{number}-{row.key}"


def _rows(rows: Sequence[MatchRow], key: str, names: dict[str, str]) -> None:
    """Draw a row for each text: where, the text, what it means, how sure, and the tick."""
    for row in rows:
        at = f"{key}-{row.key}"
        st.session_state.setdefault(f"ok-{at}", row.is_confirmed)
        with st.container(key=f"match-row-{at}"):
            cells = st.columns(_SHARES, gap="small", vertical_alignment="center")
            with cells[0]:
                html.draw(render("publish/match_where.html", row=row))
            with cells[1]:
                html.draw(render("publish/match_text.html", row=row))
                if row.may_be_new:
                    st.button(
                        "Add an indicator",
                        key=f"new-{at}",
                        type="tertiary",
                        on_click=_look_in_library,
                        args=(row.text,),
                    )
            with cells[2]:
                if st.session_state.get(f"means-{at}") not in (None, *row.options):
                    del st.session_state[f"means-{at}"]  # an indicator that is gone by now
                    st.session_state[f"ok-{at}"] = row.is_confirmed
                st.selectbox(
                    f"Meaning of {row.label}",
                    row.options,
                    index=row.options.index(row.meaning) if row.meaning in row.options else None,
                    format_func=lambda option, row=row: sheet_matching.option_words(
                        row, option, names
                    ),
                    placeholder=CHOOSE,
                    key=f"means-{at}",
                    label_visibility="collapsed",
                    on_change=_tick,
                    args=(at,),
                )
            with cells[3]:
                html.draw(render("publish/match_sure.html", row=row))
            with cells[4]:
                st.checkbox(f"Confirmed: {row.label}", key=f"ok-{at}", label_visibility="collapsed")


def _tick(at: str) -> None:
    """Take what an officer chose as confirmed."""
    st.session_state[f"ok-{at}"] = st.session_state[f"means-{at}"] is not None


def _look_in_library(name: str) -> None:
    """Go on to the library, and search it for a name of the sheet."""
    st.session_state[TASK] = INDICATORS
    st.session_state[WORDS] = " ".join(name.split())[:MOST_LETTERS]


def keep(drawn: Collection[str] | None = None) -> None:
    """Keep what is ticked and chosen while it is not drawn; Streamlit forgets it else.

    `drawn` are the keys of the rows that are; without it nothing of a match is.
    """
    others = () if drawn is not None else ("status-", "sheet-", "rows-")
    for key in list(st.session_state):
        if not isinstance(key, str):
            continue
        is_row = key.startswith(("ok-", "means-")) and key.partition("-")[2] not in (drawn or ())
        if is_row or key.startswith(others):
            st.session_state[key] = st.session_state[key]


def propose_anew(match: OpenMatch) -> None:
    """Forget what is chosen and not confirmed, as there may be a better proposal by now.

    What an officer has confirmed stays, unless the indicator is gone.
    """
    for key in list(st.session_state):
        if not isinstance(key, str) or not key.startswith(f"ok-{match.files}-"):
            continue
        at = key.removeprefix("ok-")
        if not st.session_state[key] or st.session_state.get(f"means-{at}", "") is None:
            st.session_state.pop(key, None)
            st.session_state.pop(f"means-{at}", None)


def _every(views: Sequence[MatchView], mark: str) -> list[tuple[int, str, MatchRow]]:
    """Return every row with the number of its sheet and the key of its widgets."""
    return [
        (number, _at(mark, number, row), row)
        for number, view in enumerate(views)
        for row in (*view.columns, *view.lines)
    ]


def _meaning(at: str, row: MatchRow) -> str:
    """Return what is chosen for a row, "" for nothing; a sheet not drawn has its proposals."""
    chosen = st.session_state.get(f"means-{at}", row.meaning)
    return chosen or ""


def _is_done(at: str, row: MatchRow) -> bool:
    return bool(st.session_state.get(f"ok-{at}", row.is_confirmed) and _meaning(at, row))


def _confirm(
    work: PublishSession,
    files: Sequence[UploadedReturn],
    live: Snapshot,
    views: Sequence[MatchView],
) -> None:
    """Draw the buttons: confirm what is likely, and go on once everything is confirmed."""
    assert work.match is not None
    mark = work.match.files
    rows = _every(views, mark)
    likely = [at for _, at, row in rows if row.sureness == LIKELY and not _is_done(at, row)]
    waiting = [row for _, at, row in rows if not _is_done(at, row)]
    with st.container(key="match-part"):
        with st.container(horizontal=True, vertical_alignment="bottom", key="match-buttons"):
            status: str = st.selectbox(
                "The figures are",
                RETURNED_STATUSES,
                index=RETURNED_STATUSES.index(work.match.sheets[0].data_status),
                key=f"status-{mark}",
                width=160,
            )
            if likely:
                st.button(
                    sheet_matching.likely_words(len(likely)),
                    on_click=_tick_all,
                    args=(likely,),
                    key="confirm-likely",
                )
            pressed = st.button(
                "Go on to Check", type="primary", disabled=bool(waiting), key="go-on"
            )
        left = sheet_matching.left_words(waiting)
        html.draw(render("publish/match_left.html", left=left))
    if not pressed:
        return
    made = tuple(
        sheet_matching.answered(
            sheet,
            {(row.part, row.text): _meaning(at, row) for n, at, row in rows if n == number},
            status,
        )
        for number, sheet in enumerate(work.match.sheets)
    )
    _go_on(work, files, live, made)
    st.rerun()


def _tick_all(likely: Sequence[str]) -> None:
    for at in likely:
        st.session_state[f"ok-{at}"] = True


def _go_on(
    work: PublishSession,
    files: Sequence[UploadedReturn],
    live: Snapshot,
    made: tuple[OwnSheet, ...],
) -> None:
    """Take a confirmed match, keep it for next quarter, and match again: nothing may be left."""
    assert work.match is not None
    names = {sheet.name for sheet in made}
    work.mapping = (*made, *(sheet for sheet in work.mapping if sheet.name not in names))
    sheets = uploads.matches(files, live, area=live.home_code(), known=work.mapping)
    work.match = OpenMatch(work.match.mark, sheets, work.match.files)
    if any(sheet.open for sheet in sheets):
        return
    try:
        sheet_mapping.keep(made)
        work.kept = sheet_matching.kept_words(made, fault="")
    except InputError as fault:
        work.kept = sheet_matching.kept_words(made, fault=str(fault))
