"""How the app bears a class: sessions that move a lever, wait, and move it again.

    uv run python -m benchmarks.app_load --sessions 20 --think 10 --seconds 60

Each session is a websocket like a browser's. Measured from the moment a lever's value is sent:
until the network of that side is sent back, and until the bands are complete, if that is before the
next change. Memory is the server's, divided by sessions; at the end, what is left after they close.
"""

import argparse
import asyncio
import json
import os
import random
import re
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

import psutil
import websockets

PORT = 8791
BASE = f"http://127.0.0.1:{PORT}"
LEVER = "commit.hours_per_week"


def message(kind: str, content: dict, session: str) -> str:
    """Return a message of Jupyter's protocol."""
    header = {"msg_id": uuid.uuid4().hex, "username": "", "session": session, "msg_type": kind,
              "version": "5.2", "date": ""}  # fmt: skip
    return json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content,
                       "channel": "shell", "buffers": []})  # fmt: skip


def parsed(data: str | bytes) -> dict:
    """Return a message; of one with buffers, its head."""
    if isinstance(data, str):
        return json.loads(data)
    n = struct.unpack("!I", data[:4])[0]
    at = struct.unpack("!" + "I" * n, data[4 : 4 * (n + 1)])
    return json.loads(data[at[0] : at[1] if n > 1 else None])


class Session:
    """One reader of the compare page."""

    def __init__(self, found: dict[str, list[float]]) -> None:
        self.found = found
        self.levers = ""  # the widget of side B's levers
        self.asked, self.question = 0.0, ""
        self.answered, self.ready = asyncio.Event(), asyncio.Event()
        self.is_drawn = self.is_complete = False

    def hear(self, data: str | bytes) -> None:
        """Take a message of the server."""
        said = parsed(data)
        content = said.get("content", {})
        inner = content.get("data", {}) if isinstance(content, dict) else {}
        state = inner.get("state", {}) if isinstance(inner, dict) else {}
        is_new = said.get("header", {}).get("msg_type", said.get("msg_type")) == "comm_open"
        if is_new and state.get("kind") == "fields" and LEVER in state.get("text", ""):
            self.levers = content["comm_id"]
        now = time.perf_counter()
        if ["frames"] in (inner.get("buffer_paths") or []) and self.asked and not self.is_drawn:
            self.found["network"].append(now - self.asked)
            self.is_drawn = True
        markup = json.dumps(state)
        question = re.search(r'data-asked=\\"(\w+)', markup)
        if question and question[1] != self.question:  # it comes just before the networks
            self.question = question[1]
            self.answered.set()
        if re.search(r'data-missing=\\"0\\"', markup):
            self.ready.set()
            if self.asked and self.answered.is_set() and not self.is_complete:
                self.found["bands"].append(now - self.asked)
                self.is_complete = True

    async def live(self, think: float, seconds: float, late: float) -> None:
        """Open the page, move the lever now and then, close it."""
        await asyncio.sleep(late)
        cookie = await asyncio.to_thread(page_cookie)
        kernel, session = str(uuid.uuid4()), uuid.uuid4().hex
        url = f"ws://127.0.0.1:{PORT}/jupyter/api/kernels/{kernel}/channels?session_id={session}"
        start = time.perf_counter()
        async with websockets.connect(
            url, additional_headers={"Cookie": cookie}, max_size=None, origin=BASE
        ) as socket:
            control = uuid.uuid4().hex
            opened = {"comm_id": control, "target_name": "solara.control", "data": {}}
            await socket.send(message("comm_open", opened, session))
            run = {
                "method": "run",
                "args": {"path": "/compare", "appName": None, "themes": None, "dark": False},
            }
            await socket.send(message("comm_msg", {"comm_id": control, "data": run}, session))
            ears = asyncio.create_task(self.listen(socket))
            await asyncio.wait_for(self.ready.wait(), 90)
            self.found["open"].append(time.perf_counter() - start)
            await self.work(socket, session, think, time.perf_counter() + seconds)
            ears.cancel()
        close = f"{BASE}/_solara/api/close/{kernel}?session_id={session}"
        await asyncio.to_thread(
            urllib.request.urlopen, urllib.request.Request(close, method="POST")
        )

    async def listen(self, socket) -> None:
        """Hear until cancelled."""
        async for data in socket:
            self.hear(data)

    async def work(self, socket, session: str, think: float, end: float) -> None:
        """Move the lever until the time is up."""
        while time.perf_counter() < end:
            await asyncio.sleep(think * random.uniform(0.5, 1.5))
            self.answered.clear()
            self.is_drawn = self.is_complete = False
            self.asked = time.perf_counter()
            value = {"name": LEVER, "value": round(random.uniform(6, 14), 3)}
            custom = {"method": "custom", "content": {"event": "tell", "data": value}}
            await socket.send(
                message("comm_msg", {"comm_id": self.levers, "data": custom}, session)
            )
            try:
                await asyncio.wait_for(self.answered.wait(), 30)
            except TimeoutError:
                self.found["errors"].append(30.0)


