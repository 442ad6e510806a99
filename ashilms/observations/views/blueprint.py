"""The one blueprint of observations."""

from flask import Blueprint

bp = Blueprint("observations", __name__)
