"""The guard: who may ask, and what a page may load.

Every answer carries a Content-Security-Policy under which nothing but this server is asked. A
websocket of another origin is refused, for any page a visitor has open could open one.
"""

import hmac
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs

__all__ = ["Guard"]

_COOKIE = "fireside-code"
_POLICY = (  # Vue compiles templates in the browser, hence 'unsafe-eval'
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
]
_FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")  # names carry versions
_LARGEST_FORM = 1000  # bytes
_DOOR = """<!DOCTYPE html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>fireside</title>
<style>:root{{color-scheme:light dark}}body{{font:18px/1.5 system-ui,sans-serif;max-width:24rem;
margin:20vh auto;padding:0 1rem}}input,button{{font:inherit;padding:.5rem .8rem}}</style>
<h1>fireside</h1><form method="post" action="/"><p>{said}</p>
<p><label>Workshop code <input name="code" autofocus autocomplete="off"></label>
<button>Enter</button></p></form></html>"""


class Guard:
    """ASGI middleware around the whole app.

    Args:
        app: what is guarded.
        code: the workshop code; None where everybody may enter.
    """

    def __init__(self, app: Any, code: str | None = None) -> None:
        self.app, self.code = app, code

    async def __call__(self, scope: dict, receive: Any, send: Any) -> None:
        """Refuse, ask for the code, or pass on."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if _is_foreign(headers) and (scope["type"] == "websocket" or scope["method"] != "GET"):
            await _refuse(scope, receive, send)
        elif self.code is None or self._has_code(headers):
            await self.app(scope, receive, _with_headers(scope, send))
        elif scope["type"] == "websocket":
            await _refuse(scope, receive, send)
        else:
            await self._ask_for_code(scope, receive, _with_headers(scope, send))

    def _has_code(self, headers: dict[bytes, bytes]) -> bool:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
        given = cookies[_COOKIE].value if _COOKIE in cookies else ""
        return hmac.compare_digest(given.encode(), (self.code or "").encode())

    async def _ask_for_code(self, scope: dict, receive: Any, send: Any) -> None:
        """Answer with the form, or let in who sent the right code."""
        said = "This is a workshop. The teacher has the code."
        if scope["method"] == "POST" and scope["path"] == "/":
            given = parse_qs((await _body(receive)).decode("utf-8", "replace")).get("code", [""])[0]
            if hmac.compare_digest(given.strip().encode(), (self.code or "").encode()):
                cookie = f"{_COOKIE}={self.code}; HttpOnly; SameSite=Lax; Path=/"
                await _answer(send, 303, b"", (b"location", b"/"), (b"set-cookie", cookie.encode()))
                return
            said = "That was not the code. Please try again."
        await _answer(send, 401, _DOOR.format(said=said).encode())


def _is_foreign(headers: dict[bytes, bytes]) -> bool:
    """Tell whether a request comes from a page of another origin."""
    origin = headers.get(b"origin", b"")
    return bool(origin) and origin.split(b"://", 1)[-1] != headers.get(b"host", b"")


async def _refuse(scope: dict, receive: Any, send: Any) -> None:
    """Answer 403."""
    if scope["type"] == "websocket":  # closed before it is accepted: the server answers 403
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _answer(send, 403, b"another origin may not ask")


async def _body(receive: Any) -> bytes:
    """Return the body of a small form; what is larger is cut off."""
    body, more = b"", True
    while more and len(body) < _LARGEST_FORM:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body[:_LARGEST_FORM]


async def _answer(send: Any, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    kind = (b"content-type", b"text/html; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *headers]})
    await send({"type": "http.response.body", "body": body})


def _with_headers(scope: dict, send: Any) -> Any:
    """Return a `send` that adds our headers to every answer."""

    async def sending(message: dict) -> None:
        if message["type"] == "http.response.start":
            more = [*_HEADERS, _FOREVER] if scope["path"].startswith("/vendor/") else _HEADERS
            message = message | {"headers": [*message["headers"], *more]}
        await send(message)

    return sending
