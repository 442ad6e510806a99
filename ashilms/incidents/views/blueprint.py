"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("incidents", __name__)
