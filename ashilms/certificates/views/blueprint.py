"""The blueprint of this room, and the kinds of requirement that are installed."""

from flask import Blueprint

from ashilms.programs.rules import Kinds
from ashilms.web import state

bp = Blueprint("certificates", __name__)


def requirement_kinds() -> Kinds:
    """Return what a program's requirements are judged by here."""
    kinds: Kinds = state().kinds["requirement_kinds"]
    return kinds
