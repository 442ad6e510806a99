"""The courses' blueprint, and the address of a lesson."""

from flask import Blueprint

bp = Blueprint("courses", __name__)
LESSON = "/courses/<slug>/<module>/<lesson>"
