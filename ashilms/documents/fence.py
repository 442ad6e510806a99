"""The fence around drawing: a page reaches its design's own assets, pictures it carries, nothing else.

No file of the machine, no network, no redirect. Import only through `ashilms.documents.pdf`, which makes sure
that WeasyPrint can be loaded.
"""

import hashlib
import logging
import re
from base64 import b64decode
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from weasyprint.urls import URLFetcher, URLFetcherResponse, URLFetchingError

from ashilms.documents.glyphs import FONTS, Font
from ashilms.documents.installed import content_of

LARGEST_PICTURE = 4 * 1024 * 1024
_TYPES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ttf": "font/ttf",
}
_PICTURES = {"image/svg+xml", "image/png", "image/jpeg"}
_DATA = re.compile(r"data:([a-z]+/[a-z0-9.+-]+)((?:;[a-z0-9-]+=[A-Za-z0-9._-]+)*)(;base64)?,", re.IGNORECASE)
_log = logging.getLogger(__name__)


def address_of(assets: Path) -> str:
    """Return the address that stands for the folder `assets` in a page; it exists nowhere else.

    It differs for each folder, since fonts are remembered by their address.
    """
    name = hashlib.sha256(str(assets).encode()).hexdigest()[:16]
    return f"https://{name}.assets.invalid/"


class Fence(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Fetches for one drawing. `missing` lists what of its own assets the page asked for in vain.

    `ink`, a colour as CSS writes it, takes the place of `currentColor` in the drawings: a picture behind a page
    inherits nothing from it. `pictures` are PNG files that this one page has besides, by their addresses.
    """

    def __init__(
        self, assets: Path, ink: str = "", pictures: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self.assets, self.base = assets, address_of(assets)
        self._files = _files_in(assets)
        self._ink, self._pictures = ink.encode(), pictures
        self.missing: list[str] = []

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return what `url` stands for, or raise the error that WeasyPrint draws on without."""
        if url[:5].lower() == "data:":
            return _carried(url)
        name = url.removeprefix(self.base)
        if name == url:
            _log.warning("a page asked for %.200r, which is outside its assets", url)
            raise URLFetchingError("outside the page's assets")
        if name in self._pictures:
            return URLFetcherResponse(url, self._pictures[name], {"Content-Type": "image/png"})
        if name not in self._files:
            self.missing.append(name)
            raise URLFetchingError(f"no asset {name!r}")
        path = self._files[name]
        body = path.read_bytes()
        if self._ink and path.suffix == ".svg":
            body = body.replace(b"currentColor", self._ink)
        return URLFetcherResponse(url, body, {"Content-Type": _TYPES[path.suffix]})


class FontFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Fetches one font of this machine, whatever it is asked for, and nothing else."""

    def __init__(self, font: Font) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False)
        self._font = font

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the font."""
        return URLFetcherResponse(url, content_of(self._font), {"Content-Type": "font/sfnt"})


@cache
def nothing() -> URLFetcher:
    """Return a fetcher that may fetch nothing; making one takes a millisecond."""
    return URLFetcher(allowed_protocols=(), allow_redirects=False)


def _carried(url: str) -> URLFetcherResponse:
    found = _DATA.match(url)
    if not found or found[1].lower() not in _PICTURES or len(url) > LARGEST_PICTURE:
        raise URLFetchingError("not a picture that a page may carry")
    held = unquote_to_bytes(url[found.end() :])
    body = b64decode(held) if found[3] else held
    return URLFetcherResponse("data:", body, {"Content-Type": found[1].lower()})


@cache
def _files_in(assets: Path) -> dict[str, Path]:
    """Return the assets by name: only these can be fetched, so no spelling of a path leads outside."""
    inside = assets.resolve()
    found = (path for path in inside.rglob("*") if path.suffix in _TYPES and path.is_file())
    own = {
        path.relative_to(inside).as_posix(): path for path in found if path.resolve().is_relative_to(inside)
    }
    return {f"fonts/{path.name}": path for path in FONTS.glob("*.ttf")} | own