def page_cookie() -> str:
    """Open the page as a browser does; return its cookie."""
    with urllib.request.urlopen(f"{BASE}/compare") as answer:
        return answer.headers["set-cookie"].split(";")[0]


async def load(n: int, think: float, seconds: float, server: psutil.Process) -> dict:
    """Return what was measured."""
    found: dict[str, list[float]] = {"open": [], "network": [], "bands": [], "errors": []}
    first = Session(found)  # a first page loads what all share
    await first.live(0.5, 1.0, 0.0)
    for each in found.values():
        each.clear()
    before, peak = server.memory_info().rss, [0]

    async def watch() -> None:
        while True:
            peak[0] = max(peak[0], server.memory_info().rss)
            await asyncio.sleep(0.3)

    watching = asyncio.create_task(watch())
    sessions = [Session(found).live(think, seconds, 0.3 * i) for i in range(n)]
    ended = await asyncio.gather(*sessions, return_exceptions=True)
    watching.cancel()
    await asyncio.sleep(6)
    with urllib.request.urlopen(f"{BASE}/resourcez") as answer:
        left = json.load(answer)["kernels"]["total"]
    lost = [repr(each) for each in ended if isinstance(each, BaseException)]
    return found | {"lost": lost, "sessions_left": left, "mb_each": (peak[0] - before) / 1e6 / n,
                    "mb_left": (server.memory_info().rss - before) / 1e6}  # fmt: skip


def told(name: str, seconds: list[float]) -> str:
    """Return a line of the answer."""
    if not seconds:
        return f"{name:12} none"
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return (
        f"{name:12} n {len(seconds):4}  p50 {statistics.median(ordered):6.2f} s  p95 {p95:6.2f} s"
    )


def main() -> None:
    """Start a server, load it, and tell."""
    options = argparse.ArgumentParser()
    options.add_argument("--sessions", type=int, default=20)
    options.add_argument("--think", type=float, default=10.0)
    options.add_argument("--seconds", type=float, default=60.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from app.cli import main; main()", "app", "--no-browser",
                   "--port", str(PORT), "--folder", folder]  # fmt: skip
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ.copy())
        try:
            for _ in range(300):
                try:
                    page_cookie()
                    break
                except OSError:
                    time.sleep(0.2)
            time.sleep(8)  # workers start
            found = asyncio.run(
                load(asked.sessions, asked.think, asked.seconds, psutil.Process(server.pid))
            )
        finally:
            server.terminate()
            server.wait()
    for name in ("open", "network", "bands"):
        print(told(name, found[name]))
    print(f"errors {len(found['errors'])}, lost {found['lost'][:3]}, {found['mb_each']:.1f} MB a "
          f"session at the peak, {found['mb_left']:.0f} MB and {found['sessions_left']} "
          "sessions left after all closed")  # fmt: skip


if __name__ == "__main__":
    main()
