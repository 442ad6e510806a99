"""The pages of this room."""

from flask import Blueprint

bp = Blueprint("bookings", __name__)
