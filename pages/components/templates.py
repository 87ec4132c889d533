"""The pages' HTML from the Jinja2 templates of `pages/templates`; every text is escaped by itself.

A template gets small frozen objects and nothing else. What is markup already, such as a chart made
by `kpi.charts.renderers`, is passed as `Markup`.
"""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kpi.model.data_status import shorthand_of

FOLDER = Path(__file__).resolve().parents[1] / "templates"
_BETWEEN_TAGS = re.compile(r">\n\s*<")

_environment = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["shorthand"] = shorthand_of


def render(name: str, **view: Any) -> str:
    """Return the markup of a template, `scorecard.html`, without the line breaks between its tags.

    Raises jinja2.UndefinedError where the template names what the view does not hold.
    """
    made = _environment.get_template(name).render(**view)
    return _BETWEEN_TAGS.sub("><", made.strip())
