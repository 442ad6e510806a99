"""The one blueprint that all pages of this room are on."""

from flask import Blueprint

bp = Blueprint("notices", __name__)
