"""The sections of reference: marks and statuses, comparators, sources, known faults, glossary."""

from collections.abc import Iterable, Sequence
from html import escape

from kpi import formatting
from kpi.formatting import count, figure
from kpi.guidance import definitions, glossary, provenance, releases_taken_in
from kpi.indicators.comparisons.chosen_groups import usable_groups
from kpi.model.definitions.indicator import Indicator
from kpi.model.missing.symbol_meanings import SYMBOLS
from kpi.model.neighbour_models import every_list, words_of
from kpi.model.snapshot import Snapshot
from kpi.notices.atom_feed import NAME
from kpi.wording.comparisons import group_names
from pages.components import frame, html


def marks(snapshot: Snapshot, area: str) -> str:
    """Return what the marks, statuses, words of change and symbols mean."""
    wording = glossary.wording()
    marked = definitions.marked(snapshot, area)
    made_up = definitions.illustrative_words(marked)
    meanings = [
        (formatting.capital(status), _marked(meaning, [] if status == "published" else [status]))
        for status, meaning in wording.marks.items()
    ]
    return "".join(
        [
            '<p class="banner" role="note"><strong>Illustrative figures.</strong> '
            f"{escape(made_up)} The council's real quarterly values are not public in a form that "
            "can be loaded; its next return takes the place of these.</p>"
            if made_up
            else "",
            f"<h3>Real, worked out, early or made up</h3>{html.pairs(meanings)}",
            both(
                "How each indicator's figures are marked now",
                ("Indicator", "The council's own figures", "Target", "Comparators as published"),
                [
                    (
                        define_link(m.indicator),
                        _marked("", m.own) or "no figures",
                        _marked("", m.target) or "no target",
                        _marked("", m.comparators) or "none exist",
                    )
                    for m in marked
                ],
            ),
            "<h3>Target status</h3>",
            html.table(
                "What each target status means",
                ("Status", "Meaning"),
                [(html.tag(each), escape(meaning)) for each, meaning in wording.statuses.items()],
            ),
            *(_example(example) for example in definitions.examples(snapshot, area)),
            "<h3>Change and comparison</h3>",
            html.pairs((term, escape(meaning)) for term, meaning in wording.changes.items()),
            "<h3>Why a figure is missing</h3>",
            '<p class="prose">A figure that is missing is never shown as 0. The screen says why in '
            "words; downloads have the publisher's symbol beside the words.</p>",
            html.table(
                "Symbols in the downloads",
                ("Symbol", "Meaning"),
                [(escape(sign), escape(formatting.capital(why))) for sign, why in SYMBOLS.items()],
            ),
        ]
    )


def _groups(snapshot: Snapshot, area: str) -> list[tuple[str, str]]:
    """Return each group of authorities that the council chose, and who is in it."""
    return [
        (each.name, escape(group_names.in_full(snapshot, each, area)))
        for each in usable_groups(snapshot)[0].every
    ]


def comparators(snapshot: Snapshot, area: str) -> str:
    """Return what each comparator is, the neighbours by name, and what the choice of list does."""
    council = snapshot.authority(area).name
    models = [f"{words_of(model)} model" for model in snapshot.neighbour_models]
    lists = provenance.neighbour_lists(snapshot, area)
    effects = provenance.model_effects(snapshot, area)
    return "".join(
        [
            html.pairs(
                [
                    (
                        "England",
                        "DfE's own figure for the country. Where none exists, the mean of all "
                        "authorities, weighted by pupils where their number is known, marked "
                        "derived.",
                    ),
                    (
                        "Region",
                        f"{escape(provenance.region_words(snapshot, area))}. DfE's own figure or, "
                        "where none exists, the mean of its authorities, made in the same way.",
                    ),
                    (
                        "Statistical neighbours",
                        f"The ten authorities most like {escape(council)}, by "
                        f"{escape(provenance.models_words(snapshot))}. Shown is the mean of those "
                        "that have a figure, with how many of the ten that is.",
                    ),
                    *_groups(snapshot, area),
                    ("Other Good authorities", escape(provenance.good_words(snapshot, area))),
                    (
                        "As known then",
                        "A quarter's report uses only comparators that were known by the end of "
                        "that quarter. A period is known from the day on which its release was "
                        "taken in here, where that is recorded. Else it is known from its "
                        "publisher's usual month of publication. Figures that were revised later "
                        "are shown as revised, and an indicator's page says so. A switch on the "
                        "other pages shows the newest instead.",
                    ),
                    (
                        "Mean and median",
                        "The mean adds up the authorities' figures and divides by how many there "
                        "are; each counts the same, large or small. The median is the middle one, "
                        "which one extreme authority hardly moves.",
                    ),
                    (
                        "Rank and quartile band",
                        "Authorities with a figure are put in order, best first, before rounding: "
                        "“43rd of 151”. Equal figures share the better rank. Cut into four equal "
                        "groups, A is the best quarter and D the weakest. Where neither higher nor "
                        "lower is better there is no rank. Abolished authorities are left out.",
                    ),
                ]
            ),
            "<h3>The statistical neighbours by name</h3>",
            f'<p class="prose">{escape(provenance.neighbours_changed(lists))}</p>',
            html.table(
                f"Statistical neighbours of {council}, closest first",
                ("Place", *models),
                [
                    (str(rank), *(_neighbour(neighbour, len(models)) for neighbour in side_by_side))
                    for rank, side_by_side in provenance.neighbours_by_rank(lists)
                ],
            ),
            "<h3>How much the choice of list matters</h3>" if effects else "",
            both(
                provenance.effects_title(snapshot),
                ("Indicator", "Period", *models),
                [
                    (
                        escape(e.indicator.name),
                        escape(e.period.short),
                        *(_effect(e.indicator, averages) for averages in e.by_model.values()),
                    )
                    for e in effects
                ],
            )
            if effects
            else "",
        ]
    )


