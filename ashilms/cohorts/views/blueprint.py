"""The one blueprint of cohorts."""

from flask import Blueprint

bp = Blueprint("cohorts", __name__)
