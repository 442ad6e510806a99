"""Addresses: below our prefix wherever we are mounted, whatever headers claim, and exactly as they are written."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ashilms import create_app, migrate
from tests.conftest import PEOPLED, make_host
from tests.grounds import Grounds

pytestmark = pytest.mark.any_database

PREFIXES = ["", "/training"]


@pytest.fixture(params=PREFIXES, ids=["at the root", "under a prefix"])
def prefix(request: pytest.FixtureRequest) -> str:
    """Where in the host we are mounted."""
    return str(request.param)


@pytest.fixture
def mounted(grounds: Grounds, tmp_path: Path, prefix: str) -> Iterator[Flask]:
    """The host site with the cast, mounted there."""
    app = make_host(grounds.shared_address(PEOPLED, tmp_path), tmp_path, url_prefix=prefix)
    host = app.config["TEST_HOST_DB"]
    yield app
    with app.app_context():
        host.session.remove()
        host.engine.dispose()


HELD = re.compile(r"""(?:href|src|action)="(/[^"]*)\"""")
LINK = re.compile(r"""<a\b[^>]* href="(/[^"#]*)\"""")


def walk(app: Flask, who: str, root: str, prefix: str) -> dict[str, set[str]]:
    """Return every page that is reached by links from the home page, each with the addresses that it holds."""
    client, base = app.test_client(), f"http://localhost{root}"
    assert client.get(f"/sign-in/{who}", base_url=base).status_code == 200
    waiting, seen = [f"{root}{prefix}/"], dict[str, set[str]]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.get(path.removeprefix(root), base_url=base, follow_redirects=True)
        assert answer.status_code == 200, f"{path}: {answer.status}"
        if answer.mimetype != "text/html":
            continue
        seen[path] = set(HELD.findall(answer.text))
        waiting += LINK.findall(answer.text)
    return seen


@pytest.mark.parametrize("root", ["", "/site"], ids=["alone", "behind a proxy's path"])
@pytest.mark.parametrize("who", ["ana", "bea", "reg"])
def test_every_address_on_our_pages_is_below_our_prefix(
    mounted: Flask, prefix: str, root: str, who: str
) -> None:
    """T45: links, forms, styles and scripts, wherever the host itself is served."""
    pages = walk(mounted, who, root, prefix)
    assert len(pages) > 4
    for page, addresses in pages.items():
        assert addresses, page
        assert {address for address in addresses if not address.startswith(f"{root}{prefix}/")} == set(), page


# Whatever headers claim


CLAIMS = {
    "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "8443", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Scheme": "https", "X-Forwarded-Ssl": "on", "X-Forwarded-User": "reg", "X-Forwarded-Path": "/people",
    "X-Forwarded": "for=203.0.113.9;host=evil.example", "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
    "Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "X-Client-IP": "203.0.113.9",
    "X-Remote-IP": "203.0.113.9", "X-Remote-Addr": "203.0.113.9", "X-Originating-IP": "203.0.113.9",
    "True-Client-IP": "203.0.113.9", "CF-Connecting-IP": "203.0.113.9", "Client-IP": "203.0.113.9",
    "X-Cluster-Client-IP": "203.0.113.9", "Via": "1.1 evil.example", "X-Host": "evil.example",
    "X-HTTP-Host-Override": "evil.example", "X-Original-Host": "evil.example", "X-Original-URL": "/people",
    "X-Rewrite-URL": "/people", "X-Original-URI": "/people", "X-Override-URL": "/people", "X-Script-Name": "/evil",
    "Script-Name": "/evil", "X-Path-Info": "/people", "X-Remote-User": "reg", "Remote-User": "reg",
    "X-User": "reg", "X-Username": "reg", "X-Authenticated-User": "reg", "X-Auth-Request-User": "reg",
    "X-WebAuth-User": "reg", "X-SSL-Client-CN": "reg", "X-Role": "registrar", "X-Admin": "1",
    "Authorization": "Bearer x",
    "X-HTTP-Method-Override": "POST", "X-HTTP-Method": "DELETE", "X-Method-Override": "PUT", "Front-End-Https": "on",
    "X-Url-Scheme": "https", "X-Arr-SSL": "1", "X-Api-Version": "2", "X-Debug": "1", "X-WTF-CSRF-Enabled": "0",
    "Proxy": "http://evil.example", "Destination": "/people", "Max-Forwards": "0", "X-Requested-With": "XMLHttpRequest",
    "X-Wap-Profile": "http://evil.example/x.xml", "X-Sendfile": "/etc/passwd", "X-Accel-Redirect": "/people",
    "Surrogate-Capability": "x=ESI/1.0", "X-Middleware-Subrequest": "x", "Transfer-Encoding-X": "chunked",
}  # fmt: skip
"""Headers that some server or framework believes, each with what an attacker would like to be believed."""
PAGES = ("/", "/courses", "/people", "/verify", "/nowhere")
NEW_EACH_TIME = re.compile(r"[A-Za-z0-9_.-]{70,}|Reference: \S+|\b[0-9A-F]{8}\b")
"""Tokens of forms, and references of errors."""


