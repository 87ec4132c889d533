"""Fuzzing of the published sources, a few rows each: LAIT, EES, Ofsted and lists of areas."""

from __future__ import annotations

import io
import random
from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from kpi.model.definitions import definition_reader
from kpi.model.definitions.indicator import Indicator
from kpi.model.snapshot import Snapshot
from kpi.publishing import build
from kpi.sources import (
    areas,
    lait,
    lait_dictionary,
    published_figures,
    register,
)
from kpi.sources.ees import reader as ees_reader
from kpi.sources.groups import neighbour_groups, ofsted
from tools.fuzzing import books, mutate
from tools.fuzzing.fuzz_target import Files, FuzzTarget, laid_out
from tools.fuzzing.mutate import Rows

INPUTS = build.DATA / "inputs"
LAIT = INPUTS / "dfe-lait-2026-04"
SEN = "dfe-sen2-2025/timeliness_20_week.csv"
CIN = "dfe-cin-2024/c6_children_in_need_referrals_by_month_2013_to_2024.csv"
DURATION = "dfe-cin-2024/c2_children_in_need_assessments_duration_2014_to_2024.csv"
EXCLUDED = "dfe-exclusions-termly/perm_excl_rate_all_pupils_termly_ESTIMATE.csv"
PEOPLE = "ons-population/ons_mid-year_population_estimates_2012_to_2024.csv"
_MEASURES = 3
_PLACES = ("National", "Bournemouth, Christchurch and Poole", "Dorset")


def targets(snapshot: Snapshot) -> list[FuzzTarget]:
    """Return targets for every importer of published data."""
    return [*_lait(), *_ees(snapshot), *_lists()]


# ---- LAIT ---------------------------------------------------------------------------------


def _calamine(path: Path) -> Rows:
    """Return the first sheet of a workbook as text."""
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[str(cell).removesuffix(".0") for cell in row] for row in rows]


def _lait() -> list[FuzzTarget]:
    dictionary = books.read_rows((LAIT / lait_dictionary.DICTIONARY_FILE).read_bytes(), _MEASURES)
    at = dictionary[0].index("Measure_short")
    names = [row[at] for row in dictionary[1:]]
    data = pl.read_parquet(LAIT / lait.DATA_FILE)
    some = pl.concat(
        [data.filter(pl.col("Short Desc") == name).tail(12) for name in names]
    )  # fmt: skip
    listed = _calamine(LAIT / lait.AREAS_FILE)
    wanted = {str(code).removesuffix(".0") for code in some["LA Number"]}
    code_list = [row for n, row in enumerate(listed) if n == 0 or row[0] in wanted]
    good = {
        lait.AREAS_FILE: books.zipped(books.book_parts({"codes": code_list})),
        lait_dictionary.DICTIONARY_FILE: books.as_csv(dictionary),
        lait_dictionary.DECISIONS_FILE: b"",
    }
    table = [some.columns, *([str(cell) for cell in row] for row in some.rows())]
    whole = io.BytesIO()
    some.write_parquet(whole)
    good[lait.DATA_FILE] = whole.getvalue()
    decisions = (LAIT / lait_dictionary.DECISIONS_FILE).read_text(encoding="utf-8")

    def data_file(rng: random.Random) -> Files:
        if rng.random() < 0.1:
            return {**good, lait.DATA_FILE: mutate.octets(rng, good[lait.DATA_FILE])}
        if rng.random() < 0.15:
            return {**good, lait.AREAS_FILE: books.table_book(rng, {"codes": code_list})}
        return {**good, lait.DATA_FILE: _parquet(mutate.rows(rng, table))}

    def dictionary_file(rng: random.Random) -> Files:
        rows = mutate.rows(rng, dictionary)
        raw = books.as_csv(rows)
        if rng.random() < 0.2:
            raw = mutate.octets(rng, raw)
        return {lait_dictionary.DICTIONARY_FILE: raw, lait_dictionary.DECISIONS_FILE: b""}

    def decided(rng: random.Random) -> Files:
        return {"decisions.toml": books.encoded(mutate.toml(rng, decisions))}

    return [
        FuzzTarget("LAIT data", 3, data_file, lambda f, p: lait.read(laid_out(f, p))),
        FuzzTarget(
            "LAIT dictionary",
            6,
            dictionary_file,
            lambda f, p: lait_dictionary.read_measures(laid_out(f, p)),
        ),
        FuzzTarget(
            "LAIT decisions",
            3,
            decided,
            lambda f, p: lait_dictionary.read_decisions(laid_out(f, p) / "decisions.toml"),
        ),
    ]


