"""The blueprint of this room."""

from flask import Blueprint

bp = Blueprint("review_board", __name__)
