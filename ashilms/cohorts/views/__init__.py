"""The pages of cohorts, a file for each thing; importing them puts them on the blueprint."""

from ashilms.cohorts.views import cohorts, lists, own, places, registers, sessions
from ashilms.cohorts.views.blueprint import bp

__all__ = ["bp", "cohorts", "lists", "own", "places", "registers", "sessions"]
