"""What tests of drawing share: a folder of assets, a secret file, and a server that nobody should reach."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ashilms.certificates.lettering import ITALIC

SECRET = "canary-7Q4K9T2MXH5CR8WD"
"""Stands in a file that no page may read."""
SECRET_DRAWN = "0.121569 0.482353 0.239216"
"""The colour that the same file is drawn in, as it stands in a PDF."""
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="session")
def assets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A design's folder: one font, one picture, one style sheet, and a way out that must not be taken."""
    folder = tmp_path_factory.mktemp("assets")
    (folder / "fonts").mkdir()
    (folder / "fonts" / "text.ttf").write_bytes(ITALIC.world.font.path.read_bytes())
    (folder / "page.css").write_text(
        '@font-face { font-family: "Test Text"; src: url("fonts/text.ttf") } body { font: 12pt "Test Text" }'
    )
    dot = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
    (folder / "dot.svg").write_text(dot)
    (folder / "way-out.svg").symlink_to(secret_file(tmp_path_factory))
    return folder


def secret_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.getbasetemp() / "secret.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>{SECRET}</desc>'
        '<path d="M0 0h9v9z" fill="#1f7b3d"/></svg>'
    )
    return path


@pytest.fixture(scope="session")
def secret(assets: Path) -> Path:
    """A file outside the assets."""
    return (assets / "way-out.svg").resolve()


@dataclass
class Canary:
    """A server on this machine that counts who comes by."""

    address: str
    visits: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    found = Canary("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
