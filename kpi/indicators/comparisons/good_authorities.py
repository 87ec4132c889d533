"""The authorities that Ofsted judged Good, as known at the end of a reporting quarter.

Overall effectiveness of children's services. A report of a quarter uses the newest report on each
authority that Ofsted had published by the quarter's end. After the day of Ofsted's list, and
where the list comes without its history, the list itself is used, with its day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from kpi.formatting import in_words, long_date
from kpi.model.existing_areas import authorities_on
from kpi.model.snapshot import Snapshot

_LIST = r"^ofsted (\d{4}-\d{2}-\d{2})$"
_REPORTS = r"^ofsted reports (\d{4}-\d{2}-\d{2})$"
GOOD = "Good"


@dataclass(frozen=True)
class GoodAuthorities:
    """The authorities judged Good overall, by code, and the day as at which they were.

    `by_report` says that the judgements are those published by the day, not those of Ofsted's
    list of the day. `of` counts the authorities of the day, `unjudged` those without a report
    by then. `day` is None where the snapshot has no judgements.
    """

    members: tuple[str, ...]
    day: date | None
    by_report: bool
    of: int
    unjudged: int
    ungraded: int = 0  # judged, without an overall grade: Ofsted gives none from April 2026

    @property
    def as_at(self) -> str:
        """The day in words, as `as at 31 March 2025`; empty without judgements."""
        if self.day is None:
            return ""
        how = "as published by" if self.by_report else "as at"
        return f"{how} {long_date(self.day)}"

    @property
    def judgement(self) -> str:
        """The judgement in words: `Good overall as published by 30 June 2023`."""
        return f"{GOOD} overall {self.as_at}" if self.as_at else f"{GOOD} overall"

    @property
    def label(self) -> str:
        """The name of the group of comparators, which excludes the authority itself."""
        return f"Other authorities judged {self.judgement}"

    @property
    def unknown(self) -> str:
        """Sentences on authorities without a report or overall grade; empty where all have one.

        For example `Two of 153 authorities had no report by then`, and why.
        """
        sentences = []
        if self.unjudged:
            sentences.append(
                f"{in_words(self.unjudged).capitalize()} of {self.of} authorities had no report by "
                "then: Ofsted's list begins in 2018."
            )
        if self.ungraded:
            have = "has" if self.ungraded == 1 else "have"
            sentences.append(
                f"{in_words(self.ungraded).capitalize()} of {self.of} authorities {have} no "
                "overall judgement: Ofsted gives none in inspections from April 2026."
            )
        return " ".join(sentences)


def judged_good(snapshot: Snapshot, known_by: date | None = None) -> GoodAuthorities:
    """Return who was judged Good by a quarter's end; None takes Ofsted's list."""
    return snapshot.remember(("judged good", known_by), lambda: _judged_good(snapshot, known_by))


def _judged_good(snapshot: Snapshot, known_by: date | None) -> GoodAuthorities:
    listed, list_day = _newest(snapshot.groups, _LIST)
    reports, last = _newest(snapshot.groups, _REPORTS)
    if known_by is None or last is None or known_by > last:
        of = list(authorities_on(snapshot, list_day or snapshot.made_on))
        known, day, by_report = listed, list_day, False
    else:
        of = list(authorities_on(snapshot, known_by))
        published = reports.filter(pl.col("date") <= known_by).sort("date")
        known = published.unique("member", keep="last", maintain_order=True)
        day, by_report = known_by, True
    here = known.filter(pl.col("member").is_in(of))
    good = here.filter(pl.col("detail") == GOOD)["member"].sort()
    ungraded = here["detail"].null_count()
    return GoodAuthorities(tuple(good), day, by_report, len(of), len(of) - here.height, ungraded)


def _newest(groups: pl.DataFrame, name: str) -> tuple[pl.DataFrame, date | None]:
    """Return the rows of the newest group of a kind, and its day; no rows and None without one."""
    dated = groups.with_columns(day=pl.col("group").str.extract(name).str.to_date(strict=False))
    last = dated["day"].max()
    rows = dated.filter(pl.col("day") == pl.col("day").max())
    return rows, last if isinstance(last, date) else None
