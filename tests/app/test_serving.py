"""The server: who may ask, what is served, and that it comes from this machine alone."""

import http.client
import json
import re
import subprocess
import uuid

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from app.server import vendor_folder
from tests.app.conftest import COMMAND, Served

pytestmark = pytest.mark.slow


def ask(served, path, method="GET", body=None, **headers):
    """Return status, headers and body; the path goes out exactly as it is."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.putrequest(method, path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    with connection.getresponse() as answer:
        found = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return found


def enters(served, **headers):
    """Open a page's websocket, and close it; raises InvalidStatus if it is refused."""
    url = f"ws://127.0.0.1:{served.port}/jupyter/api/kernels/{uuid.uuid4()}/channels?session_id=x"
    with connect(url, additional_headers=headers or None, open_timeout=20):
        pass


def test_a_page_of_another_origin_cannot_talk_to_us(served):
    with pytest.raises(InvalidStatus) as refused:
        enters(served, Origin="https://evil.example")
    assert refused.value.response.status_code == 403

    assert ask(served, "/", "POST", b"code=1", Origin="https://evil.example")[0] == 403
    enters(served, Origin=served.url)


def test_another_host_name_is_refused(served):
    assert ask(served, "/", Host="evil.example")[0] == 400
    assert ask(served, "/", Host=f"localhost:{served.port}")[0] == 200


def test_nothing_is_fetched_from_elsewhere_for_a_visitor(served):
    assert ask(served, "/_solara/cdn/vue@2/x.html")[0] == 404
    assert ask(served, "/_solara/cdn/echarts@5.4.0/package.json")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../server.py", "/assets/%2e%2e/server.py", "/vendor/../../../../etc/passwd",
        "/vendor/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/jobs/../../etc/passwd",
        "/jobs/%2e%2e/log.txt", "/jobs/0123456789ab/..%2f..%2flog.txt",
        "/templates/..%2f..%2fcli.py",
        "/static/../app.py", "/export/..%2f..%2fREADME.md", "/static/public/../../app/site.py",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_what_is_served(served, path):
    status, _, body = ask(served, path)

    assert status in (400, 404) or b"x-template" in body  # or the page that says there is none
    assert b"root:" not in body
    assert b"import " not in body[:2000] or b"<html" in body[:2000]


def test_every_answer_carries_the_policy(served):
    for path in (
        "/",
        "/assets/fireside.js",
        "/export/nothing",
        "/vendor/requirejs@2.3.6/require.js",
    ):
        headers = {name.lower(): value for name, value in ask(served, path)[1].items()}
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    cookies = ask(served, "/")[1]["set-cookie"]
    assert "httponly" in cookies.lower()


def test_what_the_page_asks_for_is_installed(served):
    page = ask(served, "/")[2].decode()
    wanted = set(re.findall(r"/vendor/([@\w./-]+\.(?:js|css))", page))

    assert wanted
    for name in wanted:
        assert (vendor_folder() / name).is_file(), f"Solara's page wants {name}"
    assert not re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="https?://', page)


def test_a_workshop_asks_for_its_code(tmp_path):
    server = Served(tmp_path, "--code", "ember7")
    try:
        assert ask(server, "/")[0] == 401
        assert ask(server, "/assets/fireside.js")[0] == 401
        with pytest.raises(InvalidStatus):
            enters(server, Origin=server.url)
        status, headers, body = ask(server, "/", "POST", b"code=wrong")
        assert (status, "set-cookie" in headers) == (401, False)
        assert b"not the code" in body
        status, headers, _ = ask(server, "/", "POST", b"code=ember7")
        assert status == 303
        assert "HttpOnly" in headers["set-cookie"]
        cookie = headers["set-cookie"].split(";")[0]
        assert ask(server, "/", Cookie=cookie)[0] == 200
        assert ask(server, "/", Cookie="fireside-code=wrong")[0] == 401
        enters(server, Origin=server.url, Cookie=cookie)
    finally:
        server.stop()


def test_a_port_that_is_taken_is_told_in_words(served):
    done = subprocess.run([*COMMAND, "--port", str(served.port)], capture_output=True, text=True)

    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_exports_of_a_bad_link_say_why(served):
    status, _, body = ask(served, "/export/outcomes.csv?s=damaged!")

    assert status == 400
    assert b"This link" in body


def sessions(served):
    """Return how many sessions the server holds."""
    return json.loads(ask(served, "/resourcez")[2])["kernels"]["total"]


def test_a_session_is_freed_when_its_page_is_left(served, watched):
    before = sessions(served)
    page = watched.open(f"{served.url}/learn")
    during = sessions(served)
    page.goto("about:blank")
    for _ in range(50):
        if sessions(served) == before:
            break
        page.wait_for_timeout(200)

    assert during == before + 1
    assert sessions(served) == before
