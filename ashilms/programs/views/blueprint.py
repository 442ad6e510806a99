"""The blueprint of this room, and the kinds of requirement that its pages judge by."""

from flask import Blueprint

from ashilms.programs.rules import Kinds
from ashilms.web import state

bp = Blueprint("programs", __name__)


def kinds() -> Kinds:
    """Return every kind of requirement that is installed here."""
    found: Kinds = state().kinds["requirement_kinds"]
    return found
