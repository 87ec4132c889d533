"""The guide's pictures over the web: this server's own files, and no others."""

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from kpi.guidance import user_guide

PATH = "api/guide"
FOR_A_DAY = "public, max-age=86400"


def answer(request: Request) -> Response:
    """Return a picture by its name; 404 for a name that is not in the list."""
    path = user_guide.file(request.path_params["name"])
    if path is None:
        return PlainTextResponse("There is no such picture.", status_code=404)
    return FileResponse(path, media_type="image/webp", headers={"Cache-Control": FOR_A_DAY})