def _parquet(rows: Rows) -> bytes:
    """Return rows of text as a Parquet file; the code column is numeric where all codes are."""
    head = list(dict.fromkeys(rows[0])) if rows else ["x"]
    width = len(head)
    cells = [[_writable(c) for c in (row + [""] * width)[:width]] for row in rows[1:]]
    table = pl.DataFrame(
        cells, schema=[_writable(h) for h in head], orient="row", infer_schema_length=None
    )
    if not cells:
        table = table.cast(pl.String)
    if "LA Number" in head:
        numbers = table["LA Number"].cast(pl.Float64, strict=False)
        if not numbers.null_count():
            table = table.with_columns(numbers)
    out = io.BytesIO()
    table.write_parquet(out)
    return out.getvalue()


def _writable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


# ---- EES ----------------------------------------------------------------------------------


def _ees(snapshot: Snapshot) -> list[FuzzTarget]:
    files = {
        name: books.read_rows((INPUTS / name).read_bytes(), 24, _PLACES)
        for name in (SEN, CIN, DURATION, EXCLUDED, PEOPLE)
    }
    meta = [
        ["col_name", "col_type", "label", "indicator_grouping", "indicator_unit", "filter_default"],
        ["breakdown_topic", "Filter", "Topic", "", "", "All EHC plans issued"],
        ["breakdown", "Filter", "Breakdown", "", "", ""],
        ["plans_issued_den", "Indicator", "Plans", "", "", ""],
        ["PC_plans_issued_20_weeks_ex", "Indicator", "Per cent", "", "%", ""],
    ]
    indicators = {i.id: i for i in snapshot.indicators if i.benchmark}
    codes = dict(snapshot.areas.select("ons_code", "area").drop_nulls().iter_rows())
    rows_of_lait = snapshot.held_benchmarks

    def one(rng: random.Random) -> Files:
        name = rng.choice(list(files))
        raw = books.as_csv(
            mutate.rows(rng, files[name]), rng.choice((",", ",", ",", ";", "\t", "|"))
        )
        made = {"file.csv": mutate.octets(rng, raw) if rng.random() < 0.25 else raw}
        if name == SEN and rng.random() < 0.5:
            made["file.meta.csv"] = books.as_csv(mutate.rows(rng, meta))
        return made

    def look(made: Files, folder: Path) -> None:
        file = ees_reader.read(laid_out(made, folder) / "file.csv")
        ees_reader.to_json(file).encode("utf-8")
        for name in file.indicators[:2]:
            ees_reader.observations(file, value=name, numerator=None, denominator=None, where={})

    def all_files(rng: random.Random) -> Files:
        harmed = rng.choice(list(files))
        return {
            "indicator": rng.choice(list(indicators)).encode(),
            **{
                name: books.as_csv(mutate.rows(rng, rows) if name == harmed else rows)
                for name, rows in files.items()
            },
        }

    def benchmark(made: Files, folder: Path) -> None:
        chosen: Indicator = indicators[made["indicator"].decode()]
        shared = published_figures.BenchmarkInputs(laid_out(made, folder), rows_of_lait, codes)
        published_figures.read(chosen, shared, "published")

    return [
        FuzzTarget("EES file and metadata", 6, one, look),
        FuzzTarget("benchmarks, populations", 1.5, all_files, benchmark),
    ]


# ---- lists of areas -------------------------------------------------------------------------


