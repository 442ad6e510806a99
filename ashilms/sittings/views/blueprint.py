"""The one blueprint of sittings."""

from flask import Blueprint

bp = Blueprint("sittings", __name__)
ID = "int(max=2147483647)"
"""No larger than the database counts."""
