"""The blueprint on which the room's pages are hung, and where a lesson's are."""

from flask import Blueprint

bp = Blueprint("courses", __name__)
LESSON = "/courses/<slug>/<module>/<lesson>"
