"""Groups of authorities to compare with: DfE's neighbour models and Ofsted's judgements."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from kpi.errors import InputError
from kpi.formatting import in_words
from kpi.model import neighbour_models, schemas
from kpi.periods import Period
from kpi.sources.build_report import BuildReportLine
from kpi.sources.groups import neighbour_groups, ofsted
from kpi.sources.register import LAIT, Register


def groups(
    register: Register, codes: Mapping[str, str], judged: ofsted.OfstedRead
) -> tuple[pl.DataFrame, list[BuildReportLine]]:
    """Return every neighbour model and Ofsted's judgements as one table, and report lines."""
    read = neighbour_groups.read(register.folders[LAIT], register.neighbour_models)
    neighbours = read.groups.select(
        group=pl.format(neighbour_models.group_of("{}"), "model"),
        area="area",
        member="neighbour",
        rank="rank",
        detail="closeness",
        date=pl.lit(None, pl.Date),
    )
    opinions = _judged(judged.judgements, codes, "ofsted {}", "inspection_date")
    reports = _judged(judged.history, codes, "ofsted reports {}", "publication_date")
    lines = [
        BuildReportLine(
            "statistical neighbours",
            neighbours.height,
            neighbours.height,
            0,
            _models_words(read.groups),
        ),
        BuildReportLine(
            "ofsted-ilacs",
            opinions.height + reports.height,
            opinions.height + reports.height,
            0,
            f"joined on ONS code: {opinions.height:,} judgements in force, {reports.height:,} "
            f"reports since 2018{_ungraded_words(judged)}",
        ),
    ]
    table = pl.concat([part.cast(schemas.GROUPS) for part in (neighbours, opinions, reports)])
    return table.select(schemas.GROUPS.names()), lines


def _models_words(neighbours: pl.DataFrame) -> str:
    number = neighbours["model"].n_unique()
    if not number:
        return "no list in LAIT's folder: nobody has statistical neighbours"
    models = "one model" if number == 1 else f"{in_words(number)} models"
    return f"{models}, {in_words(neighbour_groups.NEIGHBOURS)} neighbours each"


def _ungraded_words(judged: ofsted.OfstedRead) -> str:
    return f"; {judged.ungraded:,} without an overall grade" if judged.ungraded else ""


def _judged(
    judgements: pl.DataFrame, codes: Mapping[str, str], group: str, day: str
) -> pl.DataFrame:
    """Return Ofsted's judgements as rows of `groups`; raises InputError for an unknown code."""
    placed = judgements.with_columns(
        member=pl.col("ons_code").replace_strict(dict(codes), default=None)
    )
    lost = placed.filter(pl.col("member").is_null())
    if lost.height:
        raise InputError(
            "Ofsted's judgements: no authority has the code "
            + ", ".join(f"{r['ons_code']} ({r['name']})" for r in lost.iter_rows(named=True))
        )
    return placed.select(
        group=pl.format(group, pl.col("as_at").cast(pl.String)),
        area=pl.lit(""),
        member="member",
        rank=pl.lit(None, pl.Int32),
        detail="overall",
        date=day,
    )


def of_edition(about: pl.DataFrame, judged: ofsted.OfstedRead) -> tuple[pl.DataFrame, list[str]]:
    """Return the sources with the edition of Ofsted's list read, and a warning if it differs."""
    edition = str(Period.snapshot(judged.as_at))
    is_it = pl.col("source") == "ofsted-ilacs"
    written = about.filter(is_it)["edition"].item()
    if written == edition:
        return about, []
    title = pl.col("title").str.replace(r"as at \d{1,2} \w+ \d{4}", f"as at {edition}")
    changed = about.with_columns(
        pl.when(is_it).then(pl.lit(edition)).otherwise("edition").alias("edition"),
        pl.when(is_it).then(title).otherwise("title").alias("title"),
        pl.when(is_it).then(judged.published).otherwise("published").alias("published"),
    )
    warning = (
        f"{judged.path.name} is as at {edition}; sources.toml says {written}: the list's is used"
    )
    return changed, [warning]