def sources(snapshot: Snapshot) -> str:
    """Return every source in use with publisher, edition, dates and licence."""
    return both(
        "Where the data comes from",
        ("Source", "Publisher", "Edition", "Published", "Licence", "Kind", "Note"),
        [
            (
                _source_name(about.title, about.link),
                escape(about.publisher),
                escape(about.edition),
                escape(provenance.day_words(about.published)),
                escape(about.licence),
                html.data_mark(about.status) or escape(about.status),
                escape(about.note),
            )
            for about in provenance.sources(snapshot)
        ],
    )


def release_log(snapshot: Snapshot, area: str) -> str:
    """Return the releases that were taken in, and what each of them changed."""
    releases = releases_taken_in.releases_taken_in(snapshot, area)
    if not releases:
        return f'<p class="prose">{escape(releases_taken_in.NONE)}</p>{_FOLLOW}'
    council = snapshot.authority(area).name
    table = both(
        "Publishers' releases taken in, newest first",
        (
            "Source", "Edition", "Published", "Taken in", "What changed",
            f"Values of {council} that changed", "Reason, where beyond its limits",
        ),
        [
            [
                escape(text)
                for text in (
                    each.source, each.edition, each.published, each.taken_in, each.changes,
                    each.home, each.reason,
                )
            ]
            for each in releases
        ],
    )  # fmt: skip
    return f"{table}{_FOLLOW}"


_FOLLOW = (
    '<p class="prose">New reports, corrections and releases can be followed in a reader of news: '
    f'<a href="{NAME}">Feed of changes (Atom)</a>.</p>'
)


def faults(snapshot: Snapshot) -> str:
    """Return known faults of the data, and what was read, kept and withheld."""
    parts = [
        '<p class="prose">What we found wrong, or easy to misread, in the data we use, and what we '
        "do about it.</p>"
    ]
    for group in provenance.faults(snapshot):
        withheld = f" Not shown: {group.withheld}." if group.withheld else ""
        names = html.bullets(map(escape, group.measures))
        if group.is_long:
            summary = f"The {count(len(group.measures))} measures"
            names = f"<details><summary>{summary}</summary>{names}</details>"
        parts.append(f'<p class="prose">{escape(group.fault)}{escape(withheld)}</p>{names}')
    loading = [
        "<h3>What was read, kept and withheld</h3>",
        both(
            f"Loading of snapshot {snapshot.id}",
            ("Input", "Rows read", "Kept", "Withheld", "Why"),
            [
                (escape(line.name), line.read, line.kept, line.withheld, escape(line.why))
                for line in provenance.report(snapshot)
            ],
        ),
    ]
    return "".join([*parts, *loading])


def terms(area: str) -> str:
    """Return the glossary."""
    known = glossary.wording().terms_of(area)
    return html.pairs((term.term, escape(term.words)) for term in known)


def both(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table, and the same rows as blocks for a narrow screen. Cells are markup."""
    _, *heads = head
    blocks = []
    for first, *rest in rows:
        lines = [f"<p>{escape(h)}: {cell}</p>" for h, cell in zip(heads, rest, strict=True) if cell]
        blocks.append(f'<li><p class="name">{first}</p>{"".join(lines)}</li>')
    return (
        f"{html.table(caption, head, rows, kind='wide')}"
        f'<div class="narrow"><p><strong>{escape(caption)}</strong></p>'
        f'<ul class="blocks">{"".join(blocks)}</ul></div>'
    )


def define_link(indicator: Indicator) -> str:
    """Return the link to an indicator's definition on this page."""
    past = frame.past_snapshot_name()
    asked = {frame.ASKED: past} if past else {}
    return html.link("definitions", indicator.name, define=indicator.id, **asked)


# ---- parts --------------------------------------------------------------------------------


def _marked(text: str, statuses: Iterable[str]) -> str:
    """Return text with the marks of its data statuses."""
    mark_text = " ".join(html.data_mark(s) or escape(s) for s in statuses)
    return f"{escape(text)} {mark_text}" if mark_text else escape(text)


def _example(example: definitions.RuleExample) -> str:
    named = _marked(example.indicator.name, [example.target.data_status])
    cases = html.table(
        f"Example, {example.indicator.polarity.words}: {example.rule}",
        ("Figure", "Status", "Why"),
        [(escape(c.figure), html.tag(c.status), escape(c.why)) for c in example.cases],
    )
    return f'{cases}<p class="under">The target is that of {named}.</p>'


def _neighbour(neighbour: provenance.Neighbour | None, lists: int) -> str:
    """Return a neighbour's name, its closeness, and whether every model has it."""
    if neighbour is None:
        return "none"
    in_every = f", in {every_list(lists)}" if neighbour.in_every else ""
    return html.stacked(escape(neighbour.name), f"{escape(neighbour.closeness)}{in_every}")


def _effect(indicator: Indicator, averages: provenance.NeighbourAverages | None) -> str:
    """Return the neighbours' mean, with median and count below it."""
    if averages is None:
        return "no figure"
    mean, median = (
        escape(figure(value, indicator.unit, indicator.decimals))
        for value in (averages.mean, averages.median)
    )
    return html.stacked(
        f"mean {mean}", f"median {median}", f"{averages.count} of {averages.of} authorities"
    )


def _source_name(title: str, link: str) -> str:
    """Return a source's title, linked where the data has an address."""
    return f'<a href="{escape(link)}">{escape(title)}</a>' if link else escape(title)
