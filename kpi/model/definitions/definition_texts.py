"""The texts of a definition that a person writes, with the question for each."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "name": "What it is called on pages",
    "directorate": "Whose work it is",
    "aim": "What is wanted, as the committee paper says it",
    "counted": "What is counted, in the plural, such as 'referrals'",
    "happened": "What happened to them, such as 'were decided within one day'",
    "owner_role": "The post that answers for it, never a person's name",
    "definition": "What the figure is, in one or two sentences",
    "numerator": "What is counted above the line",
    "denominator": "What it is a share of",
    "why_it_matters": "What it says about children's lives",
    "council_controls": "What the council can change, and what others decide",
}
