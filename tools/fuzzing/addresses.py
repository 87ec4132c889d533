"""Page addresses: every field of every page, and whole pages drawn at hostile addresses."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import logger
from streamlit.testing.v1 import AppTest

from kpi.benchmarks import time_series
from kpi.errors import KpiError
from kpi.formatting import slug
from kpi.indicators import reporting_quarters
from kpi.model.snapshot import Snapshot
from kpi.periods import Period, from_ees, lait_period, parse_period, split_status
from kpi.store import live_snapshot
from pages.browser.native_sanitiser import markup_of
from pages.components import url_state
from pages.components.filters import benchmark_filters, report_filters, table_filters
from tools.fuzzing import books, mutate
from tools.fuzzing.fuzz_target import Files, FuzzTarget, text_of

SHELL = Path(__file__).resolve().parents[2] / "pages" / "shell.py"
_FIXED = {
    "view": ("time", "all", "neighbours", "region", "about"), "middle": ("mean", "median"),
    "axis": ("zero", "fitted"), "band": ("all", "A", "B", "C", "D"),
}  # fmt: skip
PAGES = {
    "scorecard": ("directorate", "indicator", "quarter", "comparators", "neighbours", "group",
                  "snapshot"),
    "indicator": ("indicator", "quarter", "comparators", "neighbours", "group", "range",
                  "snapshot"),
    "benchmarks": ("directorate", "topic", "measure", "authority", "others", "period", "neighbours",
                   "group", "view", "middle", "axis", "hide"),
    "profile": ("authority", "neighbours", "directorate", "topic", "band", "against", "direction",
                "order"),
    "table": ("table",),
    "paper": ("directorate", "indicator", "quarter", "comparators", "neighbours", "group"),
    "definitions": ("indicator", "section"),
}  # fmt: skip
"""Every page with the names that its address may have."""


def targets(snapshot: Snapshot) -> list[FuzzTarget]:
    """Return targets for fields of addresses, labels of periods, and whole pages."""
    logger.set_log_level("CRITICAL")  # it warns of each access to the choices outside a page
    state: Any = st.session_state
    state["directorate"] = state["topic"] = "all"  # the choices of a page as it starts
    good, fields = _good_values(snapshot), _fields(snapshot)

    def asked(rng: random.Random) -> Files:
        name = rng.choice(list(fields))
        value = rng.choice(good.get(name, ("x",)))
        return {"name": name.encode(), "text": books.encoded(mutate.text(rng, value))}

    def understood(files: Files, _folder: Path) -> None:
        name, text = files["name"].decode(), text_of(files)
        field = fields[name]()
        value, unknown = field.read(text)
        chosen = field.clean(value)
        assert field.clean(chosen) == chosen
        written = field.write(chosen)
        # What is written reads back as it was chosen, and is harmless text in a notice.
        if written or name != "table":  # an incomplete table has no address
            assert field.clean(field.read(written)[0]) == chosen
        for part in unknown:
            shown = url_state._ignored(field, part)
            assert not set(url_state.plain(part)) & set('<>&"`[]*$:\\'), shown
            assert len(url_state.plain(part)) <= 60

    def snapshot_of_address(files: Files, _folder: Path) -> None:
        live_snapshot.frozen(text_of(files))

    def pages(rng: random.Random) -> Files:
        page = rng.choice(list(PAGES))
        names = rng.sample(PAGES[page], min(len(PAGES[page]), rng.randrange(1, 5)))
        made = {"page": page.encode()}
        for name in names:
            value = rng.choice(good.get(name, ("x",)))
            changed = mutate.text(rng, value) if rng.random() < 0.6 else value
            made[f"?{name}"] = changed.encode("utf-8", "replace")
        return made

    return [
        FuzzTarget("fields of addresses", 19, asked, understood),
        FuzzTarget("labels of periods", 18, _label, _labels),
        FuzzTarget("snapshot in an address", 1, asked, snapshot_of_address),
        FuzzTarget("quarter asked for", 2, asked, _quarter_of(snapshot)),
        FuzzTarget("whole pages", 0, pages, _drawn),
    ]


def _fields(snapshot: Snapshot) -> dict[str, Callable[[], url_state.AddressField]]:
    """Return a function for each field that makes it."""
    labels = report_filters._labels(snapshot, "839", one_only=True)
    shared = {f.name: f for f in report_filters._fields(snapshot, "839", True, labels)}
    own = {
        "authority": benchmark_filters.authority_field(snapshot),
        "neighbours": benchmark_filters.model_field(snapshot),
        "topic": benchmark_filters.topic_field(snapshot),
        "others": url_state.some_of("others", benchmark_filters.every_area(snapshot), most=6),
        "hide": url_state.some_of("hide", overtime_lines(), most=4),
        **{name: _one_of(name, keys) for name, keys in _FIXED.items()},
    }
    made = {name: partial(_same, field) for name, field in {**shared, **own}.items()}
    return {**made, "table": lambda: table_filters.field(snapshot, [])}


def _one_of(name: str, keys: tuple[str, ...]) -> url_state.AddressField:
    return url_state.one_of(name, lambda: dict.fromkeys(keys, ""), keys[0])


def _same(field: url_state.AddressField) -> url_state.AddressField:
    return field


def overtime_lines() -> tuple[str, ...]:
    """Return the lines of a benchmark chart that may be hidden."""
    return (
        time_series.REGION,
        time_series.REGION_PART,
        time_series.NEIGHBOURS,
        time_series.ENGLAND_KEY,
    )


def _good_values(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """Return valid values of our own links, by name."""
    return {
        "directorate": ("all", *snapshot.directorates),
        "indicator": tuple(i.id for i in snapshot.indicators),
        "quarter": tuple(q.short for q in reporting_quarters.quarters(snapshot, "839")),
        "comparators": ("known-then", "newest"),
        "neighbours": ("2025-05", "2021-04"),
        "group": ("none", "880,851,852", "803-838-870"),
        "range": ("shown", "hidden"),
        "snapshot": (snapshot.id,),
        "topic": ("all", *list(benchmark_filters.topics(snapshot))[:5]),
        "measure": ("SEN_EHC_Excpt_20wks", "ehcp-20-weeks", "early-help-returns"),
        "authority": ("839", "838", "301"),
        "others": ("838-301", "E92000001"),
        "hide": ("-".join(overtime_lines()),),
        "period": ("newest", "2023", "2022/23"),
        "table": (
            "1.~.839.h-n-e.n.nr.w.202505",
            "1.AAAA.839.h.20190101-~.~.l.202505",
            "1.Ct_B.839.h-g.~-~.~.w.202505.851-852-880",
        ),
        "section": ("each-indicator", "comparators"),
        **_FIXED,
    }


_LABELS = (
    "Q1 2025-26 (Apr to Jun 2025)", "Q1 2025-26", "2025-26 Q1", "spring term 2024/25",
    "2022/23(prov)",
    "academic year 2024/25", "year to March 2025", "2024 (calendar year)", "2018-2021 (OT)",
    "202324",
    "January 2024", "April 2021 to March 2024", "2023(Final)", "Spring 2025",
    "financial year 2024-25",
)  # fmt: skip
_YEARS = ("Academic", "Financial", "Calendar", "Census", "Autumn term", "Reporting year",
"Week 1", "x",
          "Financial year Q1", "Calendar year", "Spring term", "January")  # fmt: skip


def _label(rng: random.Random) -> Files:
    good = mutate.text(rng, rng.choice(_LABELS))
    if rng.random() < 0.5:
        good = mutate.text(rng, good)
    year = rng.choice(_YEARS)
    if rng.random() < 0.2:
        year = mutate.text(rng, year)
    return {"text": books.encoded(good), "year": books.encoded(year)}


def _labels(files: Files, _folder: Path) -> None:
    """Check that label readers raise only ValueError, and that what they read prints and sorts."""
    label, year = text_of(files), text_of(files, "year")
    readers: tuple[Callable[[], object], ...] = (
        lambda: parse_period(label),
        lambda: lait_period(label, year)[0],
        lambda: from_ees(year, label),
        lambda: split_status(label),
    )
    for read in readers:
        try:
            value = read()
        except (ValueError, KpiError):
            continue
        assert str(value).encode("utf-8")
        if isinstance(value, Period) and value.start.year >= 1000:
            assert parse_period(str(value)) == value, "what is printed is read back"


def _quarter_of(snapshot: Snapshot) -> Callable[[Files, Path], None]:
    def find(files: Files, _folder: Path) -> None:
        slug(text_of(files))
        reporting_quarters.find_quarter(snapshot, "839", text_of(files))

    return find


def _drawn(files: Files, _folder: Path) -> None:
    """Check that a page run by Streamlit at an address shows no error."""
    page = files["page"].decode()
    app = AppTest.from_file(str(SHELL), default_timeout=60)
    if page != "scorecard":
        app.switch_page(f"{page}.py")
    for name, value in files.items():
        if name.startswith("?"):
            app.query_params[name[1:]] = value.decode("utf-8")
    app.run()
    assert not app.exception, [element.message for element in app.exception]
    drawn = (markup_of(element.proto.body) for element in app.get("html"))
    assert any("<h1 " in body for body in drawn), "the page has its heading"
