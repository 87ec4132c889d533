"""The image of targets over time, read back."""

import base64
import re

from kpi.charts.renderers.step_lines import step_lines
from kpi.charts.specification.definitions.target_steps import TargetStep, TargetSteps


def drawn(*steps: TargetStep) -> list[tuple[str, bool]]:
    """The paths of the image, each with whether it is dashed."""
    markup = step_lines(TargetSteps(steps, "", "", "", "published", ""))
    found = re.search(r"base64,([^\"]+)", markup)
    assert found
    svg = base64.b64decode(found[1]).decode()
    return [
        (path, "dasharray" in rest) for path, rest in re.findall(r'<path d="([^"]+)"(.*?)/>', svg)
    ]


def test_a_step_that_follows_is_joined_by_a_rise() -> None:
    level, target = drawn(TargetStep(0, 50, 50, 0), TargetStep(50, 100, 100, 0))
    assert target == ("M0.0 18.0H500.0V3.0H1000.0", True)
    assert level == ("M0.0 33.0H500.0V33.0H1000.0", False)


def test_a_time_without_a_target_is_a_gap() -> None:
    (target,) = drawn(TargetStep(0, 40, 0, None), TargetStep(60, 100, 100, None))
    assert target == ("M0.0 33.0H400.0M600.0 3.0H1000.0", True)
