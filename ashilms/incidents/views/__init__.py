"""The pages of this room."""

from ashilms.incidents.views import handling, reports
from ashilms.incidents.views.blueprint import bp

__all__ = ["bp", "handling", "reports"]
