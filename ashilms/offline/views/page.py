"""The page itself, its service worker and its manifest: the same for everybody, with nothing personal in them."""

import hashlib
import json
from collections.abc import Callable
from typing import cast

from flask import Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue

from ashilms.offline.views.blueprint import bp
from ashilms.resources import resource_dir
from ashilms.web import ANYONE, limited, needs

MODULES = ("app", "draw", "home", "outbox", "screening", "screens", "store", "work")
"""Scripts of the page; the worker is served apart, since its address says how far it reaches."""
LOOKS = (
    "ashilms.css",
    "fonts/ashi-text.woff2",
    "fonts/ashi-serif.woff2",
    "fonts/ashi-text-ext.woff2",
    "mark.svg",
)
ICONS = {"192x192": "offline/icon-192.png", "512x512": "offline/icon-512.png"}


@bp.get("/offline/")
@needs(ANYONE)
@limited("120 per minute")
def show_page() -> ResponseReturnValue:
    """Show the page on which a session is begun without a network; who is there, it finds out by itself."""
    return _page()


def _page() -> str:
    return render_template("ashilms/offline/page.html", icons=ICONS)


@bp.get("/offline/worker.js")
@needs(ANYONE)
@limited("120 per minute")
def show_worker() -> ResponseReturnValue:
    """Give out the service worker with the list of files that it keeps: this page's own, and no other page's."""
    code = _static("offline/worker.js")
    page = url_for(".show_page")
    files = [page, url_for(".show_manifest"), *_files()]
    version = hashlib.sha256(
        "".join([_page(), code, *files, *map(_static, _modules())]).encode()
    ).hexdigest()[:12]
    told = {"PAGE": page, "FILES": files, "VERSION": version}
    head = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in told.items())
    return Response(f"{head}\n{code}", content_type="text/javascript; charset=utf-8")


def _modules() -> list[str]:
    return [f"offline/{name}.js" for name in MODULES]


def _files() -> list[str]:
    """Return the addresses of the page's files: with a digest as pages name them, modules as they name each other."""
    versioned = cast(Callable[[str], str], current_app.jinja_env.globals["ashilms_static"])
    plain = [url_for("ashilms.static", filename=name) for name in _modules()]
    return [*plain, *(versioned(name) for name in (*LOOKS, *ICONS.values()))]


def _static(name: str) -> str:
    return (resource_dir("static") / name).read_text("utf-8")


@bp.get("/offline/app.webmanifest")
@needs(ANYONE)
@limited("120 per minute")
def show_manifest() -> ResponseReturnValue:
    """Give out what a phone needs to put the page on its home screen."""
    page = url_for(".show_page")
    icons = [
        {
            "src": url_for("ashilms.static", filename=name),
            "sizes": sizes,
            "type": "image/png",
            "purpose": purpose,
        }
        for sizes, name in ICONS.items()
        for purpose in ("any", "maskable")
    ]
    answer = jsonify(
        id=page, start_url=page, scope=page, name="AshiLMS in the treatment room", short_name="AshiLMS",
        description="Check the room, screen the client and draft the session without a network.",
        display="standalone", lang="en", background_color="#f3f5f4", theme_color="#1f4068", icons=icons,
    )  # fmt: skip
    answer.mimetype = "application/manifest+json"
    return answer
