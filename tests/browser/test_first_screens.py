"""Every page reaches what its first screen must hold: pictures, indicators, and nothing jumps."""

import pytest
from playwright.sync_api import Browser

from tests.browser.harness import Server
from tools import first_screens
from tools.first_screens import GOALS, ScreenGoal


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_the_first_screen_holds_what_it_must(
    browser: Browser, server: Server, goal: ScreenGoal
) -> None:
    ((asked, got),) = first_screens.screens(browser, server, [goal])
    assert asked == goal
    assert first_screens.missed(goal, got) == []
    assert got.words > 20, "a page that shows nothing reaches everything"


@pytest.mark.parametrize("name", ["benchmarks, map, phone", "all measures, phone"])
def test_nothing_jumps_on_a_slow_phone(browser: Browser, server: Server, name: str) -> None:
    """There the parts of a page come seconds one after the other, and its last part with them."""
    goals = [goal for goal in GOALS if goal.name == name]
    ((_, got),) = first_screens.screens(browser, server, goals, slower=3)
    assert got.shift <= first_screens.SHIFT


def test_the_measures_are_those_of_the_page(browser: Browser, server: Server) -> None:
    """A page of known sizes: one picture visible, one cut off, one hidden; a jump in between."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{server.url}/_stcore/health")
    page.evaluate(f"({first_screens.WATCH_SHIFTS})()")
    page.set_content(
        '<body style="margin:0"><div data-testid="stMain"><p id="late"></p>'
        '<div class="st-key-line" style="height:40px">three little words</div>'
        '<div data-indicator="a" style="height:200px"><div role="img" style="height:60px">'
        '<b role="img" style="display:block;height:20px"></b></div></div>'
        '<div role="img" style="height:600px"></div>'
        '<div role="img" style="height:50px;display:none"></div>'
        '<p style="margin-top:2000px">far below</p></div>'
    )
    got = first_screens.FirstScreen(**page.evaluate(first_screens.MEASURE))
    assert (got.pictures, got.indicators, got.pictured, got.filters) == (1, 1, 1, 40)
    assert (got.words, got.csv, got.counts) == (3, False, False)
    page.close()
