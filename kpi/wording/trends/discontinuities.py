"""The breaks of a series and its periods set aside, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from kpi.formatting import listed
from kpi.model.series_discontinuities import Discontinuity


def discontinuity_words(heads: Sequence[str], kinds: Sequence[Discontinuity]) -> str:
    """Return `new series from 2022; 2020 and 2021 set aside`; empty where all compare.

    `heads` are the names of the periods, `kinds` what keeps each from comparing.
    """
    of = {
        kind: [head for head, each in zip(heads, kinds, strict=True) if each == kind]
        for kind in ("break", "aside")
    }
    parts = [f"new series from {listed(of['break'])}"] if of["break"] else []
    parts += [f"{listed(of['aside'])} set aside"] if of["aside"] else []
    return "; ".join(parts)
