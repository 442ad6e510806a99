"""The blueprint on which the room's pages are hung."""

from flask import Blueprint

bp = Blueprint("sites", __name__)
