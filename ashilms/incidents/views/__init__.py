"""The pages of this room."""

from ashilms.incidents.views import aftercare, handling, reports
from ashilms.incidents.views.blueprint import bp

__all__ = ["aftercare", "bp", "handling", "reports"]
