"""The server: Solara behind a guard, with every file it needs from installed packages.

One process serves all sessions (Solara keeps a session in one process); runs go to a pool of
processes of their own. Nothing is loaded from any other host.
"""

import ctypes
import os
import secrets
import socket
import sys
import sysconfig
import threading
import warnings
import webbrowser
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["ServerError", "asgi_app", "configure", "serve", "vendor_folder"]

HERE = Path(__file__).parent
# Options of glibc's malloc.h: M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD (bytes).
_MALLOC = {-8: 2, -3: 131_072, -1: 1_048_576}
_CDN = "share/solara/cdn"  # where the package solara-assets puts what Solara's pages load


class ServerError(RuntimeError):
    """The app cannot be served: why, and what to do."""


def vendor_folder() -> Path:
    """Return the folder with the bundles of Vuetify and ECharts.

    Raises:
        ServerError: if they are not installed.
    """
    for folder in (sys.prefix, sysconfig.get_path("data")):
        if (path := Path(folder) / _CDN).is_dir():
            return path
    raise ServerError(f"{_CDN} is missing: install the package solara-assets 1.58.2")


def configure(*, max_sessions: int = 60) -> None:
    """Set how Solara behaves; before it is imported.

    Args:
        max_sessions: browser pages that may be open at the same time.
    """
    settings = {
        "APP": "app.site", "MODE": "production", "ASSETS_PROXY": "False", "ASSETS_CDN": "/vendor",
        "ASSETS_FONTAWESOME_ENABLED": "False", "ASSETS_EXTRA_LOCATIONS": str(HERE / "assets"),
        "TELEMETRY_MIXPANEL_ENABLE": "False", "THEME_SHOW_BANNER": "False",
        "THEME_TITLE": "fireside",
        "SESSION_HTTP_ONLY": "True", "SESSION_HTTPS_ONLY": "False",
        "SESSION_SECRET_KEY": secrets.token_hex(32),
        "KERNEL_CULL_TIMEOUT": "30m", "KERNEL_MAX_COUNT": str(max_sessions),
        "KERNEL_MAX_PER_SESSION": str(max_sessions), "STATE_AUTO_REMOUNT": "True",
    }  # fmt: skip
    os.environ.update({f"SOLARA_{name}": value for name, value in settings.items()})


def asgi_app(*, hosts: Iterable[str], code: str | None = None):
    """Return the whole app; `configure` first.

    Args:
        hosts: names under which it may be asked for.
        code: what visitors must know; None for nothing.
    """
    import solara.server.starlette as solara_server
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.gzip import GZipMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    from app import downloads, job_files
    from app.guard import Guard

    routes = [
        Mount("/vendor", StaticFiles(directory=vendor_folder())),
        Mount("/assets", StaticFiles(directory=HERE / "assets")),
        Mount("/export", routes=downloads.routes),
        Mount("/jobs", routes=job_files.routes),
        Mount("/templates", StaticFiles(directory=HERE.parent / "experiments/templates")),
        Mount("/", routes=solara_server.routes),
    ]
    middleware = [
        Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
        Middleware(Guard, code=code),
        Middleware(GZipMiddleware, minimum_size=1000),
        *[each for each in solara_server.middleware if each.cls is not GZipMiddleware],
    ]
    return Starlette(routes=routes, lifespan=solara_server.lifespan, middleware=middleware)


def serve(
    *, host: str, port: int, code: str | None, hosts: Iterable[str], jobs: int,
    max_sessions: int, folder: Path | None, opens_browser: bool,
) -> None:  # fmt: skip
    """Serve until interrupted.

    Raises:
        ServerError: if the port is taken, or a bundle is missing.
    """
    warnings.filterwarnings("ignore", message="Cookies with samesite")  # plain http: nothing to do
    configure(max_sessions=max_sessions)
    _keep_memory_together()
    import uvicorn

    from app.services import start_services

    _check_port(host, port)
    names = [*hosts, *([host] if host != "0.0.0.0" else _own_addresses())]
    whole = asgi_app(hosts=names, code=code)
    shared = start_services(jobs, folder)
    where = f"http://{names[-1] if host == '0.0.0.0' else 'localhost'}:{port}"
    print(f"fireside is at {where}" + (f"  workshop code: {code}" if code else ""), flush=True)
    print("Ctrl-C ends it; studies under way are kept and go on when asked for again.", flush=True)
    if opens_browser:
        threading.Timer(1.0, webbrowser.open, [where]).start()
    try:
        uvicorn.run(
            whole, host=host, port=port, log_level="warning", ws="websockets-sansio",
            ws_max_size=4_000_000, timeout_graceful_shutdown=1,
        )  # fmt: skip
    finally:
        shared.close()


def _keep_memory_together() -> None:
    """Have what sessions and runs are done with go back to the system, where glibc is in use.

    Threads share two heaps, and arrays of a run are pages of their own.
    """
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            allocator = ctypes.CDLL(None)
            for option, value in _MALLOC.items():
                allocator.mallopt(option, value)


def _check_port(host: str, port: int) -> None:
    """Refuse a port that is taken, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            said = f"{host}:{port} cannot be listened on ({fault.strerror}); --port takes another"
            raise ServerError(said) from None


def _own_addresses() -> list[str]:
    """Return names under which this machine can be asked for in its network."""
    name = socket.gethostname()
    try:
        found = socket.gethostbyname_ex(name)[2]
    except OSError:
        found = []
    return [name, f"{name}.local", *found]