def said(answer: TestResponse) -> tuple[str, dict[str, str], str]:
    """Return an answer without what is new each time it is asked for."""
    new = ("Set-Cookie", "Content-Length", "Date")
    with answer:
        headers = {name: value for name, value in answer.headers.items() if name not in new}
        return answer.status, headers, NEW_EACH_TIME.sub("…", answer.get_data(as_text=True))


@pytest.mark.parametrize("who", [None, "ana"])
def test_no_header_is_believed_that_no_proxy_was_named_for(
    mounted: Flask, prefix: str, who: str | None
) -> None:
    """T45, T46, V4.1.3: no address, scheme, prefix, method, person or role comes from one of them, or from all."""
    client = mounted.test_client()
    if who:
        client.get(f"/sign-in/{who}")
    limits = mounted.extensions["ashilms"].limiter.storage
    for page in PAGES:
        plain = said(client.get(prefix + page))
        for claims in [{name: value} for name, value in CLAIMS.items()] + [CLAIMS]:
            limits.reset()
            assert said(client.get(prefix + page, headers=claims)) == plain, f"{page}: {claims}"


def ask_often(app: Flask, forwarded: Callable[[int], str]) -> list[int]:
    """Ask a page that is limited per address more often than it allows."""
    client = app.test_client()
    return [
        client.get("/verify", headers={"X-Forwarded-For": forwarded(number)}).status_code
        for number in range(60)
    ]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "limited"),
    [
        (0, lambda number: f"203.0.113.{number % 250}", True),
        (1, lambda number: f"203.0.113.{number % 250}, 198.51.100.7", True),
        (1, lambda number: f"198.51.100.7, 203.0.113.{number % 250}", False),
        (2, lambda number: f"192.0.2.1, 203.0.113.{number % 250}, 198.51.100.7", False),
    ],
    ids=["no proxy", "one, and a made-up address before it", "one, and as many clients", "two"],
)
def test_an_address_is_taken_from_as_many_proxies_as_are_named(
    blank_database_url: str, tmp_path: Path, proxies: int, forwarded: Callable[[int], str], limited: bool
) -> None:
    """T45, V15.3.4: what stands further left anybody may have written."""
    app = create_app(
        {"ASHILMS_DATA_DIR": tmp_path, "ASHILMS_DATABASE_URL": blank_database_url, "ASHILMS_PROXIES": proxies}
    )
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        migrate.upgrade(engine)
        assert (429 in ask_often(app, forwarded)) is limited
        engine.dispose()


# Exactly as they are written


SUFFIXES = (
    "/x.css", "/x.js", "/.css", ".css", ".js", ";x.css", "%2Fx.css", "%3Bx.css", "%00.css", "%0Ax.css", "%23x.css",
    "%3Fx.css", "/..%2Fx.css", "/%2e%2e/x.css", "//x.css", "/static/x.css", "%252Fx.css", "\\x.css", "%5Cx.css", "/",
)  # fmt: skip
"""What is put behind a page's address so that a cache takes it for a file, and keeps one person's page for all."""


def test_no_page_of_anybodys_can_be_cached_by_any_name(mounted: Flask, prefix: str) -> None:
    """T46, V14.2.2: an address that goes on is no page; and whatever is answered may not be kept."""
    client: FlaskClient = mounted.test_client()
    client.get("/sign-in/ana")
    for page in ("/courses", "/practicum", "/profile", "/quizzes"):
        own = client.get(prefix + page)
        assert (own.status_code, own.headers["Cache-Control"], own.headers["Vary"]) == (
            200,
            "no-store",
            "Cookie",
        )
        for suffix in SUFFIXES:
            answer = client.get(prefix + page + suffix)
            assert answer.headers.get("Cache-Control") == "no-store" or "Ana" not in answer.text, suffix
            assert answer.status_code in (301, 308, 400, 404), f"{page}{suffix}: {answer.status}"


def test_only_files_that_are_the_same_for_all_may_be_kept(mounted: Flask, prefix: str) -> None:
    """T46: those whose address has a digest of what is in them; they set no cookie."""
    client: FlaskClient = mounted.test_client()
    client.get("/sign-in/ana")
    page = client.get(f"{prefix}/profile").text
    (style,) = {path for path in HELD.findall(page) if "/ashilms.css?v=" in path}
    with client.get(style) as kept:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in kept.headers
    lost = client.get(style.replace("ashilms.css", "nothing.css"))
    assert (lost.status_code, lost.headers["Cache-Control"]) == (404, "no-store")
