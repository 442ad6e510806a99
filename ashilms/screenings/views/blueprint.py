"""The room's blueprint."""

from flask import Blueprint

bp = Blueprint("screenings", __name__)
