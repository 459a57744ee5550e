"""The addresses under /export: files to be saved, made when asked for."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.exports import ExportError, File, export, export_lesson

__all__ = ["routes"]


def _of_comparison(request: Request) -> Response:
    """Answer with a file of what a link compares; runs in a thread, for it may take seconds."""
    try:
        return _answer(export(request.path_params["kind"], request.query_params.get("s", "")))
    except ExportError as fault:
        return PlainTextResponse(str(fault), status_code=400)


def _of_lesson(request: Request) -> Response:
    """Answer with a lesson in one file."""
    try:
        return _answer(export_lesson(request.path_params["name"]))
    except ExportError as fault:
        return PlainTextResponse(str(fault), status_code=400)


def _answer(file: File) -> Response:
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.text, media_type=file.content_type, headers=headers)


routes = [Route("/lesson/{name}.html", _of_lesson), Route("/{kind}", _of_comparison)]
