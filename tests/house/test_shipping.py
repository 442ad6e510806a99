"""What a running site shows of itself, and what is shipped with it: nothing that is not needed."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ashilms.demo.services import settle_cast
from ashilms.errors import Clash
from ashilms.identity.models import User
from ashilms.web import state
from tests.campus import Campus, make_app
from tests.house.walk import SITE

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "ashilms" / "static"
HIDDEN = (
    ".git/HEAD", ".git/config", ".gitignore", ".env", ".venv/pyvenv.cfg", ".DS_Store", ".well-known/../.git/HEAD",
    "instance/secret-key", "secret-key", "keys/keys.json", "queue.db", "site.db", "backup.tar.gz", "pyproject.toml",
    "requirements/ashilms.txt", "Dockerfile", "server-status", "phpinfo.php", "wp-login.php", "index.bak",
)  # fmt: skip


@pytest.mark.parametrize("name", HIDDEN)
def test_no_file_beside_the_pages_is_served(campus: Campus, name: str) -> None:
    """V13.4.1: whatever lies about in the checkout or the data folder, from the root or from the static files."""
    browser = campus.browser("irene")
    for path in (
        f"/{name}",
        f"/ashilms-static/{name}",
        f"/ashilms-static/../{name}",
        f"/ashilms-static/%2e%2e/{name}",
    ):
        assert browser.get(path).status_code == 404, path


def test_no_folder_is_listed(campus: Campus) -> None:
    """V13.4.3: every folder of the static files, with and without a slash."""
    folders = [path.relative_to(STATIC) for path in (STATIC, *STATIC.rglob("*")) if path.is_dir()]
    assert len(folders) > 2
    for folder in folders:
        place = "" if str(folder) == "." else f"{folder}/"
        for path in (f"/ashilms-static/{place}", f"/ashilms-static/{place}".rstrip("/")):
            assert campus.browser().get(path).status_code == 404, path


def test_only_what_pages_need_is_static() -> None:
    """V13.4.1: styles, scripts, fonts, marks, icons of the page to install, and whose they are."""
    kinds = {path.suffix for path in STATIC.rglob("*") if path.is_file()}
    assert kinds == {".css", ".js", ".woff2", ".svg", ".png", ".txt", ".md"}
    assert [path for path in STATIC.rglob(".*")] == []


PROBES = (
    "/metrics", "/openapi.json", "/swagger", "/docs", "/api", "/graphql", "/debug", "/console", "/status", "/info",
    "/admin", "/healthz/details", "/readyz?verbose=1", "/actuator", "/server-info", "/?__debugger__=yes",
)  # fmt: skip


def test_health_is_told_in_a_word_and_nothing_else_tells_of_the_inside(campus: Campus) -> None:
    """V13.4.5: no version, no setting, no count of anything, to nobody; no page of documentation or of figures."""
    for who in (None, "irene"):
        browser = campus.browser(who)
        assert browser.get("/healthz").text == "ok\n"
        assert browser.get("/readyz?verbose=1").text in ("ready\n", "not ready\n")
        for path in PROBES:
            answer = browser.get(path)
            assert answer.status_code in (302, 404) or path.startswith(("/readyz", "/?")), path
            assert not re.search(
                r"werkzeug|sqlalchemy|python/|flask/|\bcpython", answer.text, re.IGNORECASE
            ), path


def test_a_new_site_has_no_account_and_a_public_one_gets_no_demonstration(tmp_path: Path) -> None:
    """V15.2.3, V6.3.2: its cast is made by a command, with passwords of chance, on one's own machine alone."""
    app = make_app("sqlite://", tmp_path / "data", ASHILMS_PUBLIC_URL=SITE, ASHILMS_SECRET_KEY="k" * 64)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        User.metadata.create_all(engine)
        with pytest.raises(Clash, match="this is a public site"):
            settle_cast(app, say=lambda _: None)
        session = app.extensions["sqlalchemy"].session
        assert session.scalar(select(func.count()).select_from(User)) == 0
        session.remove()
        engine.dispose()


def test_the_style_guide_is_for_development_alone(campus: Campus) -> None:
    """V15.2.3: a page that only whoever writes pages needs."""
    assert campus.browser("irene").get("/styleguide").status_code == 404
    assert not state(campus.app).settings.development
