"""The addresses /jobs/ID/FILE: what a study from a page came to."""

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.job_folder import KINDS
from app.services import services

__all__ = ["routes"]


def _file(request: Request) -> Response:
    """Answer with a file; runs in a thread, for it looks into a folder."""
    id, name = request.path_params["id"], request.path_params["name"]
    path = services().jobs.file(id, name)
    if path is None:
        return PlainTextResponse("There is no such file, or not yet.", status_code=404)
    shown = name == "report.html" and "download" not in request.query_params
    return FileResponse(
        path, media_type=KINDS[name], filename=f"fireside-{id[:8]}-{name}",
        content_disposition_type="inline" if shown else "attachment",
        headers={"cache-control": "no-cache"},
    )  # fmt: skip


routes = [Route("/{id}/{name}", _file)]
