"""The blueprint on which the room's pages are hung."""

from flask import Blueprint

bp = Blueprint("practicum", __name__)
