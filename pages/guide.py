"""Guide: how to use the dashboard, in two minutes, with images of its own pages."""

from dataclasses import dataclass

from markupsafe import Markup

from kpi.formatting import capital, in_words
from kpi.guidance import user_guide
from pages.components import frame, html
from pages.components.templates import render
from server.static.guide_pictures import PATH


@dataclass(frozen=True)
class GuideImage:
    """An image with its size, so that the page does not shift, and the same view on a phone."""

    address: str
    width: int
    height: int
    alt: str
    narrow: "GuideImage | None" = None


@dataclass(frozen=True)
class GuideStep:
    """A step as the page shows it; without an image where it has none."""

    number: int
    title: str
    text: str
    image: GuideImage | None


def image(taken: user_guide.Picture) -> GuideImage:
    """Return an image with its address on this server."""
    return GuideImage(
        f"{PATH}/{taken.file}?{taken.mark}",
        taken.width,
        taken.height,
        taken.alt,
        image(taken.narrow) if taken.narrow else None,
    )


pictures = user_guide.pictures()
steps = [
    GuideStep(number, step.title, step.text, image(pictures[step.shot.name]) if step.shot else None)
    for number, step in enumerate(user_guide.steps(), start=1)
]
frame.title(
    "Two-minute guide",
    page="Guide",
    filters="how to use the dashboard",
    lead=f"{capital(in_words(len(steps)))} steps. {user_guide.about_pictures(frame.snapshot())}",
)
frame.on_paper(frame.snapshot(), [])
html.draw(
    render(
        "guide.html",
        steps=steps,
        onward=Markup(
            f"{html.link('./', 'Open the scorecard')} · "
            f"{html.link('definitions', 'What each word and figure means')}"
        ),
    )
)