def _neighbours(width: int) -> Rows:
    """Return twelve authorities, each with ten of the others as its neighbours."""
    codes = [str(code) for code in range(801, 813)]
    return [
        [
            *(code, "An authority", code, "9", "South West"),
            *(
                cell
                for n in range(1, neighbour_groups.NEIGHBOURS + 1)
                for cell in (codes[(place + n) % len(codes)], "Close")
            ),
            *[""] * (width - 5 - 2 * neighbour_groups.NEIGHBOURS),
        ]
        for place, code in enumerate(codes)
    ]


def _lists() -> list[FuzzTarget]:
    judged = [
        ["Judgements of local authorities as at 31 March 2025"],
        ["A note above the table"],
        ["Local authority area code", "Local authority name", "Overall effectiveness",
         "Inspection date", "Publication date"],
        ["E06000058", "Bournemouth, Christchurch and Poole", "Good", "2024-12-06", "2025-02-03"],
        ["E06000059", "Dorset", "Requires improvement to be good", "2023-01-01", "2023-03-04"],
        ["E10000014", "Hampshire", "Outstanding", "2019-05-10", "2019-06-21"],
    ]  # fmt: skip
    code_list = [
        ["LA Number", "LA Name", "Region", "Type"],
        ["970", "England", "NA", "Country"],
        ["985", "South West", "NA", "Region"],
        ["839", "Bournemouth, Christchurch and Poole", "South West", "Unitary"],
        ["838", "Dorset", "South West", "Unitary"],
        ["1000", "England (discontinued)", "NA", "Country"],
    ]
    changes = books.read_rows((INPUTS / "area-changes.csv").read_bytes(), 0)
    changes += [["839", "2019-04-01", "", ""], ["838", "2019-04-01", "2030-01-01", "839"]]
    pairs = pl.DataFrame({"area": ["839", "838"], "ons_code": ["E06000058", "E06000059"]})
    heading = _calamine(LAIT / neighbour_groups.file_name("2025-05"))
    at = next(n for n, row in enumerate(heading) if row[0] == "LA num")
    model = [*heading[: at + 1], *_neighbours(len(heading[at]))]
    registered = (INPUTS / "sources.toml").read_text(encoding="utf-8")
    defined = {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted((build.DATA / "indicators").glob("*.toml"))
    }

    def ofsted_file(rng: random.Random) -> Files:
        return {ofsted.FILE: books.table_book(rng, {"Table": judged}, ods=True, head=3)}

    def neighbour_file(rng: random.Random) -> Files:
        return {"model.xlsx": books.table_book(rng, {"SN": model}, head=3)}

    def area_files(rng: random.Random) -> Files:
        book, rows = books.zipped(books.book_parts({"codes": code_list})), changes
        if rng.random() < 0.6:
            book = books.table_book(rng, {"codes": code_list})
        else:
            rows = mutate.rows(rng, changes)
        return {"la_code_list.xlsx": book, "changes.csv": books.as_csv(rows)}

    def sources(rng: random.Random) -> Files:
        return {"sources.toml": books.encoded(mutate.toml(rng, registered))}

    def definition(rng: random.Random) -> Files:
        name = rng.choice(list(defined))
        return {name: books.encoded(mutate.toml(rng, defined[name]))}

    return [
        FuzzTarget("Ofsted's judgements", 4, ofsted_file, lambda f, p: ofsted.read(laid_out(f, p))),
        FuzzTarget(
            "statistical neighbours",
            4,
            neighbour_file,
            lambda f, p: neighbour_groups.read_model(laid_out(f, p) / "model.xlsx", "2025-05"),
        ),
        FuzzTarget(
            "areas and their changes",
            5,
            area_files,
            lambda f, p: areas.read(laid_out(f, p), p / "changes.csv", pairs),
        ),
        FuzzTarget("register of sources", 2, sources, lambda f, p: register.read(laid_out(f, p))),
        FuzzTarget(
            "indicators' definitions",
            4,
            definition,
            lambda f, p: definition_reader.from_table(definition_reader.read_files(laid_out(f, p))),
        ),
    ]
