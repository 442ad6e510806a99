"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("verification", __name__)
