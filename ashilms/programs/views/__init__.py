"""The pages of this room."""

from ashilms.programs.views import checklist, impact, matrix, validity, waivers
from ashilms.programs.views.blueprint import bp

__all__ = ["bp", "checklist", "impact", "matrix", "validity", "waivers"]
