"""Looks on a screen: lines differ by dash as well as by colour, and ours is the thickest."""

from kpi.charts.specification.styles import DASHES, PALETTE, Role, role_stroke

ROLES: tuple[Role, ...] = ("home", "england", "region", "neighbours", "target")


def test_lines_differ_by_dash_as_well_as_colour() -> None:
    assert len(set(DASHES.values())) == len(DASHES)
    assert len(set(PALETTE.values())) == len(PALETTE)


def test_our_own_line_is_the_thickest() -> None:
    widths = {role: role_stroke(role).width for role in ROLES}
    assert all(widths["home"] > width for role, width in widths.items() if role != "home")
    assert role_stroke("england").dash == DASHES["england"]
