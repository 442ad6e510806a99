"""The only list of the rooms: their tables, pages, places in the navigation, and what they add by name."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Blueprint, Flask, url_for

from ashilms.accounts.views import bp as accounts
from ashilms.health import bp as health
from ashilms.identity import reactions as identity
from ashilms.notices import reactions as notices
from ashilms.web import State

ROOMS: tuple[Blueprint, ...] = (accounts, health)
for _room in ("desk", "courses", "quizzes", "practicum", "programs", "certificates", "verification"):  # scaffold while rooms arrive
    try:
        ROOMS += (import_module(f"ashilms.{_room}.views").bp,)
    except ImportError:
        ROOMS += (import_module("ashilms.standin").stand_in(_room),)

WITH_TABLES = ("audit", "accounts", "jobs", "notices", "identity", "courses", "quizzes", "practicum", "programs", "certificates", "verification", "packs")


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the navigation, shown to whoever may go there; `within` is what its pages' endpoints begin with."""

    name: str
    endpoint: str
    action: str
    within: str


NAVIGATION: tuple[Place, ...] = (
    Place("Home", "ashilms.desk.show_home", "see own desk", "ashilms.desk.show_home"),
    Place("Courses", "ashilms.courses.show_courses", "see lessons", "ashilms.courses."),
)


def load_models() -> None:
    """Import every room's tables, so that the shared metadata knows all of them."""
    for room in WITH_TABLES:
        if find_spec(f"ashilms.{room}") and find_spec(f"ashilms.{room}.models"):
            import_module(f"ashilms.{room}.models")


def register_additions(state: State) -> None:
    """Collect what rooms and plugins add by name; raises `ValueError` when two claim one name."""
    state.kinds["question_kinds"] = _by_name([], [k for p in state.plugins for k in p.question_kinds])
    state.kinds["requirement_kinds"] = _by_name([], [k for p in state.plugins for k in p.requirement_kinds])
    sign_in = identity.HANDLERS if state.standalone else ()
    state.kinds["handlers"] = _by_name([*notices.HANDLERS, *sign_in], [])


def _by_name(built_in: list[Any], added: list[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for addition in (*built_in, *added):
        if addition.name in found:
            raise ValueError(f"Two additions are called {addition.name!r}; a name may be taken once.")
        found[addition.name] = addition
    return found


def account_links(app: Flask) -> list[dict[str, Any]]:
    """Return the links about one's own account; a host brings its own sign-in and gets the profile alone."""
    links = [{"name": "Profile", "url": url_for("ashilms.accounts.show_profile"), "post": False}]
    if "identity" in app.blueprints:
        links.append({"name": "Security and sessions", "url": url_for("identity.show_security"), "post": False})
        links.append({"name": "Sign out", "url": url_for("identity.sign_out"), "post": True})
    return links
