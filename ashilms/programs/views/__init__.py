"""The pages of this room."""

from ashilms.programs.views import checklist, matrix, validity, waivers
from ashilms.programs.views.blueprint import bp

__all__ = ["bp", "checklist", "matrix", "validity", "waivers"]
