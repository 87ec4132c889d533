"""Looks on a screen: lines differ by dash as well as by colour, and ours is the thickest."""

import re
from pathlib import Path

import pytest

from kpi.charts.specification import styles
from kpi.charts.specification.styles import DASHES, PALETTE, Role, role_stroke

SHEETS = sorted((Path(__file__).resolve().parents[4] / "pages/templates/styles").glob("*.css"))
VARIABLES = next(sheet for sheet in SHEETS if sheet.name == "05-variables.css")

ROLES: tuple[Role, ...] = ("home", "england", "region", "neighbours", "target")


def test_lines_differ_by_dash_as_well_as_colour() -> None:
    assert len(set(DASHES.values())) == len(DASHES)
    assert len(set(PALETTE.values())) == len(PALETTE)


def test_our_own_line_is_the_thickest() -> None:
    widths = {role: role_stroke(role).width for role in ROLES}
    assert all(widths["home"] > width for role, width in widths.items() if role != "home")
    assert role_stroke("england").dash == DASHES["england"]


@pytest.mark.parametrize("area", ["home", "england", "region", "neighbours", "chosen"])
def test_an_area_has_the_colour_of_its_line_on_pages_too(area: str) -> None:
    set_to = dict(re.findall(r"--([\w-]+): (#\w+);", VARIABLES.read_text("utf-8")))
    assert set_to[area].upper() == PALETTE[area]
    assert set_to["good-others"].upper() == styles.GOOD
    assert set_to["second-quarter"].upper() == styles.SECOND_QUARTER
    assert set_to["bad"].upper() == styles.ACT


def test_colours_and_sizes_of_the_pages_stand_in_one_place() -> None:
    known = re.findall(r"--[\w-]+: (#\w+|\d[\d.]*px);", VARIABLES.read_text("utf-8"))
    assert len(known) > 20
    for sheet in SHEETS:
        if sheet != VARIABLES:
            text = sheet.read_text("utf-8").lower()
            used = {
                *re.findall(r"#[0-9a-f]{3,6}\b", text),
                *re.findall(r"font-size: ([\d.]+px)", text),
            }
            assert used & set(known) == set(), sheet.name
